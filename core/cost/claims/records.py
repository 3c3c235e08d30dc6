from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class ExpenseClaim(Record):
    """Money that somebody says she paid for a project. It counts once it is accepted, which makes it an expense."""

    __tablename__ = "expense_claims"
    __table_args__ = (Index(None, "project_id", "state"), Index(None, "by_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    """As claimed; whoever accepts it may put it on another one."""
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    spent_on: Mapped[date]
    supplier: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500))
    """Why it was refused."""
    expense_id: Mapped[int | None] = mapped_column(ForeignKey("expenses.id"), unique=True)
    """What it became."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Budget(Record):
    """A version of a project's budget. How its approval stands is the approval's affair; an approved one never changes."""

    __tablename__ = "cost_budgets"
    __table_args__ = (UniqueConstraint("project_id", "number"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    number: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    """Why the one before has to be changed; empty in the first."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    in_force: Mapped[bool] = mapped_column(Boolean)
    """The last approved one of its project."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class BudgetAmount(Record):
    """What a budget plans on a line."""

    __tablename__ = "cost_budget_lines"
    __table_args__ = (UniqueConstraint("budget_id", "line"),)

    budget_id: Mapped[int] = mapped_column(ForeignKey("cost_budgets.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    remark: Mapped[str] = mapped_column(String(200))

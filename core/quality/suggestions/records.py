from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Suggestion(Record):
    """What somebody suggests, what became of it, what it brought."""

    __tablename__ = "quality_suggestions"
    __table_args__ = (Index(None, "state"), Index(None, "by_id"), Index(None, "project_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    benefit: Mapped[int | None] = mapped_column(Integer)
    feasibility: Mapped[int | None] = mapped_column(Integer)
    assessed_why: Mapped[str] = mapped_column(String(1000))
    assessed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    effect: Mapped[str] = mapped_column(String(1000))
    before: Mapped[str] = mapped_column(String(80))
    """The figure before, as read."""
    after: Mapped[str] = mapped_column(String(80))
    done_on: Mapped[date | None]
    award: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Decimal | None] = mapped_column(Exact(2))
    awarded_on: Mapped[date | None]
    shared: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

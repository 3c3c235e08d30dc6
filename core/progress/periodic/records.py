from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ProgressReport(Record):
    """A weekly or monthly report as it was issued. Never changed: whoever corrects one issues the next edition."""

    __tablename__ = "progress_reports"
    __table_args__ = (UniqueConstraint("project_id", "span", "first", "edition"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    span: Mapped[str] = mapped_column(String(8))
    first: Mapped[date]
    last: Mapped[date]
    edition: Mapped[int] = mapped_column(Integer)
    comment: Mapped[str] = mapped_column(Text)
    contents: Mapped[dict[str, Any]] = mapped_column(Facts)
    """`rules.frozen`."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Sweep(Record):
    """Somebody looked for risks on a project. The counts are those of the register since the sweep before. Never changed."""

    __tablename__ = "risk_sweeps"
    __table_args__ = (Index(None, "project_id", "swept_on"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    phase: Mapped[str] = mapped_column(String(12))
    method: Mapped[str] = mapped_column(String(14))
    swept_on: Mapped[date]
    found: Mapped[int] = mapped_column(Integer)
    closed: Mapped[int] = mapped_column(Integer)
    living: Mapped[int] = mapped_column(Integer)
    above: Mapped[int] = mapped_column(Integer)
    """Living ones above what is borne."""
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.quality.records import Sourced


class ChartSignal(Sourced, Record):
    """A signal that became a nonconformity. The chart may look different later: that it fired once stays."""

    __tablename__ = "quality_signals"
    __table_args__ = (UniqueConstraint("chart", "on", "rule"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    chart: Mapped[str] = mapped_column(String(120))
    """rules.Source.key"""
    on: Mapped[date]
    """Of the first day of the point."""
    rule: Mapped[int] = mapped_column(Integer)
    nonconformity_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformities.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

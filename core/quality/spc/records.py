from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact
from core.quality.rules import PLACES


class Series(Record):
    """Figures that people keep by hand, such as calls answered of calls that came, day by day."""

    __tablename__ = "quality_series"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(8))
    """Of the chart: imr, p, np, u, c."""
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    """None: of the whole organisation."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class SeriesValue(Record):
    """What was read on a day. Never changed: a later row of the same day takes its place, with the reason."""

    __tablename__ = "quality_series_values"
    __table_args__ = (Index(None, "series_id", "on"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("quality_series.id"))
    on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Exact(PLACES))
    """A measured value, or what was counted."""
    size: Mapped[Decimal | None] = mapped_column(Exact(PLACES))
    """Among so many cases or units; None of a measured value."""
    note: Mapped[str] = mapped_column(String(200))
    replaced: Mapped[int] = mapped_column(Integer)
    """How many rows of this day stand before it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ChartMark(Record):
    """What somebody said of a chart: here begins a new phase, or this point is left out of the limits, and why."""

    __tablename__ = "quality_chart_marks"
    __table_args__ = (Index(None, "chart"),)

    chart: Mapped[str] = mapped_column(String(120))
    """rules.Source.key"""
    sort: Mapped[str] = mapped_column(String(8))
    on: Mapped[date]
    """Of the first day of the point."""
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    lifted_why: Mapped[str | None] = mapped_column(String(300))
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lifted_at: Mapped[datetime | None]

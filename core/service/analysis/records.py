from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts, Key


class RequestWeek(Record):
    """Sums of the requests that a project had reported in a week, split by something. Written anew whenever one of them changes."""

    __tablename__ = "request_weeks"
    __table_args__ = (UniqueConstraint("project_id", "week", "dim", "value"),)

    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    """None: of all projects together."""
    week: Mapped[date] = mapped_column(Date)
    dim: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(30))
    sums: Mapped[dict[str, object]] = mapped_column(Facts)


class RequestWeeksMark(Record):
    """Up to which event the sums of weeks speak; one row."""

    __tablename__ = "request_weeks_marks"

    event_id: Mapped[int] = mapped_column(Key)
    at: Mapped[datetime]

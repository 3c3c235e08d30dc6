from datetime import date, datetime

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class RequestForecast(Record):
    """How many requests were foretold in a week for those that followed. Never changed: what came is compared with it."""

    __tablename__ = "request_forecasts"
    __table_args__ = (Index(None, "project_id", "week"), Index(None, "week"))

    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    """None: of all projects together."""
    week: Mapped[date] = mapped_column(Date)
    """The Monday of the first week it speaks of."""
    method: Mapped[str] = mapped_column(String(10))
    used: Mapped[int] = mapped_column(Integer)
    miss: Mapped[float] = mapped_column(Float)
    """Of the back-test: requests a week."""
    scaled: Mapped[float | None] = mapped_column(Float)
    points: Mapped[list[list[object]]] = mapped_column(Facts)
    """Monday, expected, low, high."""
    at: Mapped[datetime]

from datetime import date

from sqlalchemy import Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class PageDay(Record):
    """How long the runs of a page took on a day, in counts that add up. Never about a person."""

    __tablename__ = "page_days"
    __table_args__ = (UniqueConstraint("day", "page"),)

    day: Mapped[date] = mapped_column(Date)
    page: Mapped[str] = mapped_column(String(60))
    runs: Mapped[list[int]] = mapped_column(Facts)
    failed: Mapped[int] = mapped_column(Integer)

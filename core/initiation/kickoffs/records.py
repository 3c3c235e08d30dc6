from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Kickoff(Record):
    """The minutes of a kick-off meeting."""

    __tablename__ = "kickoffs"
    __table_args__ = (Index(None, "project_id"), Index(None, "led_by_id"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    held_on: Mapped[date]
    led_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    customer: Mapped[str] = mapped_column(Text)
    business: Mapped[str] = mapped_column(Text)
    technical: Mapped[str] = mapped_column(Text)
    supplier: Mapped[str] = mapped_column(Text)
    goals: Mapped[str] = mapped_column(Text)
    results: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    consensus: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who wrote them."""
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

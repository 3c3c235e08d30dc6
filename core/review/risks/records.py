from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class ReviewRisk(Record):
    """A risk of a project as its review tells it: foreseen, met, answered."""

    __tablename__ = "review_risks"
    __table_args__ = (Index(None, "project_id"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    title: Mapped[str] = mapped_column(String(160))
    foreseen: Mapped[bool] = mapped_column(Boolean)
    probability: Mapped[int | None] = mapped_column(SmallInteger)
    expected: Mapped[int | None] = mapped_column(SmallInteger)
    met: Mapped[bool] = mapped_column(Boolean)
    actual: Mapped[int | None] = mapped_column(SmallInteger)
    met_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(1000))
    answered_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class StageStrategy(Record):
    """What a stage wants, from the moment it was written on. Never changed: what comes later is another version."""

    __tablename__ = "stage_strategies"
    __table_args__ = (UniqueConstraint("stage", "number"),)

    stage: Mapped[str] = mapped_column(String(30))
    number: Mapped[int] = mapped_column(Integer)
    goal: Mapped[str] = mapped_column(String(200))
    steps: Mapped[list[str]] = mapped_column(Facts)
    offers: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

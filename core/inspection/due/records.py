from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Reminder(Record):
    """That somebody was told how urgent a round is: once for each rung."""

    __tablename__ = "round_reminders"
    __table_args__ = (UniqueConstraint("round_id", "person_id", "rung"), Index(None, "person_id"))

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    rung: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Opinion(Record):
    """An opinion or a need that was heard, and what became of it. Of what came out of the box nothing is kept but the day: no person, no moment."""

    __tablename__ = "communication_opinions"
    __table_args__ = (
        UniqueConstraint("meeting_id", "line"), Index(None, "project_id", "state"), Index(None, "due_on"), Index(None, "by_id"), Index(None, "answered_by_id"),
    )  # fmt: skip

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    side: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    heard_on: Mapped[date]
    due_on: Mapped[date]
    meeting_id: Mapped[int | None] = mapped_column(Integer)
    """The meeting in which it was heard, and the line of its minutes."""
    line: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(20))
    """The meeting's code; empty: written down by hand, or out of the box."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who wrote it down; None out of the box."""
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text)
    answered_on: Mapped[date | None]
    """When it was answered first, or handled at once."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    """What became of it; empty until it is handled."""
    outcome_code: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

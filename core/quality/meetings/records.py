from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class QualityMeeting(Record):
    """A quality analysis meeting of a department with all below it. Its agenda is frozen as it was built."""

    __tablename__ = "quality_meetings"
    __table_args__ = (Index(None, "department_id"), Index(None, "chair_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    period_first: Mapped[date]
    period_last: Mapped[date]
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    chair_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    attendees: Mapped[list[int]] = mapped_column(Facts)
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    state: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[str] = mapped_column(Text)
    causes: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class MeetingDecision(Record):
    """What a meeting decided; a follow-up carries it out."""

    __tablename__ = "quality_meeting_decisions"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("quality_meetings.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    followup_code: Mapped[str] = mapped_column(String(20))

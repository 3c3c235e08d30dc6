from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Meeting(Record):
    """A meeting of a project with its minutes. Once they are issued nothing changes any more; corrections are lines of their own."""

    __tablename__ = "communication_meetings"
    __table_args__ = (Index(None, "project_id", "held_on"), Index(None, "led_by_id"), Index(None, "by_id"), Index(None, "issued_by_id"), Index(None, "channel"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    means: Mapped[str] = mapped_column(String(14))
    title: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date]
    starts: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int] = mapped_column(Integer)
    """How long it took; 0: not known."""
    channel: Mapped[str] = mapped_column(String(30))
    led_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    people: Mapped[list[int]] = mapped_column(Facts)
    guests: Mapped[str] = mapped_column(String(500))
    purpose: Mapped[str] = mapped_column(Text)
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """What of the project called for a word when it was prepared."""
    state: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class MinutesLine(Record):
    """A line of minutes."""

    __tablename__ = "communication_lines"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), Index(None, "owner_id"), Index(None, "verifier_id"), Index(None, "by_id"))

    meeting_id: Mapped[int] = mapped_column(ForeignKey("communication_meetings.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    sort: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(String(10))
    """Of an opinion: whose it is."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    followup_code: Mapped[str] = mapped_column(String(20))
    """Of an action, once the minutes are issued."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Pulse(Record):
    """A question to a team how it is doing. What was said is kept as counts; which answer is whose is kept nowhere."""

    __tablename__ = "pulses"
    __table_args__ = (Index(None, "project_id"), Index(None, "department_id"), Index(None, "closes_on"), Index(None, "by_id"))

    name: Mapped[str] = mapped_column(String(120))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    asked: Mapped[list[int]] = mapped_column(Facts)
    """Who is asked, as the team was when it began."""
    opened_on: Mapped[date]
    closes_on: Mapped[date]
    """The last day to answer."""
    n: Mapped[int] = mapped_column(Integer)
    counts: Mapped[dict[str, list[int]]] = mapped_column(Facts)
    words: Mapped[list[str]] = mapped_column(Facts)
    """In a random order."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class PulseTurn(Record):
    """Somebody has answered: no moment, no answer."""

    __tablename__ = "pulse_turns"
    __table_args__ = (UniqueConstraint("pulse_id", "person_id"), Index(None, "person_id"))

    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

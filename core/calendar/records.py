from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Calendar(Record):
    __tablename__ = "calendars"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Facts)
    zone: Mapped[str] = mapped_column(String(64))
    weeks: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """Weekly patterns: `from` (a day, or None for the first) and `days`, the hours of Monday to Sunday as written."""
    observes_holidays: Mapped[bool] = mapped_column(Boolean)
    is_default: Mapped[bool] = mapped_column(Boolean)
    """The organisation's: exactly one, as soon as there is any."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class CalendarException(Record):
    """Days that differ, of a calendar or of one person."""

    __tablename__ = "calendar_exceptions"
    __table_args__ = (CheckConstraint("(calendar_id IS NULL) <> (person_id IS NULL)", name="of_one"),)

    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(10))
    hours: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(80))


class PersonCalendar(Record):
    """A person's own calendar; without one the organisation's counts."""

    __tablename__ = "person_calendars"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"), index=True)


class PersonLeave(Record):
    __tablename__ = "leaves"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    hours: Mapped[str] = mapped_column(String(200))
    """The hours of each day on which the person is away; empty for whole days."""
    kind: Mapped[str] = mapped_column(String(16))
    remark: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class HolidayYear(Record):
    """A year's public holidays as entered here; they count before those that come with the application."""

    __tablename__ = "holiday_years"

    year: Mapped[int] = mapped_column(Integer, unique=True)
    breaks: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """`name` (content), `first`, `last`, `make_up` (days)."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

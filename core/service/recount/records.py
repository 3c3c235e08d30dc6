from datetime import datetime

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Key


class RequestClockMark(Record):
    """By which calendars the open requests were counted last, and how far that has come; one row."""

    __tablename__ = "request_clock_marks"

    topic: Mapped[int] = mapped_column(Integer)
    """The number of the calendars' topic that was looked at."""
    calendars: Mapped[str] = mapped_column(String(64))
    """The fingerprint of their working time: leave of people moves the topic, but no clock of a request."""
    request_id: Mapped[int] = mapped_column(Key)
    """Up to which request it was counted."""
    done: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime]

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ProjectUpdate(Record):
    """How a manager judged her project on a day, with the figures of that moment. Never changed: the next one is another."""

    __tablename__ = "project_updates"
    __table_args__ = (Index(None, "project_id"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    given_on: Mapped[date] = mapped_column(Date)
    health: Mapped[str] = mapped_column(String(12))
    measured: Mapped[str] = mapped_column(String(12))
    """What the figures said."""
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    """Why it was judged better than the figures do; else empty."""
    figures: Mapped[dict[str, Any]] = mapped_column(Facts)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

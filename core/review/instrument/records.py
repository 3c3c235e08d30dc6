from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ReviewInstrument(Record):
    """An instrument that took the place of the one before. Never changed; version 0 is the one that ships."""

    __tablename__ = "review_instruments"
    __table_args__ = (Index(None, "by_id"),)

    number: Mapped[int] = mapped_column(Integer, unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(Facts)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

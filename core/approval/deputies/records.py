from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Deputy(Record):
    __tablename__ = "approval_deputies"
    __table_args__ = (Index(None, "person_id"), Index(None, "last"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who is away."""
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first: Mapped[date]
    last: Mapped[date]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Set when it was ended before its last day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Talk(Record):
    """Something that was said with a customer. Never changed; what was wrong is said in another entry."""

    __tablename__ = "customer_talks"
    __table_args__ = (Index(None, "customer_id", "day"), Index(None, "contact_id"), Index(None, "project_id"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    day: Mapped[date]
    channel: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(Text)
    next_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class CustomerMail(Record):
    """What a customer is told by mail. It names no address: whom it goes to is found, and unsealed, when it is sent."""

    __tablename__ = "customer_mails"
    __table_args__ = (Index(None, "subject_kind", "subject_id"), Index(None, "customer_id", "at"), Index(None, "contact_id"), Index(None, "by_id"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    """Whom it was last addressed to; none before the first attempt."""
    occasion: Mapped[str] = mapped_column(String(30))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    subject_code: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    """Whose settings hold for it."""
    values: Mapped[dict[str, Any]] = mapped_column(Facts)
    language: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Of the mail in the outbox."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

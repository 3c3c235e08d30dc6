from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Contact(Record):
    """A person at a customer. Personal data stand in `sealed` alone; the hashes find exact values again."""

    __tablename__ = "contacts"
    __table_args__ = (Index(None, "customer_id"), Index(None, "phone_index"), Index(None, "name_index"), Index(None, "number_index"), Index(None, "secret_mark"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    """Names the contact in the trail and inside the seal."""
    role: Mapped[str] = mapped_column(String(60))
    first: Mapped[bool] = mapped_column(Boolean)
    """The one to turn to first."""
    sealed: Mapped[str] = mapped_column(Text)
    name_index: Mapped[str] = mapped_column(String(64))
    phone_index: Mapped[str] = mapped_column(String(64))
    number_index: Mapped[str] = mapped_column(String(64))
    secret_mark: Mapped[str] = mapped_column(String(12))
    """Which secret it is sealed under."""
    erased_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Consent(Record):
    """A contact agreed to a purpose; withdrawn, it stays with both days."""

    __tablename__ = "contact_consents"
    __table_args__ = (Index(None, "contact_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(12))
    way: Mapped[str] = mapped_column(String(12))
    wording: Mapped[str] = mapped_column(String(500))
    """What was agreed to, as it was said."""
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ContactView(Record):
    """Somebody saw the personal data of a contact, for a moment and with a reason."""

    __tablename__ = "contact_views"
    __table_args__ = (Index(None, "contact_id", "at"), Index(None, "person_id", "until"))

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    until: Mapped[datetime]

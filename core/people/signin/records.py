from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Pending(Record):
    """A sign-in between its two steps: the password was right, the code is awaited for minutes. It opens nothing."""

    __tablename__ = "pending_sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    token_version: Mapped[int] = mapped_column(Integer)
    """A reset or a change of roles in between ends it, as it ends sessions."""
    method: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Identity(Record):
    """Which company account is whose: by issuer and subject, which never change hands, from the first use on."""

    __tablename__ = "company_accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("person_id", "issuer"))

    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    since: Mapped[datetime]


class SpentToken(Record):
    """A company account's token that has opened the door; it does so once."""

    __tablename__ = "spent_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Factor(Record):
    """A person's authenticator. Until it is confirmed by a code it is only a proposal."""

    __tablename__ = "second_factors"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    sealed: Mapped[str] = mapped_column(String(200))
    """The shared secret, encrypted (`vault`): a copy of the database makes no codes."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The latest time step whose code was accepted; no code of it or before it counts again."""


class RecoveryCode(Record):
    """One of ten codes for the day the phone is lost, good once. Used ones stay, so that a second use is known as such."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "fingerprint"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]

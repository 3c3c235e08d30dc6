from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Notice(Record):
    """Something somebody was told: a message and its values, said in the reader's language when it is read."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "person_id", "read_at"), Index(None, "mail_key"), Index(None, "digest", "mail_key"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(400))
    values: Mapped[dict[str, Any]] = mapped_column(Facts)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    subject_code: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(300))
    """Of the subject, from the application's address."""
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    digest: Mapped[bool] = mapped_column(Boolean)
    """Waits for the reader's next daily mail, unless she reads it here before."""
    mail_key: Mapped[str | None] = mapped_column(String(32))
    """The mail that carries it."""


class Preference(Record):
    """What somebody chose for a kind; no row means the kind's own default."""

    __tablename__ = "notice_preferences"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(40))
    mail: Mapped[str] = mapped_column(String(10))


class OutMail(Record):
    """A mail on its way. Its text is written when it is sent, from the notices that carry its key."""

    __tablename__ = "out_mails"
    __table_args__ = (UniqueConstraint("person_id", "digest_on"), Index(None, "state", "due_at"))

    key: Mapped[str] = mapped_column(String(32), unique=True)
    """The stable part of its Message-ID."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: it goes to somebody outside, whom the room named by `outside` knows by `outside_id`."""
    outside: Mapped[str | None] = mapped_column(String(20))
    outside_id: Mapped[int | None] = mapped_column(BigInteger)
    secret: Mapped[str | None] = mapped_column(Text)
    """What only this mail may know, under seal; gone as soon as it has come to its end."""
    digest_on: Mapped[date | None]
    """The day whose digest this is; none for a mail of one notice."""
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    token: Mapped[str | None] = mapped_column(String(32))
    """Names the sender that has claimed it."""
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))

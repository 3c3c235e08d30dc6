from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class AuditEntry(Record):
    """One deed. `id` counts up without gaps; `hash` covers the content and the entry before."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id"),
        Index(None, "actor_id"),
        Index(None, "project_id"),
        Index(None, "deed"),
        Index(None, "at"),
    )

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(100))
    origin: Mapped[str] = mapped_column(String(120))
    deed: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_code: Mapped[str] = mapped_column(String(80))
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Names the attempt, so that "was it saved?" is answered by looking and a second click finds the first."""
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    """The hash of the entry before; unique, so the chain cannot fork."""
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Record):
    """The newest link, one row: locked while a deed adds its entry, so that entries queue."""

    __tablename__ = "audit_heads"

    count: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class Mark(Record):
    """A number per topic that every deed touching the topic moves: cached answers carry it in their key."""

    __tablename__ = "marks"

    topic: Mapped[str] = mapped_column(String(40), unique=True)
    value: Mapped[int] = mapped_column(BigInteger)

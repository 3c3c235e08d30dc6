from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class StoredFile(Record):
    """A file's place in the store and the record it belongs to. The bytes lie under their own SHA-256."""

    __tablename__ = "stored_files"
    __table_args__ = (Index(None, "subject_kind", "subject_id"), Index(None, "sha256"))

    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(160))
    size: Mapped[int] = mapped_column(Integer)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Integer)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

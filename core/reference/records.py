from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ReferenceTable(Record):
    """A table that was edited. One row a table: it is read whole, kept in memory, and locked whole while it is edited."""

    __tablename__ = "reference_tables"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """code, name (content), retired; in the order in which they are offered."""
    known: Mapped[list[str]] = mapped_column(Facts)
    """The codes that were shipped when it was edited: later ones are new."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

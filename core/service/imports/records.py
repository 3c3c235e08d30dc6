from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class RequestImport(Record):
    """A file that was imported, and what became of its tickets."""

    __tablename__ = "request_imports"

    source: Mapped[str] = mapped_column(String(40))
    file: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    tickets: Mapped[int] = mapped_column(Integer)
    created: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    left: Mapped[int] = mapped_column(Integer)
    """Changed at their source, but worked on here since: not touched."""
    events: Mapped[int] = mapped_column(Integer)
    faults: Mapped[int] = mapped_column(Integer)
    """Faults of tickets that were left out."""
    figures: Mapped[dict[str, object]] = mapped_column(Facts)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: by whoever runs the console."""
    at: Mapped[datetime]


class ImportedRequest(Record):
    """A request that came from another system, as it was there when it came last."""

    __tablename__ = "imported_requests"
    __table_args__ = (Index(None, "import_id"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), unique=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("request_imports.id"))
    mark: Mapped[str] = mapped_column(String(32))


class ImportMapping(Record):
    """A mapping that was saved under a name, as TOML."""

    __tablename__ = "import_mappings"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

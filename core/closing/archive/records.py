from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class ArchiveEntry(Record):
    """Something of a project that is kept, or that it has not, and why."""

    __tablename__ = "archive_entries"
    __table_args__ = (Index(None, "project_id", "part"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    part: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(160))
    place: Mapped[str] = mapped_column(String(300))
    none: Mapped[bool] = mapped_column(Boolean)
    """The project has none, for the reason in `place`."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

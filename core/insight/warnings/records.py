from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class WarningLook(Record):
    """How the warnings of a project stood when they were last looked at."""

    __tablename__ = "warning_looks"
    __table_args__ = (UniqueConstraint("project_id"), Index(None, "at"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    levels: Mapped[dict[str, str]] = mapped_column(Facts)
    """Level by challenge."""
    at: Mapped[datetime]


class WarningTurn(Record):
    """A warning has come to another level. Never changed."""

    __tablename__ = "warning_turns"
    __table_args__ = (Index(None, "project_id", "on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    challenge: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(10))
    """Empty: it was looked at for the first time."""
    level: Mapped[str] = mapped_column(String(10))
    on: Mapped[date]
    at: Mapped[datetime]

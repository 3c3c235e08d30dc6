from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Closing(Record):
    """A closing of a project. Reopened, it stays as it was, and the next has the next number."""

    __tablename__ = "closings"
    __table_args__ = (UniqueConstraint("project_id", "number"), Index(None, "state", "closed_on"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    settled: Mapped[bool] = mapped_column(Boolean)
    """Nothing remains to be done after the end, somebody said so."""
    quorum: Mapped[int] = mapped_column(Integer)
    """How many signed was enough, as it was when it was closed; 0 before."""
    scorecard: Mapped[dict[str, Any]] = mapped_column(Facts)
    """The figures as they were when it was closed; empty before."""
    kept: Mapped[dict[str, Any]] = mapped_column(Facts)
    """Archive and resources as they were when it was closed; empty before."""
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reopened_at: Mapped[datetime | None]
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reopened_why: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Confirmation(Record):
    """Somebody's confirmation of what a project has reached. The newest of each source counts."""

    __tablename__ = "closing_confirmations"
    __table_args__ = (Index(None, "closing_id"),)

    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(16))
    confirmed: Mapped[bool] = mapped_column(Boolean)
    who: Mapped[str] = mapped_column(String(120))
    on: Mapped[date]
    remark: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ClosingSignature(Record):
    """Somebody signs that a project may be closed. Never changed."""

    __tablename__ = "closing_signatures"
    __table_args__ = (UniqueConstraint("closing_id", "person_id"),)

    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    remark: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class FollowUp(Record):
    """Something to be put right. `source_*` names the record it came from by kind and id."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("source_kind", "source_id", "source_item"),
        Index(None, "owner_id", "state"),
        Index(None, "verifier_id", "state"),
        Index(None, "project_id", "topic"),
        Index(None, "state", "due_on"),
        Index(None, "effect", "effect_due_on"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(8))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int] = mapped_column(Integer)
    source_code: Mapped[str] = mapped_column(String(80))
    source_item: Mapped[int | None] = mapped_column(Integer)
    topic: Mapped[str] = mapped_column(String(100))
    title: Mapped[dict[str, str]] = mapped_column(Facts)
    finding: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(String(200))
    said_values: Mapped[dict[str, str]] = mapped_column(Facts)
    measure: Mapped[str] = mapped_column(Text)
    evidence_needed: Mapped[bool] = mapped_column(Boolean)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    verifier_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    pass_: Mapped[int] = mapped_column("pass", Integer)
    """1 at first, one more each time it is opened again: evidence belongs to its pass."""
    rung: Mapped[int] = mapped_column(Integer)
    """Who has been told that it is overdue, for the present due day."""
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("follow_ups.id"), index=True)
    recurrences: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    effect: Mapped[str | None] = mapped_column(String(12))
    effect_due_on: Mapped[date | None]
    effect_told: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class FollowUpStep(Record):
    """A line of a follow-up's timeline. `by_id` is None where nobody did it but time."""

    __tablename__ = "follow_up_steps"
    __table_args__ = (Index(None, "follow_up_id"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    """The due day that this step asked for or set."""


class FollowUpFile(Record):
    """A stored file that shows what was done."""

    __tablename__ = "follow_up_files"
    __table_args__ = (UniqueConstraint("follow_up_id", "file_id"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    pass_: Mapped[int] = mapped_column("pass", Integer)
    added_at: Mapped[datetime]


class Extension(Record):
    """A wish for more time and what became of it."""

    __tablename__ = "follow_up_extensions"
    __table_args__ = (Index(None, "follow_up_id"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    wanted_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(String(12))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    answer_reason: Mapped[str] = mapped_column(Text)

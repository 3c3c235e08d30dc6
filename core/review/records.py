from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Review(Record):
    """A review of a project at a point of its life: instrument and facts frozen when it opens, the outcome when it closes."""

    __tablename__ = "reviews"
    __table_args__ = (Index(None, "project_id", "id"), Index(None, "opened_by"), Index(None, "closed_by"), Index(None, "self_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    point: Mapped[str] = mapped_column(String(12))
    number: Mapped[int] = mapped_column(Integer)
    """Which version of the instrument."""
    instrument: Mapped[dict[str, Any]] = mapped_column(Facts)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts)
    self_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who judges the own work: the manager as of the opening."""
    state: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    total: Mapped[Decimal | None] = mapped_column(Exact(4))
    """What the others gave together, when it was closed; None where no group may be shown."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class ReviewInvitation(Record):
    """Who may answer, and whether that was done; never which answer it was."""

    __tablename__ = "review_invitations"
    __table_args__ = (UniqueConstraint("review_id", "person_id"), Index(None, "person_id"), Index(None, "by_id"))

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"))
    group: Mapped[str] = mapped_column("rater_group", String(12))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(80))
    """Of a customer without account: the function, as somebody typed it."""
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[datetime | None]
    answered: Mapped[bool] = mapped_column(Boolean)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class ReviewAnswer(Record):
    """A sheet of a group. Its number is drawn and no time is kept, so that nothing says whose it is."""

    __tablename__ = "review_answers"
    __table_args__ = (Index(None, "review_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"))
    group: Mapped[str] = mapped_column("rater_group", String(12))
    scores: Mapped[dict[str, int]] = mapped_column(Facts)
    texts: Mapped[dict[str, str]] = mapped_column(Facts)

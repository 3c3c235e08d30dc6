from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Approval(Record):
    """One submission of a subject. Returned and submitted anew it is another one: what was seen stays as it was seen."""

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number"),
        Index(None, "state"),
        Index(None, "submitter_id"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    """The first, second, ... submission of this subject."""
    subject_code: Mapped[str] = mapped_column(String(80))
    subject_name: Mapped[Any] = mapped_column(Facts)
    """As the subject calls itself: a text, or a text per language."""
    subject_path: Mapped[str] = mapped_column(String(200))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    submitter_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text)
    authors: Mapped[list[int]] = mapped_column(Facts)
    amount: Mapped[Decimal | None] = mapped_column(Exact(2))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """The chain as it was at the submission, without the steps that did not apply."""
    step: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date]
    """Of the present step."""
    escalated_at: Mapped[datetime | None]
    """Of the present step; None while it is in time."""
    state: Mapped[str] = mapped_column(String(12))
    ended_at: Mapped[datetime | None]
    frozen: Mapped[str] = mapped_column(Text, deferred=True)
    """The copy of the subject, as text, so that both databases give back every letter of it."""
    digest: Mapped[str] = mapped_column(String(64))
    open_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Set while it is open: two open ones of one subject cannot both be kept."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Decision(Record):
    __tablename__ = "approval_decisions"
    __table_args__ = (UniqueConstraint("approval_id", "step", "person_id"), UniqueConstraint("approval_id", "step", "seat_id"))

    approval_id: Mapped[int] = mapped_column(ForeignKey("approvals.id"))
    step: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Whose vote it is: the person's own or that of somebody who is away; None over their heads, once overdue."""
    verdict: Mapped[str] = mapped_column(String(12))
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

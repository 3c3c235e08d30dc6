from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Acceptance(Record):
    """An attempt to have a project accepted. One that failed stays as it is; the next attempt has the next number."""

    __tablename__ = "acceptances"
    __table_args__ = (UniqueConstraint("project_id", "attempt"), Index(None, "state", "decided_on"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    attempt: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    planned_on: Mapped[date | None]
    """None until day, way and people are agreed."""
    method: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(300))
    invited_on: Mapped[date | None]
    invited: Mapped[str] = mapped_column(String(300))
    formal_by: Mapped[str] = mapped_column(String(16))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    remarks_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    remarks_verifier_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    presented_on: Mapped[date | None]
    presented: Mapped[str] = mapped_column(Text)
    """What was shown, which questions came, how they were answered."""
    presented_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    formal_at: Mapped[datetime | None]
    decided_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(Text)
    """Why it was not accepted or was withdrawn."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class AcceptancePaper(Record):
    """A part of the pack, and who judged it. None: not judged yet."""

    __tablename__ = "acceptance_papers"
    __table_args__ = (UniqueConstraint("acceptance_id", "paper"),)

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptances.id", ondelete="CASCADE"))
    paper: Mapped[str] = mapped_column(String(16))
    complete: Mapped[bool | None] = mapped_column(Boolean)
    whole: Mapped[bool | None] = mapped_column(Boolean)
    correct: Mapped[bool | None] = mapped_column(Boolean)
    remark: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime | None]


class AcceptanceCriterion(Record):
    """A delivery standard and what was found of it."""

    __tablename__ = "acceptance_criteria"
    __table_args__ = (UniqueConstraint("acceptance_id", "number"),)

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptances.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    standard: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(300))
    weight: Mapped[int] = mapped_column(Integer)
    target: Mapped[Decimal | None] = mapped_column(Exact(4))
    """The contract's value."""
    unit: Mapped[str] = mapped_column(String(20))
    higher: Mapped[bool] = mapped_column(Boolean)
    given: Mapped[Decimal | None] = mapped_column(Exact(4))
    """What was measured, or the points where nothing is measured."""
    points: Mapped[Decimal | None] = mapped_column(Exact(2))
    remark: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime | None]


class AcceptanceRemark(Record):
    """Something that a signature asks to be put right. Its follow-up is of source acceptance, its number there."""

    __tablename__ = "acceptance_remarks"
    __table_args__ = (UniqueConstraint("acceptance_id", "number"),)

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptances.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    seat: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(300))
    followup_code: Mapped[str] = mapped_column(String(20))
    again: Mapped[int | None] = mapped_column(Integer)
    """The number under which it was raised again, after its follow-up was cancelled."""
    at: Mapped[datetime]


class AcceptanceSignature(Record):
    """Somebody's word on an acceptance. Never changed."""

    __tablename__ = "acceptance_signatures"
    __table_args__ = (UniqueConstraint("acceptance_id", "seat"), UniqueConstraint("acceptance_id", "phase", "signer"), Index(None, "person_id"))

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptances.id", ondelete="CASCADE"))
    phase: Mapped[str] = mapped_column(String(12))
    seat: Mapped[str] = mapped_column(String(10))
    signer: Mapped[str] = mapped_column(String(130))
    """Who it is, so that nobody signs a phase twice: an account, or a written name."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(80))
    office: Mapped[str] = mapped_column(String(80))
    """Organisation and position of whoever signs by a link."""
    verdict: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class AcceptanceLink(Record):
    """What lets somebody of the customer sign once: kept as its hash alone."""

    __tablename__ = "acceptance_links"
    __table_args__ = (Index(None, "acceptance_id"),)

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptances.id", ondelete="CASCADE"))
    seat: Mapped[str] = mapped_column(String(10))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    """For whom it was made."""
    language: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

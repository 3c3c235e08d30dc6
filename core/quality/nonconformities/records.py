from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Nonconformity(Record):
    """Something that is not as it must be. `source_*` names the record it came from by kind and id."""

    __tablename__ = "nonconformities"
    __table_args__ = (
        Index(None, "project_id", "state"),
        Index(None, "department_id", "class", "cause", "found_on"),
        Index(None, "state", "found_on"),
        Index(None, "source_kind", "source_id"),
        Index(None, "found_on"),
        Index(None, "by_id"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    finding: Mapped[str] = mapped_column(Text)
    class_: Mapped[str] = mapped_column("class", String(30))
    severity: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(12))
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int] = mapped_column(Integer)
    source_code: Mapped[str] = mapped_column(String(80))
    source_item: Mapped[int | None] = mapped_column(Integer)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    """Which department is answerable: the project's, unless somebody says otherwise."""
    found_on: Mapped[date]
    containment: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(String(30))
    """Code of the reference table; empty until somebody has said why it happened."""
    causes: Mapped[dict[str, Any]] = mapped_column(Facts)
    metric: Mapped[dict[str, Any]] = mapped_column(Facts)
    state: Mapped[str] = mapped_column(String(12))
    round: Mapped[int] = mapped_column(Integer)
    """1 at first, one more each time it is opened again: measures and judgements belong to their round."""
    recurrences: Mapped[int] = mapped_column(Integer)
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformities.id"), index=True)
    """The one of the same department, class and cause that it repeats."""
    effect: Mapped[str | None] = mapped_column(String(10))
    effect_due_on: Mapped[date | None]
    effect_told: Mapped[bool] = mapped_column(Boolean)
    verified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class PlannedMeasure(Record):
    """A measure of a plan. Once work begins it is a follow-up, which has its life there."""

    __tablename__ = "nonconformity_measures"
    __table_args__ = (UniqueConstraint("nonconformity_id", "number"),)

    nonconformity_id: Mapped[int] = mapped_column(ForeignKey("nonconformities.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    verifier_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    evidence_needed: Mapped[bool] = mapped_column(Boolean)
    followup_code: Mapped[str] = mapped_column(String(20))
    """Empty until work begins."""
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Judgement(Record):
    """Whether the measures of a round helped, and on what data that was said. Never changed."""

    __tablename__ = "nonconformity_judgements"
    __table_args__ = (Index(None, "nonconformity_id"),)

    nonconformity_id: Mapped[int] = mapped_column(ForeignKey("nonconformities.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(Integer)
    effect: Mapped[str] = mapped_column(String(10))
    metric: Mapped[dict[str, Any]] = mapped_column(Facts)
    value: Mapped[Decimal | None] = mapped_column(Exact(4))
    n: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

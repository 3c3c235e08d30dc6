from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class AppraisalTemplate(Record):
    """A version of what appraisals ask. Never changed: a cycle points to the one it was begun with."""

    __tablename__ = "appraisal_templates"

    number: Mapped[int] = mapped_column(Integer, unique=True)
    items: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class AppraisalCycle(Record):
    """Appraisals of a period, made together."""

    __tablename__ = "appraisal_cycles"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    template_id: Mapped[int] = mapped_column(ForeignKey("appraisal_templates.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Appraisal(Record):
    """Somebody's sheet in a cycle."""

    __tablename__ = "appraisals"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"), Index(None, "person_id", "state"), Index(None, "appraiser_id", "state"), Index(None, "state", "answer_by"), Index(None, "decider_id"),
    )  # fmt: skip

    code: Mapped[str] = mapped_column(String(20), unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("appraisal_cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    appraiser_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(10))
    results: Mapped[list[dict[str, str]]] = mapped_column(Facts)
    """Key results: objective, result, start, target, current."""
    own: Mapped[dict[str, Any]] = mapped_column(Facts)
    """The person's view by item: points, text."""
    own_at: Mapped[datetime | None]
    views: Mapped[dict[str, Any]] = mapped_column(Facts)
    """The appraiser's, kept when signed."""
    figures: Mapped[dict[str, Any]] = mapped_column(Facts)
    """The facts as they were when the sheet was signed: measure, value, n, interval, or why there is none."""
    remark: Mapped[str] = mapped_column(Text)
    total: Mapped[Decimal | None] = mapped_column(Exact(2))
    signed_at: Mapped[datetime | None]
    answer_by: Mapped[date | None]
    """The last day on which the person may confirm or contest."""
    told: Mapped[bool] = mapped_column(Boolean)
    """Whether the person was reminded that the day comes near."""
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decision: Mapped[str] = mapped_column(Text)
    changed: Mapped[dict[str, Any]] = mapped_column(Facts)
    """Points by item that the decision put in the place of the appraiser's."""
    outcome: Mapped[str] = mapped_column(String(12))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}

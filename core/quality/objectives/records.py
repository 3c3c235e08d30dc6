from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts
from core.quality.records import Sourced
from core.quality.rules import PLACES


class Objective(Record, Sourced):
    """What is aimed at. What it aimed at before stands in its reviews."""

    __tablename__ = "quality_objectives"
    __table_args__ = (Index(None, "parent_id"), Index(None, "closed_on", "review_on"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    tier: Mapped[str] = mapped_column(String(8))
    place: Mapped[str] = mapped_column(String(80))
    """The post or the process step, in words."""
    duty: Mapped[str] = mapped_column(String(500))
    """What its owner does for it."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("quality_objectives.id"))
    weight: Mapped[Decimal | None] = mapped_column(Exact(PLACES))
    """Of a part: percent of the whole."""
    direction: Mapped[str] = mapped_column(String(4))
    target: Mapped[Decimal] = mapped_column(Exact(PLACES))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first: Mapped[date]
    last: Mapped[date]
    review_on: Mapped[date]
    told_on: Mapped[date | None]
    """When its owner was told that the review is due."""
    closed_on: Mapped[date | None]
    closed_why: Mapped[str] = mapped_column(String(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class ObjectiveReview(Record):
    """How an objective stood when it was reviewed, what was decided, and what changed. Never changed itself."""

    __tablename__ = "quality_objective_reviews"
    __table_args__ = (Index(None, "objective_id"),)

    objective_id: Mapped[int] = mapped_column(ForeignKey("quality_objectives.id"))
    stood: Mapped[dict[str, Any]] = mapped_column(Facts)
    """Value, n, low, high and verdict of that day."""
    old_target: Mapped[Decimal] = mapped_column(Exact(PLACES))
    new_target: Mapped[Decimal] = mapped_column(Exact(PLACES))
    old_last: Mapped[date]
    new_last: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

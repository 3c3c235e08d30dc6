from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts
from core.quality.records import Sourced
from core.quality.rules import PLACES


class Trigger(Record, Sourced):
    """When a figure opens a card by itself."""

    __tablename__ = "quality_triggers"
    __table_args__ = (Index(None, "ended_on", "looked_on"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    direction: Mapped[str] = mapped_column(String(4))
    sign: Mapped[str] = mapped_column(String(8))
    threshold: Mapped[Decimal] = mapped_column(Exact(PLACES))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who gets the card."""
    looked_on: Mapped[date | None]
    fired_for: Mapped[date | None]
    """The first day of the last point that opened a card."""
    ended_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Card(Record, Sourced):
    """A PDCA card. How it went stands in the trail; what the check found is frozen with the verdict."""

    __tablename__ = "quality_cards"
    __table_args__ = (Index(None, "state"), Index(None, "owner_id"), Index(None, "trigger_id"), Index(None, "shared"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    problem: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(String(4))
    baseline: Mapped[dict[str, Any]] = mapped_column(Facts)
    """value, n, low, high, first, last: as it stood when the card was opened."""
    data: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """The points that opened it: first, value, n."""
    target: Mapped[Decimal] = mapped_column(Exact(PLACES))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(8))
    opened_on: Mapped[date]
    changed_on: Mapped[date | None]
    verdict: Mapped[str | None] = mapped_column(String(16))
    proposed: Mapped[str | None] = mapped_column(String(16))
    found: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    judged_why: Mapped[str] = mapped_column(String(1000))
    outcome: Mapped[str | None] = mapped_column(String(12))
    lesson: Mapped[str] = mapped_column(Text)
    """What is standard from now on, or what was learned."""
    closed_on: Mapped[date | None]
    before_id: Mapped[int | None] = mapped_column(ForeignKey("quality_cards.id"))
    """The card that this one begins anew."""
    trigger_id: Mapped[int | None] = mapped_column(ForeignKey("quality_triggers.id"))
    shared: Mapped[bool] = mapped_column(Boolean)
    """A good case, for others to copy."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: the house itself opened it."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class CardMeasure(Record):
    """What is done on a card, by whom, until when."""

    __tablename__ = "quality_card_measures"
    __table_args__ = (Index(None, "card_id"), Index(None, "owner_id", "done_on"))

    card_id: Mapped[int] = mapped_column(ForeignKey("quality_cards.id"))
    what: Mapped[str] = mapped_column(String(200))
    sort: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(200))
    struck: Mapped[bool] = mapped_column(Boolean)

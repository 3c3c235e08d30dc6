"""Questions about instruments: the one in force, and its versions."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.people.queries import names
from core.review.instrument.records import ReviewInstrument
from core.review.instrument.rules import of_toml, thawed
from core.review.rules import Instrument
from core.words import Content

SHIPPED = Path(__file__).parents[3] / "data" / "reviews" / "standard.toml"


@dataclass(frozen=True)
class Version:
    """A version with who made it; the one that ships has nobody."""

    number: int
    instrument: Instrument
    reason: str
    by: Content | None
    at: datetime | None


@cache
def shipped() -> Instrument:
    """The instrument of data/reviews."""
    return of_toml(SHIPPED.read_text("utf-8"))


def in_force(session: Session) -> tuple[int, Instrument]:
    """The newest version and its number. # house: for deeds and questions that require"""
    row = session.scalars(select(ReviewInstrument).order_by(ReviewInstrument.number.desc()).limit(1)).one_or_none()
    return (row.number, thawed(row.content)) if row else (0, shipped())


def versions(session: Session, actor: Actor) -> list[Version]:
    """All versions, the newest first; the last is the one that ships."""
    require(actor, Permission.REVIEW_READ)
    rows = session.scalars(select(ReviewInstrument).order_by(ReviewInstrument.number.desc())).all()
    who = names(session, frozenset(one.by_id for one in rows))
    return [*(Version(one.number, thawed(one.content), one.reason, who[one.by_id], one.at) for one in rows), Version(0, shipped(), "", None, None)]

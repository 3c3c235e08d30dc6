"""What indicators say at this moment: read from the measures of the house, never kept as a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.metrics.queries import of_many
from core.metrics.rules import MEASURES, Measured, Period, Subject
from core.people.records import Person
from core.risk.life.rules import LIVING
from core.risk.records import Risk
from core.risk.watch.records import Indicator, RiskSignal
from core.risk.watch.rules import Bound, Direction, Signal, signal
from core.words import N_

GONE = N_("This measure is not offered any more.")


@dataclass(frozen=True)
class Watching:
    """An indicator with what its measure says now. `since`: when a warning that still stands was noticed."""

    id: int
    risk_id: int
    bound: Bound
    note: str
    by: dict[str, str]
    at: datetime
    told: Measured
    signal: Signal
    since: datetime | None


@dataclass(frozen=True)
class Signalled:
    """A warning that was given."""

    measure: str
    value: object
    n: int
    at: datetime
    over_at: datetime | None


def of_risks(session: Session, projects: Mapping[int, int], day: date) -> dict[int, tuple[Watching, ...]]:
    """The living indicators of risks (id: id of its project): a question for each measure and period among them. Asked within other questions, which have decided what the reader may see."""
    if not projects:
        return {}
    rows = session.execute(
        select(Indicator, Person.name).join(Person, Person.id == Indicator.by_id).where(Indicator.risk_id.in_(projects), Indicator.ended_at.is_(None)).order_by(Indicator.id)
    ).all()
    values: dict[tuple[str, int], dict[int, Measured]] = {}
    for code, days in {(one.measure, one.days) for one, _ in rows if one.measure in MEASURES}:
        wanted = {projects[one.risk_id] for one, _ in rows if (one.measure, one.days) == (code, days)}
        values[code, days] = of_many(session, [code], Subject.PROJECT, Period(day - timedelta(days=days - 1), day), wanted)[code]
    open_ = select(RiskSignal.indicator_id, RiskSignal.at).where(RiskSignal.indicator_id.in_([one.id for one, _ in rows]), RiskSignal.over_at.is_(None))
    since = {one: at for one, at in session.execute(open_)} if rows else {}
    found: dict[int, list[Watching]] = {}
    for one, by in rows:
        bound = Bound(one.measure, Direction(one.direction), one.threshold, one.days)
        told = values[one.measure, one.days][projects[one.risk_id]] if one.measure in MEASURES else Measured(one.measure, None, 0, why=GONE)
        found.setdefault(one.risk_id, []).append(Watching(one.id, one.risk_id, bound, one.note, by, one.at, told, signal(bound, told), since.get(one.id)))
    return {risk_id: tuple(ones) for risk_id, ones in found.items()}


def signals(session: Session, risk_id: int) -> tuple[Signalled, ...]:
    """The warnings that a risk's indicators gave, the newest first."""
    rows = session.execute(
        select(Indicator.measure, RiskSignal).join(RiskSignal, RiskSignal.indicator_id == Indicator.id).where(Indicator.risk_id == risk_id).order_by(RiskSignal.id.desc()).limit(50)
    )
    return tuple(Signalled(measure, one.value, one.n, one.at, one.over_at) for measure, one in rows)


def bound_to(session: Session, risk_id: int) -> list[Indicator]:
    """The living indicators of a risk."""
    return list(session.scalars(select(Indicator).where(Indicator.risk_id == risk_id, Indicator.ended_at.is_(None)).order_by(Indicator.id)))


def indicator_for_update(session: Session, indicator_id: int) -> Indicator:
    found = session.scalars(select(Indicator).where(Indicator.id == indicator_id, Indicator.ended_at.is_(None)).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def open_signals(session: Session, indicator_ids: list[int]) -> list[RiskSignal]:
    """Warnings that still stand, locked."""
    return list(session.scalars(select(RiskSignal).where(RiskSignal.indicator_id.in_(indicator_ids), RiskSignal.over_at.is_(None)).order_by(RiskSignal.id).with_for_update())) if indicator_ids else []


def watched(session: Session) -> dict[int, int]:
    """Every living risk that has a living indicator, with its project's id."""
    rows = session.execute(select(Risk.id, Risk.project_id).join(Indicator, Indicator.risk_id == Risk.id).where(Risk.state.in_(LIVING), Indicator.ended_at.is_(None)).distinct())
    return {risk_id: project_id for risk_id, project_id in rows}

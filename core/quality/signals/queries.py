"""Questions about signals: which have their nonconformity, and which fired in a period of a department."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.errors import NotFound
from core.people.queries import below
from core.people.records import Department
from core.projects.records import Project
from core.quality.improvement.records import Card, Trigger
from core.quality.nonconformities.queries import visible
from core.quality.nonconformities.records import Nonconformity
from core.quality.objectives.records import Objective
from core.quality.rules import Source
from core.quality.signals import rules
from core.quality.signals.records import ChartSignal
from core.quality.signals.rules import Called, Fired
from core.quality.spc import queries as spc
from core.quality.spc.facts.rules import Wanted
from core.quality.spc.records import Series
from core.quality.spc.rules.nelson import Nelson
from core.subjects import Place, found_by

KIND = "signal"
MOST = 60
"""Figures that a meeting looks at."""
STEPS = 36
"""Weeks or months behind the limits of their charts."""


@dataclass(frozen=True)
class Taken:
    """A signal that has its nonconformity; `code` is empty for whoever may not see that one."""

    fired: Fired
    code: str


def taken(session: Session, actor: Actor, source: Source) -> list[Taken]:
    """The signals of a chart that have their nonconformity. Refuses what seeing the chart refuses."""
    spc.check_source(session, actor, source)
    rows = session.execute(
        select(ChartSignal.on, ChartSignal.rule, Nonconformity.code, select(Project.id).where(Project.id == Nonconformity.project_id, visible(actor)).correlate(Nonconformity).exists())
        .join(Nonconformity, Nonconformity.id == ChartSignal.nonconformity_id).where(ChartSignal.chart == source.key).order_by(ChartSignal.on.desc(), ChartSignal.rule)
    )  # fmt: skip
    sees = actor.may(Permission.NONCONFORMITY_READ)
    return [Taken(Fired(on, Nelson(rule)), code if sees and seen else "") for on, rule, code, seen in rows]


def at(session: Session, source: Source, fired: Fired) -> str | None:
    """The code of the nonconformity of a signal; None where it has none. For deeds"""
    where = (ChartSignal.chart == source.key, ChartSignal.on == fired.on, ChartSignal.rule == fired.rule.value)
    return session.scalar(select(Nonconformity.code).join(ChartSignal, ChartSignal.nonconformity_id == Nonconformity.id).where(*where))


def signal_source(session: Session, actor: Actor, code: str) -> tuple[Source, date]:
    """Whose signal it is, and of which day, for who may see the chart. Refuses NotFound."""
    row = session.scalars(select(ChartSignal).where(ChartSignal.code == code)).one_or_none()
    if row is None:
        raise NotFound()
    spc.check_source(session, actor, row.source)
    return row.source, row.on


def in_period(session: Session, department_id: int, first: date, last: date) -> list[Called]:
    """Every figure that somebody keeps an eye on in a department with all below it, whose chart fired between these days.

    Those are series kept by hand, and what open objectives, living PDCA cards and watches are about. Part of a deed that has required
    """
    found = []
    sources = _watched(session, below(session, department_id), whole=_is_root(session, department_id))
    for drawn in spc.charts_of(session, [Wanted(source, source.step.back(source.step.first(last), STEPS), last) for source in sources]):
        fired = tuple(one for one in rules.fired(drawn.charts, drawn.points, drawn.excluded) if first <= one.on <= last)
        if fired:
            found.append(Called(drawn.source, drawn.told.name, drawn.told.typed, drawn.told.place, fired))
    return found


def _is_root(session: Session, department_id: int) -> bool:
    return session.scalar(select(Department.parent_id).where(Department.id == department_id)) is None


def _watched(session: Session, units: Collection[int], *, whole: bool) -> list[Source]:
    """Sources of the departments and their projects; of the organisation itself where the department is the whole of it."""
    projects = select(Project.id).where(Project.department_id.in_(units))

    def here(of: Any) -> Any:
        own = [of.project_id.in_(projects), of.department_id.in_(units)]
        return or_(*own, of.project_id.is_(None) & of.department_id.is_(None)) if whole else or_(*own)

    kept = select(Series.id, Series.project_id).where(or_(Series.project_id.in_(projects), Series.project_id.is_(None)) if whole else Series.project_id.in_(projects))
    sources = [Source(series_id=series_id, project_id=project_id) for series_id, project_id in session.execute(kept.order_by(Series.id).limit(MOST))]
    for of, living in ((Objective, Objective.closed_on.is_(None)), (Card, Card.closed_on.is_(None)), (Trigger, Trigger.ended_on.is_(None))):
        sources += [row.source for row in session.scalars(select(of).where(living, here(of)).order_by(of.id).limit(MOST))]  # type: ignore[attr-defined]
    return list({one.key: one for one in sources}.values())[:MOST]


def place(session: Session, actor: Actor, signal_id: int) -> Place:
    """Where a signal stands, for who may see the chart. Refuses NotFound."""
    row = session.get(ChartSignal, signal_id)
    if row is None:
        raise NotFound()
    spc.check_source(session, actor, row.source)
    return Place(KIND, row.id, row.code, row.title, f"Control_charts?signal={row.code}", project_id=row.project_id, department_id=row.department_id)


found_by(KIND, place)

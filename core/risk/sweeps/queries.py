"""Questions about sweeps: when a project was looked through last, what came of it, and where one is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import today
from core.people.records import Person
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.risk import rules
from core.risk.life.rules import LIVING, State
from core.risk.records import Risk
from core.risk.rules import Origin, Phase
from core.risk.sweeps.records import Sweep
from core.settings.queries import value


@dataclass(frozen=True)
class SweepRow:
    """A sweep as it was recorded."""

    project_code: str
    project: dict[str, str]
    phase: Phase
    method: Origin
    swept_on: date
    found: int
    closed: int
    living: int
    above: int
    note: str
    by: dict[str, str]


@dataclass(frozen=True)
class Due:
    """A running project with the day on which it wants to be looked through."""

    project_id: int
    code: str
    name: dict[str, str]
    last: date | None
    due_on: date
    may_sweep: bool


@dataclass(frozen=True)
class Since:
    """What the register says since a sweep: registered, closed; living now, and of them above what is borne."""

    found: int
    closed: int
    living: int
    above: int


def listed(session: Session, actor: Actor, project_code: str = "", *, limit: int = 100) -> list[SweepRow]:
    """The sweeps of projects that `actor` sees, the newest first."""
    require(actor, Permission.RISK_READ)
    query = (
        select(Sweep, Project.code, Project.name, Person.name).join(Project, Project.id == Sweep.project_id).join(Person, Person.id == Sweep.by_id)
        .where(visible_to(actor, Permission.RISK_READ), *([Project.code == project_code] if project_code else [])).order_by(Sweep.swept_on.desc(), Sweep.id.desc()).limit(limit)
    )  # fmt: skip
    return [
        SweepRow(code, name, Phase(one.phase), Origin(one.method), one.swept_on, one.found, one.closed, one.living, one.above, one.note, by) for one, code, name, by in session.execute(query)
    ]


def due(session: Session, actor: Actor) -> list[Due]:
    """Every running project that `actor` sees, the longest overdue first. A project that was never looked through wants it from its start on."""
    require(actor, Permission.RISK_READ)
    last = select(Sweep.project_id, func.max(Sweep.swept_on).label("on")).group_by(Sweep.project_id).subquery()
    rows = session.execute(
        select(Project, last.c.on).outerjoin(last, last.c.project_id == Project.id).where(visible_to(actor, Permission.RISK_READ), Project.stage != Stage.CLOSED, or_(Project.started_on.is_(None), Project.started_on <= today()))
    )
    found = [_due(session, actor, project, on) for project, on in rows]
    return sorted(found, key=lambda one: (one.due_on, one.code))


def _due(session: Session, actor: Actor, project: Project, last: date | None) -> Due:
    every = timedelta(days=int(value(session, rules.SWEEP_EVERY, project.department_id)))
    return Due(project.id, project.code, project.name, last, last + every if last else project.started_on or today(), within(actor, Permission.RISK_SWEEP, reach(project)))


def since_last(session: Session, actor: Actor, project_code: str) -> Since:
    """What a sweep of today would find registered and closed since the one before. Refuses NotFound."""
    require(actor, Permission.RISK_READ)
    return since(session, project_seen(session, actor, project_code, Permission.RISK_READ))


def since(session: Session, project: Project) -> Since:
    """The same."""
    last = session.scalar(select(func.max(Sweep.at)).where(Sweep.project_id == project.id))
    where: Any = Risk.project_id == project.id
    appetite = int(value(session, rules.APPETITE, project.department_id))
    fresh, gone = (Risk.at > last, Risk.closed_at > last) if last else (Risk.id.is_not(None), Risk.closed_at.is_not(None))
    living = Risk.state.in_(LIVING)
    row = session.execute(
        select(func.count().filter(fresh), func.count().filter(gone, Risk.state == State.CLOSED), func.count().filter(living), func.count().filter(living, Risk.exposure > appetite)).where(where)
    ).one()
    return Since(*(int(one) for one in row))


def overdue(session: Session, project: Project, day: date) -> int | None:
    """For how many days a sweep of a running project is overdue; None: it is not."""
    if project.stage == Stage.CLOSED or project.started_on is None or project.started_on > day:
        return None
    last = session.scalar(select(func.max(Sweep.swept_on)).where(Sweep.project_id == project.id))
    every = timedelta(days=int(value(session, rules.SWEEP_EVERY, project.department_id)))
    late = (day - (last + every if last else project.started_on)).days
    return late if late > 0 else None

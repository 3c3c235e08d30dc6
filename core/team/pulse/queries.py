"""Questions about pulses. Nothing of what was said leaves this room before it may be shown."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require, within
from core.clock import today
from core.errors import NotFound
from core.people.queries import below
from core.people.records import Department, Person
from core.projects.queries import member_ids
from core.projects.records import Project
from core.subjects import Place
from core.team.pulse import rules
from core.team.pulse.records import Pulse, PulseTurn
from core.team.pulse.rules import Said

KIND, TOPIC, LATEST = "pulse", "pulses", 60


@dataclass(frozen=True)
class Row:
    """A pulse as the viewer sees it. `said` and `words` are empty until they may be shown."""

    id: int
    name: str
    project_code: str
    place: dict[str, str]
    """Of the project or the department."""
    opened_on: date
    closes_on: date
    asked: int
    n: int
    is_over: bool
    waits: bool
    """Whether it waits for the viewer's answer."""
    said: tuple[Said, ...]
    words: tuple[str, ...]


def pulses(session: Session, actor: Actor) -> list[Row]:
    """Pulses of teams that the viewer leads or belongs to, the newest first. Whoever was asked reads what came of it, too."""
    require(actor, Permission.TEAM_READ)
    scope = actor.scope(Permission.PULSE_ASK)
    led = [Pulse.project_id.in_(actor.project_ids), Pulse.department_id.in_(actor.department_ids), Project.department_id.in_(actor.department_ids)] if scope is not Scope.ALL else [Pulse.id.is_not(None)]
    day = today()
    waiting = [id_ for id_, asked in session.execute(select(Pulse.id, Pulse.asked).where(Pulse.closes_on >= day)) if actor.id in asked]
    rows = session.execute(
        select(Pulse, Project.code, Project.name, Project.department_id, Department.name).outerjoin(Project, Project.id == Pulse.project_id).outerjoin(Department, Department.id == Pulse.department_id)
        .where(or_(*(led if scope is not None else []), Pulse.id.in_(select(PulseTurn.pulse_id).where(PulseTurn.person_id == actor.id)), Pulse.id.in_(waiting)))
        .order_by(Pulse.opened_on.desc(), Pulse.id.desc()).limit(LATEST)
    ).all()  # fmt: skip
    answered = set(session.scalars(select(PulseTurn.pulse_id).where(PulseTurn.person_id == actor.id)))
    return [
        _row(pulse, code or "", (project or department or {}), day, waits=actor.id in pulse.asked and pulse.id not in answered and day <= pulse.closes_on)
        for pulse, code, project, unit, department in rows
        if actor.id in pulse.asked or within(actor, Permission.PULSE_ASK, Reach(project_id=pulse.project_id, department_id=pulse.department_id or unit))
    ]  # fmt: skip


def _row(one: Pulse, code: str, place: dict[str, str], day: date, *, waits: bool) -> Row:
    shown = rules.is_shown(one.n, one.closes_on, day)
    return Row(
        one.id, one.name, code, place, one.opened_on, one.closes_on, len(one.asked), one.n, day > one.closes_on, waits, tuple(rules.said(one.counts)) if shown else (), tuple(one.words) if shown else ()
    )


# ------------------------------------------------------------------ for the deeds


def for_update(session: Session, pulse_id: int) -> Pulse:
    """The pulse, locked. Refuses NotFound."""
    found = session.scalars(select(Pulse).where(Pulse.id == pulse_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def turns_for_update(session: Session, pulse_id: int) -> frozenset[int]:
    """Who has answered a pulse, which is locked."""
    return frozenset(session.scalars(select(PulseTurn.person_id).where(PulseTurn.pulse_id == pulse_id)))


def asked_for_update(session: Session, project: Project | None, department_id: int | None) -> list[int]:
    """Who would be asked: the active members of a project with its manager, or the active people of a department with everything below it."""
    where = Person.id.in_(member_ids(session, project.id) | {project.manager_id}) if project else Person.department_id.in_(below(session, department_id or 0))
    return list(session.scalars(select(Person.id).where(Person.active.is_(True), where).order_by(func.random())))


def asked_of(session: Session, pulse_id: int) -> tuple[int, ...]:
    """Who is asked by a pulse. Asked within deeds, which require"""
    return tuple(for_update(session, pulse_id).asked)


def standing(row: Pulse) -> Place:
    """Where a pulse stands, for notices."""
    return Place(KIND, row.id, str(row.id), row.name, "Team?part=pulse", people=frozenset(row.asked))


def reach(row_project: Project | None, department_id: int | None) -> Reach:
    """Where a team lies, for `require`."""
    return Reach(project_id=row_project.id, department_id=row_project.department_id) if row_project else Reach(department_id=department_id)

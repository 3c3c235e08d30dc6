"""Deeds on resources: put on the list, give back."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.closing.release import queries, rules
from core.closing.release.records import Resource
from core.closing.release.rules import Condition, Kind
from core.closing.rules import ClosedForGood
from core.db import with_ids
from core.errors import Stale
from core.projects.queries import member_ids, project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.words import N_


def _open(session: Session, actor: Actor, project_id: int) -> Project:
    project = project_for_update(session, project_id)
    require(actor, Permission.CLOSING_EDIT, reach(project))
    if project.stage == Stage.CLOSED:
        raise ClosedForGood(project=project.code)
    return project


def propose(session: Session, actor: Actor, project: Project) -> int:
    """Put everybody of the project and its budget on the list, as far as they are not; how many. # house: part of another deed, which requires and notes"""
    rows = queries.known(session, project.id)
    people = (member_ids(session, project.id) | {project.manager_id}) - {row.person_id for row in rows}
    day = project.ends_on or today()
    made = [_made(actor, project.id, Kind.PEOPLE, "", person_id, day) for person_id in sorted(people)]
    if not any(row.kind == Kind.BUDGET for row in rows):
        made.append(_made(actor, project.id, Kind.BUDGET, "", None, day))
    session.add_all(made)
    return len(made)


def _made(actor: Actor, project_id: int, kind: Kind, name: str, person_id: int | None, day: date) -> Resource:
    return Resource(
        project_id=project_id, kind=kind.value, name=name, person_id=person_id, planned_on=day, released_on=None, condition=Condition.GOOD.value, remark="", by_id=actor.id, at=now()
    )


def plan(session: Session, actor: Actor, project_id: int, *, name: str, planned_on: date) -> int:
    """Put equipment on the list; returns its id. Refuses TooManyResources, ClosedForGood, Empty, TooLong."""
    project = _open(session, actor, project_id)
    if len(queries.known(session, project_id)) >= rules.MOST:
        raise rules.TooManyResources(limit=rules.MOST)
    row = _made(actor, project_id, Kind.EQUIPMENT, fields.line(name, N_("Equipment"), rules.NAME_LIMIT), None, planned_on)
    with_ids(session, row)
    return _done(session, actor, "resource:plan", row, project, name=row.name, planned_on=planned_on)


def fill(session: Session, actor: Actor, project_id: int) -> int:
    """Put those on the list who came after the closing had begun; returns the project's id. Refuses ClosedForGood."""
    project = _open(session, actor, project_id)
    added = propose(session, actor, project)
    touch(session, "closing")
    note(session, actor, "resource:fill", "project", project.id, code=project.code, project_id=project.id, added=added)
    return project.id


def release(session: Session, actor: Actor, resource_id: int, *, released_on: date, condition: Condition = Condition.GOOD, remark: str = "", version: int) -> int:
    """Say that it was given back, when and in which state. Returns its id. Refuses ReleasedAlready, ReleasedLater, RemarkNeeded, ClosedForGood, Stale, TooLong."""
    row = queries.resource_for_update(session, resource_id)
    project = _open(session, actor, row.project_id)
    if row.released_on is not None:
        raise rules.ReleasedAlready(name=row.name or Kind(row.kind).label)
    if row.version != version:
        raise Stale()
    said = fields.line(remark, N_("Remark"), rules.REMARK_LIMIT, needed=False)
    rules.check_release(released_on, today(), Condition(condition), said)
    row.released_on, row.condition, row.remark = released_on, Condition(condition).value, said
    return _done(session, actor, "resource:release", row, project, released_on=released_on, condition=row.condition, remark=said)


def _done(session: Session, actor: Actor, deed: str, row: Resource, project: Project, **facts: object) -> int:
    touch(session, "closing")
    note(session, actor, deed, "resource", row.id, code=project.code, project_id=project.id, kind=row.kind, **facts)
    return row.id

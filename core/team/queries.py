"""Whom somebody may look at in the team's room."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require
from core.people.queries import names
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.projects.rules import Stage


def seen(actor: Actor, permission: Permission = Permission.TEAM_READ) -> ColumnElement[bool]:
    """A condition on Person for whom `actor` sees by `permission`: all, the people of the own departments or projects, or only herself."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    reasons: list[ColumnElement[bool]] = [Person.id == actor.id]
    if scope >= Scope.PROJECT and actor.project_ids:
        reasons.append(Person.id.in_(select(Member.person_id).where(Member.project_id.in_(actor.project_ids))))
        reasons.append(Person.id.in_(select(Project.manager_id).where(Project.id.in_(actor.project_ids))))
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Person.department_id.in_(actor.department_ids))
    return or_(*reasons)


def people(session: Session, actor: Actor, permission: Permission = Permission.TEAM_READ) -> dict[int, dict[str, str]]:
    """Names of the active people whom `actor` sees by `permission`, by id, in the order of their user names."""
    require(actor, permission)
    rows = session.execute(select(Person.id, Person.name).where(Person.active.is_(True), seen(actor, permission)).order_by(Person.username))
    return {row.id: row.name for row in rows}


def reach_of(session: Session, person_id: int) -> Reach:
    """Where somebody lies, for `require`; nowhere if unknown. Asked within deeds, which require"""
    department = session.scalar(select(Person.department_id).where(Person.id == person_id))
    return Reach(owners=frozenset({person_id}), department_id=department)


def active(session: Session, ids: frozenset[int]) -> frozenset[int]:
    """Which of these people are active. Asked within deeds, which require"""
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(ids), Person.active.is_(True)))) if ids else frozenset()


def named(session: Session, *ids: int | None) -> dict[int, dict[str, str]]:
    """Names of people by id. Asked within questions that have required"""
    return names(session, frozenset(one for one in ids if one is not None))


@dataclass(frozen=True)
class Places:
    """Where somebody may enter something: for the whole organisation, departments and projects by id."""

    whole: bool
    departments: dict[int, dict[str, str]]
    projects: dict[int, tuple[str, dict[str, str]]]


def places(session: Session, actor: Actor, permission: Permission) -> Places:
    """Where `actor` may enter what `permission` lets her; projects that are not closed."""
    require(actor, permission)
    scope = actor.scope(permission)
    units = select(Department.id, Department.name).order_by(Department.code)
    if scope is not Scope.ALL:
        units = units.where(Department.id.in_(actor.department_ids if scope is Scope.DEPARTMENT else ()))
    rows = session.execute(select(Project.id, Project.code, Project.name).where(visible_to(actor, permission), Project.stage != Stage.CLOSED).order_by(Project.code).limit(500))
    return Places(scope is Scope.ALL, {row.id: row.name for row in session.execute(units)}, {row.id: (row.code, row.name) for row in rows})

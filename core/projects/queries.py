"""Questions about projects. `visible_to` is the only definition of who sees which project."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, bindparam, false, func, or_, select, true, union
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require
from core.errors import NotFound
from core.people.factor.queries import wanting
from core.people.queries import actor_of, signed_in
from core.people.records import Department, Person
from core.projects.records import Member, Project
from core.projects.rules import CUSTOMER_TYPES, KINDS, Stage
from core.reference.queries import counted_by
from core.subjects import Place, acting_by, found_by


@dataclass(frozen=True)
class ProjectRow:
    """A project as lists, pickers and its own page show it."""

    id: int
    code: str
    name: dict[str, str]
    customer: dict[str, str]
    kind: str
    stage: Stage
    department_id: int
    department: dict[str, str]
    manager_id: int
    manager: dict[str, str]
    started_on: date | None
    ends_on: date | None
    version: int
    customer_type: str
    customer_reason: str


def visible_to(actor: Actor, permission: Permission = Permission.PROJECT_READ) -> ColumnElement[bool]:
    """A condition on Project for what `actor` may see by `permission`: all, their departments', or their own projects."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    reasons: list[ColumnElement[bool]] = []
    if actor.project_ids:
        reasons.append(Project.id.in_(actor.project_ids))
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Project.department_id.in_(actor.department_ids))
    return or_(*reasons) if reasons else false()


def project_seen(session: Session, actor: Actor, code: str, permission: Permission = Permission.PROJECT_READ) -> Project:
    """The project of a code that `actor` may see by `permission`. Refuses NotFound for a missing and an invisible one alike. # house: for questions of the rooms"""
    require(actor, permission)
    found = session.scalars(select(Project).where(Project.code == code, visible_to(actor, permission))).one_or_none()
    if found is None:
        raise NotFound()
    return found


def reach(project: Project) -> Reach:
    """Where a project lies, for `require`."""
    return Reach(project_id=project.id, department_id=project.department_id)


_IDS_OF = union(
    select(Project.id).where(Project.manager_id == bindparam("person_id")),
    select(Member.project_id).where(Member.person_id == bindparam("person_id")),
)


def ids_of(session: Session, person_id: int) -> frozenset[int]:
    """The projects somebody manages or is a member of."""
    return frozenset(session.scalars(_IDS_OF, {"person_id": person_id}))


def acting(session: Session, token: str | None, *, origin: str = "") -> tuple[Actor, int, object] | None:
    """The actor behind a session cookie with everything access decides by, the session's id and when it was last seen."""
    found = signed_in(session, token)
    if found is None:
        return None
    sign_in, person = found
    actor = actor_of(session, person, ids_of(session, person.id), origin=origin, session_key=sign_in.token_hash, method=sign_in.method)
    if wanting(session, person):
        actor = replace(actor, must_add_factor=True)
    return actor, sign_in.id, sign_in.last_seen


def person_acting(session: Session, username: str, *, origin: str) -> Actor:
    """The actor for a person of the given user name: for the command line and the demo, which act for people."""
    person = session.scalars(select(Person).where(Person.username == username, Person.active.is_(True))).one_or_none()
    if person is None:
        raise NotFound()
    return actor_of(session, person, ids_of(session, person.id), origin=origin)


def actors(session: Session, person_ids: Collection[int] | None) -> list[Actor]:
    """The active people of these ids (None: everybody) as actors, by user name, for asking who may see a record."""
    found = select(Person).where(Person.active.is_(True)).order_by(Person.username)
    managed, joined = select(Project.manager_id, Project.id), select(Member.person_id, Member.project_id)
    if person_ids is not None:
        found, managed = found.where(Person.id.in_(person_ids)), managed.where(Project.manager_id.in_(person_ids))
        joined = joined.where(Member.person_id.in_(person_ids))
    theirs: dict[int, set[int]] = {}
    for person_id, project_id in [*session.execute(managed), *session.execute(joined)]:
        theirs.setdefault(person_id, set()).add(project_id)
    return [actor_of(session, person, frozenset(theirs.get(person.id, ()))) for person in session.scalars(found)]


acting_by(actors)


def project_for_update(session: Session, project_id: int) -> Project:
    found = session.scalars(select(Project).where(Project.id == project_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def member_ids(session: Session, project_id: int) -> frozenset[int]:
    return frozenset(session.scalars(select(Member.person_id).where(Member.project_id == project_id)))


def _rows():  # type: ignore[no-untyped-def]
    return (
        select(Project, Department.name, Person.name)
        .join(Department, Department.id == Project.department_id)
        .join(Person, Person.id == Project.manager_id)
        .order_by(Project.code)
    )


def _row(project: Project, department: dict[str, str], manager: dict[str, str]) -> ProjectRow:
    return ProjectRow(
        project.id,
        project.code,
        project.name,
        project.customer,
        project.kind,
        Stage(project.stage),
        project.department_id,
        department,
        project.manager_id,
        manager,
        project.started_on,
        project.ends_on,
        project.version,
        project.customer_type,
        project.customer_reason or "",
    )


def projects(session: Session, actor: Actor, *, stage: Stage | None = None, limit: int = 500) -> list[ProjectRow]:
    """The projects `actor` may see, by code, at most `limit`."""
    require(actor, Permission.PROJECT_READ)
    found = _rows().where(visible_to(actor)).limit(limit)
    if stage is not None:
        found = found.where(Project.stage == stage)
    return [_row(*row) for row in session.execute(found)]


def project(session: Session, actor: Actor, code: str) -> ProjectRow:
    """One project by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.PROJECT_READ)
    row = session.execute(_rows().where(Project.code == code, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return _row(*row)


def team(session: Session, actor: Actor, project_id: int) -> list[tuple[int, dict[str, str], str]]:
    """The members of a project: id, name, user name."""
    require(actor, Permission.PROJECT_READ)
    rows = session.execute(
        select(Person.id, Person.name, Person.username)
        .join(Member, Member.person_id == Person.id)
        .join(Project, Project.id == Member.project_id)
        .where(Member.project_id == project_id, visible_to(actor))
        .order_by(Person.username)
    )
    return [(row.id, row.name, row.username) for row in rows]


def members_among(session: Session, project_id: int, person_ids: frozenset[int]) -> list[Member]:
    return list(session.scalars(select(Member).where(Member.project_id == project_id, Member.person_id.in_(person_ids))))


def place(session: Session, actor: Actor, project_id: int) -> Place:
    """Where a project that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    row = session.scalars(select(Project).where(Project.id == project_id, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(
        "project", row.id, row.code, row.name, f"Projects?project={row.code}", project_id=row.id, department_id=row.department_id,
        people=frozenset({row.manager_id}),
    )  # fmt: skip


def kinds_in_use(session: Session) -> dict[str, int]:
    """How many projects are of each kind, whoever may see them."""
    rows = session.execute(select(Project.kind, func.count()).group_by(Project.kind))
    return {kind: int(count) for kind, count in rows}


def customer_types_in_use(session: Session) -> dict[str, int]:
    """How many projects have a customer of each type, whoever may see them."""
    rows = session.execute(select(Project.customer_type, func.count()).group_by(Project.customer_type))
    return {code: int(count) for code, count in rows}


found_by("project", place)
counted_by(CUSTOMER_TYPES, customer_types_in_use)
counted_by(KINDS, kinds_in_use)

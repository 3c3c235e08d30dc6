"""Deeds on projects."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.db import with_ids
from core.errors import Stale
from core.numbering.actions import next_code
from core.people.queries import department_for_update, person_for_update
from core.projects import queries, rules
from core.projects.records import Member, Project
from core.reference.queries import table_for_choice
from core.words import N_

TEXT_LIMIT = 120


def _facts(project: Project) -> dict[str, object]:
    names = ("name", "customer", "kind", "stage", "department_id", "manager_id", "started_on", "ends_on", "customer_type", "customer_reason")
    return {name: getattr(project, name) for name in names}


def _reason(customer_type: str, reason: str) -> str | None:
    """Why a customer is of a type: to be said of every one but a regular."""
    return fields.line(reason, N_("Reason for the customer type"), rules.REASON_LIMIT, needed=customer_type != rules.REGULAR) or None


def create(
    session: Session,
    actor: Actor,
    *,
    name: Mapping[str, str],
    customer: Mapping[str, str],
    department_id: int,
    manager_id: int,
    kind: str = "service",
    stage: rules.Stage = rules.Stage.INITIATION,
    started_on: date | None = None,
    ends_on: date | None = None,
    member_ids: Collection[int] = (),
    customer_type: str = rules.REGULAR,
    customer_reason: str = "",
) -> int:
    """Create a project with its code (PRJ-2026-0001), manager and members.

    A customer who is not a regular one needs a reason. Refuses Empty, TooLong, NotAnEntry, EndsBeforeStart.
    """
    require(actor, Permission.PROJECT_EDIT, Reach(owners=frozenset({manager_id}), department_id=department_id))
    return found(
        session, actor, name=name, customer=customer, department_id=department_id, manager_id=manager_id, kind=kind, stage=stage, started_on=started_on,
        ends_on=ends_on, member_ids=member_ids, customer_type=customer_type, customer_reason=customer_reason,
    )  # fmt: skip


def found(
    session: Session,
    actor: Actor,
    *,
    name: Mapping[str, str],
    customer: Mapping[str, str],
    department_id: int,
    manager_id: int,
    kind: str,
    stage: rules.Stage,
    started_on: date | None,
    ends_on: date | None,
    member_ids: Collection[int] = (),
    customer_type: str = rules.REGULAR,
    customer_reason: str = "",
) -> int:
    """Make the project and note it. # house: part of another deed, which requires"""
    department_for_update(session, department_id)
    person_for_update(session, manager_id)
    if started_on and ends_on and ends_on < started_on:
        raise rules.EndsBeforeStart()
    project = Project(
        code=next_code(session, "PRJ"),
        name=fields.content(name, N_("Name"), TEXT_LIMIT),
        customer=fields.content(customer, N_("Customer"), TEXT_LIMIT),
        kind=table_for_choice(session, rules.KINDS).chosen(kind, field=N_("Kind")),
        stage=rules.Stage(stage),
        department_id=department_id,
        manager_id=manager_id,
        started_on=started_on,
        ends_on=ends_on,
        customer_type=table_for_choice(session, rules.CUSTOMER_TYPES).chosen(customer_type, field=N_("Customer type")),
        customer_reason=_reason(customer_type, customer_reason),
    )
    with_ids(session, project)
    session.add_all(Member(project_id=project.id, person_id=person_id) for person_id in sorted(set(member_ids)))
    touch(session, "projects")
    note(
        session, actor, "project:create", "project", project.id,
        code=project.code, project_id=project.id, after=_facts(project), members=sorted(set(member_ids)),
    )  # fmt: skip
    return project.id


def update(
    session: Session,
    actor: Actor,
    project_id: int,
    *,
    version: int,
    name: Mapping[str, str],
    customer: Mapping[str, str],
    stage: rules.Stage,
    manager_id: int,
    started_on: date | None,
    ends_on: date | None,
    member_ids: Collection[int],
    kind: str | None = None,
    customer_type: str | None = None,
    customer_reason: str = "",
) -> int:
    """Change a project and its members; without `kind` or `customer_type` these stay what they are. Refuses Stale, ClosedOnItsPage, Empty, TooLong, NotAnEntry, EndsBeforeStart."""
    project = queries.project_for_update(session, project_id)
    require(actor, Permission.PROJECT_EDIT, queries.reach(project))
    if project.version != version:
        raise Stale()
    if started_on and ends_on and ends_on < started_on:
        raise rules.EndsBeforeStart()
    rules.check_stage(rules.Stage(project.stage), rules.Stage(stage))
    person_for_update(session, manager_id)
    before, members = _facts(project), queries.member_ids(session, project_id)
    # Asked before anything is changed: a question in between would write half of it, and count as a version of its own.
    chosen = kind if kind is None else table_for_choice(session, rules.KINDS).chosen(kind, project.kind, field=N_("Kind"))
    customers = None if customer_type is None else table_for_choice(session, rules.CUSTOMER_TYPES).chosen(customer_type, project.customer_type, field=N_("Customer type"))
    project.name, project.customer = fields.content(name, N_("Name"), TEXT_LIMIT), fields.content(customer, N_("Customer"), TEXT_LIMIT)
    project.kind = chosen or project.kind
    if customers is not None:
        project.customer_type, project.customer_reason = customers, _reason(customers, customer_reason)
    project.stage, project.manager_id = rules.Stage(stage), manager_id
    project.started_on, project.ends_on = started_on, ends_on
    wanted = frozenset(member_ids)
    for gone in queries.members_among(session, project_id, members - wanted):
        session.delete(gone)
    session.add_all(Member(project_id=project_id, person_id=person_id) for person_id in sorted(wanted - members))
    touch(session, "projects")
    note(
        session, actor, "project:update", "project", project.id, code=project.code, project_id=project.id,
        before=before | {"members": sorted(members)}, after=_facts(project) | {"members": sorted(wanted)},
    )  # fmt: skip
    return project.id


def turn(session: Session, project: Project, stage: rules.Stage) -> None:
    """Bring a locked project to a stage. # house: part of the deed of a room above, which requires and notes"""
    project.stage = rules.Stage(stage)
    touch(session, "projects")

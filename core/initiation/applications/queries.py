"""Questions about applications. Who may see one is decided in `visible_applications`, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, Scope, require, within
from core.approval.queries import open_for_update
from core.approval.records import Approval
from core.approval.rules import State as Submission
from core.errors import NotFound
from core.initiation.applications.records import Application, ApplicationBudget
from core.initiation.applications.rules import Proposal, State, check_editable, state_of
from core.initiation.rules import (
    BUDGET_LINES,
    Money,
    kept_budget,
    kept_milestones,
    kept_objectives,
    milestones_of,
    objectives_of,
    plain_number,
    shown,
)
from core.people.records import Department, Person
from core.projects.records import Project
from core.projects.rules import KINDS
from core.reference.queries import counted_by, table
from core.subjects import Place, found_by

KIND = "application"
TOPIC = ("applications", "approvals")
"""What touches the answers of this room: an application, and how its approval stands."""


@dataclass(frozen=True)
class Row:
    """An application as lists and its own page show it. `amount` is the sum of its budget."""

    id: int
    code: str
    name: dict[str, str]
    customer: dict[str, str]
    kind: str
    department_id: int
    department: dict[str, str]
    manager_id: int
    manager: dict[str, str]
    author_id: int
    author: dict[str, str]
    starts_on: date | None
    ends_on: date | None
    amount: Decimal
    state: State
    changed_at: datetime
    project_code: str
    """Empty until it is approved."""
    version: int


@dataclass(frozen=True)
class Whole:
    """An application with everything it says; `editable`: the viewer may change it now."""

    row: Row
    proposal: Proposal
    editable: bool
    dropped_why: str = ""


def visible_applications(actor: Actor, permission: Permission = Permission.APPLICATION_READ) -> ColumnElement[bool]:
    """A condition on Application: all, those of the actor's departments, those whose project is hers, and her own."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    reasons: list[ColumnElement[bool]] = [Application.author_id == actor.id, Application.manager_id == actor.id]
    if scope >= Scope.PROJECT and actor.project_ids:
        reasons.append(Application.project_id.in_(actor.project_ids))
    if scope >= Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Application.department_id.in_(actor.department_ids))
    return or_(*reasons)


def reach(row: Application) -> Reach:
    """Where an application lies, for `require`."""
    return Reach(owners=frozenset({row.author_id, row.manager_id}), project_id=row.project_id, department_id=row.department_id)


def _rows():  # type: ignore[no-untyped-def]
    manager, author = aliased(Person), aliased(Person)
    sums = select(ApplicationBudget.application_id, func.sum(ApplicationBudget.amount).label("amount")).group_by(ApplicationBudget.application_id).subquery()
    last = select(Approval.subject_id, func.max(Approval.number).label("number")).where(Approval.kind == KIND).group_by(Approval.subject_id).subquery()
    return (
        select(Application, Department.name, manager.name, author.name, sums.c.amount, Approval.state, Project.code)
        .join(Department, Department.id == Application.department_id)
        .join(manager, manager.id == Application.manager_id)
        .join(author, author.id == Application.author_id)
        .outerjoin(sums, sums.c.application_id == Application.id)
        .outerjoin(last, last.c.subject_id == Application.id)
        .outerjoin(Approval, and_(Approval.kind == KIND, Approval.subject_id == Application.id, Approval.number == last.c.number))
        .outerjoin(Project, Project.id == Application.project_id)
    )


def _row(
    row: Application, department: dict[str, str], manager: dict[str, str], author: dict[str, str], amount: Decimal | None, state: str | None, project: str | None
) -> Row:
    return Row(
        row.id, row.code, row.name, row.customer, row.kind, row.department_id, department, row.manager_id, manager, row.author_id, author, row.starts_on,
        row.ends_on, amount or Decimal(0), State.DROPPED if row.dropped_at else state_of(Submission(state) if state else None), row.changed_at, project or "", row.version,
    )  # fmt: skip


def applications(session: Session, actor: Actor, *, limit: int = 500) -> list[Row]:
    """The applications `actor` may see, newest first."""
    require(actor, Permission.APPLICATION_READ)
    return [_row(*found) for found in session.execute(_rows().where(visible_applications(actor)).order_by(Application.id.desc()).limit(limit))]


def application(session: Session, actor: Actor, code: str) -> Whole:
    """One application by its code, with everything it says. Refuses NotFound."""
    require(actor, Permission.APPLICATION_READ)
    found = session.execute(_rows().where(Application.code == code, visible_applications(actor))).one_or_none()
    if found is None:
        raise NotFound()
    row, record = _row(*found), found[0]
    able = row.state not in (State.SUBMITTED, State.APPROVED) and within(actor, Permission.APPLICATION_EDIT, reach(record))
    return Whole(row, proposal_of(session, record), able, record.dropped_why or "")


def of_project(session: Session, actor: Actor, project_id: int) -> str:
    """The code of the application that a project has come from, if `actor` may see it; else empty."""
    require(actor, Permission.PROJECT_READ)
    where = (Application.project_id == project_id, visible_applications(actor))
    return session.scalar(select(Application.code).where(*where)) or ""


def code_of(session: Session, actor: Actor, application_id: int) -> str:
    """The code of an application that `actor` may see. Refuses NotFound."""
    return place(session, actor, application_id).code


def budget_rows(session: Session, application_id: int) -> list[ApplicationBudget]:
    found = select(ApplicationBudget).where(ApplicationBudget.application_id == application_id).order_by(ApplicationBudget.line)
    return list(session.scalars(found))


def proposal_of(session: Session, row: Application) -> Proposal:
    """Everything an application says."""
    return Proposal(
        row.name, row.customer, row.kind, row.background, objectives_of(row.objectives), row.content, row.results,
        tuple(Money(one.line, one.amount, one.remark) for one in budget_rows(session, row.id)), row.starts_on, row.ends_on, milestones_of(row.milestones),
    )  # fmt: skip


def application_for_update(session: Session, application_id: int) -> Application:
    found = session.scalars(select(Application).where(Application.id == application_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def application_row(session: Session, application_id: int) -> Application:
    found = session.get(Application, application_id)
    if found is None:
        raise NotFound()
    return found


def check_open(session: Session, row: Application) -> None:
    """Refuses DroppedAlready, UnderApproval and ApprovedAlready."""
    if row.dropped_at is not None:
        check_editable(State.DROPPED)
    if row.project_id is not None:
        check_editable(State.APPROVED)
    if open_for_update(session, KIND, row.id) is not None:
        check_editable(State.SUBMITTED)


def document(session: Session, row: Application, proposal: Proposal) -> dict[str, Any]:
    """An application as plain JSON, as those who approve it read it."""
    lines, kinds = table(session, BUDGET_LINES).names, table(session, KINDS).names
    budget = [{**one, "name": dict(lines[one["code"]])} if one["code"] in lines else one for one in kept_budget(proposal.budget)]
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    found: Mapping[str, Any] = {
        "name": dict(row.name), "customer": dict(row.customer), "kind": dict(kinds[row.kind]) if row.kind in kinds else row.kind,
        "department": dict(session.get_one(Department, row.department_id).name), "manager": dict(session.get_one(Person, row.manager_id).name),
        "background": row.background, "objectives": kept_objectives(proposal.objectives), "content": row.content, "results": row.results, "budget": budget,
        "total": plain_number(proposal.amount), **{name: one.isoformat() if one else None for name, one in days.items()}, "milestones": kept_milestones(proposal.milestones),
    }  # fmt: skip
    return shown(found)


def place(session: Session, actor: Actor, application_id: int) -> Place:
    """Where an application that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.APPLICATION_READ)
    row = session.scalars(select(Application).where(Application.id == application_id, visible_applications(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(
        KIND, row.id, row.code, row.name, f"Applications?application={row.code}", project_id=row.project_id, department_id=row.department_id,
        people=frozenset({row.author_id, row.manager_id}), owners=frozenset({row.author_id, row.manager_id}),
    )  # fmt: skip


def kinds_in_use(session: Session) -> dict[str, int]:
    """How many applications are for a project of each kind, whoever may see them."""
    rows = session.execute(select(Application.kind, func.count()).where(Application.kind != "").group_by(Application.kind))
    return {kind: int(count) for kind, count in rows}


def lines_in_use(session: Session) -> dict[str, int]:
    """How many applications ask for money on each budget line."""
    return {line: int(count) for line, count in session.execute(select(ApplicationBudget.line, func.count()).group_by(ApplicationBudget.line))}


found_by(KIND, place)
counted_by(KINDS, kinds_in_use)
counted_by(BUDGET_LINES, lines_in_use)

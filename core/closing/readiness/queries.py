"""What blocks the closing of a project: one statement over all rooms, each count by an index of its table."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from core.clock import today
from core.closing.acceptance.records import Acceptance
from core.closing.acceptance.rules import State as AcceptanceState
from core.closing.archive.records import ArchiveEntry
from core.closing.archive.rules import Part
from core.closing.endings.records import Closing, ClosingSignature, Confirmation
from core.closing.endings.rules import unconfirmed
from core.closing.readiness.rules import Blocker
from core.closing.release.records import Resource
from core.closing.release.rules import Kind
from core.closing.rules import CONFIRMED_BY, QUORUM
from core.cost.claims.records import ExpenseClaim
from core.cost.claims.rules import State as ClaimState
from core.cost.purchases.records import Purchase
from core.cost.purchases.rules import State as PurchaseState
from core.cost.spending.records import Commitment
from core.followup.records import FollowUp
from core.followup.rules import OPEN
from core.planning import left_out
from core.planning.records import PlanTask, SchedulePlan
from core.projects.queries import member_ids
from core.projects.records import Project
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import LIVING
from core.service.requests.records import Request
from core.settings.queries import value

CLOSING = "closing"
"""The kind under which work that remains is opened: it goes on after the end."""


def _count(table: type, *where: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(func.count()).select_from(table).where(*where)


def open_tasks(project_id: int) -> Select[tuple[int]]:
    """Tasks that are not done and count (cancelled ones do not)."""
    tasks = (
        select(func.count()).select_from(PlanTask).join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id)
        .where(SchedulePlan.project_id == project_id, PlanTask.summary.is_(False), PlanTask.percent < 100)
    )  # fmt: skip
    for room in left_out.rooms(today()):
        gone = room.subquery()
        tasks = tasks.where(PlanTask.uid.not_in(select(gone.c.task_uid).where(gone.c.project_id == project_id)))
    return tasks


def asked(project_id: int, closing_id: int) -> Select[tuple[int, ...]]:
    """The question behind `counts`, for the test that looks at its plan."""
    passed = _count(Acceptance, Acceptance.project_id == project_id, Acceptance.state == AcceptanceState.PASSED.value)
    parts = {
        "tasks": open_tasks(project_id),
        "requests": _count(Request, Request.project_id == project_id, Request.open.is_(True)),
        "followups": _count(FollowUp, FollowUp.project_id == project_id, FollowUp.state.in_([one.value for one in OPEN]), FollowUp.source_kind != CLOSING),
        "nonconformities": _count(Nonconformity, Nonconformity.project_id == project_id, Nonconformity.state.in_([one.value for one in LIVING])),
        "passed": passed,
        "orders": _count(Commitment, Commitment.project_id == project_id, Commitment.closed_on.is_(None)),
        "purchases": _count(Purchase, Purchase.project_id == project_id, Purchase.state == PurchaseState.OPEN.value),
        "claims": _count(ExpenseClaim, ExpenseClaim.project_id == project_id, ExpenseClaim.state == ClaimState.OPEN.value),
        "archive": select(func.count(func.distinct(ArchiveEntry.part))).where(ArchiveEntry.project_id == project_id),
        "resources": _count(Resource, Resource.project_id == project_id, Resource.released_on.is_(None)),
        "budget": _count(Resource, Resource.project_id == project_id, Resource.kind == Kind.BUDGET.value),
        "work": _count(FollowUp, FollowUp.source_kind == CLOSING, FollowUp.source_id == closing_id),
        "settled": _count(Closing, Closing.id == closing_id, Closing.settled.is_(True)),
        "signed": _count(ClosingSignature, ClosingSignature.closing_id == closing_id),
    }
    return select(literal(1), *(one.scalar_subquery().label(name) for name, one in parts.items()))


def counts(session: Session, project: Project, closing_id: int) -> Mapping[Blocker, int]:
    """How many of each stand in the way. `closing_id` 0: none has begun. For deeds and questions that require."""
    row = session.execute(asked(project.id, closing_id)).one()
    listed = set(session.scalars(select(Resource.person_id).where(Resource.project_id == project.id, Resource.person_id.is_not(None))))
    nobody = len((member_ids(session, project.id) | {project.manager_id}) - listed)
    newest = {
        source: confirmed for source, confirmed in session.execute(select(Confirmation.source, Confirmation.confirmed).where(Confirmation.closing_id == closing_id).order_by(Confirmation.id))
    }
    quorum = int(value(session, QUORUM, project.department_id))
    return {
        Blocker.TASKS: row.tasks, Blocker.REQUESTS: row.requests, Blocker.FOLLOWUPS: row.followups, Blocker.NONCONFORMITIES: row.nonconformities,
        Blocker.ACCEPTANCE: int(not row.passed), Blocker.ORDERS: row.orders, Blocker.PURCHASES: row.purchases, Blocker.CLAIMS: row.claims,
        Blocker.CONFIRMATION: unconfirmed(tuple(value(session, CONFIRMED_BY)), newest),  # type: ignore[arg-type]
        Blocker.ARCHIVE: len(Part) - row.archive, Blocker.RESOURCES: row.resources + nobody + int(not row.budget), Blocker.WORK: int(not row.work and not row.settled),
        Blocker.SIGNATURES: max(0, quorum - row.signed),
    }  # fmt: skip

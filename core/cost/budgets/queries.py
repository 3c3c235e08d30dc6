"""Questions about budgets: whoever sees the cost of a project sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.approval.queries import previous
from core.approval.rules import State as Submission
from core.cost.budgets.records import Budget, BudgetAmount
from core.cost.budgets.rules import Planned, State, difference, state_of, total
from core.cost.rules import BUDGET_LINES
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Project
from core.reference.queries import counted_by, table
from core.subjects import Place, found_by

KIND = "budget"


@dataclass(frozen=True)
class Version:
    """A version of a budget, with what differs from the approved one before it."""

    id: int
    number: int
    state: State
    lines: tuple[Planned, ...]
    reason: str
    by: dict[str, str]
    at: datetime
    approved_at: datetime | None
    version: int
    changes: Mapping[str, tuple[Decimal, Decimal]]

    @property
    def total(self) -> Decimal:
        return total(self.lines)

    @property
    def editable(self) -> bool:
        return self.state in (State.DRAFT, State.RETURNED, State.REJECTED)


def budgets(session: Session, actor: Actor, project_code: str) -> list[Version]:
    """The budgets of a project whose cost `actor` may see, newest first. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    project = project_seen(session, actor, project_code, Permission.COST_READ)
    rows = list(session.scalars(select(Budget).where(Budget.project_id == project.id).order_by(Budget.number)))
    amounts: dict[int, list[Planned]] = {}
    for one in session.scalars(select(BudgetAmount).where(BudgetAmount.budget_id.in_([row.id for row in rows])).order_by(BudgetAmount.line)):
        amounts.setdefault(one.budget_id, []).append(Planned(one.line, one.amount, one.remark))
    who, found, before = names(session, frozenset(row.by_id for row in rows)), [], dict[str, Decimal]()
    for row in rows:
        lines = tuple(amounts.get(row.id, ()))
        told = {one.line: one.amount for one in lines}
        changes = difference(before, told) if before else {}
        found.append(Version(row.id, row.number, _state(session, row), lines, row.reason, who[row.by_id], row.at, row.approved_at, row.version, changes))
        before = told if row.approved_at else before
    return found[::-1]


def _state(session: Session, row: Budget) -> State:
    if row.approved_at is not None:
        return state_of(Submission.APPROVED, in_force=row.in_force)
    last = previous(session, KIND, row.id)
    return state_of(Submission(last.state) if last else None, in_force=False)


def state(session: Session, row: Budget) -> State:
    """How a budget stands. # house: for deeds, which require"""
    return _state(session, row)


def editable(session: Session, actor: Actor, project_code: str) -> int | None:
    """The project's id, if `actor` may plan and enter what it costs; None if not. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    project = project_seen(session, actor, project_code, Permission.COST_READ)
    return project.id if within(actor, Permission.COST_EDIT, reach(project)) else None


def budget_for_update(session: Session, budget_id: int) -> Budget:
    found = session.scalars(select(Budget).where(Budget.id == budget_id).with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def budget_row(session: Session, budget_id: int) -> Budget:
    found = session.scalars(select(Budget).where(Budget.id == budget_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def newest(session: Session, project_id: int) -> Budget | None:
    return session.scalars(select(Budget).where(Budget.project_id == project_id).order_by(Budget.number.desc()).limit(1).with_for_update()).one_or_none()


def amount_rows(session: Session, budget_id: int) -> list[BudgetAmount]:
    return list(session.scalars(select(BudgetAmount).where(BudgetAmount.budget_id == budget_id).order_by(BudgetAmount.line)))


def in_force(session: Session, project_id: int) -> tuple[int, dict[str, Decimal]] | None:
    """The id of the budget in force with its amounts by line; None before the first. # house: for deeds, which require"""
    rows = session.execute(
        select(Budget.id, BudgetAmount.line, BudgetAmount.amount).join(BudgetAmount, BudgetAmount.budget_id == Budget.id)
        .where(Budget.project_id == project_id, Budget.in_force.is_(True))
    ).all()  # fmt: skip
    return (rows[0][0], {line: amount for _, line, amount in rows}) if rows else None


def retire(session: Session, project_id: int) -> None:
    """Nothing is in force any more. # house: part of an approval"""
    session.execute(update(Budget).where(Budget.project_id == project_id, Budget.in_force.is_(True)).values(in_force=False, version=Budget.version + 1))


def document(session: Session, row: Budget) -> dict[str, Any]:
    """A budget as its submission freezes it. # house: part of submitting, which requires"""
    line_names = table(session, BUDGET_LINES).names
    rows = amount_rows(session, row.id)
    before = in_force(session, row.project_id)
    told: dict[str, Any] = {
        "budget": [{"line": dict(line_names.get(one.line, {"en": one.line})), "amount": format(one.amount, ".2f"), "remark": one.remark} for one in rows],
        "total": format(sum((one.amount for one in rows), Decimal(0)), ".2f"),
    }  # fmt: skip
    if before is not None:
        told |= {"reason": row.reason, "before": format(sum(before[1].values(), Decimal(0)), ".2f")}
    return told


def place(session: Session, actor: Actor, budget_id: int) -> Place:
    """Where a budget stands whose project's cost `actor` may see. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    row = session.scalars(select(Project).join(Budget, Budget.project_id == Project.id).where(Budget.id == budget_id, visible_to(actor, Permission.COST_READ))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(KIND, budget_id, row.code, row.name, f"Costs?project={row.code}", project_id=row.id, department_id=row.department_id, people=frozenset({row.manager_id}))


def lines_in_use(session: Session) -> dict[str, int]:
    """How often budgets plan on each line."""
    return {line: int(count) for line, count in session.execute(select(BudgetAmount.line, func.count()).group_by(BudgetAmount.line))}


found_by(KIND, place)
counted_by(BUDGET_LINES, lines_in_use)

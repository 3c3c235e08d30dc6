"""Similar closed projects and their overruns: one question a ratio; only figures of the whole class leave it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require, within
from core.cost.budgets.records import Budget, BudgetAmount
from core.cost.records import CostTotal
from core.planning.baselines.records import Baseline
from core.planning.records import SchedulePlan
from core.planning.rules.moments import day_of
from core.projects.queries import project_seen
from core.projects.records import Project
from core.projects.rules import Stage
from core.review.compared.rules import MOST, Against, against


@dataclass(frozen=True)
class Class:
    """The reference class of a project: closed projects of its kind; `cost` None where the reader sees no cost."""

    kind: str
    time: Against
    cost: Against | None


def reference_class(session: Session, actor: Actor, project_code: str) -> Class:
    """How far similar closed projects ran over in time and cost, and where this one stands. Whatever projects there are, without naming one. Refuses NotFound."""
    require(actor, Permission.REVIEW_READ)
    project = project_seen(session, actor, project_code, Permission.REVIEW_READ)
    return of_project(session, project, cost=within(actor, Permission.COST_READ, Reach(project_id=project.id, department_id=project.department_id)))


def of_project(session: Session, project: Project, *, cost: bool) -> Class:
    """The same. # house: for reports, which require"""
    return Class(project.kind, against(*_split(_durations(session, project), project.id)), against(*_split(_costs(session, project), project.id)) if cost else None)


def _split(found: dict[int, Fraction], own: int) -> tuple[list[Fraction], Fraction | None]:
    return [ratio for project, ratio in found.items() if project != own], found.get(own)


def _similar(project: Project):  # type: ignore[no-untyped-def]
    """Closed projects of the same kind, the newest first, and the project itself."""
    alike = select(Project.id).where(Project.kind == project.kind, Project.stage == Stage.CLOSED, Project.id != project.id).order_by(Project.id.desc()).limit(MOST).subquery()
    return select(alike.c.id).union_all(select(Project.id).where(Project.id == project.id)).subquery()


def _durations(session: Session, project: Project) -> dict[int, Fraction]:
    """Actual to first promised duration in days, by project that has a plan with a baseline."""
    alike = _similar(project)
    first = select(Baseline.plan_id, func.min(Baseline.id).label("id")).group_by(Baseline.plan_id).subquery()
    rows = session.execute(
        select(SchedulePlan.project_id, SchedulePlan.starts, SchedulePlan.finish, Baseline.starts, Baseline.finish).join(alike, alike.c.id == SchedulePlan.project_id)
        .join(first, first.c.plan_id == SchedulePlan.id).join(Baseline, Baseline.id == first.c.id)
    )  # fmt: skip
    found = {}
    for id_, starts, finish, planned_starts, planned_finish in rows:
        promised = (day_of(planned_finish, ends=True) - day_of(planned_starts)).days + 1
        if promised > 0:
            found[int(id_)] = Fraction((day_of(finish, ends=True) - day_of(starts)).days + 1, promised)
    return found


def _costs(session: Session, project: Project) -> dict[int, Fraction]:
    """Spent to budgeted money, by project that has a budget in force."""
    alike = _similar(project)
    spent = (
        select(CostTotal.project_id, func.sum(CostTotal.spent + CostTotal.labour, type_=CostTotal.spent.type).label("spent")).join(alike, alike.c.id == CostTotal.project_id)
        .group_by(CostTotal.project_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Budget.project_id, func.sum(BudgetAmount.amount, type_=BudgetAmount.amount.type), func.max(spent.c.spent, type_=CostTotal.spent.type))
        .join(BudgetAmount, BudgetAmount.budget_id == Budget.id).join(alike, alike.c.id == Budget.project_id).outerjoin(spent, spent.c.project_id == Budget.project_id)
        .where(Budget.in_force.is_(True)).group_by(Budget.project_id)
    )  # fmt: skip
    return {int(id_): Fraction(used or Decimal(0)) / Fraction(planned) for id_, planned, used in rows if planned}

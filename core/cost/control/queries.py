"""Questions about control: how each line of a project's budget stands, and how projects stand side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Role, require, within
from core.clock import today
from core.cost.budgets.queries import in_force
from core.cost.budgets.records import Budget, BudgetAmount
from core.cost.control.records import CostAlarm, Variance
from core.cost.control.rules import LIMIT, WARN, ZERO, Light, Standing, standings, together
from core.cost.hours.records import TimeEntry
from core.cost.records import CostTotal
from core.cost.rules import BUDGET_LINES
from core.cost.spending import queries as spending
from core.cost.spending.records import Commitment, Expense
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import member_ids, project_seen, reach, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import table
from core.settings.queries import value

BOARD = 5000


@dataclass(frozen=True)
class Explained:
    """Why a line went over, and who answers for it."""

    cause: str
    measure: str
    owner: dict[str, str]
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Line:
    """A line of the budget with how it stands."""

    code: str
    name: Mapping[str, str]
    standing: Standing
    light: Light
    explained: Explained | None


@dataclass(frozen=True)
class Control:
    """How a project stands against its budget in force."""

    project_id: int
    code: str
    name: dict[str, str]
    stage: Stage
    lines: tuple[Line, ...]
    whole: Standing
    light: Light
    unpriced: int
    """Minutes of work without a rate: they are in no amount."""
    waiting: int
    """Expenses over the budget that wait for a change of it."""
    warn: int
    limit: int
    editable: bool
    team: Mapping[int, dict[str, str]]
    """Who can answer for a line."""


def control(session: Session, actor: Actor, project_code: str) -> Control:
    """How a project stands whose cost `actor` may see. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    project = project_seen(session, actor, project_code, Permission.COST_READ)
    warn, limit = thresholds(session, project.department_id)
    found, line_names = of_project(session, project.id), table(session, BUDGET_LINES)
    order = {entry.code: place for place, entry in enumerate(line_names.entries)}
    told = _explained(session, project.id)
    lines = tuple(
        Line(code, line_names.names.get(code, {"en": code}), found[code], found[code].light(warn, limit), told.get(code))
        for code in sorted(found, key=lambda code: (order.get(code, BOARD), code))
    )
    whole = together(found.values())
    unpriced = session.scalar(select(func.sum(CostTotal.unpriced)).where(CostTotal.project_id == project.id)) or 0
    return Control(
        project.id, project.code, project.name, Stage(project.stage), lines, whole, whole.light(warn, limit), int(unpriced), _waiting(session, project.id), warn, limit,
        within(actor, Permission.COST_EDIT, reach(project)), _team(session, project),
    )  # fmt: skip


def thresholds(session: Session, department_id: int) -> tuple[int, int]:
    """From which part on a budget of a department warns, and beyond which nothing is promised."""
    return int(value(session, WARN, department_id)), int(value(session, LIMIT, department_id))  # type: ignore[arg-type]


def of_project(session: Session, project_id: int) -> dict[str, Standing]:
    """How each line of a project stands. # house: for deeds and questions that require"""
    held = in_force(session, project_id)
    spent = {line: (a, b) for line, a, b in session.execute(select(CostTotal.line, CostTotal.spent, CostTotal.labour).where(CostTotal.project_id == project_id))}
    return standings(held[1] if held else None, spending.committed(session, project_id), spent)


def _explained(session: Session, project_id: int) -> dict[str, Explained]:
    rows = list(session.scalars(select(Variance).where(Variance.project_id == project_id).order_by(Variance.id)))
    who = names(session, frozenset({row.owner_id for row in rows} | {row.by_id for row in rows}))
    return {row.line: Explained(row.cause, row.measure, who[row.owner_id], who[row.by_id], row.at) for row in rows}


def _waiting(session: Session, project_id: int) -> int:
    back = select(Expense.reverses_id).where(Expense.project_id == project_id, Expense.reverses_id.is_not(None))
    return int(
        session.scalar(
            select(func.count()).select_from(Expense).where(
                Expense.project_id == project_id, Expense.over.is_(True), Expense.covered_by_id.is_(None), Expense.reverses_id.is_(None), Expense.id.not_in(back)
            )
        ) or 0
    )  # fmt: skip


def _team(session: Session, project: Project) -> dict[int, dict[str, str]]:
    return names(session, member_ids(session, project.id) | {project.manager_id})


@dataclass(frozen=True)
class Cost:
    """What a project costs, as the list shows it."""

    id: int
    code: str
    name: dict[str, str]
    stage: Stage
    minutes: int
    unpriced: int
    """Minutes of work for which there is no rate: their cost is not known."""
    standing: Standing
    light: Light


def costs(session: Session, actor: Actor) -> list[Cost]:
    """How the projects stand whose cost `actor` may see, by code. Sums are made where the rows lie."""
    require(actor, Permission.COST_READ)
    sums = (
        select(
            CostTotal.project_id, func.sum(CostTotal.minutes).label("minutes"), func.sum(CostTotal.unpriced).label("unpriced"),
            func.sum(CostTotal.spent + CostTotal.labour, type_=CostTotal.spent.type).label("spent"), func.sum(CostTotal.labour).label("labour"),
        )
        .group_by(CostTotal.project_id).subquery()
    )  # fmt: skip
    planned = (
        select(Budget.project_id, func.sum(BudgetAmount.amount).label("planned")).join(BudgetAmount, BudgetAmount.budget_id == Budget.id)
        .where(Budget.in_force.is_(True)).group_by(Budget.project_id).subquery()
    )  # fmt: skip
    rest = case((Commitment.amount > Commitment.drawn, Commitment.amount - Commitment.drawn), else_=0)
    promised = (
        select(Commitment.project_id, func.sum(rest, type_=Commitment.amount.type).label("committed")).where(Commitment.closed_on.is_(None)).group_by(Commitment.project_id).subquery()
    )
    rows = session.execute(
        select(
            Project.id, Project.code, Project.name, Project.stage, Project.department_id, sums.c.minutes, sums.c.unpriced, sums.c.spent, sums.c.labour, planned.c.planned,
            promised.c.committed,
        )
        .outerjoin(sums, sums.c.project_id == Project.id).outerjoin(planned, planned.c.project_id == Project.id).outerjoin(promised, promised.c.project_id == Project.id)
        .where(visible_to(actor, Permission.COST_READ)).order_by(Project.code)
    ).all()  # fmt: skip
    found, known = [], dict[int, tuple[int, int]]()
    for id_, code, name, stage, department, minutes, unpriced, spent, labour, budget, committed in rows:
        if department not in known:
            known[department] = thresholds(session, department)
        standing = Standing(budget, committed or ZERO, spent or ZERO, labour or ZERO)
        found.append(Cost(id_, code, name, Stage(stage), int(minutes or 0), int(unpriced or 0), standing, standing.light(*known[department])))
    return found


def by_month(session: Session, actor: Actor, project_code: str) -> list[tuple[date, Decimal, Decimal]]:
    """What was spent on a project in each month until today: its first day, expenses, hours at their rates. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    project_id = project_seen(session, actor, project_code, Permission.COST_READ).id
    found: dict[date, list[Decimal]] = {}
    for day, amount in spending.by_day(session, project_id, today()).items():
        found.setdefault(day.replace(day=1), [ZERO, ZERO])[0] += amount
    worked = session.execute(
        select(TimeEntry.worked_on, func.sum(TimeEntry.amount))
        .where(TimeEntry.project_id == project_id, TimeEntry.back_at.is_(None), TimeEntry.amount.is_not(None)).group_by(TimeEntry.worked_on)
    )  # fmt: skip
    for day, amount in worked:
        found.setdefault(day.replace(day=1), [ZERO, ZERO])[1] += amount
    return [(month, *found[month]) for month in sorted(found)]  # type: ignore[misc]


# --- telling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Watched:
    """A project with a budget in force, for those who are told how much of it is used."""

    budget_id: int
    project: Project
    lines: Mapping[str, Standing]
    told: frozenset[tuple[str, int]]


def watched(session: Session, project_id: int | None) -> list[Watched]:
    """The project, or all that have a budget in force and used some of it. # house: for the deeds and the routine that tell"""
    condition = [Budget.in_force.is_(True)] + ([] if project_id is None else [Budget.project_id == project_id])
    projects = {budget_id: project for budget_id, project in session.execute(select(Budget.id, Project).join(Project, Project.id == Budget.project_id).where(*condition))}
    by_project = {project.id: budget_id for budget_id, project in projects.items()}
    planned: dict[int, dict[str, Decimal]] = {}
    for id_, line, amount in session.execute(select(Budget.project_id, BudgetAmount.line, BudgetAmount.amount).join(BudgetAmount, BudgetAmount.budget_id == Budget.id).where(*condition)):
        planned.setdefault(id_, {})[line] = amount
    here = (Budget.project_id == CostTotal.project_id, *condition)
    spent: dict[int, dict[str, tuple[Decimal, Decimal]]] = {}
    for id_, line, a, b in session.execute(select(CostTotal.project_id, CostTotal.line, CostTotal.spent, CostTotal.labour).join(Budget, and_(*here))):
        spent.setdefault(id_, {})[line] = (a, b)
    rest = case((Commitment.amount > Commitment.drawn, Commitment.amount - Commitment.drawn), else_=0)
    promised: dict[int, dict[str, Decimal]] = {}
    for id_, line, amount in session.execute(
        select(Commitment.project_id, Commitment.line, func.sum(rest, type_=Commitment.amount.type))
        .join(Budget, and_(Budget.project_id == Commitment.project_id, *condition)).where(Commitment.closed_on.is_(None)).group_by(Commitment.project_id, Commitment.line)
    ):  # fmt: skip
        promised.setdefault(id_, {})[line] = amount
    told: dict[int, set[tuple[str, int]]] = {}
    for budget_id, line, percent in session.execute(select(CostAlarm.budget_id, CostAlarm.line, CostAlarm.percent).join(Budget, Budget.id == CostAlarm.budget_id).where(*condition)):
        told.setdefault(budget_id, set()).add((line, percent))
    return [
        Watched(budget_id, projects[budget_id], standings(planned.get(id_, {}), promised.get(id_, {}), spent.get(id_, {})), frozenset(told.get(budget_id, ())))
        for id_, budget_id in sorted(by_project.items())
    ]


def leaders(session: Session) -> frozenset[int]:
    """The active people of the leadership."""
    rows: Any = session.execute(select(Person.id, Person.roles).where(Person.active.is_(True)))
    return frozenset(id_ for id_, roles in rows if Role.LEADERSHIP in roles)


def line_names(session: Session) -> Mapping[str, Mapping[str, str]]:
    """What the lines of budgets are called."""
    return table(session, BUDGET_LINES).names

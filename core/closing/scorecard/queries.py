"""The figures of a closing, each from the room that holds its records."""

from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.clock import today
from core.closing.scorecard.rules import NO_BUDGET, NO_HOURS, NO_TASKS, NO_WORK, Figure, Scored, share
from core.cost.control.queries import of_project
from core.cost.control.rules import together
from core.cost.records import CostTotal
from core.cost.spending.records import Expense
from core.planning.queries import that_count
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.worktime import TICKS
from core.projects.records import Project
from core.satisfaction.rules import LEAST, SATISFIED, Dimension, Kind, satisfied
from core.satisfaction.tally.records import SurveyTally
from core.settings.queries import value

HOUR = 60 * TICKS


def scorecard(session: Session, project: Project) -> tuple[Scored, ...]:
    """Completion, satisfaction, use of budget and hours of a project, as they are now. For deeds and questions that require."""
    tasks, length, done, plain, planned = session.execute(_planned(project.id)).one()
    spent = together(of_project(session, project.id).values())
    expenses = session.scalar(select(func.count()).select_from(Expense).where(Expense.project_id == project.id)) or 0
    minutes = session.scalar(select(func.sum(CostTotal.minutes)).where(CostTotal.project_id == project.id)) or 0
    worked, work = round(Decimal(int(minutes)) / 60, 2), round(Decimal(int(planned or 0)) / (100 * HOUR), 2)
    completion = share(Figure.COMPLETION, Decimal(int(done or 0)) / 100, int(length or 0), tasks) if length else share(Figure.COMPLETION, Decimal(int(plain or 0)) / 100, tasks or None, tasks, "" if tasks else NO_TASKS)
    return (
        completion, _satisfied(session, project.id), share(Figure.BUDGET, spent.spent, spent.planned, expenses, "" if spent.planned else NO_BUDGET),
        share(Figure.HOURS, worked, work, tasks, NO_HOURS if not minutes else "" if work else NO_WORK),
    )  # fmt: skip


def _planned(project_id: int):  # type: ignore[no-untyped-def]
    """Of the tasks that count: how many, their duration, what of it is done, the sum of their percent, and their work (duration by percent of a person)."""
    units = select(PlanWorker.task_id, func.sum(PlanWorker.units).label("units")).join(SchedulePlan, SchedulePlan.id == PlanWorker.plan_id).where(SchedulePlan.project_id == project_id).group_by(PlanWorker.task_id).subquery()
    work = case((PlanTask.elapsed.is_(True), 0), else_=PlanTask.duration * func.coalesce(units.c.units, 100))
    return (
        select(func.count(), func.sum(PlanTask.duration), func.sum(PlanTask.duration * PlanTask.percent), func.sum(PlanTask.percent), func.sum(work))
        .select_from(PlanTask).join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id).outerjoin(units, units.c.task_id == PlanTask.id)
        .where(SchedulePlan.project_id == project_id, PlanTask.summary.is_(False), *that_count(project_id, today()))
    )  # fmt: skip


def _satisfied(session: Session, project_id: int) -> Scored:
    where = (SurveyTally.project_id == project_id, SurveyTally.kind == Kind.CSAT.value, SurveyTally.dimension == Dimension.OVERALL.value)
    cells = {int(points): int(count) for points, count in session.execute(select(SurveyTally.value, func.sum(SurveyTally.count)).where(*where).group_by(SurveyTally.value)) if count}
    told = satisfied(cells, int(value(session, LEAST)))
    if told.figure is None:
        return Scored(Figure.SATISFACTION, None, told.n, why=told.why, least=told.least)
    happy = sum(count for points, count in cells.items() if points >= SATISFIED)
    return Scored(Figure.SATISFACTION, round(Decimal(happy) * 100 / told.n, 1), told.n, Decimal(happy), Decimal(told.n))

"""Questions about where a plan is heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require
from core.clock import here, now, today
from core.planning import queries as planning
from core.planning.baselines import queries as baselines
from core.planning.baselines.records import Baseline, BaselineTask
from core.planning.queries import Planned
from core.planning.records import PlanTask, SchedulePlan
from core.planning.rules import sheet
from core.planning.rules.moments import day_of, ticks
from core.planning.rules.schedule import schedule
from core.planning.rules.sheet import Kind
from core.planning.rules.undisturbed import undisturbed
from core.progress.trend import rules
from core.progress.trend.records import MilestoneDay
from core.progress.trend.rules import Course, Reading
from core.projects.queries import project_seen
from core.projects.records import Project
from core.projects.rules import Stage

MILESTONES = (Kind.MILESTONE.value, Kind.GATE.value)


@dataclass(frozen=True)
class Heading:
    """The finish of a plan, in days: as planned, by the newest baseline (None: there is none), and if what is left goes on from now."""

    planned: date
    baseline: date | None
    baseline_name: str
    forecast: date
    courses: tuple[Course, ...]
    since: date | None
    """The first reading of any milestone."""


def heading(session: Session, actor: Actor, project_code: str) -> Heading | None:
    """Where the plan of a project that `actor` may see is heading; None while it has no tasks. Refuses NotFound.

    Milestones are told by the baselines, by what was read each day that they changed, and by the plan as it stands.
    """
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    plan = planning.standing_plan(session, project.id)
    tasks = planning.planned(session, plan) if plan else ()
    if plan is None or not tasks:
        return None
    stand = [one for one in tasks if not one.summary and one.row.kind is not Kind.TASK]
    found = rules.courses([(one.row.uid, one.row.name) for one in stand], [*_readings(session, project.id, plan.id), *_today(stand)])
    last = baselines.newest(session, plan.id)
    return Heading(
        day_of(plan.finish, ends=True), day_of(last.finish, ends=True) if last else None, last.name if last else "", day_of(forecast(session, plan, tasks), ends=True),
        tuple(found), min((one.readings[0].on for one in found), default=None),
    )  # fmt: skip


def forecast(session: Session, plan: SchedulePlan, tasks: Sequence[Planned]) -> int:
    """When the work is finished if what is left goes on from now, in ticks. Refuses what schedules are refused for."""
    house, people = planning.working_time(session, tasks)
    going = rules.going_on(sheet.plan(planning.frame(plan, house, people), [one.row for one in tasks]), ticks(here(now()).replace(tzinfo=None)))
    with undisturbed():
        return schedule(going).finish


def _readings(session: Session, project_id: int, plan_id: int) -> list[Reading]:
    """What baselines promised on the day they were kept, then what was read; in this order a reading counts more on the same day."""
    kept = session.execute(
        select(BaselineTask.uid, Baseline.kept_at, BaselineTask.ends).join(Baseline, Baseline.id == BaselineTask.baseline_id)
        .where(Baseline.plan_id == plan_id, BaselineTask.summary.is_(False), BaselineTask.kind.in_(MILESTONES)).order_by(Baseline.id)
    )  # fmt: skip
    found = [Reading(uid, here(at).date(), day_of(ends, ends=True)) for uid, at, ends in kept]
    read = session.execute(
        select(MilestoneDay.task_uid, MilestoneDay.read_on, MilestoneDay.ends, MilestoneDay.reached).where(MilestoneDay.project_id == project_id).order_by(MilestoneDay.id)
    )
    return [*found, *(Reading(uid, on, day_of(ends, ends=True), reached) for uid, on, ends, reached in read)]


def _today(stand: Sequence[Planned]) -> list[Reading]:
    """As it stands."""
    return [Reading(one.row.uid, today(), day_of(one.ends, ends=True), one.row.actual_finish is not None) for one in stand]


def changed(session: Session) -> list[Row[Any]]:
    """The milestones of open projects that are expected otherwise than when they were last read: project_id, uid, ends, reached."""
    last = aliased(MilestoneDay)
    newest = select(func.max(MilestoneDay.id).label("id")).group_by(MilestoneDay.project_id, MilestoneDay.task_uid).subquery()
    reached = PlanTask.actual_finish.is_not(None)
    return list(
        session.execute(
            select(SchedulePlan.project_id, PlanTask.uid, PlanTask.ends, reached.label("reached"))
            .join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id).join(Project, Project.id == SchedulePlan.project_id)
            .outerjoin(last, and_(last.project_id == SchedulePlan.project_id, last.task_uid == PlanTask.uid, last.id.in_(select(newest.c.id))))
            .where(
                Project.stage != Stage.CLOSED, PlanTask.summary.is_(False), PlanTask.kind.in_(MILESTONES),
                or_(last.id.is_(None), last.ends != PlanTask.ends, last.reached != reached),
            )
            .order_by(SchedulePlan.project_id, PlanTask.place)
        )
    )  # fmt: skip


def read_on(session: Session, day: date) -> dict[tuple[int, int], MilestoneDay]:
    """What was read of milestones on a day, by project and row."""
    return {(one.project_id, one.task_uid): one for one in session.scalars(select(MilestoneDay).where(MilestoneDay.read_on == day))}

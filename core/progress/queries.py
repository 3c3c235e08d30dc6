"""Questions about progress: what was reported, what of one's own tasks is due, who is silent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, require
from core.clock import today
from core.people.queries import names
from core.people.records import Person
from core.planning.queries import open_and_mine
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.sheet import Kind
from core.progress.records import TaskReport
from core.progress.rules import EVERY, is_due
from core.progress.value.records import TaskValue
from core.projects.queries import project_seen
from core.projects.records import Project
from core.settings.queries import value

MOST = 500


@dataclass(frozen=True)
class Told:
    """A report as it is read later."""

    task: str
    uid: int
    on: date
    was: int
    percent: int
    remaining: int | None
    started_on: date | None
    finished_on: date | None
    minutes: int
    blocker: str
    expected_on: date | None
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Mine:
    """An open task of the viewer's. Times and durations are ticks; `last` is her own last report on it, `due`: she owes one."""

    project_id: int
    project: str
    project_name: dict[str, str]
    uid: int
    task: str
    kind: Kind
    starts: int
    ends: int
    duration: int
    elapsed: bool
    percent: int
    critical: bool
    begun_on: date | None
    last: date | None
    blocker: str
    """What holds it up by the last report on it, whoever gave it."""
    due: bool


@dataclass(frozen=True)
class Silent:
    """Somebody who owes reports on tasks of a project: which, and since when (the longest)."""

    person_id: int
    name: dict[str, str]
    tasks: tuple[str, ...]
    since: date


def reports(session: Session, actor: Actor, project_code: str, *, uid: int | None = None, limit: int = MOST) -> list[Told]:
    """The reports on a project that `actor` may see, newest first; of one task where `uid` is given. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project_id = project_seen(session, actor, project_code, Permission.PLAN_READ).id
    where = [TaskReport.project_id == project_id] + ([] if uid is None else [TaskReport.task_uid == uid])
    rows = list(session.scalars(select(TaskReport).where(*where).order_by(TaskReport.reported_on.desc(), TaskReport.id.desc()).limit(limit)))
    who = names(session, frozenset(row.by_id for row in rows))
    return [
        Told(
            row.task, row.task_uid, row.reported_on, row.was, row.percent, row.remaining, row.started_on, row.finished_on, row.minutes, row.blocker,
            row.expected_on, who[row.by_id], row.at,
        )
        for row in rows
    ]  # fmt: skip


def mine(session: Session, actor: Actor, *, limit: int = 50) -> list[Mine]:
    """The open tasks that `actor` owns or works on, those that end first first, with what she reported of them last."""
    require(actor, Permission.PLAN_READ)
    here = (TaskReport.project_id == Project.id, TaskReport.task_uid == PlanTask.uid)
    own = select(func.max(TaskReport.reported_on)).where(*here, TaskReport.by_id == actor.id).correlate(Project, PlanTask).scalar_subquery()
    held = select(TaskReport.blocker).where(*here).order_by(TaskReport.id.desc()).limit(1).correlate(Project, PlanTask).scalar_subquery()
    rows = session.execute(
        select(
            Project.id, Project.code, Project.name, Project.department_id, PlanTask.uid, PlanTask.name, PlanTask.kind, PlanTask.starts, PlanTask.ends, PlanTask.duration,
            PlanTask.elapsed, PlanTask.percent, PlanTask.critical, PlanTask.actual_start, own, held,
        )
        .join(SchedulePlan, SchedulePlan.project_id == Project.id).join(PlanTask, PlanTask.plan_id == SchedulePlan.id)
        .where(open_and_mine(actor), ~_cancelled(Project.id)).order_by(PlanTask.ends, PlanTask.id).limit(limit)
    )  # fmt: skip
    day, found = today(), []
    every: dict[int, int] = {}
    for id_, code, name, department, uid, task, kind, starts, ends, duration, elapsed, percent, critical, begun, last, blocker in rows:
        if department not in every:
            every[department] = int(value(session, EVERY, department))  # type: ignore[arg-type]
        first = day_of(starts if begun is None else begun)
        found.append(
            Mine(
                id_, code, name, uid, task, Kind(kind), starts, ends, duration, elapsed, percent, critical, None if begun is None else day_of(begun), last,
                blocker or "", is_due(last, first, every[department], day),
            )
        )
    return found


def silent(session: Session, actor: Actor, project_code: str) -> list[Silent]:
    """Who works on tasks of a project that have begun, or were to begin, and owes a report on them; the longest silence first. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    return silent_in(session, project_seen(session, actor, project_code, Permission.PLAN_READ))


def silent_in(session: Session, project: Project) -> list[Silent]:
    """The same for the deed that reminds them. # house: the question or deed that asks for it requires"""
    before = today() - timedelta(days=int(value(session, EVERY, project.department_id)))  # type: ignore[arg-type]
    rows = session.execute(_owed(project.id, before)).all()
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    who = names(session, frozenset(found))
    listed = [
        Silent(person, who[person], tuple(row.name for row in owed), min(row.last or day_of(row.begun) for row in owed)) for person, owed in found.items()
    ]
    return sorted(listed, key=lambda one: (one.since, one.person_id))


def _owed(project_id: int, before: date) -> Select[Any]:
    """Each open task that has begun, or was to, by `before`, with who works on it (else who answers for it) and has not reported on it since."""
    worker, last = aliased(PlanWorker), aliased(TaskReport)
    person = func.coalesce(worker.person_id, PlanTask.owner_id)
    begun = func.coalesce(PlanTask.actual_start, PlanTask.starts)
    told = (
        select(func.max(last.reported_on)).where(last.project_id == project_id, last.task_uid == PlanTask.uid, last.by_id == person)
        .correlate(PlanTask, worker).scalar_subquery()
    )  # fmt: skip
    return (
        select(person.label("person_id"), PlanTask.name, begun.label("begun"), told.label("last"))
        .join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id).outerjoin(worker, worker.task_id == PlanTask.id).join(Person, Person.id == person)
        .where(
            SchedulePlan.project_id == project_id, PlanTask.summary.is_(False), PlanTask.actual_finish.is_(None), Person.active.is_(True),
            begun < midnight(before + timedelta(days=1)), or_(told.is_(None), told <= before), ~_cancelled(SchedulePlan.project_id),
        )
        .order_by(PlanTask.place, person)
    )  # fmt: skip


def _cancelled(project_id: Any) -> ColumnElement[bool]:
    """A condition on PlanTask: somebody cancelled it."""
    return select(TaskValue.id).where(TaskValue.project_id == project_id, TaskValue.task_uid == PlanTask.uid, TaskValue.cancelled_on.is_not(None)).exists()


def is_cancelled(session: Session, project_id: int, uid: int) -> bool:
    """Whether a task is cancelled. # house: for the deed that reports on it"""
    return session.scalar(select(TaskValue.cancelled_on).where(TaskValue.project_id == project_id, TaskValue.task_uid == uid)) is not None


def task_reach(session: Session, project: Project, plan_id: int, uid: int) -> Reach:
    """Where a task lies: with who answers for it and who works on it."""
    rows = session.execute(
        select(PlanTask.owner_id, PlanWorker.person_id).outerjoin(PlanWorker, PlanWorker.task_id == PlanTask.id).where(PlanTask.plan_id == plan_id, PlanTask.uid == uid)
    )
    owners = frozenset(one for row in rows for one in row if one is not None)
    return Reach(owners=owners, project_id=project.id, department_id=project.department_id)

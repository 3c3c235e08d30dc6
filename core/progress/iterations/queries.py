"""Questions about iterations: which there are, what is in them, how they went day by day, how fast the team is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.calendar.queries import organisation
from core.errors import NotFound
from core.people.queries import names
from core.progress.iterations import rules
from core.progress.iterations.records import Iteration, IterationChange, IterationTask
from core.progress.iterations.rules import Change, Point, Span, Velocity, Why
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project
from core.subjects import Place, found_by

LAST_CLOSED = 6
"""Of so many iterations that were closed last the velocity is told."""
MOST_CHANGES = 200


@dataclass(frozen=True)
class IterationRow:
    """An iteration with what it comes to: tasks and ticks of work in it, and of them done."""

    id: int
    name: str
    goal: str
    starts_on: date
    ends_on: date
    capacity: Decimal | None
    closed_on: date | None
    version: int
    tasks: int
    done_tasks: int
    work: int
    done_work: int


def iterations(session: Session, actor: Actor, project_code: str) -> list[IterationRow]:
    """The iterations of a project that `actor` may see, the latest first. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ).id
    sums = [func.coalesce(func.sum(one), 0) for one in (IterationChange.tasks, IterationChange.done_tasks, IterationChange.work, IterationChange.done_work)]
    rows = session.execute(
        select(Iteration, *sums).outerjoin(IterationChange, IterationChange.iteration_id == Iteration.id)
        .where(Iteration.project_id == project).group_by(Iteration.id).order_by(Iteration.starts_on.desc(), Iteration.id.desc())
    )  # fmt: skip
    return [
        IterationRow(row.id, row.name, row.goal, row.starts_on, row.ends_on, row.capacity, row.closed_on, row.version, *(int(one) for one in found))
        for row, *found in rows
    ]


def members(session: Session, actor: Actor, project_code: str) -> dict[int, int]:
    """In which iteration each task of a project that `actor` may see is. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ).id
    return {uid: it for uid, it in session.execute(select(IterationTask.task_uid, IterationTask.iteration_id).where(IterationTask.project_id == project))}


@dataclass(frozen=True)
class Burn:
    """How an iteration went day by day, in tasks and in ticks of work; `unfinished` are the tasks that were left when it was closed."""

    tasks: tuple[Point, ...]
    work: tuple[Point, ...]
    changes: tuple["Told", ...]
    unfinished: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What changed in an iteration, as it is read later."""

    on: date
    task: str
    why: Why
    tasks: int
    work: int
    by: dict[str, str]
    at: datetime


def burn(session: Session, actor: Actor, iteration_id: int, day: date) -> Burn:
    """How an iteration of a project that `actor` may see went, until `day` or until it was closed. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    one = session.scalars(
        select(Iteration).join(Project, Project.id == Iteration.project_id).where(Iteration.id == iteration_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()
    if one is None:
        raise NotFound()
    until, here = one.closed_on or day, IterationChange.iteration_id == iteration_id

    def course(scope, done) -> tuple[Point, ...]:  # type: ignore[no-untyped-def]
        rows = session.execute(
            select(
                IterationChange.changed_on, func.sum(case((scope > 0, scope), else_=0)), -func.sum(case((scope < 0, scope), else_=0)), func.sum(done)
            )
            .where(here).group_by(IterationChange.changed_on)
        )  # fmt: skip
        changes = [Change(on, int(more), int(fewer), int(finished)) for on, more, fewer, finished in rows]
        return tuple(rules.course(changes, one.starts_on, one.ends_on, until, working.is_workday))

    working = organisation(session)
    rows = session.scalars(select(IterationChange).where(here).order_by(IterationChange.id.desc()).limit(MOST_CHANGES)).all()
    known = names(session, frozenset(row.by_id for row in rows))
    return Burn(
        course(IterationChange.tasks, IterationChange.done_tasks), course(IterationChange.work, IterationChange.done_work),
        tuple(Told(row.changed_on, row.task, Why(row.why), row.tasks, row.work, known.get(row.by_id, {}), row.at) for row in rows),
        tuple(_unfinished(session, iteration_id)) if one.closed_on else (),
    )  # fmt: skip


def _unfinished(session: Session, iteration_id: int) -> list[str]:
    """The tasks of an iteration that are in it and not done."""
    of_task = (
        select(func.max(IterationChange.task).label("task"), func.sum(IterationChange.tasks).label("inside"), func.sum(IterationChange.done_tasks).label("done"))
        .where(IterationChange.iteration_id == iteration_id).group_by(IterationChange.task_uid).subquery()
    )  # fmt: skip
    return list(session.scalars(select(of_task.c.task).where(of_task.c.inside > of_task.c.done).order_by(of_task.c.task)))


def velocity(rows: Collection[IterationRow]) -> tuple[Velocity | None, Velocity | None]:
    """What was finished in the iterations that were closed last, in tasks and in ticks of work. # house: of rows that were asked for"""
    closed = sorted((one for one in rows if one.closed_on), key=lambda one: one.starts_on)[-LAST_CLOSED:]
    return rules.velocity([one.done_tasks for one in closed]), rules.velocity([one.done_work for one in closed])


# ---------------------------------------------------------------------- for the deeds


def iteration_for_update(session: Session, iteration_id: int) -> Iteration:
    """An iteration, locked. Refuses NotFound."""
    found = session.scalars(select(Iteration).where(Iteration.id == iteration_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def project_of(session: Session, iteration_id: int) -> int:
    """The project of an iteration. Refuses NotFound. # house: for the deeds, which require"""
    found = session.scalar(select(Iteration.project_id).where(Iteration.id == iteration_id))
    if found is None:
        raise NotFound()
    return found


def spans(session: Session, project_id: int, *, but: int = 0) -> list[Span]:
    """The days of the iterations of a project, but for one."""
    rows = session.scalars(select(Iteration).where(Iteration.project_id == project_id, Iteration.id != but).order_by(Iteration.starts_on))
    return [Span(row.name, row.starts_on, row.closed_on if row.closed_on and row.closed_on < row.ends_on else row.ends_on) for row in rows]


def tasks_of(session: Session, project_id: int, *, open_only: bool = False, of: int | None = None) -> dict[int, IterationTask]:
    """What tasks of a project are in an iteration, by their number; of one iteration, or of those that are not closed."""
    found = select(IterationTask).where(IterationTask.project_id == project_id)
    if of is not None:
        found = found.where(IterationTask.iteration_id == of)
    if open_only:
        found = found.join(Iteration, Iteration.id == IterationTask.iteration_id).where(Iteration.closed_on.is_(None))
    return {row.task_uid: row for row in session.scalars(found)}


def place(session: Session, actor: Actor, iteration_id: int) -> Place:
    """Where an iteration of a project that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    row = session.execute(
        select(Iteration.name, Project.id, Project.code, Project.department_id, Project.manager_id)
        .join(Project, Project.id == Iteration.project_id).where(Iteration.id == iteration_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound()
    name, project_id, code, department_id, manager_id = row
    return Place("iteration", iteration_id, code, name, f"Board?project={code}", project_id, department_id, frozenset({manager_id}))


found_by("iteration", place)

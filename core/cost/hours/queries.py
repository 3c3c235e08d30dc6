"""Questions about hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.cost.hours.records import TimeEntry
from core.cost.hours.rules import WEEK
from core.people.queries import names
from core.people.records import Person
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.moments import midnight
from core.projects.queries import visible_to
from core.projects.records import Project
from core.projects.rules import Stage

MOST = 500
AHEAD = timedelta(days=14)
"""A task that begins later is not offered yet."""
COUNTS = TimeEntry.back_at.is_(None)


@dataclass(frozen=True)
class Row:
    """A task in somebody's week, with her minutes on each of its seven days."""

    project_id: int
    project: str
    project_name: dict[str, str]
    uid: int
    task: str
    minutes: tuple[int, ...]
    open: bool
    """Whether more hours can be entered: the project is not closed and the task is still in its plan."""


@dataclass(frozen=True)
class Week:
    """Somebody's hours of a week over all projects."""

    first: date
    rows: tuple[Row, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(row.minutes[place] for row in self.rows) for place in range(7))


@dataclass(frozen=True)
class Entry:
    """Hours as the list of a project shows them."""

    id: int
    day: date
    person: dict[str, str]
    task: str
    minutes: int
    priced: bool
    note: str
    at: datetime
    back_at: datetime | None


def week(session: Session, actor: Actor, first: date) -> Week:
    """The actor's own week from the Monday `first`: the tasks that are hers and not long over, and what she worked on beside them."""
    require(actor, Permission.HOURS_ENTER)
    offered = session.execute(
        select(Project.id, Project.code, Project.name, PlanTask.uid, PlanTask.name.label("task"))
        .join(SchedulePlan, SchedulePlan.project_id == Project.id).join(PlanTask, PlanTask.plan_id == SchedulePlan.id)
        .where(
            visible_to(actor, Permission.PLAN_READ), Project.stage != Stage.CLOSED, PlanTask.summary.is_(False), _hers(actor),
            or_(PlanTask.actual_finish.is_(None), PlanTask.actual_finish >= midnight(first)), PlanTask.starts < midnight(max(first, today()) + AHEAD),
        )
        .order_by(PlanTask.ends, PlanTask.id).limit(MOST)
    ).all()  # fmt: skip
    found = {(row.id, row.uid): (row.code, row.name, row.task, [0] * 7) for row in offered}
    kept = session.execute(
        select(TimeEntry.project_id, Project.code, Project.name, TimeEntry.task_uid, func.max(TimeEntry.task), TimeEntry.worked_on, func.sum(TimeEntry.minutes))
        .join(Project, Project.id == TimeEntry.project_id)
        .where(COUNTS, TimeEntry.person_id == actor.id, TimeEntry.worked_on >= first, TimeEntry.worked_on < first + WEEK)
        .group_by(TimeEntry.project_id, Project.code, Project.name, TimeEntry.task_uid, TimeEntry.worked_on).order_by(TimeEntry.project_id, TimeEntry.task_uid)
    ).all()  # fmt: skip  # house: one's own hours are one's own, also where one has left the project
    for project_id, code, name, uid, task, day, minutes in kept:
        found.setdefault((project_id, uid), (code, name, task, [0] * 7))[3][(day - first).days] = int(minutes)
    open_ = {(row.id, row.uid) for row in offered} | _open(session, actor, [one for one in found if one not in {(row.id, row.uid) for row in offered}])
    return Week(first, tuple(Row(id_, code, name, uid, task, tuple(minutes), (id_, uid) in open_) for (id_, uid), (code, name, task, minutes) in found.items()))


def _hers(actor: Actor) -> ColumnElement[bool]:
    return or_(PlanTask.owner_id == actor.id, PlanTask.id.in_(select(PlanWorker.task_id).where(PlanWorker.person_id == actor.id)))


def _open(session: Session, actor: Actor, tasks: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the tasks on which more hours can be entered."""
    if not tasks:
        return set()
    rows = session.execute(
        select(Project.id, PlanTask.uid).join(SchedulePlan, SchedulePlan.project_id == Project.id).join(PlanTask, PlanTask.plan_id == SchedulePlan.id)
        .where(
            visible_to(actor, Permission.PLAN_READ), Project.stage != Stage.CLOSED, PlanTask.summary.is_(False),
            or_(*(and_(Project.id == project, PlanTask.uid == uid) for project, uid in tasks)),
        )
    )  # fmt: skip
    return {(project, uid) for project, uid in rows}


def entries(session: Session, actor: Actor, project_code: str, *, limit: int = MOST) -> list[Entry]:
    """The hours of a project that `actor` may see the cost of, the newest days first; what was taken back among them."""
    require(actor, Permission.COST_READ)
    rows = session.scalars(
        select(TimeEntry).join(Project, Project.id == TimeEntry.project_id).where(Project.code == project_code, visible_to(actor, Permission.COST_READ))
        .order_by(TimeEntry.worked_on.desc(), TimeEntry.id.desc()).limit(limit)
    ).all()  # fmt: skip
    who = names(session, frozenset(row.person_id for row in rows))
    return [Entry(row.id, row.worked_on, who[row.person_id], row.task, row.minutes, row.amount is not None, row.note, row.at, row.back_at) for row in rows]


def worked(session: Session, project_id: int, until: date) -> Sequence[tuple[int, date, int, Decimal, int]]:
    """Of each task and day until `until`: minutes, what they cost, and the minutes among them that have no rate.

    # house: for rooms that have asked whether the project may be seen
    """
    rows = session.connection().execute(
        select(
            TimeEntry.task_uid, TimeEntry.worked_on, func.sum(TimeEntry.minutes), func.sum(TimeEntry.amount),
            func.sum(case((TimeEntry.amount.is_(None), TimeEntry.minutes), else_=0)),
        )
        .where(COUNTS, TimeEntry.project_id == project_id, TimeEntry.worked_on <= until).group_by(TimeEntry.task_uid, TimeEntry.worked_on)
    )  # fmt: skip
    return [(uid, day, int(minutes), Decimal(0) if amount is None else amount, int(unpriced)) for uid, day, minutes, amount, unpriced in rows]


def lock_person(session: Session, person_id: int) -> None:
    """Of two deeds that enter somebody's hours the second waits, so that a day cannot get more than it has."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def lock_projects(session: Session, project_id: int | None) -> None:
    """Let every deed that spends on the project, or on any, come to its end first."""
    session.execute(select(Project.id).where(true() if project_id is None else Project.id == project_id).order_by(Project.id).with_for_update(key_share=True))


def minutes_on(session: Session, person_id: int, day: date) -> int:
    """Somebody's minutes on a day, over all projects."""
    return int(session.scalar(select(func.coalesce(func.sum(TimeEntry.minutes), 0)).where(COUNTS, TimeEntry.person_id == person_id, TimeEntry.worked_on == day)) or 0)


def of_cell(session: Session, person_id: int, project_id: int, uid: int, day: date) -> list[TimeEntry]:
    """Somebody's standing entries on a task and day, the oldest first."""
    return list(
        session.scalars(
            select(TimeEntry)
            .where(COUNTS, TimeEntry.person_id == person_id, TimeEntry.worked_on == day, TimeEntry.project_id == project_id, TimeEntry.task_uid == uid).order_by(TimeEntry.id)
        )
    )


def task_name(session: Session, project_id: int, uid: int) -> str | None:
    """What a task of a project's plan is called; None where there is none, or where it contains others."""
    return session.scalar(
        select(PlanTask.name).join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id)
        .where(SchedulePlan.project_id == project_id, PlanTask.uid == uid, PlanTask.summary.is_(False))
    )  # fmt: skip


def concerned(person_id: int | None, project_id: int | None, first: date) -> ColumnElement[bool]:
    """A condition on the entries whose price a rate can change."""
    whose = true() if person_id is None else TimeEntry.person_id == person_id
    where = true() if project_id is None else TimeEntry.project_id == project_id
    return and_(TimeEntry.worked_on >= first, whose, where)


def concerned_of(people: Sequence[int], project_id: int | None, first: date) -> ColumnElement[bool]:
    """The same of some people."""
    return and_(TimeEntry.person_id.in_(people), concerned(None, project_id, first))


def counts_of(session: Session, person_id: int | None, project_id: int | None, first: date) -> dict[int, int]:
    """How many entries each person has whose price a rate can change. # house: for the deed that prices them"""
    rows = session.execute(select(TimeEntry.person_id, func.count()).where(concerned(person_id, project_id, first)).group_by(TimeEntry.person_id))
    return {id_: int(count) for id_, count in rows}


def recounted(session: Session, person_id: int | None, project_id: int | None, first: date) -> list[dict[str, object]]:
    """What hours cost (`cost`) and the minutes without a rate (`rest`) of the projects (`its`) on which a rate can change something. # house: for the deed that prices them"""
    where = true() if project_id is None else TimeEntry.project_id == project_id
    if project_id is None and person_id is not None:
        where = TimeEntry.project_id.in_(select(TimeEntry.project_id).where(concerned(person_id, None, first)))
    rows = session.execute(
        select(TimeEntry.project_id, func.sum(TimeEntry.amount), func.sum(case((TimeEntry.amount.is_(None), TimeEntry.minutes), else_=0)))
        .where(COUNTS, where).group_by(TimeEntry.project_id)
    )  # fmt: skip
    return [{"its": id_, "cost": amount or Decimal(0), "rest": int(unpriced)} for id_, amount, unpriced in rows]

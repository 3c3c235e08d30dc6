"""Questions about plans."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require, within
from core.calendar.queries import plans as working_plans
from core.calendar.rules import Break, Leave, Special
from core.calendar.rules import Plan as WorkingPlan
from core.calendar.worktime import compiled
from core.clock import here, now, today
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.planning import kept, left_out
from core.planning.records import PlanLink, PlanTask, PlanWorker, SchedulePlan
from core.planning.rules import hours
from core.planning.rules.calendars import Calendar
from core.planning.rules.load import Work
from core.planning.rules.moments import day_of, ticks
from core.planning.rules.notation import Before, Scale
from core.planning.rules.plan import Constraint, LinkType
from core.planning.rules.sheet import HOUSE, Frame, Kind, Row, of_person
from core.planning.rules.tasks import Planned, Tasks, share_done
from core.planning.rules.undisturbed import undisturbed
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Member, Project
from core.subjects import Place, found_by


@dataclass(frozen=True)
class PlanView:
    """A project's plan as the page of the plan shows it."""

    id: int
    project_id: int
    project_code: str
    project: dict[str, str]
    starts: int
    finish: int
    several_critical_paths: bool
    version: int
    changed_at: datetime
    changed_by: dict[str, str]
    tasks: Tasks
    people: dict[int, dict[str, str]]
    """Names of everybody who is named in the plan, of the team and of the manager."""
    team: tuple[int, ...]
    """Who can be given work: the manager and the members."""
    scale: Scale
    free_days: frozenset[date]
    """Days of the plan, and of half a year around it, on which the organisation does not work."""
    stale: bool
    """Working time has changed since the dates were worked out."""
    editable: bool
    gone: frozenset[int] = frozenset()
    """The tasks that were cancelled by now: they stand in the plan and count in none of its figures."""

    @property
    def numbers(self) -> dict[int, str]:
        """The WBS number of each row, by its uid."""
        return self.tasks.numbers

    @cached_property
    def done(self) -> dict[int, int]:
        """The progress of each row in percent, by its uid; of a summary that of what lies in it, without cancelled tasks."""
        places = [self.tasks.places[uid] for uid in self.gone if uid in self.tasks.places]
        return self.tasks.done | dict(self.tasks.done_above(places, self.gone)) if places else self.tasks.done

    @cached_property
    def named(self) -> tuple[int, ...]:
        """Who can be given work, works on a row or answers for one."""
        return tuple(sorted(self.tasks.named.union(self.team)))

    @property
    def leaves(self) -> tuple[Planned, ...]:
        """The rows that contain no others."""
        return self.tasks.leaves

    @property
    def share_done(self) -> float | None:
        """The share of the planned duration that is done; without cancelled tasks."""
        return self.tasks.share_done if not self.gone else share_done(one for one in self.leaves if one.row.uid not in self.gone)

    def late(self, at: int) -> int:
        """How many open rows without others should be finished by a moment."""
        return self.tasks.late(at) - sum(one.row.actual_finish is None and one.ends < at for one in self.gone_leaves)

    @cached_property
    def gone_leaves(self) -> tuple[Planned, ...]:
        """The rows without others that were cancelled by now."""
        return tuple(one for one in self.leaves if one.row.uid in self.gone) if self.gone else ()


_TASKS = PlanTask.__table__.columns
_READ = (
    "id", "uid", "name", "level", "kind", "duration", "elapsed", "owner_id", "deliverable", "standard", "objective", "cost", "constraint", "constraint_at", "deadline",
    "percent", "actual_start", "actual_finish", "shortest", "longest", "priority", "not_before",
    "summary", "starts", "ends", "late_start", "late_finish", "total_slack", "free_slack", "critical", "lacks", "touched",
)  # fmt: skip
"""The columns of a row: those of the fields of Row, then those of Planned."""


def plan(session: Session, actor: Actor, project_code: str) -> PlanView | None:
    """The plan of a project that `actor` may see; None while it has none. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    found = session.scalars(select(SchedulePlan).where(SchedulePlan.project_id == project.id)).one_or_none()
    if found is None:
        return None
    tasks = planned(session, found)
    team = {project.manager_id, *session.scalars(select(Member.person_id).where(Member.project_id == project.id))}
    working, own = working_time(session, tasks)
    known = names(session, frozenset({*team, found.changed_by, *tasks.named}))
    return PlanView(
        found.id, project.id, project.code, project.name, found.starts, found.finish, found.several_critical_paths, found.version, found.changed_at,
        known.get(found.changed_by, {}), tasks, known, tuple(sorted(team)), hours.scale(working), _free_days(working, *_days(tasks, found)), found.hours != mark(working, own, found.starts, found.finish),
        editable=may_edit(actor, project), gone=_gone(session, project.id),
    )  # fmt: skip


def _gone(session: Session, project_id: int) -> frozenset[int]:
    """The tasks of a project that count no more."""
    asked = [room.subquery() for room in left_out.rooms(today())]
    return frozenset(uid for one in asked for uid in session.scalars(select(one.c.task_uid).where(one.c.project_id == project_id)))


def that_count(project_id: int, on: date) -> tuple[ColumnElement[bool], ...]:
    """What tasks of a project have to fulfil to count on a day: those that were cancelled by then are left out of both sides of every figure."""
    gone = [room.subquery() for room in left_out.rooms(on)]
    return tuple(PlanTask.uid.not_in(select(one.c.task_uid).where(one.c.project_id == project_id)) for one in gone)


def _gone_sums(session: Session, at: int) -> dict[str, list[int]]:
    """Of the tasks that count no more, by the code of their project: their duration, what of it was done, how many are critical and late."""
    open_, found = PlanTask.actual_finish.is_(None), dict[str, list[int]]()
    for one in (room.subquery() for room in left_out.rooms(today())):
        rows = session.execute(
            select(
                Project.code, func.sum(PlanTask.duration), func.sum(PlanTask.duration * PlanTask.percent),
                func.sum(case((and_(open_, PlanTask.critical.is_(True)), 1), else_=0)), func.sum(case((and_(open_, PlanTask.ends < at), 1), else_=0)),
            )
            # Outer joins, so that SQLite begins with the few tasks that are gone and not with all that are planned.
            .select_from(one).outerjoin(Project, Project.id == one.c.project_id).outerjoin(SchedulePlan, SchedulePlan.project_id == Project.id)
            .outerjoin(PlanTask, and_(PlanTask.plan_id == SchedulePlan.id, PlanTask.uid == one.c.task_uid, PlanTask.summary.is_(False))).group_by(Project.code)
        )  # fmt: skip
        for code, *sums in rows:
            found[code] = [before + int(more or 0) for before, more in zip(found.get(code, [0] * 4), sums, strict=True)]
    return found


AROUND = 183


def _days(tasks: Tasks, plan: SchedulePlan) -> tuple[date, date]:
    """The first and the last day of a plan."""
    if not tasks:
        return day_of(plan.starts), day_of(plan.finish)
    return day_of(int(tasks.column("starts").min())), day_of(int(tasks.column("ends").max()))


@lru_cache(maxsize=500)
def _free_days(working: WorkingPlan, first: date, last: date) -> frozenset[date]:
    """The days around a plan on which nobody works."""
    first -= timedelta(days=AROUND)
    count = (last - first).days + AROUND
    counted = compiled(working)
    return frozenset(day for day in (first + timedelta(days=n) for n in range(min(count, 3660))) if not counted.is_workday(day))


def plannable(session: Session, actor: Actor, project_code: str) -> bool:
    """Whether `actor` may begin or change the plan of a project. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    return may_edit(actor, project)


def house_scale(session: Session, actor: Actor) -> Scale:
    """What a day, a week and a month of work mean in the organisation."""
    require(actor, Permission.PLAN_READ)
    return hours.scale(working_plans(session, ())[0])


def workers(session: Session, actor: Actor, project_code: str) -> dict[str, int]:
    """Who can be given work in a project that `actor` may see, or has some in its plan, by all their names and user names.

    Whoever shares a name is also found by it with the number behind, as pickers tell them apart. Refuses NotFound.
    """
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    members = select(Member.person_id).where(Member.project_id == project.id)
    planned_ = select(SchedulePlan.id).where(SchedulePlan.project_id == project.id)
    working = select(PlanWorker.person_id).where(PlanWorker.plan_id.in_(planned_))
    owning = select(PlanTask.owner_id).where(PlanTask.plan_id.in_(planned_), PlanTask.owner_id.is_not(None))
    found: dict[str, int] = {}
    for id_, name, username in session.execute(
        select(Person.id, Person.name, Person.username)
        .where(or_(Person.id.in_(members), Person.id.in_(working), Person.id.in_(owning), Person.id == project.manager_id), Person.active.is_(True)).order_by(Person.id.desc())
    ):  # fmt: skip
        found |= dict.fromkeys((*name.values(), username), id_)
        found |= {f"{one} ({id_})": id_ for one in name.values()}
    return found


@dataclass(frozen=True)
class Ground:
    """What rows of a plan are tried on before they are kept: calendars of the house and of everybody who can be given work."""

    calendars: Mapping[int, Calendar]
    scale: Scale
    people: Mapping[str, int]
    """As `workers` names them, in small letters."""


def ground(session: Session, actor: Actor, project_code: str) -> Ground:
    """What a plan of a project that `actor` may see is tried on. Refuses NotFound."""
    people = workers(session, actor, project_code)
    house, own = working_plans(session, set(people.values()))
    return Ground(calendars(house, own), hours.scale(house), {name.casefold(): who for name, who in people.items()})


def may_edit(actor: Actor, project: Project) -> bool:
    """Whether `actor` may change the plan of a project."""
    return within(actor, Permission.PLAN_EDIT, reach(project))


def planned(session: Session, plan: SchedulePlan) -> Tasks:
    """The rows of a plan in their order. # house: for this room, which has asked whether the plan may be seen"""
    known = kept.found(session, plan)
    if known is not None:
        return known.rows
    session.flush()  # house: what this deed has written of the plan is read with it
    with undisturbed():
        found = Tasks(_read(session, plan.id))
    kept.read(session, plan, found)
    return found


def _read(session: Session, plan_id: int) -> list[Planned]:
    """The rows as they are written. By columns, and past the records: the half of it for ten thousand rows."""
    here = session.connection()
    tasks = here.execute(select(*(_TASKS[name] for name in _READ)).where(_TASKS.plan_id == plan_id).order_by(_TASKS.place)).all()
    uids = {task[0]: task[1] for task in tasks}
    before: dict[int, list[Before]] = {}
    types = {int(one): one for one in LinkType}
    for task_id, before_id, type_, lag, elapsed, percent in here.execute(
        select(PlanLink.task_id, PlanLink.before_id, PlanLink.type, PlanLink.lag, PlanLink.elapsed, PlanLink.percent)
        .where(PlanLink.plan_id == plan_id).order_by(PlanLink.task_id, PlanLink.id)
    ):  # fmt: skip
        before.setdefault(task_id, []).append(Before(uids[before_id], types[type_], lag, elapsed, percent))
    people: dict[int, list[tuple[int, int]]] = {}
    for task_id, person_id, units in here.execute(
        select(PlanWorker.task_id, PlanWorker.person_id, PlanWorker.units).where(PlanWorker.plan_id == plan_id).order_by(PlanWorker.task_id, PlanWorker.person_id)
    ):
        people.setdefault(task_id, []).append((person_id, units))
    kinds, constraints = {one.value: one for one in Kind}, {int(one): one for one in Constraint}
    return [
        Planned(
            id_,
            Row(
                uid, name, level, kinds[kind], duration, elapsed, tuple(before.get(id_, ())), tuple(people.get(id_, ())), owner, deliverable, standard, objective,
                cost, constraints[constraint], constraint_at, deadline, percent, actual_start, actual_finish, shortest, longest, priority, not_before,
            ),
            *dates,
        )
        for id_, uid, name, level, kind, duration, elapsed, owner, deliverable, standard, objective, cost, constraint, constraint_at, deadline, percent,
        actual_start, actual_finish, shortest, longest, priority, not_before, *dates in tasks
    ]  # fmt: skip


def working_time(session: Session, tasks: Iterable[Planned]) -> tuple[WorkingPlan, dict[int, WorkingPlan]]:
    """What the hours of the organisation and of everybody in these rows follow from."""
    return working_plans(session, (tasks if isinstance(tasks, Tasks) else Tasks(tasks)).workers)


def mark(house: WorkingPlan, people: Mapping[int, WorkingPlan], starts: int, finish: int) -> str:
    """Equal as long as the working time between the start of a plan and a month after its finish is the same."""
    first, last = day_of(starts), day_of(finish) + timedelta(days=31)
    told = [_between(house, first, last), *(f"({who}, {_between(own, first, last)})" for who, own in sorted(people.items()))]
    return hashlib.sha256(f"[{', '.join(told)}]".encode()).hexdigest()


@lru_cache(maxsize=2000)
def _between(plan: WorkingPlan, first: date, last: date) -> str:
    """What of a working time can matter to the days from `first` to `last`."""

    def meets(one: Break | Special | Leave) -> bool:
        return one.first <= last and one.last >= first

    made_up = tuple(one for one in plan.holidays if meets(one) or any(first <= day <= last for day in one.make_up))
    return repr(replace(
        plan, holidays=made_up, specials=tuple(filter(meets, plan.specials)), leave=tuple(filter(meets, plan.leave)), announced_until=None
    ))


def frame(plan: SchedulePlan, house: WorkingPlan, people: Mapping[int, WorkingPlan]) -> Frame:
    """What holds for all rows of a plan."""
    return Frame(plan.starts, calendars(house, people), several_critical_paths=plan.several_critical_paths)


def calendars(house: WorkingPlan, people: Mapping[int, WorkingPlan]) -> dict[int, Calendar]:
    """The working time of the house and of everybody with hours of her own, as schedules know it."""
    # Who works the hours of the house needs no calendar of one's own.
    return {HOUSE: hours.calendar("", house)} | {of_person(who): hours.calendar(str(who), own) for who, own in people.items() if own != house}


@dataclass(frozen=True)
class Loaded:
    """A plan ready for questions about people: its frame, its rows, and what its people do in other plans."""

    version: int
    frame: Frame
    rows: tuple[Row, ...]
    here: tuple[Work, ...]
    elsewhere: tuple[Work, ...]


def loaded(session: Session, actor: Actor, plan_id: int) -> Loaded:
    """A plan that `actor` may see with the work of its people, here and in whatever other plan. Refuses NotFound.

    Of other plans only the times are told, not what is done: whoever plans must know that somebody is taken.
    """
    require(actor, Permission.PLAN_READ)
    found = session.scalars(
        select(SchedulePlan).join(Project, Project.id == SchedulePlan.project_id).where(SchedulePlan.id == plan_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()
    if found is None:
        raise NotFound()
    tasks = planned(session, found)
    house, people = working_time(session, tasks)
    here = tuple(Work(who, one.starts, one.ends, units) for one in tasks if one.row.actual_finish is None for who, units in one.row.people)
    others = session.execute(
        select(PlanWorker.person_id, PlanTask.starts, PlanTask.ends, PlanWorker.units)
        .join(PlanTask, PlanTask.id == PlanWorker.task_id)
        .where(PlanWorker.person_id.in_(people), PlanWorker.plan_id != found.id, PlanTask.actual_finish.is_(None), PlanTask.ends > PlanTask.starts)
        .order_by(PlanWorker.person_id, PlanTask.starts, PlanTask.id)
    )
    return Loaded(found.version, frame(found, house, people), tuple(one.row for one in tasks), here, tuple(Work(*row) for row in others))


def portfolio(session: Session, actor: Actor) -> pd.DataFrame:
    """The plans of all projects that `actor` may see, one row each, by the project's code.

    Columns: project (code), name, stage, tasks, starts, finish (ticks), done (percent of the duration), critical (open
    critical tasks), late (open tasks that should be finished; cancelled ones count in none of the three), lacks (dates that cannot be kept), changed_at; of a
    project without a plan all but the first three are empty.
    """
    require(actor, Permission.PLAN_READ)
    at = ticks(here(now()).replace(tzinfo=None))
    leaf = and_(PlanTask.plan_id == SchedulePlan.id, PlanTask.summary.is_(False))
    open_ = PlanTask.actual_finish.is_(None)
    rows = session.execute(
        select(
            Project.code, Project.name, Project.stage, SchedulePlan.starts, SchedulePlan.finish, SchedulePlan.changed_at,
            func.count(PlanTask.id), func.sum(PlanTask.duration), func.sum(PlanTask.duration * PlanTask.percent),
            func.sum(case((and_(open_, PlanTask.critical.is_(True)), 1), else_=0)), func.sum(case((and_(open_, PlanTask.ends < at), 1), else_=0)),
            func.sum(case((PlanTask.lacks > 0, 1), else_=0)),
        )
        .outerjoin(SchedulePlan, SchedulePlan.project_id == Project.id).outerjoin(PlanTask, leaf)
        .where(visible_to(actor, Permission.PLAN_READ)).group_by(Project.id, SchedulePlan.id).order_by(Project.code)
    )  # fmt: skip
    gone, none = _gone_sums(session, at), [0] * 4
    found = []
    for code, name, stage, starts, finish, changed_at, count, *sums, lacks in rows:
        whole, done, critical, late = (int(one or 0) - less for one, less in zip(sums, gone.get(code, none), strict=True))
        found.append((code, name, stage, int(count), starts, finish, done / whole if whole else None, critical, late, int(lacks or 0), changed_at))
    return pd.DataFrame(found, columns=["project", "name", "stage", "tasks", "starts", "finish", "done", "critical", "late", "lacks", "changed_at"])


def _mine(actor: Actor) -> Select[Any]:
    return (
        select(
            PlanTask.id, PlanTask.uid, PlanTask.name, PlanTask.kind, PlanTask.starts, PlanTask.ends, PlanTask.percent, PlanTask.critical, Project.code,
            Project.name.label("project_name"), PlanTask.duration, SchedulePlan.version, SchedulePlan.changed_at,
        )
        .join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id).join(Project, Project.id == SchedulePlan.project_id)
        .where(open_and_mine(actor))
        .order_by(PlanTask.ends, PlanTask.id)
    )  # fmt: skip


def open_and_mine(actor: Actor) -> ColumnElement[bool]:
    """A condition on PlanTask with its Project: open, visible to `actor`, and she works on it or answers for it."""
    owned = aliased(PlanTask)
    # One list of both: PostgreSQL walks all tasks of all plans for an OR of the two.
    hers = union_all(select(owned.id).where(owned.owner_id == actor.id), select(PlanWorker.task_id).where(PlanWorker.person_id == actor.id))
    return and_(visible_to(actor, Permission.PLAN_READ), PlanTask.summary.is_(False), PlanTask.actual_finish.is_(None), PlanTask.id.in_(hers))


MOST_OWN = 5000


@dataclass(frozen=True, slots=True)
class OwnTask:
    """An open task of somebody's, in whatever plan. Times and durations are ticks."""

    id: int
    task: str
    kind: Kind
    starts: int
    ends: int
    duration: int
    percent: int
    critical: bool
    project: str
    project_name: dict[str, str]
    version: int
    """Of the plan; with `changed_at` it tells a calendar which of two entries is the newer one."""
    changed_at: datetime


def own_tasks(session: Session, actor: Actor) -> list[OwnTask]:
    """All open tasks that `actor` owns or works on (the first MOST_OWN), those that end first first."""
    require(actor, Permission.PLAN_READ)
    return [
        OwnTask(
            row.id, row.name, Kind(row.kind), row.starts, row.ends, row.duration, row.percent, row.critical, row.code, row.project_name, row.version, row.changed_at
        )
        for row in session.execute(_mine(actor).limit(MOST_OWN))
    ]


def open_people(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of `ids` that are people who can be given work."""
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(ids), Person.active.is_(True)))) if ids else frozenset()


def plan_for_update(session: Session, plan_id: int) -> tuple[SchedulePlan, Project]:
    """A plan, locked, and its project. Refuses NotFound."""
    found = session.execute(
        select(SchedulePlan, Project).join(Project, Project.id == SchedulePlan.project_id).where(SchedulePlan.id == plan_id).with_for_update(of=SchedulePlan)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def plan_of_project_for_update(session: Session, project_id: int) -> SchedulePlan | None:
    """The plan of a project, locked."""
    return session.scalars(select(SchedulePlan).where(SchedulePlan.project_id == project_id).with_for_update()).one_or_none()


def standing_plan(session: Session, project_id: int) -> SchedulePlan | None:
    """The plan of a project, not locked; None while it has none. # house: for rooms that have asked whether the project may be seen"""
    return session.scalars(select(SchedulePlan).where(SchedulePlan.project_id == project_id)).one_or_none()


def place(session: Session, actor: Actor, plan_id: int) -> Place:
    """Where a plan that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    row = session.execute(
        select(SchedulePlan.id, Project.id.label("project_id"), Project.code, Project.name, Project.department_id, Project.manager_id)
        .join(Project, Project.id == SchedulePlan.project_id).where(SchedulePlan.id == plan_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound()
    return Place("plan", row.id, row.code, row.name, f"Plan?project={row.code}", row.project_id, row.department_id, frozenset({row.manager_id}))


found_by("plan", place)

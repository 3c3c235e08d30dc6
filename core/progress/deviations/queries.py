"""Questions about deviations: how far a plan has gone from a baseline, which measures are owed, what became of those recorded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.clock import here, now
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.planning import queries as planning
from core.planning.baselines import queries as baselines
from core.planning.baselines.records import Baseline, BaselineTask
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules import hours
from core.planning.rules.calendars import worktime
from core.planning.rules.moments import ticks
from core.planning.rules.sheet import Kind
from core.planning.rules.worktime import DAY, WorkTime
from core.progress.deviations import rules
from core.progress.deviations.records import Deviation, DeviationLook, DeviationStep
from core.progress.deviations.rules import Gap, Measure, Placed, Sort, Span, State, Step, Threshold
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import counted_by
from core.settings.queries import value
from core.subjects import Place, found_by


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plan with its deviation. Times are ticks, amounts ticks of working time."""

    uid: int
    task: str
    level: int
    sort: Sort
    starts: int
    ends: int
    was: tuple[int, int] | None
    done: bool
    percent: int
    gap: Gap

    @property
    def late(self) -> int:
        return self.gap.finish or 0


@dataclass(frozen=True)
class Compared:
    """A plan beside a baseline. `owed`: the rows that still need cause and measure."""

    baseline_id: int
    baseline: str
    threshold: Threshold
    finish: int
    was_finish: int
    rows: tuple[Row, ...]
    owed: tuple[Row, ...]


@dataclass(frozen=True)
class Happened:
    """A step of a deviation. Nobody's name: the house looked by itself."""

    step: Step
    state: State
    at: datetime
    by: dict[str, str]
    late: int
    ends: int
    expected_on: date
    cause: str
    measure: Measure
    words: str
    owner: dict[str, str]


@dataclass(frozen=True)
class Recorded:
    """A deviation that has its measure, with its whole history, the newest step first."""

    id: int
    code: str
    uid: int
    task: str
    sort: Sort
    baseline: str
    was_ends: int
    late: int
    cause: str
    measure: Measure
    words: str
    owner_id: int
    owner: dict[str, str]
    expected_on: date
    state: State
    opened_at: datetime
    version: int
    steps: tuple[Happened, ...]
    workable: bool
    """Whether the viewer may say how it stands."""


def compared(session: Session, actor: Actor, project_code: str, baseline_id: int | None = None) -> Compared | None:
    """The plan of a project that `actor` may see beside a baseline, the newest unless said otherwise; None without a plan or a baseline.

    What is owed is always told by the newest baseline. Refuses NotFound.
    """
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    newest = against(session, project)
    if newest is None or baseline_id in (None, newest.baseline_id):
        return newest
    chosen = against(session, project, baseline_id)
    if chosen is None:
        raise NotFound()
    return Compared(chosen.baseline_id, chosen.baseline, chosen.threshold, chosen.finish, chosen.was_finish, chosen.rows, newest.owed)


def against(session: Session, project: Project, baseline_id: int | None = None) -> Compared | None:
    """The same for rooms that have asked whether the project may be seen."""
    plan = planning.standing_plan(session, project.id)
    baseline = _baseline(session, plan, baseline_id) if plan else None
    if plan is None or baseline is None:
        return None
    tasks = planning.planned(session, plan)
    then = {
        row.uid: row for row in session.execute(
            select(BaselineTask.uid, BaselineTask.starts, BaselineTask.ends, BaselineTask.cost).where(BaselineTask.baseline_id == baseline.id)
        )
    }  # fmt: skip
    threshold, clock = limits(session, project, tasks)
    placed = _placed(tasks, {uid: (row.starts, row.ends, row.cost) for uid, row in then.items()}, clock, ticks(here(now()).replace(tzinfo=None)))
    rows = tuple(
        Row(
            one.row.uid, one.row.name, one.row.level, sort_of(one), one.starts, one.ends, (then[one.row.uid].starts, then[one.row.uid].ends) if one.row.uid in then else None,
            at.done, one.row.percent, gap,
        )
        for one, at, gap in zip(tasks, placed, rules.gaps(placed, threshold), strict=True)
    )  # fmt: skip
    seen_to = _seen_to(session, project.id)
    owed = tuple(one for one in rows if one.gap.demanded and not _is_answered(seen_to.get(one.uid), one.late, threshold))
    return Compared(baseline.id, baseline.name, threshold, plan.finish, baseline.finish, rows, owed)


def _baseline(session: Session, plan: SchedulePlan, baseline_id: int | None) -> Baseline | None:
    if baseline_id is None:
        return baselines.newest(session, plan.id)
    return session.scalars(select(Baseline).where(Baseline.plan_id == plan.id, Baseline.id == baseline_id)).one_or_none()


def limits(session: Session, project: Project, tasks: Iterable[Planned]) -> tuple[Threshold, WorkTime]:
    """From when on a row of a project is too late, and the clock that working time is counted on."""
    house, _ = planning.working_time(session, ())
    days = [moment // DAY for one in tasks for moment in (one.starts, one.ends)]
    clock = worktime(hours.calendar("", house), [min(days, default=0), max(days, default=0)])
    in_department = project.department_id
    return Threshold(value(session, rules.DAYS_LATE, in_department), value(session, rules.SHARE_LATE, in_department), hours.scale(house).day), clock


def sort_of(one: Planned) -> Sort:
    """What a row is in a report of deviations."""
    return Sort.PHASE if one.summary else Sort.TASK if one.row.kind is Kind.TASK else Sort.MILESTONE


def _placed(tasks: Sequence[Planned], then: Mapping[int, tuple[int, int, Decimal | None]], clock: WorkTime, at: int) -> list[Placed]:
    """The rows on the working clock; what is open ends now at the earliest. Counted all at once: there may be thousands."""
    open_ = open_rows(tasks)
    old = [then.get(one.row.uid) for one in tasks]
    counts = [
        clock.counts(np.array(moments, np.int64)).tolist()
        for moments in ([one.starts for one in tasks], [max(one.ends, at) if one.row.uid in open_ else one.ends for one in tasks], [was[0] if was else 0 for was in old], [was[1] if was else 0 for was in old])
    ] if tasks else [[], [], [], []]  # fmt: skip
    return [
        Placed(
            one.row.uid, one.row.level, one.summary, Span(begin, end, one.row.cost), Span(was_begin, was_end, was[2]) if was else None, one.row.uid not in open_,
            tuple(link.uid for link in one.row.before),
        )
        for one, was, begin, end, was_begin, was_end in zip(tasks, old, *counts, strict=True)
    ]  # fmt: skip


def open_rows(tasks: Sequence[Planned]) -> set[int]:
    """The rows that are not finished; one that contains others is open as long as any of them is."""
    above: list[Planned] = []
    found: set[int] = set()
    for one in tasks:
        while above and above[-1].row.level >= one.row.level:
            above.pop()
        if one.summary:
            above.append(one)
        elif one.row.actual_finish is None:
            found |= {one.row.uid, *(each.row.uid for each in above)}
    return found


def _seen_to(session: Session, project_id: int) -> dict[int, tuple[State, int]]:
    """The newest deviation of each row: its state and by how much it was late when it was last written."""
    last = select(func.max(DeviationStep.id)).where(DeviationStep.deviation_id == Deviation.id).correlate(Deviation).scalar_subquery()
    rows = session.execute(
        select(Deviation.task_uid, Deviation.state, DeviationStep.late).join(DeviationStep, DeviationStep.id == last)
        .where(Deviation.project_id == project_id).order_by(Deviation.id)
    )  # fmt: skip
    return {uid: (State(state), late) for uid, state, late in rows}


def _is_answered(seen_to: tuple[State, int] | None, late: int, threshold: Threshold) -> bool:
    """Whether somebody sees to a row that is late, or it was accepted and has not become later by more than is allowed since."""
    if seen_to is None:
        return False
    state, then = seen_to
    return state in (State.OPEN, State.RECOVERING) or (state is State.ACCEPTED and not threshold.is_over(late - then, 0))


def recorded(session: Session, actor: Actor, project_code: str) -> list[Recorded]:
    """The deviations of a project that `actor` may see with their history; those still watched first, then the newest. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    found = list(session.scalars(select(Deviation).where(Deviation.project_id == project.id).order_by(Deviation.id.desc())))
    steps: dict[int, list[DeviationStep]] = {}
    for step in session.scalars(select(DeviationStep).where(DeviationStep.deviation_id.in_([one.id for one in found])).order_by(DeviationStep.id.desc())):
        steps.setdefault(step.deviation_id, []).append(step)
    named = {one.owner_id for one in found} | {who for each in steps.values() for one in each for who in (one.by_id, one.owner_id) if who}
    known = names(session, frozenset(named))
    may = planning.may_edit(actor, project)
    rows = [
        Recorded(
            one.id, one.code, one.task_uid, one.task, Sort(one.sort), one.baseline, one.was_ends, one.late, one.cause, Measure(one.measure), one.words, one.owner_id,
            known.get(one.owner_id, {}), one.expected_on, State(one.state), one.opened_at, one.version,
            tuple(
                Happened(
                    Step(step.step), State(step.state), step.at, known.get(step.by_id or 0, {}), step.late, step.ends, step.expected_on, step.cause, Measure(step.measure),
                    step.words, known.get(step.owner_id, {}),
                )
                for step in steps.get(one.id, ())
            ),
            may or one.owner_id == actor.id,
        )
        for one in found
    ]  # fmt: skip
    return sorted(rows, key=lambda one: one.state not in rules.WATCHED)


# --- for deeds -------------------------------------------------------------------------------------------------------


def deviation_for_update(session: Session, deviation_id: int) -> Deviation:
    found = session.scalars(select(Deviation).where(Deviation.id == deviation_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def watched_for_update(session: Session, project_id: int) -> list[Deviation]:
    """The deviations of a project that its plan still decides about."""
    return list(session.scalars(select(Deviation).where(Deviation.project_id == project_id, Deviation.state.in_(rules.WATCHED)).order_by(Deviation.id).with_for_update()))


def latest_step(session: Session, deviation_id: int) -> DeviationStep:
    return session.scalars(select(DeviationStep).where(DeviationStep.deviation_id == deviation_id).order_by(DeviationStep.id.desc()).limit(1)).one()


def may_own(session: Session, person_id: int) -> bool:
    """Whether somebody is here to see to a deviation."""
    return session.scalar(select(Person.id).where(Person.id == person_id, Person.active.is_(True))) is not None


def to_look_at(session: Session, day: date, most: int) -> list[tuple[Project, SchedulePlan, DeviationLook | None]]:
    """Open projects with a baseline that were not looked at on `day`, those of the longest ago first."""
    rows = session.execute(
        select(Project, SchedulePlan, DeviationLook).join(SchedulePlan, SchedulePlan.project_id == Project.id).outerjoin(DeviationLook, DeviationLook.project_id == Project.id)
        .where(
            Project.stage != Stage.CLOSED, SchedulePlan.id.in_(select(Baseline.plan_id)), or_(DeviationLook.id.is_(None), DeviationLook.looked_on < day),
        )
        .order_by(func.coalesce(DeviationLook.looked_on, date.min), Project.id).limit(most)
    )  # fmt: skip
    return [(project, plan, look) for project, plan, look in rows]


def causes_in_use(session: Session) -> dict[str, int]:
    """How many deviations have each cause, whoever may see them; measures that were replaced count too."""
    rows = session.execute(select(DeviationStep.cause, func.count(DeviationStep.deviation_id.distinct())).group_by(DeviationStep.cause))
    return {cause: int(count) for cause, count in rows}


def reach(one: Deviation, project: Project) -> Reach:
    """Where a deviation lies: with who sees to it."""
    return Reach(owners=frozenset({one.owner_id}), project_id=project.id, department_id=project.department_id)


def standing(one: Deviation, project: Project) -> Place:
    """Where a deviation stands."""
    path = f"Progress?project={project.code}&part=deviations"
    return Place("deviation", one.id, one.code, one.task, path, project.id, project.department_id, frozenset({one.owner_id, project.manager_id}), frozenset({one.owner_id}))


def place(session: Session, actor: Actor, deviation_id: int) -> Place:
    """Where a deviation that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    row = session.execute(
        select(Deviation, Project).join(Project, Project.id == Deviation.project_id).where(Deviation.id == deviation_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return standing(*row)


def open_counts(session: Session, project_ids: Collection[int]) -> dict[int, int]:
    """How many deviations of each project are being mended or were not."""
    rows = session.execute(select(Deviation.project_id, func.count()).where(Deviation.project_id.in_(project_ids), Deviation.state.in_(rules.WATCHED)).group_by(Deviation.project_id))
    return {id_: int(count) for id_, count in rows}


found_by("deviation", place)
counted_by(rules.CAUSES, causes_in_use)

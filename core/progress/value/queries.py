"""Questions about earned value: the figures of a plan on a day, and how they went."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.hours import queries as hours_of
from core.cost.spending import queries as expenses
from core.errors import NotFound
from core.planning import queries as planning
from core.planning.baselines.records import Baseline, BaselineTask
from core.planning.left_out import left_out_by
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules import hours
from core.planning.rules.calendars import worktime
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.sheet import Kind
from core.planning.rules.worktime import DAY, TICKS, WorkTime
from core.progress.records import TaskReport
from core.progress.value import choices, rules
from core.progress.value.choices import Choice
from core.progress.value.records import TaskValue
from core.progress.value.rules import Course, Earning, Figure, Item, Known, Mark, Pace, Period, Said, Standing, Unit
from core.projects.queries import project_seen

HOUR = 60 * TICKS
NO_TASK = 0
"""In the place of a task's number: what was spent on the project and on none of its tasks."""
FARTHEST = 20 * 366
"""Days after its start beyond which no finish is told: at such a pace there is none."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know: the figures of a project's plan, or of a baseline of it, on a day not after `today`."""

    project: str
    day: date
    today: date
    baseline_id: int | None = None
    unit: Unit | None = None
    """None: money if any task has a cost, else hours."""
    rule: Earning | None = None
    """None: by the rule that was chosen for each task."""
    period: Period = Period.WEEK
    ahead: int = 0
    parts: bool = True
    """Packages, tasks and owners too, not the whole alone."""


@dataclass(frozen=True, slots=True)
class Point:
    """The sums until the end of a day. What is earned lies between `least` and `most`; it is None on days to come."""

    day: date
    pv: Fraction
    least: Fraction | None
    most: Fraction | None
    ac: Fraction | None


@dataclass(frozen=True)
class Value:
    """Earned value on a day: of the project, of each package (a row that contains others), task and owner."""

    unit: Unit
    priced: bool
    """Whether any task has a cost."""
    figures: Mapping[Figure, Known]
    least: Fraction
    most: Fraction
    planned_on: date | None
    """On which day the plan was to have earned what is earned."""
    finish_on: date | None
    """When the work is done at the pace so far."""
    rest_on: date | None
    """When it is done if the rest goes as it was planned."""
    points: tuple[Point, ...]
    packages: Mapping[int, Mapping[Figure, Known]]
    tasks: Mapping[int, Mapping[Figure, Known]]
    owners: Mapping[int | None, Mapping[Figure, Known]]
    weightless: int
    """Tasks (milestones left out) without a budget in this unit."""
    added: tuple[str, ...]
    """Tasks that the baseline does not know."""
    dropped: tuple[str, ...]
    """Tasks of the baseline that are no tasks of the plan any more."""
    on_packages: int
    """Rows that contain others and have a cost of their own, which nothing can earn."""
    cancelled: tuple[str, ...] = ()
    """Tasks that were cancelled by the day; they count nowhere."""
    effort: Fraction = Fraction(0)
    """What of the budget is level of effort, which is earned as it is planned."""
    ahead: tuple[Fraction, ...] = ()
    """The planned values at the ends of the day and of those after it, as many as were asked for."""


@dataclass(frozen=True, slots=True)
class _Base:
    """What was planned of a task."""

    starts: int
    ends: int
    duration: int
    elapsed: bool
    cost: Decimal | None
    units: int
    """Percent of a person's time that it takes."""


def value(session: Session, actor: Actor, asked: Asked) -> Value | None:
    """Earned value of a project that `actor` may see; None where there is no task. Refuses NotFound.

    Budgets and planned dates are those of the plan, or of a baseline as far as its tasks still stand. The actual cost is
    the hours that were worked; in money what they cost at their rates, and on the whole project its expenses.
    """
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, asked.project, Permission.PLAN_READ)
    plan = planning.standing_plan(session, project.id)
    if plan is None:
        raise NotFound()
    return of_plan(session, project.id, plan, asked)


def of_plan(session: Session, project_id: int, plan: SchedulePlan, asked: Asked) -> Value | None:
    """The same of a plan. # house: for who has asked whether the project may be seen"""
    rows = planning.planned(session, plan)
    chosen = choices_of(session, project_id)
    gone = choices.cancelled(chosen, asked.day)
    leaves = [one for one in rows if not one.summary and one.row.uid not in gone]
    bases = {one.row.uid: _Base(one.starts, one.ends, one.row.duration, one.row.elapsed, one.row.cost, rules.crew(one.row.people)) for one in leaves}
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    if asked.baseline_id is not None:
        then = _baseline(session, plan, asked.baseline_id, bases)
        added = tuple(one.row.name for one in leaves if one.row.uid not in then)
        dropped = tuple(name for uid, (name, _) in then.items() if uid not in bases and uid not in gone)
        bases = {uid: base for uid, (_, base) in then.items() if uid in bases}
    if not bases:
        return None
    counted = [one for one in leaves if one.row.uid in bases]
    priced = any(base.cost for base in bases.values())
    unit = asked.unit or (Unit.MONEY if priced else Unit.HOURS)
    reports, worked = _reports(session, project_id, bases), _worked(session, project_id, asked.day, bases, unit)
    first = day_of(min(base.starts for base in bases.values()))
    last = max(asked.day, day_of(max(base.ends for base in bases.values()), ends=True))
    clock = worktime(hours.calendar("", planning.working_time(session, ())[0]), [midnight(first) // DAY, midnight(last) // DAY])
    items = {one.uid: _by_rule(one, chosen, asked.rule) for one in _items(counted, bases, clock, unit)}
    courses = {one.row.uid: _steps(one, items[one.row.uid], chosen, reports, asked.today) for one in counted}
    standings = _standings(items, courses, worked, clock, asked)
    of_no_task = sum((by_task.get(NO_TASK, Fraction(0)) for by_task in worked.days.values()), Fraction(0))
    whole = rules.together([*standings.values(), Standing(cost=of_no_task)])
    no_cost = rules.NO_COST_YET if unit is Unit.MONEY else rules.NO_HOURS_YET
    no_budget = rules.NO_COST_PLANNED if unit is Unit.MONEY else rules.NO_WORK_PLANNED
    planned = rules.Curve(items.values(), Earning.PERCENT)
    pace, planned_on = _pace(list(items.values()), planned, courses, whole, clock, asked, first, last)
    figures = whole.figures(no_budget, no_cost, pace)
    length = figures[Figure.EAC_T]

    def told(ones: Callable[[], Mapping[int | None, Standing]]) -> dict[int | None, dict[Figure, Known]]:
        return {key: one.figures(no_budget, no_cost) for key, one in ones().items()} if asked.parts else {}

    rest = rules.plus(Fraction(pace.at), rules.minus(Fraction(pace.duration), pace.es))
    finishes = [_workday(clock, first, ceil(one)) if isinstance(one, Fraction) else None for one in (length, rest)]
    return Value(
        unit, priced, figures, whole.least, whole.most, planned_on, *finishes,
        _points(items, planned, courses, worked, clock, asked, first, last), told(lambda: rules.grouped(standings, _packages(rows))), told(lambda: standings),  # type: ignore[arg-type, return-value]
        told(lambda: rules.grouped(standings, {one.row.uid: (one.row.owner,) for one in counted})), sum(one.row.kind is Kind.TASK and not items[one.row.uid].budget for one in counted),
        added, dropped, sum(one.summary and bool(one.row.cost) for one in rows) if unit is Unit.MONEY else 0,
        tuple(one.row.name for one in rows if one.row.uid in gone), sum((one.budget for one in items.values() if one.rule is Earning.EFFORT), Fraction(0)),
        tuple(planned.at(_mark(clock, asked.day + timedelta(days=n))) for n in range(asked.ahead)),
    )  # fmt: skip


def _baseline(session: Session, plan: SchedulePlan, baseline_id: int, now: Mapping[int, _Base]) -> dict[int, tuple[str, _Base]]:
    """The tasks of a baseline of the plan, with their names, by number; one that was kept without its people had those of `now`. Refuses NotFound."""
    if session.scalar(select(Baseline.id).where(Baseline.id == baseline_id, Baseline.plan_id == plan.id)) is None:
        raise NotFound()
    rows = session.execute(
        select(BaselineTask.uid, BaselineTask.name, BaselineTask.people, BaselineTask.starts, BaselineTask.ends, BaselineTask.duration, BaselineTask.elapsed, BaselineTask.cost)
        .where(BaselineTask.baseline_id == baseline_id, BaselineTask.summary.is_(False)).order_by(BaselineTask.place)
    )  # fmt: skip
    unknown = _Base(0, 0, 0, False, None, rules.crew(()))
    return {uid: (name, _Base(*rest, now.get(uid, unknown).units if people is None else rules.crew(people))) for uid, name, people, *rest in rows}


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked by day and task: minutes, or what they cost; `why` it is not known, if it is not."""

    days: Mapping[date, Mapping[int, Fraction]]
    why: str = ""


def _reports(session: Session, project_id: int, bases: Mapping[int, _Base]) -> dict[int, list[Said]]:
    """What was reported of these tasks. One question, however many tasks."""
    said: dict[int, list[Said]] = {}
    rows = session.connection().execute(
        select(TaskReport.task_uid, TaskReport.reported_on, TaskReport.was, TaskReport.percent)
        .where(TaskReport.project_id == project_id).order_by(TaskReport.task_uid, TaskReport.reported_on, TaskReport.id)
    ).all()  # fmt: skip
    for uid, on, was, percent in rows:
        if uid in bases:
            said.setdefault(uid, []).append(Said(on, was, percent))
    return said


def _worked(session: Session, project_id: int, day: date, bases: Mapping[int, _Base], unit: Unit) -> Worked:
    """The hours of these tasks until `day`; in money what they cost at the rates of their days, and the expenses, which belong to no task."""
    days: dict[date, dict[int, Fraction]] = {}
    unpriced = 0
    for uid, on, minutes, amount, without in hours_of.worked(session, project_id, day):
        if uid in bases:
            days.setdefault(on, {})[uid] = Fraction(minutes, 60) if unit is Unit.HOURS else Fraction(amount)
            unpriced += without
    if unit is Unit.HOURS:
        return Worked(days)
    for on, spent in expenses.by_day(session, project_id, day).items():
        days.setdefault(on, {})[NO_TASK] = Fraction(spent)
    return Worked(days, rules.NO_RATES if unpriced else "" if days else rules.NO_COST_YET)


def _course(one: Planned, reports: Sequence[Said]) -> Course:
    row = one.row
    return Course(
        reports, row.percent, None if row.actual_start is None else day_of(row.actual_start), None if row.actual_finish is None else day_of(row.actual_finish, ends=True)
    )


def _items(counted: Sequence[Planned], bases: Mapping[int, _Base], clock: WorkTime, unit: Unit) -> list[Item]:
    ordered = [bases[one.row.uid] for one in counted]
    begins = clock.counts(np.array([base.starts for base in ordered], np.int64)).tolist()
    ends = clock.counts(np.array([base.ends for base in ordered], np.int64)).tolist()
    found = []
    for one, base, begin, end in zip(counted, ordered, begins, ends, strict=True):
        if unit is Unit.MONEY:
            budget = Fraction(base.cost or 0)
        else:
            budget = rules.work(end - begin if base.elapsed else base.duration, base.units, HOUR)
        span = (base.starts, base.ends) if base.elapsed else (begin, end)
        found.append(Item(one.row.uid, budget, *span, base.elapsed, base.ends))
    return found


def _by_rule(item: Item, chosen: Mapping[int, Choice], rule: Earning | None) -> Item:
    """The item with the rule by which it earns: the one that was asked for, else the one that was chosen."""
    if rule is not None:
        return replace(item, rule=rule)
    own = choices.standing(chosen, item.uid)
    parts = chosen[item.uid].parts if own is Earning.MILESTONES else ()
    return replace(item, rule=own, parts=tuple((item.ends if one.planned_on is None else midnight(one.planned_on) + DAY, one.percent) for one in parts))


def _steps(one: Planned, item: Item, chosen: Mapping[int, Choice], reports: Mapping[int, Sequence[Said]], today: date) -> list[tuple[date, rules.Between]]:
    """How far a task was from which day on, by what its rule looks at."""
    if item.rule is Earning.MILESTONES and item.parts:
        return rules.milestone_steps((part.reached_on, part.percent) for part in chosen[item.uid].parts)
    return rules.steps(_course(one, reports.get(one.row.uid, ())), today)


def _earned(item: Item, course: Sequence[tuple[date, rules.Between]], mark: Mark, day: date) -> tuple[Fraction, Fraction]:
    """What an item has earned by a day, at least and at most."""
    if item.rule is Earning.EFFORT:
        planned = item.budget * rules.planned_share(item, mark, Earning.EFFORT)
        return planned, planned
    return rules.earned(item.budget, rules.at_day(course, day), item.rule or Earning.PERCENT)


def _mark(clock: WorkTime, day: date) -> Mark:
    """The end of a day."""
    wall = midnight(day) + DAY
    return Mark(wall, clock.count(wall))


def _standings(items: Mapping[int, Item], courses: Mapping[int, Sequence[tuple[date, rules.Between]]], worked: Worked, clock: WorkTime, asked: Asked) -> dict[int, Standing]:
    mark = _mark(clock, asked.day)
    spent: dict[int, Fraction] = {}
    for by_task in worked.days.values():
        for uid, count in by_task.items():
            spent[uid] = spent.get(uid, Fraction(0)) + count
    return {
        uid: Standing(
            one.budget, one.budget * rules.planned_share(one, mark, Earning.PERCENT), *_earned(one, courses[uid], mark, asked.day),
            worked.why or spent.get(uid, Fraction(0)),
        )
        for uid, one in items.items()
    }  # fmt: skip


def _workdays(clock: WorkTime, first: date, count: int) -> list[date]:
    """The days with working time among so many from `first` on."""
    edges = clock.counts(np.arange(count + 1, dtype=np.int64) * DAY + midnight(first))
    return [first + timedelta(days=int(n)) for n in np.flatnonzero(np.diff(edges))]


def _workday(clock: WorkTime, first: date, number: int) -> date | None:
    """The nth working day from `first` on, the first is 1; None where it lies too far ahead."""
    span = number * 2 + 30
    while number and span <= 2 * FARTHEST:
        found = _workdays(clock, first, min(span, FARTHEST))
        if len(found) >= number:
            return found[number - 1]
        span *= 2
    return None


def _pace(
    items: Sequence[Item], planned: rules.Curve, courses: Mapping[int, Sequence[tuple[date, rules.Between]]], whole: Standing, clock: WorkTime, asked: Asked, first: date, last: date
) -> tuple[Pace, date | None]:
    """Earned schedule in working days, and the day on which it falls."""
    days = _workdays(clock, first, (last - first).days + 1)
    if not days or days[-1] != last:
        days.append(last)  # what runs day and night may end on a free day
    marks = [_mark(clock, first - timedelta(days=1)), *(_mark(clock, day) for day in days)]
    kept: dict[int, Fraction] = {}

    def pv(n: int) -> Fraction:
        if n not in kept:
            kept[n] = planned.at(marks[n])
        return kept[n]

    until = asked.day
    if whole.budget and whole.least == whole.budget:  # whoever is done gets no later
        until = max((found[max(0, bisect_right(found, asked.day, key=lambda one: one[0]) - 1)][0] for found in (courses[one.uid] for one in items if one.budget and one.rule is not Earning.EFFORT)), default=until)
        until = until if until > date.min else first
    at = bisect_right(days, until)
    duration = bisect_left(range(len(marks)), whole.budget, key=pv)
    if whole.least != whole.most or not whole.budget:
        return Pace(rules.NO_HISTORY, at, duration), None
    es = rules.earned_schedule(pv, len(marks) - 1, at, whole.least)
    return Pace(es, at, duration), days[max(0, ceil(es) - 1)] if es else None


def _points(
    items: Mapping[int, Item], planned: rules.Curve, courses: Mapping[int, Sequence[tuple[date, rules.Between]]], worked: Worked, clock: WorkTime, asked: Asked, first: date, last: date
) -> tuple[Point, ...]:
    """The sums at the ends of periods, and on the day itself."""
    days = sorted({first - timedelta(days=1), asked.day, *rules.period_ends(first, last, asked.period)} - ({asked.day} if asked.day < first else set()))
    effort = rules.Curve((one for one in items.values() if one.rule is Earning.EFFORT), Earning.EFFORT)
    gained = [
        found for rule in Earning if rule is not Earning.EFFORT
        and (found := rules.earned_by_day(((one.budget, courses[uid]) for uid, one in items.items() if one.rule is rule), rule))
    ]  # fmt: skip
    on = [[one[0] for one in by_rule] for by_rule in gained]
    spent, sums = sorted(worked.days), [Fraction(0)]
    for day in spent:
        sums.append(sums[-1] + sum(worked.days[day].values()))
    found = []
    for day in days:
        mark, past = _mark(clock, day), day <= asked.day
        least = most = effort.at(mark) if past else None
        for days_of, by_rule in zip(on, gained, strict=True):
            place = bisect_right(days_of, day)
            if place and least is not None and most is not None:
                least, most = least + by_rule[place - 1][1], most + by_rule[place - 1][2]
        ac = sums[bisect_right(spent, day)] if past and sums[-1] and not worked.why else None
        found.append(Point(day, planned.at(mark), least, most, ac))
    return tuple(found)


def _packages(rows: Sequence[Planned]) -> dict[int, tuple[int, ...]]:
    """The rows that contain each task, by its number."""
    above: list[tuple[int, int]] = []
    found = {}
    for one in rows:
        while above and above[-1][0] >= one.row.level:
            above.pop()
        if one.summary:
            above.append((one.row.level, one.row.uid))
        else:
            found[one.row.uid] = tuple(uid for _, uid in above)
    return found


# --- what was chosen -------------------------------------------------------------------------------------------------


def choices_of(session: Session, project_id: int) -> dict[int, Choice]:
    """What was chosen of the tasks of a project, by their numbers. # house: for who has asked whether the project may be seen"""
    rows = session.scalars(select(TaskValue).where(TaskValue.project_id == project_id))
    return {row.task_uid: Choice(None if row.rule is None else Earning(row.rule), choices.read(row.parts), row.cancelled_on, row.reason) for row in rows}


def cancelled_by(day: date) -> Select[Any]:
    """The tasks that were cancelled by a day: project_id, task_uid. # house: for the plan's figures, which ask whether the project may be seen"""
    return select(TaskValue.project_id, TaskValue.task_uid).where(TaskValue.cancelled_on <= day)


def choices_known(session: Session, actor: Actor, project_code: str) -> dict[int, Choice]:
    """The same of a project that `actor` may see. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project_id = project_seen(session, actor, project_code, Permission.PLAN_READ).id
    return choices_of(session, project_id)


def choice_for_update(session: Session, project_id: int, uid: int) -> TaskValue | None:
    """What was chosen of a task, to be changed; None where nothing was. # house: for the deeds"""
    return session.scalars(select(TaskValue).where(TaskValue.project_id == project_id, TaskValue.task_uid == uid).with_for_update()).one_or_none()


left_out_by(cancelled_by)

"""Earned value of a table of tasks, and of a series of periods. Pure and exact.

A table: the planned value of a task runs evenly from the beginning of its first day to the end of its last, over calendar
days or over Mondays to Fridays; the status is that of the end of the status date. Cancelled tasks count nowhere, neither
with what they were to cost nor with what they did. Earned schedule, after Lipke, is told in days, weeks or months of the
plan: C + (EV - PV_C) / (PV_C+1 - PV_C). Where the plan stands still at exactly what is earned, the end of the wait counts
that lies next to the status date; all that is earned was to be so when the plan first had it all.

A series: cumulative values at the ends of periods, which are numbered from 1 unless their labels are numbers themselves;
a period 0 is the start. The forecasts of the duration follow Lipke (earned schedule), Anbari (planned value method) and
Jacob (earned duration), as Vandevoorde and Vanhoucke compared them.
"""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from core.progress.value import rules
from core.progress.value.rules import Figure, Known, minus, over, plus, times
from core.words import N_

ONE_DAY = timedelta(days=1)
NO_COST_OF_SOME = N_("Not computable: of some tasks that have begun the actual cost is not given.")
NO_STATUS = N_("Not computable: nothing is given for this period.")
NO_EARNED = N_("Not computable: no earned value is given for this period.")
PLAN_STOPS = N_("Not computable: the planned values stop before they reach what is earned. Give the planned duration.")
NO_DURATION = N_("Not computable: the planned values stop before the budget is reached. Give the planned duration.")
TIME_IS_UP = N_("Not computable: the planned duration is over, so no pace can keep it.")


class Rule(StrEnum):
    """When a task earns its budget."""

    PERCENT = "percent"
    HALVES = "50/50"
    WHOLE = "0/100"
    MILESTONES = "milestones"
    EFFORT = "loe"


class Days(StrEnum):
    """Over which days planned value runs."""

    CALENDAR = "calendar"
    WEEKDAYS = "weekdays"


class Unit(StrEnum):
    """In what earned schedule is told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Part:
    """A milestone within a task: its weight among the others, its planned day (else the finish of the task), whether it is reached."""

    weight: Fraction
    on: date
    done: bool


@dataclass(frozen=True)
class Task:
    name: str
    start: date
    finish: date
    budget: Fraction
    percent: Fraction
    """From 0 to 1."""
    cost: Fraction | None
    """None: not known."""
    rule: Rule = Rule.PERCENT
    parts: tuple[Part, ...] = ()
    cancelled: bool = False
    finished: date | None = None


@dataclass(frozen=True)
class Found:
    """The figures of a day or period: fractions, or the message that says why there is none."""

    figures: Mapping[str, Known]
    remarks: tuple[tuple[str, Mapping[str, object]], ...] = ()
    """What a reader should know: messages with their facts."""
    extra: Mapping[str, Known] = field(default_factory=dict)


# --- time ------------------------------------------------------------------------------------------------------------


def counted(day: date, days: Days) -> int:
    """How many days until the end of a day, from some day long ago."""
    number = day.toordinal()
    if days is Days.CALENDAR:
        return number
    weeks, rest = divmod(number - 1, 7)  # day 1 was a Monday
    return weeks * 5 + min(rest + 1, 5)


class Axis:
    """The time of a plan from its first day on, in units; its period ends until its last day, at which planned value is measured."""

    def __init__(self, first: date, last: date, unit: Unit, days: Days) -> None:
        self.first, self.unit, self.days = first, unit, days
        self.ends = [first - ONE_DAY]
        while self.ends[-1] < last:
            self.ends.append(min(last, self._end(len(self.ends))))
        self.times = [self.at(day) for day in self.ends]

    def _end(self, number: int) -> date:
        if self.unit is Unit.MONTH:
            return months_on(self.first, number) - ONE_DAY
        return self.first + timedelta(days=number * (7 if self.unit is Unit.WEEK else 1)) - ONE_DAY

    def at(self, day: date) -> Fraction:
        """The time at the end of a day; 0 before the plan begins."""
        if day < self.first:
            return Fraction(0)
        if self.unit is Unit.DAY:
            return Fraction(counted(day, self.days) - counted(self.first - ONE_DAY, self.days))
        if self.unit is Unit.WEEK:
            return Fraction((day - self.first).days + 1, 7)
        number = max(0, (day.year - self.first.year) * 12 + day.month - self.first.month - 1)
        while self._end(number + 1) <= day:
            number += 1
        begin = self._end(number)
        return number + Fraction((day - begin).days, (self._end(number + 1) - begin).days)


def months_on(day: date, count: int) -> date:
    """The same day of a later month, or its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def earned_schedule(times_: Sequence[Fraction], pv: Callable[[int], Fraction], ev: Fraction, at: Fraction) -> Fraction | None:
    """At which time the plan was to have earned `ev`; None where it never was. `pv(n)` is the planned value at `times_[n]`."""
    last = len(times_) - 1
    low = _first(lambda n: pv(n) >= ev, last)
    if pv(low) < ev:
        return None
    if pv(low) > ev:
        if not low:
            return times_[0]
        before = pv(low - 1)
        return times_[low - 1] + (times_[low] - times_[low - 1]) * (ev - before) / (pv(low) - before)
    if ev == pv(last):
        return times_[low]
    high = _first(lambda n: pv(n) > ev, last) - 1
    return min(max(at, times_[low]), times_[high])


def _first(holds: Callable[[int], bool], high: int) -> int:
    low = 0
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


# --- a table of tasks ------------------------------------------------------------------------------------------------


def planned(task: Task, day: date, days: Days) -> Fraction:
    """What a task is planned to have earned by the end of a day."""
    if task.rule is Rule.MILESTONES:
        return task.budget * _share(part.weight for part in task.parts if part.on <= day) / _share(part.weight for part in task.parts)
    if day >= task.finish:
        return task.budget
    if day < task.start or task.rule is Rule.WHOLE:
        return Fraction(0)
    if task.rule is Rule.HALVES:
        return task.budget / 2
    begin, end = counted(task.start - ONE_DAY, days), counted(task.finish, days)
    return task.budget * (counted(day, days) - begin) / (end - begin) if end > begin else Fraction(0)


def _share(weights: object) -> Fraction:
    return sum(weights, Fraction(0))  # type: ignore[call-overload, no-any-return]


def earned(task: Task, day: date, days: Days) -> Fraction:
    """What a task has earned by the end of the status date."""
    if task.rule is Rule.EFFORT:
        return planned(task, day, days)
    if task.rule is Rule.MILESTONES:
        return task.budget * _share(part.weight for part in task.parts if part.done) / _share(part.weight for part in task.parts)
    if task.rule is Rule.PERCENT:
        return task.budget * task.percent
    return task.budget if task.percent == 1 else task.budget / 2 if task.percent and task.rule is Rule.HALVES else Fraction(0)


def status(tasks: Sequence[Task], day: date, days: Days = Days.CALENDAR, unit: Unit = Unit.DAY) -> Found:
    """The figures of a table of tasks at the end of a day."""
    counts = [one for one in tasks if not one.cancelled]
    bac = _share(one.budget for one in counts)
    pv, ev = _share(planned(one, day, days) for one in counts), _share(earned(one, day, days) for one in counts)
    told = [one for one in counts if one.cost is not None]
    open_ = [one for one in counts if one.cost is None and (one.percent or any(part.done for part in one.parts))]
    ac: Known = rules.NO_COST_YET if not told else NO_COST_OF_SOME if open_ else _share(one.cost for one in told)
    remarks: list[tuple[str, Mapping[str, object]]] = []
    if left_out := len(tasks) - len(counts):
        remarks.append((N_("Cancelled and counted nowhere: {count} tasks."), {"count": left_out}))
    effort = _share(one.budget for one in counts if one.rule is Rule.EFFORT)
    if effort:
        remarks.append((N_("Of the budget {share}% is level of effort, which is earned as it is planned."), {"share": round(float(100 * effort / bac), 1)}))
    if not bac:
        no_budget = {one.value: rules.NO_COST_PLANNED for one in Figure if one is not Figure.EAC_T}
        return Found(no_budget, tuple(remarks))
    figures = together(bac, pv, ev, ac)
    axis = Axis(min(one.start for one in counts), max(max([one.finish, *(part.on for part in one.parts)]) for one in counts), unit, days)
    done = [one.finished for one in counts]
    until = max(one for one in done if one) if ev == bac and all(done) else day
    at = axis.at(until)
    values: dict[int, Fraction] = {}

    def pv_at(n: int) -> Fraction:
        if n not in values:
            values[n] = _share(planned(one, axis.ends[n], days) for one in counts)
        return values[n]

    whole = axis.times[_first(lambda n: pv_at(n) >= bac, len(axis.times) - 1)]
    es = earned_schedule(axis.times, pv_at, ev, at)
    timed = in_time(PLAN_STOPS if es is None else es, at, whole, figures, bac)
    extra = {"at": at, "pd": whole, **{key: value for key, value in timed.items() if key not in ("es", "sv_t", "spi_t")}}
    return Found(figures | {key: timed[key] for key in ("es", "sv_t", "spi_t")}, tuple(remarks) + warned(figures), extra)


def together(bac: Fraction, pv: Known, ev: Known, ac: Known) -> dict[str, Known]:
    """Every figure that needs no time. What is to be earned for each one left (TCPI) is told as the formula has it, also where it is below zero."""
    found = {one.value: value for one, value in rules.figures(bac, pv, ev, ac).items()}
    if isinstance(ev, Fraction) and isinstance(ac, Fraction):
        done = rules.ALL_DONE if ev == bac else rules.USED_UP
        found["tcpi_bac"] = over(bac - ev, bac - ac, done)
    return found


def warned(figures: Mapping[str, Known]) -> tuple[tuple[str, Mapping[str, object]], ...]:
    index = figures["tcpi_bac"]
    if isinstance(index, Fraction) and index < 0:
        return ((N_("TCPI to the budget is below zero: more is spent than the budget, so nothing can keep it any more."), {}),)
    return ()


def in_time(es: Known, at: Fraction, duration: Known, figures: Mapping[str, Known], bac: Fraction) -> dict[str, Known]:
    """Earned schedule, what follows from it, and the other forecasts of the duration."""
    index = over(es, at, rules.NOT_BEGUN)
    left = minus(duration, es)
    spi, cpi = figures["spi"], figures["cpi"]
    forecast = over(duration, index, rules.NOTHING_EARNED)
    longest = duration if isinstance(duration, str) else max(duration, at)
    to_go = minus(duration, at)
    done = isinstance(left, Fraction) and not left
    return {
        "es": es, "sv_t": minus(es, at), "spi_t": index,
        "eac_t": forecast, "ieac_t": forecast, "eac_t_plan": plus(at, left),
        "eac_t_cpi_spi": plus(at, over(left, times(cpi, index), rules.NOTHING_EARNED)),
        "eac_t_pv1": minus(duration, times(figures["sv"], over(duration, bac, rules.NO_COST_PLANNED))),
        "eac_t_pv2": over(duration, spi, rules.NOTHING_EARNED),
        "eac_t_ed1": plus(longest, times(at, minus(Fraction(1), spi))),
        "eac_t_ed2": over(longest, spi, rules.NOTHING_EARNED),
        "tspi": rules.ALL_DONE if done else TIME_IS_UP if isinstance(to_go, Fraction) and to_go <= 0 else over(left, to_go, TIME_IS_UP),
    }  # fmt: skip


# --- a series of periods ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """The sums at the end of a period. None: not given."""

    label: str | int
    at: Fraction
    pv: Fraction
    ev: Fraction | None
    ac: Fraction | None


def series(entries: Sequence[Entry], bac: Fraction | None = None, duration: Fraction | None = None) -> list[Found]:
    """The figures of each period, in their order. Without a budget at completion it is the last planned value; without a planned duration, when that is first reached."""
    budget = entries[-1].pv if bac is None else bac
    points = [(Fraction(0), Fraction(0))] if entries[0].at else []
    points += [(one.at, one.pv) for one in entries]
    if points[-1][1] < budget and duration is not None and duration > points[-1][0]:
        points.append((duration, budget))
    times_ = [at for at, _ in points]
    reached = next((at for at, pv in points if pv >= budget), None)
    length: Known = duration if duration is not None else NO_DURATION if reached is None else reached
    over_at: Fraction | None = None
    found = []
    for one in entries:
        known_ev: Known = NO_EARNED if one.ev is None else one.ev
        known_ac: Known = rules.NO_COST_YET if one.ac is None else one.ac
        if one.ev is None and one.ac is None:
            known_ev = known_ac = NO_STATUS
        if not budget:
            keys = [name.value for name in Figure if name is not Figure.EAC_T]
            found.append(Found(dict.fromkeys(keys, rules.NO_COST_PLANNED)))
            continue
        figures = together(budget, one.pv, known_ev, known_ac)
        if one.ev == budget and over_at is None:
            over_at = one.at
        at = one.at if over_at is None else over_at  # whoever is done gets no later
        es: Known | None = known_ev if isinstance(known_ev, str) else earned_schedule(times_, lambda n: points[n][1], known_ev, at)
        timed = in_time(PLAN_STOPS if es is None else es, at, length, figures, budget)
        found.append(Found(figures | {"at": at, "pd": length} | timed, warned(figures)))
    return found

"""The figures of earned value after PMI's practice standard, and earned schedule after Lipke. Pure and exact.

A figure is a fraction, or the message that says why there is none. Budgets are of one unit: money, or hours of planned
work. Planned value runs evenly over the working time of a task; what is planned and what is earned are credited by the
same rule, so that a plan that is kept has an index of one whatever the rule.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple, TypeVar

from core.words import N_

Key = TypeVar("Key")
Known = Fraction | str
"""A figure, or the message that says why there is none."""


class Unit(StrEnum):
    MONEY = "money"
    HOURS = "hours"

    @property
    def label(self) -> str:
        return {Unit.MONEY: N_("Planned cost"), Unit.HOURS: N_("Hours of planned work")}[self]


class Earning(StrEnum):
    """When a task earns its budget."""

    PERCENT = "percent"
    HALVES = "halves"
    WHOLE = "whole"
    MILESTONES = "milestones"
    EFFORT = "effort"

    @property
    def label(self) -> str:
        return {
            Earning.PERCENT: N_("By percent done"), Earning.HALVES: N_("Half at start, half at finish"), Earning.WHOLE: N_("All at finish"),
            Earning.MILESTONES: N_("By weighted milestones"), Earning.EFFORT: N_("As time goes by (level of effort)"),
        }[self]


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> str:
        return {Period.WEEK: N_("By week"), Period.MONTH: N_("By month")}[self]


class Figure(StrEnum):
    BAC = "bac"
    PV = "pv"
    EV = "ev"
    AC = "ac"
    SV = "sv"
    CV = "cv"
    SPI = "spi"
    CPI = "cpi"
    EAC_CPI = "eac_cpi"
    EAC_ATYPICAL = "eac_atypical"
    EAC_CPI_SPI = "eac_cpi_spi"
    ETC = "etc"
    VAC = "vac"
    TCPI_BAC = "tcpi_bac"
    TCPI_EAC = "tcpi_eac"
    ES = "es"
    SV_T = "sv_t"
    SPI_T = "spi_t"
    EAC_T = "eac_t"


NO_COST_PLANNED = N_("Not computable: no cost is planned.")
NO_WORK_PLANNED = N_("Not computable: no task has planned working time.")
NOTHING_PLANNED_YET = N_("Not computable: nothing was planned until this day.")
NO_COST_YET = N_("Not computable: no actual cost yet.")
NO_HOURS_YET = N_("Not computable: no hours are reported until this day.")
NO_RATES = N_("Not computable: no actual cost yet. Hours are reported, but there are no hourly rates to turn them into money.")
NOTHING_EARNED = N_("Not computable: nothing is earned yet, so there is no pace to go on with.")
NO_HISTORY = N_("Not computable: of some tasks nobody had reported by this day how far they were.")
USED_UP = N_("Not computable: the budget is used up, so no pace on what is left of it can finish the work. See the index to the estimate.")
ALL_DONE = N_("Not computable: all the work is done, nothing is left to do.")
NOT_BEGUN = N_("Not computable: by the plan the work has not begun on this day.")


# --- the figures of a day --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the earned value stands in the plan, in periods of it."""

    es: Known
    at: int
    """Periods from the start until the day, or until the work was done."""
    duration: int
    """Periods of the whole plan."""


def minus(a: Known, b: Known) -> Known:
    """Refers to the first reason there is."""
    return a if isinstance(a, str) else b if isinstance(b, str) else a - b


def plus(a: Known, b: Known) -> Known:
    return a if isinstance(a, str) else b if isinstance(b, str) else a + b


def times(a: Known, b: Known) -> Known:
    return a if isinstance(a, str) else b if isinstance(b, str) else a * b


def over(a: Known, b: Known, nothing: str) -> Known:
    """A quotient; `nothing` is why there is none where the divisor is zero."""
    return b if isinstance(b, str) else nothing if not b else a if isinstance(a, str) else a / b


def figures(bac: Known, pv: Known, ev: Known, ac: Known, pace: Pace | None = None) -> dict[Figure, Known]:
    """Every figure that follows from these four; those of earned schedule where a pace is given. A budget that is a reason is the reason of all."""
    if isinstance(bac, str):
        return {one: bac for one in Figure if pace is not None or one not in TIMED}
    spi, cpi = over(ev, pv, NOTHING_PLANNED_YET), over(ev, ac, NO_COST_YET)
    left = minus(bac, ev)
    eac = over(bac, cpi, NOTHING_EARNED)
    done = isinstance(left, Fraction) and not left
    used = isinstance(ac, Fraction) and ac >= bac
    found = {
        Figure.BAC: bac, Figure.PV: pv, Figure.EV: ev, Figure.AC: ac, Figure.SV: minus(ev, pv), Figure.CV: minus(ev, ac), Figure.SPI: spi, Figure.CPI: cpi,
        Figure.EAC_CPI: eac, Figure.EAC_ATYPICAL: plus(ac, left), Figure.EAC_CPI_SPI: plus(ac, over(left, times(cpi, spi), NOTHING_EARNED)),
        Figure.ETC: minus(eac, ac), Figure.VAC: minus(bac, eac),
        Figure.TCPI_BAC: ALL_DONE if done else USED_UP if used else over(left, minus(bac, ac), USED_UP),
        Figure.TCPI_EAC: ALL_DONE if done else over(left, minus(eac, ac), ALL_DONE),
    }  # fmt: skip
    if pace is not None:
        at = Fraction(pace.at)
        index = over(pace.es, at, NOT_BEGUN)
        found |= {
            Figure.ES: pace.es, Figure.SV_T: minus(pace.es, at), Figure.SPI_T: index, Figure.EAC_T: over(Fraction(pace.duration), index, NOTHING_EARNED),
        }  # fmt: skip
    return found


TIMED = (Figure.ES, Figure.SV_T, Figure.SPI_T, Figure.EAC_T)


def earned_schedule(pv: Callable[[int], Fraction], last: int, at: int, ev: Fraction) -> Fraction:
    """After how many periods the plan was to have earned `ev`; between the ends of two of them in proportion.

    `pv(n)` is the planned value after n periods, 0 to `last`; it never falls. Where several of them have exactly `ev`
    (nothing was planned between), the one next to `at` counts: whoever waits as planned is neither early nor late. What is
    all earned was to be so when the plan first had it all.
    """
    low = _first(lambda n: pv(n) >= ev, 0, last)
    there = pv(low)
    if not low:
        return Fraction(0) if there > ev else Fraction(min(max(at, 0), _first(lambda n: pv(n) > ev, 0, last + 1) - 1))
    if there > ev:
        before = pv(low - 1)
        return low - 1 + (ev - before) / (there - before)
    if ev == pv(last):
        return Fraction(low)
    high = _first(lambda n: pv(n) > ev, low, last) - 1
    return Fraction(min(max(at, low), high))


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first number for which it holds, from which on it holds; `high` where it holds for none before."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """A figure as it is shown and handed out: a decimal, half up."""
    step = 10**places
    whole = (abs(value) * step * 2 + 1) // 2
    return ((Decimal(-whole) if value < 0 else Decimal(whole)) / step).quantize(Decimal(1) / step, ROUND_HALF_UP)


# --- what was planned by a moment ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """A task that earns: its budget, and its planned start and end on the clock that it runs by."""

    uid: int
    budget: Fraction
    begin: int
    end: int
    elapsed: bool = False
    """It runs day and night: `begin` and `end` are moments, not counts of working time."""
    ends: int = 0
    """The moment at which it ends, for what takes no time."""
    rule: Earning | None = None
    """By which it earns, where that was chosen for it."""
    parts: tuple[tuple[int, int], ...] = ()
    """Of weighted milestones: the moment by which each is planned, and its percentage."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a day: as a moment, and as a count of working time."""

    wall: int
    count: int


ALONE = 100
"""Percent of a person's time: what a task takes of whom nobody named."""


def crew(people: Iterable[Sequence[int]]) -> int:
    """Percent of a person's time that a task takes: of all who work on it together, each a pair of the person and her percent."""
    return sum(units for _, units in people) or ALONE


def work(span: int, units: int, hour: int) -> Fraction:
    """Hours of work in a planned span of ticks, `hour` of them an hour, that takes `units` percent of a person's time."""
    return Fraction(span * units, 100 * hour)


def planned_share(item: Item, mark: Mark, rule: Earning) -> Fraction:
    """The part of an item that is planned to be earned by a mark. `rule` is for items without one of their own."""
    rule = item.rule or rule
    if rule is Earning.MILESTONES and item.parts:
        return Fraction(sum(percent for at, percent in item.parts if at <= mark.wall), 100)
    if item.end <= item.begin:
        return Fraction(item.ends <= mark.wall)
    at = mark.wall if item.elapsed else mark.count
    if at >= item.end:
        return Fraction(1)
    if at <= item.begin or rule is Earning.WHOLE:
        return Fraction(0)
    return Fraction(1, 2) if rule is Earning.HALVES else Fraction(at - item.begin, item.end - item.begin)


class Curve:
    """What items are planned to have earned together, by any mark: worked out once, then asked without going through them again.

    On each of the two clocks the sum of all items with one denominator is a line between two bends, kept as whole numbers:
    `slope * at + rest`, over that denominator. Nothing is rounded.
    """

    def __init__(self, items: Iterable[Item], rule: Earning) -> None:
        """`rule` is for items without one of their own."""
        bends: dict[tuple[bool, int], list[tuple[int, int, int]]] = {}

        def bend(elapsed: bool, under: int, at: int, slope: int, rest: int) -> None:
            bends.setdefault((elapsed, under), []).append((at, slope, rest))

        for item in items:
            by, top, under = item.rule or rule, item.budget.numerator, item.budget.denominator
            if by is Earning.MILESTONES and item.parts:
                for due, percent in item.parts:
                    bend(True, 100 * under, due, 0, percent * top)
                continue
            if item.end <= item.begin:
                bend(True, under, item.ends, 0, top)
                continue
            if by is Earning.HALVES:
                bend(item.elapsed, 2 * under, item.begin + 1, 0, top)
                bend(item.elapsed, 2 * under, item.end, 0, -top)
            elif by is not Earning.WHOLE:
                span = under * (item.end - item.begin)
                bend(item.elapsed, span, item.begin, top, -top * item.begin)
                bend(item.elapsed, span, item.end, -top, top * item.begin)
            bend(item.elapsed, under, item.end, 0, top)  # what is over counts whole
        self._lines: list[tuple[bool, int, list[int], list[int], list[int]]] = []
        for (elapsed, under), found in bends.items():
            found.sort()
            ats, slopes, rests = zip(*found, strict=True)
            self._lines.append((elapsed, under, list(ats), list(accumulate(slopes)), list(accumulate(rests))))

    def at(self, mark: Mark) -> Fraction:
        """By a mark."""
        parts: dict[int, int] = {}
        for elapsed, under, ats, slopes, rests in self._lines:
            at = mark.wall if elapsed else mark.count
            if (place := bisect_right(ats, at)) and (top := slopes[place - 1] * at + rests[place - 1]):
                parts[under] = parts.get(under, 0) + top
        return sum((Fraction(top, under) for under, top in parts.items()), Fraction(0))


# --- what was earned by a day ----------------------------------------------------------------------------------------


class Said(NamedTuple):
    """One report on a task: on which day, how far the plan had it before, how far it was."""

    on: date
    was: int
    percent: int


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of how a task went: its reports in their order, and what the plan says today."""

    reports: Sequence[Said]
    percent: int
    began: date | None
    finished: date | None


Between = tuple[int, int]
"""At least and at most so many percent; equal where it is known."""
UNDER_WAY, ANYTHING = (1, 99), (0, 100)


def steps(course: Course, today: date) -> list[tuple[date, Between]]:
    """From which day on a task was how far, in order, each other than the one before. Before its first report a percentage has no history; actual dates have."""
    found: list[tuple[date, Between]] = [(date.min, (0, 0))]
    first = course.reports[0] if course.reports else None
    known = first.was if first else course.percent  # as far as it was when history begins
    if known:
        if course.began is None:
            found = [(date.min, ANYTHING)]
        else:
            found.append((course.began, UNDER_WAY))
        if first is None and course.finished is not None:
            found.append((course.finished, (100, 100)))
    if first:
        found = [one for one in found if one[0] < first.on]
        found += [(one.on, (one.percent, one.percent)) for one in course.reports]
        if course.finished is not None and course.reports[-1].on < course.finished:
            found.append((course.finished, (100, 100)))
    found = [*(one for one in found if one[0] < today), (today, (course.percent, course.percent))]
    return [one for place, one in enumerate(found) if not place or one[1] != found[place - 1][1]]


def milestone_steps(parts: Iterable[tuple[date | None, int]]) -> list[tuple[date, Between]]:
    """The same of a task that earns by milestones: when each was reached, None if it is not, and its percentage."""
    reached: dict[date, int] = {}
    for on, percent in parts:
        if on is not None:
            reached[on] = reached.get(on, 0) + percent
    found, so_far = [(date.min, (0, 0))], 0
    for on in sorted(reached):
        so_far += reached[on]
        found.append((on, (so_far, so_far)))
    return found


def at_day(found: Sequence[tuple[date, Between]], day: date) -> Between:
    """How far the task was on a day; of several reports on it the last counts."""
    return found[bisect_right(found, day, key=lambda one: one[0]) - 1][1]


def credit(percent: int, rule: Earning) -> int:
    """The percentage of its budget that a task has earned when it is so far."""
    if rule in (Earning.HALVES, Earning.WHOLE):
        return 100 if percent == 100 else 50 if percent and rule is Earning.HALVES else 0
    return percent


def earned(budget: Fraction, reached: Between, rule: Earning) -> tuple[Fraction, Fraction]:
    """What a task has earned, at least and at most."""
    return budget * credit(reached[0], rule) / 100, budget * credit(reached[1], rule) / 100


def earned_by_day(ones: Iterable[tuple[Fraction, Sequence[tuple[date, Between]]]], rule: Earning) -> list[tuple[date, Fraction, Fraction]]:
    """From which day on the tasks (budget and steps) have earned how much together, at least and at most; in order."""
    changes: dict[date, dict[int, list[int]]] = {}
    credits_ = [credit(percent, rule) for percent in range(101)]
    for budget, found in ones:
        least = most = 0
        top, under = budget.numerator, budget.denominator
        for day, reached in found:
            low, high = credits_[reached[0]], credits_[reached[1]]
            if low != least or high != most:
                here = changes.get(day)
                if here is None:
                    here = changes[day] = {}
                parts = here.get(under)
                if parts is None:
                    parts = here[under] = [0, 0]
                parts[0] += (low - least) * top
                parts[1] += (high - most) * top
                least, most = low, high
    told, least_sum, most_sum = [], Fraction(0), Fraction(0)
    for day in sorted(changes):
        for under, (low, high) in changes[day].items():
            least_sum += Fraction(low, under * 100)
            most_sum += Fraction(high, under * 100)
        told.append((day, least_sum, most_sum))
    return told


# --- many ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A task, or several together, on a day. `least` and `most` of what is earned differ where nobody had reported it."""

    budget: Fraction = Fraction(0)
    planned: Fraction = Fraction(0)
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    cost: Known = Fraction(0)

    @property
    def earned(self) -> Known:
        return self.least if self.least == self.most else NO_HISTORY

    def figures(self, no_budget: str, no_cost: str, pace: Pace | None = None) -> dict[Figure, Known]:
        """The figures of it. `no_budget`, `no_cost` say why there is none where it is zero."""
        cost = no_cost if self.cost == 0 else self.cost
        return figures(self.budget or no_budget, self.planned, self.earned, cost, pace)


def together(ones: Iterable[Standing]) -> Standing:
    """Several as one. Budgets, planned and earned values and costs add up; everything else follows from the sums."""
    listed = list(ones)
    cost: Known = Fraction(0)
    for one in listed:
        cost = plus(cost, one.cost)
    return Standing(_sum(one.budget for one in listed), _sum(one.planned for one in listed), _sum(one.least for one in listed), _sum(one.most for one in listed), cost)


def _sum(values: Iterable[Fraction]) -> Fraction:
    parts: dict[int, int] = {}
    for value in values:
        parts[value.denominator] = parts.get(value.denominator, 0) + value.numerator
    return sum((Fraction(top, under) for under, top in parts.items()), Fraction(0))


def grouped(ones: Mapping[int, Standing], keys: Mapping[int, Iterable[Key]]) -> dict[Key, Standing]:
    """Standings by what their tasks belong to; a task may belong to several (a package, and what contains that one)."""
    found: dict[Key, list[Standing]] = {}
    for uid, one in ones.items():
        for key in keys.get(uid, ()):
            found.setdefault(key, []).append(one)
    return {key: together(listed) for key, listed in found.items()}


def period_ends(first: date, last: date, period: Period) -> list[date]:
    """The last days of the weeks (Sundays) or months that touch the days from `first` to `last`."""
    found, day = [], first
    while not found or found[-1] < last:
        if period is Period.WEEK:
            end = day + timedelta(days=6 - day.weekday())
        else:
            end = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        found.append(end)
        day = end + timedelta(days=1)
    return found

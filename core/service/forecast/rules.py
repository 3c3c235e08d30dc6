"""Weekly numbers of requests foretold, and the pace of problems that come back. Pure.

Five simple methods are tried as they would have been used: from each of many earlier weeks on, knowing only what lay before it
(rolling origin). The one whose forecasts missed least is taken. Its interval comes from its own misses, at each distance by
itself: the k-th smallest of m with k = ceil(0.8 (m + 1)), so that four of five weeks should lie inside if the coming weeks are
like those that were. After Hyndman and Athanasopoulos, Forecasting: Principles and Practice (exponential smoothing, damped
trend, MASE, rolling origin), and split conformal prediction for the interval.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil, inf

from core.words import N_

LEVEL = 0.8
AHEAD, LEAST_AHEAD = 8, 4
"""Weeks that are foretold: so many at most, and at least so many or none."""
LEARNT = 8
"""Weeks that lie before the first forecast that is tried."""
TRIES_LEAST, TRIES_MOST = 4, 20
"""Misses at one distance: with fewer than four no rank bounds four of five."""
YEAR = 52
LEAST = LEARNT + TRIES_LEAST + LEAST_AHEAD - 1
"""Whole weeks below which nothing is foretold."""
MEMORY = 104
"""Weeks that smoothing looks at."""
LEVELS = tuple(step / 20 for step in range(1, 20))
TRENDS = (0.05, 0.15, 0.3)
DAMPING = (0.8, 0.9, 0.98)


class Method(StrEnum):
    """In the order in which one is preferred where two miss alike: the simpler first."""

    MEAN = "mean"
    LAST = "last"
    SMOOTH = "smooth"
    SEASON = "season"
    DAMPED = "damped"

    @property
    def label(self) -> str:
        return {
            Method.MEAN: N_("Mean of the last eight weeks"), Method.LAST: N_("As the last week"), Method.SMOOTH: N_("Exponential smoothing"),
            Method.SEASON: N_("As the same week a year before"), Method.DAMPED: N_("Exponential smoothing with a damped trend"),
        }[self]  # fmt: skip


def smoothed(series: Sequence[float], alpha: float, level: float) -> float:
    """The level at the end of a series, from the level before it: what simple exponential smoothing foretells for every week to come."""
    for value in series:
        level += alpha * (value - level)
    return level


def _mean(series: Sequence[float], ahead: int) -> list[float]:
    last = series[-LEARNT:]
    return [sum(last) / len(last)] * ahead


def _last(series: Sequence[float], ahead: int) -> list[float]:
    return [series[-1]] * ahead


def _season(series: Sequence[float], ahead: int) -> list[float]:
    return [series[step - YEAR] for step in range(ahead)]


def _smooth(series: Sequence[float], ahead: int) -> list[float]:
    start, rest = _start(series)
    alpha = min(LEVELS, key=lambda one: _missed(rest, one, start))
    return [smoothed(rest, alpha, start)] * ahead


def _missed(series: Sequence[float], alpha: float, level: float) -> float:
    """The squared misses of one week ahead."""
    whole = 0.0
    for value in series:
        gap = value - level
        whole += gap * gap
        level += alpha * gap
    return whole


def _damped(series: Sequence[float], ahead: int) -> list[float]:
    start, rest = _start(series)
    best = (inf, start, 0.0, DAMPING[0])
    for alpha in LEVELS[1::3]:
        for beta in TRENDS:
            for phi in DAMPING:
                level, trend, whole = start, 0.0, 0.0
                for value in rest:
                    told = level + phi * trend
                    gap = value - told
                    whole += gap * gap
                    level, trend = told + alpha * gap, phi * trend + alpha * beta * gap
                if whole < best[0]:
                    best = (whole, level, trend, phi)
    _, level, trend, phi = best
    found, step = [], 0.0
    for _ in range(ahead):
        step = phi * (step + 1)
        found.append(max(0.0, level + step * trend))
    return found


def _start(series: Sequence[float]) -> tuple[float, Sequence[float]]:
    """The level before the weeks that smoothing looks at: the mean of the first four."""
    rest = series[-MEMORY:]
    return sum(rest[:4]) / len(rest[:4]), rest


FORETELL: Mapping[Method, Callable[[Sequence[float], int], list[float]]] = {
    Method.MEAN: _mean, Method.LAST: _last, Method.SMOOTH: _smooth, Method.SEASON: _season, Method.DAMPED: _damped,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A week to come, by its Monday: what is expected, and between what it should lie four times of five."""

    week: date
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Tried:
    """How a method did from earlier weeks on: its mean miss in requests a week, and in parts of what “as the week before” misses (MASE; None where no week differed from the next)."""

    method: Method
    miss: float
    scaled: float | None
    tries: int
    """Forecasts that were compared with what came."""


@dataclass(frozen=True)
class Forecast:
    """What is foretold, by which method, and how each did; the best first. Empty `points`: `lacks` whole weeks are missing."""

    used: int
    """Whole weeks it stands on."""
    lacks: int
    points: tuple[Point, ...] = ()
    tried: tuple[Tried, ...] = ()

    @property
    def method(self) -> Method:
        return self.tried[0].method

    @property
    def best(self) -> Tried:
        return self.tried[0]


def weekly(found: Mapping[date, int], running: date) -> tuple[date, list[int]]:
    """The whole weeks before the running one, from the first that had a request, those without one as 0; and the Monday of the first (the running one where there is none)."""
    first = min((week for week, n in found.items() if n > 0 and week < running), default=running)
    return first, [max(0, found.get(first + timedelta(days=7 * step), 0)) for step in range((running - first).days // 7)]


def forecast(series: Sequence[float], first: date) -> Forecast:
    """The weeks from `first` on, from the whole weeks before. Nothing but what is missing below LEAST weeks."""
    n = len(series)
    if n < LEAST:
        return Forecast(n, LEAST - n)
    ahead = min(AHEAD, n - LEARNT - TRIES_LEAST + 1)
    origins = range(max(LEARNT, n - ahead - TRIES_MOST + 1), n)
    found: list[tuple[Tried, dict[int, list[float]]]] = []
    scale = _scale(series)
    for method in Method:
        if method is Method.SEASON and origins[0] < YEAR:
            continue
        misses: dict[int, list[float]] = {step: [] for step in range(ahead)}
        for origin in origins:
            for step, told in enumerate(FORETELL[method](series[:origin], min(ahead, n - origin))):
                misses[step].append(abs(series[origin + step] - told))
        every = [one for some in misses.values() for one in some]
        miss = sum(every) / len(every)
        found.append((Tried(method, miss, miss / scale if scale else None, len(every)), misses))
    found.sort(key=lambda one: (round(one[0].miss, 6), list(Method).index(one[0].method)))
    best, misses = found[0]
    points, wide = [], 0.0
    for step, told in enumerate(FORETELL[best.method](series, ahead)):
        wide = max(wide, bound(misses[step]))  # what lies further off is not known better
        points.append(Point(first + timedelta(days=7 * step), told, max(0.0, told - wide), told + wide))
    return Forecast(n, 0, tuple(points), tuple(one for one, _ in found))


def _scale(series: Sequence[float]) -> float:
    """What “as the week before” misses in these weeks, on average."""
    return sum(abs(after - before) for before, after in pairwise(series)) / (len(series) - 1)


def bound(misses: Sequence[float]) -> float:
    """What four of five misses do not exceed: the k-th smallest of m, k = ceil(0.8 (m + 1)); at least four of them."""
    return sorted(misses)[ceil(LEVEL * (len(misses) + 1) - 1e-9) - 1]


@dataclass(frozen=True)
class Met:
    """What was foretold for weeks that have passed since, and what came: how many lay inside the interval, and the mean miss."""

    weeks: int
    inside: int
    miss: float


def met(points: Sequence[Point], came: Mapping[date, int], running: date) -> Met | None:
    """How a forecast did in the weeks before the running one; None while none has passed."""
    passed = [(one, came.get(one.week, 0)) for one in points if one.week < running]
    if not passed:
        return None
    # Whole requests come: an interval of 2.4 to 5.6 is kept by 2 and by 6.
    inside = sum(round(one.low) <= n <= round(one.high) for one, n in passed)
    return Met(len(passed), inside, sum(abs(n - one.expected) for one, n in passed) / len(passed))


@dataclass(frozen=True)
class HeldOut:
    """The last weeks as they would have been foretold without knowing them, and what came."""

    points: tuple[Point, ...]
    method: Method
    met: Met


def held_out(series: Sequence[int], running: date) -> HeldOut | None:
    """The last LEAST_AHEAD whole weeks, foretold by whatever would have been chosen before them; None where too few weeks lay before."""
    first = running - timedelta(days=7 * LEAST_AHEAD)
    before = forecast(series[:-LEAST_AHEAD], first)
    if not before.points:
        return None
    points = before.points[:LEAST_AHEAD]
    came = {first + timedelta(days=7 * step): n for step, n in enumerate(series[-LEAST_AHEAD:])}
    judged = met(points, came, running)
    return None if judged is None else HeldOut(points, before.method, judged)


def again_on(first: date, last: date, n: int) -> date:
    """When a problem that came n times from `first` to `last` comes next if it keeps its pace; at least a day after the last."""
    return last + timedelta(days=max(1, round((last - first).days / max(1, n - 1))))


def go_by(expected: date, today: date) -> date:
    """The day by which somebody should go: three days before it is expected, not later than in two weeks, not before tomorrow."""
    return max(today + timedelta(days=1), min(expected - timedelta(days=3), today + timedelta(days=14)))

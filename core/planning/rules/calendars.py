"""Calendars as Microsoft Project keeps them: a week, weeks of a period, and exceptions, on top of a base calendar.

What holds on a day, first match wins: an exception of the calendar, an exception of its base (and so on down), a week
of a period, again the calendar's before its base's, the calendar's own weekday, the weekday of its base.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from core.planning.rules.worktime import DAY, EPOCH, Layout, Ticks, WorkTime, common, joined

Windows = tuple[tuple[int, int], ...]
"""Working intervals of a day in ticks since midnight, each from before to. An end beyond 24:00 reaches into the next day."""
Week = tuple[Windows | None, ...]
"""Monday to Sunday; None: as the base calendar."""
SAME: Week = (None,) * 7
YEARS_LAID_OUT = 12


@dataclass(frozen=True)
class Exception_:
    """Days on which other hours hold, none if there are no windows: a span of days, or the days of a recurrence."""

    first: int
    last: int
    """Days since 1970, both included."""
    windows: Windows
    days: tuple[int, ...] | None = None
    """The days themselves where they do not follow each other."""


@dataclass(frozen=True)
class Period:
    """A week that holds from one day to another, both included."""

    first: int
    last: int
    week: Week


@dataclass(frozen=True)
class Calendar:
    """A calendar; `base` is what it was derived from."""

    name: str
    week: Week = SAME
    periods: tuple[Period, ...] = ()
    exceptions: tuple[Exception_, ...] = ()
    base: "Calendar | None" = None


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - EPOCH


def laid_out(calendar: Calendar) -> Layout:
    """How to lay out `calendar` over any span of days."""

    def layout(first: int, last: int) -> tuple[Ticks, Ticks]:
        kinds: dict[Windows, int] = {(): 0}
        # The day before may reach into the first one.
        of_day = _kinds_of_days(calendar, first - 1, last, kinds)
        days = np.arange(first - 1, last, dtype=np.int64)
        starts, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for windows, number in kinds.items():
            midnight = days[of_day == number] * DAY
            for start, end in windows:
                starts.append(midnight + start)
                ends.append(midnight + end)
        found_starts, found_ends = joined(np.concatenate(starts), np.concatenate(ends))
        inside = (found_ends > first * DAY) & (found_starts < last * DAY)
        return np.maximum(found_starts[inside], first * DAY), np.minimum(found_ends[inside], last * DAY)

    return layout


def _kinds_of_days(calendar: Calendar, first: int, last: int, kinds: dict[Windows, int]) -> Ticks:
    """The number of its windows for each day."""
    family: list[Calendar] = []
    one: Calendar | None = calendar
    while one is not None:
        family.insert(0, one)
        one = one.base
    weekday = (np.arange(first, last, dtype=np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    of_day = np.zeros(last - first, np.int64)

    def number(windows: Windows) -> int:
        return kinds.setdefault(windows, len(kinds))

    def put(week: Week, low: int, high: int) -> None:
        here = slice(max(0, low - first), max(0, high - first + 1))
        for day, windows in enumerate(week):
            if windows is not None:
                of_day[here][weekday[here] == day] = number(windows)

    for one in family:
        put(one.week, first, last - 1)
    for one in family:
        for period in reversed(one.periods):
            put(period.week, period.first, period.last)
    for one in family:
        for exception in reversed(one.exceptions):  # of several on one day the first holds
            if exception.days is None:
                of_day[max(0, exception.first - first) : max(0, exception.last - first + 1)] = number(exception.windows)
            else:
                days = np.array(exception.days, np.int64) - first
                of_day[days[(days >= 0) & (days < len(of_day))]] = number(exception.windows)
    return of_day


def worktime(calendar: Calendar, around: Sequence[int]) -> WorkTime:
    """`calendar` ready for counting, laid out around the given days."""
    return WorkTime(calendar.name, _kept_layout(calendar), *_span(around))


def worktime_of_both(a: Calendar, b: Calendar, around: Sequence[int]) -> WorkTime | None:
    """The time in which both work; None if there is none in the years around the plan."""
    first, last = _span(around)
    one, other = _kept_layout(a), _kept_layout(b)

    def layout(low: int, high: int) -> tuple[Ticks, Ticks]:
        return common(one(low, high), other(low, high))

    return WorkTime(f"{a.name} / {b.name}", layout, first, last) if len(layout(first, last)[0]) else None


def _span(around: Sequence[int]) -> tuple[int, int]:
    middle = sum((min(around), max(around))) // 2 if around else 0
    half = max(YEARS_LAID_OUT * 183, (max(around) - min(around)) // 2 + 366 if around else 0)
    return middle - half, middle + half


@lru_cache(maxsize=256)
def _kept_layout(calendar: Calendar) -> Layout:
    return laid_out(calendar)

"""Working time on one calendar, for one question at a time: a pass asks a few for each task, each depending on the last.

`core.calendar.worktime` answers whole arrays at once and knows time zones; here a plan's wall clock is counted, and an
answer takes a microsecond. The meaning of edges is the same: going forwards stops as early as possible (a finish at
17:00, not 08:00 of the next day), going backwards as late as possible (a start at 08:00, not 17:00 of the day before).

The span that is laid out grows by itself when an answer lies beyond it, up to `FIRST` and `LAST`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import Refusal
from core.words import N_

TICKS = 10
"""A minute. One tick is six seconds."""
DAY = 24 * 60 * TICKS
EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date(1900, 1, 1).toordinal() - EPOCH, date(2300, 1, 1).toordinal() - EPOCH
"""The days that can be planned, the last not included."""
AMOUNT_AT_MOST = (LAST - FIRST) * DAY
"""No duration and no lag that can be planned is longer."""

Ticks = NDArray[np.int64]
Layout = Callable[[int, int], tuple[Ticks, Ticks]]
"""Starts and ends of the working intervals from one day up to another: sorted, apart from each other."""


class BeyondTime(Refusal):
    message = N_("The plan reaches beyond the years {first} to {last}. Please check its dates, durations and calendars.")


def beyond_time() -> BeyondTime:
    return BeyondTime(first=date.fromordinal(FIRST + EPOCH).year, last=date.fromordinal(LAST + EPOCH).year - 1)


class NeverWorking(Refusal):
    message = N_("The calendar “{name}” has no working time that could be planned in.")


class WorkTime:
    """A calendar laid out. Times and amounts are ticks.

    A *count* is working time since the beginning of the first day that was laid out, below zero before it; laying out
    more days does not change it. Many moments have the same count: 17:00, the evening, 08:00 of the next day. Of them
    a finish is the earliest and a start the latest.
    """

    __slots__ = ("_arrays", "_counts", "_ends", "_layout", "_since", "_starts", "ceiling", "first", "floor", "last", "name")

    def __init__(self, name: str, layout: Layout, first: int, last: int) -> None:
        self.name, self._layout = name, layout
        self._since = max(first, FIRST) * DAY
        self._lay_out(max(first, FIRST), min(last, LAST))

    def _lay_out(self, first: int, last: int) -> None:
        starts, ends = self._layout(first, last)
        self.first, self.last, self.floor, self.ceiling = first, last, first * DAY, last * DAY
        before = int(np.clip(self._since - starts, 0, ends - starts).sum())
        counts = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)]) - before
        self._arrays = starts, ends, counts
        self._starts, self._ends, self._counts = starts.tolist(), ends.tolist(), counts.tolist()

    def _grow(self) -> None:
        """Twice as much time in both directions, or a refusal."""
        if self.first <= FIRST and self.last >= LAST:
            if not self._starts:
                raise NeverWorking(name=self.name)
            raise beyond_time()
        half = (self.last - self.first + 1) // 2
        self._lay_out(max(FIRST, self.first - half), min(LAST, self.last + half))

    def tells_the_same(self, other: "WorkTime") -> bool:
        """Whether both have the same working time wherever both are laid out."""
        if (self.first, self.last) == (other.first, other.last):
            mine, theirs = self._arrays, other._arrays
        else:
            first, last = max(self.first, other.first), min(self.last, other.last)
            mine, theirs = self._layout(first, last), other._layout(first, last)
        return self._since == other._since and all(map(np.array_equal, mine, theirs))

    # ------------------------------------------------------------------ one question
    def count(self, at: int) -> int:
        """The count of a moment."""
        while not self.floor <= at <= self.ceiling:
            self._grow()
        place = bisect_right(self._starts, at) - 1
        if place < 0:
            return self._counts[0]
        end = self._ends[place]
        return self._counts[place] + (at if at < end else end) - self._starts[place]

    def finish(self, count: int) -> int:
        """The earliest moment of a count."""
        while not self._counts[0] < count <= self._counts[-1]:
            self._grow()
        place = bisect_left(self._counts, count) - 1
        return self._starts[place] + count - self._counts[place]

    def start(self, count: int) -> int:
        """The latest moment of a count."""
        while not self._counts[0] <= count < self._counts[-1]:
            self._grow()
        place = bisect_right(self._counts, count) - 1
        return self._starts[place] + count - self._counts[place]

    def between(self, a: int, b: int) -> int:
        """Working time from `a` to `b`, negative if `b` is earlier."""
        return self.count(b) - self.count(a)

    def after(self, at: int, amount: int) -> int:
        """The earliest moment by which `amount` is done from `at` on; backwards and as late as possible if it is negative."""
        if amount == 0:
            return at
        count = self.count(at) + amount
        return self.finish(count) if amount > 0 else self.start(count)

    def next(self, at: int) -> int:
        """The earliest moment from `at` on at which work can begin."""
        while True:
            if self.floor <= at:
                place = bisect_right(self._ends, at)
                if place < len(self._ends):
                    start = self._starts[place]
                    return start if start > at else at
            self._grow()

    def previous(self, at: int) -> int:
        """The latest moment up to `at` at which work can end."""
        while True:
            if at <= self.ceiling:
                place = bisect_left(self._starts, at) - 1
                if place >= 0:
                    end = self._ends[place]
                    return end if end < at else at
            self._grow()

    # ------------------------------------------------------------------ many at once
    def intervals(self, first: int, last: int) -> tuple[Ticks, Ticks]:
        """Where the working intervals begin and end that are laid out, at least from `first` to `last`."""
        self.count(first)
        self.count(last)
        return self._arrays[:2]

    def counts(self, at: Ticks) -> Ticks:
        """`count` for many moments."""
        if len(at):
            self.count(int(at.min()))
            self.count(int(at.max()))
        starts, ends, counts = self._arrays
        place = np.searchsorted(starts, at, "right") - 1
        known = np.maximum(place, 0)
        return np.where(place < 0, counts[0], counts[known] + np.minimum(at, ends[known]) - starts[known])

    def finishes(self, count: Ticks) -> Ticks:
        """`finish` for many counts."""
        return self._moments(count, self.finish, "left")

    def starts(self, count: Ticks) -> Ticks:
        """`start` for many counts."""
        return self._moments(count, self.start, "right")

    def _moments(self, count: Ticks, one: Callable[[int], int], side: Literal["left", "right"]) -> Ticks:
        if not len(count):
            return count
        one(int(count.min()))  # lays out what is needed
        one(int(count.max()))
        starts, _, counts = self._arrays
        place = np.searchsorted(counts, count, side) - 1
        return starts[place] + count - counts[place]


class Always:
    """Elapsed time: every minute counts."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = "24"

    def counts(self, at: Ticks) -> Ticks:
        return at

    def between(self, a: int, b: int) -> int:
        return b - a

    def after(self, at: int, amount: int) -> int:
        return at + amount

    def next(self, at: int) -> int:
        return at

    def previous(self, at: int) -> int:
        return at


ALWAYS = Always()
Clock = WorkTime | Always


def joined(starts: Ticks, ends: Ticks) -> tuple[Ticks, Ticks]:
    """Intervals sorted, overlapping and touching ones made one."""
    if not len(starts):
        return starts, ends
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    fresh = np.append(True, starts[1:] > ends[:-1])
    return starts[fresh], ends[np.append(fresh[1:], True)]


def common(a: tuple[Ticks, Ticks], b: tuple[Ticks, Ticks]) -> tuple[Ticks, Ticks]:
    """Where both have working time."""
    edges = np.unique(np.concatenate([*a, *b]))
    if not len(edges):
        return edges, edges
    low, high = edges[:-1], edges[1:]
    inside = np.ones(len(low), bool)
    for starts, ends in (a, b):
        place = np.searchsorted(starts, low, "right") - 1
        inside &= (place >= 0) & (low < (ends[np.maximum(place, 0)] if len(ends) else low))
    return joined(low[inside], high[inside])

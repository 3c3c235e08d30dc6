"""Who is asked for more than there is of her, and when: at every instant, on calendars, not by the sum of a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.planning.rules.levelling.jobs import Jobs
from core.planning.rules.plan import Person
from core.planning.rules.worktime import Clock, Ticks, WorkTime


@dataclass(frozen=True, slots=True)
class Overload:
    """More is asked of a person than she has, at most by so many units, at some time from one moment to another."""

    person: int
    first: int
    last: int
    units: int

def overloads(jobs: Jobs) -> list[Overload]:
    """For each person who is asked for too much: from when to when, and by how much at the worst."""
    asked: dict[int, dict[Clock, list[tuple[int, int, int]]]] = {}
    for place in jobs.passes.leaves:
        for demand in jobs.demands(place):
            first, last = jobs.span(place, demand, jobs.passes.start_of(place), jobs.passes.finish_of(place))
            asked.setdefault(demand.person, {}).setdefault(jobs.clock_of(place, demand), []).append((first, last, demand.units))
    found = (_overload(jobs.plan.people[uid], by_clock.items()) for uid, by_clock in asked.items())
    return sorted((one for one in found if one is not None), key=lambda one: (one.first, one.person))

def _overload(person: Person, by_clock: Iterable[tuple[Clock, list[tuple[int, int, int]]]]) -> Overload | None:
    at, change = [np.array([moment for moment, _ in person.capacity], np.int64)], [np.diff([0, *(units for _, units in person.capacity)])]
    for clock, spans in by_clock:
        first, last, units = np.array(spans, np.int64).T
        owner, low, high = windows(clock, first, last)
        at += [low, high]
        change += [-units[owner], units[owner]]
    moments, changes = np.concatenate(at), np.concatenate(change)
    kinds, group = np.unique(moments, return_inverse=True)
    left = np.cumsum(np.bincount(group, weights=changes, minlength=len(kinds)).astype(np.int64))
    short = np.flatnonzero(left < 0)
    if not len(short):
        return None
    return Overload(person.uid, int(kinds[short[0]]), int(kinds[short[-1] + 1]), int(-left.min()))

def windows(clock: Clock, first: Ticks, last: Ticks) -> tuple[Ticks, Ticks, Ticks]:
    """The working time in each span: whose it is, from when, to when."""
    if not isinstance(clock, WorkTime):
        return np.arange(len(first)), first, last
    starts, ends = clock.intervals(int(first.min()), int(last.max()))
    low, high = np.searchsorted(ends, first, "right"), np.searchsorted(starts, last, "left")
    count = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(first)), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + low[owner]
    return owner, np.maximum(starts[place], first[owner]), np.minimum(ends[place], last[owner])

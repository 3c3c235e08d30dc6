"""Tasks placed one after the other on their own calendars, each as early as its links and its people allow. Pure.

Works on the passes of the engine, so a task that is placed here has the dates that the engine will give it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from core.planning.rules.levelling.jobs import Jobs
from core.planning.rules.levelling.load import windows
from core.planning.rules.passes import FF, FS
from core.planning.rules.plan import FOREVER, Demand
from core.planning.rules.worktime import DAY, LAST, Clock, WorkTime

Placed = dict[int, tuple[int, int]]
"""Start and finish by place."""


class Lane:
    """What a person has left over time: counted on her calendar if all she does is, by the wall clock otherwise."""

    def __init__(self, capacity: Sequence[tuple[int, int]], clock: Clock | None) -> None:
        self.clock = clock if isinstance(clock, WorkTime) else None
        self.at, self.free = [FOREVER * 2], [0]
        for moment, units in capacity:
            if moment < LAST * DAY:
                self.at.append(moment if self.clock is None or moment == FOREVER else self.clock.count(moment))
                self.free.append(units)

    def spans(self, clock: Clock, start: int, finish: int) -> list[tuple[int, int]]:
        if self.clock is not None:
            return [(self.clock.count(start), self.clock.count(finish))]
        if not isinstance(clock, WorkTime):
            return [(start, finish)]
        _, low, high = windows(clock, np.array([start]), np.array([finish]))
        return list(zip(low.tolist(), high.tolist(), strict=True))

    def blocked_until(self, spans: Sequence[tuple[int, int]], units: int) -> int | None:
        """A moment before which a span that is moved cannot be free; None if it is free where it is."""
        for low, high in spans:
            place = bisect_right(self.at, low) - 1
            while place < len(self.at) and self.at[place] < high:
                if self.free[place] < units:
                    if place + 1 == len(self.at):
                        return -FOREVER
                    end = min(high, self.at[place + 1])
                    return end if self.clock is None else self.clock.start(end)
                place += 1
        return None

    def take(self, spans: Sequence[tuple[int, int]], units: int) -> None:
        for low, high in spans:
            if low < high:
                for place in range(self._split(low), self._split(high)):
                    self.free[place] -= units

    def _split(self, moment: int) -> int:
        place = bisect_left(self.at, moment)
        if place == len(self.at) or self.at[place] != moment:
            self.at.insert(place, moment)
            self.free.insert(place, self.free[place - 1])
        return place

    def most(self) -> int:
        return max(self.free)


class Placing:
    """Places the movable tasks of a plan in one order after the other."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs, self.passes = jobs, jobs.passes
        clocks: dict[int, set[Clock]] = {}
        self.held: list[tuple[Demand, Clock, int, int]] = []
        movable = set(jobs.movable)
        for place in jobs.passes.leaves:
            for demand in jobs.demands(place):
                clock = jobs.clock_of(place, demand)
                clocks.setdefault(demand.person, set()).add(clock)
                if place not in movable:
                    self.held.append((demand, clock, *jobs.span(place, demand, self.passes.start_of(place), self.passes.finish_of(place))))
        self.clocks = {person: next(iter(mine)) if len(mine) == 1 else None for person, mine in clocks.items()}
        self.latest = {place: jobs.latest_start(place) for place in jobs.movable}

    def placed(self, order: Sequence[int]) -> Placed | None:
        """The tasks in this order; None if one cannot keep its date."""
        passes = self.passes
        kept = passes.early_start, passes.early_finish
        passes.early_start, passes.early_finish = [passes.start_of(place) for place in range(len(kept[0]))], [passes.finish_of(place) for place in range(len(kept[0]))]
        late_first, passes._late_first = passes._late_first, False
        try:
            return self._placed(order)
        finally:
            passes.early_start, passes.early_finish = kept
            passes._late_first = late_first

    def _placed(self, order: Sequence[int]) -> Placed | None:
        lanes = {person: Lane(self.jobs.plan.people[person].capacity, clock) for person, clock in self.clocks.items()}
        most = {person: lane.most() for person, lane in lanes.items()}
        for demand, clock, start, finish in self.held:
            lanes[demand.person].take(lanes[demand.person].spans(clock, start, finish), demand.units)
        found: Placed = {}
        for place in order:
            demands = [(one, min(one.units, most[one.person]), self.jobs.clock_of(place, one)) for one in self.jobs.demands(place) if most[one.person]]
            at = self._first(place, demands, lanes)
            if at is None or (self.latest[place] is not None and at[0] > self.latest[place]):
                return None
            found[place] = self.passes.early_start[place], self.passes.early_finish[place] = at
            for demand, units, clock in demands:
                lane = lanes[demand.person]
                lane.take(lane.spans(clock, *self.jobs.span(place, demand, *at)), units)
        return found

    def _first(self, place: int, demands: Sequence[tuple[Demand, int, Clock]], lanes: dict[int, Lane]) -> tuple[int, int] | None:
        """The first start at which all of its people are free, and its finish; None if that never comes."""
        passes, stretch, task = self.passes, self.passes.stretches[place], self.jobs.task(place)
        self._roll_up(place)
        start, finish = passes._early(place)
        while True:
            blocked = None
            for demand, units, clock in demands:
                lane = lanes[demand.person]
                blocked = lane.blocked_until(lane.spans(clock, *self.jobs.span(place, demand, start, finish)), units)
                if blocked is not None:
                    if blocked >= -FOREVER:
                        return None
                    start = passes._begin(place, task, stretch, max(clock.after(blocked, -demand.delay), start + 1))
                    finish = stretch.finish(start)
                    break
            if blocked is None:
                return start, finish

    def _roll_up(self, place: int) -> None:
        """The summaries that a task waits for, as what is in them stands by now."""
        passes = self.passes
        for edge, leaf in self.jobs.edges(place):
            before = edge[0]
            if before != leaf:
                if edge[2] in (FS, FF):
                    passes.early_finish[before] = max(map(passes.finish_of, passes.network.leaves(before)))
                else:
                    passes.early_start[before] = passes.start_of(leaf)

"""A plan as jobs on an axis (`problem`): exact where all that may move is counted on one calendar, else a likeness of it. Pure.

The likeness counts everything on the calendar of the project. It is good for an order in which to place the tasks, which
`dated` then does on their own calendars.
"""

from dataclasses import dataclass
from math import gcd

from core.planning.rules.levelling.jobs import Jobs
from core.planning.rules.levelling.problem import NEVER, Gap, Problem, Steps, Take
from core.planning.rules.network import Edge
from core.planning.rules.passes import FF, FS, SF
from core.planning.rules.stretches import Own
from core.planning.rules.worktime import DAY, LAST, WorkTime

HALVES_IN = 100
"""A task of so much more priority counts double."""


@dataclass(frozen=True)
class Axis:
    """Step n is the moment at which `clock` has counted `base` + n times `grain`."""

    problem: Problem
    clock: WorkTime
    base: int
    grain: int
    is_exact: bool

    def start(self, step: int) -> int:
        """The moment at which work begins at a step."""
        return self.clock.start(self.base + step * self.grain)

    def finish(self, step: int) -> int:
        """The moment at which work ends at a step."""
        return self.clock.finish(self.base + step * self.grain)


def axis(jobs: Jobs) -> Axis:
    """The axis of a plan, its jobs in the order of `jobs.movable`."""
    clock = _common_clock(jobs)
    return _Counting(jobs, clock or jobs.clocks.of(None)).axis(clock is not None)


def _common_clock(jobs: Jobs) -> WorkTime | None:
    """The calendar on which everything is counted that may move; None if there is more than one."""
    common: set[object] = set()
    for place in jobs.movable:
        stretch = jobs.passes.stretches[place]
        common |= {jobs.passes.clocks[place], *((stretch.clock,) if isinstance(stretch, Own) else (clock for clock, *_ in stretch.parts))}
        common |= {jobs.clock_of(place, demand) for demand in jobs.demands(place)}
        if len(common) > 1 or any(edge[4] for edge, _ in jobs.edges(place)):
            return None
    only = next(iter(common), None)
    return only if isinstance(only, WorkTime) else None


class _Counting:
    """Counts on one clock."""

    def __init__(self, jobs: Jobs, clock: WorkTime) -> None:
        self.jobs, self.clock = jobs, clock
        self.passes = jobs.passes
        self.number = {place: number for number, place in enumerate(jobs.movable)}
        self.starts = [clock.count(self.passes.start_of(place)) for place in jobs.movable]
        self.lengths = [self._length(place) for place in jobs.movable]
        self.latest: list[int | None] = []
        for place, start in zip(jobs.movable, self.starts, strict=True):
            date = jobs.latest_start(place)
            self.latest.append(None if date is None else max(start, clock.count(date)))
        self.held = self._held()
        self.lanes = {person: lane for lane, person in enumerate(jobs.plan.people)}
        self.free = [self._free(person, start=min(self.starts, default=0)) for person in jobs.plan.people]

    def _length(self, place: int) -> int:
        stretch = self.passes.stretches[place]
        if isinstance(stretch, Own) and stretch.clock is self.clock:
            return stretch.duration
        start = self.passes.start_of(place)
        if not isinstance(stretch, Own) and all(clock is self.clock for clock, *_ in stretch.parts):
            return max(whole for _, whole, *_ in stretch.parts)
        return self.clock.between(start, self.passes.finish_of(place))

    def axis(self, is_exact: bool) -> Axis:
        into = [self._gaps(place) for place in self.jobs.movable]
        self._hold()
        takes = [self._takes(place, length) for place, length in zip(self.jobs.movable, self.lengths, strict=True)]
        base = min(self.starts, default=0)
        amounts = {start - base for start in self.starts} | set(self.lengths) | {gap for gaps in into for _, gap in gaps}
        amounts |= {amount for ones in takes for *_, offset, length in ones for amount in (offset, length)}
        amounts |= {at - base for moments, _ in self.free for at in moments[1:]}
        grain = gcd(*amounts) or 1
        priorities = [self.jobs.task(place).priority for place in self.jobs.movable]
        stands = (finish for finish in (self._stands()) if finish is not None)
        problem = Problem(
            [length // grain for length in self.lengths], [(start - base) // grain for start in self.starts],
            [None if latest is None else (latest - base) // grain for latest in self.latest],
            [[(before, gap // grain) for before, gap in gaps] for gaps in into],
            [[(lane, units, offset // grain, length // grain) for lane, units, offset, length in ones] for ones in takes],
            [((-NEVER, *((at - base) // grain for at in moments[1:])), free) for moments, free in self.free],
            [round(8 * 2 ** (priority / HALVES_IN)) for priority in priorities],
            max((-(-(finish - base) // grain) for finish in stands), default=-NEVER),
        )  # fmt: skip
        return Axis(problem, self.clock, base, grain, is_exact)

    # ------------------------------------------------------------------ links
    def _gaps(self, place: int) -> list[Gap]:
        """What a job waits for among those that may move. The others stand where its earliest start knows them."""
        found: dict[int, int] = {}
        for edge, leaf in self.jobs.edges(place):
            before = self.number.get(leaf)
            if before is not None:
                gap = self._gap(edge, self.lengths[before], self.lengths[self.number[place]], self.passes.finish_of(leaf))
                found[before] = max(found.get(before, -NEVER), gap)
        return sorted(found.items())

    def _gap(self, edge: Edge, before: int, own: int, finish: int) -> int:
        _, _, kind, lag, elapsed = edge
        if elapsed:
            lag = self.clock.between(finish, finish + lag)
        return (before if kind in (FS, FF) else 0) + lag - (own if kind in (FF, SF) else 0)

    def _hold(self) -> None:
        """What may not move has to stay reachable: who it waits for may not be delayed beyond it."""
        for place in self.passes.leaves:
            task = self.jobs.task(place)
            if place in self.number or task.inactive or task.actual_start is not None or task.actual_finish is not None:
                continue
            at = self.clock.count(self.passes.start_of(place))
            own = self.clock.between(self.passes.start_of(place), self.passes.finish_of(place))
            for edge, leaf in self.jobs.edges(place):
                before = self.number.get(leaf)
                if before is not None:
                    last = max(self.starts[before], at - self._gap(edge, self.lengths[before], own, self.passes.finish_of(leaf)))
                    self.latest[before] = last if self.latest[before] is None else min(self.latest[before], last)

    def _stands(self) -> list[int | None]:
        """When the tasks end that may not move."""
        return [
            self.clock.count(self.passes.finish_of(place))
            for place in self.passes.leaves
            if place not in self.number and not self.jobs.task(place).inactive
        ]  # fmt: skip

    # ------------------------------------------------------------------ people
    def _takes(self, place: int, length: int) -> list[Take]:
        found: dict[tuple[int, int, int], int] = {}
        for demand in self.jobs.demands(place):
            taken = length - demand.delay if demand.amount is None else demand.amount
            if taken > 0:
                key = self.lanes[demand.person], demand.delay, taken
                found[key] = found.get(key, 0) + demand.units
        start = self.starts[self.number[place]]
        takes = []
        for (lane, offset, taken), units in sorted(found.items()):
            moments, free = self.free[lane]
            most = max(amount for place_, amount in enumerate(free) if place_ + 1 == len(moments) or moments[place_ + 1] > start)
            if most:  # who asks for more than there ever is gets all of it; that it is too little is told elsewhere
                takes.append((lane, min(units, most), offset, taken))
        return takes

    def _held(self) -> dict[int, list[tuple[int, int, int]]]:
        """What people do who work on tasks that stay where they are."""
        held: dict[int, list[tuple[int, int, int]]] = {}
        for place in self.passes.leaves:
            for demand in self.jobs.demands(place) if place not in self.number else ():
                low, high = self.jobs.span(place, demand, self.passes.start_of(place), self.passes.finish_of(place))
                held.setdefault(demand.person, []).append((self.clock.count(low), self.clock.count(high), demand.units))
        return held

    def _free(self, uid: int, start: int) -> Steps:
        """What a person has left beside the tasks that stay where they are, from the first start on."""
        first = self.clock.start(start)
        changes, last = {start: 0}, 0
        for moment, units in self.jobs.plan.people[uid].capacity:
            if moment < LAST * DAY:
                at = start if moment <= first else self.clock.count(moment)
                changes[at] = changes.get(at, 0) + units - last
                last = units
        for low, high, units in self.held.get(uid, ()):
            if high > start:
                changes[max(start, low)] = changes.get(max(start, low), 0) - units
                changes[high] = changes.get(high, 0) + units
        moments: list[int] = []
        free: list[int] = []
        left = 0
        for at in sorted(changes):
            left += changes[at]
            if not free or free[-1] != max(0, left):
                moments.append(at)
                free.append(max(0, left))
        moments[0] = -NEVER
        return tuple(moments), tuple(free)

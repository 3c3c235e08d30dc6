"""A plan in, a proposal out: who would be delayed so that nobody is asked for more than she has, and what that costs. Pure.

First the earliest finish, then the least weighted delay. What is found is put into the plan and scheduled by the engine, so
the dates of a proposal are the engine's, and what remains too much is looked for in them and told.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import Refusal
from core.planning.rules.levelling.axis import Axis, axis
from core.planning.rules.levelling.bounds import lower_bound, work_bound
from core.planning.rules.levelling.crowd import Crowd
from core.planning.rules.levelling.dated import Placed, Placing
from core.planning.rules.levelling.jobs import Jobs, jobs
from core.planning.rules.levelling.load import Overload, overloads
from core.planning.rules.levelling.problem import NEVER, Problem
from core.planning.rules.levelling.serial import Starts, searched, serial
from core.planning.rules.levelling.solver import least_shift, shortest
from core.planning.rules.plan import Constraint, Plan
from core.planning.rules.schedule import Dates, Schedule, schedule
from core.planning.rules.worktime import WorkTime
from core.words import N_

SECONDS = 10.0
"""What a levelling may take if nobody says otherwise."""
WITHOUT_SEARCH = (0.06, 0.5, 600)
"""The share of the time for schedules without the solver: at least, at most, and the jobs for all of it."""
WITH_CROWD = (0.08, 0.7, 20, 100)
"""The same where schedules are made by the hundred: at least, at most, the jobs up to which it is the least, and how many more for all of it."""
CROWDED_AT_MOST = 600
SOLVED_AT_MOST = 4_000
SHIFTED_AT_MOST = 600
"""Larger plans are left as the heuristics have them: the solver would not even have read them in time."""
WORTH_STARTING = 0.05
"""Seconds that must be left to start the solver."""


class LevelledFromStart(Refusal):
    message = N_("A plan that is scheduled backwards from its finish cannot be levelled. Please schedule it from its start.")


@dataclass(frozen=True, slots=True)
class Move:
    """A task that is delayed. `shift` is working time, `effect` what it alone would delay the whole plan."""

    uid: int
    before: tuple[int, int]
    after: tuple[int, int]
    shift: int
    effect: int
    follows: bool
    """Nobody is short for it: it only follows what it waits for."""


@dataclass(frozen=True)
class Levelled:
    """A proposal. `lower_bound`: no levelled schedule of this plan finishes earlier; `is_optimal`: neither does this one later."""

    before: Schedule
    after: Schedule
    lower_bound: int
    is_optimal: bool
    moves: Sequence[Move]
    dates: Sequence[tuple[int, int]]
    """Start and finish of each task, in the order of the plan."""
    unsolved: Sequence[Overload]
    """Who would still be asked for too much: by tasks that may not move or ask for more than there ever is."""

    @property
    def finish(self) -> int:
        return self.after.finish


def level(plan: Plan, seconds: float = SECONDS, *, workers: int = 2, seed: int = 0, now: Callable[[], float] = time.monotonic) -> Levelled:
    """A proposal for a plan within `seconds`. Refuses what the schedule engine refuses, and a plan scheduled backwards."""
    until = now() + seconds
    before = schedule(plan)
    if plan.finish is not None and plan.people:
        raise LevelledFromStart()
    found = jobs(plan)
    if not overloads(found):
        return Levelled(before, before, before.finish, True, (), _dates(found, before), ())
    search = _Search(found, until, workers, seed, now)
    starts, bound, is_best = search.run()
    pinned = {found.task(place).uid: start for place, start in starts.items() if found.demands(place)}
    late = {task.uid for task in plan.tasks if task.constraint == Constraint.AS_LATE_AS_POSSIBLE}
    at_first = {found.task(place).uid: found.passes.start_of(place) for place in found.movable}
    pinned = {uid: start for uid, start in pinned.items() if start > at_first[uid] or uid in late}
    levelled = _pinned(plan, pinned)
    after = schedule(levelled)
    final = jobs(levelled)
    bound = min(max(bound, before.finish), after.finish)
    if is_best and not found.clocks.of(None).between(bound, after.finish):  # 17:00 and 08:00 of the next day are one count
        bound = after.finish
    return Levelled(before, after, bound, bound == after.finish, _moves(found, before, after, set(pinned)), _dates(final, after), overloads(final))


def accepted(plan: Plan, moves: Sequence[Move], uids: Collection[int]) -> Plan:
    """The plan with the proposed moves of these tasks. What only follows follows by itself."""
    return _pinned(plan, {move.uid: move.after[0] for move in moves if move.uid in uids and not move.follows})


def _pinned(plan: Plan, starts: dict[int, int]) -> Plan:
    tasks = []
    for task in plan.tasks:
        start = starts.get(task.uid)
        if start is None:
            tasks.append(task)
        elif task.constraint == Constraint.AS_LATE_AS_POSSIBLE:
            tasks.append(replace(task, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=start))
        else:
            tasks.append(replace(task, not_before=start))
    return replace(plan, tasks=tasks)


def _moves(found: Jobs, before: Schedule, after: Schedule, pinned: Collection[int]) -> list[Move]:
    moves = []
    for place in found.movable:
        old, new = before.tasks[place], after.tasks[place]
        was = found.passes.start_of(place), found.passes.finish_of(place)
        is_ = _date(new, found.passes.is_late[place])
        if old.uid not in pinned and was == is_:
            continue
        shift = max(0, found.passes.clocks[place].between(was[0], is_[0]))
        moves.append(Move(old.uid, was, is_, shift, max(0, shift - max(0, old.total_slack)), old.uid not in pinned))
    return sorted(moves, key=lambda move: (move.after, move.uid))


def _dates(found: Jobs, schedule_: Schedule) -> list[tuple[int, int]]:
    return [_date(dates, late) for dates, late in zip(schedule_.tasks, found.passes.is_late, strict=True)]


def _date(dates: Dates, is_late: bool) -> tuple[int, int]:
    """When a task is done: as early as it can, or as late if that is what was asked for."""
    return (dates.late_start, dates.late_finish) if is_late else (dates.early_start, dates.early_finish)


class _Search:
    """The way to the starts of a proposal, by place, and to what is proven of them."""

    def __init__(self, found: Jobs, until: float, workers: int, seed: int, now: Callable[[], float]) -> None:
        self.jobs, self.until, self.workers, self.seed, self.now = found, until, workers, seed, now
        self.began = now()

    def left(self) -> float:
        return self.until - self.now()

    def run(self) -> tuple[dict[int, int], int, bool]:
        if not self.jobs.movable:
            return {}, 0, True
        made = axis(self.jobs)
        for problem in _relaxed(made.problem):
            starts, bound, is_best = self._steps(problem, made.is_exact)
            if starts is None:
                continue
            if made.is_exact:
                dates = {place: made.start(step) for place, step in zip(self.jobs.movable, starts, strict=True)}
                strict = problem is made.problem
                return dates, made.finish(max(bound, 1 - (1 << 40))) if strict and bound > -NEVER else 0, is_best and strict
            placed = self._dated(made, starts)
            if placed is not None:
                return {place: start for place, (start, _) in placed.items()}, self._bound(), False
        return {}, self._bound(), False

    # ------------------------------------------------------------------ on one calendar
    def _steps(self, problem: Problem, is_exact: bool) -> tuple[Starts | None, int, bool]:
        """The best schedule of a problem, a bound, and whether none ends earlier."""
        bound = lower_bound(problem)
        size = len(problem.length)
        starts = self._unsolved(problem, bound)
        finish = problem.end(starts) if starts is not None else None
        if (finish is None or finish > bound) and size <= SOLVED_AT_MOST and self.left() > WORTH_STARTING:
            limit = self.left() if is_exact else self.left() / 2
            last = finish if finish is not None else _horizon(problem)
            solved = shortest(problem, starts, bound, last, limit, workers=self.workers, seed=self.seed)
            if solved is not None:
                starts, bound = list(solved.starts), max(bound, solved.bound)
                finish = problem.end(starts)
        if starts is None:
            return None, bound, False
        starts = _left(problem, starts)
        if size <= SHIFTED_AT_MOST and is_exact and self.left() > WORTH_STARTING:
            starts = _left(problem, least_shift(problem, starts, problem.end(starts), self.left(), workers=self.workers, seed=self.seed).starts)
        return starts, bound, problem.end(starts) <= bound

    def _unsolved(self, problem: Problem, bound: int) -> Starts | None:
        """The best schedule of a problem without the solver."""
        size, began, left = len(problem.length), self.now(), self.left()
        crowd = Crowd(problem)
        if size <= CROWDED_AT_MOST and crowd.fits:
            least, most, few, more = WITH_CROWD
            quick = began + left * max(least, min(most, (size - few) / more))
            return crowd.searched(bound, lambda: self.now() > quick, self.seed)
        least, most, jobs_ = WITHOUT_SEARCH
        quick = began + left * (max(least, min(most, size / jobs_)) if size <= SOLVED_AT_MOST else 1)
        return searched(problem, bound, lambda: self.now() > quick, self.seed)

    # ------------------------------------------------------------------ on several calendars
    def _dated(self, made: Axis, starts: Sequence[int]) -> Placed | None:
        """The best of the orders that are found by likeness, each done on the calendars."""
        placing, problem = Placing(self.jobs), made.problem
        natural = [start - weight / (1 << 20) for start, weight in zip(problem.earliest, problem.weight, strict=True)]
        best: tuple[tuple[int, int], Placed] | None = None
        for key in (starts, natural, problem.last_starts(_horizon(problem))):
            placed = placing.placed([self.jobs.movable[job] for job in problem.sorted(key)])
            if placed is not None:
                cost = (max(finish for _, finish in placed.values()), self._cost(made, placed))
                if best is None or cost < best[0]:
                    best = cost, placed
            if best is not None and self.left() < 0:
                break
        return None if best is None else best[1]

    def _cost(self, made: Axis, placed: Placed) -> int:
        starts = [made.clock.count(placed[place][0]) // made.grain for place in self.jobs.movable]
        return sum(weight * start for weight, start in zip(made.problem.weight, starts, strict=True))

    def _bound(self) -> int:
        """By when each person is through with all she has to do, whatever the links."""
        work: dict[tuple[int, WorkTime], list[tuple[int, int, int]]] = {}
        passes, found = self.jobs.passes, 0
        for place in self.jobs.movable:
            for demand in self.jobs.demands(place):
                clock = self.jobs.clock_of(place, demand)
                if isinstance(clock, WorkTime):
                    begin, end = self.jobs.span(place, demand, passes.start_of(place), passes.finish_of(place))
                    units = min(demand.units, max((units for _, units in self.jobs.plan.people[demand.person].capacity), default=0))
                    work.setdefault((demand.person, clock), []).append((clock.count(begin), 0, clock.between(begin, end) * units))
        for (person, clock), pieces in work.items():
            most = max((units for _, units in self.jobs.plan.people[person].capacity), default=0)
            if most:
                columns = (np.array(column, np.int64) for column in zip(*pieces, strict=True))
                last = work_bound(*columns, ((-NEVER,), (most,)))
                found = max(found, clock.finish(last) if last > -NEVER else 0)
        return found


def _left(problem: Problem, starts: Sequence[int]) -> Starts:
    """The same schedule with every job moved as far to the left as it goes, if that makes nothing longer."""
    again = serial(problem, problem.sorted(starts))
    if again is None or (problem.end(again), problem.cost(again)) > (problem.end(starts), problem.cost(starts)):
        return list(starts)
    return again


def _horizon(problem: Problem) -> int:
    """A finish by which everything can be done, one after the other after the last moment that matters."""
    last = max((at[-1] for at, _ in problem.free if len(at) > 1), default=0)
    gaps = sum(max((abs(gap) for _, gap in gaps), default=0) for gaps in problem.into)
    dates = [one for one in problem.latest if one is not None]
    return max(last, problem.floor, *problem.heads, *dates) + sum(problem.length) + gaps


def _relaxed(problem: Problem) -> Iterator[Problem]:
    """The problem; without the end of people's availability; and with all that a date holds where it stands now."""
    yield problem
    lasting = replace(problem, free=[(at, (*free[:-1], max(free))) for at, free in problem.free])
    yield lasting
    held = {job for job, latest in enumerate(problem.latest) if latest is not None}
    for job in reversed(problem.sorted([0] * len(problem.length))):
        if job in held:
            held.update(before for before, _ in problem.into[job])
    yield _standing(lasting, held)


def _standing(problem: Problem, held: Collection[int]) -> Problem:
    """These jobs do not move, and what they take is no longer asked for: it is too much, or it would have fitted."""
    free = [list(zip(*steps, strict=True)) for steps in problem.free]
    for job in held:
        for lane, units, offset, length in problem.takes[job]:
            low = problem.earliest[job] + offset
            free[lane] = _less(free[lane], low, low + length, units)
    steps = [tuple(zip(*one, strict=True)) for one in free]
    latest = [problem.earliest[job] if job in held else one for job, one in enumerate(problem.latest)]
    return replace(problem, latest=latest, free=steps, takes=[() if job in held else ones for job, ones in enumerate(problem.takes)])


def _less(steps: Sequence[tuple[int, int]], low: int, high: int, units: int) -> list[tuple[int, int]]:
    """Steps with less in between, but never less than nothing."""
    cuts = sorted({*(at for at, _ in steps), low, high})
    found = []
    for cut in cuts:
        amount = next(free for at, free in reversed(steps) if at <= cut)
        found.append((cut, max(0, amount - units) if low <= cut < high else amount))
    return found

"""The search for the shortest schedule and the least shift, with OR-Tools CP-SAT. Pure.

A cumulative constraint for each lane, a start in its window for each job, a disjunction for each two jobs that can never
run side by side. Where it is not too much also, for each step, whether a job runs then, and what is free then: from that the
solver learns why nothing shorter is possible, several times as fast. Whatever is known goes in: the best schedule so far as
a hint and as the last finish of interest, the lower bound as the first.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from core.planning.rules.levelling.problem import NEVER, Problem

STEPS_AT_MOST = 6_000
"""Steps in the windows of all jobs together up to which each is told by itself."""
QUICKLY_FOUND = 1_500
"""Up to so many steps something short is found soon, and most of the time is for the proof."""
BY_CONFLICTS = "no_lp"
"""The solver's way to search that proves most in such problems: it learns from conflicts and never relaxes to fractions."""
PAIRS_AT_MOST = 5_000
"""Disjunctions that are told one by one; beyond that the solver finds what it needs itself."""


@dataclass(frozen=True)
class Solved:
    starts: Sequence[int]
    bound: int
    """Of what was asked for: no schedule has less."""
    is_best: bool


class _Model:
    """Jobs, gaps and lanes as CP-SAT knows them, all to end by `finish`."""

    def __init__(self, problem: Problem, finish: int, tells_steps: bool = False) -> None:
        from ortools.sat.python import cp_model  # takes a second: only who levels pays for it

        self.problem, self.cp = problem, cp_model
        self.model = model = cp_model.CpModel()
        self.starts = [model.new_int_var(first, max(first, last), "") for first, last in zip(problem.heads, problem.last_starts(finish), strict=True)]
        for job, gaps in enumerate(problem.into):
            for before, gap in gaps:
                model.add(self.starts[job] >= self.starts[before] + gap)
        self._lanes(finish)
        if tells_steps:
            self._steps(finish)
        else:
            self._pairs()
        self.solver = cp_model.CpSolver()

    def _lanes(self, finish: int) -> None:
        users: list[list[tuple[int, int, int, int]]] = [[] for _ in self.problem.free]
        for job, takes in enumerate(self.problem.takes):
            for lane, units, offset, length in takes:
                users[lane].append((job, units, offset, length))
        first = min(self.problem.heads, default=0)
        for mine, (at, free) in zip(users, self.problem.free, strict=True):
            if not mine:
                continue
            most = max(free)
            intervals, units = [], []
            for job, taken, offset, length in mine:
                intervals.append(self.model.new_fixed_size_interval_var(self.starts[job] + offset, length, ""))
                units.append(taken)
            for place, amount in enumerate(free):
                low, high = max(at[place], first), min(at[place + 1] if place + 1 < len(at) else finish, finish)
                if amount < most and low < high:
                    intervals.append(self.model.new_fixed_size_interval_var(low, high - low, ""))
                    units.append(most - amount)
            self.model.add_cumulative(intervals, units, most)

    def _pairs(self) -> None:
        for one, other in apart(self.problem):
            first = self.model.new_bool_var("")
            self.model.add(self.starts[one] + self.problem.length[one] <= self.starts[other]).only_enforce_if(first)
            self.model.add(self.starts[other] + self.problem.length[other] <= self.starts[one]).only_enforce_if(~first)

    def _steps(self, finish: int) -> None:
        """For each step whether a job that takes something has begun by then, and so whether it runs; its windows end by `finish`."""
        running: dict[tuple[int, int], list[tuple[int, Any]]] = {}
        for job, (first, last) in enumerate(zip(self.problem.heads, self.problem.last_starts(finish), strict=True)):
            if self.problem.takes[job]:
                begun = self._begun(job, first, last)
                for lane, units, offset, length in self.problem.takes[job]:
                    for step in range(first + offset, last + offset + length):
                        runs = self._runs(begun, first, last, step - offset, length)
                        if runs is not False:
                            running.setdefault((lane, step), []).append((units, runs))
        for (lane, step), takes in running.items():
            at, free = self.problem.free[lane]
            room = free[bisect_right(at, step) - 1]
            if sum(units for units, _ in takes) > room:
                self.model.add(sum(units * runs for units, runs in takes) <= room)

    def _begun(self, job: int, first: int, last: int) -> dict[int, Any]:
        begun = {}
        for step in range(first, last):
            begun[step] = self.model.new_bool_var("")
            self.model.add(self.starts[job] <= step).only_enforce_if(begun[step])
            self.model.add(self.starts[job] > step).only_enforce_if(~begun[step])
        return begun

    def _runs(self, begun: Mapping[int, Any], first: int, last: int, step: int, length: int) -> Any:
        """Whether a job of this length runs at a step: it has begun by then and not so long before."""
        never_yet, surely_over = step < first, step - length >= last
        if never_yet or surely_over:
            return False
        has_begun, is_over = begun.get(step, True), begun.get(step - length, False)
        if is_over is False:
            return has_begun
        if has_begun is True:
            return ~is_over
        runs = self.model.new_bool_var("")
        self.model.add_bool_or(runs, ~has_begun, is_over)
        self.model.add_implication(runs, has_begun)
        self.model.add_implication(runs, ~is_over)
        return runs

    def to_end_soon(self, bound: int, finish: int) -> None:
        """The objective: the end of the last job, between what is proven and what is of interest."""
        end = self.model.new_int_var(bound, finish, "")
        for job, start in enumerate(self.starts):
            if not self.problem.out[job] or self.problem.tails[job] == self.problem.length[job]:
                self.model.add(end >= start + self.problem.length[job])
        self.model.minimize(end)

    def solve(self, hint: Sequence[int], seconds: float, *, workers: int, seed: int, way: str | None = None) -> Any:
        for start, at in zip(self.starts, hint, strict=True):
            self.model.add_hint(start, at)
        parameters = self.solver.parameters
        parameters.max_time_in_seconds, parameters.num_workers, parameters.random_seed = seconds, workers, seed
        if way is not None:
            parameters.subsolvers.append(way)
        return self.solver.solve(self.model)

    def told(self, status: Any) -> list[int] | None:
        """The starts that were found."""
        found = status in (self.cp.OPTIMAL, self.cp.FEASIBLE)
        return [self.solver.value(start) for start in self.starts] if found else None

    def bound(self, status: Any, least: int, most: int) -> int:
        """What is proven of the end: at least `least`, and where nothing ends by `most` more than that."""
        if status == self.cp.INFEASIBLE:
            return most + 1
        proven = self.solver.best_objective_bound
        return max(least, round(proven)) if abs(proven) < NEVER else least


def apart(problem: Problem) -> list[tuple[int, int]]:
    """Two and two jobs that need more than there ever is of something, all their time; none if there are too many."""
    most = [max(free) for _, free in problem.free]
    behind = [0] * len(problem.length)
    for job in reversed(problem.sorted([0] * len(behind))):
        for after, _ in problem.out[job]:
            behind[job] |= 1 << after | behind[after]
    by_lane: list[list[tuple[int, int]]] = [[] for _ in most]
    for job, takes in enumerate(problem.takes):
        for lane, units, offset, length in takes:
            if not offset and length == problem.length[job]:
                by_lane[lane].append((units, job))
    found: set[tuple[int, int]] = set()
    for users, room in zip(by_lane, most, strict=True):
        users.sort(reverse=True)
        for place, (units, job) in enumerate(users):
            for other_units, other in users[place + 1 :]:
                if units + other_units <= room:
                    break
                if not (behind[job] >> other & 1 or behind[other] >> job & 1):
                    found.add((min(job, other), max(job, other)))
            if len(found) > PAIRS_AT_MOST:
                return []
    return sorted(found)


def shortest(problem: Problem, known: Sequence[int] | None, bound: int, finish: int, seconds: float, *, workers: int, seed: int = 0) -> Solved | None:
    """The schedule that ends first, no later than `finish`; None if none was found. `known` is what it starts from."""
    steps = _steps_between(problem, finish)
    is_small = workers > 1 and steps <= STEPS_AT_MOST
    made = _Model(problem, finish)
    made.to_end_soon(bound, finish)
    at_first = seconds * ((0.2 if steps <= QUICKLY_FOUND else 0.6) if is_small else 1)
    status = made.solve(problem.heads if known is None else known, at_first, workers=workers, seed=seed)
    found = _better(problem, known, made.told(status), made.bound(status, bound, finish))
    if found is None or found.is_best or not is_small:
        return found
    return _from_two_sides(problem, found.starts, found.bound, seconds - at_first, workers=workers, seed=seed)


def _better(problem: Problem, known: Sequence[int] | None, found: Sequence[int] | None, bound: int) -> Solved | None:
    if found is None or (known is not None and problem.end(known) <= problem.end(found)):
        found = known
    if found is None:
        return None
    end = problem.end(found)
    return Solved(found, min(bound, end), bound >= end)


def _steps_between(problem: Problem, finish: int) -> int:
    """How many steps there are in the windows of all jobs together."""
    return sum(max(0, last - first) for first, last in zip(problem.heads, problem.last_starts(finish), strict=True))


def _from_two_sides(problem: Problem, known: Sequence[int], bound: int, seconds: float, *, workers: int, seed: int) -> Solved:
    """Two searches at once for something that ends before `known` does: who is done first stops the other.

    Small problems are a matter of proof, and no one way to look at them proves all: one search has every step told, the
    other does without and, where nothing but links and people hold the jobs, goes from the end to the beginning.
    """
    finish = problem.end(known) - 1
    mirrored = _turned(problem, finish)
    sides = [(problem, _Model(problem, finish, tells_steps=True), 1), (mirrored or problem, _Model(mirrored or problem, finish), workers - 1)]
    solved: list[Solved] = []

    def search(side: int) -> None:
        mine, model, count = sides[side]
        model.to_end_soon(bound, finish)
        status = model.solve(mine.heads, seconds, workers=count, seed=seed, way=BY_CONFLICTS if count == 1 else None)
        found = model.told(status)
        if found is not None and mine is mirrored:
            end = mine.end(found)
            found = [end - start - length for start, length in zip(found, mine.length, strict=True)]
        solved.append(_better(problem, known, found, model.bound(status, bound, finish)))
        if status in (model.cp.OPTIMAL, model.cp.INFEASIBLE):
            sides[1 - side][1].solver.stop_search()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(search, side) for side in range(2)]:
            done.result()
    best = min((one.starts for one in solved), key=problem.end)
    proven = max(one.bound for one in solved)
    return Solved(best, min(proven, problem.end(best)), proven >= problem.end(best))


def _turned(problem: Problem, finish: int) -> Problem | None:
    """The mirror of a problem whose jobs could begin at any time and end at any, counted from the first start on; else None."""
    base = min(problem.earliest, default=0)
    alone = replace(problem, earliest=[base] * len(problem.length))
    if base or problem.floor > finish or any(latest is not None for latest in problem.latest) or any(len(at) > 1 for at, _ in problem.free) or list(alone.heads) != list(problem.heads):
        return None
    return replace(problem.mirrored, earliest=[0] * len(problem.length))


def least_shift(problem: Problem, known: Sequence[int], finish: int, seconds: float, *, workers: int, seed: int = 0) -> Solved:
    """The schedule that ends by `finish` with the least weighted delay, starting from `known`."""
    made = _Model(problem, finish)
    made.model.minimize(sum(weight * start for weight, start in zip(problem.weight, made.starts, strict=True)))
    status = made.solve(known, seconds, workers=workers, seed=seed)
    found = made.told(status)
    return Solved(known if found is None else found, 0, status == made.cp.OPTIMAL)

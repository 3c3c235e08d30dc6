"""The search for the shortest schedule and the least shift, with OR-Tools CP-SAT. Pure.

A cumulative constraint for each lane, a start in its window for each job, a disjunction for each two jobs that can never
run side by side. Where it is not too much also, for each step, whether a job runs then, and what is free then: from that the
solver learns why nothing shorter is possible, several times as fast. Whatever is known goes in: the best schedule so far as
a hint and as the last finish of interest, the lower bound as the first.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.planning.rules.levelling.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

STEPS_AT_MOST = 4_000
"""Steps in the windows of all jobs together up to which each is told by itself."""
TOLD_STEPS = ("no_lp", "objective_lb_search_no_lp")
"""How the solver searches where steps are told: by conflicts, from above and from below."""
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

    def __init__(self, problem: Problem, finish: int) -> None:
        from ortools.sat.python import cp_model  # takes a second: only who levels pays for it

        self.problem, self.cp = problem, cp_model
        self.model = model = cp_model.CpModel()
        self.starts = [model.new_int_var(first, max(first, last), "") for first, last in zip(problem.heads, problem.last_starts(finish), strict=True)]
        for job, gaps in enumerate(problem.into):
            for before, gap in gaps:
                model.add(self.starts[job] >= self.starts[before] + gap)
        self._lanes(finish)
        self._pairs()
        self.tells_steps = sum(max(0, last - first) for first, last in zip(problem.heads, problem.last_starts(finish), strict=True)) <= STEPS_AT_MOST
        if self.tells_steps:
            self._steps(finish)

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

    def solve(self, hint: Sequence[int], seconds: float, workers: int, seed: int) -> tuple["cp_model.CpSolver", Any]:
        for start, at in zip(self.starts, hint, strict=True):
            self.model.add_hint(start, at)
        solver = self.cp.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        if self.tells_steps and workers <= len(TOLD_STEPS):
            solver.parameters.subsolvers.extend(TOLD_STEPS[:workers])
        return solver, solver.solve(self.model)

    def told(self, solver: "cp_model.CpSolver") -> list[int]:
        return [solver.value(start) for start in self.starts]


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
    made = _Model(problem, finish)
    end = made.model.new_int_var(bound, finish, "")
    for job, start in enumerate(made.starts):
        if not problem.out[job] or problem.tails[job] == problem.length[job]:
            made.model.add(end >= start + problem.length[job])
    made.model.minimize(end)
    if known is not None:
        made.model.add_hint(end, problem.end(known))
    solver, status = made.solve(problem.heads if known is None else known, seconds, workers, seed)
    if status not in (made.cp.OPTIMAL, made.cp.FEASIBLE):
        return None if known is None else Solved(known, max(bound, _whole(solver.best_objective_bound, bound)), False)
    return Solved(made.told(solver), max(bound, _whole(solver.best_objective_bound, bound)), status == made.cp.OPTIMAL)


def _whole(value: float, least: int) -> int:
    return round(value) if abs(value) < 1e15 else least


def least_shift(problem: Problem, known: Sequence[int], finish: int, seconds: float, *, workers: int, seed: int = 0) -> Solved:
    """The schedule that ends by `finish` with the least weighted delay, starting from `known`."""
    made = _Model(problem, finish)
    made.model.minimize(sum(weight * start for weight, start in zip(problem.weight, made.starts, strict=True)))
    solver, status = made.solve(known, seconds, workers, seed)
    if status not in (made.cp.OPTIMAL, made.cp.FEASIBLE):
        return Solved(known, 0, False)
    return Solved(made.told(solver), 0, status == made.cp.OPTIMAL)

"""The search for the shortest schedule and the least shift, with OR-Tools CP-SAT. Pure.

A cumulative constraint for each lane, a start in its window for each job, a disjunction for each two jobs that can never
run side by side. Whatever is known goes in: the best schedule so far as a hint and as the last finish of interest, the
lower bound as the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.planning.rules.levelling.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

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

    def solve(self, hint: Sequence[int], seconds: float, workers: int, seed: int) -> tuple["cp_model.CpSolver", Any]:
        for start, at in zip(self.starts, hint, strict=True):
            self.model.add_hint(start, at)
        solver = self.cp.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
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

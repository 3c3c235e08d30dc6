"""Schedules without search: one job after the other, each as early as it fits; then pushed right and left again. Pure.

`serial` places jobs in a given order. `justified` lets a schedule run backwards and forwards until it gets no shorter
(forward-backward improvement). `searched` tries the classic priority rules, then crosses and shakes the best ones.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from core.planning.rules.levelling.problem import NEVER, Problem, Take

Starts = list[int]
ELITE = 12
"""How many schedules are kept to be crossed."""
SHAKEN = 0.04
"""How far a key is shaken, as a share of the whole span."""


def serial(problem: Problem, order: Sequence[int], floor: int = -NEVER) -> Starts | None:
    """Each job as early as it fits beside those before it in `order`; None if one cannot keep its date."""
    moments, amounts = [list(at) for at, _ in problem.free], [list(free) for _, free in problem.free]
    starts = [0] * len(problem.length)
    earliest, latest, into, takes = problem.earliest, problem.latest, problem.into, problem.takes
    for job in order:
        start = earliest[job] if earliest[job] > floor else floor  # max() costs more than all the rest here
        for before, gap in into[job]:
            if starts[before] + gap > start:
                start = starts[before] + gap
        if takes[job]:
            start = _fits(takes[job], start, moments, amounts)
            if start is None:
                return None
            for lane, units, offset, length in takes[job]:
                _take(moments[lane], amounts[lane], start + offset, start + offset + length, units)
        last = latest[job]
        if last is not None and start > last:
            return None
        starts[job] = start
    return starts


def _fits(takes: Sequence[Take], start: int, moments: Sequence[Sequence[int]], amounts: Sequence[Sequence[int]]) -> int | None:
    """The first step from `start` on at which all that the job takes is free; None if that never comes."""
    while True:
        moved = False
        for lane, units, offset, length in takes:
            at, free = moments[lane], amounts[lane]
            low = start + offset
            place, high, count = bisect_right(at, low) - 1, low + length, len(at)
            while True:
                if free[place] < units:
                    place += 1
                    if place == count:
                        return None
                    low, moved = at[place], True
                    high = low + length
                    continue
                place += 1
                if place == count or at[place] >= high:
                    break
            start = low - offset
        if not moved or len(takes) == 1:
            return start


def _take(at: list[int], free: list[int], low: int, high: int, units: int) -> None:
    first = bisect_left(at, low)
    if first == len(at) or at[first] != low:
        at.insert(first, low)
        free.insert(first, free[first - 1])
    last = bisect_left(at, high, first)
    if last == len(at) or at[last] != high:
        at.insert(last, high)
        free.insert(last, free[last - 1])
    for place in range(first, last):
        free[place] -= units
    if free[last] == free[last - 1]:
        del at[last], free[last]
    if first and free[first] == free[first - 1]:
        del at[first], free[first]


def justified(problem: Problem, starts: Starts) -> Starts:
    """Right and left again, as long as that makes the whole shorter."""
    best, length, mirrored = starts, problem.length, problem.mirrored
    while True:
        end = problem.end(best)
        backwards = serial(mirrored, mirrored.sorted([-start - own for start, own in zip(best, length, strict=True)]), -end)
        if backwards is None:
            return best
        again = serial(problem, problem.sorted([-start - own for start, own in zip(backwards, length, strict=True)]))
        if again is None or problem.end(again) >= end:
            return again if again is not None and problem.end(again) == end and problem.cost(again) < problem.cost(best) else best
        best = again


def rules(problem: Problem) -> list[list[float]]:
    """Keys of the classic priority rules, the smallest first."""
    horizon = max(map(int.__add__, problem.heads, problem.tails), default=0)
    last = problem.last_starts(horizon)
    late_finish = [start + own for start, own in zip(last, problem.length, strict=True)]
    slack = [late - early for late, early in zip(last, problem.heads, strict=True)]
    behind = [-tail - sum(own + len(problem.out[after]) for after, own in problem.out[job]) for job, tail in enumerate(problem.tails)]
    natural = [first * 1.0 for first in problem.earliest]
    return [late_finish, last, natural, slack, behind]


def searched(problem: Problem, bound: int, out_of_time: Callable[[], bool], seed: int = 0, rounds: int = NEVER) -> Starts | None:
    """The shortest schedule found until `bound` is met, time is out, or `rounds` shakes are done; None if no date-keeping one was."""
    dice = random.Random(seed)  # noqa: S311 - shakes a search, keeps no secret
    pool: list[tuple[int, int, Starts]] = []

    def keep(starts: Starts | None) -> bool:
        if starts is None:
            return False
        starts = justified(problem, starts)
        one = (problem.end(starts), problem.cost(starts), starts)
        if one not in pool:
            pool.append(one)
            pool.sort(key=lambda kept: kept[:2])
            del pool[ELITE:]
        return pool[0][0] <= bound

    keys = rules(problem)
    for key in keys:
        if keep(serial(problem, problem.sorted(key))) or (pool and out_of_time()):
            break
    while rounds > 0 and not (pool and pool[0][0] <= bound) and not out_of_time():
        rounds -= 1
        keep(serial(problem, problem.sorted(_shaken(pool, keys, dice))))
    return pool[0][2] if pool else None


def _shaken(pool: Sequence[tuple[int, int, Starts]], keys: Sequence[Sequence[float]], dice: random.Random) -> list[float]:
    """A new key: two good schedules crossed, or one of the rules, shaken a little."""
    if len(pool) > 1 and dice.random() < 0.8:
        one, other = (dice.choice(pool)[2] for _ in range(2))
        from_, to = sorted(dice.choices(one, k=2))
        key: Sequence[float] = [a if from_ <= a <= to else b for a, b in zip(one, other, strict=True)]
    else:
        key = dice.choice(keys)
    reach = SHAKEN * (max(key) - min(key) + 1)
    return [value + dice.gauss(0, reach) for value in key]

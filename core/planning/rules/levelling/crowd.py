"""Many schedules at once: a genetic search whose crowd is placed job by job in arrays. Pure.

What `serial.searched` does one by one, done for two hundred orders side by side: several times as many in the same time, and
for small and middling plans that decides how short the best of them is. Parents are crossed by a window of time: what runs
in it stands as in the one, the rest as in the other (after Debels and Vanhoucke 2007); every child is pushed right and left
again. Only where lanes are the same all the time, jobs take what they take from their first to their last step, and no date
holds a job: `Crowd.fits` tells.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import gcd

import numpy as np

from core.planning.rules.levelling.problem import Problem
from core.planning.rules.levelling.serial import justified, rules, serial

CROWD = 200
"""Schedules that are kept, and as many children at a time."""
SHAKEN = 0.001
"""How far a child's key is shaken, as a share of the whole span."""
WILD = 0.08
"""How far those of the first crowd are shaken."""
QUIET = 15
"""After so many crowds without anything shorter, and half of all there were, the search has come to its end."""
WINDOW = 0.25, 0.75
"""The shortest and the longest window of time that is passed on, as a share of the whole."""
BITS = 62
LENGTH_AT_MOST = 120
STEPS_AT_MOST = 16_000
AHEAD = 24
"""So many steps more than the longest job has are looked at in one go for a place."""


class Crowd:
    """A problem whose schedules are rows of an array."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    @cached_property
    def fits(self) -> bool:
        """Whether this search is made for the problem."""
        problem, lengths = self.problem, self.problem.length
        if not len(lengths) or max(lengths) > LENGTH_AT_MOST or not problem.is_sorted_by_start:
            return False
        if any(latest is not None for latest in problem.latest) or any(len(at) > 1 for at, _ in problem.free):
            return False
        for takes, length in zip(problem.takes, lengths, strict=True):
            if len({lane for lane, _, _, _ in takes}) < len(takes):
                return False
            if any(offset or took != length or units > problem.free[lane][1][0] for lane, units, offset, took in takes):
                return False
        self._pack()
        return self.guard.bit_length() <= BITS and self.steps <= STEPS_AT_MOST

    def _pack(self) -> None:
        """All lanes as one number: each has its bits, and one more, its guard, that taking too much would clear."""
        problem = self.problem
        self.needs, self.whole, place = [0] * len(problem.length), 0, 0
        self.guard = 0
        for lane, (_, (free,)) in enumerate(problem.free):
            users = [(job, units) for job, takes in enumerate(problem.takes) for one, units, _, _ in takes if one == lane]
            if users:
                grain = gcd(*(units for _, units in users))
                for job, units in users:
                    self.needs[job] += units // grain << place
                self.whole += free // grain << place
                place += (free // grain).bit_length() + 1
                self.guard |= 1 << place - 1
        self.whole += self.guard
        gaps = (sum(max((abs(gap) for _, gap in gaps), default=0) for gaps in into) for into in (problem.into, problem.mirrored.into))
        self.base = min(problem.earliest)
        self.steps = max(problem.earliest) - self.base + sum(problem.length) + max(gaps) + 1

    @cached_property
    def ranked(self) -> np.ndarray:
        """The jobs in an order in which all that each waits for comes first."""
        return np.argsort(np.array(self.problem.rank))

    @cached_property
    def _sides(self) -> tuple["_Side", "_Side"]:
        """The problem and its mirror, from nought on."""
        problem, count = self.problem, len(self.problem.length)
        needs = np.array(self.needs, np.int64)
        return (
            _Side(problem.into, np.array(problem.earliest) - self.base, problem.length, needs, self.whole, self.guard, self.steps),
            _Side(problem.mirrored.into, np.zeros(count, np.int64), problem.length, needs, self.whole, self.guard, self.steps),
        )

    def ordered(self, keys: np.ndarray, *, backwards: bool = False) -> np.ndarray:
        """The jobs of each row by key, but none before what it waits for."""
        ranked = self.ranked[::-1] if backwards else self.ranked
        links = self.problem.out if backwards else self.problem.into
        keys = keys.copy()
        for job in ranked.tolist():
            before = [one for one, _ in links[job]]
            if before:
                keys[:, job] = np.maximum(keys[:, job], keys[:, before].max(axis=1))
        return ranked[np.argsort(keys[:, ranked], axis=1, kind="stable")]

    def placed(self, keys: np.ndarray) -> np.ndarray:
        """A schedule for each row of keys, pushed right and left again. Steps count from the first on."""
        forwards, backwards = self._sides
        length = forwards.length
        starts = forwards.placed(self.ordered(keys))
        turned = backwards.placed(self.ordered(-starts - length, backwards=True))
        return self._shorter(starts, forwards.placed(self.ordered(-turned - length)))

    def _shorter(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.where((self.ends(other) <= self.ends(one))[:, None], other, one)

    def ends(self, starts: np.ndarray) -> np.ndarray:
        return (starts + self._sides[0].length).max(axis=1)

    def searched(self, bound: int, out_of_time: Callable[[], bool], seed: int = 0, rounds: int | None = None) -> list[int]:
        """The shortest schedule found until `bound` is met, time is out, `rounds` crowds have been, or nothing gets shorter any more."""
        dice = np.random.default_rng(seed)
        pool = self._first(bound, out_of_time)
        best, since, round_ = int(self.ends(pool)[0]), 0, 0
        while best + self.base > bound and round_ != rounds and since <= max(QUIET, round_ // 2) and not out_of_time():
            keys = self._children(pool, dice) if round_ else self._wild(pool, dice)
            pool = self._best(np.concatenate([pool, self.placed(keys)]))
            round_ += 1
            since = 0 if int(self.ends(pool)[0]) < best else since + 1
            best = int(self.ends(pool)[0])
        return (pool[0] + self.base).tolist()

    def _first(self, bound: int, out_of_time: Callable[[], bool]) -> np.ndarray:
        """What the priority rules find, one at least."""
        problem, found = self.problem, []
        for key in rules(problem):
            starts = serial(problem, problem.sorted(key))
            if starts is not None:  # always: no date holds anything
                found.append(justified(problem, starts))
            if out_of_time() or (found and problem.end(found[-1]) <= bound):
                break
        return self._best(np.array(found, np.int64) - self.base)

    def _wild(self, pool: np.ndarray, dice: np.random.Generator) -> np.ndarray:
        chosen = pool[dice.integers(len(pool), size=CROWD)]
        return chosen + dice.normal(0, WILD * int(self.ends(pool)[0]), chosen.shape)

    def _children(self, pool: np.ndarray, dice: np.random.Generator) -> np.ndarray:
        one, other = (pool[dice.integers(len(pool), size=(CROWD, 2)).min(axis=1)] for _ in range(2))  # sorted: the smaller is the better
        ends = self.ends(one)
        span = dice.uniform(*WINDOW, CROWD) * ends
        low = dice.uniform(0, 1, CROWD) * (ends - span)
        crossed = np.where((one >= low[:, None]) & (one <= (low + span)[:, None]), one, other)
        return crossed + dice.normal(0, SHAKEN, crossed.shape) * ends[:, None]

    def _best(self, starts: np.ndarray) -> np.ndarray:
        """The shortest of all that differ."""
        starts = np.unique(starts, axis=0)
        weight = np.array(self.problem.weight if len(self.problem.weight) else [1] * starts.shape[1])
        return starts[np.lexsort((starts @ weight, self.ends(starts)))[:CROWD]]


class _Side:
    """One direction of time."""

    def __init__(self, into: Sequence[Sequence[tuple[int, int]]], earliest: np.ndarray, length: Sequence[int], needs: np.ndarray, whole: int, guard: int, steps: int) -> None:
        most = max(map(len, into), default=0) or 1
        self.before, self.gap = np.zeros((len(length), most), np.int64), np.full((len(length), most), -(1 << 40), np.int64)
        for job, gaps in enumerate(into):
            for place, (before, gap) in enumerate(gaps):
                self.before[job, place], self.gap[job, place] = before, gap
        self.earliest, self.length, self.needs = earliest, np.array(length, np.int64), needs
        self.whole, self.guard, self.steps = whole, np.int64(guard), steps
        self.wide = int(self.length.max()) + AHEAD
        self.ahead = np.arange(self.wide)

    def placed(self, orders: np.ndarray) -> np.ndarray:
        """Each job of each row as early as it fits beside those before it."""
        count, jobs = orders.shape
        free = np.full((count, self.steps + 2 * self.wide), self.whole, np.int64)
        flat, starts, rows = free.ravel(), np.zeros((count, jobs), np.int64), np.arange(count)
        first = rows * free.shape[1]
        longest = self.ahead[: int(self.length.max())]
        before, gap = self.before, self.gap
        for job in orders.T:
            start = np.maximum(self.earliest[job], (starts[rows[:, None], before[job]] + gap[job]).max(axis=1))
            need, length = self.needs[job], self.length[job]
            left = None
            while True:
                some = rows if left is None else left
                full = (flat[(first[some] + start[some])[:, None] + self.ahead] - need[some, None]) & self.guard != self.guard
                # of each step ahead the last up to it that has no room
                last = np.maximum.accumulate(np.where(full, self.ahead, -1), axis=1)
                good = self.ahead - last >= length[some, None]
                place = good.argmax(axis=1)
                found = good[np.arange(len(some)), place]
                start[some] += np.where(found, last[np.arange(len(some)), place], last[:, -1]) + 1
                if found.all():
                    break
                left = some[~found]
            starts[rows, job] = start
            use = longest < length[:, None]
            at = (first + start)[:, None] + longest
            flat[at[use]] -= np.repeat(need, length)
        return starts

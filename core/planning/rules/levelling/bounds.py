"""No schedule can end earlier: by the longest path, and by how much work there is for each lane. Pure."""

import numpy as np

from core.planning.rules.levelling.problem import NEVER, Problem, Steps
from core.planning.rules.worktime import Ticks

TAILS_TRIED = 40
"""Of the tails that occur in a lane at most so many are tried, evenly spread: more would cost more than they find."""


def lower_bound(problem: Problem) -> int:
    """The greatest of both."""
    pieces: list[list[tuple[int, int, int]]] = [[] for _ in problem.free]
    for takes, head, tail in zip(problem.takes, problem.heads, problem.tails, strict=True):
        for lane, units, offset, length in takes:
            pieces[lane].append((head + offset, tail - offset - length, units * length))
    bound = max(problem.floor, _longest_path(problem))
    for found, free in zip(pieces, problem.free, strict=True):
        if found:
            bound = max(bound, work_bound(*np.array(found, np.int64).T, free))
    return bound


def _longest_path(problem: Problem) -> int:
    return max((head + tail for head, tail in zip(problem.heads, problem.tails, strict=True)), default=-NEVER)


def work_bound(heads: Ticks, tails: Ticks, works: Ticks, free: Steps) -> int:
    """When all is over at the earliest if pieces of work begin at their heads and are followed by their tails."""
    order = np.argsort(-heads, kind="stable")
    heads, tails, works = heads[order], tails[order], works[order]
    ends_group = np.append(heads[1:] != heads[:-1], True)
    room = _Room(free, int(heads[-1]))
    best = -NEVER
    kinds = np.unique(tails)
    for tail in kinds[np.unique(np.linspace(0, len(kinds) - 1, TAILS_TRIED).astype(int))]:
        work = np.cumsum(np.where(tails >= tail, works, 0))
        counts = ends_group & (work > 0)
        if counts.any():
            best = max(best, int(room.when(room.until(heads[counts]) + work[counts]).max()) + int(tail))
    return best


class _Room:
    """How much can be done in a lane up to a moment, and by when so much is."""

    def __init__(self, steps: Steps, first: int) -> None:
        at, free = np.array(steps[0], np.int64), np.array(steps[1], np.int64)
        keep = np.append(at[1:] > first, True)
        self.at, self.free = np.maximum(at[keep], first), free[keep]
        self.done = np.append(0, np.cumsum(np.diff(self.at) * self.free[:-1]))

    def until(self, moment: Ticks) -> Ticks:
        place = np.searchsorted(self.at, moment, "right") - 1
        return self.done[place] + (moment - self.at[place]) * self.free[place]

    def when(self, work: Ticks) -> Ticks:
        """The earliest moment by which `work` can be done."""
        place = np.searchsorted(self.done, work, "left") - 1
        free = np.maximum(self.free[place], 1)
        return self.at[place] - (self.done[place] - work) // free  # rounded up

"""A levelling problem as numbers: jobs on an axis of whole steps, what each waits for and takes, what is free when. Pure.

The axis is working time counted on one calendar (`counted`), in steps of the coarsest grain that tells all of it apart.
Every kind of link has become a *gap*: the least number of steps from the start of the one to the start of the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heapify, heappop, heappush

NEVER = 1 << 60
Gap = tuple[int, int]
"""Another job, and the least distance between the two starts."""
Take = tuple[int, int, int, int]
"""Lane (somebody's time), units, from how many steps after the start of the job, for how many steps (at least one)."""
Steps = tuple[tuple[int, ...], tuple[int, ...]]
"""Moments, and how many units are free from each of them on. The first moment is before everything."""


@dataclass(frozen=True)
class Problem:
    """Jobs by place; `free` by lane. `floor` is what ends at the latest whatever the jobs do."""

    length: Sequence[int]
    earliest: Sequence[int]
    latest: Sequence[int | None]
    """The last step at which a job may start, where a date holds it."""
    into: Sequence[Sequence[Gap]]
    takes: Sequence[Sequence[Take]]
    free: Sequence[Steps]
    weight: Sequence[int] = ()
    """How much a step of delay counts."""
    floor: int = -NEVER
    out: Sequence[Sequence[Gap]] = field(init=False)

    def __post_init__(self) -> None:
        out: list[list[Gap]] = [[] for _ in self.length]
        for job, gaps in enumerate(self.into):
            for before, gap in gaps:
                out[before].append((job, gap))
        object.__setattr__(self, "out", out)

    @cached_property
    def rank(self) -> Sequence[int]:
        """The place of each job in one order in which all it waits for comes first."""
        rank = [0] * len(self.length)
        for place, job in enumerate(self.sorted([0] * len(self.length))):
            rank[job] = place
        return rank

    @cached_property
    def is_sorted_by_start(self) -> bool:
        """Whether who waits never starts before whom it waits for."""
        return all(gap >= 0 for gaps in self.into for _, gap in gaps)

    def sorted(self, key: Sequence[float]) -> list[int]:
        """Jobs with the smallest key first, but all that a job waits for before it."""
        waiting = [len(gaps) for gaps in self.into]
        ready = [(key[job], job) for job, count in enumerate(waiting) if not count]
        heapify(ready)
        order = []
        while ready:
            _, job = heappop(ready)
            order.append(job)
            for after, _ in self.out[job]:
                waiting[after] -= 1
                if not waiting[after]:
                    heappush(ready, (key[after], after))
        return order

    @cached_property
    def heads(self) -> Sequence[int]:
        """The earliest start of each job as if there were time without end."""
        heads = list(self.earliest)
        for job in sorted(range(len(heads)), key=self.rank.__getitem__):
            for before, gap in self.into[job]:
                heads[job] = max(heads[job], heads[before] + gap)
        return heads

    @cached_property
    def tails(self) -> Sequence[int]:
        """From the start of each job to the earliest end of all that follows from it."""
        tails = list(self.length)
        for job in sorted(range(len(tails)), key=self.rank.__getitem__, reverse=True):
            for after, gap in self.out[job]:
                tails[job] = max(tails[job], gap + tails[after])
        return tails

    def last_starts(self, finish: int) -> list[int]:
        """The latest start of each job if all is to end by `finish` and every date is to be kept."""
        last = [finish - length if latest is None else min(latest, finish - length) for latest, length in zip(self.latest, self.length, strict=True)]
        for job in sorted(range(len(last)), key=self.rank.__getitem__, reverse=True):
            for after, gap in self.out[job]:
                last[job] = min(last[job], last[after] - gap)
        return last

    def end(self, starts: Sequence[int]) -> int:
        """When the last job ends."""
        return max(self.floor, max(map(int.__add__, starts, self.length), default=self.floor))

    def cost(self, starts: Sequence[int]) -> int:
        """The weighted delay against the earliest starts."""
        return sum(weight * (start - first) for weight, start, first in zip(self.weight, starts, self.earliest, strict=True))

    @cached_property
    def mirrored(self) -> "Problem":
        """The same problem with time running backwards: a start becomes minus a finish. Dates do not hold in it."""
        length = self.length
        into = [[(after, gap + length[after] - length[job]) for after, gap in gaps] for job, gaps in enumerate(self.out)]
        takes = [[(lane, units, length[job] - offset - took, took) for lane, units, offset, took in ones] for job, ones in enumerate(self.takes)]
        free = []
        for at, amounts in self.free:
            free.append(((-NEVER, *(-moment for moment in reversed(at[1:]))), tuple(reversed(amounts))))
        return replace(self, earliest=[-NEVER] * len(length), latest=[None] * len(length), into=into, takes=takes, free=free)

"""The quick way through a network: most tasks are counted in working time, and only turned into dates at the end.

Between tasks on one calendar, linked without elapsed lags, dates are not needed: a finish plus a lag is a sum of counts
(`worktime`). A task is *countable* if a count is all there is to its dates: it has a duration in working time and has
not begun. It goes the quick way if it is, everything it waits for is, on the same calendar, and no date is asked of it.
All others go the long way (`passes`), which asks here for the dates of counted ones when it needs them.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.planning.rules.plan import UNDATED, Constraint
from core.planning.rules.stretches import Own
from core.planning.rules.worktime import WorkTime

if TYPE_CHECKING:
    from core.planning.rules.passes import Passes

FF, FS, SF, SS = 0, 1, 2, 3
FROM_BELOW = (Constraint.AS_SOON_AS_POSSIBLE, Constraint.START_NO_EARLIER_THAN, Constraint.FINISH_NO_EARLIER_THAN)
"""Constraints that say nothing about how late a task may be."""
Dates = list[int | None]
Quick = list[Sequence[tuple[int, int, int, int, bool]] | None]


class Counted:
    """Counts of starts and finishes, early and late, by place; None where a task is not countable."""

    def __init__(self, passes: "Passes") -> None:
        self.passes = passes
        tasks = passes.network.tasks
        self.clock = [self._clock_of(place) for place in range(len(tasks))]
        self.length = [0 if clock is None else stretch.duration for stretch, clock in zip(passes.stretches, self.clock, strict=True)]
        self.start, self.finish = [0] * len(tasks), [0] * len(tasks)
        self.late_start, self.late_finish = [0] * len(tasks), [0] * len(tasks)
        self.into, self.out = self._quick()

    def _quick(self) -> tuple[Quick, Quick]:
        """The links by which a place is counted, forwards and backwards; None where it goes the long way."""
        passes, network, clock = self.passes, self.passes.network, self.clock
        into: Quick = list(network.into)
        out: Quick = list(network.out)
        apart = passes.plan.several_critical_paths
        for place, (task, mine, earliest, latest) in enumerate(zip(network.tasks, clock, passes.earliest, passes.latest, strict=True)):
            if mine is None:
                into[place] = out[place] = None
                continue
            kind = task.constraint
            if kind not in UNDATED or task.delay or earliest is not None:
                into[place] = None
            else:
                for edge in network.into[place]:
                    if edge[4] or clock[edge[0]] is not mine:
                        into[place] = None
                        break
            if kind not in FROM_BELOW or latest is not None or (apart and not network.out[place]):
                out[place] = None
            else:
                for edge in network.out[place]:
                    if edge[4] or clock[edge[1]] is not mine:
                        out[place] = None
                        break
        return into, out

    def _clock_of(self, place: int) -> WorkTime | None:
        task, stretch = self.passes.network.tasks[place], self.passes.stretches[place]
        if not isinstance(stretch, Own) or not isinstance(stretch.clock, WorkTime) or stretch.clock is not self.passes.clocks[place]:
            return None
        stands = task.manual or task.fixed or task.actual_start is not None or task.actual_finish is not None
        return None if stands or self.passes.is_late[place] or not stretch.duration or stretch.remaining != stretch.duration else stretch.clock

    def _counts_of(self, at: int) -> list[int]:
        """The count of one moment on the clock of each place."""
        counts = {clock: clock.count(at) for clock in set(self.clock) if clock is not None}
        return [counts.get(clock, 0) for clock in self.clock]

    # ------------------------------------------------------------------ forwards
    def forwards(self) -> Callable[[int], bool]:
        """What a forward pass asks for each place: whether it was counted. If not, it goes the long way and is noted."""
        start, finish, length, into = self.start, self.finish, self.length, self.into
        early_start, early_finish = self.passes.early_start, self.passes.early_finish
        first = self._counts_of(self.passes.project_start)

        def counted(place: int) -> bool:
            edges = into[place]
            if edges is None:
                return False
            own, most = length[place], None
            for before, _, kind, lag, _ in edges:
                if kind == FS:
                    at = finish[before] + lag
                elif kind == SS:
                    at = start[before] + lag
                elif kind == FF:
                    at = max(finish[before] + lag - own, first[place])
                else:
                    at = start[before] + lag - own
                if most is None or at > most:
                    most = at
            if most is None:
                most = first[place]
            start[place], finish[place] = most, most + own
            early_start[place] = early_finish[place] = None
            return True

        return counted

    def note_early(self, place: int) -> None:
        """The dates of a place that went the long way."""
        clock = self.clock[place]
        if clock is not None:
            self.start[place] = clock.count(self.passes.early_start[place])
            self.finish[place] = self.start[place] + self.length[place]

    def settle_early(self) -> None:
        """Counts become dates."""
        self._settle(self.start, self.finish, self.passes.early_start, self.passes.early_finish)

    # ------------------------------------------------------------------ backwards
    def backwards(self) -> Callable[[int], bool]:
        """The same for a backward pass."""
        start, finish, length, out = self.late_start, self.late_finish, self.length, self.out
        late_start, late_finish = self.passes.late_start, self.passes.late_finish
        last = self._counts_of(self.passes.project_finish)

        def counted(place: int) -> bool:
            edges = out[place]
            if edges is None:
                return False
            own, least = length[place], last[place]
            for _, after, kind, lag, _ in edges:
                if kind == FS:
                    at = start[after] - lag
                elif kind == SS:
                    at = start[after] - lag + own
                elif kind == FF:
                    at = finish[after] - lag
                else:
                    at = finish[after] - lag + own
                if at < least:
                    least = at
            start[place], finish[place] = least - own, least
            late_start[place] = late_finish[place] = None
            return True

        return counted

    def note_late(self, place: int) -> None:
        """The dates of a place that went the long way."""
        clock = self.clock[place]
        if clock is not None:
            self.late_finish[place] = clock.count(self.passes.late_finish[place])
            self.late_start[place] = self.late_finish[place] - self.length[place]

    def settle_late(self) -> None:
        """Counts become dates."""
        self._settle(self.late_start, self.late_finish, self.passes.late_start, self.passes.late_finish)

    def _settle(self, start: Sequence[int], finish: Sequence[int], starts: Dates, finishes: Dates) -> None:
        groups: dict[WorkTime | None, list[int]] = {}
        for place, (known, clock) in enumerate(zip(starts, self.clock, strict=True)):
            if known is None:
                groups.setdefault(clock, []).append(place)
        all_starts, all_finishes = np.array(start, np.int64), np.array(finish, np.int64)
        for clock, places in groups.items():
            chosen = np.array(places)
            begins, ends = clock.starts(all_starts[chosen]).tolist(), clock.finishes(all_finishes[chosen]).tolist()
            for place, at, end in zip(places, begins, ends, strict=True):
                starts[place], finishes[place] = at, end

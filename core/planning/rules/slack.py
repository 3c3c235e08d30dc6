"""How far tasks can slip, what is critical, and what summaries show of the tasks in them."""

from itertools import chain

import numpy as np
from numpy.typing import ArrayLike

from core.planning.rules.passes import FF, FS, SS, Passes
from core.planning.rules.worktime import ALWAYS, Clock, Ticks

NEVER = np.iinfo(np.int64).max


class Slacks:
    """Total and free slack in ticks, and the critical flag, by place; summaries get their dates here."""

    def __init__(self, passes: Passes) -> None:
        self.passes, self.network = passes, passes.network
        tasks = self.network.tasks
        self.over = [task.actual_finish is not None for task in tasks]
        self.clocks: list[Clock] = [ALWAYS if task.elapsed and passes.stretches[place] else passes.clocks[place] for place, task in enumerate(tasks)]
        """Whose time slack is counted in: an elapsed task's own, every minute."""
        numbers = {clock: number for number, clock in enumerate(dict.fromkeys(self.clocks))}
        self._number = np.array([numbers[clock] for clock in self.clocks], np.int64)
        self._known = list(numbers)
        self.total, self.free, self.critical = [0] * len(tasks), [0] * len(tasks), [False] * len(tasks)

    def run(self) -> None:
        """Dates of summaries first, then what can slip by them."""
        passes, places = self.passes, range(len(self.over))
        begun = [task.actual_start is not None for task in self.network.tasks]
        for place in reversed(places):  # what is inside comes after its summary
            if self.network.children[place]:
                self._roll_up(place)
                begun[place] = any(begun[one] for one in self.network.children[place])
        at_start = self._between(places, passes.early_start, passes.late_start)
        at_finish = self._between(places, passes.early_finish, passes.late_finish)
        total = np.where(begun, at_finish, np.minimum(at_start, at_finish))
        total[np.array(passes.is_late, bool)] = 0
        free = self._free(total)
        free[np.array(self.over, bool)] = 0
        self.total, self.free = total.tolist(), np.maximum(free, 0).tolist()
        limit = passes.plan.critical_slack
        self.critical = [
            slack <= limit and not over and task.percent < 100 and not task.unplaced
            for slack, over, task in zip(self.total, self.over, self.network.tasks, strict=True)
        ]

    def _between(self, places: ArrayLike, a: ArrayLike, b: ArrayLike) -> Ticks:
        """The time from each a to its b on the clock of its place."""
        places, first, second = np.asarray(places, np.int64), np.asarray(a, np.int64), np.asarray(b, np.int64)
        found = np.zeros(len(places), np.int64)
        for number, clock in enumerate(self._known):
            mine = self._number[places] == number
            found[mine] = clock.counts(second[mine]) - clock.counts(first[mine])
        return found

    def _roll_up(self, place: int) -> None:
        passes, tasks = self.passes, self.network.tasks
        children = self.network.children[place]
        inside = [one for one in children if self.network.children[one] or not tasks[one].fixed] or children
        starts = [passes.start_of(one) for one in inside]
        finishes = [passes.finish_of(one) for one in inside]
        # A task that stands where somebody put it is as late as it is early, seen from its summary.
        late_starts = [passes.early_start[one] if tasks[one].manual else passes.late_start[one] for one in inside]
        late_finishes = [passes.early_finish[one] if tasks[one].manual else passes.late_finish[one] for one in inside]
        task = tasks[place]
        if task.manual and task.start is not None and task.finish is not None:
            starts, late_starts = [*starts, task.start], [*late_starts, task.start]
            finishes, late_finishes = [*finishes, task.finish], [*late_finishes, task.finish]
        passes.early_start[place], passes.early_finish[place] = min(starts), max(finishes)
        passes.late_start[place], passes.late_finish[place] = min(late_starts), max(late_finishes)
        self.over[place] = all(self.over[one] for one in inside)

    def _free(self, total: Ticks) -> Ticks:
        """How far each can slip before one of its links moves a successor; without successors as far as at all."""
        own = chain.from_iterable(edges for place, edges in enumerate(self.network.own) if edges and not self.network.children[place])
        columns = tuple(zip(*own, strict=True))
        if not columns:
            return total.copy()
        found = np.array(columns, np.int64)
        before, after, kind, lag, elapsed = found[:, ~np.array(self.over, bool)[found[1]]]
        starts, finishes = (np.array(dates, np.int64) for dates in self.passes.dates())
        a = np.where((kind == FS) | (kind == FF), finishes[before], starts[before]) + lag * elapsed
        b = np.where((kind == FS) | (kind == SS), starts[after], finishes[after])
        room = self._between(before, a, b) - np.where(elapsed, 0, lag)
        free = np.full(len(total), NEVER)
        np.minimum.at(free, before, room)
        return np.where(free == NEVER, total, free)

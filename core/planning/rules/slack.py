"""How far tasks can slip, what is critical, and what summaries show of the tasks in them."""

from collections.abc import Iterable, Sequence

import numpy as np

from core.planning.rules.network import Edge, Links
from core.planning.rules.passes import FF, FS, HARD, SS, Passes
from core.planning.rules.worktime import ALWAYS, Clock, Ticks

NEVER = np.iinfo(np.int64).max


class Slacks:
    """Total and free slack in ticks, and the critical flag, by place; summaries get their dates here."""

    def __init__(self, passes: Passes) -> None:
        self.passes, self.network = passes, passes.network
        tasks = self.network.tasks
        self.over = [task.actual_finish is not None for task in tasks]
        self.begun = [task.actual_start is not None for task in tasks]
        self.total, self.free, self.critical = [0] * len(tasks), [0] * len(tasks), [False] * len(tasks)

    def run(self) -> None:
        """Dates of summaries first, then what can slip by them."""
        passes, tasks, children = self.passes, self.network.tasks, self.network.children
        for place in reversed([place for place, below in enumerate(children) if below]):  # what is inside comes after its summary
            self.roll_up(place)
        total = np.array(passes.counted.late_start, np.int64) - np.array(passes.counted.start, np.int64)
        others = passes.counted.others
        at_start = self._between(others, *_at(others, passes.early_start, passes.late_start))
        at_finish = self._between(others, *_at(others, passes.early_finish, passes.late_finish))
        total[others] = np.where(_at(others, self.begun)[0], at_finish, np.minimum(at_start, at_finish))
        for place in [place for place, task in enumerate(tasks) if task.constraint and task.constraint in HARD]:
            total[place] = self._lacking(place, int(total[place]))
        total[np.array(passes.is_late, bool)] = 0
        free = self._free(total)
        free[np.array(self.over, bool)] = 0
        # Nobody who can slip less in all can slip more without moving others.
        self.total, self.free = total.tolist(), np.maximum(np.minimum(free, total), 0).tolist()
        limit = passes.plan.critical_slack
        self.critical = [
            slack <= limit and not over and task.percent < 100 and not task.unplaced
            for slack, over, task in zip(self.total, self.over, tasks, strict=True)
        ]

    def again(self, places: Iterable[int]) -> None:
        """The slack of some places anew, by their dates, once those of their summaries are settled."""
        passes, tasks = self.passes, self.network.tasks
        for place in places:
            clock = self._clock(place)
            at_finish = clock.between(passes.early_finish[place], passes.late_finish[place])
            total = at_finish if self.begun[place] else min(at_finish, clock.between(passes.early_start[place], passes.late_start[place]))
            if tasks[place].constraint in HARD:
                total = self._lacking(place, total)
            rooms = [] if self.network.children[place] else [self._room_of(edge, clock) for edge in self.network.own[place] if not self.over[edge[1]]]
            self.total[place], self.free[place] = total, 0 if self.over[place] else max(0, min([total, *rooms]))
            self.critical[place] = total <= passes.plan.critical_slack and not self.over[place] and tasks[place].percent < 100 and not tasks[place].unplaced

    def _lacking(self, place: int, total: int) -> int:
        """The slack of a task that a constraint holds before what it waits for: so much too early as the links would have its start."""
        passes, lacks = self.passes, self.passes.lacking(place)
        at_start = self._clock(place).between(passes.early_start[place], passes.late_start[place]) - lacks
        return min(total, at_start) if lacks > 0 else total

    def _room_of(self, edge: Edge, clock: Clock) -> int:
        """How far the predecessor can slip before a link moves the successor."""
        passes, (first, second, kind, lag, elapsed) = self.passes, edge
        a = passes.early_finish[first] if kind in (FS, FF) else passes.early_start[first]
        b = (passes.early_start[second] if kind in (FS, SS) else passes.early_finish[second]) - passes.delay_of(second)
        return clock.between(a + lag, b) if elapsed else clock.between(a, b) - lag

    def _between(self, places: Sequence[int], a: Ticks, b: Ticks) -> Ticks:
        """The time from each a to its b on the clock of its place."""
        clocks = [self._clock(place) for place in places]
        numbers = {clock: number for number, clock in enumerate(dict.fromkeys(clocks))}
        number_of = np.array([numbers[clock] for clock in clocks], np.int64)
        found = np.zeros(len(places), np.int64)
        for clock, number in numbers.items():
            mine = number_of == number
            found[mine] = clock.counts(b[mine]) - clock.counts(a[mine])
        return found

    def _clock(self, place: int) -> Clock:
        """Whose time slack is counted in: an elapsed task's own, every minute."""
        return ALWAYS if self.network.tasks[place].elapsed and self.passes.stretches[place] else self.passes.clocks[place]

    def roll_up(self, place: int) -> None:
        """What a summary shows of what is in it."""
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
        self.begun[place] = any(self.begun[one] for one in children)

    def _free(self, total: Ticks) -> Ticks:
        """How far each can slip before one of its links moves a successor; without successors as far as at all."""
        counted, links = self.passes.counted, self.network.links
        start = np.array(counted.start, np.int64)
        room = start[links.second] - start[links.first] - counted.gap
        by_dates = ~counted.is_gap
        room[by_dates] = self._room(Links(*(column[by_dates] for column in links)))
        holds = ~(np.array(list(map(bool, self.network.children)), bool)[links.first] | np.array(self.over, bool)[links.second])
        free = np.full(len(total), NEVER)
        np.minimum.at(free, links.first[holds], room[holds])
        return np.where(free == NEVER, total, free)

    def _room(self, links: Links) -> Ticks:
        """How far the predecessor can slip before a link moves the successor, by their dates."""
        first, second, kind, lag, elapsed = links
        starts, finishes = self.passes.dates()
        before, after = first.tolist(), second.tolist()
        a = np.where((kind == FS) | (kind == FF), _at(before, finishes)[0], _at(before, starts)[0]) + lag * elapsed
        b = np.where((kind == FS) | (kind == SS), _at(after, starts)[0], _at(after, finishes)[0]) - np.array(list(map(self.passes.delay_of, after)), np.int64)
        return self._between(before, a, b) - np.where(elapsed, 0, lag)


def _at(places: Sequence[int], *columns: Sequence[int | None]) -> tuple[Ticks, ...]:
    """What stands at some places of columns."""
    return tuple(np.array([column[place] for place in places], np.int64) for column in columns)

"""How far tasks can slip, what is critical, and what summaries show of the tasks in them."""

from core.planning.rules.network import Edge
from core.planning.rules.passes import FF, FS, SS, Passes
from core.planning.rules.worktime import ALWAYS, Clock


class Slacks:
    """Total and free slack in ticks, and the critical flag, by place; summaries get their dates here."""

    def __init__(self, passes: Passes) -> None:
        self.passes, self.network, self.clocks = passes, passes.network, passes.clocks
        count = len(self.network.tasks)
        self.total, self.free, self.critical = [0] * count, [0] * count, [False] * count
        self.over = [task.actual_finish is not None for task in self.network.tasks]

    def run(self) -> None:
        """Tasks first: the free slack of one looks at the dates of others."""
        for place in self.passes.leaves:
            self.total[place] = self._total(place)
        for place in range(len(self.over) - 1, -1, -1):  # what is inside comes after its summary
            if self.network.children[place]:
                self._roll_up(place)
        for place in range(len(self.over)):
            self.free[place] = self._free(place)
            self.critical[place] = self.total[place] <= self.passes.plan.critical_slack and self._can_be_critical(place)

    def _total(self, place: int) -> int:
        if self.passes.is_late[place]:
            return 0
        task, clock, passes = self.network.tasks[place], self._clock(place), self.passes
        finish = clock.between(passes.early_finish[place], passes.late_finish[place])
        if task.actual_start is not None or (self.network.children[place] and self._begun(place)):
            return finish
        return min(finish, clock.between(passes.early_start[place], passes.late_start[place]))

    def _clock(self, place: int) -> Clock:
        """Whose time slack is counted in: an elapsed task's own, every minute."""
        elapsed = self.network.tasks[place].elapsed and not self.network.children[place]
        return ALWAYS if elapsed else self.clocks[place]

    def _begun(self, place: int) -> bool:
        return any(self.network.tasks[leaf].actual_start is not None for leaf in self.network.leaves(place))

    def _roll_up(self, place: int) -> None:
        passes = self.passes
        inside = [one for one in self.network.children[place] if not self._left_out(one)] or list(self.network.children[place])
        tasks = self.network.tasks
        starts = [passes._start_of(one) for one in inside]
        finishes = [passes._finish_of(one) for one in inside]
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
        self.total[place] = self._total(place)

    def _left_out(self, place: int) -> bool:
        task = self.network.tasks[place]
        return task.fixed if not self.network.children[place] else False

    def _free(self, place: int) -> int:
        if self.over[place]:
            return 0
        edges = [] if self.network.children[place] else [edge for edge in self.network.own[place] if not self.over[edge[1]]]
        free = min([self._room(edge) for edge in edges]) if edges else self.total[place]
        return max(free, 0)

    def _room(self, edge: Edge) -> int:
        """How far the predecessor can slip before the link moves the successor."""
        before, after, kind, lag, elapsed = edge
        passes = self.passes
        a = passes._finish_of(before) if kind in (FS, FF) else passes._start_of(before)
        b = passes._start_of(after) if kind in (FS, SS) else passes._finish_of(after)
        clock = self._clock(before)
        if lag and elapsed:
            return clock.between(a + lag, b)
        return clock.between(a, b) - lag

    def _can_be_critical(self, place: int) -> bool:
        task = self.network.tasks[place]
        return not self.over[place] and task.percent < 100 and not task.unplaced

"""Early and late dates: forwards over the network from the start of the project, backwards from its finish.

Constraints are always honoured, as Project does by default: a task that must not start later than a day starts on that
day even if its predecessors are not done, and their late dates then come before their early ones: negative slack.
What has happened stands: an actual start is the early start and the late one, and a finished task holds nobody back.
A milestone stands at the very moment that links ask for, forwards and backwards, whether or not anybody works then.
A leveling delay lies between a task and what it waits for: nobody's slack.
"""

from collections.abc import Mapping, Sequence

from core.planning.rules.counted import FF, FS, SF, SS, Asked, Counted, Dates
from core.planning.rules.network import Edge, Network
from core.planning.rules.plan import Constraint, Plan, Task
from core.planning.rules.stretches import Stretch
from core.planning.rules.worktime import Clock

(ASAP, ALAP, MUST_START, MUST_FINISH, START_FROM, START_BY, FINISH_FROM, FINISH_BY) = (one.value for one in Constraint)
HARD = (MUST_START, MUST_FINISH, START_BY, FINISH_BY)
"""Constraints that a link may make impossible."""

Bounds = tuple[Sequence[int | None], Sequence[int | None]]
"""By when each task has to be done, and from when on it may start, by what is asked of it and of its summaries."""


class Passes:
    """The dates of all tasks, by place. `rest_start`: by when what remains has to go on, of those that went the long way."""

    def __init__(self, plan: Plan, network: Network, clocks: Sequence[Clock], stretches: Mapping[int, Stretch | None], bounds: Bounds | None = None) -> None:
        self.plan, self.network, self.clocks, self.stretches = plan, network, clocks, stretches
        count = len(network.tasks)
        self.early_start: Dates = [0] * count
        self.early_finish: Dates = [0] * count
        self.late_start: Dates = [0] * count
        self.late_finish: Dates = [0] * count
        self.rest_start: Dates = [None] * count
        self.project_start, self.project_finish = plan.start, plan.start
        self.leaves = [place for place in network.order if place < count]
        self.latest, self.earliest = bounds or (latest(network), earliest(network))
        self.is_late = [task.constraint == ALAP and not _stands(task) for task in network.tasks]
        self._late_first = False
        self.ordinary: bool | None = None
        """Whether this can be worked out again from here (`again`), and of which tasks somebody waits for a share: None while nobody has asked."""
        self.shares: frozenset[int] | None = None
        self.counted = Counted(network, clocks, stretches, Asked(self.earliest, self.latest, self.is_late), judged_apart=plan.several_critical_paths)

    def run(self) -> None:
        """Both passes. A plan that is scheduled from its finish begins where its late dates begin."""
        if not self.leaves:
            return
        self._forward()
        if self.plan.finish is None:
            tasks, children = self.network.tasks, self.network.children
            finishes = [at for at, task, below in zip(self.early_finish, tasks, children, strict=True) if not task.inactive and not below]
            self.project_finish = max(finishes, default=self.plan.start)
            self._backward()
        else:
            self.project_finish = self.plan.finish
            self._backward()
            self.project_start = min(self.late_start[place] for place in self.leaves)
            self._forward()
        if any(self.is_late) and any(self.is_late[place] for place in self.leaves):
            self._late_first = True
            self._forward()

    # ------------------------------------------------------------------ forwards
    def _forward(self) -> None:
        counted = self.counted
        self.early_start, self.early_finish = counted.unknown(), counted.unknown()
        start = counted.start = counted.least(self.project_start)
        for place, gaps in counted.steps(counted.long_into):
            if place is not None:
                self._early_by_dates(place)
            for before, after, gap in gaps:
                at = start[before] + gap
                if at > start[after]:
                    start[after] = at
        self.early_start, self.early_finish = counted.settled(start, self.early_start, self.early_finish)

    def _early_by_dates(self, place: int) -> None:
        """The early dates of a place that gaps alone do not say."""
        count, counted = len(self.network.tasks), self.counted
        if place >= 2 * count:
            return
        if place >= count:
            below = list(self.network.leaves(place - count))
            self.early_start[place - count] = min(map(self.start_of, below))
            self.early_finish[place - count] = max(map(self.finish_of, below))
        elif place in counted.mixed_into:
            counted.start[place] = max(counted.start[place], *(self._asked_count(edge, place) for edge in counted.mixed_into[place]))
        else:
            self.early_start[place], self.early_finish[place] = self._early(place)
            if counted.length[place]:
                counted.start[place] = counted.clock[place].count(self.early_start[place])

    def _early(self, place: int) -> tuple[int, int]:
        task = self.network.tasks[place]
        stretch = self.stretches[place]
        if stretch is None:
            return task.early or (self.project_start, self.project_start)
        if task.actual_finish is not None:
            return task.actual_finish if task.actual_start is None else task.actual_start, task.actual_finish
        if task.manual:
            return self._placed(task, stretch)
        if task.actual_start is not None:
            return task.actual_start, _finish_of_begun(task, stretch)
        start = driven = self._driven(place, task, stretch)
        kind, at = task.constraint, task.constraint_at
        if at is not None:
            if kind == MUST_START:
                start = at
            elif kind == MUST_FINISH:
                start = stretch.start(at)
            elif kind == START_FROM:
                start = max(start, at)
            elif kind == FINISH_FROM:
                start = max(start, stretch.start(at))
            elif kind == START_BY:
                start = min(start, at)
            elif kind == FINISH_BY:
                start = min(start, stretch.start(at))
        if self.earliest[place] is not None:
            start = max(start, self.earliest[place])
        if start != driven:
            start = self._begin(place, task, stretch, start)
        return start, stretch.finish(start)

    def _driven(self, place: int, task: Task, stretch: Stretch) -> int:
        """What predecessors ask for, or the start of the project."""
        edges = self.network.into[place]
        if edges:
            start = max([self._asked(edge, place, stretch) for edge in edges])
            if not task.duration and not task.delay:
                return start
        elif task.constraint == START_FROM:
            start = task.constraint_at
        elif task.constraint == FINISH_FROM:
            start = stretch.start(task.constraint_at)
        else:
            start = self.project_start
        start = self._begin(place, task, stretch, start)
        return self._begin(place, task, stretch, start + task.delay) if task.delay else start

    def _begin(self, place: int, task: Task, stretch: Stretch, at: int) -> int:
        """The first moment at which the task can begin. A milestone may stand at the end of a day."""
        start = stretch.next(at)
        if start > at and not task.duration and self.clocks[place].previous(at) == at:
            return at
        return start

    def start_of(self, place: int) -> int:
        """When it starts: as early as it can, or as late if it is to be as late as possible."""
        if self._late_first and self.is_late[place]:
            return self.late_start[place]
        at = self.early_start[place]
        return self.counted.start_of(place) if at is None else at

    def finish_of(self, place: int) -> int:
        """When it is done, in the same sense."""
        if self._late_first and self.is_late[place]:
            return self.late_finish[place]
        at = self.early_finish[place]
        return self.counted.finish_of(place) if at is None else at

    def dates(self) -> tuple[Dates, Dates]:
        """Starts and finishes of all, in the same sense, once they are settled."""
        if not self._late_first:
            return self.early_start, self.early_finish
        places = range(len(self.early_start))
        return [self.start_of(place) for place in places], [self.finish_of(place) for place in places]

    def _late_start_of(self, place: int) -> int:
        at = self.late_start[place]
        return self.counted.late_start_of(place) if at is None else at

    def _rest_start_of(self, place: int) -> int:
        at = self.rest_start[place]
        return self._late_start_of(place) if at is None else at

    def _late_finish_of(self, place: int) -> int:
        at = self.late_finish[place]
        return self.counted.late_finish_of(place) if at is None else at

    def _asked(self, edge: Edge, place: int, stretch: Stretch) -> int:
        """The start that a link asks of the task at `place`."""
        before, _, kind, lag, elapsed = edge
        # What is itself to be as late as possible does not wait for another one that is.
        early = self.is_late[before] and self.is_late[place]
        if kind in (FS, FF):
            at = self.early_finish[before] if early else self.finish_of(before)
        else:
            at = self.early_start[before] if early else self.start_of(before)
        if kind == FF:
            at = stretch.start_of_rest(at)
        elif kind == SF:
            at = stretch.start(at)
        if lag:
            at = at + lag if elapsed else self.clocks[place].after(at, lag)
        return max(at, self.project_start) if kind == FF else at

    def _asked_count(self, edge: Edge, place: int) -> int:
        """The same of a countable task, as a count."""
        before, _, kind, lag, elapsed = edge
        clock = self.counted.clock[place]
        if kind in (FF, SF) and elapsed:
            return clock.count(self._asked(edge, place, self.stretches[place]))
        at = self.finish_of(before) if kind in (FS, FF) else self.start_of(before)
        count = clock.count(at + lag) if elapsed else clock.count(at) + lag
        if kind in (FF, SF):
            count -= self.counted.length[place]
        return max(count, clock.count(self.project_start)) if kind == FF else count

    def _placed(self, task: Task, stretch: Stretch) -> tuple[int, int]:
        start = task.start if task.start is not None else stretch.next(self.project_start)
        return start, task.finish if task.finish is not None else stretch.finish(start)

    # ------------------------------------------------------------------ backwards
    def _backward(self) -> None:
        counted, first_of = self.counted, self._first_of_summaries()
        self.late_start, self.late_finish = counted.unknown(), counted.unknown()
        start = counted.late_start = counted.most(self.project_finish)
        for place, gaps in reversed(counted.steps(counted.long_out.union(first_of))):
            for before, after, gap in reversed(gaps):
                at = start[after] - gap
                if at < start[before]:
                    start[before] = at
            if place is not None:
                self._late_by_dates(place, first_of)
        self.late_start, self.late_finish = counted.settled(start, self.late_start, self.late_finish)

    def _first_of_summaries(self) -> dict[int, list[Edge]]:
        """What waits for the start of a summary, by the first task in it: only that one holds it back."""
        found: dict[int, list[Edge]] = {}
        for place in [place for place, below in enumerate(self.network.children) if below]:
            if held := [edge for edge in self.network.own[place] if edge[2] in (SS, SF)]:
                found.setdefault(min(self.network.leaves(place), key=self.start_of), []).extend(held)
        return found

    def _late_by_dates(self, place: int, first_of: Mapping[int, Sequence[Edge]]) -> None:
        """The late dates of a place that gaps alone do not say."""
        count, counted = len(self.network.tasks), self.counted
        if place >= 2 * count:
            gate = place - 2 * count
            self.late_start[gate], self.late_finish[gate], self.rest_start[gate] = self._gate(gate)
        elif place >= count:
            return
        elif place in counted.mixed_out and place not in first_of:
            allowed = [self._allowed_count(edge, place) for edge in counted.mixed_out[place] if not self._is_over(edge[1])]
            counted.late_start[place] = min([counted.late_start[place], *allowed])
        else:
            self._late(place, first_of.get(place))
            if counted.length[place]:
                counted.late_start[place] = counted.clock[place].count(self.late_finish[place]) - counted.length[place]

    def _gate(self, place: int) -> tuple[int, int, int]:
        """Latest start, finish and going on of what waits in a summary, for what the summary waits for."""
        below = [leaf for leaf in self.network.leaves(place) if not self._is_over(leaf)] or list(self.network.leaves(place))
        delays = [self.delay_of(leaf) for leaf in below]
        ways = self._late_start_of, self._late_finish_of, self._rest_start_of
        start, finish, rest = (min([late(leaf) - delay for leaf, delay in zip(below, delays, strict=True)]) for late in ways)
        return start, finish, rest

    def delay_of(self, place: int) -> int:
        """The leveling delay that still lies between a task and what it waits for, elapsed."""
        task = self.network.tasks[place]
        return 0 if self.network.children[place] or _stands(task) else task.delay

    def lacking(self, place: int) -> int:
        """How much working time too early a constraint holds a task, for what it waits for; 0 or below if links let it be there."""
        task, stretch = self.network.tasks[place], self.stretches[place]
        if task.constraint not in HARD or stretch is None or _stands(task) or task.actual_finish is not None or not self.network.into[place]:
            return 0
        return self.clocks[place].between(self.early_start[place], self._driven(place, task, stretch))


    def _is_over(self, place: int) -> bool:
        if self.network.children[place]:
            return all(self._is_over(leaf) for leaf in self.network.leaves(place))
        return self.network.tasks[place].actual_finish is not None

    def _late(self, place: int, more: Sequence[Edge] | None) -> None:
        task, stretch = self.network.tasks[place], self.stretches[place]
        if task.fixed or stretch is None:
            self.late_start[place], self.late_finish[place] = task.late or task.early or (0, 0)
            self.rest_start[place] = self.late_start[place]
            return
        if task.actual_finish is not None:
            finish = task.actual_finish
            rest = stretch.start(finish) if task.manual else finish
        else:
            finish = self._late_finish(place, task, stretch, [*self.network.out[place], *(more or ())])
            rest = stretch.start(finish) if task.manual else stretch.start_of_rest(finish)
        self.rest_start[place] = rest
        begun = task.actual_start is not None and not (task.manual and task.actual_finish is None)
        if begun and task.actual_finish is None:  # the rest cannot be asked for before it goes on
            self.rest_start[place] = max(rest, stretch.start_of_rest(self.early_finish[place]))
        self.late_start[place] = task.actual_start if begun else rest
        self.late_finish[place] = finish

    def _late_finish(self, place: int, task: Task, stretch: Stretch, edges: Sequence[Edge]) -> int:
        waiting = [edge for edge in edges if not self._is_over(edge[1])]
        if not waiting:
            finish = self.early_finish[place] if self.plan.several_critical_paths else self.project_finish
        elif not task.duration and task.actual_start is not None:
            finish = task.actual_start
        else:
            finish = min([self._allowed(edge, place) for edge in waiting])
            finish = min(finish, self.project_finish)
        kind, at = task.constraint, task.constraint_at
        if kind == MUST_START:
            finish = stretch.finish(at)
        elif kind == MUST_FINISH:
            finish = at
        elif kind == START_BY:
            finish = min(finish, stretch.finish(at))
        elif kind == FINISH_BY:
            finish = min(finish, at)
        if self.latest[place] is not None:
            finish = min(finish, self.latest[place])
        return stretch.previous(finish) if task.duration else finish

    def _allowed(self, edge: Edge, place: int) -> int:
        """The latest finish that a link leaves to the task at `place`."""
        _, after, kind, lag, elapsed = edge
        delay = self.delay_of(after)
        if kind == FS:
            return self._without_lag(self._rest_start_of(after) - delay, after, lag, elapsed)
        if kind == FF:
            return self._without_lag(self._late_finish_of(after) - delay, after, lag, elapsed)
        if kind == SF:
            return self._without_lag(self.stretches[place].finish(self._late_finish_of(after) - delay), after, lag, elapsed)
        task, follower, stretch = self.network.tasks[place], self.network.tasks[after], self.stretches[place]
        if task.actual_start is not None:
            return self.project_finish
        if follower.actual_start is not None:
            other = self.stretches[after]
            if not self.network.out[after] or other is None:
                return self.project_finish
            return stretch.finish(other.finish_of_done(follower.actual_start))
        if task.manual:
            return self.project_finish if self.network.out[after] else self._late_finish_of(after)
        start = self._without_lag(self.clocks[place].next(self._late_start_of(after) - delay), after, lag, elapsed)
        return stretch.finish(start)

    def _allowed_count(self, edge: Edge, place: int) -> int:
        """The latest start that a link leaves to a countable task, as a count."""
        _, after, kind, lag, elapsed = edge
        counted, length = self.counted, self.counted.length[place]
        clock, other = counted.clock[place], counted.clock[after]
        if other is None or elapsed or kind not in (FS, FF):
            return clock.count(self._allowed(edge, place)) - length
        count = counted.late_start[after] - lag + (counted.length[after] if kind == FF else 0)
        return clock.count(other.start(count) if lag > 0 or (lag == 0 and kind == FS) else other.finish(count)) - length

    def _without_lag(self, at: int, after: int, lag: int, elapsed: bool) -> int:
        if not lag:
            return at
        return at - lag if elapsed else self.clocks[after].after(at, -lag)


def _stands(task: Task) -> bool:
    """Whether a task is where it is, whatever its constraint says."""
    return task.manual or task.fixed or task.actual_start is not None


def _finish_of_begun(task: Task, stretch: Stretch) -> int:
    """When a task that has begun will be done: what remains goes on where it was interrupted."""
    finish = stretch.finish(task.actual_start)
    if task.resume is not None and task.remaining:
        resumed = stretch.finish_of_rest(max(task.resume, task.actual_start))
        finish = max(finish, resumed)
    if task.constraint == FINISH_FROM:
        finish = max(finish, task.constraint_at)
    return finish


def latest(network: Network) -> list[int | None]:
    """By when a task has to be done: its deadline, and deadlines and latest finishes of its summaries."""
    if not any(network.children):
        return [task.deadline for task in network.tasks]
    found: list[int | None] = []
    above: list[int | None] = []
    for task, parent in zip(network.tasks, network.parent, strict=True):
        bound = _first(task.deadline, above[parent] if parent >= 0 else None)
        found.append(bound)
        above.append(_first(bound, task.constraint_at) if task.constraint == FINISH_BY else bound)
    return found


def _first(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _last(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)


def earliest(network: Network) -> list[int | None]:
    """From when on a task may start by what its summaries and its levelling say."""
    if not any(network.children):
        return [task.not_before for task in network.tasks]
    found: list[int | None] = []
    above: list[int | None] = []
    for task, parent in zip(network.tasks, network.parent, strict=True):
        bound = above[parent] if parent >= 0 else None
        found.append(_last(bound, task.not_before))
        above.append(_last(bound, task.constraint_at) if task.constraint == START_FROM else bound)
    return found

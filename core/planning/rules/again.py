"""A schedule worked out again after some of its tasks have changed: only what they reach.

Forwards from the changed tasks as long as dates move, then backwards in the same way, each place once and in the order of
the network; at last the slack of whatever was met. All of it goes by dates, the long way of `passes`, and tells to the
tick what a whole pass would. Where it cannot do that, or the change reaches so far that a whole pass is quicker, it
says so, and the whole pass is taken.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from heapq import heappop, heappush

from core.errors import Refusal
from core.planning.rules.counted import SF, SS
from core.planning.rules.network import Network, check
from core.planning.rules.passes import HARD, Bounds, Passes, earliest, latest
from core.planning.rules.plan import Constraint, Task
from core.planning.rules.schedule import Conflict, Dates, Worked, conflicts_of, told
from core.planning.rules.undisturbed import undisturbed

REACH = 5
"""Where more than one place in so many is met, a whole pass is quicker."""
LEAST = 200
"""So many places are worked out again in any plan."""


class _TooFar(Exception):
    """A whole pass is quicker."""


def again(before: Worked, changes: Mapping[int, Task]) -> tuple[Worked, Collection[int] | None] | None:
    """The schedule of a plan that has other tasks at some places, and nothing else that differs; with the places that may say something else (None: all).

    None: only who begins from the ground up can tell. So it is if a summary changes in more than its name, if dates are as late as possible,
    counted from the finish or put there by hand, or if somebody waits for the start of a summary. Where the project's finish moves, or
    more than one place in REACH is met, the passes are made whole, on the same network and the same calendars.
    """
    network = before.passes.network
    if not _ordinary(before.passes):
        return None
    for place, task in changes.items():
        old = network.tasks[place]
        if network.children[place] and replace(task, name=old.name) != old:
            return None
        if (task.uid, task.level, task.calendar) != (old.uid, old.level, old.calendar) or _unusual(task):
            return None
        if (task.duration, task.elapsed) != (old.duration, old.elapsed) and old.uid in _shares(before.passes):
            return None
    try:
        for task in changes.values():
            check(task)
        with undisturbed():
            try:
                return _Again(before, changes).run()
            except _TooFar:
                return _whole(before.passes, changes), None
    except Refusal:  # what is to be refused is refused in its words from the ground up
        return None


def _whole(was: Passes, changes: Mapping[int, Task]) -> Worked:
    """Both passes whole: the outline, the links and what the other tasks take are known."""
    tasks = list(was.network.tasks)
    for place, task in changes.items():
        tasks[place] = task
    found = replace(was.network, tasks=tasks)
    passes = Passes(replace(was.plan, tasks=tasks), found, was.clocks, was.stretches.but(found, changes), _bounds(was, found, changes))  # type: ignore[attr-defined]
    passes.run()
    passes.ordinary, passes.shares = was.ordinary, was.shares
    return told(passes)


def _bounds(was: Passes, found: Network, changes: Mapping[int, Task]) -> Bounds:
    """What is asked of tasks beside their links: what it was, unless one that changes is asked something else."""
    if all((was.network.tasks[place].deadline, was.network.tasks[place].not_before) == (task.deadline, task.not_before) for place, task in changes.items()):
        return was.latest, was.earliest
    return latest(found), earliest(found)


def _unusual(task: Task) -> bool:
    return task.constraint == Constraint.AS_LATE_AS_POSSIBLE or task.manual or task.fixed or task.inactive or task.is_project or task.split or task.unplaced


def _ordinary(passes: Passes) -> bool:
    """Whether a plan is one that can be worked out again. Asked of each network once."""
    if passes.ordinary is None:
        network = passes.network
        by_start = any(edge[2] in (SS, SF) for place, below in enumerate(network.children) if below for edge in network.own[place])
        passes.ordinary = passes.plan.finish is None and not by_start and not any(map(_unusual, network.tasks))
    return passes.ordinary


def _shares(passes: Passes) -> frozenset[int]:
    """The tasks (uids) of which somebody waits for a share of the duration."""
    if passes.shares is None:
        passes.shares = frozenset(link.predecessor for link in passes.plan.links if link.percent)
    return passes.shares


class _Again(Passes):
    """Passes that begin from those of the same network with other tasks. What `before` says is left as it is."""

    def __init__(self, before: Worked, changes: Mapping[int, Task]) -> None:
        was = before.passes
        vars(self).update(vars(was))
        tasks = list(was.network.tasks)
        for place, task in changes.items():
            tasks[place] = task
        self.network: Network = replace(was.network, tasks=tasks)
        self.plan = replace(was.plan, tasks=tasks)
        self.stretches = was.stretches.but(self.network, changes)  # type: ignore[attr-defined]
        self.early_start, self.early_finish = list(was.early_start), list(was.early_finish)
        self.late_start, self.late_finish, self.rest_start = list(was.late_start), list(was.late_finish), list(was.rest_start)
        self.latest, self.earliest = _bounds(was, self.network, changes)
        self.before, self.changes, self.gates = before, changes, dict(before.gates)
        self.count = len(tasks)
        self.left = max(LEAST, self.count // REACH)

    def run(self) -> tuple[Worked, Collection[int]]:
        """All of it, and the places of which something is asked anew."""
        changed = [place for place in self.changes if not self.network.children[place]]
        asked, moved = self._forward_from(changed)
        if moved and max(map(self.early_finish.__getitem__, self.leaves)) != self.project_finish:
            raise _TooFar
        first = [*changed, *(place for one in changed for place in self._before(one))]
        moved_late = self._backward_from([*first, *moved] if self.plan.several_critical_paths else first)
        held = {place for place in asked if self.network.tasks[place].constraint in HARD}  # what a constraint holds stays, but may lack more or less time
        concerned = self._slack({*changed, *moved, *held}, moved_late)
        return self._told(concerned, {*asked, *changed}), {*concerned, *self.changes}

    # ------------------------------------------------------------------ forwards
    def _forward_from(self, places: Iterable[int]) -> tuple[set[int], set[int]]:
        """Early dates from some tasks on: the tasks that were asked, and those whose dates have moved."""
        asked, moved = set[int](), set[int]()

        def moves(place: int) -> bool:
            if place >= self.count:  # the end of a summary
                inside = list(self.network.leaves(place - self.count))
                return self._put_early(place - self.count, min(map(self.start_of, inside)), max(map(self.finish_of, inside)))
            asked.add(place)
            if self._put_early(place, *self._early(place)):
                moved.add(place)
            return place in moved

        self._go(places, moves, self._after)
        return asked, moved

    def _put_early(self, place: int, start: int, finish: int) -> bool:
        if (self.early_start[place], self.early_finish[place]) == (start, finish):
            return False
        self.early_start[place], self.early_finish[place] = start, finish
        return True

    def _after(self, place: int) -> Iterator[int]:
        """What waits for a place."""
        if place < self.count:
            yield from (self.count + above for above in self.network.above(place) if self.network.own[above])
        for _, after, *_ in self.network.own[place % self.count]:
            yield from self.network.leaves(after) if self.network.children[after] else (after,)

    # ------------------------------------------------------------------ backwards
    def _backward_from(self, places: Iterable[int]) -> set[int]:
        """Late dates from some tasks back: those whose dates have moved."""
        moved = set[int]()

        def moves(place: int) -> bool:
            if place >= self.count:
                was, self.gates[place % self.count] = self.gates[place % self.count], self._gate(place % self.count)
                return was != self.gates[place % self.count]
            was = self.late_start[place], self.late_finish[place], self._rest_start_of(place)
            self._late(place, None)
            if was != (self.late_start[place], self.late_finish[place], self.rest_start[place]):
                moved.add(place)
            return place in moved

        self._go(places, moves, self._before, -1)
        return moved

    def _before(self, place: int) -> Iterator[int]:
        """What a place waits for, with the gates of its summaries, which come first going backwards."""
        if place < self.count:
            yield from (2 * self.count + above for above in self.network.above(place) if above in self.gates)
        for before, *_ in self.network.into[place % self.count]:
            yield from self.network.leaves(before) if self.network.children[before] else (before,)

    # A summary shows the latest finish of what is in it; what waits for the summary leaves the gate's to who is before it.
    def _late_start_of(self, place: int) -> int:
        return self.gates[place][0] if place in self.gates else self.late_start[place]  # type: ignore[return-value]

    def _late_finish_of(self, place: int) -> int:
        return self.gates[place][1] if place in self.gates else self.late_finish[place]  # type: ignore[return-value]

    def _rest_start_of(self, place: int) -> int:
        return self.gates[place][2] if place in self.gates else super()._rest_start_of(place)

    # ------------------------------------------------------------------ both
    def _go(self, places: Iterable[int], moves: Callable[[int], bool], beyond: Callable[[int], Iterable[int]], direction: int = 1) -> None:
        """From places on in the order of the network, or against it, each once; where one `moves`, also to what lies `beyond`."""
        rank, known, heap = self.counted.rank, set[int](), list[tuple[int, int]]()

        def put(more: Iterable[int]) -> None:
            for one in more:
                if one not in known:
                    known.add(one)
                    heappush(heap, (direction * int(rank[one]), one))

        put(places)
        while heap:
            self.left -= 1
            if self.left < 0:
                raise _TooFar
            _, place = heappop(heap)
            if moves(place):
                put(beyond(place))

    # ------------------------------------------------------------------ what can slip
    def _slack(self, moved: set[int], moved_late: set[int]) -> set[int]:
        """Dates of summaries and slacks; the places whose slack was asked anew."""
        was = self.before.slacks
        self.slacks = slacks = copy(was)
        slacks.passes, slacks.network = self, self.network
        slacks.over, slacks.begun, slacks.total, slacks.free, slacks.critical = list(was.over), list(was.begun), list(was.total), list(was.free), list(was.critical)
        for place in self.changes:
            if not self.network.children[place]:
                task = self.network.tasks[place]
                slacks.over[place], slacks.begun[place] = task.actual_finish is not None, task.actual_start is not None
        shown = sorted({above for place in moved | moved_late for above in self.network.above(place)}, reverse=True)
        for place in shown:  # what is inside comes after its summary
            slacks.roll_up(place)
        before = {one for place in (*moved, *shown) for one, *_ in self.network.into[place]}
        concerned = moved | moved_late | set(shown) | before
        slacks.again(concerned)
        return concerned

    def _told(self, concerned: Iterable[int], asked: Iterable[int]) -> Worked:
        slacks, tasks = self.slacks, list[Dates](self.before.tasks)
        for place in concerned:
            tasks[place] = Dates(
                tasks[place].uid, self.early_start[place], self.early_finish[place], self.late_start[place], self.late_finish[place],  # type: ignore[arg-type]
                slacks.total[place], slacks.free[place], slacks.critical[place],
            )  # fmt: skip
        conflicts: dict[int, Sequence[Conflict]] = dict(self.before.conflicts)
        for place in asked:
            if lacking := conflicts_of(self, place):
                conflicts[place] = lacking
            else:
                conflicts.pop(place, None)
        done = Passes.__new__(Passes)  # without what only this pass has needed, above all what was before it
        vars(done).update({name: value for name, value in vars(self).items() if name in vars(self.before.passes)})
        slacks.passes = done
        return Worked(done, slacks, self.gates, tasks, conflicts)

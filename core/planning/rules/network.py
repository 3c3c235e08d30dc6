"""What waits for what: the outline, the links of tasks and of their summaries, and an order in which to calculate.

A link of a summary holds for what is in it: what the summary waits for, each of its tasks waits for; what waits for its
finish waits for the last of them, and what waits for its start for the first. So a summary has two more places in the
order: its *gate*, before all of its tasks, and its *end*, after them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.planning.rules.plan import (
    UNDATED,
    Link,
    LinkedToItself,
    LinkedToItsSummary,
    Loop,
    NegativeDuration,
    NoConstraintDate,
    NoSuchTask,
    Plan,
    Task,
    TwiceTheSame,
)  # fmt: skip

Edge = tuple[int, int, int, int, bool]
"""Predecessor, successor (places of tasks), type, lag in ticks, elapsed."""
NAMED_AT_MOST = 12


@dataclass(frozen=True)
class Network:
    """Places are positions in `tasks`."""

    tasks: Sequence[Task]
    parent: Sequence[int]
    """-1: none."""
    children: Sequence[Sequence[int]]
    into: Sequence[Sequence[Edge]]
    """Links that a task waits by: its own and, for one in a summary, those of its summaries."""
    out: Sequence[Sequence[Edge]]
    """Links of those that wait for it: its own and those of its summaries that its finish holds back."""
    order: Sequence[int]
    """Places to calculate in: a task p as p, the end of a summary s as n + s, its gate as 2n + s."""
    own: Sequence[Sequence[Edge]]
    """Links that lead away from the task itself, in the order of the plan."""

    def leaves(self, place: int) -> Iterator[int]:
        """The tasks at the bottom of a summary."""
        below = list(reversed(self.children[place]))
        while below:
            one = below.pop()
            if self.children[one]:
                below.extend(reversed(self.children[one]))
            else:
                yield one

    def above(self, place: int) -> Iterator[int]:
        """Its summaries, from the nearest."""
        while (place := self.parent[place]) >= 0:
            yield place


def network(plan: Plan) -> Network:
    """The network of a plan. Refuses what cannot be calculated, naming the task: loops, links to nowhere, bad durations."""
    tasks = plan.tasks
    places = _places(tasks)
    parent, children = _outline(tasks)
    count = len(tasks)
    into: list[list[Edge]] = [[] for _ in range(count)]
    out: list[list[Edge]] = [[] for _ in range(count)]
    _link(plan.links, places, tasks, into, out)
    summaries = [place for place in range(count) if children[place]]
    if not summaries:
        return Network(tasks, parent, children, into, out, _sorted_flat(into, out, tasks), out)
    _check_family(tasks, parent, out)
    own = [list(edges) for edges in out]
    gated = [place for place in summaries if into[place]]
    ended = [place for place in summaries if out[place]]
    found = Network(tasks, parent, children, into, out, range(count), own)
    before = [[edge[0] + count if children[edge[0]] else edge[0] for edge in edges] for edges in into]
    for place in gated:
        for leaf in found.leaves(place):
            into[leaf].extend(into[place])
            before[leaf].append(2 * count + place)
    ends = {place + count: list(found.leaves(place)) for place in ended}
    for place in ended:
        holding = [edge for edge in out[place] if edge[2] in (0, 1)]
        for leaf in ends[place + count]:
            out[leaf].extend(holding)
    gates = {place + 2 * count: before[place] for place in gated}
    needs: dict[int, Sequence[int]] = {place: before[place] for place in range(count) if not children[place]} | ends | gates
    return Network(tasks, parent, children, into, out, _sorted(needs, count, tasks), own)


def _places(tasks: Sequence[Task]) -> dict[int, int]:
    places: dict[int, int] = {}
    for place, task in enumerate(tasks):
        if places.setdefault(task.uid, place) != place:
            raise TwiceTheSame(task=task.uid)
        if task.duration < 0 or (task.remaining or 0) < 0 or task.actual < 0:
            raise NegativeDuration(task=_named(task))
        if task.constraint not in UNDATED and task.constraint_at is None:
            raise NoConstraintDate(task=_named(task))
    return places


def _outline(tasks: Sequence[Task]) -> tuple[list[int], Sequence[Sequence[int]]]:
    if len({task.level for task in tasks}) < 2:
        return [-1] * len(tasks), [()] * len(tasks)
    parent, children = [-1] * len(tasks), [[] for _ in tasks]
    path: list[int] = []
    for place, task in enumerate(tasks):
        while path and tasks[path[-1]].level >= task.level:
            path.pop()
        if path:
            parent[place] = path[-1]
            children[path[-1]].append(place)
        path.append(place)
    return parent, children


def _link(links: Sequence[Link], places: dict[int, int], tasks: Sequence[Task], into: Sequence[list[Edge]], out: Sequence[list[Edge]]) -> None:
    """Sort the links to both of their ends. One from or to a task that is inactive holds nothing back."""
    inactive = {place for place, task in enumerate(tasks) if task.inactive}
    for link in links:
        try:
            first, second = places[link.predecessor], places[link.successor]
        except KeyError:
            raise NoSuchTask(predecessor=link.predecessor, successor=link.successor) from None
        if first == second:
            raise LinkedToItself(task=_named(tasks[second]))
        if inactive and (first in inactive or second in inactive):
            continue
        lag, elapsed = link.lag, link.elapsed
        if link.percent:
            lag, elapsed = round(tasks[first].duration * lag / 100), elapsed or tasks[first].elapsed
        edge = (first, second, link.type + 0, lag, elapsed and lag != 0)  # a plain number: a member of an enumeration is slow to make one of
        into[second].append(edge)
        out[first].append(edge)


def _check_family(tasks: Sequence[Task], parent: Sequence[int], out: Sequence[Sequence[Edge]]) -> None:
    for edges in out:
        for first, second, *_ in edges:
            for low, high in ((first, second), (second, first)):
                above = low
                while (above := parent[above]) >= 0:
                    if above == high:
                        raise LinkedToItsSummary(task=_named(tasks[low]), summary=_named(tasks[high]))


def _sorted_flat(into: Sequence[Sequence[Edge]], out: Sequence[Sequence[Edge]], tasks: Sequence[Task]) -> list[int]:
    """The same without summaries, where who waits is known already."""
    waiting = list(map(len, into))
    order = [place for place, count in enumerate(waiting) if not count]
    for place in order:  # grows while it is read
        for edge in out[place]:
            after = edge[1]
            waiting[after] -= 1
            if not waiting[after]:
                order.append(after)
    if len(order) < len(tasks):
        return _sorted({place: [edge[0] for edge in edges] for place, edges in enumerate(into)}, len(tasks), tasks)  # names the loop
    return order


def _sorted(needs: Mapping[int, Sequence[int]], count: int, tasks: Sequence[Task]) -> list[int]:
    """Every place after those it needs. Refuses a loop by naming it."""
    waiting, holds = [0] * (3 * count), [[] for _ in range(3 * count)]
    order = []
    for place, before in needs.items():
        if before:
            waiting[place] = len(before)
            for one in before:
                holds[one].append(place)
        else:
            order.append(place)
    for place in order:  # grows while it is read
        for other in holds[place]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(needs):
        done = set(order)
        raise Loop(tasks=_loop({place: [one for one in before if one not in done] for place, before in needs.items() if place not in done}, count, tasks))
    return order


def _loop(left: dict[int, list[int]], count: int, tasks: Sequence[Task]) -> str:
    """A loop among the places that are left, in the order in which work would be done."""
    path: list[int] = [next(iter(left))]
    seen = {path[0]: 0}
    while (before := left[path[-1]][0]) not in seen:
        seen[before] = len(path)
        path.append(before)
    places = [place % count for place in reversed(path[seen[before] :])]
    named = [place for at, place in enumerate(places) if place != places[at - 1] or len(places) == 1]
    first = named.index(min(named))
    names = [_named(tasks[place]) for place in named[first:] + named[:first] + [min(named)]]
    if len(names) > NAMED_AT_MOST:
        names = [*names[: NAMED_AT_MOST // 2], "…", *names[-NAMED_AT_MOST // 2 :]]
    return " → ".join(names)


def _named(task: Task) -> str:
    """How a task is named to people: its number, and its name where it has one."""
    return f"{task.uid} “{task.name[:60]}”" if task.name else str(task.uid)

"""What waits for what: the outline, the links of tasks and of their summaries, and an order in which to calculate.

A link of a summary holds for what is in it: what the summary waits for, each of its tasks waits for; what waits for its
finish waits for the last of them, and what waits for its start for the first. So a summary has two more places in the
order: its *gate*, before all of its tasks, and its *end*, after them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from core.planning.rules.worktime import AMOUNT_AT_MOST, Ticks, beyond_time

Edge = tuple[int, int, int, int, bool]
"""Predecessor, successor (places of tasks), type, lag in ticks, elapsed."""
NAMED_AT_MOST = 12


class Links(NamedTuple):
    """Edges by column, for what is asked of all of them at once."""

    first: Ticks
    second: Ticks
    kind: Ticks
    lag: Ticks
    elapsed: NDArray[np.bool_]


class EdgesOf(Sequence[Sequence[Edge]]):
    """Edges by the place at one of their ends, put together when asked for; `more`: those that a place has of its summaries."""

    def __init__(self, end: Ticks, links: Links, count: int, more: Mapping[int, Sequence[Edge]] | None = None) -> None:
        self._end, self._links, self._count, self.more = end, links, count, more or {}

    @cached_property
    def _rows(self) -> tuple[list[Edge], list[int]]:
        """All of them in the order of the places, and where those of each place begin."""
        order = np.argsort(self._end, kind="stable")
        rows = list(zip(*(column[order].tolist() for column in self._links), strict=True))
        return rows, [0, *np.cumsum(np.bincount(self._end, minlength=self._count)).tolist()]

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> Sequence[Edge]:  # type: ignore[override]
        rows, begins = self._rows
        own = rows[begins[place] : begins[place + 1]]
        return [*own, *self.more[place]] if place in self.more else own

    def with_more(self, more: Mapping[int, Sequence[Edge]]) -> "EdgesOf":
        return EdgesOf(self._end, self._links, self._count, more)


@dataclass(frozen=True)
class Network:
    """Places are positions in `tasks`."""

    tasks: Sequence[Task]
    parent: Sequence[int]
    """-1: none."""
    children: Sequence[Sequence[int]]
    into: EdgesOf
    """Links that a task waits by: its own and, for one in a summary, those of its summaries."""
    out: EdgesOf
    """Links of those that wait for it: its own and those of its summaries that its finish holds back."""
    order: Sequence[int]
    """Places to calculate in: a task p as p, the end of a summary s as n + s, its gate as 2n + s."""
    own: EdgesOf
    """Links that lead away from the task itself, in the order of the plan."""
    links: Links
    """All of these."""

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
    links = _links(plan.links, places, tasks)
    into, own = EdgesOf(links.second, links, len(tasks)), EdgesOf(links.first, links, len(tasks))
    found = Network(tasks, parent, children, into, own, range(len(tasks)), own, links)
    if not any(children):
        return replace(found, order=_sorted(range(len(tasks)), links.second, links.first, tasks))
    _check_family(found)
    summaries = [place for place, below in enumerate(children) if below]
    held, holding = {place: into[place] for place in summaries}, {place: [edge for edge in own[place] if edge[2] in (0, 1)] for place in summaries}
    return replace(found, into=into.with_more(_of_leaves(found, held)), out=own.with_more(_of_leaves(found, holding)), order=_sorted(*_gates_and_ends(found), tasks))


def _of_leaves(found: Network, of_summaries: Mapping[int, Sequence[Edge]]) -> dict[int, list[Edge]]:
    """Edges of summaries by the tasks at the bottom of them."""
    more: dict[int, list[Edge]] = {}
    for place, edges in of_summaries.items():
        if edges:
            for leaf in found.leaves(place):
                more.setdefault(leaf, []).extend(edges)
    return more


def _places(tasks: Sequence[Task]) -> dict[int, int]:
    places = {task.uid: place for place, task in enumerate(tasks)}
    if len(places) < len(tasks):
        raise TwiceTheSame(task=next(task.uid for place, task in enumerate(tasks) if places[task.uid] != place))
    for task in tasks:
        check(task)
    return places


def check(task: Task) -> None:
    """Refuses what no task can be."""
    if task.duration < 0 or task.actual < 0 or (task.remaining is not None and task.remaining < 0):
        raise NegativeDuration(task=_named(task))
    if task.duration > AMOUNT_AT_MOST:
        raise beyond_time()
    if task.constraint and task.constraint_at is None and task.constraint not in UNDATED:
        raise NoConstraintDate(task=_named(task))


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


def _links(links: Sequence[Link], places: dict[int, int], tasks: Sequence[Task]) -> Links:
    """The links between places. One from or to a task that is inactive holds nothing back."""
    try:
        first = np.array([places[link.predecessor] for link in links], np.int64)
        second = np.array([places[link.successor] for link in links], np.int64)
    except KeyError:
        lost = next(link for link in links if link.predecessor not in places or link.successor not in places)
        raise NoSuchTask(predecessor=lost.predecessor, successor=lost.successor) from None
    if (itself := first == second).any():
        raise LinkedToItself(task=_named(tasks[second[itself.argmax()]]))
    lags, elapsed = [link.lag for link in links], [link.elapsed for link in links]
    for number in [number for number, link in enumerate(links) if link.percent]:
        before = tasks[first[number]]
        lags[number], elapsed[number] = round(before.duration * lags[number] / 100), elapsed[number] or before.elapsed
    if lags and max(max(lags), -min(lags)) > AMOUNT_AT_MOST:
        raise beyond_time()
    # A sum makes a plain number of a member of an enumeration, which is slow to make an array of.
    kind, lag = np.array([link.type + 0 for link in links], np.int64), np.array(lags, np.int64)
    found = Links(first, second, kind, lag, np.fromiter(elapsed, bool, len(elapsed)) & (lag != 0))
    inactive = np.fromiter([task.inactive for task in tasks], bool, len(tasks))
    if inactive.any():
        holds = ~(inactive[first] | inactive[second])
        found = Links(*(column[holds] for column in found))
    return found


def _check_family(found: Network) -> None:
    is_summary = np.array(list(map(bool, found.children)))
    first, second, *_ = found.links
    concerned = is_summary[first] | is_summary[second]
    for pair in zip(first[concerned].tolist(), second[concerned].tolist(), strict=True):
        for low, high in (pair, reversed(pair)):
            if high in found.above(low):
                raise LinkedToItsSummary(task=_named(found.tasks[low]), summary=_named(found.tasks[high]))


def _gates_and_ends(found: Network) -> tuple[Sequence[int], Ticks, Ticks]:
    """The places of the order of a plan with summaries; then of each two of which one waits for the other: which one, and for which."""
    count, children = len(found.tasks), found.children
    gated = [place for place in range(count) if children[place] and found.into[place]]
    ended = [place for place in range(count) if children[place] and found.own[place]]
    around = [(leaf, 2 * count + place) for place in gated for leaf in found.leaves(place)]
    around += [(count + place, leaf) for place in ended for leaf in found.leaves(place)]
    places = [place for place in range(count) if not children[place]] + [count + place for place in ended] + [2 * count + place for place in gated]
    is_summary = np.array(list(map(bool, children)))
    first, second, *_ = found.links
    waits, needs = np.array(around, np.int64).reshape(-1, 2).T
    return (
        places, np.concatenate([second + 2 * count * is_summary[second], waits]), np.concatenate([first + count * is_summary[first], needs]),
    )  # fmt: skip


def _sorted(places: Sequence[int], waits: Ticks, needs: Ticks, tasks: Sequence[Task]) -> list[int]:
    """Every place after those it needs. Refuses a loop by naming it."""
    highest = max(places, default=-1) + 1
    waiting = np.bincount(waits, minlength=highest).tolist()
    holds = waits[np.argsort(needs, kind="stable")].tolist()
    begins = [0, *np.cumsum(np.bincount(needs, minlength=highest)).tolist()]
    order = [place for place in places if not waiting[place]]
    for place in order:  # grows while it is read
        for other in holds[begins[place] : begins[place + 1]]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(places):
        left: dict[int, list[int]] = {place: [] for place in places if waiting[place]}
        for one, other in zip(waits.tolist(), needs.tolist(), strict=True):
            if waiting[one] and waiting[other]:
                left[one].append(other)
        raise Loop(tasks=_loop(left, len(tasks), tasks))
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

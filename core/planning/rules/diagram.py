"""The critical chain as a network: which tasks hold the finish, and where each stands on paper. Pure.

An activity-on-node diagram. Tasks stand in columns, each right of everything it waits for; a link that passes columns by
has a place of its own in each of them, so that lines run between the tasks and never through one. Paths that have
nothing to do with each other lie below each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from itertools import pairwise
from statistics import median

from core.planning.rules import outline
from core.planning.rules.notation import Before
from core.planning.rules.plan import LinkType

SWEEPS = 8
"""So often the columns are put in order, by the left ones and by the right ones in turn; more changes nothing to see."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of a plan as far as the chain is concerned. `slack`: total slack in ticks; `over`: finished."""

    uid: int
    level: int
    starts: int
    ends: int
    slack: int
    critical: bool
    over: bool
    before: tuple[Before, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """`after` waits for `before` (uids)."""

    before: int
    after: int
    kind: Before
    """What of the one holds back what of the other, with its lag."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a task stands. `path` numbers the paths that hang together, from 0; the one that ends last is the first."""

    uid: int
    column: int
    row: int
    path: int


@dataclass(frozen=True, slots=True)
class Route:
    """A link's way: the column and row of its task, of its free place in each column that it passes, of the task that waits."""

    tie: Tie
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Diagram:
    spots: tuple[Spot, ...]
    routes: tuple[Route, ...]
    columns: int
    rows: int


Key = tuple[int, ...]
"""A thing in a column: (uid,) is a task, (link, step) the place of a link that passes by."""


def ties(activities: Sequence[Activity]) -> list[Tie]:
    """All links between tasks. One of a summary is drawn at the rows in it that decide: those that end last, those that begin first."""
    levels = [one.level for one in activities]
    above = outline.summaries(levels)
    places = {one.uid: place for place, one in enumerate(activities)}

    def deciding(place: int, *, end: bool, last: bool) -> list[Activity]:
        if not above[place]:
            return [activities[place]]
        inside = [activities[at] for at in range(place + 1, outline.end(levels, place)) if not above[at]]
        at = (max if last else min)(one.ends if end else one.starts for one in inside)
        return [one for one in inside if (one.ends if end else one.starts) == at]

    found = {}
    for place, one in enumerate(activities):
        for kind in one.before:
            first = deciding(places[kind.uid], end=kind.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH), last=True)
            then = deciding(place, end=kind.type in (LinkType.FINISH_FINISH, LinkType.START_FINISH), last=False)
            found |= {(a.uid, b.uid, kind.type): Tie(a.uid, b.uid, replace(kind, uid=a.uid)) for a in first for b in then}
    return list(found.values())


def chain(activities: Sequence[Activity], links: Iterable[Tie], *, slack: int = 0, leads_to: int | None = None) -> list[Activity]:
    """The open tasks that hold the finish: the critical ones, and with `slack` (ticks) those that have no more than that.

    `leads_to`: only what the row with that uid waits for, near or far, and itself; slack then counts beside that row's own,
    so that also what holds a row that is not critical is found.
    """
    above = outline.summaries([one.level for one in activities])
    leaves = [one for one, summary in zip(activities, above, strict=True) if not summary]
    if leads_to is None:
        return [one for one in leaves if not one.over and (one.critical or one.slack <= slack)]
    place = next(place for place, one in enumerate(activities) if one.uid == leads_to)
    within = range(place, outline.end([one.level for one in activities], place))
    wanted = {activities[at].uid for at in within if not above[at]}
    least = max(0, min((one.slack for one in leaves if one.uid in wanted), default=0))
    waits: dict[int, list[int]] = defaultdict(list)
    for link in links:
        waits[link.after].append(link.before)
    todo = list(wanted)
    while todo:
        fresh = [uid for uid in waits[todo.pop()] if uid not in wanted]
        wanted.update(fresh)
        todo += fresh
    return [one for one in leaves if one.uid in wanted and not one.over and (one.critical or one.slack <= least + slack)]


def drawn(activities: Collection[Activity], links: Iterable[Tie]) -> Diagram:
    """Where these tasks and the links between them stand. The links make no loop: the schedule refuses one."""
    known = {one.uid: one for one in activities}
    inner = [one for one in links if one.before in known and one.after in known]
    column = _columns(known, inner)
    spots: list[Spot] = []
    routes: list[Route] = []
    below = 0
    for number, path in enumerate(_paths(known, inner)):
        mine = [one for one in inner if one.before in path]
        layers, neighbours, ways = _layers(path, mine, column, known)
        rows = _rows(_ordered(layers, neighbours), neighbours)
        top = min(rows.values())
        spots += [Spot(uid, column[uid], below + rows[uid,] - top, number) for uid in path]
        routes += [Route(one, tuple((at, below + rows[key] - top) for at, key in way)) for one, way in zip(mine, ways, strict=True)]
        below += max(rows.values()) - top + 1
    return Diagram(tuple(spots), tuple(routes), max(column.values(), default=-1) + 1, below)


def _columns(known: Mapping[int, Activity], links: Sequence[Tie]) -> dict[int, int]:
    """The longest way to each task; what waits for nothing stands right before what waits for it."""
    before: dict[int, set[int]] = {uid: set() for uid in known}
    after: dict[int, set[int]] = {uid: set() for uid in known}
    for one in links:
        before[one.after].add(one.before)
        after[one.before].add(one.after)
    column: dict[int, int] = {}
    for uid in TopologicalSorter(before).static_order():
        column[uid] = max((column[one] + 1 for one in before[uid]), default=0)
    for uid in known:
        if not before[uid] and after[uid]:
            column[uid] = min(column[one] for one in after[uid]) - 1
    return column


def _paths(known: Mapping[int, Activity], links: Sequence[Tie]) -> list[list[int]]:
    """What hangs together, the path that ends last first; in each the tasks in the order of time."""
    beside: dict[int, list[int]] = defaultdict(list)
    for one in links:
        beside[one.before].append(one.after)
        beside[one.after].append(one.before)
    seen: set[int] = set()
    found = []
    for uid in known:
        if uid in seen:
            continue
        path, todo = [], [uid]
        seen.add(uid)
        while todo:
            path.append(here := todo.pop())
            fresh = [one for one in dict.fromkeys(beside[here]) if one not in seen]
            seen.update(fresh)
            todo += fresh
        found.append(sorted(path, key=lambda one: (known[one].starts, known[one].ends, one)))
    return sorted(found, key=lambda path: (-max(known[uid].ends for uid in path), -len(path), path[0]))


def _layers(
    path: Sequence[int], links: Sequence[Tie], column: Mapping[int, int], known: Mapping[int, Activity]
) -> tuple[dict[int, list[Key]], dict[Key, tuple[list[Key], list[Key]]], list[list[tuple[int, Key]]]]:
    """What stands in each column, who neighbours whom on the left and on the right, and each link's way."""
    layers: dict[int, list[Key]] = defaultdict(list)
    neighbours: dict[Key, tuple[list[Key], list[Key]]] = {(uid,): ([], []) for uid in path}
    for uid in path:
        layers[column[uid]].append((uid,))
    ways = []
    for number, one in enumerate(links):
        first, last = column[one.before], column[one.after]
        way: list[tuple[int, Key]] = [(first, (one.before,)), *((at, (number, at)) for at in range(first + 1, last)), (last, (one.after,))]
        for at, key in way[1:-1]:
            neighbours[key] = ([], [])
            layers[at].append(key)
        for (_, a), (_, b) in pairwise(way):
            neighbours[a][1].append(b)
            neighbours[b][0].append(a)
        ways.append(way)
    return dict(sorted(layers.items())), neighbours, ways


def _ordered(layers: Mapping[int, list[Key]], neighbours: Mapping[Key, tuple[list[Key], list[Key]]]) -> dict[int, list[Key]]:
    """The order in each column with the fewest crossings that was met, each column following its neighbours in turn."""
    order = {at: list(keys) for at, keys in layers.items()}
    best, fewest = order, _crossings(order, neighbours)
    for sweep in range(SWEEPS):
        side = sweep % 2
        order = {at: list(keys) for at, keys in order.items()}
        for at in sorted(order, reverse=bool(side)):
            rank = {key: place for keys in order.values() for place, key in enumerate(keys)}
            order[at].sort(key=lambda key: (median(rank[one] for one in neighbours[key][side]) if neighbours[key][side] else rank[key]))
        crossings = _crossings(order, neighbours)
        if crossings < fewest:
            best, fewest = order, crossings
    return best


def _crossings(order: Mapping[int, list[Key]], neighbours: Mapping[Key, tuple[list[Key], list[Key]]]) -> int:
    rank = {key: place for keys in order.values() for place, key in enumerate(keys)}
    found = 0
    for keys in order.values():
        ends = [sorted(rank[one] for one in neighbours[key][1]) for key in keys]
        met: list[int] = []
        for some in ends:
            found += sum(1 for end in some for other in met if other > end)
            met += some
    return found


def _rows(order: Mapping[int, list[Key]], neighbours: Mapping[Key, tuple[list[Key], list[Key]]]) -> dict[Key, int]:
    """Rows that keep the order of each column and stand as near to their neighbours' as they can: chains lie straight."""
    rows = {key: place for keys in order.values() for place, key in enumerate(keys)}
    for sweep in range(SWEEPS + 1):
        side = sweep % 2
        for at in sorted(order, reverse=bool(side)):
            keys = order[at]
            wanted = [median(rows[one] for one in neighbours[key][side]) if neighbours[key][side] else rows[key] for key in keys]
            for key, row in zip(keys, _spread(wanted), strict=True):
                rows[key] = row
    return rows


def _spread(wanted: Sequence[float]) -> list[int]:
    """Whole numbers, each at least one more than the one before, as near to those wanted as that allows (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for place, row in enumerate(wanted):
        whole, count = row - place, 1
        while pools and pools[-1][0] / pools[-1][1] > whole / count:
            more, others = pools.pop()
            whole, count = whole + more, count + others
        pools.append((whole, count))
    level = [round(whole / count) for whole, count in pools for _ in range(count)]
    return [row + place for place, row in enumerate(level)]

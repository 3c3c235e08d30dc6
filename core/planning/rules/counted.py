"""The quick way through a network: most tasks are counted in working time, and only turned into dates at the end.

Between tasks on one calendar, linked without elapsed lags, dates are not needed: a finish plus a lag is a sum of counts
(`worktime`). A task is *countable* if a count is all there is to its dates: it has a duration in working time and has
not begun, nor been delayed by leveling. Every link between two of them is a *gap*: so much later than the start of one is that of the other, whatever
the type of the link. What else is asked of a countable task is a count as well: the least or the most that its start is.

What gaps and bounds do not say goes by dates (`passes`), which asks here for those of counted tasks. A countable task
may have some links that are gaps, and others that go by dates.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.planning.rules.network import Edge, EdgesOf, Links, Network
from core.planning.rules.plan import Constraint
from core.planning.rules.stretches import Own, Stretch
from core.planning.rules.worktime import Clock, Ticks, WorkTime

FF, FS, SF, SS = 0, 1, 2, 3
NEVER = -(1 << 62)
FROM_BELOW = (Constraint.START_NO_EARLIER_THAN, Constraint.FINISH_NO_EARLIER_THAN)
"""Constraints that say how early a task may be."""
FROM_ABOVE = (Constraint.START_NO_LATER_THAN, Constraint.FINISH_NO_LATER_THAN)
"""Constraints that say how late: going forwards they go before what links ask for."""
OF_START = (Constraint.START_NO_EARLIER_THAN, Constraint.START_NO_LATER_THAN)
Gap = tuple[int, int, int]
"""Two places, and how much later than the start of the first that of the second is at least."""
Dates = list[int | None]


class Asked(NamedTuple):
    """What is asked of tasks beside their constraints, by place: the first moment they may start, the last to finish, and as late as possible."""

    earliest: Sequence[int | None]
    latest: Sequence[int | None]
    as_late_as_possible: Sequence[bool]


class Counted:
    """Counts of starts, early and late, by place. A finish is as much later as a task is long: `length`, 0 if it is not countable.

    `judged_apart`: whether what nothing waits for is judged against its own finish.
    """

    def __init__(self, network: Network, clocks: Sequence[Clock], stretches: Mapping[int, Stretch | None], asked: Asked, *, judged_apart: bool) -> None:
        self.network, self._judged_apart = network, judged_apart
        self.length = _lengths_of_countable(network, clocks, stretches, asked.as_late_as_possible)
        self.clock = [clock if length else None for clock, length in zip(clocks, self.length, strict=True)]
        self.start, self.late_start = [0] * len(self.length), [0] * len(self.length)
        numbers: dict[WorkTime | None, int] = {clock: number for number, clock in enumerate(dict.fromkeys(self.clock)) if clock is not None}
        number_of = np.array([numbers.get(clock, -1) for clock in self.clock], np.int64)
        self.places = {clock: np.flatnonzero(number_of == number) for clock, number in numbers.items()}
        """The countable places on each clock."""
        self.others: list[int] = np.flatnonzero(number_of < 0).tolist()
        self._lengths, self._unknown = np.array(self.length, np.int64), [None if length else 0 for length in self.length]

        first, second, kind, lag, elapsed = network.links
        self.is_gap = (number_of[first] == number_of[second]) & (number_of[first] >= 0) & ~elapsed
        """Of each of the network's links, whether it is a gap, and below how long."""
        self.gap = lag + self._lengths[first] * ((kind == FS) | (kind == FF)) - self._lengths[second] * ((kind == FF) | (kind == SF))
        others = Links(*(column[~self.is_gap] for column in network.links))
        self.mixed_into, self.mixed_out = self._mixed(others.second, others, network.into), self._mixed(others.first, others, network.out)
        """By place the links that are no gaps, of countable tasks; those of their summaries are none."""
        self.long_into, self.long_out = {*self.mixed_into, *self.others}, {*self.mixed_out, *self.others}
        """Tasks of which gaps do not say everything, forwards and backwards."""
        self._bound(asked, second[self.is_gap & (kind == FF)])
        self._sort()

    def _mixed(self, end: Ticks, links: Links, all_of: EdgesOf) -> dict[int, Sequence[Edge]]:
        some_of = EdgesOf(end, links, len(self.length), all_of.more)
        return {place: some_of[place] for place in {*end.tolist(), *all_of.more} if self.length[place]}

    def _bound(self, asked: Asked, held_by_finish: Ticks) -> None:
        """What is asked of countable tasks beside their links, as the least and the most that their starts are."""
        network, count = self.network, len(self.length)
        waits = np.bincount(network.links.second, minlength=count) > 0
        holds = np.bincount(network.links.first, minlength=count) > 0
        waits[list(network.into.more)] = holds[list(network.out.more)] = True
        begins = ~waits & (self._lengths > 0)
        """Whether it begins with the project, or not before."""
        self._least: list[tuple[int, int]] = []
        self._most: list[tuple[int, int]] = []
        for place, (task, earliest, latest) in enumerate(zip(network.tasks, asked.earliest, asked.latest, strict=True)):
            if not (task.constraint or earliest is not None or latest is not None) or not self.length[place]:
                continue
            clock, length, kind = self.clock[place], self.length[place], task.constraint
            if kind in FROM_BELOW or kind in FROM_ABOVE:
                bounds = self._least if kind in FROM_BELOW else self._most
                bounds.append((place, clock.count(task.constraint_at) - (0 if kind in OF_START else length)))
            if kind in FROM_BELOW:
                begins[place] = False
            if earliest is not None:
                self._least.append((place, clock.count(earliest)))
            if latest is not None:
                self._most.append((place, clock.count(latest) - length))
            if kind and kind not in FROM_BELOW:
                self.long_into.add(place)
                self.mixed_into.pop(place, None)
            if kind and kind not in FROM_BELOW and kind not in FROM_ABOVE:
                self.long_out.add(place)
                self.mixed_out.pop(place, None)
        begins[held_by_finish] = True  # whoever waits for another's finish with its own
        self._from_project_start: list[int] = np.flatnonzero(begins).tolist()
        self._ends: list[int] = []
        """Those that are judged against their own finish."""
        if self._judged_apart:
            self._ends = np.flatnonzero(~holds & (self._lengths > 0)).tolist()
            self.mixed_out = {}  # they count as well if all that waits for them is done

    def _sort(self) -> None:
        """Put the gaps in the order of their first places, and tell where in the order each place is."""
        links, order = self.network.links, np.array(self.network.order, np.int64)
        self._order, self._around = order, order[order >= len(self.length)].tolist()
        self.rank = np.zeros(3 * len(self.length), np.int64)
        """Where in the network's order each place stands."""
        self.rank[order] = np.arange(len(order))
        ranks = self.rank[links.first[self.is_gap]]
        sorted_ = np.argsort(ranks, kind="stable")
        self._ranks = ranks[sorted_]
        columns = (links.first, links.second, self.gap)
        self._gaps = list(zip(*(column[self.is_gap][sorted_].tolist() for column in columns), strict=True))

    # ------------------------------------------------------------------ a pass
    def least(self, project_start: int) -> list[int]:
        """The least that each start is whatever its links say, going forwards."""
        found, first = [NEVER] * len(self.length), self._counts(project_start)
        for place in self._from_project_start:
            found[place] = first[self.clock[place]]
        for place, at in self._least:
            found[place] = max(found[place], at)
        return found

    def most(self, project_finish: int) -> list[int]:
        """The most, going backwards."""
        last = self._counts(project_finish)
        found = [last[clock] - length for clock, length in zip(self.clock, self.length, strict=True)]
        for place in self._ends:
            found[place] = self.start[place]
        for place, at in self._most:
            found[place] = min(found[place], at)
        return found

    def _counts(self, at: int) -> dict[WorkTime | None, int]:
        """The count of one moment on each clock."""
        return {None: 0} | {clock: clock.count(at) for clock in self.places}

    def steps(self, places: Iterable[int]) -> list[tuple[int | None, Sequence[Gap]]]:
        """Some places, each with the gaps that come after it in the order, up to those of the next place; None: before all of them.

        With the places come those that summaries have in the order.
        """
        ranks = np.sort(self.rank[[*places, *self._around]])
        cuts = [0, *np.searchsorted(self._ranks, ranks).tolist(), len(self._gaps)]
        chosen = [None, *self._order[ranks].tolist()]
        return [(place, self._gaps[start:end]) for place, start, end in zip(chosen, cuts[:-1], cuts[1:], strict=True)]

    def unknown(self) -> Dates:
        """Dates before a pass: None where counts will say them."""
        return self._unknown.copy()

    def settled(self, starts: Sequence[int], start_dates: Dates, finish_dates: Dates) -> tuple[list[int], list[int]]:
        """All dates after a pass: those of countable tasks follow from the counts of their starts, others are known."""
        counts = np.array(starts, np.int64)
        begins, ends = np.zeros(len(counts), np.int64), np.zeros(len(counts), np.int64)
        for clock, places in self.places.items():
            begins[places] = clock.starts(counts[places])
            ends[places] = clock.finishes(counts[places] + self._lengths[places])
        begins[self.others] = [start_dates[place] for place in self.others]
        ends[self.others] = [finish_dates[place] for place in self.others]
        return begins.tolist(), ends.tolist()

    # ------------------------------------------------------------------ one date
    def start_of(self, place: int) -> int:
        return self.clock[place].start(self.start[place])

    def finish_of(self, place: int) -> int:
        return self.clock[place].finish(self.start[place] + self.length[place])

    def late_start_of(self, place: int) -> int:
        return self.clock[place].start(self.late_start[place])

    def late_finish_of(self, place: int) -> int:
        return self.clock[place].finish(self.late_start[place] + self.length[place])


def _lengths_of_countable(network: Network, clocks: Sequence[Clock], stretches: Mapping[int, Stretch | None], late: Sequence[bool]) -> list[int]:
    lengths = []
    for place, (task, is_late, children) in enumerate(zip(network.tasks, late, network.children, strict=True)):
        length = task.duration
        if is_late or children or task.manual or task.fixed or task.elapsed or task.delay or task.actual_start is not None or task.actual_finish is not None:
            length = 0
        elif length and (task.assignments or task.split):
            stretch = stretches[place]
            length = stretch.duration if isinstance(stretch, Own) and stretch.clock is clocks[place] and stretch.remaining == stretch.duration else 0
        elif task.remaining != length and (task.remaining is not None or task.actual):  # something of it is done
            length = 0
        lengths.append(length)
    return lengths

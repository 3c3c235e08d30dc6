"""Nelson's eight rules (Journal of Quality Technology 16, 1984): patterns that chance alone hardly makes. Pure.

A rule fires at the point that completes its pattern, the last one of it, and again at every further point that still
does: the tenth point of a run of ten above the centre fires as the ninth did. A point on a line is not beyond it, and
one on the centre ends a run. Where samples differ in size every point is measured by its own zones. A missing point
and the beginning of a phase end every pattern.

"Two of three" and "four of five" fire only at a point that lies in the zone itself, also where the phase has just
begun: two of the first two are two of three whatever comes next.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from core.words import N_

EDGE = 1e-9
"""Closer to a line than so many sigma is on it: rounding alone must not raise a signal."""


class Nelson(IntEnum):
    BEYOND = 1
    SHIFT = 2
    TREND = 3
    ALTERNATING = 4
    TWO_OF_THREE = 5
    FOUR_OF_FIVE = 6
    HUGGING = 7
    AVOIDING = 8

    @property
    def label(self) -> str:
        return {
            Nelson.BEYOND: N_("One point beyond a control limit"),
            Nelson.SHIFT: N_("Nine points in a row on the same side of the centre"),
            Nelson.TREND: N_("Six points in a row rising or falling steadily"),
            Nelson.ALTERNATING: N_("Fourteen points in a row going up and down in turns"),
            Nelson.TWO_OF_THREE: N_("Two of three points in a row more than two sigma from the centre, on the same side"),
            Nelson.FOUR_OF_FIVE: N_("Four of five points in a row more than one sigma from the centre, on the same side"),
            Nelson.HUGGING: N_("Fifteen points in a row within one sigma of the centre"),
            Nelson.AVOIDING: N_("Eight points in a row, none within one sigma of the centre"),
        }[self]

    @property
    def advice(self) -> str:
        """What it usually means and what to do about it."""
        return {
            Nelson.BEYOND: N_("Something unusual happened here. Look for what was different at this point: people, system, demand, a way of counting."),
            Nelson.SHIFT: N_("The level has moved. Look for what changed about nine points ago; if it is meant to stay, begin a new phase there."),
            Nelson.TREND: N_("The process is drifting. Look for something that wears, fills up or grows: backlog, workload, outdated instructions."),
            Nelson.ALTERNATING: N_("Two sources take turns, such as two shifts or two systems. Draw a chart for each."),
            Nelson.TWO_OF_THREE: N_("Probably a shift has just begun. Watch the next points closely and look for what is different."),
            Nelson.FOUR_OF_FIVE: N_("Probably a small shift. Look for a change of the last five points."),
            Nelson.HUGGING: N_("Less spread than the limits expect: sources are mixed within each sample, or the limits are out of date. Check how samples are taken."),
            Nelson.AVOIDING: N_("Two levels are mixed in one chart. Draw a chart for each source, such as team or kind of request."),
        }[self]


@dataclass(frozen=True, order=True)
class Signal:
    index: int
    rule: Nelson


ALL = frozenset(Nelson)
SPREAD = frozenset({Nelson.BEYOND, Nelson.SHIFT, Nelson.TREND, Nelson.ALTERNATING})
"""The rules for ranges, standard deviations and moving ranges, which are not spread evenly around their centre."""


def distance(point: float, center: float, sigma: float) -> float:
    """How many sigma a point lies above the centre; without any spread all that differs is infinitely far."""
    if sigma > 0:
        return (point - center) / sigma
    return 0.0 if abs(point - center) <= EDGE * max(1.0, abs(center)) else float("inf") if point > center else float("-inf")


def signals(points: Sequence[float | None], distances: Sequence[float | None], *, rules: Collection[Nelson] = ALL, begins: Collection[int] = ()) -> list[Signal]:
    """Where the rules fire, by index (from 0) and rule. `distances` are in sigma from the centre; `begins` are first indices of phases."""
    found: list[Signal] = []
    for first, last in _stretches(distances, begins):
        z = [float(one) for one in distances[first:last] if one is not None]
        x = [float(one) for one in points[first:last] if one is not None]
        for rule in rules:
            found += [Signal(first + at, rule) for at in range(len(z)) if _FIRES[rule](x, z, at)]
    return sorted(found)


def _stretches(distances: Sequence[float | None], begins: Collection[int]) -> list[tuple[int, int]]:
    found, first = [], 0
    for at in range(len(distances) + 1):
        if at == len(distances) or distances[at] is None or at in begins:
            if at > first:
                found.append((first, at))
            first = at + 1 if at < len(distances) and distances[at] is None else at
    return found


def _run(z: Sequence[float], at: int, length: int, holds: Callable[[float], bool]) -> bool:
    return at + 1 >= length and all(holds(one) for one in z[at + 1 - length : at + 1])


def _some(z: Sequence[float], at: int, *, needed: int, of: int, beyond: float) -> bool:
    sign = 1 if z[at] > 0 else -1
    window = [sign * one > beyond + EDGE for one in z[max(0, at + 1 - of) : at + 1]]
    return window[-1] and sum(window) >= needed


def _steps(x: Sequence[float], at: int, length: int) -> list[int]:
    """Whether each of the last points lies above (1), below (-1) or level with (0) the one before; empty where there are too few."""
    if at + 1 < length:
        return []
    part = x[at + 1 - length : at + 1]
    return [(later > earlier) - (later < earlier) for earlier, later in pairwise(part)]


def _trend(x: Sequence[float], z: Sequence[float], at: int) -> bool:
    steps = _steps(x, at, 6)
    return bool(steps) and abs(sum(steps)) == len(steps)


def _alternating(x: Sequence[float], z: Sequence[float], at: int) -> bool:
    steps = _steps(x, at, 14)
    return bool(steps) and steps[0] != 0 and all(later == -earlier for earlier, later in pairwise(steps))


_FIRES: dict[Nelson, Callable[[Sequence[float], Sequence[float], int], bool]] = {
    Nelson.BEYOND: lambda x, z, at: abs(z[at]) > 3 + EDGE,
    Nelson.SHIFT: lambda x, z, at: _run(z, at, 9, lambda one: one > EDGE) or _run(z, at, 9, lambda one: one < -EDGE),
    Nelson.TREND: _trend,
    Nelson.ALTERNATING: _alternating,
    Nelson.TWO_OF_THREE: lambda x, z, at: _some(z, at, needed=2, of=3, beyond=2),
    Nelson.FOUR_OF_FIVE: lambda x, z, at: _some(z, at, needed=4, of=5, beyond=1),
    Nelson.HUGGING: lambda x, z, at: _run(z, at, 15, lambda one: abs(one) < 1 - EDGE),
    Nelson.AVOIDING: lambda x, z, at: _run(z, at, 8, lambda one: abs(one) > 1 + EDGE),
}

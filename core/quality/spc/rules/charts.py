"""Control charts after Shewhart: points, centre, limits at three sigma, and where Nelson's rules fire. Pure.

Formulas follow Montgomery, Introduction to Statistical Quality Control, chapters 6 and 7. Where samples differ in size
every point has limits of its own, and sigma of measured values is the plain mean of each sample's estimate (R / d2, s / c4),
as the R package qcc has it. A limit that would lie below zero of a range, a share or a count is zero; of a share none
lies above one, of a number of defectives none above its sample.

A subgroup left out of the limits is drawn and judged like the others. Moving ranges that touch one, or the end of a
phase, are left out of the limits as well.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean, stdev

from core.quality.spc.rules.constants import c4, d2, d3
from core.quality.spc.rules.nelson import ALL, SPREAD, Nelson, Signal, distance, signals
from core.words import N_

Found = tuple[float | None, float | None, float | None, float | None]
"""Centre, lower and upper limit, and one sigma, of a point."""
NONE: Found = (None, None, None, None)
TOO_FEW = N_("Limits need at least two subgroups with figures that are not left out.")
NO_PAIR = N_("Limits need at least two neighbouring values that are not left out.")
NO_CASES = N_("In no subgroup that counts was there anything to look at, so no limits can be computed.")
NO_SPREAD = N_("All values that count are the same, so the limits lie on the centre and say little.")


class Kind(StrEnum):
    IMR = "imr"
    XBAR_R = "xbar-r"
    XBAR_S = "xbar-s"
    P = "p"
    NP = "np"
    U = "u"
    C = "c"

    @property
    def counted(self) -> bool:
        """Whether it is drawn from counts rather than from measured values."""
        return self in (Kind.P, Kind.NP, Kind.U, Kind.C)

    @property
    def label(self) -> str:
        return {
            Kind.IMR: N_("Single values and moving range (I-MR)"),
            Kind.XBAR_R: N_("Means and ranges (Xbar-R)"),
            Kind.XBAR_S: N_("Means and standard deviations (Xbar-S)"),
            Kind.P: N_("Share of cases (p)"),
            Kind.NP: N_("Number of cases (np)"),
            Kind.U: N_("Defects per unit (u)"),
            Kind.C: N_("Number of defects (c)"),
        }[self]


@dataclass(frozen=True)
class Subgroup:
    """What one point stands for: measured values, or a count among so many cases (p, np) or units (u)."""

    values: tuple[float, ...] = ()
    count: float = 0
    size: float = 1


@dataclass(frozen=True)
class Chart:
    """One chart. All sequences run in the order of the subgroups; None where a point or a limit is undefined."""

    name: str
    points: tuple[float | None, ...]
    center: tuple[float | None, ...]
    lcl: tuple[float | None, ...]
    ucl: tuple[float | None, ...]
    sigma: tuple[float | None, ...]
    signals: tuple[Signal, ...]
    reasons: tuple[str, ...] = ()
    """Messages: why limits are undefined, or what a reader should know of them."""


@dataclass(frozen=True)
class _Part:
    """A phase: its subgroups, and which of them count for the limits."""

    subgroups: Sequence[Subgroup]
    counts: Sequence[bool]

    @property
    def counted(self) -> list[Subgroup]:
        return [one for one, counts in zip(self.subgroups, self.counts, strict=True) if counts]


_Drawn = tuple[list[float | None], list[Found], str]
"""Points, limits by point, and why there are none."""


def charts(
    kind: Kind, subgroups: Sequence[Subgroup], *, excluded: Collection[int] = (), begins: Collection[int] = (), laney: bool = False, rules: Collection[Nelson] | None = None
) -> list[Chart]:
    """The charts of a kind: i and mr, xbar and r, xbar and s, else one of the kind's own name.

    `excluded` are indices (from 0) of subgroups left out of the limits, `begins` those at which a new phase begins, each
    with limits of its own. `laney` draws p' and u' (Laney 2002): limits that allow for more (or less) spread between the
    subgroups than within. `rules` replaces those that are judged: all eight, of spreads the first four.
    """
    starts = sorted({0, *(one for one in begins if 0 < one < len(subgroups))})
    parts = [
        _Part(subgroups[first:last], [at not in excluded for at in range(first, last)])
        for first, last in zip(starts, [*starts[1:], len(subgroups)], strict=True)
    ]  # fmt: skip
    made = []
    for name, draw in _DRAWN[kind].items():
        drawn = [draw(part) if not laney or kind not in (Kind.P, Kind.U) else _laney(part, kind) for part in parts]
        points = [point for found, _, _ in drawn for point in found]
        limits = [limit for _, found, _ in drawn for limit in found]
        distances = [None if point is None or center is None or sigma is None else distance(point, center, sigma) for point, (center, _, _, sigma) in zip(points, limits, strict=True)]
        wanted = (SPREAD if name in ("mr", "r", "s") else ALL) if rules is None else rules
        flat = any(sigma == 0 for *_, sigma in limits)
        made.append(Chart(
            name, tuple(points), *(tuple(one[place] for one in limits) for place in range(4)),
            signals=tuple(signals(points, distances, rules=set(wanted) - ({Nelson.HUGGING, Nelson.AVOIDING} if flat else set()), begins=starts)),
            reasons=tuple(dict.fromkeys(reason for *_, reason in drawn if reason)) + ((NO_SPREAD,) if flat else ()),
        ))  # fmt: skip
    return made


def _around(center: float, sigma: float, least: float | None = None, most: float | None = None) -> Found:
    low, high = center - 3 * sigma, center + 3 * sigma
    return center, low if least is None else max(least, low), high if most is None else min(most, high), sigma


def _each(part: _Part, points: list[float | None], limit: Callable[[Subgroup], Found]) -> _Drawn:
    return points, [limit(one) for one in part.subgroups], ""


def _without(part: _Part, points: list[float | None], reason: str) -> _Drawn:
    return points, [NONE] * len(part.subgroups), reason


# --- measured values -------------------------------------------------------------------------------------------------


def _ranges(part: _Part) -> tuple[list[float | None], list[float]]:
    """Every moving range (none at the first value), and those that count."""
    values = [one.values[0] if one.values else None for one in part.subgroups]
    every: list[float | None] = [None] * len(values)
    counting = []
    for at in range(1, len(values)):
        before, now = values[at - 1], values[at]
        if before is not None and now is not None:
            every[at] = abs(now - before)
            if part.counts[at - 1] and part.counts[at]:
                counting.append(abs(now - before))
    return every, counting


def _single(part: _Part) -> _Drawn:
    points: list[float | None] = [one.values[0] if one.values else None for one in part.subgroups]
    _, ranges = _ranges(part)
    if not ranges:
        return _without(part, points, NO_PAIR)
    center = fmean(one.values[0] for one in part.counted if one.values)
    return _each(part, points, lambda _: _around(center, fmean(ranges) / d2(2)))


def _moving(part: _Part) -> _Drawn:
    points, ranges = _ranges(part)
    if not ranges:
        return _without(part, points, NO_PAIR)
    sigma = fmean(ranges) / d2(2)
    return _each(part, points, lambda _: _around(fmean(ranges), d3(2) * sigma, 0.0))


def _range_of(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _within(part: _Part, by_range: bool) -> float | None:
    """Sigma within subgroups; None where none has two values."""
    found = [_range_of(one.values) / d2(len(one.values)) if by_range else stdev(one.values) / c4(len(one.values)) for one in part.counted if len(one.values) > 1]
    return fmean(found) if found else None


def _means(by_range: bool) -> Callable[[_Part], _Drawn]:
    def drawn(part: _Part) -> _Drawn:
        points: list[float | None] = [fmean(one.values) if one.values else None for one in part.subgroups]
        sigma, counted = _within(part, by_range), [one for one in part.counted if one.values]
        if sigma is None or len(counted) < 2:
            return _without(part, points, TOO_FEW)
        center = fmean(value for one in counted for value in one.values)
        return _each(part, points, lambda one: _around(center, sigma / sqrt(len(one.values))) if one.values else NONE)

    return drawn


def _spreads(by_range: bool) -> Callable[[_Part], _Drawn]:
    def limit(one: Subgroup, sigma: float) -> Found:
        n = len(one.values)
        if n < 2:
            return NONE
        return _around(d2(n) * sigma, d3(n) * sigma, 0.0) if by_range else _around(c4(n) * sigma, sqrt(1 - c4(n) ** 2) * sigma, 0.0)

    def drawn(part: _Part) -> _Drawn:
        points: list[float | None] = [(_range_of(one.values) if by_range else stdev(one.values)) if len(one.values) > 1 else None for one in part.subgroups]
        sigma = _within(part, by_range)
        if sigma is None or sum(len(one.values) > 1 for one in part.counted) < 2:
            return _without(part, points, TOO_FEW)
        return _each(part, points, lambda one: limit(one, sigma))

    return drawn


# --- counts ----------------------------------------------------------------------------------------------------------


def _rate(part: _Part) -> tuple[float | None, str]:
    """Counts over cases or units of all subgroups that count, or why there is none."""
    counted = [one for one in part.counted if one.size > 0]
    if len(counted) < 2:
        return None, TOO_FEW if any(one.size > 0 for one in part.subgroups) else NO_CASES
    return sum(one.count for one in counted) / sum(one.size for one in counted), ""


def _counts(least_spread: Callable[[float, float], float], *, shared: bool, most: Callable[[float], float | None]) -> Callable[[_Part], _Drawn]:
    """A chart of counts: of shares of the size (`shared`) or of the counts themselves; sigma by rate and size."""

    def drawn(part: _Part) -> _Drawn:
        points: list[float | None] = [None if one.size <= 0 else one.count / one.size if shared else one.count for one in part.subgroups]
        rate, reason = _rate(part)
        if rate is None:
            return _without(part, points, reason)
        return _each(part, points, lambda one: NONE if one.size <= 0 else _around(rate if shared else rate * one.size, least_spread(rate, one.size), 0.0, most(one.size)))

    return drawn


_SIGMA: dict[Kind, Callable[[float, float], float]] = {
    Kind.P: lambda rate, size: sqrt(max(0.0, rate * (1 - rate)) / size),
    Kind.NP: lambda rate, size: sqrt(max(0.0, rate * (1 - rate)) * size),
    Kind.U: lambda rate, size: sqrt(rate / size),
    Kind.C: lambda rate, size: sqrt(rate),
}


def _laney(part: _Part, kind: Kind) -> _Drawn:
    """p' and u': the moving range of the standardised points says how far subgroups really differ."""
    points: list[float | None] = [one.count / one.size if one.size > 0 else None for one in part.subgroups]
    rate, reason = _rate(part)
    if rate is None:
        return _without(part, points, reason)
    scores = [Subgroup((distance(one.count / one.size, rate, _SIGMA[kind](rate, one.size)),)) if one.size > 0 else Subgroup() for one in part.subgroups]
    _, ranges = _ranges(_Part(scores, part.counts))
    if not ranges or not rate * (1 - rate if kind is Kind.P else 1):
        return _without(part, points, NO_PAIR)
    wider = fmean(ranges) / d2(2)
    most = 1.0 if kind is Kind.P else None
    return _each(part, points, lambda one: NONE if one.size <= 0 else _around(rate, _SIGMA[kind](rate, one.size) * wider, 0.0, most))


_DRAWN: dict[Kind, dict[str, Callable[[_Part], _Drawn]]] = {
    Kind.IMR: {"i": _single, "mr": _moving},
    Kind.XBAR_R: {"xbar": _means(True), "r": _spreads(True)},
    Kind.XBAR_S: {"xbar": _means(False), "s": _spreads(False)},
    Kind.P: {"p": _counts(_SIGMA[Kind.P], shared=True, most=lambda size: 1.0)},
    Kind.NP: {"np": _counts(_SIGMA[Kind.NP], shared=False, most=lambda size: size)},
    Kind.U: {"u": _counts(_SIGMA[Kind.U], shared=True, most=lambda size: None)},
    Kind.C: {"c": _counts(_SIGMA[Kind.C], shared=False, most=lambda size: None)},
}

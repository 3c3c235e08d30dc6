"""Figures over time: points of a measure or of a series kept by hand, and what people say of a chart. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import fmean, stdev

from core.errors import Refusal
from core.metrics import figures
from core.metrics.rules import Measure, Statistic
from core.quality.rules import Step
from core.quality.spc.rules.charts import Kind, Subgroup
from core.words import N_

NAME_LIMIT, UNIT_LIMIT, NOTE_LIMIT, REASON_LIMIT = 120, 20, 200, 300
KEPT_BY_HAND = (Kind.IMR, Kind.P, Kind.NP, Kind.U, Kind.C)
EARLIEST = date(2000, 1, 1)


class NotByHand(Refusal):
    message = N_("A series kept by hand has one figure a day. Choose single values or one of the charts of counts.")


class ValueToCome(Refusal):
    message = N_("{day} is still to come, so nothing can have been read on it. Choose today or a day before.")


class DayTooEarly(Refusal):
    message = N_("{day} is too long ago to be meant. Correct the year.")


class SizeMissing(Refusal):
    message = N_("Of how many? A share or a rate needs the number of cases or units, above zero.")


class AboveSize(Refusal):
    message = N_("{count} of {size} cannot be: more were found than there were. Correct one of the two.")


class NotCounted(Refusal):
    message = N_("“{value}” is not a count. Enter a whole number of zero or more.")


class CorrectionNeedsReason(Refusal):
    message = N_("There is a figure of {day} already. Say why it is corrected; the old one stays in the history.")


class NoSuchPoint(Refusal):
    message = N_("The chart has no point at {day} any more. Load the page again.")


class MarkedAlready(Refusal):
    message = N_("This point is marked so already.")


class LiftedAlready(Refusal):
    message = N_("This mark is lifted already.")


class Mark(StrEnum):
    PHASE = "phase"
    EXCLUDE = "exclude"

    @property
    def label(self) -> str:
        return {Mark.PHASE: N_("New phase begins here"), Mark.EXCLUDE: N_("Left out of the limits")}[self]


@dataclass(frozen=True)
class Point:
    """A figure of a step of time, or of a day. None: nothing to compute it from."""

    first: date
    value: float | None
    """In the unit of the series; a share in percent."""
    n: float
    """Records, cases or units behind it."""
    subgroup: Subgroup


def check_value(kind: Kind, on: date, value: Decimal, size: Decimal | None, today: date) -> Decimal | None:
    """The size that is kept: None of measured values and counts without one. Refuses ValueToCome, DayTooEarly, NotCounted, SizeMissing, AboveSize."""
    if on > today:
        raise ValueToCome(day=on)
    if on < EARLIEST:
        raise DayTooEarly(day=on)
    if kind is Kind.IMR:
        return None
    if value < 0 or value != value.to_integral_value():
        raise NotCounted(value=f"{value.normalize():f}")
    if kind is Kind.C:
        return None
    if size is None or size <= 0 or (kind is not Kind.U and size != size.to_integral_value()):
        raise SizeMissing()
    if kind is not Kind.U and value > size:
        raise AboveSize(count=f"{value:f}", size=f"{size:f}")
    return size


def of_series(kind: Kind, rows: Iterable[tuple[date, Decimal, Decimal | None]]) -> list[Point]:
    """A point a day of a series kept by hand, in order."""
    found = []
    for on, value, size in sorted(rows):
        if kind is Kind.IMR:
            found.append(Point(on, float(value), 1, Subgroup((float(value),))))
        else:
            n = float(size) if size is not None else 1.0
            shown = 100 * float(value) / n if kind is Kind.P else float(value) / n if kind is Kind.U else float(value)
            found.append(Point(on, shown, n, Subgroup(count=float(value), size=n)))
    return found


def kind_of(measure: Measure) -> Kind:
    """Shares are drawn as p; medians and means one by one."""
    return Kind.P if measure.statistic is Statistic.SHARE else Kind.IMR


def folded(daily: Mapping[date, Mapping[int, int]], step: Step, first: date, last: date) -> list[tuple[date, dict[int, int]]]:
    """Records by value for each step from the one with `first` to the last one that is over by the end of `last`; also where there were none."""
    found: list[tuple[date, dict[int, int]]] = []
    begin = step.first(first)
    while (after := step.after(begin)) <= last + timedelta(days=1):
        found.append((begin, {}))
        begin = after
    places = {begin: cells for begin, cells in found}
    for on, cells in daily.items():
        if (into := places.get(step.first(on))) is not None:
            for value, count in cells.items():
                into[value] = into.get(value, 0) + count
    return found


def of_measure(measure: Measure, steps: Sequence[tuple[date, Mapping[int, int]]]) -> list[Point]:
    """A point a step of a measure; where nothing was recorded none is drawn."""
    found = []
    for first, cells in steps:
        n = sum(cells.values())
        figure = measure.statistic.of(cells)
        value = None if figure is None else float(figure.value)
        if measure.statistic is Statistic.SHARE:
            found.append(Point(first, value, n, Subgroup(count=cells.get(1, 0), size=n)))
        else:
            found.append(Point(first, value, n, Subgroup(() if value is None else (value,))))
    return found


@dataclass(frozen=True)
class Level:
    """What a figure was over a stretch of time: with its 95 % interval, from n records, cases or points."""

    value: float
    n: float
    low: float | None
    high: float | None


def level(kind: Kind, points: Sequence[Point]) -> Level | None:
    """All points together: counts over sizes (Wilson's interval of shares, a normal one of rates), else the mean of the points with Student's; None of nothing."""
    used = [one for one in points if one.value is not None]
    if not used:
        return None
    if kind in (Kind.P, Kind.NP):
        count, n = sum(one.subgroup.count for one in used), sum(one.subgroup.size for one in used)
        low, high = figures.wilson(round(count), round(n)) or (0.0, 0.0)
        scale = 100 if kind is Kind.P else n / len(used)
        return Level(scale * count / n, n, scale * low, scale * high)
    if kind in (Kind.U, Kind.C):
        count, n = sum(one.subgroup.count for one in used), sum(one.subgroup.size for one in used)
        half = figures.Z95 * sqrt(count) / n
        return Level(count / n, n, max(0.0, count / n - half), count / n + half)
    values = [float(one.value) for one in used if one.value is not None]
    half_ = None if len(values) < 2 else figures.t95(len(values) - 1) * stdev(values) / sqrt(len(values))
    middle = fmean(values)
    return Level(middle, len(values), None if half_ is None else middle - half_, None if half_ is None else middle + half_)


def difference(kind: Kind, before: Sequence[Point], after: Sequence[Point]) -> tuple[float, float, float] | None:
    """How much more it is after than before, with its 95 % interval; None where one side is too thin to tell.

    Shares: Newcombe's hybrid score interval (1998, method 10). Rates: normal. Single values: Welch's t.
    """
    one, two = level(kind, before), level(kind, after)
    if one is None or two is None or one.low is None or one.high is None or two.low is None or two.high is None:
        return None
    found = two.value - one.value
    if kind is Kind.IMR:
        a, b = ([float(point.value) for point in points if point.value is not None] for points in (before, after))
        va, vb = stdev(a) ** 2 / len(a), stdev(b) ** 2 / len(b)
        if va + vb == 0:
            return found, found, found
        freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
        half = figures.t95(max(1, int(freedom))) * sqrt(va + vb)
        return found, found - half, found + half
    low = found - sqrt((two.value - two.low) ** 2 + (one.high - one.value) ** 2)
    high = found + sqrt((two.high - two.value) ** 2 + (one.value - one.low) ** 2)
    return found, low, high


def exact(value: float) -> Decimal:
    """A figure as it is kept with a record: four places."""
    return Decimal(round(Fraction(value) * 10_000)) / 10_000

"""Judgement against fact: whose scores stand clearly above or below what the measured facts of the same groups say. Pure.

Both sides are taken as distances from the mean of all groups in standard deviations, facts turned so that more is
better. A group's gap is judgement minus fact, divided by what it may scatter: the gaps' own spread and the group's own
error (few sheets, few records). Which gaps stand out from those of all groups is told by Rosner's generalised test for
several outliers (1983, Technometrics 25), so that two inflated groups do not hide each other; a gap whose own interval
holds zero is never named. An inspector's mean gap over groups is compared with that of colleagues (Student's t, with
the number of inspectors taken into account as in `chance.alarms`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from math import sqrt
from statistics import fmean, stdev

from core.fairness.rules.chance import LEVEL, Z95, alarms, two_sided
from core.words import N_

GROUPS_LEAST = 6
"""Comparable groups below which nothing can stand out."""
SHEETS_LEAST = 2
"""Sheets of a group below which its judgement is one person's one day."""
OF_INSPECTOR_LEAST = 4
"""Groups of an inspector below which chance would decide."""
OUTLYING_AT_MOST = 0.2
"""At most this part of the groups is looked at as standing out: if more do, it is the facts that are odd."""
_TINY = 1e-9


class Side(StrEnum):
    """Which way judgement and fact part."""

    INFLATED = "inflated"
    DEFLATED = "deflated"

    @property
    def label(self) -> str:
        return {Side.INFLATED: N_("suspected inflation"), Side.DEFLATED: N_("suspected deflation")}[self]


class Unknown(StrEnum):
    """Why a checkpoint, a group or an inspector cannot be compared."""

    GROUPS = "groups"
    SHEETS = "sheets"
    RECORDS = "records"
    ALIKE = "alike"
    FEW = "few"

    @property
    def label(self) -> str:
        return {
            Unknown.GROUPS: N_("Too few groups have both enough sheets and enough records to be compared."),
            Unknown.SHEETS: N_("too few sheets"),
            Unknown.RECORDS: N_("too few records"),
            Unknown.ALIKE: N_("All groups are alike in score or in fact, so nothing can stand out."),
            Unknown.FEW: N_("too few groups"),
        }[self]


@dataclass(frozen=True)
class Judged:
    """An inspector's scores of a group: how many sheets, their sum and the sum of their squares."""

    group: str
    inspector: str
    n: int
    total: float
    square: float


@dataclass(frozen=True)
class Fact:
    """A measured value of a group, turned so that more is better, with half of its 95 % interval where one is known."""

    value: float
    n: int
    half: float = 0.0


@dataclass(frozen=True)
class Gap:
    """A group or an inspector. `judged` and `fact` are distances from the mean in standard deviations; `gap` is their difference."""

    who: str
    n: int
    """Sheets of a group; groups of an inspector."""
    gap: float | None
    low: float | None = None
    high: float | None = None
    judged: float | None = None
    fact: float | None = None
    side: Side | None = None
    """Set only where it stands out."""
    why: Unknown | None = None


@dataclass(frozen=True)
class Compared:
    """A checkpoint: its groups and inspectors, the widest gaps first; `why` says why nothing could be compared."""

    groups: tuple[Gap, ...]
    inspectors: tuple[Gap, ...]
    comparable: int = 0
    why: Unknown | None = None


def compare(judged: Sequence[Judged], facts: Mapping[str, Mapping[str, Fact]]) -> Compared:
    """Judgement beside fact. `facts` by measure and group hold only values that enough records stand behind."""
    by_group: dict[str, list[Judged]] = {}
    for one in judged:
        by_group.setdefault(one.group, []).append(one)
    told = {group for values in facts.values() for group in values}
    n = {group: sum(one.n for one in parts) for group, parts in by_group.items()}
    left = {group: Unknown.RECORDS if group not in told else Unknown.SHEETS for group in by_group if group not in told or n[group] < SHEETS_LEAST}
    usable = sorted(set(by_group) - set(left))
    silent = tuple(Gap(group, n[group], None, why=left[group]) for group in sorted(left))
    if len(usable) < GROUPS_LEAST:
        return Compared((*(Gap(group, n[group], None, why=Unknown.GROUPS) for group in usable), *silent), (), len(usable), Unknown.GROUPS)
    score = {group: sum(one.total for one in by_group[group]) / n[group] for group in usable}
    side, fact = _standard(score), _facts(facts, usable)
    if side is None or fact is None:
        return Compared((*(Gap(group, n[group], None, why=Unknown.ALIKE) for group in usable), *silent), (), len(usable), Unknown.ALIKE)
    within = _within([one for group in usable for one in by_group[group]]) / side.spread
    error = {group: sqrt(within**2 / n[group] + fact.errors[group] ** 2) for group in usable}
    gap = {group: side.of(score[group]) - fact.values[group] for group in usable}
    names = standing_out(gap, error)
    groups = [
        Gap(
            group, n[group], gap[group], gap[group] - Z95 * error[group], gap[group] + Z95 * error[group], side.of(score[group]), fact.values[group],
            _side(gap[group]) if group in names else None,
        )
        for group in usable
    ]  # fmt: skip
    groups.sort(key=lambda one: (-abs(one.gap or 0), one.who))
    cells = [(one.inspector, side.of(one.total / one.n) - fact.values[one.group]) for group in usable for one in by_group[group]]
    return Compared((*groups, *silent), inspectors(cells), len(usable))


def _side(gap: float) -> Side:
    return Side.INFLATED if gap > 0 else Side.DEFLATED


@dataclass(frozen=True)
class _Standard:
    middle: float
    spread: float

    def of(self, value: float) -> float:
        return (value - self.middle) / self.spread


def _standard(values: Mapping[str, float]) -> _Standard | None:
    """Mean and standard deviation of all groups; None where they do not differ."""
    spread = stdev(values.values()) if len(values) > 1 else 0.0
    return _Standard(fmean(values.values()), spread) if spread > _TINY else None


@dataclass(frozen=True)
class _Facts:
    values: dict[str, float]
    errors: dict[str, float] = field(default_factory=dict)


def _facts(facts: Mapping[str, Mapping[str, Fact]], groups: Sequence[str]) -> _Facts | None:
    """The mean of the measures that a group has, each in standard deviations, and that once more."""
    parts: dict[str, list[tuple[float, float]]] = {group: [] for group in groups}
    for values in facts.values():
        known = {group: values[group] for group in groups if group in values}
        standard = _standard({group: one.value for group, one in known.items()})
        for group, one in known.items():
            if standard is not None:
                parts[group].append((standard.of(one.value), one.half / Z95 / standard.spread))
    mean = {group: fmean(value for value, _ in told) if told else 0.0 for group, told in parts.items()}
    whole = _standard(mean)
    if whole is None:
        return None
    error = {group: sqrt(sum(error**2 for _, error in told)) / max(1, len(told)) / whole.spread for group, told in parts.items()}
    return _Facts({group: whole.of(value) for group, value in mean.items()}, error)


def _within(parts: Sequence[Judged]) -> float:
    """The standard deviation of single sheets within their group, pooled over all groups."""
    sums: dict[str, list[float]] = {}
    for one in parts:
        found = sums.setdefault(one.group, [0, 0.0, 0.0])
        for place, value in enumerate((one.n, one.total, one.square)):
            found[place] += value
    degrees = sum(n - 1 for n, _, _ in sums.values())
    spread = sum(max(0.0, square - total * total / n) for n, total, square in sums.values())
    return sqrt(spread / degrees) if degrees > 0 else 0.0


def standing_out(gaps: Mapping[str, float], errors: Mapping[str, float]) -> frozenset[str]:
    """The groups whose gap stands out from all others and, by itself, from zero.

    Gaps are divided by what each may scatter: the part of their spread that the errors do not explain, and its own error.
    """
    middle = fmean(gaps.values())
    own = fmean(error**2 for error in errors.values())
    spread = max(stdev(gaps.values()) ** 2 - own, 0.0)
    scaled = {group: (gap - middle) / sqrt(spread + errors[group] ** 2 + _TINY) for group, gap in gaps.items()}
    order = sorted(scaled)
    found = outliers([scaled[group] for group in order], most=max(1, int(len(order) * OUTLYING_AT_MOST)))
    return frozenset(order[place] for place in found if abs(gaps[order[place]]) > Z95 * errors[order[place]])


def outliers(values: Sequence[float], *, most: int, level: float = LEVEL) -> tuple[int, ...]:
    """The places of outliers among normal values, at most `most`: Rosner's generalised extreme Studentized deviate test (1983)."""
    left, taken, reached = list(range(len(values))), list[int](), 0
    for number in range(1, most + 1):
        if len(left) < 3:
            break
        middle, spread = fmean(values[i] for i in left), stdev(values[i] for i in left)
        if spread <= _TINY:
            break
        farthest = max(left, key=lambda i: abs(values[i] - middle))
        taken.append(farthest)
        if abs(values[farthest] - middle) / spread > bound(len(values), number, level):
            reached = number
        left.remove(farthest)
    return tuple(taken[:reached])


@cache
def bound(n: int, number: int, level: float = LEVEL) -> float:
    """What the `number`-th farthest of `n` values must exceed to be an outlier (Rosner's lambda)."""
    rest = n - number + 1
    t = critical(level / rest, rest - 2)
    return (rest - 1) * t / sqrt((rest - 2 + t * t) * rest)


@cache
def critical(level: float, degrees: float) -> float:
    """Student's t that is exceeded in either direction with probability `level`."""
    low, high = 0.0, 1.0
    while two_sided(high, degrees) > level:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, degrees) > level else (low, middle)
    return (low + high) / 2


def inspectors(cells: Sequence[tuple[str, float]]) -> tuple[Gap, ...]:
    """Each inspector's mean gap over groups against that of colleagues. `cells`: inspector and gap, one an inspector and group."""
    gaps: dict[str, list[float]] = {}
    for who, gap in cells:
        gaps.setdefault(who, []).append(gap)
    enough = {who: own for who, own in gaps.items() if len(own) >= OF_INSPECTOR_LEAST}
    few = tuple(Gap(who, len(own), None, why=Unknown.FEW) for who, own in sorted(gaps.items()) if who not in enough)
    everything = [gap for own in enough.values() for gap in own]
    degrees = len(everything) - len(enough)
    if len(enough) < 2 or degrees < 2:
        return (*(Gap(who, len(own), None, why=Unknown.FEW) for who, own in sorted(enough.items())), *few)
    rest = sqrt(max(sum(sum((gap - fmean(own)) ** 2 for gap in own) for own in enough.values()) / degrees, _TINY))
    found: list[tuple[str, int, float, float]] = []
    for who, own in enough.items():
        others = len(everything) - len(own)
        apart = fmean(own) - (sum(everything) - sum(own)) / others
        found.append((who, len(own), apart, rest * sqrt(1 / len(own) + 1 / others)))
    named = alarms([apart / error for _, _, apart, error in found], degrees)
    t = critical(0.05, degrees)
    told = [
        Gap(who, n, apart, apart - t * error, apart + t * error, side=_side(apart) if flag else None)
        for (who, n, apart, error), flag in zip(found, named, strict=True)
    ]
    return (*sorted(told, key=lambda one: (-abs(one.gap or 0), one.who)), *few)

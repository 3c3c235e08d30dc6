"""How a service standard becomes the point of a check, and what checks by it say over time. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import Refusal
from core.quality.checks.rules import TEXT_LIMIT, Point, Tolerance
from core.quality.spc.rules.charts import Kind, Subgroup
from core.quality.spc.rules.series import Point as Drawn
from core.quality.standards.rules import Norm
from core.words import N_

PICKED = Norm("", None, None, None, "")
"""What of a version matters to what was picked: nothing is measured."""
BY_RANGE = 8
"""Samples up to this size are drawn with ranges, larger ones with standard deviations."""


class StandardGone(Refusal):
    message = N_("{standard} is not in force on {day}: it is retired, or takes effect later. Choose another standard.")


class ChosenTwice(Refusal):
    message = N_("{standard} is chosen twice. Take one of them out.")


@dataclass(frozen=True)
class Demand:
    """A standard in the version that is in force: its code, what it is called, the number of the version, what it demands."""

    code: str
    name: str
    number: int
    norm: Norm


def point(told: Point, demand: Demand) -> Point:
    """The point that looks whether a standard is kept: number, unit, tolerance and version are the standard's; only the severity is the planner's."""
    words = " ".join(demand.norm.demand.split())
    text = f"{demand.name}: {words}" if words else demand.name
    if len(text) > TEXT_LIMIT:
        text = f"{text[: TEXT_LIMIT - 1]}…"
    if not demand.norm.measurable:
        return Point(text, severity=told.severity, standard=demand.code, edition=demand.number)
    return Point(text, True, demand.norm.unit, Tolerance(demand.norm.lower, demand.norm.target, demand.norm.upper), told.severity, demand.code, demand.number)


def settled(points: Sequence[Point], in_force: Mapping[str, Demand], day: date) -> list[Point]:
    """Points of its own as they are, those of standards in the version in force. Refuses StandardGone, ChosenTwice."""
    found: list[Point] = []
    for one in points:
        if one.standard and one.standard not in in_force:
            raise StandardGone(standard=one.standard, day=day)
        if one.standard and one.standard in {other.standard for other in found}:
            raise ChosenTwice(standard=one.standard)
        found.append(point(one, in_force[one.standard]) if one.standard else one)
    return found


@dataclass(frozen=True)
class Result:
    """An answer to the point of a standard in a finished check: of a day, measured or picked, by the version its check has frozen."""

    on: date
    value: Decimal | None
    conforms: bool
    edition: int = 1
    norm: Norm = PICKED
    """Unit and tolerance of that version."""


def kind_of(measured: bool, sizes: Sequence[int]) -> Kind:
    """How the results are drawn: picked ones as shares that conform; measured ones by means where every day has a sample, else one by one."""
    if not measured:
        return Kind.P
    if not sizes or min(sizes) < 2:
        return Kind.IMR
    return Kind.XBAR_R if max(sizes) <= BY_RANGE else Kind.XBAR_S


def drawn(kind: Kind, results: Sequence[Result], unit: str = "") -> list[Drawn]:
    """A point for each day on which checks were finished, in order: the share that conforms, or the mean of what was measured in this unit."""
    found = []
    for on, said in _by_day(results):
        if kind is Kind.P:
            count = sum(one.conforms for one in said)
            found.append(Drawn(on, 100 * count / len(said), len(said), Subgroup(count=count, size=len(said))))
            continue
        values = [float(one.value) for one in said if one.value is not None and one.norm.unit == unit]
        if values:
            mean = sum(values) / len(values)
            found.append(Drawn(on, mean, len(values), Subgroup((mean,) if kind is Kind.IMR else tuple(values))))
    return found


def _by_day(results: Sequence[Result]) -> list[tuple[date, list[Result]]]:
    days: dict[date, list[Result]] = {}
    for one in results:
        days.setdefault(one.on, []).append(one)
    return sorted(days.items())


@dataclass(frozen=True)
class Edition:
    """What was measured under one version of a standard, and what that version demands: a capability stands on these alone."""

    number: int
    norm: Norm
    first: date
    last: date
    """Days of the first and the last value."""
    kind: Kind
    subgroups: tuple[Subgroup, ...]


def editions(results: Sequence[Result], without: Collection[date] = ()) -> list[Edition]:
    """Measured values by the version their check was made under, the newest first; days left out of a chart are left out here too."""
    of: dict[int, list[Result]] = {}
    for one in results:
        if one.value is not None and one.norm.measurable and one.on not in without:
            of.setdefault(one.edition, []).append(one)
    found = []
    for number, said in sorted(of.items(), reverse=True):
        days = [(on, tuple(float(one.value) for one in each if one.value is not None)) for on, each in _by_day(said)]
        kind = kind_of(True, [len(values) for _, values in days])
        groups = [Subgroup((value,)) for _, values in days for value in values] if kind is Kind.IMR else [Subgroup(values) for _, values in days]
        found.append(Edition(number, said[-1].norm, days[0][0], days[-1][0], kind, tuple(groups)))
    return found

"""How a service standard becomes the point of a check, and what checks by it say over time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import Refusal
from core.quality.checks.rules import TEXT_LIMIT, Point, Tolerance
from core.quality.spc.rules.charts import Kind, Subgroup
from core.quality.spc.rules.series import Point as Drawn
from core.quality.standards.rules import Norm
from core.words import N_

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
    """An answer to the point of a standard in a finished check: of a day, measured or picked."""

    on: date
    value: Decimal | None
    conforms: bool


def kind_of(measured: bool, sizes: Sequence[int]) -> Kind:
    """How the results are drawn: picked ones as shares that conform; measured ones by means where every day has a sample, else one by one."""
    if not measured:
        return Kind.P
    if not sizes or min(sizes) < 2:
        return Kind.IMR
    return Kind.XBAR_R if max(sizes) <= BY_RANGE else Kind.XBAR_S


def drawn(kind: Kind, results: Sequence[Result]) -> list[Drawn]:
    """A point for each day on which checks were finished, in order: the share that conforms, or the mean of what was measured."""
    days: dict[date, list[Result]] = {}
    for one in results:
        days.setdefault(one.on, []).append(one)
    found = []
    for on, said in sorted(days.items()):
        if kind is Kind.P:
            count = sum(one.conforms for one in said)
            found.append(Drawn(on, 100 * count / len(said), len(said), Subgroup(count=count, size=len(said))))
            continue
        values = [float(one.value) for one in said if one.value is not None]
        if values:
            mean = sum(values) / len(values)
            found.append(Drawn(on, mean, len(values), Subgroup((mean,) if kind is Kind.IMR else tuple(values))))
    return found

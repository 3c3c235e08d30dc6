"""Drawing targets reproducibly: the same frame, seed and plan give the same sample on every machine. Pure.

The order of the draw is the order of SHA-256 over "seed:code" (UTF-8, as hexadecimal digits), so that it depends on no
program's random numbers and can be checked with any tool. What must be checked is taken first; the rest of the sample
follows that order, within strata in proportion to their size (largest remainders, at least one each).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

from core.errors import Refusal
from core.settings.rules import INSPECTION, PERCENT, Setting, declare
from core.words import N_

ALGORITHM = "sha256-order-1"
"""Changes when a redraw by the new rule could differ from one by the old."""
REASON_LIMIT = 200
SEED_LIMIT = 64
NORMAL = {90: Decimal("1.644854"), 95: Decimal("1.959964"), 99: Decimal("2.575829")}
"""Two-sided quantiles of the normal distribution by confidence in percent."""

DOUBLE_SHARE = declare(Setting(
    "inspection.double_share", INSPECTION, N_("Share scored twice"),
    N_("So many of 100 drawn targets get a second inspector who scores independently; it shows how far inspectors agree. It can be changed for each sample."),
    0, least=0, most=100, unit=PERCENT, per_department=True,
))  # fmt: skip


class Method(StrEnum):
    ALL = "all"
    RANDOM = "random"
    STRATIFIED = "stratified"

    @property
    def label(self) -> str:
        return {
            Method.ALL: N_("Everything"),
            Method.RANDOM: N_("At random"),
            Method.STRATIFIED: N_("At random within groups"),
        }[self]


class By(StrEnum):
    """What makes the groups of a stratified sample."""

    DEPARTMENT = "department"
    STAGE = "stage"
    KIND = "kind"
    CUSTOMER = "customer"
    PROJECT = "project"

    @property
    def label(self) -> str:
        return {
            By.DEPARTMENT: N_("Department"),
            By.STAGE: N_("Stage"),
            By.KIND: N_("Kind of service"),
            By.CUSTOMER: N_("Customer type"),
            By.PROJECT: N_("Project"),
        }[self]


class Must(StrEnum):
    """Why a target is in the sample whatever the draw."""

    NAMED = "named"
    OVERDUE = "overdue"
    NEVER = "never"
    LOW = "low"
    KEY = "key"

    @property
    def label(self) -> str:
        return {
            Must.NAMED: N_("named by the leader"),
            Must.OVERDUE: N_("a follow-up is overdue"),
            Must.NEVER: N_("never inspected before"),
            Must.LOW: N_("last result below the grade"),
            Must.KEY: N_("a key customer's"),
        }[self]


class NothingToDraw(Refusal):
    message = N_("Nothing is left to draw from. Choose more stages, or leave fewer out.")


class SizeOutOfRange(Refusal):
    message = N_("The sample may hold 1 to {most}, not {size}.")


class NamedAndLeftOut(Refusal):
    message = N_("{code} is both named and left out. Decide for one of the two.")


class AcceptedAlready(Refusal):
    message = N_("This round has its sample already. Whatever comes in addition is assigned one by one.")


class NotInSample(Refusal):
    message = N_("{code} is not in the sample. Look at the sample again and accept it then.")


class GoneMeanwhile(Refusal):
    message = N_("{code} can no longer be inspected. Draw again, or leave it out with a reason.")


class NobodyFor(Refusal):
    message = N_("{count} of the sample have no inspector. Choose more inspectors, or leave those out with a reason.")


@dataclass(frozen=True)
class Plan:
    """How a sample is drawn; everything but the seed and the frame."""

    method: Method = Method.RANDOM
    size: int = 0
    """Targets altogether; 0: by `percent`. Every project: neither counts."""
    percent: int = 0
    by: By | None = None
    stages: tuple[str, ...] = ()
    """Only projects in these stages stand in the frame; empty: all."""
    overdue: bool = False
    never: bool = False
    below: str = ""
    """A grade: what scored below it last must be checked."""
    named: tuple[str, ...] = ()
    excluded: Mapping[str, str] = field(default_factory=dict)
    """Codes that are not drawn, each with its reason."""
    double: int = 0
    """So many percent of the sample get a second inspector."""
    key: bool = False
    """What belongs to a key customer must be checked."""

    @property
    def kept(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "method": self.method.value, "size": self.size, "percent": self.percent, "by": self.by.value if self.by else None,
            "stages": list(self.stages), "overdue": self.overdue, "never": self.never, "below": self.below, "named": list(self.named),
            "excluded": dict(self.excluded), "double": self.double, **({"key": True} if self.key else {}),
        }  # fmt: skip


def plan_of(kept: Mapping[str, Any]) -> Plan:
    """The plan behind its JSON."""
    return Plan(
        Method(kept["method"]), kept["size"], kept["percent"], By(kept["by"]) if kept["by"] else None, tuple(kept["stages"]),
        kept["overdue"], kept["never"], kept["below"], tuple(kept["named"]), dict(kept["excluded"]), kept["double"], bool(kept.get("key")),
    )  # fmt: skip


@dataclass(frozen=True, order=True)
class Unit:
    """A target that could be drawn, and the group it belongs to ("" where there are no groups)."""

    code: str
    stratum: str = ""


@dataclass(frozen=True)
class Stratum:
    """A group of the frame: how many it has (left out ones apart), how many had to be taken, how many were."""

    name: str
    size: int
    must: int
    taken: int

    @property
    def chance(self) -> Fraction | None:
        """What each target had that was not taken anyway: its probability to be drawn. None where there is none."""
        rest = self.size - self.must
        return Fraction(self.taken - self.must, rest) if rest else None


@dataclass(frozen=True)
class Sample:
    """What was drawn, in the order of the draw."""

    chosen: tuple[str, ...]
    doubled: tuple[str, ...]
    strata: tuple[Stratum, ...]


def frame_hash(frame: Iterable[Unit]) -> str:
    """SHA-256 over the lines "code TAB stratum NEWLINE" of the frame, sorted: two frames are the same if it is."""
    lines = "".join(f"{unit.code}\t{unit.stratum}\n" for unit in sorted(frame))
    return hashlib.sha256(lines.encode()).hexdigest()


def rank(seed: str, code: str) -> str:
    """Where `code` stands in the draw of `seed`: the smallest comes first."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def wanted(plan: Plan, population: int) -> int:
    """How many targets the plan asks for out of `population`. Refuses SizeOutOfRange."""
    if plan.method is Method.ALL:
        return population
    size = plan.size or ceil(Fraction(plan.percent * population, 100))
    if not 1 <= size <= population:
        raise SizeOutOfRange(size=size, most=population)
    return size


def allotted(sizes: Mapping[str, int], least: Mapping[str, int], n: int) -> dict[str, int]:
    """`n` shared over groups in proportion to their sizes, none below its `least`; more than n where those need it.

    Exact: whole quotas first, the rest by the largest remainder, then the larger group, then the name.
    """
    given: dict[str, int] = {}
    while True:
        open_ = {name: size for name, size in sizes.items() if name not in given}
        left, whole = n - sum(given.values()), sum(open_.values())
        quotas = {name: Fraction(left * size, whole) for name, size in open_.items()}
        short = {name: least[name] for name in open_ if quotas[name] < least[name]}
        if not short:
            break
        given |= short
    parts = {name: int(quota) for name, quota in quotas.items()}
    rest = max(0, left) - sum(parts.values())
    for name in sorted(quotas, key=lambda one: (parts[one] - quotas[one], -sizes[one], one))[:rest]:
        parts[name] += 1
    return given | parts


def draw(frame: Iterable[Unit], plan: Plan, *, seed: str, must: Collection[str] = ()) -> Sample:
    """The sample of `plan` from `frame`: what must be checked, then the first of each group in the order of the draw.

    `must` outside the frame counts for nothing, and so does what is left out. Refuses NothingToDraw, SizeOutOfRange,
    NamedAndLeftOut.
    """
    both = sorted(set(plan.named) & set(plan.excluded))
    if both:
        raise NamedAndLeftOut(code=both[0])
    groups: dict[str, list[str]] = {}
    for unit in frame:
        if unit.code not in plan.excluded:
            groups.setdefault(unit.stratum if plan.method is Method.STRATIFIED else "", []).append(unit.code)
    if not groups:
        raise NothingToDraw()
    sizes = {name: len(codes) for name, codes in groups.items()}
    certain = {name: [code for code in codes if code in must] for name, codes in groups.items()}
    floor = 1 if plan.method is Method.STRATIFIED else 0
    least = {name: max(floor, len(codes)) for name, codes in certain.items()}
    shares = allotted(sizes, least, wanted(plan, sum(sizes.values())))
    chosen: list[str] = []
    for name, codes in groups.items():
        taken = certain[name]
        rest = sorted((code for code in codes if code not in must), key=lambda code: rank(seed, code))
        chosen += taken + rest[: shares[name] - len(taken)]
    chosen.sort(key=lambda code: rank(seed, code))
    strata = tuple(Stratum(name, sizes[name], len(certain[name]), shares[name]) for name in sorted(groups))
    return Sample(tuple(chosen), doubled(chosen, plan.double, seed), strata)


def doubled(chosen: Collection[str], percent: int, seed: str) -> tuple[str, ...]:
    """Which of the sample get a second inspector: the share, rounded up, first in an order of their own."""
    count = ceil(Fraction(percent * len(chosen), 100))
    return tuple(sorted(chosen, key=lambda code: rank(f"{seed}:second", code))[:count])


@dataclass(frozen=True)
class Change:
    """What is different in a frame: codes that came, that went, and that are in another group now."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def any(self) -> bool:
        return bool(self.came or self.went or self.moved)


def changed(before: Iterable[Unit], after: Iterable[Unit]) -> Change:
    """What became of the frame."""
    old, new = ({unit.code: unit.stratum for unit in frame} for frame in (before, after))
    return Change(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(code for code in old.keys() & new.keys() if old[code] != new[code])),
    )


def enough(population: int, *, margin: int, confidence: int = 95, expected: Decimal = Decimal("0.5")) -> int:
    """How many targets estimate a share within `margin` percentage points, at `confidence` percent, in so small a population.

    Cochran's n0 = z² p (1 - p) / e², with the finite-population correction n = n0 / (1 + (n0 - 1) / N), rounded up.
    """
    if population <= 1:
        return population
    z, e = Fraction(NORMAL[confidence]), Fraction(margin, 100)
    n0 = z * z * Fraction(expected) * (1 - Fraction(expected)) / (e * e)
    return min(population, ceil(n0 / (1 + (n0 - 1) / population)))

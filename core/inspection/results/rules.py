"""What results are narrowed to, a mean with its honesty, and the way from full points to a score. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.inspection.tally.rules import N_MIN, Sums, half_width, mean
from core.words import N_

LAST = 4
UNRATABLE = "unratable"
"""What stands where a grade would, for a sheet of which too little applied."""
BUCKETS = tuple(f"{floor:02d}" for floor in range(0, 100, 5))
"""Five-point classes by their lower end; the last one holds 95 to 100."""
BARS = 12
"""Lost items that the way to a score shows one by one; the rest is one step."""


class Span(StrEnum):
    """Which rounds, where no single one is named by its code."""

    NEWEST = "newest"
    LAST_FOUR = "last4"
    ALL = "all"

    @property
    def label(self) -> str:
        return {Span.NEWEST: N_("Newest round"), Span.LAST_FOUR: N_("Last four rounds"), Span.ALL: N_("All rounds")}[self]


@dataclass(frozen=True)
class Filter:
    """What results are narrowed to, in codes, so that it can stand in an address. Empty fields do not narrow.

    `rounds` is a Span or a round's code. Rounds are put together only if they use the same checklist: `checklist`,
    or that of the newest round with results.
    """

    rounds: str = Span.NEWEST
    checklist: str = ""
    department: str = ""
    project: str = ""


@dataclass(frozen=True)
class Mark:
    """One bar, point or cell of a chart within a Filter, in codes: what the sheets behind it have in common."""

    round: str = ""
    department: str = ""
    project: str = ""
    section: str = ""
    item: str = ""
    band: str = ""
    low: int | None = None
    high: int | None = None
    """Of the total: from `low` to below `high`."""


@dataclass(frozen=True, eq=False)
class Inspected:
    """A round with results that the viewer may see, and how many sheets of it count for the viewer."""

    id: int
    code: str
    name: str
    released: bool
    trial: bool
    """Its checklist is on trial: scored, but not put together with other rounds."""
    checklist: str
    checklist_name: Mapping[str, str]
    version_id: int
    period_from: date
    period_to: date
    n: int


@dataclass(frozen=True)
class Figure:
    """A mean with what makes it honest: how many sheets, and half of its 95 % interval."""

    n: int = 0
    mean: float | None = None
    """None where nothing was counted: undefined is not zero."""
    half: float | None = None
    """None below N_MIN sheets: too little data."""

    @property
    def thin(self) -> bool:
        """Too little data for an interval or a rank."""
        return self.n < N_MIN

    @property
    def low(self) -> float | None:
        return None if self.mean is None or self.half is None else max(0.0, self.mean - self.half)

    @property
    def high(self) -> float | None:
        return None if self.mean is None or self.half is None else min(100.0, self.mean + self.half)


def figure(sums: Sums) -> Figure:
    return Figure(sums.n, mean(sums), half_width(sums))


def chosen(wanted: Filter, rounds: Sequence[Inspected]) -> tuple[Inspected, ...]:
    """The rounds that `wanted` speaks of among `rounds` (newest first): all of one checklist, perhaps none.

    A round on trial is one only if it is named by its code.
    """
    if wanted.rounds not in set(Span):
        return tuple(one for one in rounds if one.code == wanted.rounds)
    counted = [one for one in rounds if not one.trial]
    checklist = wanted.checklist or (counted[0].checklist if counted else "")
    same = tuple(one for one in counted if one.checklist == checklist)
    return {Span.NEWEST: same[:1], Span.LAST_FOUR: same[:LAST], Span.ALL: same}[Span(wanted.rounds)]


class StepKind(StrEnum):
    """What a step on the way from 100 points to a score is."""

    ITEM = "item"
    OTHERS = "others"
    BONUS = "bonus"
    VETO = "veto"
    TOTAL = "total"


@dataclass(frozen=True)
class Step:
    """A step: the points it takes away (a BONUS: below 0), or for TOTAL the score itself.

    `item_id` of an ITEM or BONUS, how many OTHERS stand for.
    """

    kind: StepKind
    lost: Decimal
    item_id: int | None = None
    count: int = 1


def steps(
    losses: Mapping[int, Decimal | None],
    before_veto: Decimal,
    total: Decimal,
    bars: int = BARS,
    *,
    gains: Mapping[int, Decimal | None] | None = None,
) -> tuple[Step, ...]:
    """Each lost item (the costliest first, small ones together), the bonus of each special item, the veto, the total.

    100 - losses + gains = before_veto; what a veto takes is before_veto - total.
    """
    lost = sorted(((item_id, points) for item_id, points in losses.items() if points), key=lambda one: (-one[1], one[0]))
    singly = lost if len(lost) <= bars else lost[: bars - 1]
    rest = lost[len(singly) :]
    found = [Step(StepKind.ITEM, points, item_id) for item_id, points in singly]
    if rest:
        found.append(Step(StepKind.OTHERS, sum((points for _, points in rest), Decimal(0)), count=len(rest)))
    brought = sorted(((item_id, points) for item_id, points in (gains or {}).items() if points), key=lambda one: (-one[1], one[0]))
    found += [Step(StepKind.BONUS, -points, item_id) for item_id, points in brought]
    if total != before_veto:
        found.append(Step(StepKind.VETO, before_veto - total))
    return (*found, Step(StepKind.TOTAL, total))

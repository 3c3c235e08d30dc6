"""What results are narrowed to, and a mean with its honesty. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.inspection.objects.rules import Kind
from core.inspection.tally.rules import N_MIN, Sums, half_width, mean
from core.words import N_

LAST = 4
UNRATABLE = "unratable"
"""What stands where a grade would, for a sheet of which too little applied."""
BUCKETS = tuple(f"{floor:02d}" for floor in range(0, 100, 5))
"""Five-point classes by their lower end; the last one holds 95 to 100."""


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

    `rounds` is a Span or a round's code. Rounds are put together only if they use the same checklist and inspect
    the same kind of thing: `checklist`, or that of the newest round with results.
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
    target: str = ""
    """The code of what is inspected within a project."""
    section: str = ""
    item: str = ""
    band: str = ""
    low: int | None = None
    high: int | None = None
    """Of the total: from `low` to below `high`."""


@dataclass(frozen=True, eq=False)
class Inspected:
    """A round with results that the viewer may see, and how many targets of it count for the viewer."""

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
    closed: bool = False
    """Its scoring is over."""
    kind: Kind = Kind.PROJECT
    """What it inspects."""


@dataclass(frozen=True)
class Figure:
    """A mean with what makes it honest: of how many targets, and half of its 95 % interval."""

    n: int = 0
    mean: float | None = None
    """None where nothing was counted: undefined is not zero."""
    half: float | None = None
    """None below N_MIN targets: too little data."""

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
    kind = next((one.kind for one in counted if one.checklist == checklist), Kind.PROJECT)
    same = tuple(one for one in counted if one.checklist == checklist and one.kind is kind)
    return {Span.NEWEST: same[:1], Span.LAST_FOUR: same[:LAST], Span.ALL: same}[Span(wanted.rounds)]

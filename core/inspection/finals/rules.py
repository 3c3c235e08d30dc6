"""How the independent sheets of one target become its final value. Pure and exact.

After views.md 4, semantics 7: blind entries, then the median (or the mean, or the total that the round's leader set in
consensus with a reason). Total, checkpoints and applicable share are combined each on its own: so the checkpoints of a
final need not add up to its total. A sheet without a number does not take part; a vetoed one takes part with what the
veto left of it, because that is its result. One sheet is its own final.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.errors import Refusal
from core.inspection.rules import PLACES_GIVEN, Band, band
from core.settings.rules import INSPECTION, Setting, declare
from core.words import N_

REASON_LIMIT = 1000


class Way(StrEnum):
    """How a final value came about."""

    MEDIAN = "median"
    MEAN = "mean"
    CONSENSUS = "consensus"

    @property
    def label(self) -> str:
        return {Way.MEDIAN: N_("Median"), Way.MEAN: N_("Mean"), Way.CONSENSUS: N_("Consensus")}[self]


COMPUTED = (Way.MEDIAN, Way.MEAN)
"""The ways a round can be prepared with; a consensus is set for one target, by its leader."""

COMBINING = declare(Setting(
    "inspection.combining", INSPECTION, N_("Several inspectors count by"),
    N_("How the sheets of several inspectors of one target become its final score. A new round takes it over; its leader may choose otherwise until the first sheet is submitted."),
    Way.MEDIAN.value, choices=tuple((one.value, one.label) for one in COMPUTED), per_department=True,
))  # fmt: skip


class SubmittedAlready(Refusal):
    message = N_("The first sheet is submitted. From then on the way of combining stays as it is.")


class NotATotal(Refusal):
    message = N_("A total in consensus lies between 0 and 100, with at most {places} decimal places.")


class NotTalkedAbout(Refusal):
    message = N_("Record the talk of the inspectors first; a total in consensus is what came of it.")


class NothingRated(Refusal):
    message = N_("None of the sheets has a score, so there is nothing to agree on.")


class NothingToWithdraw(Refusal):
    message = N_("There is no total in consensus that could be taken back.")


class StandsAsReleased(Refusal):
    message = N_("The results are released. A total in consensus can be set anew only after a correction has changed what it was agreed on.")


@dataclass(frozen=True, order=True)
class Target:
    """What is inspected in a round, by whomever: the key under which sheets belong together."""

    round_id: int
    project_id: int
    object_id: int = 0


@dataclass(frozen=True)
class Scored:
    """A sheet that counts, as a final sees it; `total` None is one that could not be rated. `sections`: id -> score, share."""

    total: Decimal | None
    share: Decimal
    band: str | None = None
    sections: Mapping[int, tuple[Decimal, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True)
class Final:
    """What a target counts as. `low` and `high` are the ends of the totals that took part (None: none did)."""

    sheets: int
    rated: int
    way: Way
    total: Fraction | None
    share: Fraction
    band: str | None
    low: Fraction | None
    high: Fraction | None
    sections: Mapping[int, tuple[Fraction, Fraction]]
    """section id -> score, share: combined each on its own"""


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of `values`; of two middles their mean, exactly."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


COMBINE: Mapping[Way, Callable[[Sequence[Fraction]], Fraction]] = {Way.MEDIAN: median, Way.MEAN: mean}


def final(sheets: Sequence[Scored], way: Way, bands: Sequence[Band], consensus: Decimal | None = None) -> Final:
    """The final value of a target from its `sheets` (at least one), combined by median or mean; `consensus` replaces the total.

    The band is decided on the unrounded total. Where that is exactly the total of a sheet, it has the band of that
    sheet: this was decided before the total was kept to its places.
    """
    combine = COMBINE[way]
    rated = [one for one in sheets if one.total is not None]
    part = rated or sheets
    totals = [Fraction(one.total) for one in rated if one.total is not None]
    share = combine([Fraction(one.share) for one in part])
    sections = {}
    for section in dict.fromkeys(section for one in rated for section in one.sections):
        mine = [one.sections[section] for one in rated if section in one.sections]
        sections[section] = (combine([Fraction(score) for score, _ in mine]), combine([Fraction(share) for _, share in mine]))
    ends = (min(totals), max(totals)) if totals else (None, None)
    if consensus is not None:
        agreed = Fraction(consensus)
        return Final(len(sheets), len(rated), Way.CONSENSUS, agreed, share, band(bands, agreed), *ends, sections)
    total = combine(totals) if totals else None
    return Final(len(sheets), len(rated), way, total, share, _band(rated, bands, total), *ends, sections)


def _band(rated: Sequence[Scored], bands: Sequence[Band], total: Fraction | None) -> str | None:
    if total is None:
        return None
    same = {one.band for one in rated if one.total is not None and Fraction(one.total) == total}
    listed = [one.code for one in sorted(bands, key=lambda one: one.floor) if one.code in same]
    return listed[0] if listed else band(bands, total)


def agreed(typed: Decimal) -> Decimal:
    """A total as a consensus may set it. Refuses NotATotal."""
    if not typed.is_finite() or not 0 <= typed <= 100 or typed != round(typed, PLACES_GIVEN):
        raise NotATotal(places=PLACES_GIVEN)
    return typed


"""How answers become a score. Pure and exact: rational numbers inside, rounding only where a number is shown.

One function, shared by the sheet, the results and the export. In short:
an item's fraction is (raw - minimum) / (maximum - minimum); a score is the weighted mean of the fractions of the
items that were rated, times 100; what does not apply leaves both sums; what was not looked at is missing; below
the smallest applicable share there is no number; special items add bonus points up to a cap; a veto zeroes its
section or caps the total, and the score before the veto is kept beside it; where a section is answered for several
instances, an item earns their mean or what the worst earned, and any instance may veto. After GB/T 27922-2011: points earned /
points of the items concerned x 100, and a sampled item earns the conforming share of what was checked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from core.errors import Refusal
from core.words import N_

FULL = Fraction(100)
PLACES_GIVEN = 4
"""An answer has at most so many decimal places; more would not fit into its column."""
PLACES_KEPT = 6
PLACES_SHOWN = 1
SAMPLE_LIMIT = 99_999
MEASURED_LIMIT = 10**9


class Method(StrEnum):
    LEVELS = "levels"
    NUMERIC = "numeric"
    YES_NO = "yes_no"
    DEDUCTION = "deduction"
    SAMPLED = "sampled"
    BONUS = "bonus"
    MEASURED = "measured"

    @property
    def label(self) -> str:
        return {
            Method.LEVELS: N_("Levels"),
            Method.NUMERIC: N_("Number"),
            Method.YES_NO: N_("Yes or no"),
            Method.DEDUCTION: N_("Deduction per finding"),
            Method.SAMPLED: N_("Sample checked"),
            Method.BONUS: N_("Bonus points"),
            Method.MEASURED: N_("Measured"),
        }[self]


class Veto(StrEnum):
    NONE = "none"
    SECTION = "section"
    TOTAL = "total"

    @property
    def label(self) -> str:
        return {Veto.NONE: N_("No veto"), Veto.SECTION: N_("Vetoes its checkpoint"), Veto.TOTAL: N_("Vetoes the sheet")}[self]


class Weighting(StrEnum):
    BY_SECTION = "by_section"
    BY_ITEM = "by_item"

    @property
    def label(self) -> str:
        return {Weighting.BY_SECTION: N_("By checkpoint"), Weighting.BY_ITEM: N_("By item")}[self]


class Mark(StrEnum):
    """What an inspector said about an item. Silence is not a mark: an item without one is missing."""

    RATED = "rated"
    NOT_APPLICABLE = "not_applicable"


class Combining(StrEnum):
    """How what the instances of a repeated section earn becomes what the item earns."""

    MEAN = "mean"
    WORST = "worst"

    @property
    def label(self) -> str:
        return {Combining.MEAN: N_("The mean of all counts"), Combining.WORST: N_("The worst one counts")}[self]


class Demand(StrEnum):
    """What an answer that lost points calls for."""

    NOTE = "note"
    EVIDENCE = "evidence"
    RECTIFICATION = "rectification"

    @property
    def label(self) -> str:
        return {
            Demand.NOTE: N_("a note"),
            Demand.EVIDENCE: N_("a photo or file"),
            Demand.RECTIFICATION: N_("a follow-up"),
        }[self]


@dataclass(frozen=True)
class Scale:
    """How a raw value of an item is read. `minimum` is worth nothing, `maximum` everything; they may be reversed.

    Of a sample the raw value is how many conform; a bonus runs from 0 to `maximum` points of the total; a measured value
    earns what lies between the two nearest of `points` (value, percent of full points), beyond the outer ones theirs.
    """

    method: Method
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(100)
    levels: tuple[Decimal, ...] = ()
    per_finding: Decimal = Decimal(0)
    cap: Decimal = Decimal(100)
    points: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True)
class Item:
    id: int
    section: int
    weight: Decimal
    scale: Scale
    veto: Veto = Veto.NONE
    combining: Combining = Combining.MEAN
    """What counts where the item was answered for several instances; of one it is the same."""

    @property
    def weighed(self) -> bool:
        """Whether it belongs to the weighted mean; a special item only adds to it."""
        return self.scale.method is not Method.BONUS


@dataclass(frozen=True)
class Section:
    id: int
    weight: Decimal


@dataclass(frozen=True)
class Band:
    code: str
    floor: Decimal


@dataclass(frozen=True)
class Scheme:
    """Everything of a template version that decides a score."""

    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    weighting: Weighting = Weighting.BY_SECTION
    min_applicable: Decimal = Decimal("0.60")
    veto_cap: Decimal = Decimal(0)
    bands: tuple[Band, ...] = ()
    bonus_cap: Decimal = Decimal(0)

    @property
    def weighed(self) -> tuple[Item, ...]:
        """The items of the weighted mean."""
        return tuple(item for item in self.items if item.weighed)


@dataclass(frozen=True)
class Given:
    """An inspector's answer: a raw value on the item's scale (of a sample with how many were checked), or not applicable.

    Of a repeated section it is made of the answers for its `instances` (`together`) and has no raw value of its own.
    """

    mark: Mark
    raw: Decimal | None = None
    checked: int | None = None
    instances: tuple["Given", ...] = ()
    counted: int = 0
    """How many rated instances a value combines that was written down (`on_scale`): it may lie between the steps of its scale."""


@dataclass(frozen=True)
class SectionScore:
    """`score` is 0-100 after veto, None where nothing was applicable; `share` is the applicable part of its weight."""

    section: int
    score: Fraction | None
    before_veto: Fraction | None
    share: Fraction
    vetoed: bool = False


@dataclass(frozen=True)
class Score:
    """A sheet's result. `total` is None while items are missing or too little applies; `reason` says which."""

    total: Fraction | None
    before_veto: Fraction | None
    share: Fraction
    sections: tuple[SectionScore, ...]
    band: str | None = None
    vetoes: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    rated: int = 0
    not_applicable: int = 0
    losses: Mapping[int, Fraction] = field(default_factory=dict)
    """Points of the total that each rated item cost, before vetoes: 100 - losses + gains = before_veto."""
    gains: Mapping[int, Fraction] = field(default_factory=dict)
    """Points that each special item brought, before vetoes, once cap and full marks have bounded their sum."""

    @property
    def unratable(self) -> bool:
        return self.total is None and not self.missing


class RawOutOfRange(Refusal):
    message = N_("{value} is outside the range from {low} to {high}.")


class RawNotALevel(Refusal):
    message = N_("{value} is not one of the levels of this item.")


class RawNotWhole(Refusal):
    message = N_("The number of findings must be a whole number, not {value}.")


class RawTooFine(Refusal):
    message = N_("{value} has more than {places} decimal places.")


class NothingChecked(Refusal):
    message = N_("Enter how many were checked: a whole number from 1 to {most}.")


class SampleNotWhole(Refusal):
    message = N_("A sample is counted in whole numbers, not {value}.")


class MoreThanChecked(Refusal):
    message = N_("{conforming} cannot conform when {checked} were checked. Correct one of the two numbers.")


def check_raw(scale: Scale, raw: Decimal, checked: int | None = None) -> None:
    """Refuse a raw value that the scale does not know; of a sample `checked` is how many were looked at."""
    if not raw.is_finite():
        raise RawOutOfRange(value=raw, low=scale.minimum, high=scale.maximum)
    if scale.method is Method.SAMPLED:
        if checked is None or not 1 <= checked <= SAMPLE_LIMIT:
            raise NothingChecked(most=SAMPLE_LIMIT)
        if raw != raw.to_integral_value():
            raise SampleNotWhole(value=raw)
        if raw < 0:
            raise RawOutOfRange(value=raw, low=0, high=checked)
        if raw > checked:
            raise MoreThanChecked(conforming=raw, checked=checked)
    elif scale.method is Method.LEVELS:
        if raw not in scale.levels:
            raise RawNotALevel(value=raw)
    elif scale.method is Method.YES_NO:
        if raw not in (0, 1):
            raise RawNotALevel(value=raw)
    elif scale.method is Method.DEDUCTION:
        if raw != raw.to_integral_value():
            raise RawNotWhole(value=raw)
        if not 0 <= raw <= 999:
            raise RawOutOfRange(value=raw, low=0, high=999)
    elif scale.method is Method.MEASURED:
        if abs(raw) > MEASURED_LIMIT:
            raise RawOutOfRange(value=raw, low=-MEASURED_LIMIT, high=MEASURED_LIMIT)
        if raw != round(raw, PLACES_GIVEN):
            raise RawTooFine(value=raw, places=PLACES_GIVEN)
    else:
        low, high = min(scale.minimum, scale.maximum), max(scale.minimum, scale.maximum)
        if not low <= raw <= high:
            raise RawOutOfRange(value=raw, low=low, high=high)
        if raw != round(raw, PLACES_GIVEN):
            raise RawTooFine(value=raw, places=PLACES_GIVEN)


def fraction(scale: Scale, raw: Decimal, checked: int | None = None) -> Fraction:
    """The part of full points, 0 to 1, that `raw` earns on `scale`. Refuses a value the scale does not know."""
    check_raw(scale, raw, checked)
    return part_at(scale, raw, checked)


def part_at(scale: Scale, raw: Decimal, checked: int | None = None) -> Fraction:
    """What a value earns that was kept, and so was checked: also one that combines several instances (`on_scale`)."""
    if scale.method is Method.YES_NO:
        return Fraction(raw)
    if scale.method is Method.SAMPLED:
        return Fraction(raw) / Fraction(checked or 1)
    if scale.method is Method.DEDUCTION:
        lost = min(Fraction(scale.cap), Fraction(raw) * Fraction(scale.per_finding))
        return max(Fraction(0), 1 - lost / Fraction(scale.maximum))
    if scale.method is Method.MEASURED:
        return piecewise(scale.points, Fraction(raw)) / 100
    low = min(scale.levels) if scale.method is Method.LEVELS else scale.minimum
    high = max(scale.levels) if scale.method is Method.LEVELS else scale.maximum
    return (Fraction(raw) - Fraction(low)) / (Fraction(high) - Fraction(low))


def piecewise(points: Sequence[tuple[Decimal, Decimal]], value: Fraction) -> Fraction:
    """What `value` is worth by straight lines between `points` (ascending), constant beyond the first and the last."""
    (first, least), (last, most) = points[0], points[-1]
    if value <= first:
        return Fraction(least)
    if value >= last:
        return Fraction(most)
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return Fraction(y0) + (value - Fraction(x0)) * (Fraction(y1) - Fraction(y0)) / (Fraction(x1) - Fraction(x0))
    raise AssertionError


def together(said: Sequence[Given | None]) -> Given | None:
    """The answers to an item for the instances of a repeated section as one; None while there are none or one is open.

    Not applicable if it applies to none of them.
    """
    given = tuple(one for one in said if one is not None)
    if not given or len(given) < len(said):
        return None
    rated = any(one.mark is Mark.RATED for one in given)
    return Given(Mark.RATED if rated else Mark.NOT_APPLICABLE, instances=given)


def parts(scale: Scale, given: Given) -> tuple[Fraction, ...]:
    """What part of full points an answer earns, 0 to 1, for each instance that was rated; nothing where none was."""
    if given.instances:
        return tuple(part for one in given.instances for part in parts(scale, one))
    if given.counted and given.raw is not None:
        return (part_at(scale, given.raw, given.checked),)
    return (fraction(scale, given.raw, given.checked),) if given.mark is Mark.RATED and given.raw is not None else ()


def combined(parts: Sequence[Fraction], combining: Combining) -> Fraction:
    """What the parts (at least one) earn together."""
    return min(parts) if combining is Combining.WORST else sum(parts, Fraction(0)) / len(parts)


def earned(item: Item, given: Given | None) -> Fraction | None:
    """What part of full points, 0 to 1, an answer to `item` earns; None where nothing was rated."""
    found = parts(item.scale, given) if given is not None and given.mark is Mark.RATED else ()
    return combined(found, item.combining) if found else None


def on_scale(scale: Scale, part: Fraction, checked: int | None = None) -> Decimal:
    """The raw value that earns `part` on `scale`, to as many places as are kept: how a combined answer is written down.

    Between two levels or findings it lies where no single answer could. Of a sample it is a part of `checked`.
    """
    if scale.method is Method.YES_NO:
        raw = part
    elif scale.method is Method.SAMPLED:
        raw = part * (checked or 1)
    elif scale.method is Method.DEDUCTION:
        raw = (1 - part) * Fraction(scale.maximum) / Fraction(scale.per_finding)
    else:
        low = min(scale.levels) if scale.method is Method.LEVELS else scale.minimum
        high = max(scale.levels) if scale.method is Method.LEVELS else scale.maximum
        raw = Fraction(low) + part * (Fraction(high) - Fraction(low))
    return _rounded(raw, PLACES_GIVEN)


def _mean(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Weighted mean of (weight, value); None where no weight is left."""
    weight = sum((w for w, _ in parts), Fraction(0))
    return sum((w * v for w, v in parts), Fraction(0)) / weight if weight else None


def band(bands: Sequence[Band], total: Fraction) -> str | None:
    """The highest band whose floor the unrounded total reaches."""
    return next((b.code for b in sorted(bands, key=lambda b: -b.floor) if total >= Fraction(b.floor)), None)


def score(scheme: Scheme, answers: Mapping[int, Given]) -> Score:
    """The result of `answers` (by item id) under `scheme`. Sources: views.md 4, semantics 1-5 and 8."""
    every = {i.id: found for i in scheme.items if (a := answers.get(i.id)) and a.mark is Mark.RATED and (found := parts(i.scale, a))}
    worth = {i.id: combined(every[i.id], i.combining) for i in scheme.items if i.id in every}
    rated = {i.id: worth[i.id] for i in scheme.weighed if i.id in worth}
    excluded = {i.id for i in scheme.weighed if (a := answers.get(i.id)) and a.mark is Mark.NOT_APPLICABLE}
    missing = tuple(i.id for i in scheme.weighed if i.id not in rated and i.id not in excluded)
    vetoes = tuple(i.id for i in scheme.items if i.veto is not Veto.NONE and i.weighed and 0 in every.get(i.id, ()))  # in any instance
    by_id = {i.id: i for i in scheme.items}
    vetoed_sections = {by_id[v].section for v in vetoes if by_id[v].veto is Veto.SECTION}

    sections = tuple(_section(s, scheme, rated, s.id in vetoed_sections) for s in scheme.sections)
    weights = effective_weights(scheme, rated)
    points = {i.id: worth[i.id] * Fraction(i.scale.maximum) for i in scheme.items if not i.weighed and i.id in worth}
    gains: dict[int, Fraction] = {}
    before = None
    if weights:
        mean = sum((weights[i] * rated[i] for i in rated), Fraction(0)) * FULL
        gains = bounded(points, Fraction(scheme.bonus_cap), FULL - mean)
        before = mean + sum(gains.values(), Fraction(0))
    share = _share(scheme, sections)
    counts = {"vetoes": vetoes, "missing": missing, "rated": len(rated), "not_applicable": len(excluded)}
    losses = {i: weights[i] * (1 - rated[i]) * FULL for i in rated} if weights else {}
    if missing or before is None or share < Fraction(scheme.min_applicable):
        return Score(None, before, share, sections, losses=losses, gains=gains, **counts)
    total = sum((w * (Fraction(0) if by_id[i].section in vetoed_sections else rated[i]) for i, w in weights.items()), Fraction(0)) * FULL
    if any(by_id[v].veto is Veto.TOTAL for v in vetoes):
        total = min(total, Fraction(scheme.veto_cap))
    else:  # a vetoed section brings no bonus either
        standing = {i: p for i, p in points.items() if by_id[i].section not in vetoed_sections}
        total += sum(bounded(standing, Fraction(scheme.bonus_cap), FULL - total).values(), Fraction(0))
    return Score(total, before, share, sections, band=band(scheme.bands, total), losses=losses, gains=gains, **counts)


def bounded(points: Mapping[int, Fraction], cap: Fraction, room: Fraction) -> dict[int, Fraction]:
    """What bonus `points` bring: no more than `cap` together nor than `room` to full marks; each in proportion to its points."""
    whole = sum(points.values(), Fraction(0))
    allowed = min(whole, cap, room)
    return {i: p * allowed / whole for i, p in points.items()} if whole else dict(points)


def effective_weights(scheme: Scheme, rated: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """The part of the total, summing to 1, that each rated item decides once what does not apply has left."""
    if scheme.weighting is Weighting.BY_ITEM:
        whole = sum((Fraction(i.weight) for i in scheme.items if i.id in rated), Fraction(0))
        return {i.id: Fraction(i.weight) / whole for i in scheme.items if i.id in rated} if whole else {}
    inside: dict[int, Fraction] = {}
    for item in scheme.items:
        if item.id in rated:
            inside[item.section] = inside.get(item.section, Fraction(0)) + Fraction(item.weight)
    alive = {s.id: Fraction(s.weight) for s in scheme.sections if inside.get(s.id)}
    whole = sum(alive.values(), Fraction(0))
    if not whole:
        return {}
    return {  # an item without weight decides nothing, also where it is all that was rated of its section
        i.id: alive[i.section] / whole * Fraction(i.weight) / inside[i.section] if i.section in alive else Fraction(0)
        for i in scheme.items
        if i.id in rated
    }


def _section(section: Section, scheme: Scheme, rated: Mapping[int, Fraction], vetoed: bool) -> SectionScore:
    mine = [i for i in scheme.weighed if i.section == section.id]
    whole = sum((Fraction(i.weight) for i in mine), Fraction(0))
    applicable = [(Fraction(i.weight), rated[i.id]) for i in mine if i.id in rated]
    mean = _mean(applicable)
    before = None if mean is None else mean * FULL
    share = sum((w for w, _ in applicable), Fraction(0)) / whole if whole else Fraction(0)
    return SectionScore(section.id, Fraction(0) if vetoed and before is not None else before, before, share, vetoed)


def _share(scheme: Scheme, sections: Sequence[SectionScore]) -> Fraction:
    """The applicable part of all weight, 0 to 1."""
    if scheme.weighting is Weighting.BY_SECTION:
        weights = {s.id: Fraction(s.weight) for s in scheme.sections}
    else:
        weights = {s.id: sum((Fraction(i.weight) for i in scheme.weighed if i.section == s.id), Fraction(0)) for s in scheme.sections}
    return _mean([(weights[s.section], s.share) for s in sections]) or Fraction(0)


def kept(value: Fraction) -> Decimal:
    """`value` as it is stored: six places, half up. Bands and vetoes were decided before, on the exact value."""
    return _rounded(value, PLACES_KEPT)


def shown(value: Fraction | Decimal, places: int = PLACES_SHOWN) -> Decimal:
    """`value` as it is shown: one place, half up. The only rounding a reader meets."""
    return _rounded(Fraction(value), places)


def _rounded(value: Fraction, places: int) -> Decimal:
    scaled = value * 10**places
    sign = -1 if scaled < 0 else 1
    whole = sign * ((2 * abs(scaled).numerator + scaled.denominator) // (2 * scaled.denominator))
    return Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

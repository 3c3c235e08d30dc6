"""A draft tried on released sheets: who changes grade, how far the order holds, and which items decide nothing. Pure.

Items are matched by their code; an old answer is taken over when the item is still scored in the same way and its value
lies on the new scale. What has no match leaves both sums, and is named. A sheet that shares less than half of the
draft's weight is not compared, and below LEAST sheets no conclusion is drawn at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from core.errors import Refusal
from core.inspection.rules import (
    FULL,
    Band,
    Combining,
    Given,
    Item,
    Method,
    Scale,
    Scheme,
    Score,
    Section,
    Veto,
    Weighting,
    band,
    bounded,
    check_raw,
    earned,
    effective_weights,
    score,
)
from core.inspection.templates.rules import Draft
from core.words import N_, Content

LEAST = 5
"""Below so many comparable sheets nothing is concluded: neither a correlation nor that a weight is dead."""
CHOICES = (20, 50, 100)
"""How many of the newest released sheets may be asked for."""
SHARED = Fraction(1, 2)
"""A sheet must share at least this part of the draft's weight to be compared."""


@dataclass(frozen=True)
class Past:
    """A released sheet: what it scored, and its answers by item code with the scale that each was given on."""

    code: str
    project: Content
    total: Decimal | None
    band: str | None
    answers: Mapping[str, tuple[Scale, Given | None]]


class Miss(StrEnum):
    """Why an item of the draft has no answer in a sheet."""

    NEW = "new"
    OTHERWISE = "otherwise"

    @property
    def label(self) -> str:
        return {Miss.NEW: N_("not asked then"), Miss.OTHERWISE: N_("scored in another way then")}[self]


@dataclass(frozen=True)
class Rescored:
    """A sheet before and under the draft; `shared` is the part of the draft's weight that its answers cover."""

    code: str
    project: Content
    before: Decimal | None
    band_before: str | None
    after: Fraction | None
    band_after: str | None
    shared: Fraction

    @property
    def comparable(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def changed(self) -> bool:
        """Whether it would have another grade, counted where both totals are numbers."""
        return self.comparable and self.band_before != self.band_after


@dataclass(frozen=True)
class ItemFinding:
    """What the sheets say about an item of the draft."""

    code: str
    text: Content
    weight: Decimal
    bonus: bool
    matched: int
    """Sheets whose answer could be taken over, "not applicable" among them."""
    rated: int
    full: int
    """Rated sheets that earned everything."""
    missed: Mapping[Miss, int]
    dead: bool | None
    """Its weight changes no grade and no rank; None where nothing can be concluded."""

    @property
    def passed_by_all(self) -> bool:
        return self.rated >= LEAST and self.full == self.rated and not self.bonus

    @property
    def answered_by_nobody(self) -> bool:
        return self.matched >= LEAST and self.rated == 0

    @property
    def unmatched(self) -> bool:
        return self.matched == 0


@dataclass(frozen=True)
class Simulation:
    """What the draft makes of the sheets. The figures are None where nothing can be concluded."""

    sheets: tuple[Rescored, ...]
    items: tuple[ItemFinding, ...]
    gone: tuple[str, ...]
    """Codes of items that the sheets answered and the draft no longer asks."""
    spearman: float | None
    kendall: float | None

    @property
    def compared(self) -> tuple[Rescored, ...]:
        return tuple(one for one in self.sheets if one.comparable)

    @property
    def n(self) -> int:
        return len(self.compared)

    @property
    def enough(self) -> bool:
        return self.n >= LEAST

    @property
    def changed(self) -> tuple[Rescored, ...]:
        return tuple(one for one in self.compared if one.changed)

    @property
    def shift(self) -> Fraction | None:
        """By how many points the mean moves."""
        moves = [one.after - Fraction(one.before) for one in self.compared if one.after is not None and one.before is not None]
        return sum(moves, Fraction(0)) / len(moves) if moves else None


@dataclass(frozen=True)
class Scored:
    """A comparable sheet under the draft, taken apart so that one weight can be left out without scoring it anew."""

    scheme: Scheme
    rated: Mapping[int, Fraction]
    """Fractions of the weighed items; in a vetoed section they are worth nothing."""
    points: Mapping[int, Fraction]
    """Bonus points that stand."""
    vetoed: bool


def simulate(draft: Draft, past: Sequence[Past]) -> Simulation:
    """What `draft` would have made of the sheets `past`."""
    whole, codes = scheme_of(draft)
    sheets, parts = [], []
    missed: dict[int, dict[Miss, int]] = {item.id: {} for item in whole.items}
    matched, rated, full = ({item.id: 0 for item in whole.items} for _ in range(3))
    for one in past:
        given: dict[int, Given | None] = {}
        for item in whole.items:
            found = taken_over(item, one.answers.get(codes[item.id]))
            if isinstance(found, Miss):
                missed[item.id][found] = missed[item.id].get(found, 0) + 1
                continue
            given[item.id] = found
            matched[item.id] += 1
            if (part := earned(item, found)) is not None:
                rated[item.id] += 1
                full[item.id] += part == 1
        rescored, scored = _rescored(whole, one, given)
        sheets.append(rescored)
        if scored is not None and rescored.comparable:
            parts.append(scored)
    before = [Fraction(one.before) for one in sheets if one.comparable and one.before is not None]
    after = [one.after for one in sheets if one.comparable and one.after is not None]
    enough = len(after) >= LEAST
    dead = _dead(whole, parts) if enough else {}
    findings = tuple(
        ItemFinding(
            item.code, item.text, item.weight, item.bonus, matched[i], rated[i], full[i], missed[i],
            dead.get(i) if rated[i] else None,
        )
        for i, item in enumerate((item for section in draft.sections for item in section.items), 1)
    )  # fmt: skip
    asked = set(codes.values())
    gone = sorted({code for one in past for code in one.answers} - asked)
    return Simulation(
        tuple(sheets), findings, tuple(gone), spearman(before, after) if enough else None, kendall(before, after) if enough else None
    )


def scheme_of(draft: Draft) -> tuple[Scheme, dict[int, str]]:
    """What decides a score under `draft`, its items numbered from 1 in their order, and their codes."""
    items, codes = [], {}
    for position, section in enumerate(draft.sections, 1):
        for one in section.items:
            combining = section.repeat.combining if section.repeat else Combining.MEAN
            items.append(Item(len(items) + 1, position, one.weight, one.scale, one.veto, combining))
            codes[len(items)] = one.code
    made = Scheme(
        tuple(Section(position, section.weight) for position, section in enumerate(draft.sections, 1)),
        tuple(items),
        draft.weighting,
        draft.min_applicable,
        draft.veto_cap,
        tuple(Band(one.code, one.floor) for one in draft.bands),
        draft.bonus_cap,
    )
    return made, codes


def taken_over(item: Item, found: tuple[Scale, Given | None] | None) -> Given | Miss | None:
    """The old answer as the answer to `item`; None for one that was left open (a bonus), or why there is none."""
    if found is None:
        return Miss.NEW
    scale, given = found
    rated = [one for one in (given.instances or (given,)) if one.raw is not None] if given is not None else []
    if not rated:
        return given
    if scale.method is not item.scale.method or not all(_same_meaning(scale, item.scale, one) for one in rated):
        return Miss.OTHERWISE
    return given


def _same_meaning(then: Scale, now: Scale, given: Given) -> bool:
    """Whether the value still lies on the scale; of levels there must be as many, or the middle one means something else."""
    if now.method is Method.LEVELS and len(then.levels) != len(now.levels):
        return False
    try:
        check_raw(now, given.raw or Decimal(0), given.checked)
    except Refusal:
        return False
    return True


def _rescored(whole: Scheme, one: Past, given: Mapping[int, Given | None]) -> tuple[Rescored, Scored | None]:
    everything = effective_weights(whole, {item.id: Fraction(1) for item in whole.weighed})
    shared = sum((weight for item_id, weight in everything.items() if item_id in given), Fraction(0))
    items = tuple(item for item in whole.items if item.id in given)
    inside = {item.section for item in items if item.weighed}
    scheme = replace(whole, items=items, sections=tuple(section for section in whole.sections if section.id in inside))
    answers = {item_id: answer for item_id, answer in given.items() if answer is not None}
    result = score(scheme, answers)
    after = result.total if shared >= SHARED else None
    rescored = Rescored(one.code, one.project, one.total, one.band, after, result.band if after is not None else None, shared)
    return rescored, None if after is None else _apart(scheme, answers, result)


def _apart(scheme: Scheme, answers: Mapping[int, Given], result: Score) -> Scored:
    by_id = {item.id: item for item in scheme.items}
    zeroed = {by_id[one].section for one in result.vetoes if by_id[one].veto is Veto.SECTION}
    worth = {
        item.id: Fraction(0) if item.section in zeroed else part
        for item in scheme.items
        if (part := earned(item, answers.get(item.id))) is not None
    }
    return Scored(
        scheme,
        {i: one for i, one in worth.items() if by_id[i].weighed},
        {i: one * Fraction(by_id[i].scale.maximum) for i, one in worth.items() if not by_id[i].weighed},
        any(by_id[one].veto is Veto.TOTAL for one in result.vetoes),
    )


def totals(scored: Scored) -> dict[int | None, Fraction]:
    """The total of a sheet (None), and what it would be without the weight of each of its items (by id).

    A veto stays a veto: it is the weight that is tried, not the item. An item without which nothing is left has no total.
    """
    scheme = scored.scheme
    by_item = scheme.weighting is Weighting.BY_ITEM
    sections = {section.id: Fraction(section.weight) for section in scheme.sections}
    sums: dict[int, tuple[Fraction, Fraction]] = {}
    for item in scheme.weighed:
        if item.id in scored.rated:
            group = 0 if by_item else item.section
            earned, weight = sums.get(group, (Fraction(0), Fraction(0)))
            sums[group] = (earned + Fraction(item.weight) * scored.rated[item.id], weight + Fraction(item.weight))
    of = {group: Fraction(1) if by_item else sections[group] for group in sums}
    above = sum((of[group] * earned / weight for group, (earned, weight) in sums.items()), Fraction(0))
    below = sum(of.values(), Fraction(0))
    found: dict[int | None, Fraction] = {None: _finished(scored, FULL * above / below, scored.points)}
    for item in scheme.weighed:
        if item.id not in scored.rated:
            continue
        group = 0 if by_item else item.section
        earned, weight = sums[group]
        left = weight - Fraction(item.weight)
        rest = above - of[group] * earned / weight
        if left:
            found[item.id] = _finished(
                scored, FULL * (rest + of[group] * (earned - Fraction(item.weight) * scored.rated[item.id]) / left) / below, scored.points
            )
        elif below != of[group]:
            found[item.id] = _finished(scored, FULL * rest / (below - of[group]), scored.points)
    for item_id in scored.points:
        found[item_id] = _finished(scored, FULL * above / below, {i: p for i, p in scored.points.items() if i != item_id})
    return found


def _finished(scored: Scored, total: Fraction, points: Mapping[int, Fraction]) -> Fraction:
    if scored.vetoed:
        return min(total, Fraction(scored.scheme.veto_cap))
    return total + sum(bounded(points, Fraction(scored.scheme.bonus_cap), FULL - total).values(), Fraction(0))


def _dead(whole: Scheme, sheets: Sequence[Scored]) -> dict[int, bool]:
    """For each item: whether the sheets' grades and order are the same without its weight.

    An item without which a sheet has no score at all decides it.
    """
    each = [totals(one) for one in sheets]
    usual = _outcome(whole, [one[None] for one in each])
    needed = {i for scored, one in zip(sheets, each, strict=True) for i in scored.rated if i not in one}
    return {
        item.id: item.id not in needed and _outcome(whole, [one.get(item.id, one[None]) for one in each]) == usual for item in whole.items
    }


def _outcome(whole: Scheme, found: Sequence[Fraction]) -> tuple[list[str | None], list[int]]:
    places = {value: place for place, value in enumerate(sorted(set(found)))}
    return [band(whole.bands, one) for one in found], [places[one] for one in found]


def ranks(values: Sequence[Fraction]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    counts: dict[Fraction, int] = {}
    for value in ordered:
        counts[value] = counts.get(value, 0) + 1
    return [first[value] + (counts[value] - 1) / 2 for value in values]


def spearman(a: Sequence[Fraction], b: Sequence[Fraction]) -> float | None:
    """Spearman's rank correlation with ties (Pearson's of the ranks); None where one side is all equal."""
    x, y = ranks(a), ranks(b)
    middle = (len(x) + 1) / 2
    across = sum((one - middle) * (other - middle) for one, other in zip(x, y, strict=True))
    spread = sum((one - middle) ** 2 for one in x) * sum((other - middle) ** 2 for other in y)
    return max(-1.0, min(1.0, across / sqrt(spread))) if spread else None


def kendall(a: Sequence[Fraction], b: Sequence[Fraction]) -> float | None:
    """Kendall's tau-b; None where one side is all equal."""
    signs = list(_signs(a, b))
    together = sum(one * other for one, other in signs)
    untied = sum(one != 0 for one, _ in signs) * sum(other != 0 for _, other in signs)
    return together / sqrt(untied) if untied else None


def _signs(a: Sequence[Fraction], b: Sequence[Fraction]) -> Iterator[tuple[int, int]]:
    for i in range(len(a)):
        for j in range(i):
            yield (a[i] > a[j]) - (a[i] < a[j]), (b[i] > b[j]) - (b[i] < b[j])

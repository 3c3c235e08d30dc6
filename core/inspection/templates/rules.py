"""What a checklist is, when it is whole, and which states its versions go through. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TypeVar

from core.errors import Refusal
from core.followup.measures import rules as _of_followups  # noqa: F401 - a checklist may name what is declared there
from core.inspection.measures import rules as _of_inspections  # noqa: F401 - the same
from core.inspection.rules import MEASURED_LIMIT, PLACES_GIVEN, Combining, Demand, Method, Scale, Veto, Weighting
from core.metrics.rules import MEASURES
from core.words import N_, Content, Language, translate

CODE_LIMIT, TEXT_LIMIT, MAX_ITEMS, MAX_SECTIONS = 40, 1000, 200, 30
MAX_INSTANCES, MAX_ANSWERS = 30, 600
"""How often a checkpoint may be repeated, and how many answers a sheet has at most with all its repetitions."""
HUNDRED = Decimal(100)
MOST_MINUTES = 1440
"""A day and a night."""


class State(StrEnum):
    DRAFT = "draft"
    TRIAL = "trial"
    CONFIRMED = "confirmed"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return {State.DRAFT: N_("Draft"), State.TRIAL: N_("Trial"), State.CONFIRMED: N_("Confirmed"), State.RETIRED: N_("Retired")}[self]


NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.TRIAL, State.CONFIRMED, State.RETIRED}),
    State.TRIAL: frozenset({State.DRAFT, State.CONFIRMED, State.RETIRED}),
    State.CONFIRMED: frozenset({State.RETIRED}),
    State.RETIRED: frozenset(),
}
USABLE = frozenset({State.TRIAL, State.CONFIRMED})
"""A round may be opened on these; a trial round says so on every page."""


@dataclass(frozen=True)
class LevelDraft:
    points: Decimal
    name: Content


@dataclass(frozen=True)
class ItemDraft:
    code: str
    weight: Decimal
    text: Content
    standard: Content = field(default_factory=dict)
    rule: Content = field(default_factory=dict)
    evidence: Content = field(default_factory=dict)
    unit: Content = field(default_factory=dict)
    evidence_required: bool = False
    veto: Veto = Veto.NONE
    method: Method = Method.LEVELS
    levels: tuple[LevelDraft, ...] = ()
    minimum: Decimal = Decimal(0)
    maximum: Decimal = HUNDRED
    per_finding: Decimal = Decimal(0)
    cap: Decimal = HUNDRED
    demands: tuple[Demand, ...] = ()
    """What an answer that lost points calls for, in the order of Demand."""
    demands_at: Decimal = HUNDRED
    """At or below so much of full points (percent) it calls for it; 100 means whenever points are lost."""
    metric: str = ""
    """Of a measured item: the code of its measure."""
    points: tuple[tuple[Decimal, Decimal], ...] = ()
    """Of a measured item: what values are worth, in percent of full points, ascending by value."""

    minutes: Decimal = Decimal(0)
    """Planned minutes; 0: the usual ones of the setting."""

    @property
    def bonus(self) -> bool:
        """A special item: it only adds points and need not be answered."""
        return self.method is Method.BONUS

    @property
    def measured(self) -> bool:
        """Its value is not judged: it comes from a measure."""
        return self.method is Method.MEASURED

    def demanded(self, earned: Fraction) -> tuple[Demand, ...]:
        """What an answer worth `earned` (0 to 1) of full points calls for; full points call for nothing."""
        return self.demands if earned < 1 and earned * 100 <= Fraction(self.demands_at) else ()

    @property
    def scale(self) -> Scale:
        return Scale(self.method, self.minimum, self.maximum, tuple(level.points for level in self.levels), self.per_finding, self.cap, self.points)


@dataclass(frozen=True)
class Repeat:
    """A checkpoint that is answered for each of several instances: service records, calls, sites.

    `name` is what one of them is called; a sheet is submitted with `least` to `most` of them.
    """

    name: Content
    least: int
    most: int
    combining: Combining = Combining.MEAN


@dataclass(frozen=True)
class SectionDraft:
    code: str
    weight: Decimal
    name: Content
    items: tuple[ItemDraft, ...] = ()
    repeat: Repeat | None = None
    compared: tuple[str, ...] = ()
    """Codes of the measures whose facts its score is compared with."""

    @property
    def bonus(self) -> bool:
        """It holds special items only: its weight is 0."""
        return bool(self.items) and all(item.bonus for item in self.items)


@dataclass(frozen=True)
class Choice:
    """A band with its floor, or a reason why an item does not apply."""

    code: str
    name: Content
    floor: Decimal = Decimal(0)


@dataclass(frozen=True)
class Draft:
    """A whole checklist as it is imported, exported and shipped."""

    code: str
    name: Content
    description: Content
    sections: tuple[SectionDraft, ...]
    weighting: Weighting = Weighting.BY_SECTION
    min_applicable: Decimal = Decimal("0.60")
    veto_cap: Decimal = Decimal(0)
    bands: tuple[Choice, ...] = ()
    na_reasons: tuple[Choice, ...] = ()
    bonus_cap: Decimal = Decimal(0)
    minutes: Decimal = Decimal(0)
    """Planned minutes of the whole, where they are not those of its items together; 0: their sum."""


def planned_minutes(items: Iterable[ItemDraft], whole: Decimal, usual: Decimal) -> int:
    """Whole minutes that a sheet should take, rounded up: those of the `whole` where they are said, else the sum of the items',
    an item without any counting the `usual` ones."""
    return ceil(whole or sum((item.minutes or usual for item in items), Decimal(0)))


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a checklist: where it stands and a translatable sentence with its facts.

    `where` is a code, or a translatable place such as "Row {row}" whose row is among the facts; empty for the whole.
    """

    where: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def told(self, language: Language) -> str:
        """The place and the sentence in `language`."""
        facts = {key: translate(language, fact) if key == "field" else fact for key, fact in self.facts.items()}  # type: ignore[arg-type]
        sentence = translate(language, self.message, **facts)
        if not self.where:
            return sentence
        place = translate(language, self.where, **self.facts) if "row" in self.facts else self.where
        return translate(language, N_("{place}: {sentence}"), place=place, sentence=sentence)


class FaultyChecklist(Refusal):
    """Carries every fault at once, so that the author mends the file in one go."""

    message = N_("The checklist has {count} faults; nothing was imported.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


class NotEditable(Refusal):
    message = N_("Only a draft can be changed. Make a new version and change that.")


class NeedsApproval(Refusal):
    message = N_("A checklist is confirmed by its approval: submit it, and somebody else decides.")


class NotConfirmable(Refusal):
    message = N_("A checklist is confirmed by somebody other than its author.")


class BadStep(Refusal):
    message = N_("From this state that step is not possible.")


def faults(draft: Draft, where: Mapping[str, str] | None = None) -> list[Fault]:
    """Everything that keeps `draft` from being used. `where` maps a code to the row it came from."""
    return list(_faults(draft, where or {}))


def _faults(draft: Draft, where: Mapping[str, str]) -> Iterator[Fault]:
    def at(code: str) -> str:
        return where.get(code, code)

    if not draft.code or len(draft.code) > CODE_LIMIT:
        yield Fault(at(draft.code), N_("A checklist needs a code of at most {limit} characters."), {"limit": CODE_LIMIT})
    if not any(draft.name.values()):
        yield Fault(at(draft.code), N_("A checklist needs a name."))
    yield from _too_long((draft.name, draft.description), at(draft.code))
    if not draft.sections:
        yield Fault(at(draft.code), N_("There is no checkpoint in it."))
    if not 0 < draft.min_applicable <= 1:
        yield Fault(at(draft.code), N_("The smallest applicable share must be above 0 and at most 1."))
    if not 0 <= draft.veto_cap <= HUNDRED:
        yield Fault(at(draft.code), N_("The cap after a veto must be between 0 and 100."))
    if not 0 <= draft.bonus_cap <= HUNDRED:
        yield Fault(at(draft.code), N_("The cap of the bonus points must be between 0 and 100."))
    if not 0 <= draft.minutes <= MOST_MINUTES:
        yield Fault(at(draft.code), _MINUTES, {"most": MOST_MINUTES})
    for number in (draft.min_applicable, draft.veto_cap, draft.bonus_cap, draft.minutes):
        if _too_fine(number):
            yield Fault(at(draft.code), _TOO_FINE, {"number": number, "places": PLACES_GIVEN})
    yield from _band_faults(draft, at)
    if not draft.na_reasons:
        yield Fault(at(draft.code), N_("There is no reason to choose from for “not applicable”."))
    by_section = draft.weighting is Weighting.BY_SECTION
    everything = tuple(item for section in draft.sections for item in section.items)
    if everything and all(item.bonus for item in everything):
        yield Fault(at(draft.code), N_("Every item is a bonus item: there is nothing to add the points to."))
    elif by_section:
        yield from _weights(draft.code, weighed(draft.sections), N_("The weights of the checkpoints total {total}, not 100."), at)
    else:
        yield from _weights(draft.code, weighed(everything), N_("The weights of all items total {total}, not 100."), at)
    seen: set[str] = set()
    for section in draft.sections:
        yield from _section_faults(section, at(section.code), seen, by_section)
        if by_section:
            yield from _weights(section.code, weighed(section.items), N_("The item weights of “{code}” total {total}, not 100."), at)
            if section.bonus and section.weight != 0:
                yield Fault(at(section.code), N_("“{code}” holds bonus items only: its weight must be 0."), {"code": section.code})
        for item in section.items:
            yield from _code_faults(item.code, at(item.code), seen, N_("An item needs a code of at most {limit} characters."))
            yield from _item_faults(item, at(item.code))
            if item.bonus and not 0 < item.maximum <= draft.bonus_cap:
                yield Fault(
                    at(item.code), N_("A bonus item needs points above 0 and not above the cap of all bonus points ({cap})."),
                    {"cap": format(draft.bonus_cap.normalize(), "f")},
                )  # fmt: skip
    if len(everything) > MAX_ITEMS or len(draft.sections) > MAX_SECTIONS:
        yield Fault(at(draft.code), N_("At most {sections} checkpoints and {items} items."), {"sections": MAX_SECTIONS, "items": MAX_ITEMS})
    elif sum(len(section.items) * (section.repeat.most if section.repeat else 1) for section in draft.sections) > MAX_ANSWERS:
        yield Fault(at(draft.code), N_("With all its repetitions a sheet may have at most {limit} answers."), {"limit": MAX_ANSWERS})


_MINUTES = N_("The planned minutes must be between 0 and {most}.")
_TOO_FINE = N_("{number} has more than {places} decimal places.")


def _too_fine(number: Decimal) -> bool:
    return number != round(number, PLACES_GIVEN)


def _too_long(contents: Iterable[Content], where: str) -> Iterator[Fault]:
    for content in contents:
        if any(len(text) > TEXT_LIMIT for text in content.values()):
            yield Fault(where, N_("A text is longer than {limit} characters."), {"limit": TEXT_LIMIT})


def _code_faults(code: str, where: str, seen: set[str], message: str) -> Iterator[Fault]:
    """A code must be there, fit into its column and stand once; it joins `seen`."""
    if not code or len(code) > CODE_LIMIT:
        yield Fault(where, message, {"limit": CODE_LIMIT})
    elif code in seen:
        yield Fault(where, N_("The code “{code}” is used twice."), {"code": code})
    seen.add(code)


def _band_faults(draft: Draft, at: Callable[[str], str]) -> Iterator[Fault]:
    floors = [band.floor for band in draft.bands]
    if not draft.bands or min(floors) != 0 or max(floors) > HUNDRED or len(set(floors)) != len(floors):
        yield Fault(at(draft.code), N_("The grades need different floors between 0 and 100, the lowest 0."))
    for choices in (draft.bands, draft.na_reasons):
        seen: set[str] = set()
        for choice in choices:
            message = N_("A grade and a reason need a code of at most {limit} characters.")
            yield from _code_faults(choice.code, at(choice.code), seen, message)
            if not any(choice.name.values()):
                yield Fault(at(choice.code), N_("A grade and a reason need a name."))
            yield from _too_long((choice.name,), at(choice.code))


Part = TypeVar("Part", SectionDraft, ItemDraft)


def weighed(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The checkpoints or items whose weights total 100: all but those of bonus points."""
    return tuple(part for part in parts if not part.bonus)


def _weights(code: str, parts: tuple[SectionDraft, ...] | tuple[ItemDraft, ...], message: str, at: Callable[[str], str]) -> Iterator[Fault]:
    total = sum((part.weight for part in parts), Decimal(0))
    for part in parts:
        if part.weight <= 0:
            yield Fault(at(part.code), N_("The weight of “{code}” must be above 0."), {"code": part.code})
        elif _too_fine(part.weight):
            yield Fault(at(part.code), N_("The weight of “{code}” may have at most 4 decimal places."), {"code": part.code})
    if parts and total != HUNDRED:
        yield Fault(at(code), message, {"code": code, "total": format(total.normalize(), "f")})


def _section_faults(section: SectionDraft, where: str, seen: set[str], by_section: bool) -> Iterator[Fault]:
    yield from _code_faults(section.code, where, seen, N_("A checkpoint needs a code of at most {limit} characters."))
    if not any(section.name.values()):
        yield Fault(where, N_("A checkpoint needs a name."))
    yield from _too_long((section.name,), where)
    if not by_section and _too_fine(section.weight):  # it decides nothing then, but it is kept
        yield Fault(where, N_("The weight of “{code}” may have at most 4 decimal places."), {"code": section.code})
    if not section.items:
        yield Fault(where, N_("The checkpoint “{code}” has no items."), {"code": section.code})
    yield from _unknown_measures(section.compared, where)
    if section.repeat is not None:
        yield from _repeat_faults(section.repeat, section, where)


def _repeat_faults(repeat: Repeat, section: SectionDraft, where: str) -> Iterator[Fault]:
    if not any(repeat.name.values()):
        yield Fault(where, N_("The repeated checkpoint “{code}” needs a name for what is repeated, such as “Service record”."), {"code": section.code})
    yield from _too_long((repeat.name,), where)
    if not 1 <= repeat.least <= repeat.most <= MAX_INSTANCES:
        yield Fault(
            where, N_("“{code}” is repeated from {least} to {most} times; it must be at least once, and at most {limit} times."),
            {"code": section.code, "least": repeat.least, "most": repeat.most, "limit": MAX_INSTANCES},
        )  # fmt: skip
    for item in section.items:
        if item.bonus:
            yield Fault(where, N_("“{code}” gives bonus points: it cannot stand in a repeated checkpoint."), {"code": item.code})
        if item.measured:
            yield Fault(where, N_("“{code}” is measured of the whole project: it cannot stand in a repeated checkpoint."), {"code": item.code})


def _unknown_measures(codes: Iterable[str], where: str) -> Iterator[Fault]:
    for code in codes:
        if code not in MEASURES:
            yield Fault(where, N_("There is no measure “{code}”. Choose one of: {known}"), {"code": code[:60], "known": ", ".join(MEASURES)})


def _item_faults(item: ItemDraft, where: str) -> Iterator[Fault]:
    if not any(item.text.values()):
        yield Fault(where, N_("An item needs a text."))
    yield from _too_long((item.text, item.standard, item.rule, item.evidence, item.unit, *(level.name for level in item.levels)), where)
    for number in (item.minimum, item.maximum, *(level.points for level in item.levels)):
        if _too_fine(number):
            yield Fault(where, _TOO_FINE, {"number": number, "places": PLACES_GIVEN})
    if item.method is Method.LEVELS:
        points = [level.points for level in item.levels]
        if len(points) < 2 or points != sorted(set(points)):
            yield Fault(where, N_("Levels need at least two different point values, lowest first."))
        if any(not any(level.name.values()) for level in item.levels):
            yield Fault(where, N_("A level needs a name."))
    elif item.method is Method.NUMERIC and item.minimum == item.maximum:
        yield Fault(where, N_("The two ends of a range must differ."))
    elif item.method is Method.DEDUCTION and not (item.per_finding > 0 and 0 < item.cap <= item.maximum):
        yield Fault(where, N_("A deduction needs points per finding above 0 and a cap above 0 that the full points cover."))
    elif item.bonus:
        yield from _bonus_faults(item, where)
    elif item.measured:
        yield from _measured_faults(item, where)
    if not 0 <= item.minutes <= MOST_MINUTES:
        yield Fault(where, _MINUTES, {"most": MOST_MINUTES})
    elif _too_fine(item.minutes):
        yield Fault(where, _TOO_FINE, {"number": item.minutes, "places": PLACES_GIVEN})
    if not 0 <= item.demands_at <= HUNDRED:
        yield Fault(where, N_("The share at or below which something is demanded must be between 0 and 100 percent."))
    elif _too_fine(item.demands_at):
        yield Fault(where, _TOO_FINE, {"number": item.demands_at, "places": PLACES_GIVEN})


def _measured_faults(item: ItemDraft, where: str) -> Iterator[Fault]:
    yield from _unknown_measures((item.metric,), where)
    values, worth = [value for value, _ in item.points], [percent for _, percent in item.points]
    if len(item.points) < 2:
        yield Fault(where, N_("A measured item needs at least two points: a value and what it is worth in percent, for example 70=0, 95=100."))
        return
    if any(a >= b for a, b in pairwise(values)):
        yield Fault(where, N_("The points of a measured item must be in ascending order of their values, each value once."))
    if not all(0 <= percent <= HUNDRED for percent in worth):
        yield Fault(where, N_("What a measured value is worth must be between 0 and 100 percent."))
    if worth not in (sorted(worth), sorted(worth, reverse=True)) or worth[0] == worth[-1]:
        yield Fault(where, N_("What a measured value is worth must only rise or only fall from the first point to the last."))
    for number in (*values, *worth):
        if _too_fine(number):
            yield Fault(where, _TOO_FINE, {"number": number, "places": PLACES_GIVEN})
    if any(abs(value) > MEASURED_LIMIT for value in values):
        yield Fault(where, N_("A value of a measured item is too large."))


def _bonus_faults(item: ItemDraft, where: str) -> Iterator[Fault]:
    if item.weight != 0:
        yield Fault(where, N_("A bonus item adds points: its weight must be 0."))
    if item.minimum != 0:
        yield Fault(where, N_("Bonus points start at 0."))
    if item.veto is not Veto.NONE:
        yield Fault(where, N_("A bonus item cannot veto anything."))
    if item.demands:
        yield Fault(where, N_("A bonus item that is not earned is no fault: it demands nothing."))


def reweighed(draft: Draft, weights: Mapping[str, Decimal]) -> Draft:
    """`draft` with other weights, by the codes of its checkpoints and items."""
    sections = (
        replace(section, weight=weights[section.code], items=tuple(replace(item, weight=weights[item.code]) for item in section.items))
        for section in draft.sections
    )
    return replace(draft, sections=tuple(sections))


def timed(draft: Draft, minutes: Mapping[str, Decimal], whole: Decimal) -> Draft:
    """`draft` with other planned minutes, of items by their code and of the whole."""
    sections = (replace(one, items=tuple(replace(item, minutes=minutes.get(item.code, item.minutes)) for item in one.items)) for one in draft.sections)
    return replace(draft, sections=tuple(sections), minutes=whole)


def with_repeat(draft: Draft, code: str, repeat: Repeat | None) -> Draft:
    """`draft` with another repetition of the checkpoint `code`."""
    return replace(draft, sections=tuple(replace(one, repeat=repeat) if one.code == code else one for one in draft.sections))


def rebalanced(weights: list[Decimal]) -> list[Decimal]:
    """`weights` in their proportions with two places, totalling exactly 100 (largest remainders get the rest).

    None falls to 0: what is smaller than a hundredth gets one from the largest.
    """
    if not weights or any(weight <= 0 for weight in weights):
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights)
    cents = [weight * 10_000 / whole for weight in weights]
    floors = [int(cent) for cent in cents]
    rest = 10_000 - sum(floors)
    for index in sorted(range(len(weights)), key=lambda i: (floors[i] - cents[i], i))[:rest]:
        floors[index] += 1
    for index in [place for place, floor in enumerate(floors) if floor == 0]:
        floors[floors.index(max(floors))] -= 1
        floors[index] = 1
    return [Decimal(floor).scaleb(-2) for floor in floors]


def balanced(draft: Draft) -> dict[str, Decimal]:
    """The weights of `draft` by code, brought to exactly 100 where they must total 100: the checkpoints and the items inside each,
    or all items together. Bonus items and what decides nothing stay as they are."""
    found = {part.code: part.weight for section in draft.sections for part in (section, *section.items)}
    everything = tuple(item for section in draft.sections for item in section.items)
    groups: list[tuple[SectionDraft, ...] | tuple[ItemDraft, ...]] = [weighed(everything)]
    if draft.weighting is Weighting.BY_SECTION:
        groups = [weighed(draft.sections), *(weighed(section.items) for section in draft.sections)]
    for parts in groups:
        found |= zip([part.code for part in parts], rebalanced([part.weight for part in parts]), strict=True)
    return found


Rule = tuple[str, tuple[tuple[Decimal, Decimal], ...]]
"""A measure's code and what its values are worth."""


def measured_by(draft: Draft, compared: Mapping[str, tuple[str, ...]], measured: Mapping[str, Rule] | None = None) -> Draft:
    """`draft` with other measures that its checkpoints (by code) are compared with, and other rules of its measured items (by code)."""

    def item(one: ItemDraft) -> ItemDraft:
        metric, points = (measured or {}).get(one.code, (one.metric, one.points))
        return replace(one, metric=metric, points=points)

    sections = (
        replace(section, compared=compared.get(section.code, section.compared), items=tuple(map(item, section.items))) for section in draft.sections
    )
    return replace(draft, sections=tuple(sections))


def check_step(now: State, then: State) -> None:
    """Refuse a change of state that the life of a version does not know."""
    if then not in NEXT[now]:
        raise BadStep()

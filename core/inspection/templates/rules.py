"""What a checklist is, when it is whole, and which states its versions go through. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.inspection.rules import Method, Scale, Veto, Weighting
from core.words import N_, Content

CODE_LIMIT, TEXT_LIMIT, MAX_ITEMS, MAX_SECTIONS = 40, 1000, 200, 30
HUNDRED = Decimal(100)


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

    @property
    def scale(self) -> Scale:
        return Scale(self.method, self.minimum, self.maximum, tuple(level.points for level in self.levels), self.per_finding, self.cap)


@dataclass(frozen=True)
class SectionDraft:
    code: str
    weight: Decimal
    name: Content
    items: tuple[ItemDraft, ...] = ()


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


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a checklist: where (sheet row, else code) and a translatable sentence with its facts."""

    where: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


class FaultyChecklist(Refusal):
    """Carries every fault at once, so that the author mends the file in one go."""

    message = N_("The checklist has {count} faults; nothing was imported.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


class NotEditable(Refusal):
    message = N_("Only a draft can be changed. Make a new version and change that.")


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
    if not draft.sections:
        yield Fault(at(draft.code), N_("There is no checkpoint in it."))
    if not 0 < draft.min_applicable <= 1:
        yield Fault(at(draft.code), N_("The smallest applicable share must be above 0 and at most 1."))
    if not 0 <= draft.veto_cap <= HUNDRED:
        yield Fault(at(draft.code), N_("The cap after a veto must be between 0 and 100."))
    floors = [band.floor for band in draft.bands]
    if not draft.bands or min(floors) != 0 or max(floors) > HUNDRED or len(set(floors)) != len(floors):
        yield Fault(at(draft.code), N_("The grades need different floors between 0 and 100, the lowest 0."))
    if not draft.na_reasons:
        yield Fault(at(draft.code), N_("There is no reason to choose from for “not applicable”."))
    by_section = draft.weighting is Weighting.BY_SECTION
    if by_section:
        yield from _weights(draft.code, draft.sections, N_("The weights of the checkpoints total {total}, not 100."), at)
    else:
        everything = tuple(item for section in draft.sections for item in section.items)
        yield from _weights(draft.code, everything, N_("The weights of all items total {total}, not 100."), at)
    seen: set[str] = set()
    count = 0
    for section in draft.sections:
        if section.code in seen:
            yield Fault(at(section.code), N_("The code “{code}” is used twice."), {"code": section.code})
        seen.add(section.code)
        if not any(section.name.values()):
            yield Fault(at(section.code), N_("A checkpoint needs a name."))
        if not section.items:
            yield Fault(at(section.code), N_("The checkpoint “{code}” has no items."), {"code": section.code})
        elif by_section:
            yield from _weights(section.code, section.items, N_("The item weights of “{code}” total {total}, not 100."), at)
        for item in section.items:
            count += 1
            if item.code in seen:
                yield Fault(at(item.code), N_("The code “{code}” is used twice."), {"code": item.code})
            seen.add(item.code)
            yield from _item_faults(item, at(item.code))
    if count > MAX_ITEMS or len(draft.sections) > MAX_SECTIONS:
        yield Fault(at(draft.code), N_("At most {sections} checkpoints and {items} items."), {"sections": MAX_SECTIONS, "items": MAX_ITEMS})


def _weights(code: str, parts: tuple[SectionDraft, ...] | tuple[ItemDraft, ...], message: str, at) -> Iterator[Fault]:  # type: ignore[no-untyped-def]
    total = sum((part.weight for part in parts), Decimal(0))
    for part in parts:
        if part.weight <= 0:
            yield Fault(at(part.code), N_("The weight of “{code}” must be above 0."), {"code": part.code})
        elif part.weight != round(part.weight, 4):
            yield Fault(at(part.code), N_("The weight of “{code}” may have at most 4 decimal places."), {"code": part.code})
    if parts and total != HUNDRED:
        yield Fault(at(code), message, {"code": code, "total": format(total.normalize(), "f")})


def _item_faults(item: ItemDraft, where: str) -> Iterator[Fault]:
    if not item.code or len(item.code) > CODE_LIMIT:
        yield Fault(where, N_("An item needs a code of at most {limit} characters."), {"limit": CODE_LIMIT})
    if not any(item.text.values()):
        yield Fault(where, N_("An item needs a text."))
    for content in (item.text, item.standard, item.rule, item.evidence):
        if any(len(text) > TEXT_LIMIT for text in content.values()):
            yield Fault(where, N_("A text is longer than {limit} characters."), {"limit": TEXT_LIMIT})
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


def rebalanced(weights: list[Decimal]) -> list[Decimal]:
    """`weights` in their proportions with two places, totalling exactly 100 (largest remainders get the rest)."""
    if not weights or any(weight <= 0 for weight in weights):
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights)
    cents = [weight * 10_000 / whole for weight in weights]
    floors = [int(cent) for cent in cents]
    rest = 10_000 - sum(floors)
    for index in sorted(range(len(weights)), key=lambda i: (floors[i] - cents[i], i))[:rest]:
        floors[index] += 1
    return [Decimal(floor).scaleb(-2) for floor in floors]


def check_step(now: State, then: State) -> None:
    """Refuse a change of state that the life of a version does not know."""
    if then not in NEXT[now]:
        raise BadStep()

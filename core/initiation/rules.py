"""What an application and a charter are both made of: objectives, budget, milestones. Pure.

Everything is kept as it was typed, however unfinished. What is missing is said in sentences (`Gap`), each with the part of
the form it is about; only submitting asks that there be none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import fields
from core.errors import Refusal
from core.words import N_, Language, translate

NAME_LIMIT, UNIT_LIMIT, REMARK_LIMIT, TEXT_LIMIT = 120, 40, 200, 4000
MOST_ROWS = 40
"""Objectives, and milestones: more than this belongs into the plan."""
AMOUNT_LIMIT = Decimal(10) ** 12
BUDGET_LINES = "budget_line"
"""The reference table of what money is planned for."""


class ForThePlan(Refusal):
    message = N_("“{field}” takes at most {most} rows. Put the details into the plan.")


class NotMoney(Refusal):
    message = N_("An amount is a number from 0 on, with at most two decimals; “{value}” is not.")


class Smart(StrEnum):
    """What makes an objective one that can be checked."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIME_BOUND = "time_bound"

    @property
    def label(self) -> str:
        return {
            Smart.SPECIFIC: N_("Specific"),
            Smart.MEASURABLE: N_("Measurable"),
            Smart.ACHIEVABLE: N_("Achievable"),
            Smart.RELEVANT: N_("Relevant"),
            Smart.TIME_BOUND: N_("Time-bound"),
        }[self]


class Part(StrEnum):
    """The parts of the form, for saying where something is missing."""

    SUMMARY = "summary"
    OBJECTIVES = "objectives"
    CONTENT = "content"
    BUDGET = "budget"
    SCHEDULE = "schedule"

    @property
    def label(self) -> str:
        return {
            Part.SUMMARY: N_("What it is about"),
            Part.OBJECTIVES: N_("Objectives"),
            Part.CONTENT: N_("Service content and results"),
            Part.BUDGET: N_("Budget"),
            Part.SCHEDULE: N_("Rough schedule"),
        }[self]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or does not fit, as a translatable sentence with its facts."""

    part: Part
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def told(self, language: Language) -> str:
        facts = {name: translate(language, one) if isinstance(one, str) else one for name, one in self.facts.items()}
        return translate(language, self.message, **facts)


@dataclass(frozen=True)
class Objective:
    """What is to be reached. `number` and `unit` say how much, `by` until when."""

    text: str = ""
    ticks: frozenset[Smart] = frozenset()
    number: Decimal | None = None
    unit: str = ""
    by: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said; ticks alone say nothing."""
        return not (self.text or self.number is not None or self.unit or self.by)


@dataclass(frozen=True)
class Money:
    """What is planned for one line of the budget, in the organisation's currency."""

    line: str
    amount: Decimal
    remark: str = ""


@dataclass(frozen=True)
class Milestone:
    """A day that matters; `objective` is the number of the objective it serves (1 is the first), 0 for none."""

    name: str = ""
    on: date | None = None
    objective: int = 0


def lacks(objective: Objective) -> tuple[Gap, ...]:
    """What an objective needs by its own ticks, the sentence without a number: shown beside its row while it is typed."""
    return tuple(_lacks(objective))


def _lacks(one: Objective) -> Iterator[Gap]:
    if not one.text:
        yield Gap(Part.OBJECTIVES, N_("Say in a sentence what is to be reached."))
    if Smart.MEASURABLE in one.ticks and one.number is None and not one.unit:
        yield Gap(Part.OBJECTIVES, N_("“Measurable” is ticked: give the number to reach and its unit, such as 95 %."))
    elif Smart.MEASURABLE in one.ticks and one.number is None:
        yield Gap(Part.OBJECTIVES, N_("“Measurable” is ticked: give the number to reach."))
    elif Smart.MEASURABLE in one.ticks and not one.unit:
        yield Gap(Part.OBJECTIVES, N_("“Measurable” is ticked: give the unit of the number, such as % or minutes."))
    if Smart.TIME_BOUND in one.ticks and one.by is None:
        yield Gap(Part.OBJECTIVES, N_("“Time-bound” is ticked: give the day by which it is reached."))


def unticked(objective: Objective) -> tuple[Smart, ...]:
    """What nobody claims of the objective yet: advice, nothing that has to be."""
    return tuple(one for one in Smart if one not in objective.ticks)


def total(budget: Sequence[Money]) -> Decimal:
    """The sum of a budget, exact."""
    return sum((one.amount for one in budget), Decimal(0))


def _numbered(gap: Gap, number: int) -> Gap:
    return replace(gap, message=NUMBERED[gap.message], facts={**gap.facts, "number": number})


NUMBERED = {
    N_("Say in a sentence what is to be reached."): N_("Objective {number}: say in a sentence what is to be reached."),
    N_("“Measurable” is ticked: give the number to reach and its unit, such as 95 %."): N_("Objective {number}: “Measurable” is ticked, so it needs the number to reach and its unit."),
    N_("“Measurable” is ticked: give the number to reach."): N_("Objective {number}: “Measurable” is ticked, so it needs the number to reach."),
    N_("“Measurable” is ticked: give the unit of the number, such as % or minutes."): N_("Objective {number}: “Measurable” is ticked, so it needs the unit of its number."),
    N_("“Time-bound” is ticked: give the day by which it is reached."): N_("Objective {number}: “Time-bound” is ticked, so it needs the day by which it is reached."),
}  # fmt: skip
"""What is said beside a row, and the same in a list of everything that is missing."""


def objectives_lack(objectives: Sequence[Objective]) -> Iterator[Gap]:
    """What is missing in all objectives together."""
    if not objectives:
        yield Gap(Part.OBJECTIVES, N_("Name at least one objective."))
    for number, one in enumerate(objectives, 1):
        yield from (_numbered(gap, number) for gap in lacks(one))
    if objectives and not any(Smart.MEASURABLE in one.ticks for one in objectives):
        yield Gap(Part.OBJECTIVES, N_("No objective is measurable: tick it for one at least, and give its number and unit."))


def schedule_lacks(starts_on: date | None, ends_on: date | None, milestones: Sequence[Milestone], *, objectives: int) -> Iterator[Gap]:
    """What is missing or does not fit in start, end and milestones, where there are so many objectives."""
    if starts_on is None:
        yield Gap(Part.SCHEDULE, N_("Give the day on which the project starts."))
    if ends_on is None:
        yield Gap(Part.SCHEDULE, N_("Give the day on which the project ends."))
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        yield Gap(Part.SCHEDULE, N_("The project ends before it starts."))
    if not milestones:
        yield Gap(Part.SCHEDULE, N_("Name at least one milestone with its day."))
    for number, one in enumerate(milestones, 1):
        if not one.name:
            yield Gap(Part.SCHEDULE, N_("Milestone {number} has no name."), {"number": number})
        if one.on is None:
            yield Gap(Part.SCHEDULE, N_("Milestone {number} has no day."), {"number": number})
        elif (starts_on is not None and one.on < starts_on) or (ends_on is not None and one.on > ends_on):
            yield Gap(Part.SCHEDULE, N_("Milestone {number} lies outside the project's start and end."), {"number": number})
        if not 0 <= one.objective <= objectives:
            yield Gap(Part.SCHEDULE, N_("Milestone {number} serves an objective that is gone."), {"number": number})


# --- what is typed, made clean ---------------------------------------------------------------------------------------


def clean_objectives(objectives: Sequence[Objective]) -> tuple[Objective, ...]:
    """Objectives with clean texts; what was never filled in is dropped. Refuses TooLong, ForThePlan."""
    found = [
        replace(
            one, text=fields.paragraph(one.text, N_("Objective"), REMARK_LIMIT * 2, needed=False), unit=fields.line(one.unit, N_("Unit"), UNIT_LIMIT, needed=False)
        )
        for one in objectives
    ]  # fmt: skip
    return _few([one for one in found if not one.is_empty], N_("Objectives"))


def renumbered(objectives: Sequence[Objective], milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """Milestones that serve the same objectives once the empty ones are dropped; what served an empty one serves none."""
    numbers, place = {0: 0}, 0
    for number, one in enumerate(objectives, 1):
        place += not one.is_empty
        numbers[number] = 0 if one.is_empty else place
    return tuple(replace(one, objective=numbers.get(one.objective, one.objective)) for one in milestones)


def clean_budget(budget: Sequence[Money]) -> tuple[Money, ...]:
    """Budget lines with an amount or a remark, by their code. Refuses NotMoney, TooLong."""
    found = []
    for one in budget:
        amount = one.amount
        if not (amount.is_finite() and 0 <= amount < AMOUNT_LIMIT and amount == round(amount, 2)):
            raise NotMoney(value=str(amount)[:40])
        remark = fields.line(one.remark, N_("Remark"), REMARK_LIMIT, needed=False)
        if amount or remark:
            found.append(Money(one.line, amount, remark))
    return tuple(sorted(found, key=lambda one: one.line))


def clean_milestones(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """Milestones with clean names; empty rows are dropped. Refuses TooLong, ForThePlan."""
    found = [replace(one, name=fields.line(one.name, N_("Milestone"), NAME_LIMIT, needed=False)) for one in milestones]
    return _few([one for one in found if one.name or one.on], N_("Milestones"))


def _few(rows: list[Any], field: str) -> tuple[Any, ...]:
    if len(rows) > MOST_ROWS:
        raise ForThePlan(field=field, most=MOST_ROWS)
    return tuple(rows)


# --- how it is kept --------------------------------------------------------------------------------------------------


def plain_number(number: Decimal | None) -> str | None:
    """A number as text without an exponent or needless noughts: equal numbers are equal texts."""
    if number is None:
        return None
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def kept_objectives(objectives: Sequence[Objective]) -> list[dict[str, Any]]:
    """Objectives as plain JSON, with codes (O1, O2, ...) by which two copies are compared row by row."""
    return [
        {
            "code": f"O{number}", "text": one.text, "ticks": [tick.value for tick in Smart if tick in one.ticks],
            "number": plain_number(one.number), "unit": one.unit, "by": one.by.isoformat() if one.by else None,
        }
        for number, one in enumerate(objectives, 1)
    ]  # fmt: skip


def objectives_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Objective, ...]:
    return tuple(
        Objective(
            row["text"], frozenset(Smart(tick) for tick in row["ticks"]), Decimal(row["number"]) if row["number"] is not None else None, row["unit"],
            date.fromisoformat(row["by"]) if row["by"] else None,
        )
        for row in rows
    )  # fmt: skip


def kept_milestones(milestones: Sequence[Milestone]) -> list[dict[str, Any]]:
    """Milestones as plain JSON, with codes (M1, M2, ...)."""
    return [
        {"code": f"M{number}", "name": one.name, "on": one.on.isoformat() if one.on else None, "objective": one.objective}
        for number, one in enumerate(milestones, 1)
    ]


def milestones_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Milestone, ...]:
    return tuple(Milestone(row["name"], date.fromisoformat(row["on"]) if row["on"] else None, row["objective"]) for row in rows)


def kept_budget(budget: Sequence[Money]) -> list[dict[str, Any]]:
    """Budget lines as plain JSON, compared by their line."""
    return [{"code": one.line, "amount": format(one.amount, ".2f"), "remark": one.remark} for one in budget]


def budget_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Money, ...]:
    return tuple(Money(row["code"], Decimal(row["amount"]), row["remark"]) for row in rows)


def shown(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as people read and compare it: without what is empty, ticks and references by what they are called."""
    found: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, list):
            if rows := [_row(one) for one in value]:
                found[key] = rows
        elif value not in (None, "", {}):
            found[key] = value
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: one for name, one in row.items() if one not in (None, "", [], 0)}
    if "ticks" in found:
        found["ticks"] = dict.fromkeys(found["ticks"], True)
    if "objective" in found:
        found["objective"] = f"O{found['objective']}"
    return found


WORDS = {
    "objectives": N_("Objectives"), "text": N_("Objective"), "ticks": N_("SMART"), "number": N_("Number to reach"), "unit": N_("Unit"), "by": N_("Reached by"),
    "budget": N_("Budget"), "amount": N_("Amount"), "remark": N_("Remark"), "milestones": N_("Milestones"), "on": N_("Day"), "objective": N_("Serves objective"),
    "code": N_("Code"), "name": N_("Name"), "background": N_("Background"), "content": N_("Service content"), "results": N_("Expected results"),
} | {one.value: one.label for one in Smart}  # fmt: skip
"""What the keys of a kept document are called."""

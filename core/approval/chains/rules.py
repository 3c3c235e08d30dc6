"""What a step of a chain is, and when a chain can be used. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.access import Role
from core.errors import Refusal
from core.words import N_

MAX_STEPS, MAX_DAYS = 10, 90
AMOUNT_LIMIT = Decimal(10) ** 12


class Who(StrEnum):
    """Who is asked in a step."""

    HOLDERS = "holders"
    ROLE = "role"
    PERSON = "person"
    MANAGER = "manager"

    @property
    def label(self) -> str:
        return {
            Who.HOLDERS: N_("Everybody whose role allows it"),
            Who.ROLE: N_("Everybody with a role"),
            Who.PERSON: N_("A named person"),
            Who.MANAGER: N_("The submitter's line manager"),
        }[self]


class How(StrEnum):
    """Whether one yes is enough."""

    ANY = "any"
    ALL = "all"

    @property
    def label(self) -> str:
        return {How.ANY: N_("One of them is enough"), How.ALL: N_("All of them")}[self]


@dataclass(frozen=True)
class Step:
    who: Who
    role: Role | None = None
    person_id: int | None = None
    how: How = How.ANY
    from_amount: Decimal | None = None
    """The step applies from this amount on; None: always."""
    days: int | None = None
    """Working days until it is overdue; None: as the settings say."""


class UnknownChain(Refusal):
    message = N_("There is no approval chain for this kind of record. Ask an administrator to add one.")


class NoSteps(Refusal):
    message = N_("A chain needs at least one step; otherwise nobody would decide.")


class TooManySteps(Refusal):
    message = N_("A chain may have at most {most} steps.")


class RoleMissing(Refusal):
    message = N_("Step {number} asks everybody with a role: choose the role.")


class PersonMissing(Refusal):
    message = N_("Step {number} asks a named person: choose an active person who may decide.")


class BadAmount(Refusal):
    message = N_("Step {number}: an amount is a number from 0 on, with at most two decimals.")


class BadStepDays(Refusal):
    message = N_("Step {number}: the days are a whole number from 1 to {most}.")


class EveryStepLimited(Refusal):
    message = N_("At least one step must apply to every amount; otherwise small amounts would be approved by nobody.")


def checked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """`steps` with what their `who` does not use left out.

    Refuses NoSteps, TooManySteps, RoleMissing, PersonMissing, BadAmount, BadStepDays, EveryStepLimited.
    """
    if not steps:
        raise NoSteps()
    if len(steps) > MAX_STEPS:
        raise TooManySteps(most=MAX_STEPS)
    clean = []
    for number, step in enumerate(steps, 1):
        role = step.role if step.who is Who.ROLE else None
        person = step.person_id if step.who is Who.PERSON else None
        if step.who is Who.ROLE and (role is None or role is Role.CUSTOMER_LINK):
            raise RoleMissing(number=number)
        if step.who is Who.PERSON and person is None:
            raise PersonMissing(number=number)
        amount = step.from_amount
        if amount is not None and not (amount.is_finite() and 0 <= amount < AMOUNT_LIMIT and amount == round(amount, 2)):
            raise BadAmount(number=number)
        if step.days is not None and not 1 <= step.days <= MAX_DAYS:
            raise BadStepDays(number=number, most=MAX_DAYS)
        clean.append(Step(step.who, role, person, step.how, amount or None, step.days))
    if all(step.from_amount is not None for step in clean):
        raise EveryStepLimited()
    return tuple(clean)


def applicable(steps: Sequence[Step], amount: Decimal | None) -> tuple[Step, ...]:
    """The steps that a submission over `amount` has to pass. An unknown amount passes all of them: never fewer eyes by mistake."""
    return tuple(step for step in steps if step.from_amount is None or amount is None or amount >= step.from_amount)


def written(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as a document keeps them."""
    return [
        {
            "who": step.who.value,
            "role": step.role.value if step.role else None,
            "person_id": step.person_id,
            "how": step.how.value,
            "from_amount": None if step.from_amount is None else format(step.from_amount, "f"),
            "days": step.days,
        }
        for step in steps
    ]


def read(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps from a document; what it leaves out is as usual."""
    return tuple(
        Step(
            Who(row["who"]),
            Role(row["role"]) if row.get("role") else None,
            row.get("person_id"),
            How(row.get("how", How.ANY)),
            Decimal(row["from_amount"]) if row.get("from_amount") is not None else None,
            row.get("days"),
        )
        for row in rows
    )

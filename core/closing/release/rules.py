"""What a project gives back. Pure."""

from datetime import date
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

NAME_LIMIT, REMARK_LIMIT, MOST = 120, 300, 300


class Kind(StrEnum):
    PEOPLE = "people"
    BUDGET = "budget"
    EQUIPMENT = "equipment"

    @property
    def label(self) -> str:
        return {Kind.PEOPLE: N_("People"), Kind.BUDGET: N_("Budget"), Kind.EQUIPMENT: N_("Equipment")}[self]


class Condition(StrEnum):
    """In which state it came back."""

    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"
    LOST = "lost"

    @property
    def label(self) -> str:
        return {Condition.GOOD: N_("In order"), Condition.WORN: N_("Worn by use"), Condition.DAMAGED: N_("Damaged"), Condition.LOST: N_("Lost")}[self]


class ReleasedLater(Refusal):
    message = N_("It cannot have been given back on a day to come. Enter the day on which it was.")


class ReleasedAlready(Refusal):
    message = N_("“{name}” is given back already.")


class TooManyResources(Refusal):
    message = N_("A project takes at most {limit} resources on this list.")


class RemarkNeeded(Refusal):
    message = N_("Say what happened: something damaged or lost needs a remark.")


def check_release(on: date, today: date, condition: Condition, remark: str) -> None:
    """Refuses ReleasedLater, RemarkNeeded."""
    if on > today:
        raise ReleasedLater()
    if condition in (Condition.DAMAGED, Condition.LOST) and not remark:
        raise RemarkNeeded()

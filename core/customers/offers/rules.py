"""What an offer is, and for whom. Pure."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

NAME_LIMIT, TEXT_LIMIT, PRICE_LIMIT = 120, 1000, 120


class Kind(StrEnum):
    BASIC = "basic"
    VALUE_ADDED = "value_added"
    SUBSCRIPTION = "subscription"
    TAILORED = "tailored"

    @property
    def label(self) -> str:
        return {Kind.BASIC: N_("Basic service"), Kind.VALUE_ADDED: N_("Value-added service"), Kind.SUBSCRIPTION: N_("Subscription"), Kind.TAILORED: N_("Tailored service")}[self]


class EndsBefore(Refusal):
    message = N_("The offer would end before it begins. Correct one of the two days.")


class NotOfferedThen(Refusal):
    message = N_("{code} is not offered on that day. Choose a day on which it is.")


class NotForThem(Refusal):
    message = N_("{code} is not for customers of this class or stage. Enter another offer for them, if there is to be one.")


class NotServed(Refusal):
    message = N_("The project of {code} does not serve this customer.")


class TakenAlready(Refusal):
    message = N_("The customer has {code} already, since {day}.")


class TakenToCome(Refusal):
    message = N_("A service cannot have been taken up on a day to come. Choose today or an earlier day.")


def check_days(starts_on: date, ends_on: date | None) -> None:
    """Refuses EndsBefore."""
    if ends_on is not None and ends_on < starts_on:
        raise EndsBefore()


def offered(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Whether it is offered on `day`."""
    return starts_on <= day and (ends_on is None or day <= ends_on)


def meant(classes: Collection[str], stages: Collection[str], class_code: str, stage: str) -> bool:
    """Whether it is for a customer of this class and stage; an empty list is for all."""
    return (not classes or class_code in classes) and (not stages or stage in stages)

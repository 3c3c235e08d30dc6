"""Which rate holds for an hour, and what so many minutes cost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import Refusal
from core.words import N_

RATE_LIMIT = Decimal(100_000)


class NotARate(Refusal):
    message = N_("“{value}” is not an hourly rate. Give an amount from 0 to {most} with at most two decimals.")


@dataclass(frozen=True)
class Rate:
    """An hour's price from a day on: of everybody (None) or of a person, everywhere (None) or on a project."""

    person_id: int | None
    project_id: int | None
    valid_from: date
    amount: Decimal


def rate(value: Decimal) -> Decimal:
    """An hourly rate, to the cent. Refuses NotARate."""
    if not value.is_finite() or not 0 <= value <= RATE_LIMIT or value != round(value, 2):
        raise NotARate(value=str(value)[:40], most=RATE_LIMIT)
    return round(value, 2)


def on(rates: Iterable[Rate], person_id: int, project_id: int, day: date) -> Decimal | None:
    """The rate of a person's hour on a project and a day; None where there is none.

    A person's own goes before everybody's, a project's before the one for everywhere; of those that are left the newest begun one holds.
    """
    return next((one.amount for one in in_order(rates, person_id, project_id) if one.valid_from <= day), None)


def in_order(rates: Iterable[Rate], person_id: int | None, project_id: int | None) -> list[Rate]:
    """The rates that can hold for a person (None: whoever has none of her own) on a project (None: on any), the one that goes before others first.

    Of these the first holds whose project is that of the hours, or everywhere, and which has begun on their day.
    """
    found = [one for one in rates if one.person_id in (None, person_id) and (project_id is None or one.project_id in (None, project_id))]
    return sorted(found, key=lambda one: (one.person_id is not None, one.project_id is not None, one.valid_from), reverse=True)


def price(minutes: int, hour: Decimal) -> Decimal:
    """What so many minutes cost, to the cent, half up."""
    return Decimal((minutes * int(hour * 100) + 30) // 60) / 100


def key(person_id: int | None, project_id: int | None, valid_from: date) -> str:
    """Of each kind there is one rate from a day on."""
    return f"{person_id or 0}:{project_id or 0}:{valid_from.isoformat()}"

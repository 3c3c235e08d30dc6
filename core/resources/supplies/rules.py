"""When material is short, and what may be said of it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

NAME_LIMIT, UNIT_LIMIT, SUPPLIER_LIMIT, REASON_LIMIT = 160, 20, 160, 300
MOST_QUANTITY = Decimal(1_000_000)
MOST_LINES = 500


class Kind(StrEnum):
    OFFICE = "office"
    SOFTWARE = "software"
    SUPPLIES = "supplies"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {Kind.OFFICE: N_("Office equipment"), Kind.SOFTWARE: N_("Software"), Kind.SUPPLIES: N_("Supplies"), Kind.OTHER: N_("Other material")}[self]


class State(StrEnum):
    WANTED = "wanted"
    ORDERED = "ordered"
    HERE = "here"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        return {State.WANTED: N_("Wanted"), State.ORDERED: N_("Ordered"), State.HERE: N_("Here"), State.NOT_NEEDED: N_("Not needed")}[self]


OPEN = frozenset({State.WANTED, State.ORDERED})


class Shortage(StrEnum):
    """Why material is, or will be, missing."""

    OVERDUE = "overdue"
    TOO_LATE = "too_late"
    NOTHING_EXPECTED = "nothing_expected"

    @property
    def label(self) -> str:
        return {
            Shortage.OVERDUE: N_("Needed already, not here"), Shortage.TOO_LATE: N_("Comes later than it is needed"), Shortage.NOTHING_EXPECTED: N_("Needed soon, nothing expected"),
        }[self]  # fmt: skip


class NotAQuantity(Refusal):
    message = N_("A quantity is a number above 0, up to {most}.")


class Settled(Refusal):
    message = N_("This material is here or not needed any more, so it stays as it is. Write a new line for what is needed now.")


class CannotSeeTo(Refusal):
    message = N_("Choose an active member of the project's team to see to it.")


class TooManySupplies(Refusal):
    message = N_("A project takes at most {limit} lines of material.")


class HereToCome(Refusal):
    message = N_("What arrives on a day to come is not here yet. Enter it as the day on which it is expected.")


@dataclass(frozen=True)
class Wanted:
    """A line of material as somebody writes it. `expected_on`: when it comes or is available; `purchase_id`: what buys it."""

    kind: Kind
    name: str
    quantity: Decimal
    unit: str = ""
    needed_by: date | None = None
    expected_on: date | None = None
    supplier: str = ""
    responsible_id: int | None = None
    purchase_id: int | None = None


def check_quantity(quantity: Decimal) -> Decimal:
    """Refuses NotAQuantity."""
    if not quantity.is_finite() or not 0 < quantity <= MOST_QUANTITY:
        raise NotAQuantity(most=MOST_QUANTITY)
    return quantity


def shortage(state: State, needed_by: date | None, expected_on: date | None, *, today: date, within: int) -> Shortage | None:
    """Why it is missing, or will be; None where it is here, not needed, or comes in time (on the day itself is in time)."""
    if state not in OPEN or needed_by is None:
        return None
    if needed_by < today:
        return Shortage.OVERDUE
    if expected_on is not None:
        # What should have come and is not here is expected by nobody any more.
        return Shortage.TOO_LATE if expected_on > needed_by else Shortage.NOTHING_EXPECTED if expected_on < today and needed_by <= today + timedelta(days=within) else None
    return Shortage.NOTHING_EXPECTED if needed_by <= today + timedelta(days=within) else None

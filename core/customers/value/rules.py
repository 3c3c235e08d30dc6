"""What a customer is worth over a lifetime, and the figures of all of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.settings.rules import PERCENT, Setting, declare
from core.words import N_

CUSTOMERS = N_("Customers")
PAGE = 25
LEAST = 5
"""Customers below which a share is not told."""
YEAR = timedelta(days=365)
MARGIN = declare(Setting(
    "customers.margin", CUSTOMERS, N_("Share of a contract's value that is left after its costs"), N_("For the lifetime value of a customer. 0: not known, so no lifetime value is told."),
    0, least=0, most=100, unit=PERCENT,
))  # fmt: skip
DISCOUNT = declare(Setting(
    "customers.discount", CUSTOMERS, N_("Discount rate by year"), N_("For the lifetime value of a customer: what later money is worth less, by year."), 8, least=0, most=50, unit=PERCENT,
))  # fmt: skip

NO_CONTRACT = N_("No contract has begun yet, so there is no yearly value to start from.")
NO_MARGIN = N_("The share that is left of a contract's value is not set. An administrator sets it on the page Settings.")
NO_RETENTION = N_("Retention is not known: {n} customers had a contract a year ago, at least {least} are needed.")
FOR_EVER = N_("With this retention and discount rate the sum has no end, so it is not told.")


class Sort(StrEnum):
    NAME = "name"
    CONTACT = "contact"
    NEXT = "next"
    POINTS = "points"

    @property
    def label(self) -> str:
        return {Sort.NAME: N_("Name"), Sort.CONTACT: N_("Longest without contact"), Sort.NEXT: N_("Next contact"), Sort.POINTS: N_("Loyalty points")}[self]


@dataclass(frozen=True)
class Wanted:
    """How a list is narrowed; empty does not narrow. `phone` is looked up exactly, whichever way it is written."""

    search: str = ""
    phone: str = ""
    class_code: str = ""
    stage: str = ""
    mine: bool = False
    sort: Sort = Sort.NAME


@dataclass(frozen=True)
class Worth:
    """The lifetime value of a customer with everything it is made of; `amount` None says why. Shares in percent."""

    yearly: Decimal | None
    margin: Decimal
    retention: Decimal | None
    discount: Decimal
    amount: Decimal | None
    why: str = ""
    n: int = 0


def yearly_mean(spans: Sequence[tuple[date, date, Decimal]], day: date) -> Decimal | None:
    """The mean value by year of the contracts begun by `day`, over the time they cover (a year at least), to the cent; None without any.

    `spans`: first day, last day, value of the whole contract.
    """
    begun = [span for span in spans if span[0] <= day]
    if not begun:
        return None
    days = (max(span[1] for span in begun) - min(span[0] for span in begun)).days + 1
    return (sum((span[2] for span in begun), Decimal(0)) * 365 / max(days, 365)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def worth(yearly: Decimal | None, margin: Decimal, retention: Decimal | None, n: int, discount: Decimal) -> Worth:
    """Lifetime value = yearly value × margin × r ÷ (1 + d − r): what is left by year, kept with probability r from year to year, discounted by d.

    Source: S. Gupta, D. R. Lehmann, Customers as Assets, Journal of Interactive Marketing 17 (2003) 1, 9-24. Shares in percent, the result to the cent.
    """
    def told(amount: Decimal | None, why: str = "") -> Worth:
        return Worth(yearly, margin, retention, discount, amount, why, n)

    if yearly is None:
        return told(None, NO_CONTRACT)
    if margin == 0:
        return told(None, NO_MARGIN)
    if retention is None:
        return told(None, NO_RETENTION)
    if 100 + discount - retention <= 0:
        return told(None, FOR_EVER)
    return told((yearly * margin / 100 * retention / (100 + discount - retention)).quantize(Decimal("0.01"), ROUND_HALF_UP))

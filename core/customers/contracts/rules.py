"""What a contract is, what it may promise, and when its end is told. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

CUSTOMERS = N_("Customers")
NUMBER_LIMIT, TITLE_LIMIT, TEXT_LIMIT, REASON_LIMIT = 60, 200, 1_000, 200
MOST_VALUE, MOST_MINUTES = Decimal(10) ** 12, 525_600
WARNED = declare(Setting(
    "customers.contract_warning", CUSTOMERS, N_("Tell of a contract that ends, before its end"),
    N_("Whoever looks after the customer and who manages the project are told so long before, and once more when a quarter of that is left."), 60, least=4, most=365, unit=DAYS,
))  # fmt: skip
ENDS = notice.declare(notice.Kind("contract_ends", N_("A contract of a customer I look after ends soon"), notice.Mail.DIGEST))


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def label(self) -> str:
        return {Priority.URGENT: N_("Urgent"), Priority.HIGH: N_("High"), Priority.NORMAL: N_("Normal"), Priority.LOW: N_("Low")}[self]


class NotAContractValue(Refusal):
    message = N_("Give the value of the contract as an amount from 0 to {most}, with two decimals at most.")


class ContractEndsFirst(Refusal):
    message = N_("The contract would end before it begins. Correct one of the two days.")


class SignedToCome(Refusal):
    message = N_("A contract cannot have been signed on a day to come. Choose today or an earlier day.")


class EndedAlready(Refusal):
    message = N_("{code} ended already.")


class EndsOutside(Refusal):
    message = N_("A contract ends early on a day between its beginning and its agreed end.")


class NotAPromise(Refusal):
    message = N_("A promised time is at least one minute and at most a year, and acknowledging comes before responding, responding before resolving.")


class FollowsOtherCustomer(Refusal):
    message = N_("A contract can only follow another one of the same customer.")


@dataclass(frozen=True)
class Limits:
    """What is promised for requests of a priority: minutes of working time, or of the clock where service is around the clock. None: not promised."""

    priority: Priority
    acknowledge: int | None = None
    respond: int | None = None
    resolve: int | None = None
    around_the_clock: bool = False


def amount(typed: Decimal) -> Decimal:
    """Refuses NotAContractValue."""
    if not (typed.is_finite() and 0 <= typed <= MOST_VALUE and typed == typed.quantize(Decimal("0.01"))):
        raise NotAContractValue(most=f"{MOST_VALUE:,.0f}")
    return typed


def check_days(signed_on: date, starts_on: date, ends_on: date, today: date) -> None:
    """Refuses SignedToCome, ContractEndsFirst."""
    if signed_on > today:
        raise SignedToCome()
    if ends_on < starts_on:
        raise ContractEndsFirst()


def checked(limits: Limits) -> Limits:
    """Refuses NotAPromise."""
    given = [one for one in (limits.acknowledge, limits.respond, limits.resolve) if one is not None]
    if any(not 1 <= one <= MOST_MINUTES for one in given) or given != sorted(given) or not given:
        raise NotAPromise()
    return limits


def number(text: str) -> str:
    return fields.line(text, N_("Contract number"), NUMBER_LIMIT, needed=False)


def tighter(one: int | None, other: int | None) -> int | None:
    """The stricter of two promises."""
    return other if one is None else one if other is None else min(one, other)


def together(promises: list[Limits], priority: Priority) -> Limits | None:
    """What holds where several contracts promise: of each clock the strictest, around the clock where one of them says so."""
    made: Limits | None = None
    for one in promises:
        made = one if made is None else Limits(
            priority, tighter(made.acknowledge, one.acknowledge), tighter(made.respond, one.respond), tighter(made.resolve, one.resolve), made.around_the_clock or one.around_the_clock,
        )  # fmt: skip
    return made


def yearly(value: Decimal, starts_on: date, ends_on: date) -> Decimal:
    """The value of a contract by year of 365 days, to the cent, half up. A contract of less than a year counts with its whole value."""
    days = (ends_on - starts_on).days + 1
    return (value * 365 / max(days, 365)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def due_warning(ends_on: date, today: date, warned: int, told: int | None) -> int | None:
    """Which warning is due: so many days before the end as the setting says, then a quarter of it; None: none, or told already."""
    left = (ends_on - today).days
    if left < 0:
        return None
    reached = min((one for one in (warned, max(1, warned // 4)) if left <= one), default=None)
    return None if reached is None or (told is not None and told <= reached) else reached


def anniversary(signed_on: date, today: date) -> date:
    """The next anniversary from today on; that of a 29 February is the 28th in other years."""
    for year in (today.year, today.year + 1):
        day = _in_year(signed_on, year)
        if day >= today and day > signed_on:
            return day
    return _in_year(signed_on, today.year + 2)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def next_year(day: date) -> date:
    return _in_year(day, day.year + 1)


def since(today: date, days: int) -> date:
    return today - timedelta(days=days)

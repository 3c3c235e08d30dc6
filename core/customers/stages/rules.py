"""The stage of a customer's life, from contracts, contacts and demand. Pure: the same facts on the same day give the same stage.

The codes are those that ship in the reference table of stages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.settings.rules import DAYS, PERCENT, Setting, declare
from core.words import N_

CUSTOMERS = N_("Customers")
REASON_LIMIT = 400
YEAR = timedelta(days=365)
LEAST_DEMAND = 5
"""Requests of the time before below which a fall says nothing."""
NEW = declare(Setting("customers.new_days", CUSTOMERS, N_("A customer is new for"), N_("Counted from the first day of the first contract."), 180, least=1, most=1095, unit=DAYS))
DORMANT = declare(Setting(
    "customers.dormant_days", CUSTOMERS, N_("A customer is dormant without contact for"), N_("Calls, visits, mails and the start of a contract count as contact."), 120, least=7, most=1095, unit=DAYS,
))  # fmt: skip
RISK = declare(Setting(
    "customers.risk_days", CUSTOMERS, N_("A customer declines when its contract ends within"), N_("If no other contract follows it."), 60, least=1, most=365, unit=DAYS,
))  # fmt: skip
LOST = declare(Setting(
    "customers.lost_days", CUSTOMERS, N_("A customer is lost without contract and contact for"), N_("What is lost earlier is recorded by hand, with its reason."), 365, least=30, most=3650, unit=DAYS,
))  # fmt: skip
FALL = declare(Setting(
    "customers.demand_fall", CUSTOMERS, N_("A customer declines when requests fall by"), N_("Compared are the last 90 days with the 90 days before them."), 50, least=10, most=100, unit=PERCENT,
))  # fmt: skip
SETTINGS = (NEW, DORMANT, RISK, LOST, FALL)
TREND_DAYS = 90


class Stage(StrEnum):
    POTENTIAL = "potential"
    FRESH = "fresh"
    GROWING = "growing"
    MATURE = "mature"
    DECLINING = "declining"
    DORMANT = "dormant"
    LOST = "lost"


class Loss(StrEnum):
    """Why a customer was lost; the first four are reasons of service."""

    QUALITY = "quality"
    SLOWNESS = "slowness"
    PROMISE = "promise"
    RELATION = "relation"
    PRICE = "price"
    COMPETITOR = "competitor"
    NEED = "need"
    CLOSED = "closed"

    @property
    def by_service(self) -> bool:
        return self in (Loss.QUALITY, Loss.SLOWNESS, Loss.PROMISE, Loss.RELATION)

    @property
    def label(self) -> str:
        return {
            Loss.QUALITY: N_("Quality of the service"), Loss.SLOWNESS: N_("Slow response or resolution"), Loss.PROMISE: N_("A promise that was not kept"),
            Loss.RELATION: N_("How people were dealt with"), Loss.PRICE: N_("Price"), Loss.COMPETITOR: N_("A better offer of somebody else"),
            Loss.NEED: N_("No need any more"), Loss.CLOSED: N_("Moved away or closed down"),
        }[self]  # fmt: skip


class LostAlready(Refusal):
    message = N_("{code} is recorded as lost already.")


class NotLost(Refusal):
    message = N_("{code} is not recorded as lost, so it cannot be won back.")


class LostToCome(Refusal):
    message = N_("A customer cannot have been lost on a day to come. Choose today or an earlier day.")


class ByRuleAlready(Refusal):
    message = N_("The stage of {code} follows the rule already.")


@dataclass(frozen=True)
class Limits:
    """The thresholds in days; `fall` in percent."""

    new: int = 180
    dormant: int = 120
    risk: int = 60
    lost: int = 365
    fall: int = 50


@dataclass(frozen=True)
class Life:
    """What the rule looks at. `spans`: first day, last day, value by year of each contract. `demand`: requests of the last 90 days and of those before, None: not known."""

    spans: Sequence[tuple[date, date, Decimal]] = ()
    last_contact_on: date | None = None
    lost_on: date | None = None
    demand: tuple[int, int] | None = None


@dataclass(frozen=True)
class Judged:
    """A stage, why (a sentence with its facts), and the first day on which time alone may change it."""

    stage: Stage
    why: str
    facts: dict[str, object]
    until: date | None


def judged(life: Life, day: date, limits: Limits) -> Judged:
    """The stage on `day`. Between `day` and `until` it stays what it is unless something happens."""
    stage, why, facts = _on(life, day, limits)
    return Judged(stage, why, facts, min((one for one in _turns(life, limits) if one > day), default=None))


def _on(life: Life, day: date, limits: Limits) -> tuple[Stage, str, dict[str, object]]:
    if life.lost_on is not None:
        return Stage.LOST, N_("Recorded as lost on {day}."), {"day": life.lost_on}
    begun = [span for span in life.spans if span[0] <= day]
    if not begun:
        return Stage.POTENTIAL, N_("No contract has begun yet."), {}
    running = [span for span in begun if day <= span[1]]
    ended, first = max(span[1] for span in begun), min(span[0] for span in begun)
    heard = max([span[0] for span in begun] + ([life.last_contact_on] if life.last_contact_on and life.last_contact_on <= day else []))
    quiet = (day - heard).days
    if not running and (day - ended).days > limits.lost and quiet > limits.lost:
        return Stage.LOST, N_("No contract since {day} and no contact for {count} days."), {"day": ended, "count": quiet}
    if quiet > limits.dormant:
        return Stage.DORMANT, N_("No contact since {day}, for more than {count} days."), {"day": heard, "count": limits.dormant}
    if not running:
        return Stage.DECLINING, N_("The last contract ended on {day}."), {"day": ended}
    reach = covered(life.spans, day)
    if (reach - day).days <= limits.risk:
        return Stage.DECLINING, N_("The contract ends on {day}, and none follows it."), {"day": reach}
    if life.demand is not None and life.demand[1] >= LEAST_DEMAND and life.demand[0] * 100 <= life.demand[1] * (100 - limits.fall):
        return Stage.DECLINING, N_("Requests fell from {before} to {after} within 90 days."), {"before": life.demand[1], "after": life.demand[0]}
    if (day - first).days < limits.new:
        return Stage.FRESH, N_("The first contract began on {day}."), {"day": first}
    now, then = _worth(life.spans, day), _worth(life.spans, day - YEAR)
    if now > then:
        return Stage.GROWING, N_("The yearly value of its contracts rose from {before} to {after} within a year."), {"before": f"{then:,.2f}", "after": f"{now:,.2f}"}
    return Stage.MATURE, N_("The yearly value of its contracts was {before} a year ago and is {after}."), {"before": f"{then:,.2f}", "after": f"{now:,.2f}"}


def covered(spans: Sequence[tuple[date, date, Decimal]], day: date) -> date:
    """The last day that contracts cover from `day` on without a gap."""
    until = day
    for first, last, _ in sorted(spans):
        if first <= until + timedelta(days=1) and last >= day:
            until = max(until, last)
    return until


def _worth(spans: Sequence[tuple[date, date, Decimal]], day: date) -> Decimal:
    return sum((worth for first, last, worth in spans if first <= day <= last), Decimal(0))


def _turns(life: Life, limits: Limits) -> set[date]:
    """Every day on which time alone may turn the stage into another."""
    days, one = set(), timedelta(days=1)
    heard = [span[0] for span in life.spans] + ([life.last_contact_on] if life.last_contact_on else [])
    for at in heard:
        days |= {at, at + timedelta(days=limits.dormant + 1), at + timedelta(days=limits.lost + 1)}
    for first, last, _ in life.spans:
        days |= {first, first + timedelta(days=limits.new), first + YEAR, last + one, last + one + YEAR, last - timedelta(days=limits.risk), last + timedelta(days=limits.lost + 1)}
    return days

"""Spreading sheets over inspectors, who is qualified, and how long a sheet should take. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from core.errors import Refusal
from core.settings.rules import INSPECTION, MINUTES, Setting, declare
from core.words import N_

MINUTES_AN_ITEM = declare(Setting(
    "inspection.minutes_per_item", INSPECTION, N_("Planned time for an item"),
    N_("What an item takes whose checklist does not say. Work is spread by the planned time of sheets, and the time really taken is compared with it."),
    Decimal(2), least=Decimal("0.1"), most=Decimal(60), unit=MINUTES, per_department=True,
))  # fmt: skip

REMARK_LIMIT = 200


class Policy(StrEnum):
    """What becomes of an inspector without a valid qualification for the round's checklist."""

    OFF = "off"
    WARN = "warn"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        return {Policy.OFF: N_("not asked for"), Policy.WARN: N_("pointed out"), Policy.REFUSE: N_("required")}[self]


QUALIFICATION = declare(Setting(
    "inspection.qualification", INSPECTION, N_("Qualification of inspectors"),
    N_("Whether an inspector needs a qualification for the checklist that is valid on the round's due date. Pointed out: one without it can be assigned, and is marked."),
    Policy.WARN.value, choices=tuple((one.value, one.label) for one in Policy), per_department=True,
))  # fmt: skip


class NotQualified(Refusal):
    message = N_("{inspector} has no qualification for this checklist that is valid on {day}. Leadership or an administrator records it on the page of the rounds.")


class EndsBeforeItStarts(Refusal):
    message = N_("The qualification ends before it starts.")


def covers(valid_from: date, valid_until: date | None, day: date) -> bool:
    """Whether a qualification is valid on `day`, both of its ends included."""
    return valid_from <= day and (valid_until is None or day <= valid_until)


def check_span(valid_from: date, valid_until: date | None) -> None:
    """Refuse a qualification that ends before it starts."""
    if valid_until is not None and valid_until < valid_from:
        raise EndsBeforeItStarts()


def median(values: Sequence[int]) -> int | None:
    """The middle of `values`, of two middles the mean rounded down; None of nothing. One sheet left open over night moves it little."""
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


IDLE = timedelta(minutes=15)
"""A longer pause between two entries is no work on the sheet."""


def active_minutes(moments: Iterable[datetime], idle: timedelta = IDLE) -> int | None:
    """Whole minutes of work on a sheet, from the moments at which something was entered, in whatever order: the time between
    two entries counts unless it is longer than `idle`. None without any entry."""
    ordered = sorted(moments)
    if not ordered:
        return None
    gaps = (later - earlier for earlier, later in pairwise(ordered))
    return int(sum((gap for gap in gaps if gap <= idle), timedelta()).total_seconds() // 60)


@dataclass(frozen=True)
class Demand:
    """A target that needs so many inspectors out of those who may."""

    code: str
    wanted: int
    allowed: frozenset[int]


@dataclass(frozen=True)
class Proposal:
    """Who takes what. `short`: targets with fewer inspectors than they need, and how many are missing."""

    given: Mapping[str, tuple[int, ...]]
    short: Mapping[str, int]
    minutes: Mapping[int, int]
    """What each inspector has to do in all, with what was there before."""


def propose(demands: Collection[Demand], load: Mapping[int, int], minutes: int, order: Sequence[int]) -> Proposal:
    """Give each target to the least loaded who may: the hardest to staff first, ties by code and by `order`.

    `load` holds the minutes each inspector has already, `order` everybody who can be chosen. The same question has the
    same answer, whatever the order in which it is put.
    """
    place = {person: number for number, person in enumerate(order)}
    sums = {person: load.get(person, 0) for person in order}
    given: dict[str, tuple[int, ...]] = {}
    short: dict[str, int] = {}
    for demand in sorted(demands, key=lambda one: (len(one.allowed & place.keys()) - one.wanted, one.code)):
        free = sorted(demand.allowed & place.keys(), key=lambda one: (sums[one], place[one]))[: demand.wanted]
        for person in free:
            sums[person] += minutes
        if free:
            given[demand.code] = tuple(free)
        if len(free) < demand.wanted:
            short[demand.code] = demand.wanted - len(free)
    return Proposal(given, short, sums)

"""Spreading sheets over inspectors, and how long a sheet should take. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.settings.rules import INSPECTION, MINUTES, Setting, declare
from core.words import N_

MINUTES_AN_ITEM = declare(Setting(
    "inspection.minutes_per_item", INSPECTION, N_("Planned time for an item"),
    N_("The planned time of a sheet is its number of items times this; work is spread by it and compared with the time really taken."),
    Decimal(2), least=Decimal("0.1"), most=Decimal(60), unit=MINUTES, per_department=True,
))  # fmt: skip


def planned(items: int, minutes_an_item: Decimal) -> int:
    """Whole minutes that a sheet of so many items should take, rounded up."""
    return ceil(items * minutes_an_item)


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

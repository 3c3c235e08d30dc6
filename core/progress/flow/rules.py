"""Cumulative flow and times of cards. Pure.

Days are counted with both ends: begun and finished on one day is one day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

LEAST_DONE, LEAST_DAYS = 5, 14
"""So many cards must be finished, over so many days, before averages of flow are set against each other."""


@dataclass(frozen=True)
class Day:
    """How many cards stood in each column (by number) at the end of a day."""

    on: date
    cards: Mapping[int, int]


def daily(changes: Iterable[tuple[date, int, int]], first: date, last: date) -> list[Day]:
    """The cards of each column at the end of each day from `first` to `last`.

    `changes`: on which day, in which column, how many more (or fewer); those before `first` count as that day's.
    """
    by_day: dict[date, dict[int, int]] = {}
    for on, column, more in changes:
        here = by_day.setdefault(max(on, first), {})
        here[column] = here.get(column, 0) + more
    found, cards, day = [], dict[int, int](), first
    while day <= last:
        for column, more in by_day.get(day, {}).items():
            cards[column] = cards.get(column, 0) + more
        found.append(Day(day, {column: count for column, count in cards.items() if count}))
        day += timedelta(days=1)
    return found


@dataclass(frozen=True)
class Trip:
    """Cards finished on a day that came onto the board and were begun on the same days; None: not known since when."""

    came_on: date | None
    begun_on: date | None
    done_on: date
    cards: int = 1


@dataclass(frozen=True)
class Spell:
    """How many days some cards took."""

    cards: int
    mean: Fraction
    median: Fraction
    most_of: int
    """85 of a hundred took at most so many days."""
    least: int
    most: int


def spell(days: Iterable[tuple[int, int]]) -> Spell | None:
    """What so many days, each of so many cards, come to; None of no cards."""
    each = sorted(one for one, cards in days for _ in range(cards))
    if not each:
        return None
    half, n = len(each) // 2, len(each)
    median = Fraction(each[half]) if n % 2 else Fraction(each[half - 1] + each[half], 2)
    return Spell(n, Fraction(sum(each), n), median, each[ceil(Fraction(85, 100) * n) - 1], each[0], each[-1])


def lead(trips: Iterable[Trip]) -> Spell | None:
    """From coming onto the board to finished; cards of which it is not known since when they are there are left out."""
    return spell(((one.done_on - one.came_on).days + 1, one.cards) for one in trips if one.came_on is not None)


def cycle(trips: Iterable[Trip]) -> Spell | None:
    """From begun to finished; cards of which it is not known since when they are under way are left out."""
    return spell(((one.done_on - one.begun_on).days + 1, one.cards) for one in trips if one.begun_on is not None)


@dataclass(frozen=True)
class Little:
    """Little's law: what is under way on average, divided by what is finished a day, is how long one takes on average."""

    under_way: Fraction
    a_day: Fraction

    @property
    def days(self) -> Fraction:
        return self.under_way / self.a_day


def little(under_way: Sequence[int], done: int) -> Little | None:
    """Of the cards under way at the end of each day, and those finished in these days; None while there is too little of either."""
    if done < LEAST_DONE or len(under_way) < LEAST_DAYS or not sum(under_way):
        return None
    return Little(Fraction(sum(under_way), len(under_way)), Fraction(done, len(under_way)))

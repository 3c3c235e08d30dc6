"""What people say of a page, how many must have said it before it is told, and what became of it. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Refusal
from core.metrics.figures import wilson
from core.notice import rules as notice
from core.words import N_

LEAST = 5
"""So many have said whether a page is clear before a share is told, so that nobody can be made out."""
MONTHS = 12
"""Months that count together."""
PAGE_LIMIT, WORDS_LIMIT, REPLY_LIMIT = 60, 1000, 1000
PAGES = notice.declare(notice.Kind("page", N_("Somebody said what is not clear on a page")))


class Outcome(StrEnum):
    """What became of what was said."""

    CHANGED = "changed"
    PLANNED = "planned"
    EXPLAINED = "explained"
    LEFT = "left"

    @property
    def label(self) -> str:
        return {
            Outcome.CHANGED: N_("The page was changed"), Outcome.PLANNED: N_("The page will be changed"), Outcome.EXPLAINED: N_("Explained"), Outcome.LEFT: N_("Left as it is, with the reason"),
        }[self]  # fmt: skip


class SaidAlready(Refusal):
    message = N_("You have said this month already whether this page is clear. Which answer is yours is not kept, so it cannot be changed; you are asked again next month.")


class NoSuchPage(Refusal):
    message = N_("There is no such page.")


@dataclass(frozen=True)
class Clear:
    """How many of `n` called a page clear, with the 95 % interval of the share (Wilson); the three are None below LEAST."""

    n: int
    share: float | None
    low: float | None
    high: float | None


def clear(yes: int, no: int) -> Clear:
    """What may be told of so many answers."""
    n = yes + no
    between = wilson(yes, n) if n >= LEAST else None
    return Clear(n, yes / n, *between) if between else Clear(n, None, None, None)


def month_of(day: date) -> date:
    """The month in which somebody speaks: nothing nearer is kept."""
    return day.replace(day=1)


def since(day: date) -> date:
    """The first of the months that count together on `day`."""
    months = day.year * 12 + day.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)

"""What is judged of a channel, and whether a change made it better. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt

from core.errors import Refusal
from core.metrics.figures import wilson
from core.service.analysis.rules import Sums, monday
from core.words import N_

TEXT_LIMIT = 1000
LEAST = 10
"""Records before and after below which nothing is judged."""
ALIKE = 0.10
"""A difference whose whole interval lies within so much is none."""
WEEKS = (4, 8, 13, 26)
WAIT_LEAST, WAIT_MOST, WAIT_USUAL = 14, 180, 28


class Aspect(StrEnum):
    """Shares in which a channel is judged."""

    USAGE = "usage"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    FIRST = "first"
    CONTENT = "content"

    @property
    def label(self) -> str:
        return {
            Aspect.USAGE: N_("Share of all requests that came by it"), Aspect.RESPONDED: N_("Responded in time"), Aspect.RESOLVED: N_("Resolved in time"),
            Aspect.FIRST: N_("Resolved at first contact"), Aspect.CONTENT: N_("Customers content when asked afterwards"),
        }[self]  # fmt: skip


class Verdict(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    TOO_LITTLE = "too_little"

    @property
    def label(self) -> str:
        return {Verdict.BETTER: N_("Better"), Verdict.SAME: N_("The same"), Verdict.WORSE: N_("Worse"), Verdict.TOO_LITTLE: N_("Too little data")}[self]


class NothingCame(Refusal):
    message = N_("No request came by this channel in the period, so there is nothing to judge a change by. Choose a longer period or another channel.")


class TooEarly(Refusal):
    message = N_("It is judged from {day} on, so that whole weeks after the change can speak.")


class NotInEffect(Refusal):
    message = N_("Say first since when the change is in effect.")


class JudgedAlready(Refusal):
    message = N_("This was judged already.")


class EffectToCome(Refusal):
    message = N_("The change cannot have taken effect on a day to come, nor before it was decided on {day}.")


Figures = dict[str, list[int]]
"""By aspect: how many, of how many."""


def figures(mine: Sums, everything: int) -> Figures:
    """The shares of a channel, from its sums and all requests of the same weeks."""
    responded, resolved = mine.kept.get("respond", [0, 0]), mine.kept.get("resolve", [0, 0])
    return {
        Aspect.USAGE.value: [mine.n, everything], Aspect.RESPONDED.value: list(responded), Aspect.RESOLVED.value: list(resolved), Aspect.FIRST.value: [mine.once, mine.resolved],
        Aspect.CONTENT.value: [mine.content, mine.asked],
    }  # fmt: skip


@dataclass(frozen=True)
class Change:
    """The difference of two shares, with Newcombe's 95 % interval (1998, method 10), and what it says; None where one of them has no record."""

    verdict: Verdict
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def judged(before: list[int], after: list[int], *, up: bool = True) -> Change:
    """Better: the whole interval lies on the wanted side of zero. The same: all of it within ALIKE. Between: too little data."""
    (k, n), (l, m) = before, after  # noqa: E741 - as the formula is written
    ends, later = wilson(k, n), wilson(l, m)
    if ends is None or later is None:
        return Change(Verdict.TOO_LITTLE)
    p, q = k / n, l / m
    low = q - p - sqrt((q - later[0]) ** 2 + (ends[1] - p) ** 2)
    high = q - p + sqrt((later[1] - q) ** 2 + (p - ends[0]) ** 2)
    if min(n, m) < LEAST:
        verdict = Verdict.TOO_LITTLE
    elif low > 0 or high < 0:
        verdict = Verdict.BETTER if (low > 0) == up else Verdict.WORSE
    else:
        verdict = Verdict.SAME if low >= -ALIKE and high <= ALIKE else Verdict.TOO_LITTLE
    return Change(verdict, q - p, low, high)


def before(weeks: int, today: date) -> tuple[date, date]:
    """The first and the last Monday of the whole weeks before the running one."""
    last = monday(today) - timedelta(days=7)
    return last - timedelta(days=7 * (weeks - 1)), last


def after(changed_on: date, today: date) -> tuple[date, date]:
    """The first and the last Monday of the whole weeks since a change: the week in which it fell is of neither."""
    return monday(changed_on + timedelta(days=6)), monday(today) - timedelta(days=7)


def from_on(changed_on: date, wait_days: int) -> date:
    """The day from which a change is judged."""
    return changed_on + timedelta(days=wait_days)

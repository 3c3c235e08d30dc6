"""How a line of a budget stands, when it warns, and when nothing more may be promised. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.cost.rules import COST
from core.errors import Refusal
from core.notice import rules as notice
from core.settings.rules import PERCENT, Setting, declare
from core.words import N_

WARN = declare(Setting(
    "cost.warn", COST, N_("Warn when so much of a budget is used"), N_("From this part of a line or of the whole budget on the project's manager is told, once."),
    80, least=1, most=100, unit=PERCENT, per_department=True,
))  # fmt: skip
LIMIT = declare(Setting(
    "cost.limit", COST, N_("Nothing more is promised beyond"),
    N_("What would go beyond this part of a line or of the whole budget is not ordered before a change of the budget is approved. What is spent beyond is told to the leadership, once."),
    100, least=50, most=200, unit=PERCENT, per_department=True,
))  # fmt: skip
EXPLAIN = declare(Setting(
    "cost.explain", COST, N_("Cost deviation: cause and measure are needed beyond"),
    N_("A line of which more than this part is used needs its cause, a measure, somebody who answers for it and, where there is one, a day by which it is within the budget again."),
    100, least=50, most=200, unit=PERCENT, per_department=True,
))  # fmt: skip
AGAIN = 10
"""Percentage points by which a line may go on to grow before it needs another word."""
DEMANDED = notice.declare(notice.Kind("cost_demanded", N_("Cost deviations of my projects that need a measure")))
CAUSES = "cost_cause"
"""The reference table of causes."""
TOLD = notice.declare(notice.Kind("budget_used", N_("A budget is used to a large part, or is overrun"), notice.Mail.NOW))
TEXT_LIMIT = 1000
ZERO = Decimal(0)


class Light(StrEnum):
    """How a line stands, in a word."""

    UNPLANNED = "unplanned"
    GOOD = "good"
    NEAR = "near"
    OVER = "over"

    @property
    def label(self) -> str:
        return {Light.UNPLANNED: N_("No budget"), Light.GOOD: N_("Within budget"), Light.NEAR: N_("Nearly used"), Light.OVER: N_("Over budget")}[self]


class NoBudgetYet(Refusal):
    message = N_("{project} has no approved budget yet, so nothing can be ordered. Plan a budget and submit it for approval.")


class OverLine(Refusal):
    message = N_("“{line}” has {left} left, and this is {amount}. Plan a change of the budget and have it approved, or choose another line.")


class OverBudget(Refusal):
    message = N_("The whole budget has {left} left, and this is {amount}. Plan a change of the budget and have it approved first.")


class NotOver(Refusal):
    message = N_("This line is within its budget. There is nothing to explain.")


class BackInThePast(Refusal):
    message = N_("The day by which it is within the budget again lies in the past. Choose a later day, or none.")


class Word(StrEnum):
    """What is wanted of whoever leads the project about a line."""

    NONE = "none"
    MISSING = "missing"
    GROWN = "grown"
    """It has grown since somebody said why."""
    LATE = "late"
    """It was to be within the budget again by now."""

    @property
    def label(self) -> str:
        return {
            Word.NONE: "", Word.MISSING: N_("Nobody has said yet why, and what is done about it."),
            Word.GROWN: N_("It has grown since: say anew why, and what is done about it."), Word.LATE: N_("It was to be within the budget again by now: say anew what is done about it."),
        }[self]


@dataclass(frozen=True)
class Standing:
    """A line of a budget, or all of it: planned, promised and not yet spent, spent. `planned` None: there is no budget."""

    planned: Decimal | None
    committed: Decimal = ZERO
    spent: Decimal = ZERO
    labour: Decimal = ZERO
    """The part of `spent` that is hours at their rates."""

    @property
    def used(self) -> Decimal:
        return self.committed + self.spent

    @property
    def left(self) -> Decimal | None:
        """What may still be used; below zero: so much is over."""
        return None if self.planned is None else self.planned - self.used

    @property
    def share(self) -> Fraction | None:
        """The used part of what is planned; None where nothing is planned."""
        return Fraction(self.used) / Fraction(self.planned) if self.planned else None

    def reached(self, percent: int) -> bool:
        """Whether so many percent of what is planned are used."""
        return self.planned is not None and self.used > 0 and self.used * 100 >= self.planned * percent

    def beyond(self, percent: int) -> bool:
        """Whether more than so many percent are used."""
        return self.planned is not None and self.used * 100 > self.planned * percent

    def light(self, warn: int, limit: int) -> Light:
        """How it stands by the thresholds."""
        if self.planned is None:
            return Light.UNPLANNED
        return Light.OVER if self.beyond(limit) else Light.NEAR if self.reached(warn) else Light.GOOD

    def with_(self, amount: Decimal) -> "Standing":
        """The same with so much more promised."""
        return Standing(self.planned, self.committed + amount, self.spent, self.labour)

    def room(self, percent: int) -> Decimal:
        """What may still be promised until so many percent are used."""
        return ZERO if self.planned is None else max(ZERO, round(self.planned * percent / 100 - self.used, 2))


def together(ones: Iterable[Standing]) -> Standing:
    """Several lines as one; unplanned ones count with what they use."""
    listed = list(ones)
    known = [one.planned for one in listed if one.planned is not None]
    return Standing(
        sum(known, ZERO) if known else None, sum((one.committed for one in listed), ZERO), sum((one.spent for one in listed), ZERO), sum((one.labour for one in listed), ZERO)
    )


def standings(planned: Mapping[str, Decimal] | None, committed: Mapping[str, Decimal], spent: Mapping[str, tuple[Decimal, Decimal]]) -> dict[str, Standing]:
    """Every line that is planned, promised or spent on, by its code. `spent`: by expenses, by hours. A line that a budget leaves out has nothing planned."""
    lines = sorted({*(planned or {}), *(line for line, amount in committed.items() if amount), *(line for line, (a, b) in spent.items() if a or b)})
    found = {}
    for line in lines:
        expenses, labour = spent.get(line, (ZERO, ZERO))
        found[line] = Standing(None if planned is None else planned.get(line, ZERO), committed.get(line, ZERO), expenses + labour, labour)
    return found


def wanted(standing: Standing, explain: int, said: bool, then: int | None, expected_on: date | None, today: date) -> Word:
    """What is wanted about a line. `said`: somebody has said why; `then`: how many percent were used at that time, where it is known."""
    if not standing.beyond(explain):
        return Word.NONE
    if not said:
        return Word.MISSING
    now = percent(standing)
    if now is not None and then is not None and now >= then + AGAIN:
        return Word.GROWN
    return Word.LATE if expected_on is not None and expected_on < today else Word.NONE


def percent(standing: Standing) -> int | None:
    """Whole percent used; None where nothing is planned."""
    return None if standing.share is None else int(standing.share * 100)


def blocked(line: Standing, whole: Standing, amount: Decimal, limit: int) -> str:
    """What a new promise on a line would go beyond: "line", "whole", or nothing."""
    if line.with_(amount).beyond(limit):
        return "line"
    return "whole" if whole.with_(amount).beyond(limit) else ""

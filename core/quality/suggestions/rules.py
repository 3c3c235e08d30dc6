"""The way of a suggestion. Pure."""

from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

TITLE_LIMIT, TEXT_LIMIT, REASON_LIMIT, AWARD_LIMIT, FIGURE_LIMIT = 120, 2000, 1000, 120, 80
GRADES = range(1, 6)
LARGEST_AWARD = Decimal(1_000_000)


class State(StrEnum):
    MADE = "made"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"

    @property
    def label(self) -> str:
        return {State.MADE: N_("Waits for assessment"), State.ACCEPTED: N_("Accepted"), State.DECLINED: N_("Declined"), State.DONE: N_("Carried out")}[self]


class SuggestionPastThis(Refusal):
    message = N_("The suggestion is past this step already, or not there yet. Load the page again.")


class OwnSuggestion(Refusal):
    message = N_("Somebody else assesses and rewards what one has suggested. Ask a colleague.")


class NotAGrade(Refusal):
    message = N_("Grades go from 1 to 5.")


class NoEffect(Refusal):
    message = N_("A reward and a good case need an effect: record first what changed, with its figure before and after.")


class AwardTooLarge(Refusal):
    message = N_("{amount} is not an amount that can be awarded. Enter 0 or more, with at most two decimal places.")


class AwardedAlready(Refusal):
    message = N_("This suggestion was rewarded already.")


def score(benefit: int, feasibility: int) -> int:
    """From 1 to 25. Refuses NotAGrade."""
    if benefit not in GRADES or feasibility not in GRADES:
        raise NotAGrade()
    return benefit * feasibility


def amount(value: Decimal) -> Decimal:
    """Money of an award, zero where it is none. Refuses AwardTooLarge."""
    if not 0 <= value <= LARGEST_AWARD or value != value.quantize(Decimal("0.01")):
        raise AwardTooLarge(amount=f"{value:f}"[:40])
    return value

"""How an opinion is answered, and what that needs. Pure."""

from datetime import date, timedelta
from enum import StrEnum

from core.communication.rules import SECTION
from core.errors import Refusal
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

TEXT_LIMIT, ANSWER_LIMIT, CODE_LIMIT = 2000, 2000, 40
THIN = 5
"""In a team smaller than this, people may guess who wrote without a name."""
ANSWER_WITHIN = declare(Setting(
    "communication.answer", SECTION, N_("Opinions are answered within"), N_("An opinion or need that was heard, or put into the box, is answered within so many days; from then on it is overdue."), 5, least=1, most=60, unit=DAYS,
    per_department=True,
))  # fmt: skip


class Side(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    BOX = "box"

    @property
    def label(self) -> str:
        return {Side.CUSTOMER: N_("From the customer"), Side.STAFF: N_("From the staff"), Side.BOX: N_("From the box without names")}[self]


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    HANDLED = "handled"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("Waits for an answer"), State.ANSWERED: N_("Replied to"), State.HANDLED: N_("Handled")}[self]


class Outcome(StrEnum):
    """What became of it."""

    PLAN = "plan"
    BASELINE = "baseline"
    DEMAND = "demand"
    REQUEST = "request"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            Outcome.PLAN: N_("The plan of communication was changed"), Outcome.BASELINE: N_("The project plan was changed (new baseline)"), Outcome.DEMAND: N_("Taken down as a demand"),
            Outcome.REQUEST: N_("Handled as a service request"), Outcome.NONE: N_("Nothing is changed, with the reason"),
        }[self]  # fmt: skip


class HandledAlready(Refusal):
    message = N_("This opinion is handled already. Load the page again.")


class NothingChanged(Refusal):
    message = N_("Since this was heard nothing of the kind was changed. Change it first, or choose another outcome.")


class NoSuchRecord(Refusal):
    message = N_("“{code}” is no record of this kind that belongs to the project. Correct the code.")


class HeardToCome(Refusal):
    message = N_("An opinion cannot have been heard on a day to come.")


def overdue(state: State, due_on: date, today: date) -> bool:
    """Whether nobody has answered in time."""
    return state is State.OPEN and due_on < today


def due(heard_on: date, within: int) -> date:
    """Until when it is answered."""
    return heard_on + timedelta(days=within)

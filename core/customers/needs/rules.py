"""A latent need and what becomes of it. Pure. Source: service guide, chapter 4 (needs noted when the customer is called again)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

TEXT_LIMIT, ANSWER_LIMIT = 1_000, 500


class State(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    MET = "met"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return {State.NEW: N_("Not looked at"), State.TAKEN: N_("Taken up"), State.MET: N_("Met"), State.DROPPED: N_("Not pursued")}[self]


@dataclass(frozen=True)
class Said:
    """A need as another room takes it over: whose, what, when it was heard."""

    customer: str
    text: str
    heard_on: date


class HeardToCome(Refusal):
    message = N_("A need cannot have been heard on a day to come. Choose today or an earlier day.")


class NeedSettled(Refusal):
    message = N_("This need is settled already.")


def check_heard(day: date, today: date) -> None:
    """Refuses HeardToCome."""
    if day > today:
        raise HeardToCome()


def check_open(state: State) -> None:
    """What was taken up, met or dropped stays so: a need that is heard again is noted again. Refuses NeedSettled."""
    if state is not State.NEW:
        raise NeedSettled()

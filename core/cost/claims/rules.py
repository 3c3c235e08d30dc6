"""What becomes of a claim. Pure."""

from enum import StrEnum

from core.errors import Refusal
from core.notice import rules as notice
from core.words import N_

REASON_LIMIT = 500
CLAIMED = notice.declare(notice.Kind("expense_claimed", N_("Expenses that members of my projects claim")))
DECIDED = notice.declare(notice.Kind("expense_claim_decided", N_("Decisions on my claimed expenses")))


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("Waits for a decision"), State.ACCEPTED: N_("Claim accepted"), State.REFUSED: N_("Refused"), State.WITHDRAWN: N_("Withdrawn")}[self]


class ClaimDecided(Refusal):
    message = N_("{code} is no longer open: {state}.")


class OwnClaim(Refusal):
    message = N_("This is your own claim. Somebody else who enters expenses of this project decides on it.")


class ClosedForClaims(Refusal):
    message = N_("{project} is closed, so nothing is claimed on it any more. Ask its manager, who can still enter the expense.")


def check_open(code: str, state: str) -> None:
    """Refuses ClaimDecided."""
    if state != State.OPEN:
        raise ClaimDecided(code=code, state=State(state).label)

"""The life of a closing. Pure. No way leads to CLOSED while anything blocks: `check_close` is asked by the only deed that gets there."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from core.closing.readiness.rules import Blocker, open_ones
from core.errors import Refusal
from core.words import N_

WHO_LIMIT, REMARK_LIMIT, WHY_LIMIT, MOST_FILES = 120, 1000, 1000, 20


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("Being closed"), State.CLOSED: N_("Closed"), State.REOPENED: N_("Reopened")}[self]


class Source(StrEnum):
    CUSTOMER = "customer"
    INTERNAL_AUDIT = "internal_audit"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> str:
        return {Source.CUSTOMER: N_("The customer"), Source.INTERNAL_AUDIT: N_("Internal audit"), Source.THIRD_PARTY: N_("A third party")}[self]


class ClosingOpen(Refusal):
    message = N_("The closing {code} of this project has begun already.")


class NotBeingClosed(Refusal):
    message = N_("{code} is no longer open, so nothing of it is changed: {state}.")


class NotClosed(Refusal):
    message = N_("{code} is not closed, so there is nothing to reopen.")


class StillBlocked(Refusal):
    message = N_("{count} things still stand in the way of closing. They are listed on this page, each with the way to it.")


class SignedThis(Refusal):
    message = N_("You have signed this closing already. It needs different people.")


class EnoughSigned(Refusal):
    message = N_("Enough people have signed. The project can be closed.")


class ConfirmedLater(Refusal):
    message = N_("It cannot have been confirmed on a day to come.")


class WhatIsMissing(Refusal):
    message = N_("Say what the confirmation was refused for.")


class TooManyClosingFiles(Refusal):
    message = N_("A confirmation takes at most {limit} files.")


def check_open(state: State, code: str) -> None:
    """Refuses NotBeingClosed."""
    if state is not State.OPEN:
        raise NotBeingClosed(code=code, state=state.label)


def check_confirmation(on: date, today: date, confirmed: bool, remark: str) -> None:
    """Refuses ConfirmedLater, WhatIsMissing."""
    if on > today:
        raise ConfirmedLater()
    if not confirmed and not remark:
        raise WhatIsMissing()


def unconfirmed(wanted: Collection[str], newest: Mapping[str, bool]) -> int:
    """How many of the wanted sources have not confirmed; the newest word of each counts, and a refusal of any source counts too."""
    return sum(not newest.get(one, False) for one in wanted) + sum(not said for source, said in newest.items() if source not in wanted)


def check_sign(state: State, code: str, counts: Mapping[Blocker, int], signers: Collection[int], person_id: int, quorum: int) -> None:
    """Whether somebody may sign: nothing but signatures is missing. Refuses NotBeingClosed, StillBlocked, SignedThis, EnoughSigned."""
    check_open(state, code)
    blocked = open_ones(counts, but=Blocker.SIGNATURES)
    if blocked:
        raise StillBlocked(count=len(blocked))
    if person_id in signers:
        raise SignedThis()
    if len(set(signers)) >= quorum:
        raise EnoughSigned()


def check_close(state: State, code: str, counts: Mapping[Blocker, int]) -> None:
    """Refuses NotBeingClosed, StillBlocked."""
    check_open(state, code)
    blocked = open_ones(counts)
    if blocked:
        raise StillBlocked(count=len(blocked))

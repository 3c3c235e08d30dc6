"""The states of a risk and what leads from one to another. Pure.

    identified -> assessed -> responding -> watched -> closed
                  any of the living -> occurred -> watched or closed;  closed -> reopened

Nothing is watched above the appetite unless a manager accepted it as it is, and nothing closes over open measures.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import Refusal, WrongState
from core.risk.rules import Strategy
from core.words import N_


class State(StrEnum):
    IDENTIFIED = "identified"
    ASSESSED = "assessed"
    RESPONDING = "responding"
    WATCHED = "watched"
    OCCURRED = "occurred"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {
            State.IDENTIFIED: N_("Identified"), State.ASSESSED: N_("Assessed"), State.RESPONDING: N_("Being answered"), State.WATCHED: N_("Watched"),
            State.OCCURRED: N_("It happened"), State.CLOSED: N_("Closed"),
        }[self]  # fmt: skip


LIVING = frozenset(State) - {State.CLOSED}
LOOMING = LIVING - {State.OCCURRED}
"""It may still happen."""
KNOWN = LIVING - {State.IDENTIFIED}
"""May be answered, once it is assessed: what was not foreseen happens without an assessment."""


class Outcome(StrEnum):
    """Why it was closed."""

    GONE = "gone"
    REDUCED = "reduced"
    PASSED = "passed"
    MISTAKE = "mistake"

    @property
    def label(self) -> str:
        return {
            Outcome.GONE: N_("It cannot happen any more"), Outcome.REDUCED: N_("It is low enough to be left alone"), Outcome.PASSED: N_("It happened and is over"),
            Outcome.MISTAKE: N_("It was none"),
        }[self]  # fmt: skip


class OpenMeasures(Refusal):
    message = N_("{count} measures are still open. They are finished or cancelled first.")


class StillAbove(Refusal):
    message = N_("Its exposure ({exposure}) is above what is borne ({appetite}). It needs measures and a new assessment, or a manager who accepts it.")


class AcceptedByManager(Refusal):
    message = N_("Its exposure ({exposure}) is above what is borne ({appetite}): only a manager accepts it, and says why.")


class NoResponse(Refusal):
    message = N_("Choose first how the risk is answered.")


class OutcomeUnfit(Refusal):
    message = N_("What happened is closed as over, what did not happen in another way.")


@dataclass(frozen=True)
class Life:
    """What decides what may be done with a risk now."""

    state: State = State.IDENTIFIED
    exposure: int = 0
    """As it stands now; 0: nobody has assessed it."""
    appetite: int = 9
    strategy: Strategy | None = None
    accepted: int | None = None
    """The exposure that a manager accepted."""
    open: int = 0
    """Measures that are not finished."""

    @property
    def above(self) -> bool:
        """Above what is borne."""
        return self.exposure > self.appetite

    @property
    def borne(self) -> bool:
        """May be left as it is: low enough, or accepted as grave as it is."""
        return not self.above or (self.accepted is not None and self.exposure <= self.accepted)

    @property
    def unanswered(self) -> bool:
        """May still happen, must not be left as it is, and nothing is being done."""
        return self.state in LOOMING and not self.borne and not self.open


def check(life: Life, states: frozenset[State]) -> None:
    """Refuses WrongState for a risk in another state, and for an answer to what nobody has assessed."""
    if life.state not in states or (states is KNOWN and not life.exposure):
        raise WrongState()


def assessed(life: Life, exposure: int) -> Life:
    """How it stands now was said. What was watched and has grown beyond what is borne wants an answer anew. Refuses WrongState."""
    check(life, LIVING)
    after = replace(life, exposure=exposure)
    if life.state is State.IDENTIFIED:
        return replace(after, state=State.ASSESSED)
    if life.state is State.WATCHED and not after.borne:
        return replace(after, state=State.RESPONDING if after.strategy not in (None, Strategy.ACCEPT) else State.ASSESSED)
    return after


def responded(life: Life, strategy: Strategy) -> Life:
    """How it is answered was chosen; an earlier acceptance ends. Refuses WrongState, AcceptedByManager."""
    check(life, KNOWN)
    after = replace(life, strategy=strategy, accepted=None)
    if strategy is not Strategy.ACCEPT:
        return after if life.state is State.OCCURRED else replace(after, state=State.RESPONDING)
    if life.above:
        raise AcceptedByManager(exposure=life.exposure, appetite=life.appetite)
    return _rests(after)


def accepted(life: Life) -> Life:
    """A manager takes it as it is. Refuses WrongState."""
    check(life, KNOWN)
    return _rests(replace(life, strategy=Strategy.ACCEPT, accepted=life.exposure))


def _rests(life: Life) -> Life:
    if life.state is State.OCCURRED:
        return life
    return replace(life, state=State.RESPONDING if life.open else State.WATCHED)


def planned(life: Life) -> Life:
    """One more measure is begun. Refuses WrongState, NoResponse."""
    check(life, KNOWN)
    if life.strategy is None:
        raise NoResponse()
    return replace(life, open=life.open + 1, state=life.state if life.state is State.OCCURRED else State.RESPONDING)


def watched(life: Life) -> Life:
    """Nothing more is to be done but to look at it. Refuses WrongState, NoResponse, OpenMeasures, StillAbove."""
    check(life, frozenset({State.RESPONDING, State.OCCURRED}))
    if life.strategy is None:
        raise NoResponse()
    if life.open:
        raise OpenMeasures(count=life.open)
    if not life.borne:
        raise StillAbove(exposure=life.exposure, appetite=life.appetite)
    return replace(life, state=State.WATCHED)


def occurred(life: Life) -> Life:
    """It happened (again). Refuses WrongState."""
    check(life, LIVING)
    return replace(life, state=State.OCCURRED)


def closed(life: Life, outcome: Outcome) -> Life:
    """It is over. Refuses WrongState, OpenMeasures, OutcomeUnfit, StillAbove (low enough, and it is not)."""
    check(life, LIVING)
    if life.open:
        raise OpenMeasures(count=life.open)
    if (outcome is Outcome.PASSED) is not (life.state is State.OCCURRED):
        raise OutcomeUnfit()
    if outcome is Outcome.REDUCED and (life.above or not life.exposure):
        raise StillAbove(exposure=life.exposure, appetite=life.appetite)
    return replace(life, state=State.CLOSED)


def reopened(life: Life) -> Life:
    """It came back: the answer is chosen anew. Refuses WrongState."""
    check(life, frozenset({State.CLOSED}))
    return replace(life, state=State.ASSESSED if life.exposure else State.IDENTIFIED, strategy=None, accepted=None)

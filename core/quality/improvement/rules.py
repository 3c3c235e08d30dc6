"""The way of a PDCA card, what its check proves, and when a figure opens one by itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from core.errors import Refusal
from core.quality.rules import Direction, Step
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Level, Point, difference, level
from core.words import N_

TITLE_LIMIT, TEXT_LIMIT, LINE_LIMIT, REASON_LIMIT = 120, 2000, 200, 1000
MEASURES = 30
POINTS_AFTER = 3
"""Points after the change below which nothing is judged: one good week is no improvement."""
POINTS_BEFORE = 3
BASELINE = 12
"""Steps before the opening that make the baseline."""
IN_A_ROW_AT_MOST = 12


class State(StrEnum):
    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"
    CLOSED = "closed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return {
            State.PLAN: N_("Plan"), State.DO: N_("Do"), State.CHECK: N_("Check"), State.ACT: N_("Act"), State.CLOSED: N_("Closed"), State.DROPPED: N_("Given up"),
        }[self]  # fmt: skip

    @property
    def open(self) -> bool:
        return self not in (State.CLOSED, State.DROPPED)


class Verdict(StrEnum):
    EFFECTIVE = "effective"
    NOT = "not_effective"
    TOO_LITTLE = "too_little"

    @property
    def label(self) -> str:
        return {Verdict.EFFECTIVE: N_("Effective"), Verdict.NOT: N_("Not effective"), Verdict.TOO_LITTLE: N_("Too little data")}[self]


class Outcome(StrEnum):
    STANDARDISE = "standardise"
    REDO = "redo"

    @property
    def label(self) -> str:
        return {Outcome.STANDARDISE: N_("Make it the standard"), Outcome.REDO: N_("Begin anew with another card")}[self]


class Sign(StrEnum):
    """What of a figure opens a card."""

    JUMP = "jump"
    ROW = "row"

    @property
    def label(self) -> str:
        return {Sign.JUMP: N_("Worse than the mean of the periods before by so many points"), Sign.ROW: N_("Worse so many periods in a row")}[self]


class CardPastThis(Refusal):
    message = N_("The card is past this step already, or not there yet. Load the page again.")


class NoMeasures(Refusal):
    message = N_("A card needs at least one measure before anything is done. Add what is to be done, by whom, until when.")


class MeasuresOpen(Refusal):
    message = N_("{count} measures are not done yet. Say of each that it is done, or strike it, before the effect is checked.")


class TooManyMeasures(Refusal):
    message = N_("A card holds at most {limit} measures. Open another card for the rest.")


class MeasureDueInPast(Refusal):
    message = N_("The day by which a measure is to be done lies in the past. Choose today or a later day.")


class ChangeToCome(Refusal):
    message = N_("The change cannot have taken effect on a day to come. Choose today or a day before.")


class ChangeBeforeCard(Refusal):
    message = N_("The change took effect before the card was opened on {day}. Then it was not the card that brought it about; choose that day or a later one.")


class NotByOwner(Refusal):
    message = N_("Whether it helped is judged by somebody else than the owner of the card. Ask a colleague.")


class VerdictNeedsReason(Refusal):
    message = N_("The figures say “{proposed}”. To judge otherwise, say why.")


class NoEffectShown(Refusal):
    message = N_("There is too little data to claim an effect: {points} points after the change, at least {least} are needed. Judge “too little data”, or wait.")


class NotEffective(Refusal):
    message = N_("Only what was effective is made the standard. Begin anew with another card, or close this one with what was learned.")


class TargetNoBetter(Refusal):
    message = N_("The target {target} is no better than the baseline {baseline}. Choose a target that would be an improvement.")


class NotShareable(Refusal):
    message = N_("Only a closed card that was effective is shared as a good case.")


class AlreadyDone(Refusal):
    message = N_("This is done already.")


class BadThreshold(Refusal):
    message = N_("Say by how many points above 0, or how many periods in a row from 2 to {most}.")


class OwnerNotHere(Refusal):
    message = N_("Choose somebody who works here as the owner.")


FROM = {
    "plan": (State.PLAN,), "start": (State.PLAN,), "do": (State.DO,), "check": (State.DO,), "judge": (State.CHECK,), "act": (State.ACT,),
    "drop": (State.PLAN, State.DO, State.CHECK), "measure": (State.PLAN, State.DO),
}  # fmt: skip
"""From which states each step is taken; the only way to closed leads through a verdict of somebody else."""


def moved(state: State, step: str) -> None:
    """Refuses CardPastThis."""
    if state not in FROM[step]:
        raise CardPastThis()


@dataclass(frozen=True)
class Check:
    """Before and after of the same figure, and what they prove."""

    before: Level | None
    after: Level | None
    points_after: int
    gain: float | None
    """How much better it is, in the figure's unit; below zero: worse."""
    low: float | None
    high: float | None
    proposal: Verdict


def check(kind: Kind, direction: Direction, points: Sequence[Point], changed_on: date, *, target: float, step: Step | None) -> Check:
    """Judge a change by the points before it and those that began after it; the `step` of time in which it fell is of neither.

    Effective: the whole 95 % interval of the gain lies above zero. Not effective: so much as the target asked can be ruled
    out, or it got worse. Everything between, and fewer points than POINTS_BEFORE and POINTS_AFTER, is too little data.
    """
    mixed = step.first(changed_on) if step is not None and step.first(changed_on) < changed_on else None
    before = [one for one in points if one.value is not None and one.first < changed_on and one.first != mixed]
    after = [one for one in points if one.value is not None and one.first >= changed_on]
    one, two = level(kind, before), level(kind, after)
    found = difference(kind, before, after) if len(before) >= 2 and len(after) >= 2 else None
    if found is None:
        return Check(one, two, len(after), None, None, None, Verdict.TOO_LITTLE)
    gain, *ends = (direction.sign * value for value in found)
    low, high = min(ends), max(ends)
    needed = direction.sign * (target - (one.value if one else 0.0))
    proposal = Verdict.TOO_LITTLE
    if len(after) >= POINTS_AFTER and len(before) >= POINTS_BEFORE:
        proposal = Verdict.EFFECTIVE if low > 0 else Verdict.NOT if high < max(needed, 0.0) or high <= 0 else Verdict.TOO_LITTLE
    return Check(one, two, len(after), gain, low, high, proposal)


def check_verdict(found: Check, said: Verdict, reason: str) -> None:
    """Refuses NoEffectShown, VerdictNeedsReason (which page and trail show with the proposal)."""
    if said is not Verdict.TOO_LITTLE and (found.points_after < POINTS_AFTER or found.gain is None):
        raise NoEffectShown(points=found.points_after, least=POINTS_AFTER)
    if said is not found.proposal and not reason.strip():
        raise VerdictNeedsReason(proposed=found.proposal.label)


def check_threshold(sign: Sign, threshold: float) -> None:
    """Refuses BadThreshold."""
    if threshold <= 0 or (sign is Sign.ROW and (threshold != int(threshold) or not 2 <= threshold <= IN_A_ROW_AT_MOST)):
        raise BadThreshold(most=IN_A_ROW_AT_MOST)


def fires(sign: Sign, threshold: float, direction: Direction, points: Sequence[Point], least: int) -> bool:
    """Whether the last point opens a card. Points of fewer than `least` records say nothing, and neither do fewer than two before.

    JUMP: the last one is worse than the mean of up to six before it by the threshold or more. ROW: so many times in a
    row each was worse than the one before.
    """
    told = [one for one in points if one.value is not None and (one.n >= least or one.subgroup.values)]
    if not told or told[-1] is not points[-1]:
        return False
    values = [-direction.sign * float(one.value or 0) for one in told]  # larger is worse
    if sign is Sign.JUMP:
        past = values[-7:-1]
        return len(past) >= 2 and values[-1] - sum(past) / len(past) >= threshold - 1e-9
    count = int(threshold)
    return len(values) > count and all(later > earlier for earlier, later in pairwise(values[-count - 1 :]))


SORTS = {"process": N_("Optimise the process"), "training": N_("Train people"), "system": N_("Upgrade the system"), "resources": N_("Shift or add people"), "other": N_("Other")}
"""Kinds of measures."""


class NotASort(Refusal):
    message = N_("Choose one of the kinds of measures.")


def sort_of(code: str) -> str:
    """Refuses NotASort."""
    if code not in SORTS:
        raise NotASort()
    return code


def told(points: Sequence[Point]) -> str:
    """The last points as a line of figures: the problem of a card that the house opened, in no language."""
    return " → ".join(f"{one.first:%Y-%m-%d}: {one.value:.4g} (n={one.n:g})" for one in points[-6:] if one.value is not None)

"""Expectation before, result after, and the gap between them. Pure."""

from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

SUBJECT_LIMIT, TEXT_LIMIT, UNIT_LIMIT = 200, 500, 20
MOST = Decimal(10) ** 9


class Aspect(StrEnum):
    CONTENT = "content"
    TIME = "time"
    WAY = "way"
    RESULT = "result"

    @property
    def label(self) -> str:
        return {Aspect.CONTENT: N_("Content of the service"), Aspect.TIME: N_("Time"), Aspect.WAY: N_("Way of the service"), Aspect.RESULT: N_("Result")}[self]


class Outcome(StrEnum):
    BETTER = "better"
    MET = "met"
    MISSED = "missed"

    @property
    def label(self) -> str:
        return {Outcome.BETTER: N_("Better than expected"), Outcome.MET: N_("As expected"), Outcome.MISSED: N_("Less than expected")}[self]


class NotMeasured(Refusal):
    message = N_("Give what came of it as a number with two decimals at most, in the unit that was agreed.")


class OutcomeNeeded(Refusal):
    message = N_("No number was agreed, so say whether it came as expected.")


class JudgedAlready(Refusal):
    message = N_("The result is recorded already.")


def figure(value: Decimal | None) -> Decimal | None:
    """Refuses NotMeasured."""
    if value is not None and not (value.is_finite() and abs(value) <= MOST and value == value.quantize(Decimal("0.01"))):
        raise NotMeasured()
    return value


def gap(target: Decimal, actual: Decimal, higher_is_better: bool) -> Decimal:
    """How much better (above nought) or worse (below) it came than agreed, in the agreed unit."""
    return actual - target if higher_is_better else target - actual


def outcome(target: Decimal | None, actual: Decimal | None, higher_is_better: bool, said: Outcome | None) -> Outcome:
    """What came, by the agreed number where there is one, else as it was said. Refuses NotMeasured, OutcomeNeeded."""
    if target is None:
        if said is None:
            raise OutcomeNeeded()
        return said
    if actual is None:
        raise NotMeasured()
    found = gap(target, actual, higher_is_better)
    return Outcome.MET if found == 0 else Outcome.BETTER if found > 0 else Outcome.MISSED

"""A risk as it was foreseen and met, and how well the answers worked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from core import fields
from core.errors import Refusal
from core.words import N_

TITLE_LIMIT, TEXT_LIMIT, MOST = 160, 1000, 200
DEGREES = range(1, 6)


class NotADegree(Refusal):
    message = N_("Probability and impact go from 1 to 5.")


class NeitherForeseenNorMet(Refusal):
    message = N_("A row tells of a risk that was foreseen, that happened, or both. Tick at least one.")


class ForeseenNeedsDegrees(Refusal):
    message = N_("Say with which probability and impact it was foreseen.")


class MetNeedsImpact(Refusal):
    message = N_("Say how large its impact was and on which day it happened.")


class AnsweredBefore(Refusal):
    message = N_("The answer cannot be earlier than the day it happened.")


class TooManyRisks(Refusal):
    message = N_("A project has at most {limit} such rows.")


@dataclass(frozen=True)
class Risk:
    """What was expected of a risk, and what it became."""

    title: str
    foreseen: bool
    probability: int | None
    expected: int | None
    met: bool
    actual: int | None
    met_on: date | None
    answer: str
    answered_on: date | None


def cleaned(one: Risk) -> Risk:
    """A risk as it is kept. Refuses NeitherForeseenNorMet, ForeseenNeedsDegrees, MetNeedsImpact, NotADegree, AnsweredBefore, Empty, TooLong."""
    if not one.foreseen and not one.met:
        raise NeitherForeseenNorMet()
    if one.foreseen and (one.probability is None or one.expected is None):
        raise ForeseenNeedsDegrees()
    if one.met and (one.actual is None or one.met_on is None):
        raise MetNeedsImpact()
    if any(value is not None and value not in DEGREES for value in (one.probability, one.expected, one.actual)):
        raise NotADegree()
    if one.met and one.answered_on is not None and one.met_on is not None and one.answered_on < one.met_on:
        raise AnsweredBefore()
    return replace(
        one, title=fields.line(one.title, N_("Risk"), TITLE_LIMIT), answer=fields.paragraph(one.answer, N_("Answer"), TEXT_LIMIT, needed=False),
        probability=one.probability if one.foreseen else None, expected=one.expected if one.foreseen else None, actual=one.actual if one.met else None,
        met_on=one.met_on if one.met else None, answered_on=one.answered_on if one.met else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """How well risks were foreseen and answered; None: there is nothing to say it of."""

    foreseen: int
    met: int
    hit: int
    """Foreseen and met."""
    surprises: int
    """Met and not foreseen."""
    foresight: Fraction | None
    """Which part of what happened was foreseen."""
    answered: int
    days: Fraction | None
    """Mean days from the event to the answer."""
    eased: Fraction | None
    """Mean of expected less actual impact of those foreseen and met; positive: it was less bad than feared."""


def effect(risks: Sequence[Risk]) -> Effect:
    """What the rows come to."""
    met = [one for one in risks if one.met]
    hit = [one for one in met if one.foreseen]
    waits = [(one.answered_on - one.met_on).days for one in met if one.answered_on is not None and one.met_on is not None]
    eased = [one.expected - one.actual for one in hit if one.expected is not None and one.actual is not None]
    return Effect(
        sum(one.foreseen for one in risks), len(met), len(hit), len(met) - len(hit), Fraction(len(hit), len(met)) if met else None, len(waits),
        Fraction(sum(waits), len(waits)) if waits else None, Fraction(sum(eased), len(eased)) if eased else None,
    )  # fmt: skip

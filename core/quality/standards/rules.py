"""What a standard says, when it holds, and what it makes of a value. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

NAME_LIMIT, UNIT_LIMIT, STEP_LIMIT, TEXT_LIMIT, REASON_LIMIT = 120, 20, 80, 2000, 500
PLACES = 4


class Sort(StrEnum):
    """What of a service it is about."""

    PROCESS = "process"
    CONTENT = "content"
    ATTITUDE = "attitude"
    EFFECT = "effect"

    @property
    def label(self) -> str:
        return {Sort.PROCESS: N_("Service process"), Sort.CONTENT: N_("Service content"), Sort.ATTITUDE: N_("Service attitude"), Sort.EFFECT: N_("Service effect")}[self]


class ToleranceUpsideDown(Refusal):
    message = N_("The lower limit of the tolerance, {lower}, is not below the upper one, {upper}. Exchange or correct them.")


class TargetOutside(Refusal):
    message = N_("The target {target} lies outside the tolerance from {lower} to {upper}. Correct the target or the tolerance.")


class NothingToKeep(Refusal):
    message = N_("A standard needs a limit, or words that say what is to be kept. Enter at least one of them.")


class EffectiveInPast(Refusal):
    message = N_("A change holds for new checks only, so it cannot take effect before today. Choose today or a later day.")


class EffectiveBefore(Refusal):
    message = N_("Version {number} takes effect on {day}. A later version cannot take effect before it.")


class ReviewBefore(Refusal):
    message = N_("The review would be due before the standard takes effect. Choose a later day.")


class IsRetired(Refusal):
    message = N_("This standard is retired. Enter a new one instead.")


class SameAsBefore(Refusal):
    message = N_("Nothing differs from version {number}. Confirm it instead, if it was reviewed.")


@dataclass(frozen=True)
class Norm:
    """What a version of a standard demands. None of the limits: that side is open."""

    unit: str
    lower: Decimal | None
    target: Decimal | None
    upper: Decimal | None
    demand: str
    """In words; may be empty where limits say it."""

    @property
    def measurable(self) -> bool:
        return self.lower is not None or self.upper is not None

    def kept(self, value: Decimal) -> bool:
        """Whether a measured value is within the tolerance; the limits themselves are within."""
        return (self.lower is None or value >= self.lower) and (self.upper is None or value <= self.upper)


def checked(norm: Norm) -> Norm:
    """Refuses ToleranceUpsideDown, TargetOutside, NothingToKeep."""
    lower, upper = norm.lower, norm.upper
    if lower is not None and upper is not None and lower >= upper:
        raise ToleranceUpsideDown(lower=plain(lower), upper=plain(upper))
    if norm.target is not None and not norm.kept(norm.target):
        raise TargetOutside(target=plain(norm.target), lower=plain(lower), upper=plain(upper))
    if not norm.measurable and not norm.demand:
        raise NothingToKeep()
    return norm


def plain(value: Decimal | None) -> str:
    """A number without the zeros at its end; a dash for an open side."""
    return "–" if value is None else f"{value.normalize():f}"


def check_days(effective_on: date, review_on: date, *, today: date, before: tuple[int, date] | None) -> None:
    """`before`: number and day of the version before, if any. A first version may have been in effect already.

    Refuses EffectiveInPast, EffectiveBefore, ReviewBefore.
    """
    if before is not None:
        if effective_on < today:
            raise EffectiveInPast()
        if effective_on < before[1]:
            raise EffectiveBefore(number=before[0], day=before[1])
    if review_on <= effective_on:
        raise ReviewBefore()

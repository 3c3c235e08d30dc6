"""Whether an indicator warns: the value of a measure against its threshold. Pure.

What cannot be told is never calm: too few records, or none, say so.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.metrics.rules import Measured
from core.words import N_

VALUE_LIMIT = Decimal(10) ** 9
WINDOWS = (30, 90, 180, 365)
"""Days up to today that a value is taken of."""


class Direction(StrEnum):
    ABOVE = "above"
    BELOW = "below"

    @property
    def label(self) -> str:
        return {Direction.ABOVE: N_("Warns when it reaches or exceeds"), Direction.BELOW: N_("Warns when it reaches or falls below")}[self]


class Signal(StrEnum):
    CALM = "calm"
    WARNED = "warned"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {Signal.CALM: N_("Calm"), Signal.WARNED: N_("Warned"), Signal.UNKNOWN: N_("Cannot be told")}[self]


class NotAThreshold(Refusal):
    message = N_("A threshold lies between -{limit} and {limit} and has at most two decimal places.")


class NotAWindow(Refusal):
    message = N_("Choose one of the periods offered.")


class TooManyIndicators(Refusal):
    message = N_("A risk takes at most {limit} indicators. End one first.")


class BoundAlready(Refusal):
    message = N_("This measure watches the risk already. End that indicator first.")


@dataclass(frozen=True)
class Bound:
    """A measure bound to a risk."""

    measure: str
    direction: Direction
    threshold: Decimal
    days: int


def check(bound: Bound) -> None:
    """Refuses NotAThreshold, NotAWindow."""
    if abs(bound.threshold) > VALUE_LIMIT or bound.threshold != round(bound.threshold, 2):
        raise NotAThreshold(limit=VALUE_LIMIT)
    if bound.days not in WINDOWS:
        raise NotAWindow()


def signal(bound: Bound, told: Measured) -> Signal:
    """What an indicator says of a value."""
    if told.value is None:
        return Signal.UNKNOWN
    over = told.value >= bound.threshold if bound.direction is Direction.ABOVE else told.value <= bound.threshold
    return Signal.WARNED if over else Signal.CALM


def worst(signals: list[Signal]) -> Signal | None:
    """What several indicators come to; None: there is none."""
    return next((one for one in (Signal.WARNED, Signal.UNKNOWN, Signal.CALM) if one in signals), None)

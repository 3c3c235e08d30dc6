"""What an objective asks, how far it is reached, where it goes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import sqrt

from core.errors import Refusal
from core.metrics.figures import t95
from core.quality.rules import Direction
from core.quality.spc.rules.series import Level
from core.words import N_

NAME_LIMIT, PLACE_LIMIT, DUTY_LIMIT, REASON_LIMIT = 120, 80, 500, 1000
LEAST_POINTS = 5
"""Points below which no line is drawn into the future."""
WHOLE = Decimal(100)


class EndsBefore(Refusal):
    message = N_("The objective ends before it begins. Correct one of the two days.")


class EndsInPast(Refusal):
    message = N_("An objective that ended before today cannot be pursued any more. Choose a later last day.")


class ReviewOutside(Refusal):
    message = N_("The next review lies after today and not after the last day of the objective. Choose a day between.")


class NotAWeight(Refusal):
    message = N_("A weight lies above 0 and up to 100 %.")


class TooMuchWeight(Refusal):
    message = N_("With this the parts of {code} would weigh {total} % together. At most 100 % can be shared out.")


class WithinItself(Refusal):
    message = N_("Only an objective that is not itself a part can be shared out to parts.")


class IsClosed(Refusal):
    message = N_("This objective is closed. Set a new one instead.")


class NoSuchOwner(Refusal):
    message = N_("Choose somebody who works here as its owner.")


class Tier(StrEnum):
    """On which level of the decomposition it stands."""

    WHOLE = "whole"
    POST = "post"
    STEP = "step"

    @property
    def label(self) -> str:
        return {Tier.WHOLE: N_("Overall"), Tier.POST: N_("Of a post"), Tier.STEP: N_("Of a process step")}[self]


class Verdict(StrEnum):
    MET = "met"
    MET_UNSURE = "met_unsure"
    MISSED_UNSURE = "missed_unsure"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {
            Verdict.MET: N_("Met"), Verdict.MET_UNSURE: N_("Met, but not surely"), Verdict.MISSED_UNSURE: N_("Not met, but not surely"), Verdict.MISSED: N_("Not met"),
            Verdict.UNKNOWN: N_("Too little data"),
        }[self]  # fmt: skip

    @property
    def met(self) -> bool:
        return self in (Verdict.MET, Verdict.MET_UNSURE)


def verdict(direction: Direction, target: float, level: Level | None, least: int) -> Verdict:
    """Surely met or missed only where the whole interval lies on one side of the target."""
    if level is None or level.n < least:
        return Verdict.UNKNOWN
    if direction.reached(level.value, target):
        worst = level.low if direction is Direction.UP else level.high
        return Verdict.MET if worst is not None and direction.reached(worst, target) else Verdict.MET_UNSURE
    best = level.high if direction is Direction.UP else level.low
    return Verdict.MISSED if best is not None and not direction.reached(best, target) else Verdict.MISSED_UNSURE


@dataclass(frozen=True)
class Forecast:
    """A straight line through the points, carried on to the last step; with the 95 % interval of a single further point."""

    slope: float
    """By step."""
    slope_low: float
    slope_high: float
    at_end: float
    low: float
    high: float
    steps: int
    """So many steps beyond the last point."""


def forecast(values: Sequence[float | None], ahead: int, *, floor: float | None = None, top: float | None = None) -> Forecast | None:
    """Where a line through the points leads (least squares); None of fewer than LEAST_POINTS of them. Ends are kept between `floor` and `top`."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    n = len(known)
    if n < LEAST_POINTS:
        return None
    mx, my = sum(at for at, _ in known) / n, sum(value for _, value in known) / n
    sxx = sum((at - mx) ** 2 for at, _ in known)
    slope = sum((at - mx) * (value - my) for at, value in known) / sxx
    rest = sum((value - my - slope * (at - mx)) ** 2 for at, value in known) / (n - 2)
    end = len(values) - 1 + ahead
    middle, t = my + slope * (end - mx), t95(n - 2)
    half, of_slope = t * sqrt(rest * (1 + 1 / n + (end - mx) ** 2 / sxx)), t * sqrt(rest / sxx)

    def kept(value: float) -> float:
        return max(float("-inf") if floor is None else floor, min(float("inf") if top is None else top, value))

    return Forecast(slope, slope - of_slope, slope + of_slope, kept(middle), kept(middle - half), kept(middle + half), ahead)


class Outlook(StrEnum):
    REACHES = "reaches"
    OPEN = "open"
    FAILS = "fails"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {
            Outlook.REACHES: N_("If it goes on like this, the target will be reached."), Outlook.OPEN: N_("Whether the target will be reached is open."),
            Outlook.FAILS: N_("If it goes on like this, the target will be missed."), Outlook.UNKNOWN: N_("Too few points for a forecast."),
        }[self]  # fmt: skip


def outlook(direction: Direction, target: float, found: Forecast | None) -> Outlook:
    """Sure only where the whole interval lies on one side of the target."""
    if found is None:
        return Outlook.UNKNOWN
    worst, best = (found.low, found.high) if direction is Direction.UP else (found.high, found.low)
    if direction.reached(worst, target):
        return Outlook.REACHES
    return Outlook.OPEN if direction.reached(best, target) else Outlook.FAILS


def check_period(first: date, last: date, today: date) -> None:
    """Refuses EndsBefore, EndsInPast."""
    if last < first:
        raise EndsBefore()
    if last < today:
        raise EndsInPast()


def check_review(review_on: date, last: date, today: date) -> None:
    """Refuses ReviewOutside."""
    if not today < review_on <= last:
        raise ReviewOutside()


def check_weight(weight: Decimal | None, others: Decimal, code: str) -> None:
    """Of a part: its share of the whole in percent, beside the other parts'. Refuses NotAWeight, TooMuchWeight."""
    if weight is None or not 0 < weight <= WHOLE:
        raise NotAWeight()
    if others + weight > WHOLE:
        raise TooMuchWeight(code=code, total=f"{(others + weight).normalize():f}")


@dataclass(frozen=True)
class Parts:
    """What the parts of an objective have reached: weights in percent of the whole."""

    met: Decimal
    missed: Decimal
    unknown: Decimal
    left: Decimal
    """Not shared out to any part."""


def parts(of: Sequence[tuple[Decimal, Verdict]]) -> Parts:
    """Weights of the parts by what became of each."""
    met = sum((weight for weight, one in of if one.met), Decimal(0))
    unknown = sum((weight for weight, one in of if one is Verdict.UNKNOWN), Decimal(0))
    shared = sum((weight for weight, _ in of), Decimal(0))
    return Parts(met, shared - met - unknown, unknown, WHOLE - shared)

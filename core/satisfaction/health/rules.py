"""The health of a customer: four parts from 0 to 100 with their weights. Pure.

What is not known is left out, with its reason, and the weights of the others stand for the whole; without an answer and
without a judged clock nothing of the customer's experience is known, and no score is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from core.words import N_

SPAN = timedelta(days=180)
"""So far back answers and clocks count."""
COVERED_DAYS = 90
"""A contract that runs so long and longer is worth all points."""
PER_COMPLAINT = 50
"""Points that each open complaint takes."""
GOOD, FAIR = 80, 60


class Part(StrEnum):
    ANSWERS = "answers"
    CLOCKS = "clocks"
    COMPLAINTS = "complaints"
    CONTRACT = "contract"

    @property
    def label(self) -> str:
        return {
            Part.ANSWERS: N_("Satisfaction"), Part.CLOCKS: N_("Promised times kept"), Part.COMPLAINTS: N_("Open complaints"), Part.CONTRACT: N_("Contract"),
        }[self]  # fmt: skip


WEIGHTS: Mapping[Part, int] = {Part.ANSWERS: 40, Part.CLOCKS: 30, Part.COMPLAINTS: 15, Part.CONTRACT: 15}


class Band(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

    @property
    def label(self) -> str:
        return {Band.GOOD: N_("Healthy"), Band.FAIR: N_("To be watched"), Band.POOR: N_("At risk")}[self]


@dataclass(frozen=True)
class Inputs:
    """What is known of a customer. `scores`: sum of the overall scores (1 to 5) of `answers`; `late` of `judged` clocks; `until`: the last day that contracts cover without a gap, None: none runs; `lost`: it is no customer any more."""

    answers: int = 0
    scores: int = 0
    judged: int = 0
    late: int = 0
    complaints: int = 0
    until: date | None = None
    lost: bool = False


@dataclass(frozen=True)
class Points:
    """A part: its points from 0 to 100 or None, and a sentence with its facts that says from what, or why not."""

    part: Part
    points: int | None
    said: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        return WEIGHTS[self.part]


@dataclass(frozen=True)
class Health:
    score: int | None
    parts: tuple[Points, ...]
    why: str = ""
    """Why there is no score."""

    @property
    def band(self) -> Band | None:
        return None if self.score is None else Band.GOOD if self.score >= GOOD else Band.FAIR if self.score >= FAIR else Band.POOR


UNKNOWN = N_("Nothing is known yet of how the customer is served: no answer to a survey and no judged clock within {days} days.")


LOST = N_("The customer is lost, so there is no health to speak of; what was known last stands below.")


def health(known: Inputs, day: date) -> Health:
    """The score on `day`: the mean of the parts that are known, by their weights, half up."""
    parts = (_answers(known), _clocks(known), _complaints(known), _contract(known, day))
    if known.lost:
        return Health(None, parts, LOST)
    if parts[0].points is None and parts[1].points is None:
        return Health(None, parts, UNKNOWN)
    told = [(one.points, one.weight) for one in parts if one.points is not None]
    return Health(_whole(Fraction(sum(points * weight for points, weight in told), sum(weight for _, weight in told))), parts)


def _whole(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _answers(known: Inputs) -> Points:
    if not known.answers:
        return Points(Part.ANSWERS, None, N_("No answer to a survey within {days} days."), {"days": SPAN.days})
    mean = Fraction(known.scores, known.answers)
    facts = {"score": f"{float(mean):.1f}", "count": known.answers, "days": SPAN.days}
    return Points(Part.ANSWERS, _whole((mean - 1) * 25), N_("{score} of 5 on average, of {count} answers within {days} days."), facts)


def _clocks(known: Inputs) -> Points:
    if not known.judged:
        return Points(Part.CLOCKS, None, N_("No clock of a request was judged within {days} days."), {"days": SPAN.days})
    facts = {"late": known.late, "count": known.judged, "days": SPAN.days}
    return Points(Part.CLOCKS, _whole(Fraction(100 * (known.judged - known.late), known.judged)), N_("{late} of {count} clocks of its requests were late within {days} days."), facts)


def _complaints(known: Inputs) -> Points:
    return Points(Part.COMPLAINTS, max(0, 100 - PER_COMPLAINT * known.complaints), N_("{count} complaints are open; each takes {points} points."), {"count": known.complaints, "points": PER_COMPLAINT})


def _contract(known: Inputs, day: date) -> Points:
    if known.until is None:
        return Points(Part.CONTRACT, None, N_("No contract runs, so none can end."))
    left = (known.until - day).days
    return Points(Part.CONTRACT, min(100, _whole(Fraction(100 * left, COVERED_DAYS))), N_("Contracts cover {count} more days, until {day}; from {days} days on it is worth all points."), {"count": left, "day": known.until, "days": COVERED_DAYS})

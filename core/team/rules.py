"""What the parts of the team's room share: settings and the comparison of a figure before and after. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from core.metrics.figures import Figure, t95
from core.metrics.rules import Measure, Statistic
from core.settings import rules as settings
from core.words import N_

TEAM = N_("Team")
LEAST = 10
"""Records before and after below which no difference is claimed."""

EFFECT_DAYS = settings.declare(settings.Setting(
    "team.effect_days", TEAM, N_("Days compared around a training"), N_("So many days before a training are compared with as many after it, by the measure it should improve."), 90, least=14, most=365,
    unit=settings.DAYS,
))  # fmt: skip
REMIND_DAYS = settings.declare(settings.Setting(
    "team.remind_days", TEAM, N_("Days before a training on which people are reminded"), N_("Whoever takes part and the trainer find a notice in the inbox."), 3, least=0, most=30, unit=settings.DAYS,
))  # fmt: skip


class Verdict(StrEnum):
    """What a comparison of two figures allows to say."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"
    TOO_LITTLE = "too_little"

    @property
    def label(self) -> str:
        return {
            Verdict.BETTER: N_("Better"), Verdict.WORSE: N_("Worse"), Verdict.UNCLEAR: N_("No difference that the figures can tell"), Verdict.TOO_LITTLE: N_("Too little data"),
        }[self]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A figure before and after, in the unit of its measure; the difference is after less before, with its 95 % interval."""

    before: Figure | None
    after: Figure | None
    verdict: Verdict
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def change(measure: Measure, before: Mapping[int, int], after: Mapping[int, int]) -> Change:
    """Compare records counted by value before and after something.

    Means: Welch's t. Everything else by the ends of both intervals: of shares that is Newcombe's hybrid score interval (1998, method 10),
    of other figures the same way of recovering variances (Zou and Donner 2008). Nothing is claimed below LEAST records, or the measure's own least, on a side.
    """
    one, two = measure.statistic.of(before), measure.statistic.of(after)
    if one is None or two is None or one.low is None or one.high is None or two.low is None or two.high is None:
        return Change(one, two, Verdict.TOO_LITTLE)
    found = float(two.value - one.value)
    if measure.statistic is Statistic.MEAN:
        low, high = _welch(one, two, found)
    else:
        p, q = float(one.value), float(two.value)
        low = found - sqrt((q - two.low) ** 2 + (one.high - p) ** 2)
        high = found + sqrt((two.high - q) ** 2 + (p - one.low) ** 2)
    verdict = Verdict.UNCLEAR
    if min(one.n, two.n) < max(LEAST, measure.least):
        verdict = Verdict.TOO_LITTLE
    elif low > 0 or high < 0:
        verdict = Verdict.BETTER if (low > 0) == measure.higher_is_better else Verdict.WORSE
    return Change(one, two, verdict, found, low, high)


def _welch(one: Figure, two: Figure, found: float) -> tuple[float, float]:
    """Welch's interval; each mean's standard error is read from its own t interval."""
    parts = [((figure.high - figure.low) / 2 / t95(figure.n - 1)) ** 2 for figure in (one, two)]  # type: ignore[operator]
    if not sum(parts):
        return found, found
    freedom = sum(parts) ** 2 / sum(part**2 / (figure.n - 1) for part, figure in zip(parts, (one, two), strict=True))
    half = t95(max(1, int(freedom))) * sqrt(sum(parts))
    return found - half, found + half


def pooled(cells: Mapping[int, Mapping[int, int]], people: frozenset[int]) -> dict[int, int]:
    """The records of these people together, counted by value; `cells`: by person."""
    found: dict[int, int] = {}
    for person in people & cells.keys():
        for value, count in cells[person].items():
            found[value] = found.get(value, 0) + count
    return found

"""What was scored by whom: a table of units by raters, with gaps. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.words import N_

Numbers = NDArray[np.float64]


class Level(StrEnum):
    """What may be done with a score: told apart, ordered, subtracted, divided (Stevens 1946)."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Why(StrEnum):
    """Why a figure is undefined. Undefined is not zero."""

    ONE_RATER = "one_rater"
    ONE_UNIT = "one_unit"
    NO_OVERLAP = "no_overlap"
    NO_VARIANCE = "no_variance"
    NO_DIFFERENCE = "no_difference"
    NAMES = "names"
    NEGATIVE = "negative"
    NO_COMPLETE = "no_complete"
    NOTHING_LEFT = "nothing_left"
    NOT_CONNECTED = "not_connected"
    TOO_MANY_VALUES = "too_many_values"
    TOO_MANY_RATERS = "too_many_raters"
    TOO_FEW = "too_few"

    @property
    def label(self) -> str:
        return {
            Why.ONE_RATER: N_("Fewer than two raters have scores."),
            Why.ONE_UNIT: N_("Fewer than two units have scores."),
            Why.NO_OVERLAP: N_("No unit was scored by two raters, so nobody can be compared on the same thing."),
            Why.NO_VARIANCE: N_("All scores are the same: nothing varies, so agreement beyond chance cannot be told."),
            Why.NO_DIFFERENCE: N_("The units do not differ by more than the raters do; there is nothing to be consistent about."),
            Why.NAMES: N_("These scores are names; only their equality counts, and there is no more or less."),
            Why.NEGATIVE: N_("There are scores below zero, which a ratio scale does not know."),
            Why.NO_COMPLETE: N_("Fewer than two units were scored by every rater."),
            Why.NOTHING_LEFT: N_("Units and raters explain every score exactly; no rest is left to judge a deviation by."),
            Why.NOT_CONNECTED: N_("This rater shares no unit with the others, directly or through colleagues."),
            Why.TOO_MANY_VALUES: N_("There are too many different scores; round them first."),
            Why.TOO_MANY_RATERS: N_("There are too many pairs of raters to compare each with each."),
            Why.TOO_FEW: N_("Too few scores."),
        }[self]


@dataclass(frozen=True, eq=False)
class Ratings:
    """Scores by unit (row) and rater (column); NaN is missing. Of names `values` are places in `domain`."""

    units: tuple[str, ...]
    raters: tuple[str, ...]
    values: Numbers
    names: tuple[str, ...] | None = None
    """Set where scores are names (level nominal only), in alphabetical order."""

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, float]], names: tuple[str, ...] | None = None) -> "Ratings":
        """From (unit, rater, score); each pair at most once, missing scores left out or NaN. In order of first appearance."""
        units: dict[str, int] = {}
        raters: dict[str, int] = {}
        found = [(units.setdefault(unit, len(units)), raters.setdefault(rater, len(raters)), score) for unit, rater, score in rows]
        values = np.full((len(units), len(raters)), np.nan)
        if found:
            where = np.array([row[:2] for row in found])
            values[where[:, 0], where[:, 1]] = [row[2] for row in found]
        return cls(tuple(units), tuple(raters), values, names)

    @cached_property
    def given(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.values)

    @cached_property
    def per_unit(self) -> NDArray[np.int_]:
        """How many raters scored each unit."""
        return self.given.sum(axis=1)

    @cached_property
    def domain(self) -> Numbers:
        """The different scores, lowest first."""
        return np.unique(self.values[self.given])

    @cached_property
    def counts(self) -> Numbers:
        """How often each unit (row) got each score of the domain (column)."""
        found = np.zeros((len(self.units), len(self.domain)))
        rows, columns = np.nonzero(self.given)
        np.add.at(found, (rows, np.searchsorted(self.domain, self.values[rows, columns])), 1)
        return found

    def undefined(self) -> Why | None:
        """Why raters cannot be compared at all, or None."""
        if self.given.any(axis=0).sum() < 2:
            return Why.ONE_RATER
        if (self.per_unit > 0).sum() < 2:
            return Why.ONE_UNIT
        if not (self.per_unit > 1).any():
            return Why.NO_OVERLAP
        return None

    def within(self, points: float) -> float | None:
        """Share of the pairs of scores of one unit that lie within so many points, each unit counting alike; None without pairs."""
        shares = []
        for row in self.values[self.per_unit > 1]:
            known = np.sort(row[~np.isnan(row)])
            pairs = len(known) * (len(known) - 1) / 2
            close = np.searchsorted(known, known + points, side="right") - np.arange(len(known)) - 1
            shares.append(close.sum() / pairs)
        return float(np.mean(shares)) if shares else None

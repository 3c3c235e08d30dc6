"""Who scores higher or lower than the others on the same things: rater + unit, with shrinkage. Pure.

score = unit + rater + rest. Units are taken as they are (fixed), so that a rater is compared with colleagues on the
very same units only and never pays for having been sent to the weak ones; gaps are no harm. Raters are drawn together
towards their common mean by as much as their number and their scatter say (empirical Bayes; Robinson 1991, That BLUP is
a Good Thing). How far raters differ is estimated by restricted likelihood with the weak penalty of Chung, Rabe-Hesketh,
Dorie, Gelman and Liu (2013, Psychometrika 78), which keeps it off zero, where every interval would claim certainty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log, sqrt

import numpy as np

from core.fairness.rules.chance import Z95, alarms, two_sided
from core.fairness.rules.ratings import Numbers, Ratings, Why


@dataclass(frozen=True)
class Effect:
    """What a rater adds to a score against the mean of the raters. Below zero: stricter, scores lower."""

    rater: str
    n: int
    effect: float | None
    """After shrinkage; None is undefined, and `why` says why."""
    se: float | None = None
    """Of the effect: the posterior standard deviation."""
    raw: float | None = None
    """Before shrinkage, with its own standard error. Whether chance explains it is judged on these: shrinkage and an
    allowance for many raters together would hide what stands out."""
    raw_se: float | None = None
    z: float | None = None
    """raw / raw_se"""
    p: float | None = None
    flag: bool = False
    """Worth a look: more than 2 standard errors, with the number of raters looked at taken into account."""
    why: Why | None = None

    @property
    def low(self) -> float | None:
        return None if self.effect is None or self.se is None else self.effect - Z95 * self.se

    @property
    def high(self) -> float | None:
        return None if self.effect is None or self.se is None else self.effect + Z95 * self.se

    @property
    def severity(self) -> float | None:
        """The same read the other way: above zero is stricter."""
        return None if self.effect is None else 0.0 - self.effect


@dataclass(frozen=True)
class Shrunken:
    """Effects drawn towards their mean, raw ones, both with standard errors, and the spread (tau squared) behind it."""

    effects: Numbers
    errors: Numbers
    raw: Numbers
    raw_errors: Numbers
    spread: float
    known: Numbers
    """Per rater: whether anything tells him from the others."""


def shrunken(information: Numbers, score: Numbers, cap: float = inf) -> Shrunken:
    """Effects from their information matrix and score vector, everything else being eliminated.

    The likelihood is exp(score'u - u'information u / 2) and u ~ N(0, spread). Directions without information (the
    common mean; raters who met nobody) are left out: effects are against the mean. `cap` bounds the spread.
    With two raters one difference is all there is and no scatter can be learned from it; nothing is drawn together then.
    """
    values, vectors = np.linalg.eigh((information + information.T) / 2)
    told = values > max(1e-9 * values.max(initial=0.0), 1e-12)
    values, vectors = values[told], vectors[:, told]
    along = vectors.T @ score
    spread = _spread(values, along, cap)
    drawn = spread / (1 + spread * values)
    squared = vectors**2
    known = squared.sum(axis=1) > 1e-9
    return Shrunken(vectors @ (drawn * along), np.sqrt(squared @ drawn), vectors @ (along / values), np.sqrt(squared @ (1 / values)), spread, known)


def _spread(values: Numbers, along: Numbers, cap: float) -> float:
    """Tau squared at the maximum of the penalised restricted likelihood: a grid, then golden section."""
    if not len(values):
        return 0.0
    middle = 1 / float(np.median(values))
    if len(values) == 1:
        return min(cap, 1e6 * middle)

    def fit(exponent: float) -> float:
        spread = np.exp(exponent)
        grown = 1 + spread * values
        return float(0.5 * (spread * along**2 / grown - np.log(grown)).sum() + 0.5 * exponent)

    low, high = log(1e-8 * middle), log(min(cap, 1e8 * middle))
    grid = np.linspace(low, max(low, high), 121)
    best = int(np.argmax([fit(exponent) for exponent in grid]))
    a, b = grid[max(0, best - 1)], grid[min(len(grid) - 1, best + 1)]
    golden = (sqrt(5) - 1) / 2
    while b - a > 1e-7:
        c, d = b - golden * (b - a), a + golden * (b - a)
        a, b = (a, d) if fit(c) > fit(d) else (c, b)
    return float(np.exp((a + b) / 2))


def grain(scores: Numbers) -> float:
    """The variance that rounding to the scores' own steps leaves at least: step squared over twelve (Sheppard 1898)."""
    steps = np.diff(np.unique(scores))
    return float(steps.min() ** 2 / 12) if len(steps) else 0.0


def judged(raters: Sequence[str], counts: Sequence[int], found: Shrunken, degrees: float = inf) -> tuple[Effect, ...]:
    """Each rater's effect with its standard error, and who is worth a look among all of them."""
    zs = [float(raw / error) if known and error > 0 else None for raw, error, known in zip(found.raw, found.raw_errors, found.known, strict=True)]
    flags = alarms(zs, degrees)
    effects = []
    for place, (rater, n, z) in enumerate(zip(raters, counts, zs, strict=True)):
        if z is None:
            effects.append(Effect(rater, int(n), None, why=Why.NOT_CONNECTED))
            continue
        numbers = (float(one[place]) for one in (found.effects, found.errors, found.raw, found.raw_errors))
        effects.append(Effect(rater, int(n), *numbers, z, two_sided(z, degrees), flags[place]))
    return tuple(effects)


def two_way(ratings: Ratings) -> tuple[Effect, ...]:
    """Every rater's effect from the units that were scored by two or more, in the order of `ratings.raters`.

    Undefined (each with its reason): fewer than two raters or units, no overlap, nothing left to judge a deviation by.
    """
    counts = ratings.given.sum(axis=0)
    why = Why.NAMES if ratings.names is not None else ratings.undefined()
    if why is None:
        shared = ratings.per_unit > 1
        scores, given, n = ratings.values[shared], ratings.given[shared].astype(float), ratings.per_unit[shared].astype(float)
        return _two_way(ratings, np.where(given > 0, np.nan_to_num(scores), 0.0), given, n)
    return tuple(Effect(rater, int(count), None, why=why) for rater, count in zip(ratings.raters, counts, strict=True))


def _two_way(ratings: Ratings, scores: Numbers, given: Numbers, n: Numbers) -> tuple[Effect, ...]:
    away = np.where(given > 0, scores - (scores.sum(axis=1) / n)[:, None], 0.0)
    information = np.diag(given.sum(axis=0)) - (given / n[:, None]).T @ given
    score = away.sum(axis=0)
    solved, _, rank, _ = np.linalg.lstsq(information, score, rcond=1e-9)
    degrees = int(given.sum()) - len(n) - int(rank)
    counts = ratings.given.sum(axis=0)
    if degrees < 1:
        return tuple(Effect(rater, int(count), None, why=Why.NOTHING_LEFT) for rater, count in zip(ratings.raters, counts, strict=True))
    rest = max(float((away**2).sum() - score @ solved) / degrees, grain(scores[given > 0]))
    if rest <= 0:  # every score is the same
        return tuple(Effect(rater, int(count), 0.0, 0.0, 0.0, 0.0, 0.0, 1.0) for rater, count in zip(ratings.raters, counts, strict=True))
    return judged(ratings.raters, given.sum(axis=0).astype(int), shrunken(information / rest, score / rest), degrees)

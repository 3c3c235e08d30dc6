"""How far raters agree beyond chance, each figure from its published source. Pure.

A figure that is not defined is None with the reason; the reasons stand beside the figures. Where nearly every score is the
same, kappa and alpha collapse although people agree (the kappa paradox); Gwet's coefficients do not, so both are told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean

import krippendorff
import numpy as np

from core.fairness.rules.ratings import Level, Numbers, Ratings, Why

VALUES_AT_MOST = 3000
"""Different scores up to which weights and chance are counted value by value."""
CELLS_AT_MOST = 4_000_000
"""Units times values squared that the package may lay out in memory at once; above it the same sums run unit by unit."""
PAIRS_AT_MOST = 2000
ICC = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")


@dataclass(frozen=True)
class Agreement:
    """Every figure by its name; None is undefined, and `reasons` says why under the same name."""

    krippendorff_alpha: float | None
    gwet_ac1: float | None
    gwet_ac2: float | None
    icc: dict[str, float | None]
    weighted_kappa: float | None
    exact: float | None
    """Share of pairs of scores of the same unit that are equal."""
    within_one_step: float | None
    """Share of such pairs that are equal or next to each other among the scores that occur."""
    units: int
    """Units that two or more raters scored."""
    complete: int
    """Units that every rater scored: what the intraclass correlations are computed from."""
    reasons: dict[str, Why] = field(default_factory=dict)


def agreement(ratings: Ratings, level: Level) -> Agreement:
    """All figures of agreement of `ratings` at a level of measurement."""
    reasons: dict[str, Why] = {}

    def told(name: str, figure: Callable[[], float | Why]) -> float | None:
        value = ratings.undefined() or figure()
        if isinstance(value, Why):
            reasons[name] = value
            return None
        return value

    icc = _named(ratings, level)
    if isinstance(icc, Why):
        reasons |= dict.fromkeys((f"icc.{name}" for name in ICC), icc)
    else:
        reasons |= {f"icc.{name}": Why.NO_DIFFERENCE for name, value in icc.items() if value is None}
    return Agreement(
        told("krippendorff_alpha", lambda: alpha(ratings, level)),
        told("gwet_ac1", lambda: gwet(ratings, Level.NOMINAL)),
        told("gwet_ac2", lambda: gwet(ratings, level)),
        dict.fromkeys(ICC) if isinstance(icc, Why) else icc,
        told("weighted_kappa", lambda: kappa(ratings, level)),
        told("exact", lambda: _observed(ratings, lambda apart: apart == 0)),
        told("within_one_step", lambda: _observed(ratings, lambda apart: apart <= 1) if level is not Level.NOMINAL else Why.NAMES),
        int((ratings.per_unit > 1).sum()),
        int(_complete(ratings).shape[0]),
        reasons,
    )


def alpha(ratings: Ratings, level: Level) -> float | Why:
    """Krippendorff's alpha for any number of raters, gaps and levels (Krippendorff 2011, Computing Krippendorff's
    Alpha-Reliability). 1 is perfect, 0 what chance gives. No variance: undefined.
    """
    pairable = ratings.counts[ratings.per_unit > 1]
    seen = pairable.sum(axis=0) > 0
    counts, values = pairable[:, seen], ratings.domain[seen]
    if len(values) < 2:
        return Why.NO_VARIANCE
    if level is Level.RATIO and values[0] < 0:
        return Why.NEGATIVE
    if len(values) > VALUES_AT_MOST:
        return Why.TOO_MANY_VALUES
    if counts.shape[0] * len(values) ** 2 <= CELLS_AT_MOST:
        return float(krippendorff.alpha(value_counts=counts.astype(int), value_domain=values, level_of_measurement=level.value))
    return _alpha(counts, _distances(values, counts.sum(axis=0), level))


def _alpha(counts: Numbers, apart: Numbers) -> float:
    """The same from counts by unit and value and squared distances between values, without a table per unit."""
    n, per_unit = counts.sum(axis=0), counts.sum(axis=1)
    observed = (np.einsum("uv,uv->u", counts @ apart, counts) / (per_unit - 1)).sum() / n.sum()
    expected = n @ apart @ n / (n.sum() * (n.sum() - 1))
    return float(1 - observed / expected)


def _distances(values: Numbers, n: Numbers, level: Level) -> Numbers:
    """Krippendorff's squared differences between values, each occurring n times."""
    one, other = values[:, None], values[None, :]
    if level is Level.NOMINAL:
        return (one != other).astype(float)
    if level is Level.ORDINAL:
        middle = np.cumsum(n) - n / 2
        return (middle[:, None] - middle[None, :]) ** 2
    if level is Level.INTERVAL:
        return (one - other) ** 2
    both = one + other
    return np.divide(one - other, both, out=np.zeros_like(both), where=both != 0) ** 2


def weights(values: Numbers, level: Level) -> Numbers:
    """How much of a full agreement each pair of values is worth (Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed.,
    chapter 3): identity, ordinal, quadratic and ratio weights.
    """
    if level is Level.NOMINAL or len(values) < 2:
        return np.eye(len(values))
    if level is Level.ORDINAL:
        apart = np.abs(np.subtract.outer(np.arange(len(values)), np.arange(len(values)))).astype(float)
        pairs = apart * (apart + 1) / 2
        return 1 - pairs / pairs.max()
    if level is Level.INTERVAL:
        return 1 - np.subtract.outer(values, values) ** 2 / (values[-1] - values[0]) ** 2
    both = np.add.outer(values, values)
    apart = np.divide(np.subtract.outer(values, values), both, out=np.zeros_like(both), where=both != 0) ** 2
    return 1 - apart / ((values[-1] - values[0]) / (values[-1] + values[0])) ** 2


def gwet(ratings: Ratings, level: Level) -> float | Why:
    """Gwet's AC1 (nominal) and AC2 (weighted) for any number of raters with gaps (Gwet 2008, British Journal of
    Mathematical and Statistical Psychology 61; Gwet 2014). Agrees with irrCAC's gwet.ac1.raw.
    """
    values, counts, per_unit = ratings.domain, ratings.counts, ratings.per_unit
    if len(values) < 2:
        return Why.NO_VARIANCE
    if level is Level.RATIO and values[0] < 0:
        return Why.NEGATIVE
    if len(values) > VALUES_AT_MOST:
        return Why.TOO_MANY_VALUES
    weight = weights(values, level)
    scored, twice = per_unit > 0, per_unit > 1
    share = (counts[scored] / per_unit[scored, None]).mean(axis=0)
    pairs = (counts[twice] * (counts[twice] @ weight - 1)).sum(axis=1)
    observed = (pairs / (per_unit[twice] * (per_unit[twice] - 1))).mean()
    expected = weight.sum() * (share * (1 - share)).sum() / (len(values) * (len(values) - 1))
    return float((observed - expected) / (1 - expected))


def kappa(ratings: Ratings, level: Level) -> float | Why:
    """Cohen's kappa (1960; weighted 1968) of two raters; of more the mean over pairs (Light 1971).

    Weights: none for nominal, linear in the order of the scores for ordinal, quadratic for interval and ratio. Pairs that share
    no two units, or of which both gave one same score throughout, tell nothing and are left out.
    """
    width = len(ratings.raters)
    if width * (width - 1) // 2 > PAIRS_AT_MOST:
        return Why.TOO_MANY_RATERS
    places = np.searchsorted(ratings.domain, ratings.values)
    found = []
    for one, other in combinations(range(width), 2):
        both = ratings.given[:, one] & ratings.given[:, other]
        if both.sum() > 1:
            found.append(_cohen(ratings.domain, places[both, one], places[both, other], level))
    if not found:
        return Why.NO_OVERLAP
    known = [value for value in found if value is not None]
    return fmean(known) if known else Why.NO_VARIANCE


def _cohen(domain: Numbers, one: Numbers, other: Numbers, level: Level) -> float | None:
    """1 - observed / expected disagreement; None where no disagreement could be expected."""
    if level is Level.NOMINAL:
        size = len(domain)
        chance = (np.bincount(one, minlength=size) / len(one)) @ (np.bincount(other, minlength=size) / len(other))
        return None if chance == 1 else float(1 - (one != other).mean() / (1 - chance))
    x, y = (one.astype(float), other.astype(float)) if level is Level.ORDINAL else (domain[one], domain[other])
    if level is Level.ORDINAL:
        size, n = len(domain), len(one)
        below = [np.cumsum(np.bincount(side, minlength=size)) / n for side in (one, other)]
        expected = float((below[0] * (1 - below[1]) + below[1] * (1 - below[0])).sum())  # E|x - y| from the two distributions
        return None if expected < 1e-15 else float(1 - np.abs(x - y).mean() / expected)
    if min(x.min(), y.min()) == max(x.max(), y.max()):
        return None
    return float(1 - ((x - y) ** 2).mean() / (x.var() + y.var() + (x.mean() - y.mean()) ** 2))


def _observed(ratings: Ratings, agreeing: Callable[[Numbers], Numbers]) -> float | Why:
    """Mean over units of the share of their pairs of scores that agree, by how many steps they are apart."""
    if len(ratings.domain) > VALUES_AT_MOST:
        return Why.TOO_MANY_VALUES
    order = np.arange(len(ratings.domain))
    weight = agreeing(np.abs(np.subtract.outer(order, order))).astype(float)
    twice = ratings.per_unit > 1
    counts, n = ratings.counts[twice], ratings.per_unit[twice]
    return float(((counts * (counts @ weight - 1)).sum(axis=1) / (n * (n - 1))).mean())


def _complete(ratings: Ratings) -> Numbers:
    """The units that every rater (who scored anything) scored."""
    kept = ratings.values[:, ratings.given.any(axis=0)]
    return kept[~np.isnan(kept).any(axis=1)]


def _named(ratings: Ratings, level: Level) -> dict[str, float | None] | Why:
    if ratings.undefined() in (Why.ONE_RATER, Why.ONE_UNIT):
        return ratings.undefined() or Why.ONE_RATER
    return Why.NAMES if level is Level.NOMINAL else icc(_complete(ratings))


def icc(scores: Numbers) -> dict[str, float | None] | Why:
    """Intraclass correlations of a full table of units by raters (Shrout and Fleiss 1979, Psychological Bulletin 86;
    McGraw and Wong 1996): ICC(1,1), (2,1), (3,1) of a single score, and (1,k), (2,k), (3,k) of the mean of all raters.
    """
    n, k = scores.shape
    if n < 2 or k < 2:
        return Why.NO_COMPLETE
    grand = scores.mean()
    between = k * ((scores.mean(axis=1) - grand) ** 2).sum()
    raters = n * ((scores.mean(axis=0) - grand) ** 2).sum()
    whole = ((scores - grand) ** 2).sum()
    if whole <= 1e-24 * max(1.0, grand**2) * n * k:
        return Why.NO_VARIANCE
    # Parts of the whole: what is left of rounding is nothing, whatever unit the scores are in.
    between, raters, left = (0.0 if part < 1e-12 else part for part in (between / whole, raters / whole, (whole - between - raters) / whole))
    units, within = between / (n - 1), (1 - between) / (n * (k - 1))
    rows, rest = raters / (k - 1), left / ((n - 1) * (k - 1))
    return {
        "icc1": _ratio(units - within, units + (k - 1) * within),
        "icc2": _ratio(units - rest, units + (k - 1) * rest + k * (rows - rest) / n),
        "icc3": _ratio(units - rest, units + (k - 1) * rest),
        "icc1k": _ratio(units - within, units),
        "icc2k": _ratio(units - rest, units + (rows - rest) / n),
        "icc3k": _ratio(units - rest, units),
    }


def _ratio(above: float, below: float) -> float | None:
    return float(above / below) if below > 1e-12 else None

"""Capability: how well a process fits its tolerance, with an interval, since it is only estimated. Pure.

Cp and Cpk stand on sigma within subgroups, Pp and Ppk on the standard deviation of all values. Intervals at 95 %: of Cp
and Pp by chi-square (Montgomery, 8.3.4), of Cpk and Ppk after Bissell (1990). Within subgroups the degrees of freedom are
those of a standard deviation that would be as exact as the estimate: 1 / (2 cv squared) with its coefficient of variation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma, log, sqrt
from statistics import fmean, stdev

from core.quality.spc.rules.charts import Kind, Subgroup
from core.quality.spc.rules.constants import c4, d2, d3
from core.words import N_

Z95 = 1.959964
LEAST = 25
"""Fewer values than this leave a capability so vague that it is told with a warning."""
ONE_SIDED = N_("Not computable: the tolerance has only one limit, so its width is unknown. Cpk and Ppk tell how far the process keeps away from it.")
NO_TOLERANCE = N_("Not computable: no tolerance is given.")
TOO_FEW_VALUES = N_("Not computable: at least two values that differ are needed.")
VAGUE = N_("Only {n} values: the interval is wide. From {least} values on a capability begins to mean something.")
_MOVING = 0.8264
"""Square of the coefficient of variation of a mean of n - 1 overlapping moving ranges, times n - 1: var |d| and the covariance of neighbours, over d2 squared."""


@dataclass(frozen=True)
class Index:
    """An index with its 95 % interval, or the message why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Capability:
    n: int
    mean: float | None
    sigma_within: float | None
    sigma_overall: float | None
    cp: Index
    cpk: Index
    pp: Index
    ppk: Index
    outside: int
    """Values outside the tolerance."""


def capability(kind: Kind, subgroups: Sequence[Subgroup], *, lower: float | None, upper: float | None) -> Capability:
    """How measured values fit a tolerance with one limit or two. Kinds of counts have no tolerance of this kind: ValueError."""
    if kind.counted:
        raise ValueError(kind)
    values = [value for one in subgroups for value in one.values]
    n = len(values)
    outside = sum((lower is not None and one < lower) or (upper is not None and one > upper) for one in values)
    overall = stdev(values) if n > 1 else 0.0
    within, freedom = _within(kind, subgroups)
    mean = fmean(values) if values else None
    of_within, of_all = (_pair(mean, sigma, lower, upper, n, df) for sigma, df in ((within, freedom), (overall or None, float(n - 1))))
    return Capability(n, mean, within, overall or None, *of_within, *of_all, outside=outside)


def _within(kind: Kind, subgroups: Sequence[Subgroup]) -> tuple[float | None, float]:
    """Sigma within subgroups and its degrees of freedom."""
    if kind is Kind.IMR:
        values = [one.values[0] for one in subgroups if one.values]
        ranges = [abs(later - before) for before, later in pairwise(values)]
        return (fmean(ranges) / d2(2) or None, len(ranges) / (2 * _MOVING)) if ranges else (None, 0.0)
    sizes = [len(one.values) for one in subgroups if len(one.values) > 1]
    if not sizes:
        return None, 0.0
    by_range = kind is Kind.XBAR_R
    found = [(max(one.values) - min(one.values)) / d2(len(one.values)) if by_range else stdev(one.values) / c4(len(one.values)) for one in subgroups if len(one.values) > 1]
    squares = sum((d3(n) / d2(n)) ** 2 if by_range else 1 / c4(n) ** 2 - 1 for n in sizes) / len(sizes) ** 2
    return fmean(found) or None, 1 / (2 * squares)


def _pair(mean: float | None, sigma: float | None, lower: float | None, upper: float | None, n: int, freedom: float) -> tuple[Index, Index]:
    if lower is None and upper is None:
        return Index(None, why=NO_TOLERANCE), Index(None, why=NO_TOLERANCE)
    if mean is None or sigma is None:
        return Index(None, why=TOO_FEW_VALUES), Index(None, why=TOO_FEW_VALUES)
    centred = Index(None, why=ONE_SIDED)
    if lower is not None and upper is not None:
        value = (upper - lower) / (6 * sigma)
        centred = Index(value, value * sqrt(chi_square(0.025, freedom) / freedom), value * sqrt(chi_square(0.975, freedom) / freedom))
    nearest = min((limit - mean) * sign / (3 * sigma) for limit, sign in ((lower, -1), (upper, 1)) if limit is not None)
    half = Z95 * sqrt(1 / (9 * n) + nearest**2 / (2 * freedom))
    return centred, Index(nearest, nearest - half, nearest + half)


def chi_square(share: float, freedom: float) -> float:
    """The value below which chi-square lies with this probability, by halving."""
    low, high = 0.0, freedom + 40 * sqrt(2 * freedom) + 40
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _gamma_below(freedom / 2, middle / 2) < share else (low, middle)
    return (low + high) / 2


def _gamma_below(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function: its series below a + 1, Lentz's continued fraction above."""
    if x <= 0:
        return 0.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        k = a
        while abs(term) > abs(total) * 1e-16:
            k += 1
            term *= x / k
            total += term
        return front * total
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    found = d
    for i in range(1, 10_000):
        an = -i * (i - a)
        b += 2
        d = an * d + b
        d = 1 / (d if abs(d) > tiny else tiny)
        c = b + an / c
        c = c if abs(c) > tiny else tiny
        found *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return 1 - front * found

"""What chance alone would do: p-values, intervals, and how many alarms it may raise. Pure."""

from collections.abc import Sequence
from math import erfc, exp, isinf, lgamma, log, log1p, sqrt

Z95 = 1.959964
"""Two-sided 95 % of the normal distribution."""
LEVEL = 0.05
"""Of the alarms raised at most this share is expected to be false (Benjamini and Hochberg 1995)."""
NOTEWORTHY = 2.0
"""A deviation below so many standard errors is never an alarm, however few raters there are."""
_TINY, _STEPS = 1e-300, 400


def two_sided(z: float, degrees: float = float("inf")) -> float:
    """The probability of a deviation of |z| standard errors or more: Student's t with `degrees`, or the normal distribution."""
    if isinf(z):
        return 0.0
    if isinf(degrees) or degrees > 1e6:
        return erfc(abs(z) / sqrt(2))
    return _incomplete_beta(degrees / (degrees + z * z), degrees / 2, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function by its continued fraction (Lentz; Press et al., Numerical Recipes, 6.4)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d, c = 1 / _away(1 + term * d), _away(1 + term / c)
            value *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return min(1.0, front * value)


def _away(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def alarms(zs: Sequence[float | None], degrees: float = float("inf")) -> list[bool]:
    """Which deviations are worth a look among all that were looked at.

    More than NOTEWORTHY standard errors, and within the step-up bound of Benjamini and Hochberg (1995, Journal of the
    Royal Statistical Society B 57): of many raters some deviate by chance. None is never an alarm.
    """
    known = sorted((two_sided(z, degrees), place) for place, z in enumerate(zs) if z is not None)
    reached = max((rank for rank, (p, _) in enumerate(known, 1) if p <= LEVEL * rank / len(known)), default=0)
    named = {place for _, place in known[:reached]}
    return [place in named and z is not None and abs(z) > NOTEWORTHY for place, z in enumerate(zs)]

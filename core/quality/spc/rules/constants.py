"""Constants of samples of a normal process, computed instead of read off four-digit tables. Pure.

c4 is exact by the gamma function. d2 and d3, mean and standard deviation of the range of n in units of sigma, are
integrals over the density of the range, n(n-1) * integral of phi(x) phi(x+w) (Phi(x+w) - Phi(x))^(n-2) dx.
"""

from functools import lru_cache
from math import erfc, exp, gamma, lgamma, pi, sqrt

import numpy as np

_STEP, _REACH, _WIDEST = 0.1, 9.0, 20.0
"""The integrand over x falls off on both sides so fast that the trapezoid rule is exact to rounding."""


@lru_cache(maxsize=256)
def c4(n: int) -> float:
    """Mean of the standard deviation of n values, in sigma; n is at least 2."""
    _at_least_two(n)
    return sqrt(2 / (n - 1)) * (gamma(n / 2) / gamma((n - 1) / 2) if n < 300 else exp(lgamma(n / 2) - lgamma((n - 1) / 2)))


def d2(n: int) -> float:
    """Mean of the range of n values, in sigma; n is at least 2."""
    return _range(n)[0]


def d3(n: int) -> float:
    """Standard deviation of the range of n values, in sigma; n is at least 2."""
    return _range(n)[1]


def _at_least_two(n: int) -> None:
    if n < 2:
        raise ValueError("a spread needs two values")


def _below(x: np.ndarray) -> np.ndarray:
    """The normal distribution function."""
    return np.array([erfc(-one / sqrt(2)) / 2 for one in x.ravel()]).reshape(x.shape)


@lru_cache(maxsize=256)
def _range(n: int) -> tuple[float, float]:
    _at_least_two(n)
    at, weight = np.polynomial.legendre.leggauss(80)
    width, weight = (at + 1) * _WIDEST / 2, weight * _WIDEST / 2
    low = np.arange(-_REACH - _WIDEST, _REACH, _STEP)[:, None]
    high = low + width[None, :]
    inside = _below(high) - _below(low)
    density = np.exp(-(low**2 + high**2) / 2) / (2 * pi) * inside ** (n - 2)
    of_width = n * (n - 1) * density.sum(axis=0) * _STEP
    mean = float((of_width * width * weight).sum())
    return mean, sqrt(float((of_width * width**2 * weight).sum()) - mean**2)

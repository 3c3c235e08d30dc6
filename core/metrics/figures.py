"""What a handful of records tells: shares, medians and means with their 95 % intervals. Pure.

Records are counted by value: {value: how many}. Exact rational arithmetic up to the value; intervals in floating point.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt

Z95 = 1.959964
"""Two-sided 95 % of the normal distribution."""
_T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Student's t, two-sided 95 %, by degrees of freedom (any statistics textbook's table)."""
EXACT_RANKS = 60
"""Up to so many records the ranks of a median's interval come from the binomial distribution, beyond from its normal limit."""


@dataclass(frozen=True)
class Figure:
    """A value with its 95 % interval; the ends are None where too few records bound it."""

    value: Fraction
    n: int
    low: float | None
    high: float | None


def t95(degrees: int) -> float:
    """Student's t for a two-sided 95 % interval."""
    if degrees <= len(_T95):
        return _T95[degrees - 1]
    # Beyond the table the expansion around the normal value (Cornish and Fisher) is good to four places.
    return Z95 + (Z95**3 + Z95) / (4 * degrees) + (5 * Z95**5 + 16 * Z95**3 + 3 * Z95) / (96 * degrees**2)


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The 95 % interval of a share (Wilson 1927); None where nothing was counted."""
    if not n:
        return None
    share, square = k / n, Z95**2
    middle, half = (share + square / (2 * n)) / (1 + square / n), Z95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def share(cells: Mapping[int, int]) -> Figure | None:
    """The part of the records whose value is 1, in percent; the others have the value 0. None where there is none."""
    n, k = sum(cells.values()), cells.get(1, 0)
    bounds = wilson(k, n)
    return None if bounds is None else Figure(Fraction(100 * k, n), n, 100 * bounds[0], 100 * bounds[1])


def mean(cells: Mapping[int, int]) -> Figure | None:
    """The mean with Student's t interval, which needs two records. None where there is none."""
    n = sum(cells.values())
    if not n:
        return None
    middle = Fraction(sum(value * count for value, count in cells.items()), n)
    if n < 2:
        return Figure(middle, n, None, None)
    spread = sum(count * (value - middle) ** 2 for value, count in cells.items()) / (n - 1)
    half = t95(n - 1) * sqrt(float(spread) / n)
    return Figure(middle, n, float(middle) - half, float(middle) + half)


def median(cells: Mapping[int, int]) -> Figure | None:
    """The median with the interval between two of the records (order statistics; Conover 1999, 3.2), which needs six.

    It asks nothing of the distribution: how many of n records lie below the true median is binomial with one half.
    """
    n = sum(cells.values())
    if not n:
        return None
    middle = Fraction(_ranked(cells, (n + 1) // 2) + _ranked(cells, n // 2 + 1), 2)
    rank = median_rank(n)
    if not rank:
        return Figure(middle, n, None, None)
    return Figure(middle, n, float(_ranked(cells, rank)), float(_ranked(cells, n + 1 - rank)))


def median_rank(n: int) -> int:
    """Which record, counted from either end, bounds the median of `n` with at least 95 %; 0 where none does."""
    if n > EXACT_RANKS:
        return int((n + 1 - Z95 * sqrt(n)) / 2)
    below, rank = 0, 0
    while 1000 * (below + comb(n, rank)) <= 25 * 2**n:
        below += comb(n, rank)
        rank += 1
    return rank


def _ranked(cells: Mapping[int, int], rank: int) -> int:
    """The value of the record at `rank`, counted from 1 in ascending order."""
    seen = 0
    for value in sorted(cells):
        seen += cells[value]
        if seen >= rank:
            return value
    raise IndexError(rank)


def net(cells: Mapping[int, int]) -> Figure | None:
    """Those with the value 1 less those with -1, in percent of all (0: neither), such as promoters less detractors. None where there is none.

    Of n drawn with the shares p and q of 1 and -1, the difference has the variance (p + q - (p - q)^2) / n: that of a multinomial. The
    interval adds one to either side before it is worked out, so that it does not shrink to nothing where all say the same
    (Bonett and Price 2012, Journal of Educational and Behavioral Statistics 37: the same difference of two shares of one sample).
    """
    n = sum(cells.values())
    if not n:
        return None
    up, down = cells.get(1, 0), cells.get(-1, 0)
    p, q = (up + 1) / (n + 2), (down + 1) / (n + 2)
    value, half = Fraction(100 * (up - down), n), 100 * Z95 * sqrt((p + q - (p - q) ** 2) / (n + 2))
    middle = 100 * (p - q)
    return Figure(value, n, max(-100.0, min(float(value), middle - half)), min(100.0, max(float(value), middle + half)))

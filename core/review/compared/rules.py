"""The reference class: by how much similar closed projects ran over, with n and interval. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.metrics import figures
from core.words import N_

LEAST = 5
"""Below so many projects nothing is compared: too few say nothing, and might tell of one."""
MOST = 500
TOO_FEW = N_("{n} similar closed projects have both figures; from {least} on they can be compared with.")


@dataclass(frozen=True)
class Against:
    """The ratios of the reference class (actual to planned, 1 is as planned): the median with its 95 % interval, quartiles, and where this project stands."""

    n: int
    own: Fraction | None
    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    first: Fraction | None = None
    third: Fraction | None = None
    over: Fraction | None = None
    """Which part of the class ran over."""
    better: Fraction | None = None
    """Which part of the class had a higher ratio than this project."""


def against(ratios: Sequence[Fraction], own: Fraction | None) -> Against:
    """What the class says; below LEAST only how few they are."""
    if len(ratios) < LEAST:
        return Against(len(ratios), own)
    cells: dict[int, int] = {}
    for one in ratios:
        cells[round(one * 1000)] = cells.get(round(one * 1000), 0) + 1
    figure = figures.median(cells)
    ordered = sorted(ratios)
    return Against(
        len(ratios), own, figure.value / 1000 if figure else None, Fraction(figure.low) / 1000 if figure and figure.low is not None else None,
        Fraction(figure.high) / 1000 if figure and figure.high is not None else None, quantile(ordered, Fraction(1, 4)), quantile(ordered, Fraction(3, 4)),
        Fraction(sum(one > 1 for one in ratios), len(ratios)), None if own is None else Fraction(sum(one > own for one in ratios), len(ratios)),
    )  # fmt: skip


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """By straight lines between the records (type 7 of Hyndman and Fan 1996), as spreadsheets do."""
    at = (len(ordered) - 1) * part
    index = int(at)
    return ordered[index] if index + 1 >= len(ordered) else ordered[index] + (ordered[index + 1] - ordered[index]) * (at - index)

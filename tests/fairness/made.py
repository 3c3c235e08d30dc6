"""Published tables, and made-up rounds whose truth is known."""

import numpy as np

from core.fairness.rules.ratings import Ratings

N = float("nan")
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
).T
"""Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C and D: 12 units, 4 observers; also Gwet 2014,
Handbook of Inter-Rater Reliability, 4th ed., page 120 (irrCAC: cac.raw4raters)."""
SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
"""Shrout and Fleiss 1979, table 2: 6 targets, 4 judges."""
ABSTRACTORS = np.array([[0, 0]] * 13 + [[1, 1]] * 20 + [[1, 2]] * 7 + [[2, 1]] * 4 + [[2, 2]] * 56, dtype=float)
"""Gwet 2014 (irrCAC: cont3x3abstractors): two abstractors, ectopic, abnormal and normal pregnancies."""


def ratings(values: np.ndarray) -> Ratings:
    units, raters = values.shape
    return Ratings(tuple(f"u{i}" for i in range(units)), tuple(f"r{i}" for i in range(raters)), values)


def round_of(seed: int, shifts: np.ndarray, *, units: int = 60, each: int = 3, noise: float = 5.0) -> Ratings:
    """A round: every unit has its own truth, `each` raters score it, every rater adds the own shift and noise."""
    dice = np.random.default_rng(seed)
    values = np.full((units, len(shifts)), np.nan)
    truth = dice.normal(80, 8, units)
    for unit in range(units):
        chosen = dice.choice(len(shifts), each, replace=False)
        values[unit, chosen] = np.round(truth[unit] + shifts[chosen] + dice.normal(0, noise, each), 1)
    return ratings(values)

"""Where the work may end and what it may have cost by then, as past periods spread. Pure, and the same for the same past.

Periods are drawn from those that have been, with replacement, what was earned and what it cost in a period together, until
all is earned (a bootstrap of the pace). P10 and P90 are the bounds between which eight of ten runs lie. It knows nothing of
the network: where tasks have a best and a worst case, the plan's own runs say more (`core.planning.rules.risk`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RUNS = 1000
LEAST = 4
"""Fewer periods say nothing about how they spread."""
FARTHEST = 260
"""Periods ahead; a pace that needs more has no end worth naming."""
LOW, HIGH = 10, 90


@dataclass(frozen=True)
class Spread:
    """`finish`: in how many periods from now all is earned; `cost`: what is still spent until then, None where it is not known.

    `earned`: what is earned in total, at least and at most, after each period from now on until the later finish.
    """

    periods: int
    finish: tuple[float, float]
    cost: tuple[float, float] | None
    earned: tuple[tuple[float, float], ...]


def spread(earned: Sequence[float], cost: Sequence[float] | None, left: float, seed: int = 0) -> Spread | None:
    """From what was earned and spent in each past period, and what is left to earn; None where too few periods or no pace tell."""
    if len(earned) < LEAST or left <= 0 or sum(earned) <= 0:
        return None
    dice = np.random.default_rng(seed)
    drawn = dice.integers(0, len(earned), (RUNS, FARTHEST))
    so_far = np.cumsum(np.asarray(earned, float)[drawn], axis=1)
    done = so_far >= left
    if done.any(axis=1).mean() <= HIGH / 100:
        return None
    last = np.where(done.any(axis=1), done.argmax(axis=1), FARTHEST - 1)
    runs = np.arange(RUNS)
    before = np.where(last > 0, so_far[runs, last - 1], 0.0)
    step = np.maximum(so_far[runs, last] - before, 1e-12)
    part = np.clip((left - before) / step, 0.0, 1.0)
    finish = last + part
    low, high = (float(one) for one in np.percentile(finish, [LOW, HIGH]))
    spent = None
    if cost is not None:
        sums = np.cumsum(np.asarray(cost, float)[drawn], axis=1)
        earlier = np.where(last > 0, sums[runs, last - 1], 0.0)
        spent = tuple(float(one) for one in np.percentile(earlier + part * (sums[runs, last] - earlier), [LOW, HIGH]))
    until = min(FARTHEST, int(np.ceil(high)))
    bounds = np.percentile(np.minimum(so_far[:, :until], left), [LOW, HIGH], axis=0)
    return Spread(len(earned), (low, high), spent, tuple((float(a), float(b)) for a, b in bounds.T))  # type: ignore[arg-type]

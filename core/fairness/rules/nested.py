"""Who finds more or less than the others where raters never met the same object: adjusted for what is known of the objects. Pure.

outcome = covariates + rater (+ rest). Every object has one rater, so raters and objects cannot be told apart by the
scores alone; what is known of the objects (covariates) takes its share first, and only the rest is laid to the rater.
What is not known of them stays in the effect: it is a reason to look, never a verdict.

A random-intercept model. Numeric outcomes: the linear mixed model (Henderson 1975). Outcomes of yes and no: logistic,
by penalised quasi-likelihood (Breslow and Clayton 1993, Journal of the American Statistical Association 88), which
keeps raters with few objects, rare outcomes, or no event at all at finite effects. Numeric covariates are standardised,
categories become indicators; all of them carry the weakly informative scale of 2.5 (Gelman, Jakulin, Pittau and Su 2008,
Annals of Applied Statistics 2), so that separation and many rare levels do no harm. Raters are drawn together by
`severity.shrunken`, alarms are held down by `chance.alarms`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from core.fairness.rules.ratings import Numbers, Why
from core.fairness.rules.severity import Effect, Shrunken, grain, judged, shrunken

LEVELS_AT_MOST = 40
"""Categories of a covariate that count singly, the most frequent ones; the rest is one."""
LEAST = 5
"""Objects below which a category joins the rest."""
SCALE = 2.5
LOGIT_CAP = 25.0
"""Largest variance between raters on the logit scale: a standard deviation of 5."""
ROUNDS, CLOSE = 40, 1e-5


@dataclass(frozen=True)
class Covariate:
    """What was made of a column: numeric, or categories of which `kept` count singly; and how many cells were empty."""

    name: str
    numeric: bool
    kept: int
    missing: int


@dataclass(frozen=True)
class Nested:
    """Raters' effects, in the order of their names. On the logit scale where the outcome is yes or no."""

    effects: tuple[Effect, ...]
    binary: bool
    n: int
    mean: float | None
    """Of the outcome."""
    spread: float | None
    """Standard deviation between raters, on the effects' scale."""
    covariates: tuple[Covariate, ...]
    expected: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    """By rater: the outcome expected had this rater met every object here, with both ends of its 95 % interval."""
    why: Why | None = None


def nested(raters: Sequence[str], outcomes: Sequence[float], covariates: Mapping[str, Sequence[str | float | None]]) -> Nested:
    """Each rater's effect on the outcome, adjusted for covariates (columns of numbers or of texts; None is missing).

    Outcomes of 0 and 1 only are read as yes and no. Undefined with a reason: one rater, no variance.
    """
    names, places = np.unique(np.asarray(raters, dtype=object).astype(str), return_inverse=True)
    y = np.asarray(outcomes, dtype=float)
    binary = bool(len(y)) and set(np.unique(y)) <= {0.0, 1.0}
    columns, made = _design(covariates, len(y))
    counts = np.bincount(places, minlength=len(names))
    why = Why.ONE_RATER if len(names) < 2 else Why.NO_VARIANCE if len(np.unique(y)) < 2 else None
    if why is None and len(y) <= len(names) + 1:
        why = Why.TOO_FEW
    if why is not None:
        effects = tuple(Effect(str(name), int(n), None, why=why) for name, n in zip(names, counts, strict=True))
        return Nested(effects, binary, len(y), float(y.mean()) if len(y) else None, None, made, why=why)
    order = np.argsort(places, kind="stable")
    fitted = _Fit(columns[order], y[order], np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    found, line, degrees = fitted.yes_or_no() if binary else fitted.numeric()
    effects = judged([str(name) for name in names], counts.tolist(), found, degrees)
    return Nested(effects, binary, len(y), float(y.mean()), float(found.spread**0.5), made, _expected(effects, line, binary))


def _expected(effects: Sequence[Effect], line: Numbers, binary: bool) -> dict[str, tuple[float, float, float]]:
    def outcome(shift: float) -> float:
        return float(_chance(line + shift).mean() if binary else line.mean() + shift)

    return {
        one.rater: (outcome(one.effect), outcome(one.low), outcome(one.high))
        for one in effects
        if one.effect is not None and one.low is not None and one.high is not None
    }


def _chance(line: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(line, -35, 35)))


def _design(covariates: Mapping[str, Sequence[str | float | None]], n: int, least: int = LEAST, levels: int = LEVELS_AT_MOST) -> tuple[Numbers, tuple[Covariate, ...]]:
    """The columns of the covariates, the first one all ones; and what was made of each."""
    columns, made = [np.ones(n)], []
    for name, cells in covariates.items():
        missing = sum(cell is None for cell in cells)
        numeric = all(not isinstance(cell, str) for cell in cells)
        found = _standardised(cells) if numeric else _indicators(cells, least, levels)
        made.append(Covariate(name, numeric, len(found), missing))
        columns += found
    return np.column_stack(columns), tuple(made)


def _standardised(cells: Sequence[str | float | None]) -> list[Numbers]:
    """One column of mean 0 and deviation 1, gaps at the mean; a second one that marks the gaps, if there are any."""
    values = np.array([np.nan if cell is None else cell for cell in cells], dtype=float)
    gaps = np.isnan(values)
    if gaps.all():
        return []
    middle, spread = float(values[~gaps].mean()), float(values[~gaps].std())
    found = [np.where(gaps, 0.0, values - middle) / spread] if spread > 1e-12 * max(1.0, abs(middle)) else []
    return found + ([gaps.astype(float)] if gaps.any() else [])


def _indicators(cells: Sequence[str | float | None], least: int, levels: int) -> list[Numbers]:
    """A column for each frequent category; rare ones share one, and so do gaps."""
    values = np.array(["\0" if cell is None else str(cell) for cell in cells])
    frequent = sorted(Counter(values.tolist()).items(), key=lambda one: (-one[1], one[0]))
    kept = [name for name, n in frequent[:levels] if n >= least]
    found = [(values == name).astype(float) for name in kept]
    rest = ~np.isin(values, kept)
    if rest.any():
        found.append(rest.astype(float))
    return found if len(found) > 1 else []


def grouped(
    raters: Sequence[str],
    counts: Sequence[int],
    sums: Sequence[float],
    squares: Sequence[float],
    covariates: Mapping[str, Sequence[str | float | None]],
    *,
    levels: int = LEVELS_AT_MOST,
) -> Nested:
    """`nested` for a numeric outcome of which only n, sum and sum of squares are known, by rater and covariates.

    The same figures as from the single outcomes, as long as each cell is one rater and one combination of covariates.
    """
    names, places = np.unique(np.asarray(raters, dtype=object).astype(str), return_inverse=True)
    n, total, square = (np.asarray(one, dtype=float) for one in (counts, sums, squares))
    columns, made = _design(covariates, len(n), least=1, levels=levels)
    each = np.bincount(places, weights=n, minlength=len(names)).astype(int)
    objects = int(n.sum()) if len(n) else 0
    mean = float(total.sum() / objects) if objects else None
    inside = float((square - total**2 / n).sum()) if objects else 0.0
    spread = float(square.sum() - objects * mean**2) if mean is not None else 0.0
    why = Why.ONE_RATER if len(names) < 2 else Why.NO_VARIANCE if spread <= 1e-9 * max(1.0, abs(mean or 0)) else None
    if why is None and objects <= len(names) + 1:
        why = Why.TOO_FEW
    if why is not None:
        return Nested(tuple(Effect(str(name), int(k), None, why=why) for name, k in zip(names, each, strict=True)), False, objects, mean, None, made, why=why)
    order = np.argsort(places, kind="stable")
    cells = np.bincount(places, minlength=len(names))
    fitted = _Fit(columns[order], (total / n)[order], np.concatenate(([0], np.cumsum(cells)[:-1])), cells, n[order], max(0.0, inside))
    found, _, degrees = fitted.numeric()
    return Nested(judged([str(name) for name in names], each.tolist(), found, degrees), False, objects, mean, float(found.spread**0.5), made)


class _Fit:
    """Objects in order of their raters; eliminates the covariates and leaves each rater's part.

    Numeric outcomes may come as means of `n` objects each, with the squares `inside` them about those means.
    """

    def __init__(self, columns: Numbers, y: Numbers, starts: Numbers, counts: Numbers, n: Numbers | None = None, inside: float = 0.0) -> None:
        self.x, self.y, self.starts, self.counts = columns, y, starts, counts
        self.n, self.inside = np.ones(len(y)) if n is None else n, inside
        self.places = np.repeat(np.arange(len(counts)), counts)

    def _solved(self, weight: Numbers, working: Numbers, prior: float, cap: float) -> tuple[Shrunken, Numbers]:
        """The raters' effects and the covariates' coefficients of a weighted linear model."""
        weighted = self.x * weight[:, None]
        ridge = np.diag([0.0] + [1 / prior**2] * (self.x.shape[1] - 1))
        inside = self.x.T @ weighted + ridge + 1e-12 * np.eye(self.x.shape[1])
        cross = np.add.reduceat(weighted, self.starts, axis=0)
        own = np.add.reduceat(weight * working, self.starts)
        along = weighted.T @ working
        both = np.linalg.solve(inside, np.column_stack([cross.T, along]))
        information = np.diag(np.add.reduceat(weight, self.starts)) - cross @ both[:, :-1]
        found = shrunken(information, own - cross @ both[:, -1], cap)
        return found, both[:, -1] - both[:, :-1] @ found.effects

    def yes_or_no(self) -> tuple[Shrunken, Numbers, float]:
        """Penalised quasi-likelihood: the weighted linear model of the working outcome, again until nothing moves."""
        start = (self.y.sum() + 0.5) / (len(self.y) + 1)
        whole = np.full(len(self.y), np.log(start / (1 - start)))
        for _ in range(ROUNDS):
            chance = _chance(whole)
            weight = np.maximum(chance * (1 - chance), 1e-6)
            found, slopes = self._solved(weight, whole + (self.y - chance) / weight, SCALE, LOGIT_CAP)
            line = self.x @ slopes
            then = line + found.effects[self.places]
            step = np.clip(then - whole, -4, 4)
            whole = whole + step
            if np.abs(step).max() < CLOSE:
                break
        return found, line, inf

    def numeric(self) -> tuple[Shrunken, Numbers, float]:
        """The linear model; the rest's variance from objects of the same rater, covariates taken out."""
        root, objects = np.sqrt(self.n), float(self.n.sum())
        mean = float(self.n @ self.y) / objects
        scale = ((float(self.n @ (self.y - mean) ** 2) + self.inside) / objects) ** 0.5
        inner = self._within(self.x[:, 1:]) * root[:, None]
        y = self._within(self.y[:, None])[:, 0] * root
        rank, rest = 0, y
        if inner.shape[1]:
            slopes, _, rank, _ = np.linalg.lstsq(inner, y, rcond=1e-9)
            rest = y - inner @ slopes
        degrees = max(1, int(objects) - len(self.counts) - int(rank))
        variance = max((float(rest @ rest) + self.inside) / degrees, 0.0 if self.inside else grain(self.y), 1e-12 * scale**2)
        found, slopes = self._solved(self.n / variance, self.y, SCALE * scale, inf)
        return found, self.x @ slopes, degrees

    def _within(self, columns: Numbers) -> Numbers:
        """Columns less their mean over the objects of the same rater."""
        whole = np.add.reduceat(columns * self.n[:, None], self.starts, axis=0)
        return columns - (whole / np.add.reduceat(self.n, self.starts)[:, None])[self.places]

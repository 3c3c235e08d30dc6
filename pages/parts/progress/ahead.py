"""What lies ahead on the S-curve: between which bounds the work is done and has cost, from the plan's own runs or from the past pace."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from statistics import median

import streamlit as st

from core.planning.rules.moments import day_of, midnight
from core.planning.rules.risk import Risk
from core.progress.value.queries import Point, Value
from core.progress.value.rules import Figure, rounded
from core.progress.value.spread import Spread, spread
from pages.parts.sketch import Rows
from pages.parts.words import day, number, plain, t

MS = 6000
"""Milliseconds a tick."""
ESTIMATES = {Figure.EAC_CPI: "EAC", Figure.EAC_ATYPICAL: "EAC₂", Figure.EAC_CPI_SPI: "EAC₃"}


class How(StrEnum):
    """What the bounds follow from."""

    RUNS = "runs"
    """The plan run many times with the best and worst cases of its tasks: P10 and P90."""
    PAST = "past"
    """The past periods drawn again and again: P10 and P90."""
    TWO = "two"
    """Too little is known of either: the rest as planned, and at the pace so far."""


@dataclass(frozen=True)
class Ahead:
    """The bands of the chart, and what they say. `cost` is empty where it is not known; `ends`: the first and the last day of being done."""

    how: How
    done: Rows
    cost: Rows
    ends: tuple[date, date]
    costs: tuple[float, float] | None
    spread_cost: bool
    """Whether the cost is P10 and P90; else it lies between the three estimates."""
    periods: int = 0


def forecast(found: Value, on: date, runs: Risk | None = None) -> Ahead | None:
    """The bands ahead of a day; None where everything is done or nothing can be said. `runs`: of the plan as it stands on that day."""
    ev, bac, ac = (found.figures[one] for one in (Figure.EV, Figure.BAC, Figure.AC))
    if isinstance(ev, str) or isinstance(bac, str) or ev >= bac:
        return None
    earned, cost, length = _past(found.points, on)
    drawn = spread(earned, cost if not isinstance(ac, str) else None, float(bac - ev))
    if runs is not None and day_of(runs.by(0.9), ends=True) > on:
        how, ends = How.RUNS, (day_of(runs.by(0.1), ends=True), day_of(runs.by(0.9), ends=True))
        done = _straight(on, float(ev), float(bac), ends)
    elif drawn is not None:
        how, ends = How.PAST, tuple(on + timedelta(days=max(1, round(one * length))) for one in drawn.finish)
        done = _drawn(on, float(ev), drawn, length)
    else:
        how = How.TWO
        known = sorted({one for one in (found.finish_on, found.rest_on) if one is not None and one > on})
        if not known:
            return None
        ends = (known[0], known[-1])
        done = _straight(on, float(ev), float(bac), ends)
    costs: tuple[float, float] | None = None
    estimates = [float(value) for one in ESTIMATES if isinstance(value := found.figures[one], Fraction)]
    if not isinstance(ac, str):
        if drawn is not None and drawn.cost is not None:
            costs = (float(ac) + drawn.cost[0], float(ac) + drawn.cost[1])
        elif estimates:
            costs = (min(estimates), max(estimates))
    band = [_between(on, float(ac), float(ac)), _between(ends[1], *costs)] if costs and not isinstance(ac, str) else []
    return Ahead(how, done, band, ends, costs, drawn is not None and drawn.cost is not None, drawn.periods if drawn else 0)  # type: ignore[arg-type]


def _past(points: Sequence[Point], on: date) -> tuple[list[float], list[float] | None, float]:
    """What was earned and spent in each whole period of which both ends are known, and how many days a period has."""
    known = [one for one in points if one.day <= on and one.least is not None and one.least == one.most]
    pairs = list(itertools.pairwise(known))
    gaps = [(after.day - before.day).days for before, after in pairs]
    usual = median(gaps) if gaps else 7
    whole = [pair for pair, gap in zip(pairs, gaps, strict=True) if gap >= usual]
    earned = [float(after.least - before.least) for before, after in whole]  # type: ignore[operator]
    if any(one.ac is None for pair in whole for one in pair[1:]):
        return earned, None, usual
    return earned, [float((after.ac or 0) - (before.ac or 0)) for before, after in whole], usual


def _straight(on: date, ev: float, bac: float, ends: tuple[date, date]) -> Rows:
    first, last = (max(one, on + timedelta(days=1)) for one in ends)
    slow = ev + (bac - ev) * (first - on).days / (last - on).days
    return [_between(on, ev, ev), _between(first, slow, bac), *([_between(last, bac, bac)] if last > first else [])]


def _drawn(on: date, ev: float, drawn: Spread, length: float) -> Rows:
    return [_between(on, ev, ev), *(_between(on + timedelta(days=round((n + 1) * length)), ev + low, ev + high) for n, (low, high) in enumerate(drawn.earned))]


def _between(on: date, least: float, most: float) -> dict[str, object]:
    return {"at": midnight(on) * MS, "least": least, "most": most}


def estimates(found: Value, ahead: Ahead | None, written: dict[Figure, str]) -> Rows:
    """The three estimates as marks at the end of the bands; `written`: each as the viewer reads it."""
    if ahead is None:
        return []
    return [
        {"at": midnight(ahead.ends[1]) * MS, "value": float(value), "name": code, "text": written[one], "day": day(ahead.ends[1])}
        for one, code in ESTIMATES.items() if isinstance(value := found.figures[one], Fraction)
    ]  # fmt: skip


def told(ahead: Ahead | None, unit: str) -> None:
    """What the bands say, in words. `unit`: "h" where hours are counted, nothing where money is."""
    if ahead is None:
        return
    early, late = (day(one) for one in ahead.ends)
    if ahead.how is How.RUNS:
        st.caption(t("Ahead, dotted: in 8 of 10 runs of the plan with the best and worst cases of its tasks the work is done between {early} (P10) and {late} (P90).", early=early, late=late))
    elif ahead.how is How.PAST:
        st.caption(t("Ahead, dotted: done between {early} (P10) and {late} (P90) if periods like the {count} past ones follow each other in any order, in 8 of 10 draws.", early=early, late=late, count=number(ahead.periods, 0)))
    else:
        st.caption(t("Ahead, dotted: done between {early} and {late}. One is if the rest goes as planned, the other at the pace so far; neither is a probability.", early=early, late=late))
    if ahead.costs:
        low, high = (f"{number(rounded(Fraction(one), 1 if unit else 2), 1 if unit else 2)}{f' {plain(unit)}' if unit else ''}" for one in ahead.costs)
        if ahead.spread_cost:
            st.caption(t("Cost when all is done: between {low} (P10) and {high} (P90), from the past periods; the diamonds are the three estimates below.", low=low, high=high))
        else:
            st.caption(t("Cost when all is done: between {low} and {high}, by the three estimates below.", low=low, high=high))

"""Patterns beside colleagues and items beside each other: planted ones are found, honest ones left alone, by the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fairness.rules.agreement import alpha as published
from core.fairness.rules.habits import Habit, beside_peers, tail
from core.fairness.rules.items import Counted, alpha, judged
from core.fairness.rules.ratings import Level
from core.metrics.figures import wilson
from tests.fairness.made import KRIPPENDORFF, ratings


def test_tails_and_intervals_by_hand():
    assert tail(2, 3, 0.5) == pytest.approx(0.5)
    assert tail(0, 5, 0.1) == 1
    assert tail(5, 5, 0.1) == pytest.approx(1e-5)
    assert (tail(1, 5, 0.0), tail(1, 5, 1.0), tail(6, 5, 0.5)) == (0, 1, 0)
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Wilson 1927; Newcombe 1998
    assert wilson(0, 0) is None


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0, 1))
def test_a_tail_is_a_probability_and_falls(k, n, p):
    assert 0 <= tail(k + 1, n, p) <= tail(k, n, p) + 1e-9 <= 1 + 1e-8


@given(st.integers(0, 40), st.integers(1, 40))
def test_an_interval_holds_its_share(k, n):
    k = min(k, n)
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


def month(dice, rates: dict[Habit, np.ndarray], sheets: int) -> dict:
    return {(person, habit): (int(dice.binomial(sheets, rate)), sheets) for habit, given_ in rates.items() for person, rate in enumerate(given_)}


def test_planted_patterns_are_found_and_honest_people_are_left_alone(capsys):
    """Ten inspectors, 16 sheets each, every habit at 8 % by chance; one of them straight-lines half of the sheets, one has halos on half."""
    honest_rates = {habit: np.full(10, 0.08) for habit in Habit}
    planted = {habit: rate.copy() for habit, rate in honest_rates.items()}
    planted[Habit.STRAIGHT][0] = planted[Habit.HALO][1] = 0.5
    dice, hits, beside, alarms = np.random.default_rng(4), [], [], []
    for _ in range(200):
        marked = {(one.person, one.habit) for one in beside_peers(month(dice, planted, 16), 5) if one.flag}
        truth = {(0, Habit.STRAIGHT), (1, Habit.HALO)}
        hits.append(len(marked & truth) / 2)
        beside.append(len(marked - truth) / max(1, len(marked)))
        alarms.append(any(one.flag for one in beside_peers(month(dice, honest_rates, 16), 5)))
    with capsys.disabled():
        print(f"\npatterns: power {np.mean(hits):.0%}, false among marks {np.mean(beside):.1%}, honest rounds with an alarm {np.mean(alarms):.1%}")
    assert np.mean(hits) >= 0.8
    assert np.mean(beside) <= 0.08
    assert np.mean(alarms) <= 0.1


def test_below_the_fewest_there_is_no_mark():
    assert not any(one.flag for one in beside_peers({(0, Habit.QUICK): (4, 4), (1, Habit.QUICK): (0, 90)}, 5))
    told = beside_peers({(0, Habit.QUICK): (5, 5), (1, Habit.QUICK): (1, 90)}, 5)
    assert [one.flag for one in told] == [True, False]
    assert (told[0].share, told[0].peers) == (1.0, pytest.approx(1 / 90))


def item(dice, number: int, wording: float, units: int = 30) -> Counted:
    """Three inspectors a project; `wording` is how much each guesses (standard deviation in parts of full points)."""
    truth = dice.uniform(0.3, 1, units)
    parts = np.clip(truth[:, None] + dice.normal(0, wording, (units, 3)), 0, 1)
    apart = int((parts.max(axis=1) - parts.min(axis=1) >= 0.25).sum())
    inside = float((parts.var(axis=1, ddof=1) * 3).sum())
    return Counted(number, units, apart, parts.size, float(parts.sum()), float((parts**2).sum()), inside)


def test_a_badly_worded_item_is_found_and_good_ones_are_left_alone(capsys):
    dice, found, others, alarms = np.random.default_rng(9), [], [], []
    for _ in range(150):
        told = judged([item(dice, number, 0.3 if number == 0 else 0.08) for number in range(20)], 5)
        found.append(told[0].flag)
        others.append(any(one.flag for one in told[1:]))
        alarms.append(any(one.flag for one in judged([item(dice, number, 0.1) for number in range(20)], 5)))
    with capsys.disabled():
        print(f"\nitems: power {np.mean(found):.0%}, a good item flagged beside it in {np.mean(others):.1%}, honest rounds with an alarm {np.mean(alarms):.1%}")
    assert np.mean(found) >= 0.9
    assert np.mean(others) <= 0.1
    assert np.mean(alarms) <= 0.1


def test_alpha_from_sums_is_krippendorffs():




    rows = [row[~np.isnan(row)] for row in KRIPPENDORFF]
    rows = [row for row in rows if len(row) > 1]
    flat = np.concatenate(rows)
    one = Counted(1, len(rows), 0, len(flat), float(flat.sum()), float((flat**2).sum()), float(sum(len(row) * row.var(ddof=1) for row in rows)))
    assert alpha(one) == pytest.approx(published(ratings(KRIPPENDORFF), Level.INTERVAL))
    assert alpha(Counted(1, 2, 0, 4, 4.0, 4.0, 0.0)) is None

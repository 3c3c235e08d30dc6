"""Agreement: published tables, laws, and what is undefined."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fairness.rules.agreement import _alpha, _distances, agreement, alpha, gwet, icc, kappa, weights
from core.fairness.rules.ratings import Level, Ratings, Why
from tests.fairness.made import ABSTRACTORS, KRIPPENDORFF, SHROUT_FLEISS, N, ratings


@pytest.mark.parametrize(("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_alpha_is_that_of_krippendorffs_own_example(level, published):
    assert alpha(ratings(KRIPPENDORFF), Level(level)) == pytest.approx(published, abs=5e-4)


def test_ac1_is_that_of_gwets_four_raters():
    assert gwet(ratings(KRIPPENDORFF), Level.NOMINAL) == pytest.approx(0.77544, abs=5e-6)
    assert agreement(ratings(KRIPPENDORFF), Level.NOMINAL).exact == pytest.approx(0.8181818)


def test_two_abstractors_are_those_of_gwets_table():
    found = agreement(ratings(ABSTRACTORS), Level.NOMINAL)
    assert found.gwet_ac1 == pytest.approx(0.8493305, abs=5e-8)
    assert found.weighted_kappa == pytest.approx(0.7964094, abs=5e-8)
    assert found.krippendorff_alpha == pytest.approx(0.7972585, abs=5e-8)
    assert found.exact == pytest.approx(0.89)


def test_intraclass_correlations_are_those_of_shrout_and_fleiss():
    found = icc(SHROUT_FLEISS)
    published = {"icc1": 0.17, "icc2": 0.29, "icc3": 0.71, "icc1k": 0.44, "icc2k": 0.62, "icc3k": 0.91}
    assert {name: round(value, 2) for name, value in found.items()} == published | {"icc3": pytest.approx(0.71, abs=0.011)}
    assert found["icc3"] == pytest.approx(0.7148, abs=5e-5)
    assert found["icc1"] == pytest.approx(0.1657, abs=5e-5)


def test_weights_are_those_that_gwet_prints_for_three_categories():
    three = np.array([1.0, 2.0, 3.0])
    assert weights(three, Level.ORDINAL)[0] == pytest.approx([1, 2 / 3, 0])
    assert weights(three, Level.INTERVAL)[0] == pytest.approx([1, 0.75, 0])
    assert weights(three, Level.RATIO)[0] == pytest.approx([1, 1 - (1 / 3) ** 2 / 0.25, 0])
    assert (weights(three, Level.NOMINAL) == np.eye(3)).all()


def test_weighted_kappa_by_hand():
    """Five cases on 1 to 3: observed distances 0 0 1 0 2; chance by the margins (2, 1, 2) and (1, 2, 2) of five."""
    one, other = [1, 1, 2, 3, 3], [1, 2, 2, 3, 2]
    table = ratings(np.array([one, other], dtype=float).T)
    mean = sum(abs(a - b) for a in one for b in other) / 25
    assert kappa(table, Level.ORDINAL) == pytest.approx(1 - (2 / 5) / mean)
    square = sum((a - b) ** 2 for a in one for b in other) / 25
    assert kappa(table, Level.INTERVAL) == pytest.approx(1 - (2 / 5) / square)


def test_kappa_collapses_where_nearly_all_agree_and_gwets_does_not():
    """The paradox: 118 of 125 the same, and kappa near zero (Gwet 2008)."""
    table = ratings(np.array([[1, 1]] * 118 + [[1, 0]] * 5 + [[0, 1]] * 2, dtype=float))
    assert abs(kappa(table, Level.NOMINAL)) < 0.05
    assert gwet(table, Level.NOMINAL) > 0.93


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([[1.0], [2.0]], Why.ONE_RATER),
        ([[1.0, N], [2.0, N]], Why.ONE_RATER),
        ([[1.0, 2.0]], Why.ONE_UNIT),
        ([[1.0, N], [N, 2.0]], Why.NO_OVERLAP),
        ([[3.0, 3.0], [3.0, 3.0]], Why.NO_VARIANCE),
    ],
)
def test_what_is_undefined_is_none_with_its_reason(values, why):
    found = agreement(ratings(np.array(values)), Level.INTERVAL)
    assert found.krippendorff_alpha is found.gwet_ac1 is found.gwet_ac2 is found.weighted_kappa is None
    assert set(found.icc.values()) == {None}
    reasons = {name: reason for name, reason in found.reasons.items() if "exact" not in name and "step" not in name and "icc" not in name}
    assert set(reasons.values()) == {why}
    assert all(f"icc.{name}" in found.reasons for name in found.icc)


def test_a_ratio_scale_knows_nothing_below_zero_and_names_know_no_more_or_less():
    assert alpha(ratings(np.array([[-1.0, 1.0], [2.0, 2.0]])), Level.RATIO) is Why.NEGATIVE
    assert agreement(ratings(KRIPPENDORFF), Level.NOMINAL).reasons["icc.icc2"] is Why.NAMES


tables = st.integers(2, 6).flatmap(
    lambda raters: st.lists(
        st.lists(st.sampled_from([N, 0.0, 1.0, 2.0, 3.0, 5.0]), min_size=raters, max_size=raters), min_size=2, max_size=12
    )
).map(lambda rows: np.array(rows))
levels = st.sampled_from(list(Level))


def figures(values: np.ndarray, level: Level) -> dict:
    found = agreement(ratings(values), level)
    told = {name: getattr(found, name) for name in ("krippendorff_alpha", "gwet_ac1", "gwet_ac2", "weighted_kappa", "exact", "within_one_step")}
    return told | found.icc


def close(one: dict, other: dict) -> bool:
    return all((one[name] is None) == (other[name] is None) and (one[name] is None or one[name] == pytest.approx(other[name], abs=1e-9)) for name in one)


@settings(max_examples=150, deadline=None)
@given(tables, levels, st.randoms(use_true_random=False))
def test_nobody_and_nothing_counts_by_its_place(values, level, dice):
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    dice.shuffle(rows)
    dice.shuffle(columns)
    assert close(figures(values, level), figures(values[rows][:, columns], level))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 7.0]), min_size=2, max_size=10).filter(lambda one: len(set(one)) > 1), st.integers(2, 5), levels)
def test_perfect_agreement_is_one(truth, raters, level):
    found = figures(np.array([truth] * raters).T, level)
    known = {name: value for name, value in found.items() if value is not None}
    assert set(known) >= {"krippendorff_alpha", "gwet_ac1", "gwet_ac2", "weighted_kappa", "exact"}
    assert all(value == pytest.approx(1) for value in known.values())


@settings(max_examples=100, deadline=None)
@given(tables, st.floats(0.1, 40), st.floats(-50, 50))
def test_interval_figures_do_not_know_the_unit_of_measurement(values, factor, shift):
    assert close(figures(values, Level.INTERVAL), figures(values * factor + shift, Level.INTERVAL))


@settings(max_examples=100, deadline=None)
@given(tables, levels)
def test_figures_stay_in_their_bounds_and_alpha_is_the_same_in_small_and_in_large(values, level):
    found = figures(values, level)
    assert all(value is None or value <= 1 + 1e-9 for value in found.values())
    table = ratings(values)
    one = alpha(table, level)
    if not isinstance(one, Why) and table.undefined() is None:
        pairable = table.counts[table.per_unit > 1]
        seen = pairable.sum(axis=0) > 0
        apart = _distances(table.domain[seen], pairable[:, seen].sum(axis=0), level)
        assert _alpha(pairable[:, seen], apart) == pytest.approx(one, abs=1e-9)


def test_a_table_keeps_the_order_in_which_things_come():
    found = Ratings.of([("b", "y", 1.0), ("a", "y", 2.0), ("b", "x", 3.0)])
    assert (found.units, found.raters) == (("b", "a"), ("y", "x"))
    assert found.values.tolist()[0] == [1.0, 3.0]

"""Intervals as the books print them, and laws that hold whatever was counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import figures
from core.metrics.rules import NOTHING_RECORDED, TOO_FEW, Measure, Statistic, Unit, measured, rounded


def measure(statistic=Statistic.SHARE, least=5):
    return Measure("a.b", "n", "d", "f", "t", statistic, Unit.PERCENT, True, (1,), least=least)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_prints_it(k, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score without continuity correction)."""
    assert figures.wilson(k, n) == pytest.approx((low, high), abs=0.0001)


@pytest.mark.parametrize(("n", "rank"), [(5, 0), (6, 1), (8, 1), (9, 2), (10, 2), (15, 4), (20, 6), (25, 8), (30, 10), (40, 14), (50, 18)])
def test_the_ranks_that_bound_a_median_as_the_tables_print_them(n, rank):
    """Largest rank whose two tails hold at most 5 % (sign test tables, e.g. Dixon and Massey A-10)."""
    assert figures.median_rank(n) == rank


def test_a_median_by_hand():
    found = figures.median({1: 4, 3: 4, 10: 2})
    assert (found.value, found.n, found.low, found.high) == (3, 10, 1.0, 10.0)
    assert figures.median({2: 1, 5: 1}).value * 2 == 7
    assert figures.median({2: 5}).low is None


def test_a_mean_by_hand():
    """1 2 3 4 5: mean 3, standard deviation 1.5811, t 2.776: 3 plus and minus 1.963."""
    found = figures.mean({1: 1, 2: 1, 3: 1, 4: 1, 5: 1})
    assert (float(found.value), found.low, found.high) == pytest.approx((3, 1.037, 4.963), abs=0.001)
    assert figures.mean({7: 1}).low is None


def test_undefined_is_a_sentence_and_never_zero():
    nothing, few = measured(measure(), {}), measured(measure(), {0: 4})
    assert (nothing.value, nothing.n, nothing.why) == (None, 0, NOTHING_RECORDED)
    assert (few.value, few.n, few.why, few.facts) == (None, 4, TOO_FEW, {"n": 4, "least": 5})
    zero = measured(measure(), {0: 5})
    assert (zero.value, zero.n, zero.why) == (0, 5, "")


def test_a_share_is_kept_to_four_places_half_up():
    assert str(measured(measure(), {1: 38, 0: 3}).value) == "92.6829"
    assert str(rounded(figures.Fraction(1, 20000))) == "0.0001"  # 0.00005


CELLS = st.dictionaries(st.integers(0, 400), st.integers(1, 40), min_size=1, max_size=12)


@given(CELLS)
def test_a_value_lies_within_its_interval_and_within_what_was_counted(cells):
    for figure in (figures.median(cells), figures.mean(cells)):
        assert min(cells) <= figure.value <= max(cells)
        assert figure.n == sum(cells.values())
        assert figure.low is None or figure.low <= float(figure.value) + 1e-9 <= figure.high + 2e-9


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_and_its_opposite_mirror_each_other(yes, no):
    cells, other = {1: yes, 0: no}, {1: no, 0: yes}
    one, two = figures.share(cells), figures.share(other)
    if yes + no == 0:
        assert one is two is None
        return
    assert one.value + two.value == 100
    assert one.low == pytest.approx(100 - two.high, abs=1e-9)
    assert 0 <= one.low <= float(one.value) + 1e-9
    assert one.high <= 100


@given(CELLS, st.integers(1, 5))
def test_more_of_the_same_moves_no_median_and_never_widens_its_interval(cells, times):
    more = {value: count * times for value, count in cells.items()}
    one, two = figures.median(cells), figures.median(more)
    assert one.value == two.value
    if one.low is not None:
        assert two.high - two.low <= one.high - one.low

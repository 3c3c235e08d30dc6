"""The bounds between which the work may end: by hand where the past does not spread, then what holds whatever the past."""

from datetime import date, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.rules.moments import midnight
from core.planning.rules.risk import Risk
from core.progress.value.queries import Point, Value
from core.progress.value.rules import Figure, Unit
from core.progress.value.spread import LEAST, spread
from pages.parts.progress import ahead
from pages.parts.progress.ahead import How

DAY = date(2026, 11, 2)


class TestTheSpread:
    def test_a_past_that_does_not_spread_has_one_end(self):
        found = spread([10.0] * 4, [20.0] * 4, 25.0)
        assert found.finish == (2.5, 2.5)
        assert found.cost == (50.0, 50.0)
        assert found.earned == ((10.0, 10.0), (20.0, 20.0), (25.0, 25.0))

    def test_coin_throws_end_where_the_binomial_says(self):
        """Five heads are reached in 6 throws with a chance of 7/64, in 13 of 0.87, in 14 of 0.91: P10 is 6, P90 is 14."""
        low, high = spread([0.0, 2.0] * 2, None, 10.0).finish
        assert (round(low), round(high)) == (6, 14)

    @pytest.mark.parametrize(("earned", "left"), [([10.0] * (LEAST - 1), 5.0), ([0.0] * 9, 5.0), ([10.0] * 9, 0.0), ([1e-9] * 9, 5.0)])
    def test_it_says_nothing_where_nothing_is_known(self, earned, left):
        assert spread(earned, None, left) is None

    @given(st.lists(st.floats(1, 100), min_size=LEAST, max_size=30), st.floats(1, 3000))
    def test_bounds_are_in_order_and_between_the_slowest_and_the_fastest_period(self, earned, left):
        found = spread(earned, earned, left)
        if found is None:
            return
        assert left / max(earned) - 1e-6 <= found.finish[0] <= found.finish[1] <= left / min(earned) + 1e-6
        assert found.cost == pytest.approx((left, left))  # every period costs what it earns
        lows, highs = zip(*found.earned, strict=True)
        assert list(lows) == sorted(lows)
        assert list(highs) == sorted(highs)
        assert all(low <= high <= left + 1e-9 for low, high in found.earned)

    def test_the_same_past_says_the_same(self):
        assert spread([1.0, 5.0, 3.0, 2.0], None, 40.0) == spread([1.0, 5.0, 3.0, 2.0], None, 40.0)


def value(*points: tuple[int, int, int | None], ac: int | None = 30) -> Value:
    """Points by week: earned and cost so far."""
    listed = tuple(Point(DAY + timedelta(weeks=week), F(0), F(ev), F(ev), None if cost is None else F(cost)) for week, ev, cost in points)
    done = listed[-1].least
    figures = dict.fromkeys(Figure, "Unknown") | {
        Figure.EV: done, Figure.BAC: F(100), Figure.AC: "Unknown" if ac is None else F(ac), Figure.EAC_CPI: F(120), Figure.EAC_ATYPICAL: F(110), Figure.EAC_CPI_SPI: F(150),
    }  # fmt: skip
    return Value(Unit.MONEY, True, figures, done, done, None, None, DAY + timedelta(weeks=20), listed, {}, {}, {}, 0, (), (), 0)


class TestWhatLiesAhead:
    def test_the_plans_runs_go_before_the_past(self):
        runs = Risk(0, midnight(DAY), [midnight(DAY + timedelta(days=40 + n)) for n in range(10)], ())
        found = ahead.forecast(value((0, 0, 0), (1, 10, 20)), DAY + timedelta(weeks=1), runs)
        assert (found.how, found.ends) == (How.RUNS, (DAY + timedelta(days=39), DAY + timedelta(days=47)))
        assert (found.costs, found.spread_cost) == ((110, 150), False)
        assert (found.done[0]["least"], found.done[-1]["most"]) == (10, 100)

    def test_four_past_weeks_tell_when_it_ends_and_what_it_costs(self):
        weeks = [(n, 10 * n, 20 * n) for n in range(5)]
        found = ahead.forecast(value(*weeks, ac=80), DAY + timedelta(weeks=4))
        assert (found.how, found.periods, found.ends) == (How.PAST, 4, (DAY + timedelta(weeks=10),) * 2)
        assert (found.costs, found.spread_cost) == ((200, 200), True)
        assert len(ahead.estimates(value(*weeks), found, dict.fromkeys(Figure, ""))) == 3

    def test_too_little_past_leaves_the_two_ways_to_go_on(self):
        found = ahead.forecast(value((0, 0, 0), (1, 10, None), ac=None), DAY + timedelta(weeks=1))
        assert (found.how, found.costs, found.cost) == (How.TWO, None, [])

    def test_what_is_done_has_nothing_ahead(self):
        assert ahead.forecast(value((0, 0, 0), (1, 100, 20)), DAY + timedelta(weeks=1)) is None

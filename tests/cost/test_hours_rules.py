"""Rates and hours by hand: which rate holds, what minutes cost, how a day's hours become others."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cost.hours import rules as hours
from core.cost.rates import rules as rates
from core.cost.rates.rules import Rate

DAY = date(2026, 3, 2)
EVERYBODY, LATER = Rate(None, None, DAY, D(100)), Rate(None, None, DAY + timedelta(days=10), D(110))
HERS, HERE, HERS_HERE = Rate(7, None, DAY, D(150)), Rate(None, 3, DAY, D(120)), Rate(7, 3, DAY + timedelta(days=5), D(180))


class TestWhichRateHolds:
    @pytest.mark.parametrize(
        ("known", "after", "held"),
        [
            ([], 0, None), ([EVERYBODY], -1, None), ([EVERYBODY], 0, 100), ([EVERYBODY, LATER], 9, 100), ([LATER, EVERYBODY], 10, 110), ([EVERYBODY, HERS, LATER], 20, 150),
            ([EVERYBODY, HERE], 0, 120), ([HERE, HERS], 0, 150), ([HERE, HERS, HERS_HERE], 4, 150), ([HERE, HERS, HERS_HERE], 5, 180),
        ],
    )  # fmt: skip
    def test_the_nearest_and_then_the_newest(self, known, after, held):
        assert rates.on(known, 7, 3, DAY + timedelta(days=after)) == held

    def test_others_rates_do_not_matter(self):
        assert rates.on([HERS, HERE, HERS_HERE], 8, 4, DAY + timedelta(days=9)) is None


class TestWhatMinutesCost:
    @pytest.mark.parametrize(("minutes", "hour", "cost"), [(60, "100", "100"), (90, "100.01", "150.02"), (1, "100.01", "1.67"), (1, "0.29", "0"), (1, "0.30", "0.01"), (0, "100", "0")])
    def test_to_the_cent_half_up(self, minutes, hour, cost):
        assert rates.price(minutes, D(hour)) == D(cost)

    @given(st.integers(0, 1440), st.integers(0, 10_000_000))
    def test_never_more_than_half_a_cent_off(self, minutes, cents):
        exact = D(cents) / 100 * minutes / 60
        assert abs(rates.price(minutes, D(cents) / 100) - exact) <= D("0.005")

    @pytest.mark.parametrize("value", ["-1", "100000.01", "1.005", "NaN", "Infinity"])
    def test_what_is_no_rate(self, value):
        with pytest.raises(rates.NotARate):
            rates.rate(D(value))


class TestHoursOfADay:
    @pytest.mark.parametrize(
        ("entries", "wanted", "back", "added"),
        [
            ([], 60, (), 60), ([(1, 60)], 60, (), 0), ([(1, 60)], 90, (), 30), ([(1, 60), (2, 30)], 60, (2,), 0), ([(1, 60), (2, 30)], 75, (2,), 15),
            ([(1, 60), (2, 30)], 20, (2, 1), 20), ([(1, 60), (2, 30)], 0, (2, 1), 0),
        ],
    )  # fmt: skip
    def test_what_need_not_go_stays(self, entries, wanted, back, added):
        assert hours.became(entries, wanted) == (back, added)

    @given(st.lists(st.integers(1, 600), max_size=6), st.integers(0, 1440))
    def test_afterwards_there_is_what_was_wanted(self, minutes, wanted):
        entries = list(enumerate(minutes))
        back, added = hours.became(entries, wanted)
        assert sum(count for id_, count in entries if id_ not in back) + added == wanted
        assert added >= 0

    @pytest.mark.parametrize(
        ("day", "minutes", "present", "refusal"),
        [(1, 60, 0, hours.HoursToCome), (0, 0, 0, hours.NoHours), (0, 1441, 0, hours.NoHours), (0, 61, 1380, hours.TooManyHours), (0, 60, 1380, None), (-400, 1440, 0, None)],
    )
    def test_a_day_has_24_hours_and_is_not_to_come(self, day, minutes, present, refusal):
        today = date(2026, 3, 2)
        if refusal is None:
            hours.check_day(today + timedelta(days=day), minutes, present, today)
        else:
            with pytest.raises(refusal):
                hours.check_day(today + timedelta(days=day), minutes, present, today)

    def test_hours_are_written_short(self):
        assert [hours.hours(one) for one in (0, 60, 90, 15, 1500)] == ["0", "1", "1.5", "0.25", "25"]

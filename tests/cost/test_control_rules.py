"""Budgets and control by hand: what is left, when it warns, what nothing more is promised beyond."""

from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cost.budgets import rules as budgets
from core.cost.budgets.rules import Planned
from core.cost.control.rules import Light, Standing, blocked, standings, together
from core.cost.rules import NotAnAmount, amount

CENTS = st.integers(0, 10**9).map(lambda cents: D(cents) / 100)


class TestALine:
    @pytest.mark.parametrize(
        ("planned", "committed", "spent", "light"),
        [
            (None, 0, 10, Light.UNPLANNED), (100, 0, 0, Light.GOOD), (100, 50, "29.99", Light.GOOD), (100, 50, 30, Light.NEAR), (100, 0, 100, Light.NEAR), (100, 0, "100.01", Light.OVER),
            (0, 0, 0, Light.GOOD), (0, 0, "0.01", Light.OVER),
        ],
    )  # fmt: skip
    def test_its_light(self, planned, committed, spent, light):
        assert Standing(planned if planned is None else D(planned), D(committed), D(spent)).light(80, 100) is light

    def test_what_is_left_and_used(self):
        one = Standing(D(100), D(30), D(45))
        assert (one.used, one.left, one.share, one.room(100), one.room(120)) == (75, 25, F(3, 4), 25, 45)
        assert (Standing(None, D(1)).left, Standing(D(0), D(1)).share, Standing(D(10), D(15)).room(100)) == (None, None, 0)

    def test_a_promise_may_fill_a_line_and_the_whole_to_the_limit_and_not_beyond(self):
        line, whole = Standing(D(100), D(40)), Standing(D(300), D(280))
        assert [blocked(line, whole, D(one), 100) for one in (20, "20.01", 60, "60.01")] == ["", "whole", "whole", "line"]
        assert blocked(line, whole, D(60), 120) == ""

    def test_lines_that_a_budget_leaves_out_have_nothing_planned(self):
        found = standings({"labour": D(100)}, {"travel": D(5), "office": D(0)}, {"labour": (D(10), D(20)), "other": (D(0), D(0))})
        assert found == {"labour": Standing(D(100), D(0), D(30), D(20)), "travel": Standing(D(0), D(5))}
        assert standings(None, {"travel": D(5)}, {})["travel"].planned is None

    @given(st.lists(st.tuples(CENTS, CENTS, CENTS), max_size=5), CENTS)
    def test_parts_add_up_to_the_whole(self, parts, more):
        whole = together(Standing(*part) for part in parts)
        assert whole.used == sum((b + c for _, b, c in parts), D(0))
        assert whole.left == (sum((a - b - c for a, b, c in parts), D(0)) if parts else None)
        if parts and not blocked(whole, whole, more, 100):
            assert whole.with_(more).left >= 0


class TestABudget:
    def test_lines_without_amount_and_remark_are_dropped(self):
        kept = budgets.cleaned([Planned("travel", D("10.5"), " by  train "), Planned("office", D(0)), Planned("labour", D(0), "later")])
        assert kept == (Planned("labour", D(0), "later"), Planned("travel", D("10.50"), "by train"))

    @pytest.mark.parametrize("value", ["-0.01", "0.001", "NaN", "1000000000000"])
    def test_what_is_no_amount(self, value):
        with pytest.raises(NotAnAmount):
            budgets.cleaned([Planned("travel", D(value))])
        with pytest.raises(NotAnAmount):
            amount(D(value))

    def test_zero_is_planned_and_never_spent(self):
        assert budgets.cleaned([Planned("travel", D(0), "none")])
        with pytest.raises(NotAnAmount):
            amount(D(0))

    def test_what_can_be_submitted(self):
        held = {"travel": D(10)}
        budgets.check_ready([Planned("travel", D(10))], "", None)
        budgets.check_ready([Planned("travel", D(11))], "Longer.", held)
        for lines, reason, before, refusal in (
            ([], "", None, budgets.EmptyBudget), ([Planned("travel", D(10), "new words")], "Longer.", held, budgets.SameBudget), ([Planned("travel", D(11))], "", held, budgets.ReasonMissing),
        ):  # fmt: skip
            with pytest.raises(refusal):
                budgets.check_ready(lines, reason, before)

    def test_differences_name_both_sides(self):
        assert budgets.difference({"a": D(1), "b": D(2)}, {"b": D(3), "c": D(4)}) == {"a": (1, 0), "b": (2, 3), "c": (0, 4)}

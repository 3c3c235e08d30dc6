"""Earned value: published examples, then what holds whatever the numbers."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.progress.value import rules
from core.progress.value.rules import Course, Earning, Figure, Item, Mark, Pace, Period, Said, Standing

DAY = date(2026, 11, 2)
ONE_DAY = timedelta(days=1)


class TestPublishedFigures:
    def test_a_building_that_costs_more_than_its_budget(self):
        """A budget of 5,000,000 of which 1,500,000 are earned for 1,800,000: a course book's estimate is 6,000,000."""
        found = rules.figures(F(5_000_000), F(1_500_000), F(1_500_000), F(1_800_000))
        assert {one: rules.rounded(found[one], 4) for one in (Figure.CPI, Figure.EAC_CPI, Figure.ETC, Figure.VAC)} == {
            Figure.CPI: Decimal("0.8333"), Figure.EAC_CPI: Decimal(6_000_000), Figure.ETC: Decimal(4_200_000), Figure.VAC: Decimal(-1_000_000),
        }  # fmt: skip

    def test_half_done_when_seventy_percent_were_planned_and_spent(self):
        """The spreadsheet of a course: 0.714, 0.714, -20, -20, and 1.667 to keep the budget."""
        found = rules.figures(F(100), F(70), F(50), F(70))
        assert [rules.rounded(found[one], 3) for one in (Figure.SPI, Figure.CPI, Figure.SV, Figure.CV, Figure.TCPI_BAC)] == [
            Decimal("0.714"), Decimal("0.714"), Decimal(-20), Decimal(-20), Decimal("1.667"),
        ]  # fmt: skip

    def test_three_ways_to_go_on_give_three_estimates(self):
        """By hand: 40 of 100 earned for 50 where 60 were planned."""
        found = rules.figures(F(100), F(60), F(40), F(50))
        assert found[Figure.EAC_ATYPICAL] == 110
        assert found[Figure.EAC_CPI] == 125
        assert found[Figure.EAC_CPI_SPI] == 50 + F(60) / (F(4, 5) * F(2, 3))
        assert found[Figure.TCPI_EAC] == found[Figure.CPI] == F(4, 5)


PLANNED = (105, 200, 515, 845, 1175, 1475, 1805, 2135, 2435, 2665, 2760, 2823)
EARNED = (95, 180, 470, 770, 1065, 1315, 1610, 1900, 2150, 2275, 2425, 2555, 2695, 2770, 2823)


def by_month(n: int) -> F:
    return F((0, *PLANNED)[n])


class TestLipkesLateProject:
    """The months of the late project of “Schedule is Different” (2003): planned for twelve, done in fifteen."""

    def test_in_money_the_delay_vanishes(self):
        planned = (*PLANNED, 2823, 2823, 2823)
        told = [rules.figures(F(2823), F(pv), F(ev), rules.NO_COST_YET) for pv, ev in zip(planned, EARNED, strict=True)]
        assert [one[Figure.SV] for one in told] == [-10, -20, -45, -75, -110, -160, -195, -235, -285, -390, -335, -268, -128, -53, 0]
        assert [str(rules.rounded(one[Figure.SPI])) for one in told] == [
            "0.90", "0.90", "0.91", "0.91", "0.91", "0.89", "0.89", "0.89", "0.88", "0.85", "0.88", "0.91", "0.95", "0.98", "1.00",
        ]  # fmt: skip

    def test_in_time_it_stays(self):
        es = [rules.earned_schedule(by_month, 12, at, F(ev)) for at, ev in enumerate(EARNED, 1)]
        assert es[4] == 4 + F(1065 - 845, 1175 - 845)
        assert es[9] == 8 + F(2275 - 2135, 2435 - 2135)
        told = [rules.figures(F(2823), F(1), F(ev), F(1), Pace(one, at, 12)) for at, (one, ev) in enumerate(zip(es, EARNED, strict=True), 1)]
        assert told[-1][Figure.SV_T] == -3
        assert told[-1][Figure.SPI_T] == F(12, 15)
        assert told[-1][Figure.EAC_T] == 15
        assert [str(rules.rounded(told[at][Figure.SV_T])) for at in (3, 4, 5)] == ["-0.23", "-0.33", "-0.53"]


class TestUndefined:
    def test_each_says_why(self):
        found = rules.figures(F(100), F(0), F(0), rules.NO_COST_YET, Pace(F(0), 0, 5))
        assert found[Figure.SPI] == rules.NOTHING_PLANNED_YET
        assert {found[one] for one in (Figure.CPI, Figure.CV, Figure.EAC_CPI, Figure.EAC_ATYPICAL, Figure.ETC, Figure.VAC, Figure.TCPI_BAC)} == {rules.NO_COST_YET}
        assert found[Figure.SPI_T] == rules.NOT_BEGUN
        assert found[Figure.SV] == 0

    def test_without_a_budget_there_is_nothing(self):
        found = rules.figures(rules.NO_COST_PLANNED, F(0), F(0), F(5), Pace(F(0), 1, 1))
        assert set(found.values()) == {rules.NO_COST_PLANNED}
        assert set(found) == set(Figure)

    def test_nothing_earned_for_money_has_an_index_of_zero_and_no_estimate(self):
        found = rules.figures(F(100), F(50), F(0), F(20))
        assert (found[Figure.CPI], found[Figure.SPI]) == (0, 0)
        assert found[Figure.EAC_CPI] == found[Figure.EAC_CPI_SPI] == found[Figure.ETC] == rules.NOTHING_EARNED
        assert found[Figure.EAC_ATYPICAL] == 120

    @pytest.mark.parametrize("cost", [100, 130])
    def test_a_budget_that_is_used_up_cannot_be_kept(self, cost):
        found = rules.figures(F(100), F(80), F(80), F(cost))
        assert found[Figure.TCPI_BAC] == rules.USED_UP
        assert found[Figure.TCPI_EAC] == F(80, cost)

    def test_what_is_done_needs_no_pace(self):
        found = rules.figures(F(100), F(100), F(100), F(90))
        assert found[Figure.TCPI_BAC] == found[Figure.TCPI_EAC] == rules.ALL_DONE
        assert (found[Figure.EAC_CPI], found[Figure.VAC]) == (90, 10)

    def test_half_cents_go_up_away_from_zero(self):
        assert [str(rules.rounded(F(one))) for one in ("1.005", "-1.005", "0.004", "2")] == ["1.01", "-1.01", "0.00", "2.00"]


class TestCourse:
    """What is known of how far a task was. Today is Monday, 16 November 2026."""

    TODAY = DAY + 14 * ONE_DAY

    def on(self, course: Course, *days: int) -> list[tuple[int, int]]:
        found = rules.steps(course, self.TODAY)
        return [rules.at_day(found, DAY + days_ * ONE_DAY) for days_ in days]

    def test_a_report_holds_until_the_next_one(self):
        reports = [Said(DAY + 2 * ONE_DAY, 0, 20), Said(DAY + 2 * ONE_DAY, 20, 30), Said(DAY + 7 * ONE_DAY, 30, 60)]
        course = Course(reports, 60, DAY, None)
        assert self.on(course, -5, 1, 2, 6, 7, 14) == [(0, 0), (0, 0), (30, 30), (30, 30), (60, 60), (60, 60)]

    def test_without_reports_only_the_actual_dates_have_a_history(self):
        course = Course((), 100, DAY + ONE_DAY, DAY + 4 * ONE_DAY)
        assert self.on(course, 0, 1, 3, 4, 9) == [(0, 0), (1, 99), (1, 99), (100, 100), (100, 100)]

    def test_what_was_entered_before_the_first_report_has_none(self):
        course = Course([Said(DAY + 5 * ONE_DAY, 40, 50)], 50, DAY + ONE_DAY, None)
        assert self.on(course, 0, 3, 5) == [(0, 0), (1, 99), (50, 50)]
        assert self.on(Course((), 40, None, None), 0, 14) == [(0, 100), (40, 40)]

    def test_today_the_plan_is_right(self):
        course = Course([Said(DAY, 0, 50)], 80, DAY, None)
        assert self.on(course, 13, 14) == [(50, 50), (80, 80)]

    def test_half_at_start_needs_no_percentage(self):
        assert rules.earned(F(10), rules.UNDER_WAY, Earning.HALVES) == (5, 5)
        assert rules.earned(F(10), rules.UNDER_WAY, Earning.WHOLE) == (0, 0)
        assert rules.earned(F(10), rules.UNDER_WAY, Earning.PERCENT) == (F("0.1"), F("9.9"))
        assert Standing(F(10), F(5), F("0.1"), F("9.9")).earned == rules.NO_HISTORY


PEOPLE = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 200)), max_size=6)


@given(PEOPLE, PEOPLE, st.integers(0, 10**6))
def test_people_who_join_add_their_work_and_nobody_is_one_person(some, more, span):
    both = rules.work(span, rules.crew([*some, *more]), 600)
    assert both == sum((rules.work(span, rules.crew([one]), 600) for one in [*some, *more]), F(0)) or not (some or more)
    assert rules.work(span, rules.crew(()), 600) == rules.work(span, rules.crew([(1, 100)]), 600) == F(span, 600)
    assert both >= rules.work(span, rules.crew(some), 600) or not some


RULES = st.sampled_from(Earning)
ITEMS = st.lists(
    st.builds(
        lambda uid, budget, begin, length, elapsed: Item(uid, F(budget), begin, begin + length, elapsed, begin + length),
        st.integers(1, 99), st.decimals(0, 9999, places=2), st.integers(0, 60), st.integers(0, 40), st.booleans(),
    ), min_size=1, max_size=8, unique_by=lambda one: one.uid,
)  # fmt: skip


OWN = st.builds(
    lambda budget, begin, length, elapsed, ends, rule, parts: Item(1, budget, begin, begin + length, elapsed, ends, rule, tuple(parts)),
    st.fractions(0, 999, max_denominator=60), st.integers(0, 60), st.integers(0, 40), st.booleans(), st.integers(0, 100), st.none() | RULES,
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from((10, 25, 30))), max_size=3),
)  # fmt: skip
"""Tasks with rules, milestones and fractions of an hour of their own."""


def mark(n: int) -> Mark:
    return Mark(n, n)


class TestLaws:
    @given(ITEMS, RULES)
    def test_planned_value_never_falls_and_ends_at_the_budget(self, items, rule):
        values = [rules.Curve(items, rule).at(mark(n)) for n in range(-1, 102)]
        assert values == sorted(values)
        assert values[-1] == sum(one.budget for one in items)
        assert values[0] == 0

    @given(st.lists(OWN, max_size=12), RULES, st.integers(-5, 110), st.integers(-5, 110))
    def test_the_plan_is_the_sum_of_its_tasks_by_whatever_rule_and_clock(self, items, rule, wall, count):
        assert rules.Curve(items, rule).at(Mark(wall, count)) == sum((rules.planned_share(one, Mark(wall, count), rule) * one.budget for one in items), F(0))

    @given(ITEMS, RULES, st.integers(0, 101))
    def test_the_tasks_sum_to_the_plan(self, items, rule, n):
        assert sum(rules.planned_share(one, mark(n), rule) * one.budget for one in items) == rules.Curve(items, rule).at(mark(n))

    @given(st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 500), st.integers(0, 100), st.integers(0, 100), st.integers(0, 900)), min_size=1), st.data())
    def test_owners_sum_to_the_project(self, told, data):
        ones = {uid: Standing(F(b), F(b * p, 100), F(b * e, 100), F(b * e, 100), F(c)) for uid, (b, p, e, c) in told.items()}
        owners = {uid: (data.draw(st.sampled_from(["mei", "ming", None])),) for uid in ones}
        parts = rules.grouped(ones, owners)
        assert rules.together(parts.values()) == rules.together(ones.values())
        assert all(one.earned <= one.budget for one in parts.values())

    @given(ITEMS, st.integers(1, 100))
    def test_whoever_is_on_plan_has_an_index_of_one(self, items, at):
        def pv(n: int) -> F:
            return rules.Curve(items, Earning.PERCENT).at(mark(n))

        last = 101
        if 0 < pv(at) < pv(last):
            es = rules.earned_schedule(pv, last, at, pv(at))
            assert rules.figures(pv(last), pv(at), pv(at), F(1), Pace(es, at, last))[Figure.SPI_T] == 1

    @given(ITEMS, st.integers(0, 100), st.fractions(0, 1))
    def test_what_is_earned_was_planned_by_its_earned_schedule(self, items, at, part):
        """Between two ends of periods in proportion, which is how the plan runs where it bends nowhere between them."""

        def pv(n: int) -> F:
            return rules.Curve(items, Earning.PERCENT).at(mark(n))

        ev = part * pv(101)
        es = rules.earned_schedule(pv, 101, at, ev)
        low = es.numerator // es.denominator
        assert pv(low) + (es - low) * (pv(min(low + 1, 101)) - pv(low)) == ev

    @given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
    def test_estimate_and_rest_agree(self, bac, pv, ev, ac):
        found = rules.figures(F(bac), F(pv), F(min(ev, bac)), F(ac))
        assert found[Figure.ETC] + found[Figure.AC] == found[Figure.EAC_CPI] == bac - found[Figure.VAC]
        if found[Figure.TCPI_EAC] != rules.ALL_DONE:
            assert found[Figure.TCPI_EAC] == found[Figure.CPI]

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 500), st.sampled_from(Period))
    def test_periods_follow_each_other_and_hold_every_day(self, first, days, period):
        last = first + days * ONE_DAY
        found = rules.period_ends(first, last, period)
        assert found == sorted(set(found))
        assert found[-1] >= last > (found[-2] if len(found) > 1 else first - ONE_DAY)
        assert all((one + ONE_DAY).day == 1 if period is Period.MONTH else one.weekday() == 6 for one in found)

    @given(st.lists(st.tuples(st.decimals(0, 999, places=2), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100), st.integers(0, 100)), max_size=5)), max_size=6), RULES)
    def test_what_is_earned_by_day_is_what_each_task_has_earned(self, told, rule):
        ones = [(F(budget), [(DAY, (0, 0)), *((DAY + n * ONE_DAY, (min(a, b), max(a, b))) for n, a, b in sorted(steps))]) for budget, steps in told]
        sums = rules.earned_by_day(ones, rule)
        for n in range(10):
            day = DAY + n * ONE_DAY
            known = next(((low, high) for on, low, high in reversed(sums) if on <= day), (0, 0))
            each = [rules.earned(budget, rules.at_day(steps, day), rule) for budget, steps in ones]
            assert known == (sum(low for low, _ in each), sum(high for _, high in each))

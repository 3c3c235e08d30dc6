"""Earned value of all projects: kept sums say the same as what they were worked out from, and nothing that is out of date."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction as F

import pytest

from core import clock, work
from core.audit.actions import NOBODY
from core.errors import NotPermitted
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress import actions
from core.progress.portfolio import queries, rules
from core.progress.portfolio.actions import refresh
from core.progress.rules import Report
from core.progress.value import rules as values

HOUR = 60 * TICKS
MONDAY = date(2026, 10, 26)


def at(day: int, month: int = 11):
    return clock.at(datetime(2026, month, day, 4, tzinfo=UTC))


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline: ten working days from the last Monday of October, Ming's."""
    with at(24, 10):
        rows = [Row(1, "Ask", duration=40 * HOUR, cost=Decimal(4000), people=((house.people["ming"], 100),)), Row(2, "Write", duration=80 * HOUR, cost=Decimal("2000.02"))]
        return do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=rows)


@pytest.fixture
def hotline_of(ask, hotline):
    def found(day: int, who="mo", **more):
        with at(day):
            frame = ask(queries.portfolio, who, **more)
        return frame[frame["project"] == hotline].iloc[0]

    return found


@pytest.fixture
def keep(database):
    def run(day: int, limit: int = 100) -> int:
        with at(day):
            return work.do(refresh, NOBODY, work.ask(queries.outdated, limit))

    return run


@pytest.mark.usefixtures("database")
class TestOfAllProjects:
    def test_kept_or_worked_out_while_somebody_waits_it_is_the_same(self, house, plan, do, hotline_of, keep, monkeypatch):
        with at(3):
            do(actions.report, "ming", house.projects["hotline"], 1, Report(percent=50))
        live = hotline_of(4)
        assert (live.budget, live.planned, live.least, live.most) == (60_000_200, 40_000_000 + 16_000_160, 20_000_000, 20_000_000)
        assert live.spi == pytest.approx(20_000_000 / 56_000_160)
        assert live.cpi is None
        assert live.why_cpi
        assert keep(4) == 1
        assert keep(4) == 0
        monkeypatch.setattr(queries, "_work_out", None)  # nothing is worked out any more
        kept = hotline_of(4)
        assert kept.to_dict() == live.to_dict()
        assert hotline_of(5).planned == 40_000_000 + 18_000_180
        assert hotline_of(20).planned == 60_000_200

    def test_what_changes_a_figure_makes_it_out_of_date(self, house, plan, do, hotline_of, keep, monkeypatch):
        keep(3)
        monkeypatch.setattr(queries, "AT_ONCE", 0)
        assert hotline_of(3).fresh
        for deed in (
            lambda: do(actions.report, "ming", house.projects["hotline"], 1, Report(percent=10)),
            lambda: do(plans.change, "mo", plan, seen=9, changes={2: {"cost": Decimal(1)}}),
            lambda: do(baselines.keep, "mo", plan, name="Approved"),
        ):
            with at(3):
                deed()
            stale = hotline_of(3)
            assert not stale.fresh
            assert stale.budget is not None
            assert keep(3) == 1
            assert hotline_of(3).fresh
        assert hotline_of(3).budget == 40_010_000

    def test_months_that_have_ended(self, house, plan, do, ask, hotline_of, keep, hotline):
        with at(28, 10):
            do(actions.report, "ming", house.projects["hotline"], 1, Report(percent=50))
        for _ in range(2):
            october = hotline_of(4, until=date(2026, 10, 31))
            assert (october.planned, october.least) == (40_000_000 + 10_000_100, 20_000_000)
            keep(4)
        assert hotline_of(4, until=date(2026, 9, 30)).why_spi == rules.NO_MONTH
        with at(4):
            months = ask(queries.by_month, "mo", date(2026, 11, 4))
        assert [(row.project, row.until, row.planned) for row in months.itertuples()] == [(hotline, date(2026, 10, 31), 50_000_100)]
        assert float(months["spi"][0]) == pytest.approx(20_000_000 / 50_000_100)

    def test_a_project_without_tasks_or_not_worked_out_yet_says_so(self, plan, do, hotline_of, keep, monkeypatch):
        monkeypatch.setattr(queries, "AT_ONCE", 0)
        assert hotline_of(3).why_spi == rules.NOT_YET
        with at(3):
            do(plans.remove, "mo", plan, uids=[1, 2])
        keep(3)
        assert hotline_of(3).why_spi == rules.NO_PLAN

    def test_each_sees_what_is_hers(self, plan, ask, hotline):
        with at(3):
            assert hotline in set(ask(queries.portfolio, "lin")["project"])
            with pytest.raises(NotPermitted):
                ask(queries.portfolio, "mei")
            assert hotline not in set(ask(queries.portfolio, "pei")["project"])


def test_indexes_say_why_there_is_none():
    assert rules.schedule_index(0, 0, 0, 0) == (None, values.NO_WORK_PLANNED)
    assert rules.schedule_index(10, 0, 0, 0) == (None, values.NOTHING_PLANNED_YET)
    assert rules.schedule_index(10, 5, 1, 2) == (None, values.NO_HISTORY)
    assert rules.schedule_index(10, 5, 4, 4) == (0.8, "")
    assert rules.cost_index(10, 4, 4, None, values.NO_RATES) == (None, values.NO_RATES)
    assert rules.cost_index(10, 4, 4, 0, "") == (None, values.NO_COST_YET)
    assert rules.cost_index(10, 1, 2, 5, "") == (None, values.NO_HISTORY)
    assert rules.cost_index(10, 4, 4, 5, "") == (0.8, "")


def test_planned_values_are_found_by_their_day():
    text = rules.told([F(1), F(5, 3), F(2)])
    assert [rules.planned_on(text, MONDAY, date(2026, 10, day)) for day in (25, 26, 27, 28, 29)] == [None, 10_000, 16_667, 20_000, None]


@pytest.mark.usefixtures("sqlite_database")
def test_the_list_shows_the_indexes_and_why_some_are_missing(plan, screen):
    shown = screen("pages/Progress.py", "mo")
    assert not shown.exception
    assert {"spi", "cpi"} <= set(shown.dataframe[0].value.columns)
    assert any("Why some figures are missing" in one.label for one in shown.expander)
    shown.selectbox(key="progress_as_of").select_index(1).run()
    assert not shown.exception

"""Updates: judgement beside figures, by hand and as laws; then as they are kept, and who is reminded. Milestones read day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock, work
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted
from core.notice import queries as notices
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress import actions as progress
from core.progress.reminders import actions as reminders
from core.progress.rules import ProjectClosed, Report
from core.progress.trend import actions as reading
from core.progress.trend import queries as trend
from core.progress.trend.rules import Reading, courses
from core.progress.updates import actions, queries, rules
from core.progress.updates.rules import Figures, Health, Sign
from core.projects import queries as known
from core.settings import actions as settings

MONDAY = date(2026, 11, 2)
WELL = Figures(MONDAY, 4, 1, 25, Decimal("1.00"), "", None, "why", MONDAY, MONDAY, MONDAY, Decimal(0), False, 0, 0, 0, 0, 0)


class TestJudgement:
    @pytest.mark.parametrize(
        ("differs", "health", "signs"),
        [
            ({}, Health.ON_TRACK, ()), ({"finished": 4}, Health.DONE, ()), ({"late": Decimal("0.1")}, Health.AT_RISK, (Sign.LATE,)),
            ({"late": Decimal(3), "too_late": True, "overdue": 2}, Health.OFF_TRACK, (Sign.TOO_LATE, Sign.OVERDUE)), ({"late": Decimal(-3)}, Health.ON_TRACK, ()),
            ({"spi": Decimal("0.95")}, Health.ON_TRACK, ()), ({"spi": Decimal("0.94")}, Health.AT_RISK, (Sign.SPI_LOW,)), ({"cpi": Decimal("0.79")}, Health.OFF_TRACK, (Sign.CPI_WORSE,)),
            ({"held_up": 1, "owed": 1}, Health.AT_RISK, (Sign.HELD_UP, Sign.OWED)), ({"forecast": MONDAY + timedelta(days=1)}, Health.AT_RISK, (Sign.FORECAST,)),
            ({"spi": None, "late": None, "baseline": None, "silent": 3}, Health.ON_TRACK, ()),
        ],
    )  # fmt: skip
    def test_what_the_figures_say(self, differs, health, signs):
        found = replace(WELL, **differs)
        assert (rules.computed(found), rules.signs(found)) == (health, signs)
        assert rules.read(rules.kept(found)) == found

    @pytest.mark.parametrize(
        ("said", "measured", "otherwise"),
        [
            (Health.ON_TRACK, Health.AT_RISK, True), (Health.AT_RISK, Health.OFF_TRACK, True), (Health.OFF_TRACK, Health.ON_TRACK, False), (Health.ON_HOLD, Health.OFF_TRACK, False),
            (Health.DONE, Health.ON_TRACK, True), (Health.DONE, Health.DONE, False), (Health.ON_TRACK, Health.DONE, False),
        ],
    )  # fmt: skip
    def test_only_who_judges_better_than_the_figures_gives_a_reason(self, said, measured, otherwise):
        assert rules.contradicts(said, measured) is otherwise


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(-9, 9)), max_size=20))
def test_a_course_has_one_reading_a_day_the_last_and_its_moves_add_up(told):
    readings = [Reading(uid, MONDAY + timedelta(days=on), MONDAY + timedelta(days=to)) for uid, on, to in told]
    found = courses([(1, "A"), (2, "B")], readings)
    assert [one.uid for one in found] == [uid for uid in (1, 2) if any(one.uid == uid for one in readings)]
    for one in found:
        assert [each.on for each in one.readings] == sorted({each.on for each in readings if each.uid == one.uid})
        assert one.readings[-1] == [each for each in readings if each.uid == one.uid and each.on == one.readings[-1].on][-1]
        assert one.moves[1] == sum((b.expected - a.expected).days for a, b in zip(one.readings, one.readings[1:], strict=False))


def test_a_course_ends_where_the_milestone_was_reached():
    later, day = MONDAY + timedelta(days=4), MONDAY + timedelta(days=2)
    (one,) = courses([(1, "A")], [Reading(1, MONDAY, later), Reading(1, MONDAY + timedelta(days=3), later), Reading(1, later, day, True), Reading(1, later, day, True)])
    assert one.readings == (Reading(1, MONDAY, later), Reading(1, day, day, True))
    assert (one.reached_on, one.moves) == (day, (0, -2))


# --- as they are kept ------------------------------------------------------------------------------------------------

HOUR = 60 * TICKS
ROWS = [Row(1, "Ask", duration=40 * HOUR), Row(2, "Write", duration=40 * HOUR, before=(Before(1),)), Row(3, "Ready", 1, Kind.MILESTONE, before=(Before(2),))]


def noon(days: int):
    """Noon, where the house is, so many days after that Monday."""
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


@pytest.fixture
def plan(database, house, do):
    """Mo's plan of Hotline from Monday, two weeks of work, kept as a baseline; Ming works on Ask and answers for Write."""
    ming = house.people["ming"]
    with noon(-3):
        made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=ROWS)
        do(plans.change, "mo", made, seen=9, changes={1: {"people": ((ming, 100),)}, 2: {"owner": ming}})
        do(baselines.keep, "mo", made, name="Approved")
    return made


class TestGiven:
    def test_the_figures_are_frozen_as_given(self, house, plan, do, ask, hotline, traced, refused):
        project = house.projects["hotline"]
        with noon(2):
            do(progress.report, "ming", project, 1, Report(percent=40, minutes=1200))
            found = ask(queries.figures, "mo", hotline)
            assert (found.tasks, found.percent, found.late, found.overdue) == (3, 20, Decimal("0.0"), 0)
            assert (found.spi is None) == bool(found.spi_why)
            measured = rules.computed(found)
            with refused(rules.FiguresChanged):
                do(actions.give, "mo", project, health=measured, seen=Health.DONE, text="All well.")
            with refused(NotPermitted):
                do(actions.give, "ming", project, health=measured, seen=measured, text="All well.")
            with traced("project_update:give", "mo"):
                do(actions.give, "mo", project, health=measured, seen=measured, text="All well.")
        with noon(3):
            do(progress.report, "ming", project, 1, Report(remaining=160 * HOUR, blocker="No line."))
            later = ask(queries.figures, "mo", hotline)
            assert (rules.computed(later), later.held_up, later.owed, later.too_late) == (Health.OFF_TRACK, 1, 1, True)
            with refused(rules.WhyOtherwise):
                do(actions.give, "mo", project, health=Health.ON_TRACK, seen=Health.OFF_TRACK, text="All well.")
            do(actions.give, "mo", project, health=Health.ON_TRACK, seen=Health.OFF_TRACK, text="All well.", reason="The line comes tomorrow.")
        told = ask(queries.history, "ming", hotline)
        assert [(one.health, one.measured, one.reason) for one in told] == [(Health.ON_TRACK, Health.OFF_TRACK, "The line comes tomorrow."), (measured, measured, "")]
        assert told[1].figures == found
        assert told[0].figures == later
        assert ask(queries.newest, "ming") == {hotline: (Health.ON_TRACK, Health.OFF_TRACK, date(2026, 11, 5))}
        assert ask(queries.newest, "pei") == {}
        with pytest.raises(NotFound):
            ask(queries.history, "pei", hotline)

    def test_a_closed_project_takes_no_update_and_no_report(self, house, plan, do, ask, hotline, refused):
        row = ask(known.project, "lin", hotline)
        house.close(row.id)
        with noon(2), refused(ProjectClosed):
            do(actions.give, "mo", row.id, health=Health.DONE, seen=Health.ON_TRACK, text="Over.")
        with noon(2), refused(ProjectClosed):
            do(progress.report, "ming", row.id, 1, Report(percent=10))

    def test_the_manager_is_reminded_on_working_days_and_once_in_a_period(self, house, plan, do, ask, hotline):
        told = []
        for days in (11, 12, 14, 15, 30, 31):  # the twelfth is a Saturday
            with noon(days):
                told.append(work.do(actions.remind, NOBODY))
        assert told == [0, 0, 1, 0, 1, 0]
        with noon(46):
            measured = rules.computed(ask(queries.figures, "mo", hotline))
            do(actions.give, "mo", house.projects["hotline"], health=Health.ON_HOLD, seen=measured, text="We wait.")
        with noon(52):
            assert work.do(actions.remind, NOBODY) == 0
        with noon(63):
            assert work.do(actions.remind, NOBODY) == 1
        assert ask(notices.inbox, "mo", kind="update_asked")[1] == 3


class TestReminders:
    def test_who_owes_reports_is_reminded_by_the_house_once_in_a_period(self, house, plan, do, ask):
        told = []
        for days in (4, 5, 7, 8, 14, 15):
            with noon(days):
                told.append(work.do(reminders.remind, NOBODY))
        assert told == [0, 0, 1, 0, 1, 0]
        lines, count = ask(notices.inbox, "ming", kind="report_asked")
        assert (count, lines[0].values["count"], lines[0].values["task"], lines[0].path) == (2, 2, "Ask", "My_work")
        with noon(21):
            do(progress.remind, "mo", house.projects["hotline"])
            assert work.do(reminders.remind, NOBODY) == 0  # the manager has done it by hand

    def test_it_can_be_switched_off(self, house, plan, do):
        do(settings.change, "ada", "progress.remind", text="off", version=0)
        with noon(8):
            assert work.do(reminders.remind, NOBODY) == 0


class TestMilestones:
    def test_each_day_on_which_one_moves_is_read_once(self, house, plan, do, ask, hotline):
        def read() -> int:
            return work.do(reading.read, NOBODY)

        with noon(0):
            assert (read(), read()) == (1, 0)
        with noon(2):
            do(progress.report, "ming", house.projects["hotline"], 1, Report(remaining=80 * HOUR))
            assert read() == 1
            do(progress.report, "ming", house.projects["hotline"], 1, Report(remaining=60 * HOUR))
            assert read() == 1
        with noon(3):
            assert read() == 0
            found = ask(trend.heading, "ming", hotline)
        (ready,) = found.courses
        assert [(one.on, one.expected) for one in ready.readings] == [
            (date(2026, 10, 30), date(2026, 11, 13)), (MONDAY, date(2026, 11, 13)), (date(2026, 11, 4), date(2026, 11, 18)), (date(2026, 11, 5), date(2026, 11, 18)),
        ]  # fmt: skip
        assert ready.moves == (1, 5)
        assert (found.baseline, found.planned) == (date(2026, 11, 13), date(2026, 11, 18))
        with pytest.raises(NotFound):
            ask(trend.heading, "pei", hotline)

    def test_what_was_not_done_goes_on_from_now(self, house, plan, ask, hotline):
        with noon(-3):
            assert ask(trend.heading, "mo", hotline).forecast == date(2026, 11, 13)
        with noon(14):
            found = ask(trend.heading, "mo", hotline)
            assert (found.planned, found.forecast) == (date(2026, 11, 13), date(2026, 11, 30))  # ten days from Monday noon

"""Reports as they are kept: dated, never changed, taken over by the plan; who owes one and is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.errors import NotFound, NotPermitted
from core.notice import queries as notices
from core.planning import actions as plans
from core.planning import queries as planning
from core.planning.rules.edits import TaskGone
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress import actions, queries, rules
from core.progress.rules import Report

pytestmark = pytest.mark.usefixtures("database")

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)
ROWS = [
    Row(1, "Prepare"), Row(2, "Ask", 2, duration=16 * HOUR), Row(3, "Write", 2, duration=8 * HOUR, before=(Before(2),)),
    Row(4, "Ready", 1, Kind.MILESTONE, before=(Before(3),)),
]  # fmt: skip


def noon(days: int):
    """Noon, where the house is, so many days after that Monday."""
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline from Monday: Prepare (Ask: Ming works on it; Write: Ming answers for it), then Ready."""
    made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=ROWS)
    ming = house.people["ming"]
    do(plans.change, "mo", made, seen=9, changes={2: {"people": ((ming, 100),)}, 3: {"owner": ming}})
    return made


class TestReporting:
    def test_the_plan_takes_it_over_and_its_dates_follow(self, house, plan, do, ask, hotline, traced):
        before = ask(planning.plan, "mo", hotline).finish
        with noon(1), traced("plan:report", "ming") as entry:
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=25, minutes=90, blocker="The customer is away.", expected_on=date(2026, 11, 5)))
        assert entry[0].facts["before"] == {"percent": 0}
        assert entry[0].facts["after"] == {"percent": 25, "minutes": 90, "blocker": "The customer is away.", "expected_on": "2026-11-05"}
        with noon(2):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(remaining=20 * HOUR))
        found = {one.row.name: one.row for one in ask(planning.plan, "mo", hotline).tasks}["Ask"]
        assert (found.percent, found.duration, day_of(found.actual_start)) == (17, 24 * HOUR, MONDAY)
        assert ask(planning.plan, "mo", hotline).finish > before
        told = ask(queries.reports, "ming", hotline)
        assert [(one.on, one.was, one.percent, one.minutes, one.blocker) for one in told] == [
            (date(2026, 11, 4), 25, 17, 0, ""), (date(2026, 11, 3), 0, 25, 90, "The customer is away."),
        ]  # fmt: skip

    def test_two_at_once_both_stand(self, house, plan, do, ask, hotline):
        with noon(0):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=50))
            do(actions.report, "mo", house.projects["hotline"], 2, Report(percent=30))
        assert [(one.was, one.percent) for one in ask(queries.reports, "mo", hotline)] == [(50, 30), (0, 50)]

    def test_a_report_that_changes_nothing_is_kept_all_the_same(self, house, plan, do, ask, hotline):
        with noon(0):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=0, blocker="No line yet."))
        assert [one.blocker for one in ask(queries.reports, "mo", hotline, uid=2)] == ["No line yet."]
        assert ask(queries.reports, "mo", hotline, uid=3) == []

    def test_what_was_reported_outlives_the_row(self, house, plan, do, ask, hotline):
        with noon(0):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=50))
        do(plans.remove, "mo", plan, uids=[2])
        assert [one.task for one in ask(queries.reports, "mo", hotline)] == ["Ask"]

    def test_others_tasks_summaries_and_gone_rows_are_refused(self, house, plan, do, ask, hotline, refused):
        project = house.projects["hotline"]
        with refused(NotPermitted):
            do(actions.report, "ming", project, 4, Report(percent=100))
        with refused(rules.ContainsOthers):
            do(actions.report, "mo", project, 1, Report(percent=50))
        with refused(TaskGone):
            do(actions.report, "mo", project, 99, Report(percent=50))
        with refused(NotFound):
            do(actions.report, "lin", house.projects["harbour"], 1, Report(percent=50))
        with refused(rules.NotAShare):
            do(actions.report, "ming", project, 2, Report(percent=300))
        with pytest.raises(NotFound):
            ask(queries.reports, "pei", hotline)


class TestSilence:
    def test_ones_own_open_tasks_say_whether_a_report_is_due(self, house, plan, do, ask):
        with noon(6):
            assert [(one.task, one.due, one.last) for one in ask(queries.mine, "ming")] == [("Ask", False, None), ("Write", False, None)]
        with noon(7):
            assert [(one.task, one.due) for one in ask(queries.mine, "ming")] == [("Ask", True), ("Write", False)]
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=5, blocker="Waiting."))
            ask_ = ask(queries.mine, "ming")[0]
            assert (ask_.task, ask_.due, ask_.last, ask_.blocker) == ("Ask", False, date(2026, 11, 9), "Waiting.")
        assert ask(queries.mine, "mo") == []

    def test_who_owes_reports_is_named_with_the_tasks_and_reminded(self, house, plan, do, ask, hotline, traced, refused):
        with noon(6):
            assert ask(queries.silent, "mo", hotline) == []
            with refused(rules.NobodyIsSilent):
                do(actions.remind, "mo", house.projects["hotline"])
        with noon(30):
            (found,) = ask(queries.silent, "mo", hotline)
            assert (found.person_id, found.tasks, found.since) == (house.people["ming"], ("Ask", "Write"), MONDAY)
            with refused(NotPermitted):
                do(actions.remind, "ming", house.projects["hotline"])
            with traced("plan:remind", "mo"):
                assert do(actions.remind, "mo", house.projects["hotline"]) == 1
            lines, count = ask(notices.inbox, "ming", kind="report_asked")
            assert (count, lines[0].path) == (1, "My_work")
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=5))
            (found,) = ask(queries.silent, "mo", hotline)
            assert found.tasks == ("Write",)
            do(actions.report, "ming", house.projects["hotline"], 3, Report(finished_on=date(2026, 12, 1)))
            assert ask(queries.silent, "mo", hotline) == []

    def test_a_report_of_somebody_else_is_not_ones_own(self, house, plan, do, ask, hotline):
        with noon(8):
            do(actions.report, "mo", house.projects["hotline"], 2, Report(percent=5))
            assert [one.tasks for one in ask(queries.silent, "mo", hotline)] == [("Ask",)]

"""Deviations: where a delay begins by hand and as laws; then as they are kept: demanded, answered, and judged by the plan."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock, work
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted, Stale
from core.followup import actions as followups
from core.followup.rules import Kind as FollowUpKind
from core.notice import queries as notices
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress import actions as progress
from core.progress.deviations import actions, queries, rules
from core.progress.deviations.rules import Answer, Measure, Placed, Span, State, Step, Threshold, gaps, judged
from core.progress.rules import Report
from core.reference import queries as reference
from core.reference.rules import NotAnEntry

DAY = 480
LIMIT = Threshold(days=2, percent=50, day=DAY)


def placed(uid: int, days: tuple[float, float], then: tuple[float, float] | None, *, level=1, summary=False, done=False, before=(), cost=None, was=None) -> Placed:
    """A row by working days from the start."""

    def span(ends, cost):
        return Span(round(ends[0] * DAY), round(ends[1] * DAY), None if cost is None else Decimal(cost))

    return Placed(uid, level, summary, span(days, cost), then and span(then, was), done, before)


class TestWhereADelayBegins:
    def test_a_row_that_waits_for_a_late_one_follows_it(self):
        ask, write, ready = gaps([placed(1, (0, 8), (0, 5)), placed(2, (8, 13), (5, 10), before=(1,)), placed(3, (13, 13), (10, 10), before=(2,))], LIMIT)
        assert [one.finish for one in (ask, write, ready)] == [3 * DAY] * 3
        assert [(one.over, one.follows, one.demanded) for one in (ask, write, ready)] == [(True, None, True), (True, 1, False), (True, 2, False)]
        assert (ask.start, ask.duration, write.start, write.duration) == (0, 3 * DAY, 3 * DAY, 0)

    def test_what_becomes_later_still_by_itself_is_demanded_too(self):
        _, write = gaps([placed(1, (0, 8), (0, 5)), placed(2, (8, 16), (5, 10), before=(1,))], LIMIT)
        assert (write.finish, write.follows, write.demanded) == (6 * DAY, None, True)  # three of them its own

    def test_a_finished_row_explains_nothing_any_more(self):
        """What can still be mended is what comes after it."""
        ask, write = gaps([placed(1, (0, 8), (0, 5), done=True), placed(2, (8, 13), (5, 10), before=(1,))], LIMIT)
        assert (ask.over, ask.demanded) == (True, False)
        assert (write.follows, write.demanded) == (None, True)

    def test_a_phase_follows_the_row_in_it_that_ends_last(self):
        phase, ask, _ = gaps([placed(1, (0, 8), (0, 5), summary=True), placed(2, (0, 8), (0, 5), level=2), placed(3, (0, 4), (0, 4), level=2)], LIMIT)
        assert (phase.follows, phase.demanded, ask.demanded) == (2, False, True)
        phase, new = gaps([placed(1, (0, 8), (0, 5), summary=True), placed(2, (0, 8), None, level=2)], LIMIT)
        assert (phase.demanded, new.finish, new.demanded) == (True, None, False)  # work that was not there makes it late

    def test_a_link_of_what_contains_a_row_binds_the_row(self):
        rows = [placed(1, (0, 8), (0, 5)), placed(2, (8, 13), (5, 10), summary=True, before=(1,)), placed(3, (8, 13), (5, 10), level=2)]
        assert [(one.follows, one.demanded) for one in gaps(rows, LIMIT)] == [(None, True), (3, False), (1, False)]

    def test_few_days_are_many_for_what_is_short(self):
        assert LIMIT.is_over(DAY, DAY) is True  # a day late, of one
        assert LIMIT.is_over(DAY, 2 * DAY) is False  # exactly half
        assert LIMIT.is_over(DAY - 1, DAY) is False  # less than a day is never too late
        assert LIMIT.is_over(2 * DAY, 40 * DAY) is False
        assert LIMIT.is_over(2 * DAY + 1, 0) is True

    def test_costs_add_up_as_far_as_they_are_known(self):
        rows = [placed(1, (0, 5), (0, 5), summary=True), placed(2, (0, 5), (0, 5), level=2, cost="120.50", was=100), placed(3, (0, 5), (0, 5), level=2, cost=9)]
        assert [one.cost for one in gaps(rows, LIMIT)] == [Decimal("20.50"), Decimal("20.50"), None]


WHEN = st.tuples(st.integers(0, 12), st.integers(0, 9)).map(lambda one: (one[0], one[0] + one[1]))


@st.composite
def networks(draw):
    rows = []
    for uid in range(1, draw(st.integers(2, 9))):
        before = tuple(draw(st.sets(st.integers(1, uid - 1), max_size=2))) if uid > 1 else ()
        rows.append(placed(uid, draw(WHEN), draw(st.none() | WHEN), before=before, done=draw(st.booleans())))
    return rows


@settings(max_examples=80)
@given(networks())
def test_every_open_row_that_is_too_late_leads_to_one_of_which_a_measure_is_demanded(rows):
    found = {one.uid: one for one in gaps(rows, LIMIT)}
    done = {one.uid: one.done for one in rows}
    for one in found.values():
        assert not one.demanded or (one.over and not done[one.uid] and one.follows is None)
        if one.over and not done[one.uid]:
            steps = 0
            while one.follows is not None:
                one, steps = found[one.follows], steps + 1
                assert steps <= len(rows)
            assert one.demanded


class TestWhatBecomesOfIt:
    ON = date(2026, 11, 20)

    @pytest.mark.parametrize(
        ("state", "over", "done", "days", "reported", "after"),
        [
            (State.OPEN, True, False, 0, False, State.OPEN), (State.OPEN, True, False, 0, True, State.RECOVERING), (State.RECOVERING, True, False, 0, False, State.RECOVERING),
            (State.OPEN, True, False, 1, False, State.FAILED), (State.OPEN, True, True, -9, True, State.FAILED), (State.RECOVERING, False, True, 9, True, State.RECOVERED),
            (State.FAILED, False, False, 9, False, State.RECOVERED), (State.ACCEPTED, False, False, 0, True, State.ACCEPTED), (State.RECOVERED, True, False, 0, True, State.RECOVERED),
        ],
    )  # fmt: skip
    def test_by_hand(self, state, over, done, days, reported, after):
        assert judged(state, over=over, done=done, expected_on=self.ON, today=self.ON + timedelta(days=days), reported=reported) is after


# --- as they are kept ------------------------------------------------------------------------------------------------

HOUR = 60 * TICKS
ROWS = [
    Row(1, "Prepare"), Row(2, "Ask", 2, duration=40 * HOUR), Row(3, "Write", 2, duration=40 * HOUR, before=(Before(2),)),
    Row(4, "Ready", 1, Kind.MILESTONE, before=(Before(3),)),
]  # fmt: skip
MONDAY = date(2026, 11, 2)


def noon(days: int):
    """Noon, where the house is, so many days after that Monday."""
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


def watch() -> int:
    return work.do(actions.watch, NOBODY)


@pytest.fixture
def plan(database, house, do):
    """Mo's plan of Hotline from Monday, kept as a baseline; then Ask, which Ming works on, turns out to take ten days instead of five."""
    ming = house.people["ming"]
    with noon(-3):
        made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=ROWS)
        do(plans.change, "mo", made, seen=9, changes={2: {"people": ((ming, 100),), "owner": ming}})
        do(baselines.keep, "mo", made, name="Approved")
    with noon(2):
        do(progress.report, "ming", house.projects["hotline"], 2, Report(remaining=80 * HOUR))
    return made


@pytest.fixture
def said(house):
    return Answer("people", Measure.RESOURCES, "Ming gets help from the night shift.", house.people["ming"], MONDAY + timedelta(days=11))


class TestKept:
    def test_the_row_where_it_begins_is_owed_until_it_is_answered(self, house, plan, do, ask, hotline, said, traced):
        with noon(2):
            found = ask(queries.compared, "ming", hotline)
            assert [(one.task, one.late // (8 * HOUR), one.gap.over) for one in found.rows] == [("Prepare", 5, True), ("Ask", 5, True), ("Write", 5, True), ("Ready", 5, True)]
            assert [one.task for one in found.owed] == ["Ask"]
            with traced("deviation:answer", "mo") as entry:
                made = do(actions.answer, "mo", house.projects["hotline"], 2, said)
            assert entry[0].facts["late"] == 5 * 8 * HOUR
            assert ask(queries.compared, "mo", hotline).owed == ()
        assert ask(reference.sheet, "ada", rules.CAUSES).used == {"people": 1}
        (one,) = ask(queries.recorded, "mo", hotline)
        assert (one.id, one.code, one.state, one.owner_id, one.steps[0].step) == (made, "DEV-2026-0001", State.OPEN, house.people["ming"], Step.ANSWERED)
        (line,), count = ask(notices.inbox, "ming", kind="deviation_mine")
        assert (count, line.path) == (1, f"Progress?project={hotline}&part=deviations")

    def test_the_next_report_shows_whether_it_recovered_and_nothing_is_overwritten(self, house, plan, do, ask, hotline, said):
        project = house.projects["hotline"]
        with noon(2):
            made = do(actions.answer, "mo", project, 2, said)
        with noon(3):
            do(progress.report, "ming", project, 2, Report(remaining=64 * HOUR))
        assert ask(queries.recorded, "mo", hotline)[0].state is State.RECOVERING
        with noon(3):
            do(progress.report, "ming", project, 2, Report(remaining=24 * HOUR))
        (one,) = ask(queries.recorded, "mo", hotline)
        assert [(step.step, step.state, step.late // HOUR) for step in one.steps] == [
            (Step.REPORTED, State.RECOVERED, -13), (Step.REPORTED, State.RECOVERING, 24), (Step.ANSWERED, State.OPEN, 40),
        ]  # fmt: skip
        assert {step.expected_on for step in one.steps} == {said.expected_on}
        with pytest.raises(rules.Settled):
            do(actions.look, "mo", made, words="Done.")

    def test_the_day_of_recovery_passes_and_another_measure_is_owed(self, house, plan, do, ask, hotline, said, refused):
        project = house.projects["hotline"]
        with noon(2):
            made = do(actions.answer, "mo", project, 2, said)
            with refused(rules.AnsweredAlready):
                do(actions.answer, "mo", project, 2, said)
        with noon(12):  # a Saturday: the house rests
            assert watch() == 0
        with noon(14):
            assert watch() == 2  # failed, and owed again
            assert watch() == 0
            (one,) = ask(queries.recorded, "mo", hotline)
            assert (one.state, one.steps[0].by) == (State.FAILED, {})
            assert [row.task for row in ask(queries.compared, "mo", hotline).owed] == ["Ask"]
            assert sorted(line.message.split(":")[0] for line in ask(notices.inbox, "mo", kind="deviation_demanded")[0]) == [
                "{code} {task} has not recovered as expected by {day}. Decide what is done now.", "{project}",
            ]  # fmt: skip
            later = Answer("estimate", Measure.NEGOTIATE, "The customer takes it later.", house.people["mo"], MONDAY + timedelta(days=30))
            with refused(Stale):
                do(actions.revise, "mo", made, later, version=one.version - 1)
            do(actions.revise, "mo", made, later, version=one.version)
            (one,) = ask(queries.recorded, "mo", hotline)
            assert (one.state, one.measure, [step.measure for step in one.steps]) == (State.OPEN, Measure.NEGOTIATE, [Measure.NEGOTIATE, Measure.RESOURCES, Measure.RESOURCES])

    def test_accepted_it_is_owed_again_only_when_it_becomes_later_still(self, house, plan, do, ask, hotline, said):
        project = house.projects["hotline"]
        with noon(2):
            made = do(actions.answer, "mo", project, 2, said)
            do(actions.accept, "mo", made, reason="The customer agrees.", version=1)
            assert ask(queries.compared, "mo", hotline).owed == ()
            do(plans.change, "mo", plan, seen=99, changes={2: {"duration": 140 * HOUR}})
            assert [row.task for row in ask(queries.compared, "mo", hotline).owed] == ["Ask"]

    def test_a_row_that_left_the_plan_keeps_its_history(self, house, plan, do, ask, hotline, said):
        with noon(2):
            do(actions.answer, "mo", house.projects["hotline"], 2, said)
            do(plans.remove, "mo", plan, uids=[2])
        with noon(3):
            assert watch() == 1
        (one,) = ask(queries.recorded, "mo", hotline)
        assert (one.task, one.state, len(one.steps)) == ("Ask", State.GONE, 2)

    def test_the_manager_is_told_once_and_again_after_a_week(self, house, plan, ask):
        told = []
        for days in (3, 4, 7, 10, 11):
            with noon(days):
                told.append(watch())
        assert told == [1, 0, 0, 1, 0]
        assert ask(notices.inbox, "mo", kind="deviation_demanded")[1] == 2

    def test_who_may_what(self, house, plan, do, ask, hotline, said, refused):
        project = house.projects["hotline"]
        with noon(2):
            with refused(NotPermitted):
                do(actions.answer, "ming", project, 2, said)
            with refused(NotAnEntry):
                do(actions.answer, "mo", project, 2, Answer("moon", Measure.TASKS, "Wait.", house.people["mo"], said.expected_on))
            with refused(rules.RecoveryInThePast):
                do(actions.answer, "mo", project, 2, Answer("people", Measure.TASKS, "Wait.", house.people["mo"], MONDAY))
            made = do(actions.answer, "mo", project, 2, said)
            do(actions.look, "ming", made, words="The night shift helps from tomorrow.")
            with refused(NotPermitted):
                do(actions.accept, "ming", made, reason="Enough.", version=1)
            with pytest.raises(NotFound):
                ask(queries.recorded, "pei", hotline)
            with pytest.raises(NotFound):
                ask(queries.compared, "pei", hotline)
            assert do(
                followups.open_, "mo", project_id=project, kind=FollowUpKind.CORRECTIVE, title="Ask", finding="Late.", owner_id=house.people["ming"],
                verifier_id=house.people["mo"], due_on=said.expected_on, source_kind="deviation", source_id=made,
            )  # fmt: skip

    def test_without_a_baseline_and_on_a_row_in_time_nothing_is_asked(self, house, plan, do, ask, hotline, said, refused):
        with noon(2), refused(rules.NoBaseline):
            do(actions.answer, "lin", house.projects["harbour"], 1, said)
        do(plans.change, "mo", plan, seen=99, changes={2: {"duration": 40 * HOUR}})
        with noon(2), refused(rules.NotLate):
            do(actions.answer, "mo", house.projects["hotline"], 3, said)

    def test_what_should_be_done_and_is_not_is_late_by_now(self, house, do, ask, hotline, database):
        with noon(-3):
            made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=ROWS)
            do(baselines.keep, "mo", made, name="Approved")
        with noon(11):  # Ask was to end a week ago, and nobody said anything
            found = {one.task: one for one in ask(queries.compared, "mo", hotline).rows}
        assert (found["Ask"].late // HOUR, found["Write"].late, found["Ready"].late) == (35, 0, 0)
        assert found["Ask"].gap.demanded

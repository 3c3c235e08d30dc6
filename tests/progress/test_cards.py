"""Cards as they are kept: every way a task changes moves its card; who moves one by hand, and what stands in the way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, work
from core.errors import NotFound, NotPermitted, Stale
from core.planning import actions as plans
from core.planning import queries as planning
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress import actions as progress
from core.progress import queries as reports
from core.progress.cards import actions, queries, rules
from core.progress.cards.rules import USUAL, Column, State
from core.progress.flow import queries as flow
from core.progress.rules import Report

pytestmark = pytest.mark.usefixtures("database")

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)
TODO, HAND, DONE, REVIEW = 1, 2, 3, 4
ROWS = [Row(1, "Prepare"), Row(2, "Ask", 2, duration=16 * HOUR), Row(3, "Write", 2, duration=8 * HOUR), Row(4, "Ready", 1, Kind.MILESTONE)]


def noon(days: int):
    """Noon, where the house is, so many days after that Monday."""
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


@pytest.fixture
def hot(house):
    return house.projects["hotline"]


@pytest.fixture
def plan(house, do, hot):
    """Mo's plan of Hotline from Monday: Prepare (Ask: Ming works on it; Write), then Ready."""
    with noon(0):
        made = do(plans.create, "mo", hot, starts=midnight(MONDAY), rows=ROWS)
        do(plans.change, "mo", made, seen=9, changes={2: {"people": ((house.people["ming"], 100),)}})
    return made


@pytest.fixture
def where(ask, hotline):
    def where_(who: str = "mo", day: date = MONDAY) -> dict[str, int]:
        return {one.task: one.column for one in ask(queries.board, who, hotline, day).cards}

    return where_


def review(do, hot, most: int | None = 1) -> int:
    return do(actions.arrange, "mo", hot, version=0, columns=(*USUAL, Column(0, State.HAND, "Review", most)))


class TestMoving:
    def test_a_card_follows_the_plan_and_moves_it(self, hot, plan, do, ask, hotline, where, traced):
        assert where() == {"Ask": TODO, "Write": TODO, "Ready": TODO}
        with noon(1), traced("plan:move_card", "ming") as entry:
            do(actions.move, "ming", hot, 2, HAND, seen=TODO)
        assert entry[0].facts["before"] == {"column": TODO, "percent": 0}
        assert where()["Ask"] == HAND
        row = next(one.row for one in ask(planning.plan, "mo", hotline).tasks if one.row.uid == 2)
        assert (row.percent, row.actual_start is not None) == (0, True)
        with noon(2):
            do(progress.report, "ming", hot, 2, Report(percent=60))
            do(actions.move, "ming", hot, 2, DONE, seen=HAND)
        assert next((one.was, one.percent, one.finished_on) for one in ask(reports.reports, "mo", hotline)) == (60, 100, date(2026, 11, 4))
        with noon(3):
            do(progress.report, "ming", hot, 2, Report(percent=80))  # a report takes the card back
        assert where()["Ask"] == HAND
        told = [(one.came_from, one.into, one.by_hand) for one in ask(queries.moves, "mo", hotline, uid=2)]
        assert told == [(DONE, HAND, False), (HAND, DONE, True), (TODO, HAND, True), (None, TODO, False)]

    def test_back_from_done_asks_how_far_it_is(self, hot, plan, do, where, refused):
        with noon(1):
            do(actions.move, "ming", hot, 2, DONE, seen=TODO)
            with refused(rules.SayHowFar):
                do(actions.move, "ming", hot, 2, HAND, seen=DONE)
            with refused(rules.HasBegun):
                do(actions.move, "ming", hot, 2, TODO, seen=DONE)
            do(actions.move, "ming", hot, 2, HAND, seen=DONE, share=70)
        assert where()["Ask"] == HAND

    def test_between_columns_that_mean_the_same_nothing_is_reported(self, hot, plan, do, ask, hotline, where):
        with noon(1):
            review(do, hot)
            do(actions.move, "ming", hot, 2, REVIEW, seen=TODO)
            do(actions.move, "ming", hot, 2, HAND, seen=REVIEW)
        assert where()["Ask"] == HAND
        assert len(ask(reports.reports, "mo", hotline)) == 1  # that it has begun

    def test_of_two_at_once_the_second_is_told_and_a_second_click_does_nothing(self, hot, plan, do, where, house, ask, hotline, refused):
        with noon(1):
            do(actions.move, "ming", hot, 2, HAND, seen=TODO)
            with refused(rules.CardMoved):
                do(actions.move, "mo", hot, 2, DONE, seen=TODO)
            for _ in range(2):
                work.do_once("card:7:one", actions.move, house.actor("mo"), hot, 2, DONE, seen=HAND)
        assert where()["Ask"] == DONE
        assert len(ask(queries.moves, "mo", hotline, uid=2)) == 3

    def test_a_full_column_asks_who_plans_for_a_reason_and_keeps_it(self, hot, plan, do, ask, hotline, where, refused):
        with noon(1):
            review(do, hot)
            do(actions.move, "mo", hot, 3, REVIEW, seen=TODO)
            with refused(rules.ColumnFull) as caught:
                do(actions.move, "ming", hot, 2, REVIEW, seen=TODO, reason="Urgent.")
            assert caught.value.facts == {"column": "Review", "most": 1}
            with refused(rules.SayWhyMore):
                do(actions.move, "mo", hot, 2, REVIEW, seen=TODO)
            do(actions.move, "mo", hot, 2, REVIEW, seen=TODO, reason="The customer waits.")
        assert ask(queries.moves, "mo", hotline)[0].reason == "The customer waits."

    def test_others_tasks_and_strangers_are_refused(self, hot, plan, do, ask, hotline, refused):
        with refused(NotPermitted):
            do(actions.move, "ming", hot, 3, HAND, seen=TODO)
        with refused(rules.ColumnGone):
            do(actions.move, "mo", hot, 3, 9, seen=TODO)
        with refused(rules.ReachedOrNot):
            do(actions.move, "mo", hot, 4, HAND, seen=TODO)
        with pytest.raises(NotFound):
            ask(queries.board, "pei", hotline, MONDAY)
        assert [one.task for one in ask(queries.board, "ming", hotline, MONDAY).cards if one.movable] == ["Ask"]
        assert [(one.code, one.todo, one.hand, one.done) for one in ask(queries.boards, "ming")] == [(hotline, 3, 0, 0)]


class TestTheBoard:
    def test_a_card_says_what_its_task_is(self, house, hot, plan, do, ask, hotline):
        with noon(1):
            do(progress.report, "ming", hot, 2, Report(percent=30, blocker="No line."))
        card = ask(queries.board, "ming", hotline, date(2026, 11, 30)).cards[0]
        assert (card.task, card.package, card.percent, card.blocker, card.overdue, card.mine, card.people) == ("Ask", "Prepare", 30, "No line.", True, True, (house.people["ming"],))

    def test_a_removed_column_gives_its_cards_to_the_first_that_means_the_same(self, hot, plan, do, ask, hotline, where, traced, refused):
        with noon(1):
            review(do, hot, None)
            do(actions.move, "mo", hot, 2, REVIEW, seen=TODO)
            with traced("plan:arrange_board", "mo"):
                do(actions.arrange, "mo", hot, version=1, columns=USUAL)
            with refused(Stale):
                do(actions.arrange, "mo", hot, version=1, columns=USUAL)
            with refused(NotPermitted):
                do(actions.arrange, "ming", hot, version=2, columns=USUAL)
        assert where()["Ask"] == HAND
        view = ask(queries.board, "mo", hotline, MONDAY)
        assert (view.version, [one.number for one in view.columns]) == (2, [1, 2, 3])
        do(actions.arrange, "mo", hot, version=2, columns=(*USUAL, Column(0, State.HAND, "Test")))
        assert ask(queries.board, "mo", hotline, MONDAY).columns[2].number == 5  # numbers are never given twice


class TestEveryDeedOnThePlan:
    def test_cards_come_and_leave_with_their_tasks(self, hot, plan, do, ask, hotline, where):
        with noon(1):
            do(plans.insert_rows, "mo", plan, rows=[Row(1, "Train", duration=HOUR, percent=100, actual_start=midnight(MONDAY), actual_finish=midnight(MONDAY) + HOUR)], after=4)
            do(plans.remove, "mo", plan, uids=[3])
            do(plans.indent, "mo", plan, uids=[5], by=1)  # Ready contains it now, and is no card any more
        assert where() == {"Ask": TODO, "Train": DONE}
        told = [(one.task, one.came_from, one.into) for one in ask(queries.moves, "mo", hotline, limit=3)]
        assert told == [("Ready", TODO, None), ("Write", TODO, None), ("Train", None, DONE)]

    def test_the_flow_of_every_day_is_the_cards_of_that_day(self, hot, plan, do, ask, hotline):
        counts = []
        for day, deed in enumerate((
            lambda: review(do, hot, None), lambda: do(actions.move, "mo", hot, 2, HAND, seen=TODO), lambda: do(actions.move, "mo", hot, 2, REVIEW, seen=HAND),
            lambda: do(plans.change, "mo", plan, seen=99, changes={3: {"percent": 50}}), lambda: do(progress.report, "mo", hot, 2, Report(percent=100)),
            lambda: do(plans.insert_rows, "mo", plan, rows=[replace(ROWS[2], uid=1)], after=None), lambda: do(plans.remove, "mo", plan, uids=[4]),
            lambda: do(actions.arrange, "mo", hot, version=1, columns=USUAL), lambda: do(plans.take_over, "mo", hot, starts=midnight(MONDAY), rows=ROWS[1:3], source="x", version=ask(planning.plan, "mo", hotline).version),
        )):  # fmt: skip
            with noon(day):
                deed()
                counts.append(dict(ask(queries.board, "mo", hotline, MONDAY).counts))
        found = ask(flow.flow, "mo", hotline, MONDAY, MONDAY + timedelta(days=8))
        assert [dict(one.cards) for one in found.days] == counts
        assert found.known_from == MONDAY
        assert [one.number for one in found.columns] == [TODO, HAND, REVIEW, DONE]  # the removed one too: cards stood there
        later = ask(flow.flow, "mo", hotline, MONDAY + timedelta(days=4), MONDAY + timedelta(days=5))
        assert [dict(one.cards) for one in later.days] == counts[4:6]
        assert (later.done, later.cycle.mean, later.lead.mean) == (1, 4, 5)  # begun on the second day, finished on the fifth
        assert ask(flow.flow, "mo", hotline, date(2020, 1, 1), date(2020, 2, 1)) is None

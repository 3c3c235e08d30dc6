"""The result reaches the inspected side in time: when it is due, who is told, and how often that was kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock, db, work
from core.audit.actions import NOBODY
from core.inspection.feedback import actions, queries, rules
from core.inspection.feedback.rules import InTime
from core.inspection.measures.rules import FEEDBACK_IN_TIME
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.records import Round
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.records import Sheet
from core.metrics import queries as metrics
from core.metrics.queries import Asked
from core.notice.records import Notice
from core.settings import actions as settings

MONDAY = date(2026, 6, 8)
A_DAY = timedelta(days=1)


class TestRules:
    def test_the_time_runs_from_the_last_sheet_or_from_the_closing(self):
        assert rules.counted_from(None, None, 1) is None
        assert rules.counted_from(MONDAY, None, 0) == MONDAY
        assert rules.counted_from(MONDAY, None, 1) is None  # one is waited for
        assert rules.counted_from(MONDAY, MONDAY + A_DAY, 1) == MONDAY + A_DAY  # one was missed
        assert rules.counted_from(None, MONDAY, 3) == MONDAY  # all were

    def test_what_counts_as_in_time(self):
        given = [(MONDAY, MONDAY), (MONDAY, MONDAY + A_DAY), (MONDAY, None), (MONDAY + 30 * A_DAY, None)]
        assert rules.in_time(given, MONDAY + A_DAY) == InTime(3, 1)
        assert rules.in_time(given, MONDAY) == InTime(2, 1)  # today is still time
        assert InTime(0, 0).share is None


def told(kind):
    with db.reading() as session:
        return [(one.person_id, one.message, one.values, one.path) for one in session.scalars(select(Notice).where(Notice.kind == kind.code).order_by(Notice.id))]


def set_round(house, **values):
    with db.writing() as session:
        row = session.get_one(Round, house.round)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.usefixtures("database")
class TestDue:
    @pytest.fixture(autouse=True)
    def same_days(self, do):
        do(settings.change, "ada", rules.FEEDBACK_DAYS.code, text="3", version=0)

    def moved(self, house, day):
        with db.writing() as session:
            session.get_one(Sheet, house.sheet).submitted_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=6)

    def test_it_runs_from_the_last_sheet_and_weekends_do_not_count(self, house, ask, submitted):
        """Three working days after Thursday, 4 June 2026 is Tuesday the 9th."""
        self.moved(house, date(2026, 6, 4))
        assert dict(ask(queries.due_dates, "lin")) == {house.round: date(2026, 6, 9)}

    def test_nothing_is_due_while_a_sheet_is_waited_for(self, house, do, ask, submitted):
        do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        assert dict(ask(queries.due_dates, "lin")) == {}
        do(rounds.close, "lin", house.round, count_as_missed=True)
        assert ask(queries.due_dates, "lin")[house.round] > clock.today()

    def test_what_was_fixed_at_the_closing_stands(self, house, do, ask, submitted):
        do(rounds.close, "lin", house.round)
        before = ask(queries.due_dates, "lin")
        do(settings.change, "ada", rules.FEEDBACK_DAYS.code, text="20", version=1)
        assert ask(queries.due_dates, "lin") == before

    def test_leader_and_leadership_are_told_once_when_it_is_late(self, house, do, submitted):
        do(rounds.close, "lin", house.round)
        assert work.do(actions.remind, NOBODY) == 0
        set_round(house, feedback_due_on=clock.today() - A_DAY)
        assert [work.do(actions.remind, NOBODY) for _ in range(2)] == [1, 0]
        assert {person for person, *_ in told(rules.LATE)} == {house.people["lin"], house.people["yan"]}
        house.approve("round", house.round)
        assert work.do(actions.remind, NOBODY) == 0

    def test_how_often_it_was_kept(self, house, do, ask, submitted):
        do(rounds.close, "lin", house.round)
        assert ask(queries.in_time, "lin") == InTime(0, 0)
        house.approve("round", house.round)
        assert ask(queries.in_time, "lin") == InTime(1, 1)
        set_round(house, feedback_due_on=clock.today() - 2 * A_DAY)
        assert ask(queries.in_time, "lin") == InTime(1, 0)
        assert ask(queries.in_time, "pei") == InTime(0, 0)  # of another project


@pytest.mark.usefixtures("database")
class TestTold:
    def test_the_inspected_side_is_told_its_sheet_what_it_can_do_and_until_when(self, house, submitted):
        house.release()
        found = told(rules.RESULT)
        assert {person for person, *_ in found} == {house.people["mo"], house.people["ming"]}
        _, message, values, path = found[0]
        code = house.row().code
        assert path == f"Scoring_sheet?sheet={code}"
        assert "contest it until {day}" in message
        assert values["sheet"] == code
        assert date.fromisoformat(values["day"]["day"]) > clock.today()

    def test_and_again_of_a_correction(self, house, do, released):
        before = len(told(rules.RESULT))
        made = do(sheets.revise, "mei", house.sheet, reason="A slip.")
        house.submit(made)
        found = told(rules.RESULT)[before:]
        assert len(found) == 2
        assert all("corrected" in message for _, message, *_ in found)


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("page", ["pages/Rounds.py", "pages/My_work.py"])
def test_it_stands_where_leaders_look(house, do, screen, submitted, page):
    do(rounds.close, "lin", house.round)
    set_round(house, feedback_due_on=clock.today() - A_DAY)
    at = screen(page, "lin", language=None)
    assert not at.exception
    assert any("Result overdue since" in one.value for one in at.markdown)


@pytest.mark.usefixtures("database")
def test_it_is_a_named_measure_by_project(house, do, ask, submitted):
    do(rounds.close, "lin", house.round)
    asked = Asked(date(2020, 1, 1), date(2040, 1, 1))
    assert ask(metrics.rows, "lin", FEEDBACK_IN_TIME.code, asked)[1] == 0  # neither given nor due
    house.approve("round", house.round)
    rows, n = ask(metrics.rows, "lin", FEEDBACK_IN_TIME.code, asked)
    assert (n, list(rows["value"])) == (1, [1])
    set_round(house, feedback_due_on=clock.today() - A_DAY)
    assert list(ask(metrics.rows, "lin", FEEDBACK_IN_TIME.code, asked)[0]["value"]) == [0]

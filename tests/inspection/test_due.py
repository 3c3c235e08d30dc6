"""Due dates: who is reminded and how often, what is late, what the calendar shows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from core import clock, db, work
from core.audit.actions import NOBODY
from core.errors import NotPermitted
from core.inspection.due import actions, queries, rules
from core.inspection.due.rules import REMIND_BEFORE, Rung
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.records import Round
from core.notice.records import Notice
from core.settings import actions as settings

MONDAY = date(2026, 6, 8)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "rung"), [(-4, None), (-3, Rung.SOON), (0, Rung.SOON), (1, Rung.OVERDUE)], ids=["early", "first day", "due day", "day after"]
)
def test_how_urgent_a_round_is(today, rung):
    assert rules.rung(MONDAY, MONDAY - 3 * A_DAY, MONDAY + today * A_DAY) is rung


def due(house, when, round_id=None):
    with db.writing() as session:
        session.execute(update(Round).where(Round.id == (round_id or house.round)).values(due_on=when))


def told():
    with db.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.kind == rules.DUE.code).order_by(Notice.id))
        return [(one.person_id, one.message.split(" ")[2], one.values["count"], one.path) for one in rows]


@pytest.mark.usefixtures("database")
class TestReminding:
    def test_before_its_day_nobody_is_told(self, house):
        due(house, clock.today() + 30 * A_DAY)
        assert work.do(actions.remind, NOBODY) == 0
        assert told() == []

    def test_once_when_it_is_due_and_once_when_it_is_overdue(self, house, do):
        do(settings.change, "ada", REMIND_BEFORE.code, text="2", version=0)
        path = f"Sheets?round=RND-{clock.today().year}-0001"
        due(house, clock.today())
        assert [work.do(actions.remind, NOBODY) for _ in range(2)] == [1, 0]
        assert told() == [(house.people["mei"], "due", told()[0][2], path)]
        due(house, clock.today() - A_DAY)
        assert [work.do(actions.remind, NOBODY) for _ in range(2)] == [1, 0]
        assert [message for _, message, *_ in told()] == ["due", "overdue"]

    def test_weekends_and_holidays_do_not_count(self, house, monkeypatch):
        """Three working days before Wednesday 10 June 2026 is Friday the 5th."""
        due(house, date(2026, 6, 10))
        for day, count in ((date(2026, 6, 4), 0), (date(2026, 6, 5), 1)):
            monkeypatch.setattr(queries, "today", lambda day=day: day)
            assert work.do(actions.remind, NOBODY) == count

    def test_who_has_submitted_and_whose_round_is_closed_is_left_alone(self, house, do, submitted):
        due(house, clock.today())
        assert work.do(actions.remind, NOBODY) == 0
        round_id, _ = house.open_round("Summer", hotline="kit")
        due(house, clock.today() - A_DAY, round_id)
        do(rounds.close, "lin", round_id, count_as_missed=True)
        assert work.do(actions.remind, NOBODY) == 0

    def test_an_inspector_who_joins_later_is_told_too(self, house, do):
        due(house, clock.today())
        assert work.do(actions.remind, NOBODY) == 1
        do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        assert work.do(actions.remind, NOBODY) == 1
        assert {person for person, *_ in told()} == {house.people["mei"], house.people["kit"]}


@pytest.mark.usefixtures("database")
class TestLooking:
    def test_the_calendar_says_what_is_left(self, house, do, ask):
        due(house, clock.today() - A_DAY)
        made, _ = house.open_round("Summer", start=False, hotline="kit")
        due(house, clock.today() + 365 * A_DAY, made)
        rows = list(ask(queries.calendar, "lin").itertuples(index=False))
        assert [(row.name, row.sheets, row.open, row.missed, row.overdue) for row in rows] == [("Spring", 1, 1, 0, True), ("Summer", 1, 1, 0, False)]
        assert rows[0].workdays <= 0 < rows[1].workdays
        assert [row.name for row in ask(queries.calendar, "mo").itertuples()] == ["Spring"]  # one in preparation is its leaders' affair

    def test_late_are_the_overdue_and_the_missed(self, house, do, ask):
        due(house, clock.today() - A_DAY)
        made, given = house.open_round("Summer", hotline="kit")
        due(house, clock.today() + A_DAY, made)
        assert list(ask(queries.late, "lin")["code"]) == [house.row().code]
        do(rounds.close, "lin", made, count_as_missed=True)
        assert list(ask(queries.late, "lin")["code"]) == [house.row(given["hotline"]).code, house.row().code]
        assert "Summer" in set(ask(queries.calendar, "lin")["name"])

    def test_only_who_leads_sees_what_is_late(self, house, ask):
        due(house, clock.today() - A_DAY)
        assert list(ask(queries.late, "hu")["code"]) == [house.row().code]  # about a project of the own department
        assert ask(queries.calendar, "pei").empty
        for who in ("mo", "mei"):
            with pytest.raises(NotPermitted):
                ask(queries.late, who)


@pytest.mark.usefixtures("sqlite_database")
def test_the_page_shows_due_dates_and_a_code_for_the_phone(house, screen, ask):
    due(house, clock.today() - A_DAY)
    at = screen("pages/Rounds.py", "lin")
    assert not at.exception
    assert any("1 overdue" in one.label or "one overdue" in one.label for one in at.expander)
    at = screen("pages/Rounds.py", "lin", query={"round": f"RND-{clock.today().year}-0001"})
    assert not at.exception
    assert at.selectbox(key=f"qr:{house.round}").value == house.row().code

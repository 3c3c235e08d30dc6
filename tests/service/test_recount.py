"""A calendar that changes moves the due moments of open requests, and of no others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock, db, work
from core.calendar import actions as calendars
from core.calendar.rules import Kind
from core.customers import actions as customers
from core.routines.actions import run_due
from core.service.clocks.rules import Targets
from core.service.commitments import actions as promises
from core.service.intake import actions as intake
from core.service.recount import actions as recount
from core.service.recount import queries
from core.service.requests.records import Request
from core.service.requests.rules import Intake
from tests.cast import named, trail

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 3, 3, 1, tzinfo=UTC)  # a Tuesday, nine o'clock in Shanghai


def rows():
    with db.reading() as session:
        return {row.title: (row.due_at, row.resolve_due_at, row.version) for row in session.scalars(select(Request))}


@pytest.fixture
def office(do):
    """Nine to five, Monday to Friday: the organisation's calendar."""
    week = calendars.Pattern(["9-17"] * 5 + ["", ""])
    return do(calendars.create, "ada", code="office", name=named("Office"), zone="Asia/Shanghai", patterns=[week], observes_holidays=False)


def test_a_holiday_moves_what_is_due_after_it_in_groups_once(house, do, office, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    with clock.at(START):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        do(promises.promise, "lin", targets=Targets(60, 120, 8 * 60), valid_from=START.date())
        for title in ("One", "Two", "Three"):
            do(intake.register, "ming", house.projects["hotline"], Intake(ferries, "phone", title))
        before = rows()
        for _ in range(2):  # the first look at all of them, in two groups
            assert do(recount.recount, "ada") == 0
        do(calendars.add_exception, "ada", first=date(2026, 3, 3), last=date(2026, 3, 3), kind=Kind.DAY_OFF, name="Flood", calendar_id=office)
        assert [do(recount.recount, "ada") for _ in range(3)] == [2, 1, 0]
    after = rows()
    for title, (due_at, resolve_due_at, version) in before.items():
        assert after[title] == (due_at + timedelta(days=1), resolve_due_at + timedelta(days=1), version)
    assert [one.facts["moved"] for one in trail("request:recount")] == [2, 1]


def test_the_routine_counts_them_all_in_portions_in_one_run(house, do, office, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)

    def run():
        portions = work.ask(queries.portions)
        return len(portions), run_due(only={"request_clocks"}, at_once=True)["request_clocks"]

    with clock.at(START):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        do(promises.promise, "lin", targets=Targets(60, 120, 8 * 60), valid_from=START.date())
        for title in ("One", "Two", "Three", "Four"):
            do(intake.register, "ming", house.projects["hotline"], Intake(ferries, "phone", title))
        before = rows()
        assert [run(), run()] == [(3, 0), (1, 0)]
        do(calendars.add_exception, "ada", first=date(2026, 3, 3), last=date(2026, 3, 3), kind=Kind.DAY_OFF, name="Own", person_id=house.people["ming"])
        assert run() == (1, 0), "leave of a person is nobody's clock"
        do(calendars.add_exception, "ada", first=date(2026, 3, 3), last=date(2026, 3, 3), kind=Kind.DAY_OFF, name="Flood", calendar_id=office)
        assert [run(), run()] == [(3, 4), (1, 0)]
    assert {title: one[0] for title, one in rows().items()} == {title: one[0] + timedelta(days=1) for title, one in before.items()}


def test_leave_of_a_person_moves_no_clock_and_closed_requests_stay_as_judged(house, do, office):
    with clock.at(START):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        do(intake.register, "ming", house.projects["hotline"], Intake(ferries, "phone", "One"))
        do(recount.recount, "ada")
        do(calendars.add_exception, "ada", first=date(2026, 3, 3), last=date(2026, 3, 3), kind=Kind.DAY_OFF, name="Own", person_id=house.people["ming"])
        before = rows()
        assert do(recount.recount, "ada") == 0
        with db.writing() as session:
            session.scalars(select(Request)).one().open = False
        do(calendars.add_exception, "ada", first=date(2026, 3, 3), last=date(2026, 3, 3), kind=Kind.DAY_OFF, name="Flood", calendar_id=office)
        assert do(recount.recount, "ada") == 0
        assert rows()["One"][:2] == before["One"][:2]

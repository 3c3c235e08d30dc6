"""Contracts, conversations, stages, points, care and expectations, as they are kept and told."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import text

from core import db
from core.clock import at, now, today
from core.customers import actions as customers
from core.customers import queries
from core.customers.care import actions as care
from core.customers.care import queries as cares
from core.customers.care.rules import Kind
from core.customers.contacts import actions as contacts
from core.customers.contacts.rules import Personal, Purpose, Way, check_character
from core.customers.contracts import actions as contracts
from core.customers.contracts import queries as agreed
from core.customers.contracts.rules import (
    ContractEndsFirst,
    FollowsOtherCustomer,
    Limits,
    NotAContractValue,
    NotAPromise,
    Priority,
    SignedToCome,
)
from core.customers.expectations import actions as expectations
from core.customers.expectations import queries as expected
from core.customers.expectations.rules import Aspect, Outcome
from core.customers.points import actions as points
from core.customers.points import queries as ledger
from core.customers.points.rules import IsCounterEntry, NotEnough, PointsReversed
from core.customers.stages import actions as stages
from core.customers.stages import queries as standing
from core.customers.stages.rules import Loss, LostAlready
from core.customers.talks import actions as talks
from core.customers.talks.rules import NextTooEarly, TalkedToCome
from core.customers.timeline import queries as timeline
from core.customers.timeline.queries import Entry, provide
from core.customers.value import queries as lists
from core.customers.value.rules import Wanted
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.satisfaction.health import queries as healths
from core.satisfaction.surveys import actions as surveys
from core.service.intake import actions as intake
from core.service.requests.rules import Intake
from core.service.timeline.queries import counted
from core.work import ask as ask_anybody


@pytest.fixture
def ferries(house, do):
    """Northern Ferries, served by Hotline, looked after by Mo."""
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])


def sign(do, customer, first, last, value="1000", **more):
    day = today()
    starts = day + timedelta(days=first)
    return do(contracts.enter, "mo", customer, title="Hotline", value=D(value), signed_on=min(day, starts), starts_on=starts, ends_on=day + timedelta(days=last), **more)


def row(ask, customer, who="mo"):
    (code,) = [one.code for one in ask(queries.customers_for_choice, who) if one.id == customer]
    return ask(queries.customer_by_code, who, code)


def test_contracts_promise_and_are_refused_in_words(house, do, ask, ferries, refused):
    project = house.projects["hotline"]
    sign(do, ferries, -30, 300, project_id=project, promises=[Limits(Priority.HIGH, 30, 60, 480)])
    made = sign(do, ferries, -10, 300, promises=[Limits(Priority.HIGH, None, 45, None, True)])
    assert ask_anybody(agreed.promised, ferries, priority="high", on=today(), project_id=project) == Limits(Priority.HIGH, 30, 45, 480, True)
    assert ask_anybody(agreed.promised, ferries, priority="high", on=today(), project_id=house.projects["harbour"]) == Limits(Priority.HIGH, None, 45, None, True)
    assert ask_anybody(agreed.promised, ferries, priority="low", on=today()) is None
    for wrong, kind in (
        ({"starts_on": today(), "ends_on": today() - timedelta(days=1)}, ContractEndsFirst), ({"signed_on": today() + timedelta(days=1)}, SignedToCome), ({"value": D("1.005")}, NotAContractValue),
        ({"promises": [Limits(Priority.LOW, 60, 30)]}, NotAPromise),
    ):  # fmt: skip
        with refused(kind):
            do(contracts.enter, "mo", ferries, **({"title": "X", "value": D(1), "signed_on": today(), "starts_on": today(), "ends_on": today()} | wrong))
    other = do(customers.enter, "mo", name="Airport")
    with refused(FollowsOtherCustomer):
        do(contracts.enter, "mo", other, title="X", value=D(1), signed_on=today(), starts_on=today(), ends_on=today(), follows_id=made)
    do(contracts.end, "mo", made, version=1, on=today() - timedelta(days=1), why="By both.")
    assert ask_anybody(agreed.promised, ferries, priority="high", on=today()).around_the_clock is False


def test_the_end_of_a_contract_is_told_at_two_steps_once(house, do, ferries):
    sign(do, ferries, -300, 50)
    assert [do(contracts.remind, "mo") for _ in range(2)] == [1, 0]
    with at(now() + timedelta(days=36)):
        assert [do(contracts.remind, "mo") for _ in range(2)] == [1, 0]


def test_the_stage_follows_contracts_and_contacts_until_somebody_says_otherwise(house, do, ask, ferries, refused):
    assert row(ask, ferries).stage == "potential"
    sign(do, ferries, -30, 700)
    assert (row(ask, ferries).stage, row(ask, ferries).stage_facts["day"]) == ("fresh", (today() - timedelta(days=30)).isoformat())
    with at(now() + timedelta(days=92)):
        assert do(stages.watch, "mo") == 1
        assert row(ask, ferries).stage == "dormant"
        do(talks.write, "mo", ferries, day=today(), channel="phone", subject="Pier", outcome="")
        assert row(ask, ferries).stage == "fresh"
    do(stages.put, "lin", ferries, version=row(ask, ferries).version, stage="mature", why="Known for years.")
    with at(now() + timedelta(days=400)):
        do(stages.watch, "mo")
        assert (row(ask, ferries).stage, row(ask, ferries).stage_by_hand) == ("mature", True)
        do(stages.follow_rule, "mo", ferries, version=row(ask, ferries).version)
        assert row(ask, ferries).stage == "dormant"
    told = ask(standing.history, "mo", ferries)
    assert {("potential", "fresh", True), ("fresh", "dormant", True), ("dormant", "fresh", True), ("fresh", "mature", False)} <= {(one.before, one.after, one.who is None) for one in told}


def test_a_loss_for_reasons_of_service_is_churn_until_it_is_won_back(house, do, ask, ferries, refused):
    for place in range(5):
        made = do(customers.enter, "mo", name=f"Customer {place}", project_ids=[house.projects["hotline"]])
        sign(do, made, -500, 300 if place else -100, project_id=house.projects["hotline"])
    seen = ask(lists.figures, "mo")
    assert (seen.customers, seen.churn_n, float(seen.churn.value), float(seen.retention.value)) == (5, 5, 0.0, 80.0)
    version = row(ask, made).version
    do(stages.lose, "mo", made, version=version, reason=Loss.SLOWNESS, why="Too slow.", on=today())
    with refused(LostAlready):
        do(stages.lose, "mo", made, version=version, reason=Loss.SLOWNESS, why="Too slow.", on=today())
    seen = ask(lists.figures, "mo")
    assert (seen.lost_by_service, float(seen.churn.value), float(seen.retention.value), row(ask, made).stage) == (1, 20.0, 60.0, "lost")
    asked = Asked(today() - timedelta(days=365), today())
    found = ask(metrics.values, "lin", asked)
    assert (found["customer.renewed"].n, found["customer.lost_by_service"].n) == (1, 1)
    do(stages.win_back, "mo", made, version=row(ask, made).version, why="A new contact.")
    assert float(ask(lists.figures, "mo").churn.value) == 0.0
    assert ask(lists.figures, "pei").churn is None


def test_points_are_a_ledger_that_is_never_edited(do, ask, ferries, refused):
    first = do(points.book, "mo", ferries, points=100, why="A year.")
    do(points.book, "mo", ferries, points=-60, why="Training.")
    with refused(NotEnough):
        do(points.reverse, "mo", first, why="Entered twice.")
    do(points.book, "mo", ferries, points=60, why="Training cancelled.")
    back = do(points.reverse, "mo", first, why="Entered twice.")
    for entry, kind in ((first, PointsReversed), (back, IsCounterEntry)):
        with refused(kind):
            do(points.reverse, "mo", entry, why="Again.")
    assert (row(ask, ferries).points, sum(one.points for one in ask(ledger.ledger, "mo", ferries))) == (0, 0)


def test_yearly_care_comes_again_and_what_was_done_stands_in_the_timeline(do, ask, ferries):
    made = do(care.plan, "ming", ferries, kind=Kind.FESTIVAL, title="Greeting", due_on=date(today().year - 2, 2, 28), yearly=True)
    assert [one.title for one in ask(cares.due, "mo")] == ["Greeting"]
    do(care.finish, "ming", made, version=1, result="Greeted.")
    (again,) = ask(cares.of_customer, "mo", ferries)
    assert (again.due_on > today(), again.due_on.month) == (True, 2)
    sign(do, ferries, -30, 300)
    do(talks.write, "ming", ferries, day=today() - timedelta(days=3), channel="visit", subject="Pier", outcome="Agreed.", next_on=today() + timedelta(days=5))
    assert [one.kind for one in ask(timeline.timeline, "mo", ferries)] == ["care", "talk", "contract"]
    assert row(ask, ferries).next_contact_on == today() + timedelta(days=5)


def test_a_room_above_adds_to_the_timeline(do, ask, ferries, monkeypatch):
    monkeypatch.setattr(timeline, "_PROVIDERS", dict(timeline._PROVIDERS))
    provide("request", "Requests", lambda session, actor, customer_id, before, limit: [Entry(today(), "request", 1, f"Request of {customer_id}")])
    assert [one.title for one in ask(timeline.timeline, "mo", ferries, only="request")] == [f"Request of {ferries}"]


def test_what_was_said_is_not_from_tomorrow(do, ferries, refused):
    said = {"channel": "phone", "subject": "Pier", "outcome": ""}
    with refused(TalkedToCome):
        do(talks.write, "mo", ferries, day=today() + timedelta(days=1), **said)
    with refused(NextTooEarly):
        do(talks.write, "mo", ferries, day=today(), next_on=today(), **said)


def test_an_expectation_is_measured_as_it_was_agreed(house, do, ask, ferries):
    made = do(expectations.expect, "ming", ferries, project_id=house.projects["hotline"], aspect=Aspect.TIME, subject="Calls", target=D(20), unit="s", higher_is_better=False)
    do(expectations.judge, "ming", made, version=1, came="Slower at noon.", actual=D(24))
    (one,) = ask(expected.expectations, "mo", ferries)
    assert (one.outcome, one.gap) == (Outcome.MISSED, D(-4))


def test_lists_and_timelines_of_many_customers_go_by_their_indexes(sqlite_database, house, do, ferries):
    """At 100,000 customers and a million entries a scan would be felt: the plans of the questions name an index each."""
    with db.writing() as session:
        plans = {
            "list": "SELECT * FROM customers ORDER BY search, id LIMIT 25", "stage": "SELECT count(*) FROM customers WHERE stage = 'lost'", "due": "SELECT * FROM customers WHERE stage_due_on <= '2026-01-01' ORDER BY stage_due_on LIMIT 300",
            "phone": "SELECT customer_id FROM contacts WHERE phone_index IN ('a', 'b')", "talks": "SELECT * FROM customer_talks WHERE customer_id = 1 AND day < '2026-01-01' ORDER BY day DESC LIMIT 26",
            "contracts": "SELECT * FROM contracts WHERE customer_id = 1", "care": "SELECT * FROM customer_care WHERE done_on IS NULL AND due_on <= '2026-01-01' ORDER BY due_on LIMIT 100",
            "promises": "SELECT * FROM contract_promises p JOIN contracts c ON c.id = p.contract_id WHERE c.customer_id = 1 AND p.priority = 'high'",
        }  # fmt: skip
        for name, question in plans.items():
            steps = " ".join(str(step[3]) for step in session.execute(text(f"EXPLAIN QUERY PLAN {question}")))
            assert "USING" in steps, (name, steps)
            assert "SCAN" not in steps or "USING INDEX ix_customers_search" in steps, (name, steps)


def test_a_list_is_narrowed_and_ordered_by_the_database(house, do, ask, ferries):
    do(customers.enter, "mo", name="Airport", class_code="key", class_why="Large.")
    found = ask(lists.listed, "mo", Wanted())
    assert ([one.name for one in found.lines], found.total) == (["Airport", "Northern Ferries"], 2)
    assert [one.name for one in ask(lists.listed, "mo", Wanted(class_code="key")).lines] == ["Airport"]
    assert ask(lists.listed, "mo", Wanted(search="%")).total == 0
    assert ask(lists.listed, "ming", Wanted()).total == 1
    assert ask(lists.listed, "ming", Wanted(mine=True)).total == 0


def test_anniversaries_and_agreed_birthdays_are_planned_once_and_taken_back(house, do, ask, ferries):
    signed = today() - timedelta(days=600)
    do(contracts.enter, "mo", ferries, title="Hotline", value=D(1), signed_on=signed, starts_on=signed, ends_on=today() + timedelta(days=900))
    number = f"1101011988{signed:%m%d}002"
    person = Personal("Somebody", "13800001234", id_number=number + check_character(number))
    contact = do(contacts.enter, "mo", ferries, person=person)
    moment = now() + timedelta(days=(next_day(signed) - today()).days - 3)
    with at(moment):
        assert do(care.remember, "mo") == 1  # nobody has agreed to care yet
        agreed = do(contacts.consent, "mo", contact, purpose=Purpose.CARE, way=Way.PHONE, wording="Yes.", given_on=today())
        assert do(care.remember, "mo") == 1
        assert do(care.remember, "mo") == 0
        planned = ask(cares.of_customer, "mo", ferries)
        assert {(one.kind, one.due_on - today()) for one in planned} == {(Kind.ANNIVERSARY, timedelta(days=3)), (Kind.DAY, timedelta(days=3))}
        assert {one.title for one in planned} >= {"Birthday of S**"}
        (anniversary,) = [one for one in planned if one.kind is Kind.ANNIVERSARY]
        do(care.finish, "mo", anniversary.id, version=1, result="Called.")
        do(contacts.withdraw, "mo", agreed)
        assert do(care.remember, "mo") == 0
        assert ask(cares.of_customer, "mo", ferries) == []


def next_day(signed):
    from core.customers.contracts.rules import anniversary

    return anniversary(signed, today())


def test_requests_and_surveys_stand_in_the_timeline_of_who_may_read_them(house, do, ask, ferries):
    made = do(intake.register, "ming", house.projects["hotline"], Intake(ferries, "phone", "Invoices are wrong", complaint=True, acknowledged=False))
    do(surveys.send, "mo", house.projects["hotline"], token="t" * 43, customer_id=ferries)
    assert [(one.kind, one.page) for one in ask(timeline.timeline, "mo", ferries)] == [("survey", "Satisfaction.py"), ("request", "Request.py")]
    assert counted_requests(do, ferries) == {ferries: 1}
    told = ask(healths.healths, "mo", [ferries])[ferries]
    assert (told.score, [one.points for one in told.parts]) == (None, [None, None, 50, None])
    with at(now() + timedelta(days=3)):  # every clock of it is overdue
        told = ask(healths.healths, "mo", [ferries])[ferries]
    assert (told.score, [one.points for one in told.parts]) == (17, [None, 0, 50, None])
    assert ask(healths.healths, "pei", [ferries]) == {}
    assert made


def counted_requests(do, customer):
    with db.reading() as session:
        return counted(session, [customer], today() - timedelta(days=1), today())

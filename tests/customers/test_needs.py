"""Needs that customers let be heard: at a conversation, at the call after a request, and what becomes of them."""

from datetime import timedelta

import pytest

from core.clock import at, now, today
from core.customers import actions as customers
from core.customers.contacts import actions as contacts
from core.customers.contacts.rules import Personal
from core.customers.needs import actions, queries
from core.customers.needs.rules import HeardToCome, NeedSettled, State
from core.customers.talks import actions as talks
from core.customers.timeline import queries as timeline
from core.errors import Empty, NotFound, Stale, TooLong
from core.initiation.demands import actions as demands
from core.initiation.demands import queries as demanded
from core.words import Language
from tests.cast import trail
from tests.initiation.test_screen import said


@pytest.fixture
def ferries(house, do):
    """Northern Ferries, served by Hotline, looked after by Mo."""
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])


@pytest.fixture
def night(do, ferries):
    """A need that Ming heard."""
    return do(actions.hear, "ming", ferries, text="Somebody at night.", heard_on=today(), channel="phone")


def only(ask, customer, who="mo"):
    (found,) = ask(queries.of_customer, who, customer)
    return found


def test_a_conversation_tells_what_else_is_needed(house, do, ask, ferries, refused):
    facts = {"day": today(), "channel": "phone", "subject": "Pier", "outcome": "Agreed."}
    do(talks.write, "ming", ferries, **facts)
    assert ask(queries.of_customer, "mo", ferries) == []
    do(talks.write, "ming", ferries, **facts, need=" Lines at night. ", project_id=house.projects["hotline"])
    heard = only(ask, ferries)
    assert (heard.text, heard.heard_on, heard.channel, heard.state, heard.project_id) == ("Lines at night.", today(), "phone", State.NEW, house.projects["hotline"])
    assert [one.deed for one in trail("customer:talk")] == ["customer:talk"] * 2
    with refused(TooLong):
        do(talks.write, "ming", ferries, **facts, need="x" * 1_001)
    assert len(ask(timeline.timeline, "mo", ferries, only="talk")) == 2, "a refused entry leaves nothing"


def test_what_was_said_belongs_to_a_project_that_serves_the_customer(house, do, ask, ferries, refused):
    elsewhere = house.projects["harbour"]
    with refused(NotFound):
        do(talks.write, "mo", ferries, day=today(), channel="phone", subject="Pier", outcome="", project_id=elsewhere)
    with refused(NotFound):
        do(actions.hear, "mo", ferries, text="Somebody at night.", heard_on=today(), project_id=elsewhere)
    assert ask(queries.of_customer, "mo", ferries) == []


def test_a_need_is_met_or_dropped_once_with_words(do, ask, ferries, night, refused):
    with refused(Empty):
        do(actions.settle, "mo", night, met=False, answer=" ", version=1)
    with refused(Stale):
        do(actions.settle, "mo", night, met=True, answer="Done.", version=7)
    do(actions.settle, "mo", night, met=True, answer="The night line answers.", version=1)
    settled = only(ask, ferries)
    assert (settled.state, settled.answer, settled.settled_on) == (State.MET, "The night line answers.", today())
    assert ask(queries.open_needs, "mo") == []
    with refused(NeedSettled):
        do(actions.settle, "mo", night, met=False, answer="No.", version=2)


def test_a_need_becomes_a_demand_once(house, do, ask, ferries, night, refused):
    facts = {"title": "Night line", "channel": "phone", "department_id": house.departments["service"]}
    with refused(Empty):
        do(demands.take_up, "mo", night, **(facts | {"title": " "}), version=1)
    assert only(ask, ferries).state is State.NEW, "a refused demand leaves the need open"
    do(demands.take_up, "mo", night, **facts, version=1)
    (demand,) = ask(demanded.demands, "mo")
    assert (demand.need.title, demand.need.customer, demand.need.text, demand.need.received_on) == ("Night line", "Northern Ferries", "Somebody at night.", today())
    assert (only(ask, ferries).state, only(ask, ferries).demand) == (State.TAKEN, demand.code)
    assert trail("demand:take_up")[-1].facts["need"] == night
    with refused(NeedSettled):
        do(demands.take_up, "mo", night, **facts, version=2)
    assert len(ask(demanded.demands, "mo")) == 1


def test_no_need_of_a_day_to_come(do, ferries, refused):
    with refused(HeardToCome):
        do(actions.hear, "ming", ferries, text="Later.", heard_on=today() + timedelta(days=1))


def test_needs_are_seen_by_who_sees_the_customer(do, ask, ferries, night, refused):
    assert [one.id for one in ask(queries.open_needs, "ming")] == [night]
    assert ask(queries.open_needs, "pei") == []
    with refused(NotFound):
        do(actions.settle, "pei", night, met=True, answer="Done.", version=1)


def test_the_timeline_tells_what_was_heard_and_what_became_of_it(do, ask, ferries, night):
    with at(now() + timedelta(days=1)):
        do(actions.settle, "mo", night, met=False, answer="Too dear.", version=1)
    (entry,) = ask(timeline.timeline, "mo", ferries, only="need")
    assert (entry.title, entry.text, entry.message) == ("Somebody at night.", "Too dear.", "It is not pursued.")


def test_erasing_a_contact_reaches_what_was_heard(do, ask, ferries):
    wang = do(contacts.enter, "mo", ferries, person=Personal("王小明", "13812345678"))
    do(actions.hear, "ming", ferries, text="王小明 wants reports by 13812345678", heard_on=today())
    do(contacts.erase, "hu", wang, version=1)
    left = only(ask, ferries).text
    assert "王小明" not in left
    assert "13812345678" not in left


@pytest.mark.usefixtures("sqlite_database")
class TestOnTheScreen:
    @pytest.mark.parametrize("language", list(Language))
    def test_a_need_is_taken_up_where_demands_are(self, house, screen, ask, night, language):
        page = screen("pages/Applications.py", "mo", query={"part": "demands"}, language=language)
        assert not page.exception
        assert "Somebody at night" in said(page)
        page.text_input(key=f"take:{night}:1:title").set_value("Night line")
        page.button(key=f"take:{night}:1:save").click().run()
        assert not page.error
        assert [one.need.title for one in ask(demanded.demands, "mo")] == ["Night line"]

    def test_a_need_is_noted_at_the_customer(self, house, screen, ask, ferries):
        page = screen("pages/Customers.py", "mo", query={"customer": "CUS-2026-0001"})
        page.session_state["customer_part"] = "expectations"
        page.run()
        page.text_area(key=f"need_new:{ferries}:text").set_value("Reports by mail.")
        page.button(key=f"need_new:{ferries}:save").click().run()
        assert not page.error
        assert only(ask, ferries).text == "Reports by mail."

"""Customers are entered, found, classified, and seen by those whose projects serve them."""

import pytest

from core.customers import actions as customers
from core.customers import queries
from core.customers.rules import CustomerKnown, ServedAlready
from core.errors import Empty, NotFound, NotPermitted, Stale
from core.work import ask
from tests.cast import trail


@pytest.fixture
def ferries(house, do):
    """Northern Ferries, served by Hotline and looked after by Mo; returns its code."""
    made = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
    row = next(one for one in ask(queries.customers_for_choice, house.actor("mo")) if one.id == made)
    return row.code


def test_whoever_s_projects_serve_a_customer_sees_it_and_nobody_else(house, do, ferries, refused):
    other = do(customers.enter, "pei", name="Harbour Office", project_ids=[house.projects["harbour"]])
    seen = {who: {one.name for one in ask(queries.customers_for_choice, house.actor(who))} for who in ("ming", "hu", "pei", "lin")}
    assert seen == {"ming": {"Northern Ferries"}, "hu": {"Northern Ferries"}, "pei": {"Harbour Office"}, "lin": {"Northern Ferries", "Harbour Office"}}
    with refused(NotFound):
        ask(queries.customer_by_code, house.actor("pei"), ferries)
    with refused(NotPermitted):
        ask(queries.customers_for_choice, house.actor("mei"))
    with refused(NotFound):
        do(customers.serve, "mo", other, project_id=house.projects["hotline"])
    do(customers.serve, "lin", other, project_id=house.projects["hotline"])
    assert {one.name for one in ask(queries.customers_for_choice, house.actor("mo"), search="office")} == {"Harbour Office"}
    with refused(ServedAlready):
        do(customers.serve, "lin", other, project_id=house.projects["hotline"])
    do(customers.part, "lin", other, project_id=house.projects["hotline"])
    assert ask(queries.customers_for_choice, house.actor("mo"), search="office") == []


def test_a_name_known_already_is_entered_twice_on_purpose_only(house, do, ferries, refused):
    with refused(CustomerKnown):
        do(customers.enter, "mo", name="northern-FERRIES")
    do(customers.enter, "mo", name="northern-FERRIES", namesake=True)
    do(customers.enter, "pei", name="Northern Ferries")  # what Pei may not see is not told to Pei
    assert len(ask(queries.customers_for_choice, house.actor("lin"), search="ferries")) == 3
    assert [one.code for one in ask(queries.customers_for_choice, house.actor("lin"), search=ferries.lower())] == [ferries]


def test_a_class_has_its_reason_and_two_at_once_are_told(house, do, ferries, refused):
    with refused(Empty):
        do(customers.enter, "mo", name="Airport", class_code="key")
    row = ask(queries.customer_by_code, house.actor("mo"), ferries)
    do(customers.classify, "mo", row.id, version=row.version, class_code="key", why="Half of all calls.")
    with refused(Stale):
        do(customers.edit, "mo", row.id, version=row.version, name="Ferries", channel="", needs="", habits="", owner_id=house.people["mo"])
    now = ask(queries.customer_by_code, house.actor("ming"), ferries)
    assert (now.class_code, now.class_why, [one.code for one in now.projects]) == ("key", "Half of all calls.", ["PRJ-2026-0001"])
    assert (trail("customer:classify")[-1].facts["before"], trail("customer:classify")[-1].facts["after"]) == ("regular", "key")

"""What a project offers goes to those it is meant for, once, on a day on which it is offered."""

from datetime import timedelta

import pytest

from core.clock import today
from core.customers import actions as customers
from core.customers.offers import actions, queries, rules
from core.customers.offers.rules import Kind
from core.errors import NotFound, NotPermitted, Stale
from core.words import Language


@pytest.mark.usefixtures("database")
def test_an_offer_is_taken_up_once_by_those_it_is_for(house, do, ask, refused):
    day, hotline = today(), house.projects["hotline"]
    ferries = do(customers.enter, "mo", name="Northern Ferries", class_code="key", class_why="Half of all calls.", project_ids=[hotline])
    shop = do(customers.enter, "mo", name="Corner shop", project_ids=[hotline])
    elsewhere = do(customers.enter, "lin", name="Elsewhere", class_code="key", class_why="Large.", project_ids=[house.projects["harbour"]])
    told = {"kind": Kind.TAILORED, "name": "Own reports", "price": "200 a month", "classes": ["key"], "starts_on": day - timedelta(days=5)}
    with refused(rules.EndsBefore):
        do(actions.write, "mo", hotline, **told, ends_on=day - timedelta(days=6))
    made = do(actions.write, "mo", hotline, **told)
    basic = do(actions.write, "mo", hotline, kind=Kind.BASIC, name="Hotline", starts_on=day - timedelta(days=5))
    with pytest.raises(NotPermitted):
        do(actions.write, "ming", hotline, **told)
    assert {one.name for one in ask(queries.for_customer, "ming", ferries)} == {"Own reports", "Hotline"}
    assert [one.name for one in ask(queries.for_customer, "ming", shop)] == ["Hotline"]
    assert ask(queries.for_customer, "lin", elsewhere) == []
    for refusal, more in (
        (rules.NotForThem, {"customer_id": shop}), (rules.NotServed, {"customer_id": elsewhere}), (rules.TakenToCome, {"taken_on": day + timedelta(days=1)}),
        (rules.NotOfferedThen, {"taken_on": day - timedelta(days=9)}), (NotFound, {"contract_id": 999}),
    ):  # fmt: skip
        with refused(refusal):
            do(actions.take_up, "lin", made, **({"customer_id": ferries, "taken_on": day} | more))
    do(actions.take_up, "mo", made, customer_id=ferries, taken_on=day)
    with refused(rules.TakenAlready):
        do(actions.take_up, "mo", made, customer_id=ferries, taken_on=day)
    assert [(one.name, one.taken) for one in ask(queries.catalogue, "mo")] == [("Hotline", 0), ("Own reports", 1)]
    assert ask(queries.catalogue, "pei") == []
    do(actions.end, "mo", basic, on=day - timedelta(days=1), version=1)
    with refused(Stale):
        do(actions.end, "mo", basic, on=day, version=1)
    assert ask(queries.for_customer, "ming", shop) == []
    do(actions.end, "mo", made, on=day - timedelta(days=1), version=1)
    assert [(one.name, one.since) for one in ask(queries.for_customer, "ming", ferries)] == [("Own reports", day)], "who has it keeps it"


@pytest.mark.usefixtures("sqlite_database")
def test_on_the_screen_it_is_entered_and_a_customer_takes_it_up(house, do, ask, screen):
    hotline = house.projects["hotline"]
    ferries = do(customers.enter, "mo", name="Northern Ferries", class_code="key", class_why="Half of all calls.", project_ids=[hotline])
    page = screen("pages/Customers.py", "mo")
    page.selectbox(key="offer:project").set_value(hotline)
    page.text_input(key="offer:name").set_value("**Own** reports")
    page.multiselect(key="offer:classes").set_value(["key"])
    page.date_input(key="offer:until").set_value(today() - timedelta(days=1))
    page.run()
    page.button(key="offer:save").click().run()
    assert len(page.error) == 1, "it would end before it begins"
    assert page.text_input(key="offer:name").value == "**Own** reports", "what was typed stays"
    page.date_input(key="offer:until").set_value(None)
    page.button(key="offer:save").click().run()
    assert not page.error
    (made,) = ask(queries.catalogue, "mo")
    assert (made.name, made.classes, made.ends_on) == ("**Own** reports", ("key",), None)
    assert any(r"\*\*Own\*\* reports" in one.value for one in page.markdown)
    page = screen("pages/Customers.py", "mo", query={"customer": f"CUS-{today().year}-0001"})
    page.session_state["customer_part"] = "contracts"
    page.run()
    page.button(key=f"offer:{made.id}:{ferries}:save").click().run()
    assert not page.error
    assert [one.taken for one in ask(queries.catalogue, "mo")] == [1]
    for language in Language:
        assert not screen("pages/Customers.py", "ming", language=language).exception

"""What a stage wants is kept in versions; its steps become care of the customer who came to the stage."""

from datetime import timedelta

import pytest

from core import work
from core.clock import at, now, today
from core.customers import actions as customers
from core.customers.care import actions as care
from core.customers.care import queries as cares
from core.customers.care.rules import Kind, stage
from core.customers.queries import customer_by_code
from core.customers.stages import actions as stages
from core.customers.strategies import actions, queries, rules
from core.customers.talks import actions as talks
from core.errors import Empty, NotPermitted, Stale, TooLong


def test_steps_are_read_one_a_line_and_few():
    assert rules.steps_of(" Call \n\nVisit\nCall") == ("Call", "Visit")
    for text, refusal in (("\n ", Empty), ("x" * 201, TooLong), ("\n".join(map(str, range(11))), rules.TooManySteps)):
        with pytest.raises(refusal):
            rules.steps_of(text)


@pytest.mark.usefixtures("database")
def test_what_a_stage_wants_is_proposed_planned_and_done(house, do, ask, refused):
    with at(now() - timedelta(days=30)):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        do(actions.write, "lin", stage="mature", goal="Keep it", steps="Ask\nOffer")
    do(actions.write, "mo", stage="mature", goal="Keep the quality", steps="Ask\nShow the figures", offers="A review", reason="Figures convince.", version=1)
    told = {"stage": "mature", "goal": "Keep the quality", "steps": "Ask\nShow the figures", "offers": "A review", "reason": "Again."}
    with refused(rules.NothingNew):
        do(actions.write, "mo", version=2, **told)
    with refused(Stale):
        do(actions.write, "mo", version=1, **told)
    with refused(Empty):
        do(actions.write, "mo", version=2, **(told | {"goal": "More", "reason": ""}))
    with pytest.raises(NotPermitted):
        do(actions.write, "ming", version=2, **(told | {"goal": "More"}))
    assert [(one.number, one.goal) for one in ask(queries.versions, "ming", "mature")] == [(2, "Keep the quality"), (1, "Keep it")]
    assert set(ask(queries.strategies, "ming")) == {"mature"}

    code = _code(house, "mo")
    assert ask(queries.wanted, "ming", ferries) is None, "nothing is written for whoever is no customer yet"
    assert ask(queries.untouched, "mo", today() - timedelta(days=90)) == []
    row = work.ask(customer_by_code, house.actor("mo"), code)
    do(stages.put, "mo", ferries, version=row.version, stage="mature", why="Known for years.")
    assert [one.code for one in ask(queries.untouched, "mo", today() - timedelta(days=90))] == [code]
    assert ask(queries.untouched, "pei", today() - timedelta(days=90)) == []
    assert ask(queries.untouched, "mo", today() + timedelta(days=1)) == []
    found = ask(queries.wanted, "ming", ferries)
    assert (found.open, found.talks, found.strategy.number) == (("Ask", "Show the figures"), 0, 2)
    made = do(care.plan, "ming", ferries, kind=Kind.VISIT, title="Ask", due_on=today() + timedelta(days=3), cause=stage("mature", "Ask"))
    assert do(care.plan, "ming", ferries, kind=Kind.VISIT, title="Ask", due_on=today(), cause=stage("mature", "Ask")) == made
    do(care.finish, "ming", made, version=work.ask(cares.of_customer, house.actor("ming"), ferries)[0].version, result="Content.")
    do(talks.write, "ming", ferries, day=today(), channel="phone", subject="Review", outcome="All is well.")
    found = ask(queries.wanted, "ming", ferries)
    assert [(one.step, one.done_on, one.result) for one in found.steps] == [("Ask", today(), "Content."), ("Show the figures", None, "")]
    assert (found.open, found.talks) == (("Show the figures",), 1)
    assert ask(queries.untouched, "mo", today() - timedelta(days=90)) == []
    with pytest.raises(NotPermitted):
        ask(queries.wanted, "pei", ferries)


def _code(house, who) -> str:
    from core.customers.queries import customers_for_choice

    return work.ask(customers_for_choice, house.actor(who))[0].code


def test_a_customers_page_tells_what_its_stage_wants(sqlite_database, house, screen, do):
    do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
    do(actions.write, "mo", stage="potential", goal="Win it", steps="Call <b>first</b>\nVisit")
    at_ = screen("pages/Customers.py", "mo")
    assert not at_.exception
    at_ = screen("pages/Customers.py", "mo", query={"customer": _code(house, "mo")})
    at_.segmented_control(key="customer_part").set_value("stage").run()
    assert not at_.exception
    assert "Win it" in " ".join(one.value for one in at_.markdown)
    plan = [one for one in at_.button if one.key.startswith("strategy:")]
    assert len(plan) == 2
    plan[0].click().run()
    assert not at_.exception
    assert len([one for one in at_.button if one.key.startswith("strategy:")]) == 1

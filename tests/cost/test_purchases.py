"""Purchases until they are ordered, reviews of cost, and the workbook of it all."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import openpyxl
import pytest

from core import clock
from core.cost.control import queries as control
from core.cost.control import rules as limits
from core.cost.purchases import actions, queries, rules
from core.cost.purchases.rules import State, Way
from core.cost.reviews import actions as reviews
from core.cost.reviews import queries as review_queries
from core.cost.reviews import rules as review_rules
from core.cost.spending import queries as spending
from core.errors import NotPermitted
from core.exchange import costs_workbook
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup.rules import Kind
from core.words import Language
from tests.cost.test_spending import DAY, approved, order, spend

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def friday():
    with clock.at(datetime(2026, 11, 6, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def project(house, do):
    approved(do, house.projects["hotline"])
    return house.projects["hotline"]


@pytest.mark.parametrize(
    ("quotes", "chosen", "why", "refusal"),
    [
        ({1: 10, 2: 20}, 1, "", None), ({1: 10, 2: 20}, 2, "", rules.WhyNotTheCheapest), ({1: 10, 2: 20}, 2, "Nearer.", None), ({1: 10, 2: 10}, 2, "", None),
        ({1: 10}, 1, "", rules.WhyNotTheCheapest), ({1: 10}, 1, "Nobody else.", None), ({1: 10}, 3, "Nearer.", rules.NotAmongThem), ({}, 1, "Nearer.", rules.NotAmongThem),
    ],
)  # fmt: skip
def test_only_the_cheapest_of_several_needs_no_reason(sqlite_database, quotes, chosen, why, refusal):
    if refusal is None:
        rules.check_choice({id_: D(one) for id_, one in quotes.items()}, chosen, why, "PUR")
    else:
        with pytest.raises(refusal):
            rules.check_choice({id_: D(one) for id_, one in quotes.items()}, chosen, why, "PUR")


def test_the_chosen_quote_becomes_an_order(house, project, do, ask, hotline, traced, refused):
    made = do(actions.begin, "mo", project, title="Rail passes", line="travel", way=Way.INQUIRY)
    dear = do(actions.quote, "mo", made, supplier="Rail", price=D(320), quoted_on=DAY, remark="Any train.")
    do(actions.quote, "mo", made, supplier="Bus", price=D(200), quoted_on=DAY)
    huge = do(actions.quote, "mo", made, supplier="Air", price=D("500.51"), quoted_on=DAY)
    with refused(rules.WhyNotTheCheapest):
        do(actions.choose, "mo", made, quote_id=dear)
    with refused(limits.OverLine):
        do(actions.choose, "mo", made, quote_id=huge, why="Fast.")
    with refused(NotPermitted):
        do(actions.choose, "ming", made, quote_id=dear, why="Fast.")
    with traced("purchase:choose", "mo"):
        do(actions.choose, "mo", made, quote_id=dear, why="Twice as fast.")
    (bought,) = ask(queries.purchases, "mo", hotline)
    assert (bought.state, bought.why, [(one.supplier, one.chosen) for one in bought.quotes]) == (State.CHOSEN, "Twice as fast.", [("Bus", False), ("Rail", True), ("Air", False)])
    (ordered,) = ask(spending.orders, "mo", hotline)
    assert (ordered.code, ordered.supplier, ordered.amount, ordered.line) == (bought.order, "Rail", 320, "travel")
    for deed, more in ((actions.quote, {"supplier": "Boat", "price": D(1), "quoted_on": DAY}), (actions.choose, {"quote_id": dear}), (actions.give_up, {"why": "No."})):
        with refused(rules.Decided):
            do(deed, "mo", made, **more)


def test_a_purchase_is_given_up(house, project, do, ask, hotline):
    made = do(actions.begin, "mo", project, title="Rail passes", line="travel", way=Way.TENDER)
    do(actions.give_up, "mo", made, why="Not needed.")
    assert [(one.state, one.why) for one in ask(queries.purchases, "lin", hotline)] == [(State.DROPPED, "Not needed.")]


def test_a_review_keeps_how_it_stood_and_opens_follow_ups(house, project, do, ask, hotline, refused):
    spend(do, project, "120")
    told = {"first": DAY, "last": DAY + timedelta(days=4), "findings": "Travel rises.", "lessons": "Book early."}
    with refused(review_rules.ReviewToCome):
        do(reviews.review, "mo", project, **told | {"last": date(2026, 11, 7)})
    with refused(review_rules.ReviewEndsBefore):
        do(reviews.review, "mo", project, **told | {"last": DAY - timedelta(days=1)})
    made = do(reviews.review, "mo", project, **told)
    spend(do, project, "80")
    (kept,) = ask(review_queries.reviews, "lin", hotline)
    assert (kept.lines["travel"].spent, kept.lines["travel"].planned, kept.lessons) == (120, D("500.50"), "Book early.")
    opened = do(
        followups.open_, "mo", project_id=project, kind=Kind.CORRECTIVE, title="Book early", finding="Travel rises.", owner_id=house.people["ming"], verifier_id=house.people["mo"],
        due_on=date(2026, 11, 20), source_kind="cost_review", source_id=made,
    )  # fmt: skip
    assert ask(followup_queries.followup, "mo", ask(followup_queries.code_of, "mo", opened)).source.path == f"Costs?project={hotline}"


def test_the_workbook_says_what_the_screen_says_and_nothing_becomes_a_formula(house, project, do, ask, hotline):
    bought = order(do, project, "300", supplier="=1+1")
    spend(do, project, "120.30", order_id=bought, subject="=cmd|' /C calc'!A0")
    names = {"travel": {"en": "Travel"}, "labour": {"en": "Labour"}}
    found = [ask(question, "mo", hotline) for question in (control.control, spending.orders, spending.expenses, queries.purchases)]
    book = openpyxl.load_workbook(io.BytesIO(costs_workbook.workbook(*found, names, "CNY", Language.ENGLISH)))
    rows = [[cell.value for cell in row] for row in book["Against the budget"].iter_rows()]
    assert rows[-1][:7] == ["Together", 1500.5, 120.3, 0, 179.7, 1200.5, pytest.approx(0.19993, abs=1e-4)]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")} == {"s"}

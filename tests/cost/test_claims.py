"""Claims: what members paid themselves counts once somebody else accepted it, with its receipts; refused with a reason, told to both."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from core import clock, db
from core.cost.claims import actions, queries, rules
from core.cost.claims.rules import State
from core.cost.records import CostTotal
from core.cost.spending import queries as spending
from core.cost.spending import rules as limits
from core.errors import NotFound, NotPermitted, Stale
from core.files.queries import readable
from core.notice import queries as notices

pytestmark = pytest.mark.usefixtures("database")

DAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def friday():
    with clock.at(datetime(2026, 11, 6, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def project(house):
    return house.projects["hotline"]


def claim(do, project: int, amount: str = "31.50", who: str = "ming", **more) -> int:
    return do(actions.enter, who, project, **{"line": "travel", "amount": D(amount), "spent_on": DAY, "subject": "Train to the customer"} | more)


def spent(project: int) -> D:
    with db.reading() as session:
        return session.scalar(select(func.sum(CostTotal.spent)).where(CostTotal.project_id == project)) or D(0)


def heard(ask, who: str, kind: str) -> int:
    return ask(notices.inbox, who, kind=kind)[1]


def test_a_claim_counts_once_it_is_accepted_and_becomes_an_expense_with_its_receipts(house, project, do, ask, hotline, traced):
    with traced("expense_claim:enter", "ming"):
        made = claim(do, project)
    file = do(actions.attach, "ming", made, data=b"%PDF- a ticket", kind="pdf", name="ticket.pdf")
    assert do(actions.attach, "ming", made, data=b"%PDF- a ticket", kind="pdf", name="again.pdf") == file
    assert (spent(project), heard(ask, "mo", "expense_claimed"), ask(queries.waiting, "mo")) == (0, 1, {hotline: 1})
    with traced("expense_claim:accept", "mo"):
        do(actions.accept, "mo", made, line="office", version=1)
    (one,) = ask(spending.expenses, "mo", hotline)
    assert (one.line, one.amount, one.subject, one.by, one.waiting) == ("office", D("31.50"), "Train to the customer", ask(queries.mine, "ming")[0].by, True)
    assert (spent(project), heard(ask, "ming", "expense_claim_decided"), ask(queries.waiting, "mo")) == (D("31.50"), 1, {})
    (claimed,) = ask(queries.of_project, "mo", hotline)
    assert (claimed.state, claimed.expense, [two.id for two in claimed.receipts]) == (State.ACCEPTED, one.code, [file])
    for who in ("ming", "mo"):
        assert ask(readable, who, file)[1] == "pdf"
    with pytest.raises(NotFound):
        ask(readable, "pei", file)


def test_it_is_refused_with_a_reason_or_withdrawn_and_then_closed(house, project, do, ask, refused, hotline):
    first, second = claim(do, project), claim(do, project, "8")
    do(actions.refuse, "mo", first, reason="The ticket is missing.", version=1)
    do(actions.withdraw, "ming", second)
    assert {one.state: one.reason for one in ask(queries.mine, "ming")} == {State.REFUSED: "The ticket is missing.", State.WITHDRAWN: ""}
    assert spent(project) == 0
    for made in (first, second):
        with refused(rules.ClaimDecided):
            do(actions.accept, "mo", made, line="travel", version=2)
        with refused(rules.ClaimDecided):
            do(actions.withdraw, "ming", made)


def test_nobody_decides_on_the_own_claim_nor_on_one_that_changed(house, project, do, refused):
    own, hers = claim(do, project, who="mo"), claim(do, project)
    with refused(rules.OwnClaim):
        do(actions.accept, "mo", own, line="travel", version=1)
    do(actions.accept, "hu", own, line="travel", version=1)
    with refused(Stale):
        do(actions.refuse, "mo", hers, reason="Why.", version=0)
    for who in ("ming", "pei"):
        with refused(NotPermitted):
            do(actions.accept, who, hers, line="travel", version=1)
    with refused(NotPermitted):
        do(actions.withdraw, "mo", hers)


def test_what_cannot_be_claimed(house, project, do, ask, refused):
    with refused(limits.SpentToCome):
        claim(do, project, spent_on=date(2026, 11, 7))
    with refused(NotPermitted):
        claim(do, project, who="pei")
    assert project in ask(queries.projects, "ming")

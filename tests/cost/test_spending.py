"""Budgets, orders and expenses as they are kept: approved, controlled, warned of, refused beyond, reversed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from core import clock, db
from core.approval import actions as approvals
from core.approval.rules import NotReady, Verdict
from core.cost.budgets import actions as budgets
from core.cost.budgets import queries as budget_queries
from core.cost.budgets import rules as budget_rules
from core.cost.budgets.rules import Planned, State
from core.cost.control import actions as control
from core.cost.control import queries
from core.cost.control import rules as limits
from core.cost.control.rules import Light, Word
from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell
from core.cost.rates import actions as rates
from core.cost.records import CostTotal
from core.cost.spending import actions, rules
from core.cost.spending import queries as spending
from core.cost.spending.records import Expense
from core.errors import NotFound, NotPermitted, Stale
from core.notice import queries as notices
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress.value import queries as value
from core.progress.value.queries import Asked
from core.progress.value.rules import Figure, Unit
from core.reference.rules import NotAnEntry
from core.settings import actions as settings

pytestmark = pytest.mark.usefixtures("database")

DAY = date(2026, 11, 2)
LINES = [Planned("labour", D(1000)), Planned("travel", D("500.50"), "By train"), Planned("material", D(0))]


@pytest.fixture(autouse=True)
def friday():
    with clock.at(datetime(2026, 11, 6, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def project(house):
    return house.projects["hotline"]


def approved(do, project: int, lines=LINES, *, reason: str = "", who: str = "mo") -> int:
    """A budget written by Mo and approved by Lin."""
    made = do(budgets.plan, who, project, lines, reason=reason)
    waiting = do(approvals.submit, who, "budget", made)
    do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
    return made


def order(do, project: int, amount: str, line: str = "travel", **more) -> int:
    return do(actions.order, "mo", project, **{"line": line, "supplier": "Rail", "subject": "Tickets", "amount": D(amount), "agreed_on": DAY} | more)


def spend(do, project: int, amount: str, line: str = "travel", **more) -> int:
    return do(actions.spend, "mo", project, **{"line": line, "amount": D(amount), "spent_on": DAY, "subject": "Tickets"} | more)


def stands(ask, hotline: str) -> dict[str, tuple]:
    found = ask(queries.control, "mo", hotline)
    with db.reading() as session:
        for line, spent in session.execute(select(CostTotal.line, CostTotal.spent)):
            assert spent == (session.scalar(select(func.sum(Expense.amount)).where(Expense.line == line)) or 0)
    return {one.code: (one.standing.planned, one.standing.committed, one.standing.spent) for one in found.lines}


class TestABudget:
    def test_is_written_submitted_and_comes_into_force(self, house, project, do, ask, hotline, traced, refused):
        with traced("budget:plan", "mo"):
            made = do(budgets.plan, "mo", project, [Planned("labour", D(900))])
        (draft,) = ask(budget_queries.budgets, "mo", hotline)
        assert (draft.state, draft.number, draft.total) == (State.DRAFT, 1, 900)
        with refused(Stale):
            do(budgets.plan, "mo", project, LINES, number=1, version=draft.version + 1)
        assert do(budgets.plan, "mo", project, LINES, number=1, version=draft.version) == made
        waiting = do(approvals.submit, "mo", "budget", made)
        (sent,) = ask(budget_queries.budgets, "mo", hotline)
        assert sent.state is State.SUBMITTED
        with refused(budget_rules.BudgetWaits):
            do(budgets.plan, "mo", project, LINES, number=1, version=sent.version)
        do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
        (held,) = ask(budget_queries.budgets, "mo", hotline)
        assert (held.state, held.lines) == (State.IN_FORCE, (Planned("labour", D(1000)), Planned("travel", D("500.50"), "By train")))
        with refused(budget_rules.BudgetDecided):
            do(approvals.submit, "mo", "budget", made)

    def test_a_change_says_why_and_shows_what_differs(self, house, project, do, ask, hotline, refused):
        first = approved(do, project)
        made = do(budgets.plan, "mo", project, [Planned("labour", D(1000)), Planned("travel", D(700))])
        assert made != first
        with refused(budget_rules.ReasonMissing):
            do(approvals.submit, "mo", "budget", made)
        version = ask(budget_queries.budgets, "mo", hotline)[0].version
        do(budgets.plan, "mo", project, [Planned("labour", D(1000)), Planned("travel", D(700))], reason="Two more visits.", number=2, version=version)
        do(approvals.decide, "lin", do(approvals.submit, "mo", "budget", made), step=0, verdict=Verdict.APPROVE)
        new, old = ask(budget_queries.budgets, "mo", hotline)
        assert (new.state, old.state) == (State.IN_FORCE, State.FORMER)
        assert new.changes == {"travel": (D("500.50"), D(700))}
        assert stands(ask, hotline)["travel"] == (700, 0, 0)

    def test_others_projects_and_unknown_lines_are_refused(self, house, project, do, ask, hotline, refused):
        with refused(NotPermitted):
            do(budgets.plan, "ming", project, LINES)
        with refused(NotPermitted):
            do(budgets.plan, "pei", project, LINES)
        with refused(NotAnEntry):
            do(budgets.plan, "mo", project, [Planned("yacht", D(1))])
        for who in ("pei", "ming"):
            with pytest.raises(NotPermitted):
                ask(queries.control, who, hotline)
        empty = do(budgets.plan, "mo", project, [])
        with pytest.raises(NotReady):
            do(approvals.submit, "mo", "budget", empty)


class TestControl:
    def test_what_is_promised_is_used_up_by_what_is_spent_on_it(self, house, project, do, ask, hotline):
        approved(do, project)
        bought = order(do, project, "300")
        spend(do, project, "120.30", order_id=bought, supplier="Rail")
        spend(do, project, "50")
        assert stands(ask, hotline) == {"labour": (1000, 0, 0), "travel": (D("500.50"), D("179.70"), D("170.30"))}
        spend(do, project, "200", order_id=bought)  # more than was agreed
        assert stands(ask, hotline)["travel"] == (D("500.50"), 0, D("370.30"))
        assert [(one.amount, one.drawn, one.open) for one in ask(spending.orders, "mo", hotline)] == [(300, D("320.30"), 0)]

    def test_beyond_the_budget_nothing_is_promised_and_what_happened_is_kept(self, house, project, do, ask, hotline, refused):
        with refused(limits.NoBudgetYet):
            order(do, project, "10")
        approved(do, project)
        with refused(limits.OverLine) as caught:
            order(do, project, "500.51")
        assert caught.value.facts == {"line": "Travel", "left": "500.50", "amount": "500.51"}
        with refused(limits.OverLine):
            order(do, project, "1", line="office")
        order(do, project, "500.50")
        spend(do, project, "20")
        spent = ask(spending.expenses, "mo", hotline)[0]
        assert (spent.waiting, ask(queries.control, "mo", hotline).waiting) == (True, 1)
        approved(do, project, [Planned("labour", D(1000)), Planned("travel", D(600))], reason="One more visit.")
        assert [one.waiting for one in ask(spending.expenses, "mo", hotline)] == [False]
        order(do, project, "79.50")
        with refused(limits.OverLine):
            order(do, project, "0.01")

    def test_an_order_that_is_closed_frees_what_is_left_of_it(self, house, project, do, ask, hotline, refused):
        approved(do, project)
        bought = order(do, project, "500")
        spend(do, project, "100", order_id=bought)
        seen = ask(spending.orders, "mo", hotline)[0].version
        with refused(Stale):
            do(actions.close, "mo", bought, version=seen - 1)
        do(actions.close, "mo", bought, version=seen, reason="Cancelled.")
        assert stands(ask, hotline)["travel"] == (D("500.50"), 0, 100)
        with refused(rules.OrderClosed):
            spend(do, project, "1", order_id=bought)

    def test_managers_hear_once_that_it_is_nearly_used_and_the_leadership_that_it_is_over(self, house, project, do, ask, hotline):
        approved(do, project)
        heard = lambda who: ask(notices.inbox, who, kind="budget_used")[1]  # noqa: E731
        do(actions.spend, "hu", project, line="travel", amount=D("399"), spent_on=DAY, subject="Tickets")
        assert heard("mo") == 0
        do(actions.spend, "hu", project, line="travel", amount=D("1.40"), spent_on=DAY, subject="Tickets")
        do(actions.spend, "hu", project, line="travel", amount=D("1"), spent_on=DAY, subject="Tickets")
        assert (heard("mo"), heard("lin")) == (1, 0)
        do(actions.spend, "hu", project, line="travel", amount=D("99.11"), spent_on=DAY, subject="Tickets")
        assert (heard("mo"), heard("lin")) == (2, 1)
        do(plans.create, "mo", project, starts=midnight(DAY), rows=[Row(1, "Ask", duration=60 * TICKS)])
        do(rates.put, "lin", valid_from=DAY, amount=D(250))
        do(hours.enter, "ming", [Cell(project, 1, DAY, 240, 0)])
        assert do(control.sweep, "ada") == 4  # labour is used up, and with it all that was planned but a cent too much; and why travel is over is wanted
        assert do(control.sweep, "ada") == 0

    def test_a_line_over_its_budget_is_explained_by_somebody(self, house, project, do, ask, hotline, traced, refused):
        approved(do, project)
        told = {"line": "travel", "sort": "price", "cause": "Prices rose.", "measure": "Meet online.", "owner_id": house.people["ming"]}
        with refused(limits.NotOver):
            do(control.explain, "mo", project, **told)
        spend(do, project, "600")
        with traced("variance:explain", "mo"):
            do(control.explain, "mo", project, **told)
        line = ask(queries.control, "mo", hotline).lines[-1]
        assert (line.light, line.explained.cause, line.explained.measure, line.explained.used, line.word) == (Light.OVER, "Prices rose.", "Meet online.", 119, Word.NONE)
        with refused(limits.BackInThePast):
            do(control.explain, "mo", project, **told, expected_on=DAY)
        with refused(NotAnEntry):
            do(control.explain, "mo", project, **told | {"sort": "weather"})
        spend(do, project, "60")
        assert ask(queries.control, "mo", hotline).lines[-1].word is Word.GROWN

    def test_a_word_is_wanted_beyond_the_threshold_of_the_department_every_week_until_it_is_said(self, house, project, do, ask, hotline):
        approved(do, project)
        spend(do, project, "460")
        heard = lambda: ask(notices.inbox, "mo", kind="cost_demanded")[1]  # noqa: E731
        word = lambda: ask(queries.control, "mo", hotline).lines[-1].word  # noqa: E731
        assert (do(control.sweep, "ada"), heard(), word()) == (0, 0, Word.NONE)
        do(settings.change, "ada", "cost.explain", text="90", version=0)
        do(control.sweep, "ada")
        do(control.sweep, "ada")
        assert (heard(), word()) == (1, Word.MISSING)
        with clock.at(datetime(2026, 11, 14, 4, tzinfo=UTC)):
            do(control.sweep, "ada")
            assert heard() == 2
            do(control.explain, "mo", project, line="travel", sort="price", cause="Prices rose.", measure="Meet online.", owner_id=house.people["ming"], expected_on=date(2026, 11, 20))
            assert word() is Word.NONE
        with clock.at(datetime(2026, 11, 23, 4, tzinfo=UTC)):
            do(control.sweep, "ada")
            assert (heard(), word()) == (3, Word.LATE)


class TestExpenses:
    def test_a_mistake_is_reversed_once_and_both_stand(self, house, project, do, ask, hotline, traced, refused):
        approved(do, project)
        bought = order(do, project, "300")
        made = spend(do, project, "120", order_id=bought)
        with traced("expense:reverse", "mo"):
            back = do(actions.reverse, "mo", made, reason="Entered twice.")
        with refused(rules.ReversedAlready):
            do(actions.reverse, "mo", made, reason="Again.")
        with refused(rules.IsReversal):
            do(actions.reverse, "mo", back, reason="No.")
        assert stands(ask, hotline)["travel"] == (D("500.50"), 300, 0)
        found = {one.amount: one for one in ask(spending.expenses, "mo", hotline)}
        assert (found[D(120)].reversed, found[D(-120)].reverses) == (True, found[D(120)].code)

    def test_what_cannot_be_is_refused(self, house, project, do, refused):
        approved(do, project)
        bought = order(do, project, "300")
        for refusal, more in (
            (rules.SpentToCome, {"spent_on": DAY + timedelta(days=9)}), (rules.OtherLine, {"line": "labour", "order_id": bought}), (NotFound, {"order_id": 999}), (NotAnEntry, {"line": "yacht"}),
        ):  # fmt: skip
            with refused(refusal):
                spend(do, project, "1", **more)
        with refused(rules.AgreedToCome):
            order(do, project, "1", agreed_on=DAY + timedelta(days=9))

    def test_receipts_are_seen_by_those_who_see_the_cost(self, house, project, do, ask, hotline, refused):
        from core.files.queries import readable

        made = spend(do, project, "10")
        file = do(actions.attach, "mo", made, data=b"a receipt", kind="pdf", name="receipt.pdf")
        assert do(actions.attach, "mo", made, data=b"a receipt", kind="pdf", name="again.pdf") == file
        assert [(one.id, one.name) for one in ask(spending.expenses, "mo", hotline)[0].receipts] == [(file, "receipt.pdf")]
        assert ask(readable, "lin", file)[2] == "receipt.pdf"
        for who in ("ming", "pei", "mei"):
            with pytest.raises(NotPermitted):
                ask(readable, who, file)
        for n in range(9):
            do(actions.attach, "mo", made, data=bytes([n]), kind="pdf", name="more.pdf")
        with refused(rules.TooManyReceipts):
            do(actions.attach, "mo", made, data=b"one too many", kind="pdf", name="more.pdf")

    def test_expenses_and_hours_are_the_actual_cost(self, house, project, do, ask, hotline):
        do(plans.create, "mo", project, starts=midnight(DAY), rows=[Row(1, "Ask", duration=16 * 60 * TICKS, cost=D(1000), percent=50)])
        do(rates.put, "lin", valid_from=DAY, amount=D(100))
        do(hours.enter, "ming", [Cell(project, 1, DAY, 120, 0)])
        spend(do, project, "50.50")
        spend(do, project, "10", spent_on=DAY + timedelta(days=1))
        found = ask(value.value, "mo", Asked(hotline, DAY + timedelta(days=1), DAY + timedelta(days=1), unit=Unit.MONEY))
        assert found.figures[Figure.AC] == D("260.50")
        assert ask(value.value, "mo", Asked(hotline, DAY, DAY + timedelta(days=1), unit=Unit.MONEY)).figures[Figure.AC] == D("250.50")
        assert ask(queries.by_month, "mo", hotline) == [(date(2026, 11, 1), D("60.50"), D(200))]
        (row,) = [one for one in ask(queries.costs, "mo") if one.code == hotline]
        assert (row.standing.spent, row.standing.labour, row.minutes) == (D("260.50"), 200, 120)

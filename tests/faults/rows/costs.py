"""Hours and what they cost."""

from datetime import date
from decimal import Decimal

from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.cost.budgets import actions as budgets
from core.cost.budgets.rules import Planned
from core.cost.claims import actions as claims
from core.cost.control import actions as control
from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell
from core.cost.purchases import actions as purchases
from core.cost.purchases.rules import Way
from core.cost.rates import actions as rates
from core.cost.reviews import actions as reviews
from core.cost.spending import actions as spending
from tests.faults.rows.plans import plan
from tests.faults.stage import Stage, of

DAY = date(2026, 1, 5)


def worked(s: Stage) -> int:
    """Hotline, on which Ming has worked for an hour at the rate of everybody."""
    plan(s)
    s.do(rates.put, "lin", valid_from=DAY, amount=Decimal(100))
    s.do(hours.enter, "ming", [Cell(s.house.projects["hotline"], 2, DAY, 60, 0)])
    return s.house.projects["hotline"]


@of(hours.enter)
def hours_move_from_one_task_to_another(s):
    project = worked(s)
    return s.ready(hours.enter, "ming", [Cell(project, 2, DAY, 0, 60), Cell(project, 3, DAY, 90, 0)])


@of(rates.put)
def a_rate_changes_and_hours_are_priced_anew(s):
    worked(s)
    return s.ready(rates.put, "lin", valid_from=DAY, amount=Decimal(120))


@of(rates.drop)
def a_rate_is_dropped(s):
    worked(s)
    made = s.do(rates.put, "lin", valid_from=DAY, amount=Decimal(90), person_id=s.person("ming"))
    return s.ready(rates.drop, "lin", made)


ORDER = {"line": "travel", "supplier": "Rail", "subject": "Tickets", "amount": Decimal(90), "agreed_on": DAY}


def budget(s: Stage) -> int:
    """Hotline with an approved budget of 100 for travel."""
    project = s.house.projects["hotline"]
    waiting = s.do(approvals.submit, "mo", "budget", s.do(budgets.plan, "mo", project, [Planned("travel", Decimal(100))]))
    s.do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
    return project


def spent(s: Stage, amount: int = 120) -> int:
    return s.do(spending.spend, "mo", budget(s), line="travel", amount=Decimal(amount), spent_on=DAY, subject="Tickets")


@of(budgets.plan)
def a_change_of_the_budget_is_written(s):
    return s.ready(budgets.plan, "mo", budget(s), [Planned("travel", Decimal(150)), Planned("office", Decimal(5))], reason="More visits.")


@of(approvals.decide)
def a_budget_comes_into_force_and_covers_what_was_over_the_one_before(s):
    spent(s)
    made = s.do(budgets.plan, "mo", s.house.projects["hotline"], [Planned("travel", Decimal(150))], reason="More visits.")
    return s.ready(approvals.decide, "lin", s.do(approvals.submit, "mo", "budget", made), step=0, verdict=Verdict.APPROVE)


@of(control.explain)
def a_line_over_its_budget_is_explained(s):
    spent(s)
    return s.ready(control.explain, "mo", s.house.projects["hotline"], line="travel", sort="price", cause="Prices rose.", measure="Meet online.", owner_id=s.person("ming"))


@of(spending.order)
def an_order_uses_most_of_the_budget(s):
    return s.ready(spending.order, "mo", budget(s), **ORDER)


@of(spending.close)
def an_order_is_closed(s):
    return s.ready(spending.close, "mo", s.do(spending.order, "mo", budget(s), **ORDER), version=1)


@of(spending.spend)
def more_is_spent_on_an_order_than_was_agreed(s):
    project = budget(s)
    order = s.do(spending.order, "mo", project, **ORDER)
    return s.ready(spending.spend, "mo", project, line="travel", amount=Decimal(120), spent_on=DAY, subject="Tickets", order_id=order)


@of(spending.reverse)
def an_expense_is_reversed(s):
    return s.ready(spending.reverse, "mo", spent(s), reason="Entered twice.")


@of(spending.attach)
def a_receipt_is_kept(s):
    return s.ready(spending.attach, "mo", spent(s), data=b"a receipt", kind="pdf", name="receipt.pdf")


def claimed(s: Stage) -> int:
    return s.do(claims.enter, "ming", budget(s), line="travel", amount=Decimal(120), spent_on=DAY, subject="Tickets")


@of(claims.enter)
def an_expense_is_claimed(s):
    return s.ready(claims.enter, "ming", budget(s), line="travel", amount=Decimal(120), spent_on=DAY, subject="Tickets")


@of(claims.attach)
def a_receipt_is_added_to_a_claim(s):
    return s.ready(claims.attach, "ming", claimed(s), data=b"a receipt", kind="pdf", name="receipt.pdf")


@of(claims.withdraw)
def a_claim_is_withdrawn(s):
    return s.ready(claims.withdraw, "ming", claimed(s))


@of(claims.accept)
def a_claim_becomes_an_expense_over_the_budget(s):
    return s.ready(claims.accept, "mo", claimed(s), line="travel", version=1)


@of(claims.refuse)
def a_claim_is_refused(s):
    return s.ready(claims.refuse, "mo", claimed(s), reason="No receipt.", version=1)


@of(control.export)
def costs_leave_the_house(s):
    return s.ready(control.export, "mo", budget(s), rows=3, sha256="0" * 64)


def bought(s: Stage) -> int:
    return s.do(purchases.begin, "mo", budget(s), title="Rail passes", line="travel", way=Way.INQUIRY)


@of(purchases.begin)
def a_purchase_begins(s):
    return s.ready(purchases.begin, "mo", budget(s), title="Rail passes", line="travel", way=Way.TENDER)


@of(purchases.quote)
def a_quote_comes_in(s):
    return s.ready(purchases.quote, "mo", bought(s), supplier="Rail", price=Decimal(10), quoted_on=DAY)


@of(purchases.choose)
def a_quote_becomes_an_order(s):
    made = bought(s)
    one = s.do(purchases.quote, "mo", made, supplier="Rail", price=Decimal(90), quoted_on=DAY)
    return s.ready(purchases.choose, "mo", made, quote_id=one, why="Nobody else.")


@of(purchases.give_up)
def a_purchase_is_given_up(s):
    return s.ready(purchases.give_up, "mo", bought(s), why="Not needed.")


@of(reviews.review)
def the_cost_is_reviewed(s):
    spent(s)
    return s.ready(reviews.review, "mo", s.house.projects["hotline"], first=DAY, last=DAY, findings="Travel rises.")

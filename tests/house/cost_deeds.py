"""How each deed on cost is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.cost.budgets import actions as budgets
from core.cost.budgets.rules import Planned
from core.cost.claims import actions as claims
from core.cost.claims.records import ExpenseClaim
from core.cost.control import actions as control
from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell
from core.cost.purchases import actions as purchases
from core.cost.purchases.rules import Way
from core.cost.rates import actions as rates
from core.cost.reviews import actions as reviews
from core.cost.spending import actions as spending
from tests.house.plan_deeds import meis_plan

DAY = date(2026, 1, 5)
ORDER = {"line": "travel", "supplier": "Rail", "subject": "Tickets", "amount": Decimal(10), "agreed_on": DAY}
EXPENSE = {"line": "travel", "amount": Decimal(200), "spent_on": DAY, "subject": "Tickets"}


def _rate(session: Any, house: Any) -> int:
    made = rates.put(session, house.actor("lin"), valid_from=DAY, amount=Decimal(100))
    session.info.pop("noted", None)
    return made


def budget(session: Any, house: Any) -> int:
    """Hotline with an approved budget of 100 for travel; returns the project."""
    project: int = house.projects["hotline"]
    made = budgets.plan(session, house.actor("lin"), project, [Planned("travel", Decimal(100))])
    waiting = approvals.submit(session, house.actor("lin"), "budget", made)
    approvals.decide(session, house.actor("yan"), waiting, step=0, verdict=Verdict.APPROVE)
    session.info.pop("noted", None)
    return project


def _order(session: Any, house: Any) -> int:
    made = spending.order(session, house.actor("lin"), budget(session, house), **ORDER)
    session.info.pop("noted", None)
    return made


def _expense(session: Any, house: Any) -> int:
    made = spending.spend(session, house.actor("lin"), budget(session, house), **EXPENSE)
    session.info.pop("noted", None)
    return made


def _over(session: Any, house: Any) -> int:
    _expense(session, house)
    return house.projects["hotline"]


def _purchase(session: Any, house: Any) -> int:
    made = purchases.begin(session, house.actor("lin"), budget(session, house), title="Rail passes", line="travel", way=Way.INQUIRY)
    session.info.pop("noted", None)
    return made


def _quote(session: Any, house: Any) -> tuple[int, int]:
    made = _purchase(session, house)
    one = purchases.quote(session, house.actor("lin"), made, supplier="Rail", price=Decimal(10), quoted_on=DAY)
    session.info.pop("noted", None)
    return made, one


def _claim(session: Any, house: Any, by: int = 0) -> int:
    """Lin's claim, or that of somebody else as if she had entered it."""
    made = claims.enter(session, house.actor("lin"), house.projects["hotline"], **EXPENSE)
    row = session.get_one(ExpenseClaim, made)
    row.by_id = by or house.people["ming"]
    session.flush()
    session.info.pop("noted", None)
    return made


def _choose(session: Any, actor: Any, house: Any) -> int:
    made, one = _quote(session, house)
    return purchases.choose(session, actor, made, quote_id=one, why="Nobody else.")


def rows(row: Callable[..., Any], everywhere: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    def edit(deed: Callable[..., Any], made: Callable[..., int], **more: Any) -> Any:
        return row(Permission.COST_EDIT, near, lambda s, a, h: deed(s, a, made(s, h), **more))

    explained = {"line": "travel", "sort": "price", "cause": "Prices rose.", "measure": "Meet online."}
    return {
        budgets.plan: row(Permission.COST_EDIT, near, lambda s, a, h: budgets.plan(s, a, h.projects["hotline"], [Planned("travel", Decimal(5))])),
        claims.enter: row(Permission.EXPENSE_CLAIM, near, lambda s, a, h: claims.enter(s, a, h.projects["hotline"], **EXPENSE)),
        claims.attach: row(Permission.EXPENSE_CLAIM, near, lambda s, a, h: claims.attach(s, a, _claim(s, h, a.id), data=b"a receipt", kind="pdf", name="receipt.pdf")),
        claims.withdraw: row(Permission.EXPENSE_CLAIM, near, lambda s, a, h: claims.withdraw(s, a, _claim(s, h, a.id))),
        claims.accept: row(Permission.COST_EDIT, near, lambda s, a, h: claims.accept(s, a, _claim(s, h), line="travel", version=2)),
        claims.refuse: row(Permission.COST_EDIT, near, lambda s, a, h: claims.refuse(s, a, _claim(s, h), reason="No receipt.", version=2)),
        control.explain: row(Permission.COST_EDIT, near, lambda s, a, h: control.explain(s, a, _over(s, h), owner_id=h.people["mo"], **explained)),
        control.export: row(Permission.COST_EXPORT, near, lambda s, a, h: control.export(s, a, h.projects["hotline"], rows=1, sha256="0" * 64)),
        purchases.begin: edit(purchases.begin, budget, title="Rail passes", line="travel", way=Way.TENDER),
        purchases.quote: edit(purchases.quote, _purchase, supplier="Rail", price=Decimal(10), quoted_on=DAY),
        purchases.choose: row(Permission.COST_EDIT, near, _choose),
        purchases.give_up: edit(purchases.give_up, _purchase, why="Not needed."),
        reviews.review: edit(reviews.review, budget, first=DAY, last=DAY, findings="Travel rises."),
        spending.order: edit(spending.order, budget, **ORDER),
        spending.close: edit(spending.close, _order, version=1),
        spending.spend: edit(spending.spend, budget, **EXPENSE),
        spending.reverse: edit(spending.reverse, _expense, reason="Entered twice."),
        spending.attach: edit(spending.attach, _expense, data=b"a receipt", kind="pdf", name="receipt.pdf"),
        hours.enter: row(Permission.HOURS_ENTER, near, lambda s, a, h: hours.enter(s, a, [Cell(meis_plan(s, h), 1, DAY, 60, 0)])),
        rates.put: row(Permission.RATE_EDIT, everywhere, lambda s, a, h: rates.put(s, a, valid_from=DAY, amount=Decimal(100))),
        rates.drop: row(Permission.RATE_EDIT, everywhere, lambda s, a, h: rates.drop(s, a, _rate(s, h))),
    }

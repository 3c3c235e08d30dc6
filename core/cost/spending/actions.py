"""Deeds on orders and expenses: promise, close, spend, reverse, keep receipts."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost import actions as totals
from core.cost.control import actions as control
from core.cost.control import queries as standing
from core.cost.control import rules as limits
from core.cost.rules import BUDGET_LINES
from core.cost.rules import amount as clean_amount
from core.cost.spending import queries, rules
from core.cost.spending.records import Commitment, Expense
from core.db import with_ids
from core.errors import Stale
from core.files import actions as files
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import table_for_choice
from core.words import N_, pick

ORDER, EXPENSE = "ORD", "EXP"


def order(session: Session, actor: Actor, project_id: int, *, line: str, supplier: str, subject: str, amount: Decimal, agreed_on: date) -> int:
    """Enter a contract or an order (ORD-2026-0001); returns its id.

    Refuses what would go beyond the budget in force (NoBudgetYet, OverLine, OverBudget), ClosedForOrders, AgreedToCome, NotAnAmount, NotAnEntry, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    row = promise(session, actor, project, line=line, supplier=supplier, subject=subject, amount=amount, agreed_on=agreed_on)
    note(
        session, actor, "order:enter", "order", row.id, code=row.code, project_id=project_id, line=row.line, supplier=row.supplier, subject=row.subject, amount=row.amount,
        agreed_on=agreed_on,
    )  # fmt: skip
    return row.id


def promise(session: Session, actor: Actor, project: Project, *, line: str, supplier: str, subject: str, amount: Decimal, agreed_on: date) -> Commitment:
    """Keep an order, within the budget in force. # house: part of another deed, which requires and notes"""
    if project.stage == Stage.CLOSED:
        raise rules.ClosedForOrders(project=project.code)
    rules.check_agreed(agreed_on, today())
    promised = clean_amount(amount)
    chosen = table_for_choice(session, BUDGET_LINES).chosen(line, field=N_("Budget line"))
    _check_room(session, actor, project, chosen, promised)
    row = Commitment(
        code=next_code(session, ORDER), project_id=project.id, line=chosen, supplier=fields.line(supplier, N_("Supplier"), rules.SUPPLIER_LIMIT),
        subject=fields.line(subject, N_("What for"), rules.SUBJECT_LIMIT), amount=promised, drawn=Decimal(0), agreed_on=agreed_on, closed_on=None, closed_why="", by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    control.watch(session, actor, project.id)
    touch(session, "cost")
    return row


def _check_room(session: Session, actor: Actor, project: Project, line: str, amount: Decimal) -> None:
    """Refuse a promise beyond the budget in force. Refuses NoBudgetYet, OverLine, OverBudget."""
    _, limit = standing.thresholds(session, project.department_id)
    lines = standing.of_project(session, project.id)
    whole = limits.together(lines.values())
    if whole.planned is None:
        raise limits.NoBudgetYet(project=project.code)
    here = lines.get(line, limits.Standing(limits.ZERO))
    match limits.blocked(here, whole, amount, limit):
        case "line":
            name = pick(standing.line_names(session).get(line, {"en": line}), actor.language)
            raise limits.OverLine(line=name, left=f"{here.room(limit):,.2f}", amount=f"{amount:,.2f}")
        case "whole":
            raise limits.OverBudget(left=f"{whole.room(limit):,.2f}", amount=f"{amount:,.2f}")


def close(session: Session, actor: Actor, order_id: int, *, version: int, reason: str = "") -> int:
    """Say that nothing more is spent on an order: what is left of it is free again. Returns its id. Refuses OrderClosed, Stale, TooLong."""
    row = queries.order_for_update(session, order_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    if row.closed_on is not None:
        raise rules.OrderClosed(code=row.code)
    if row.version != version:
        raise Stale()
    row.closed_on, row.closed_why = today(), fields.line(reason, N_("Why"), rules.REASON_LIMIT, needed=False)
    touch(session, "cost")
    note(session, actor, "order:close", "order", row.id, code=row.code, project_id=row.project_id, reason=row.closed_why, freed=max(Decimal(0), row.amount - row.drawn))
    return row.id


def spend(
    session: Session, actor: Actor, project_id: int, *, line: str, amount: Decimal, spent_on: date, supplier: str = "", subject: str = "", order_id: int | None = None
) -> int:
    """Enter money that was spent (EXP-2026-0001); returns its id. What has happened is kept, also beyond the budget: it is marked and waits for a change of it.

    Refuses SpentToCome, NotAnAmount, NotAnEntry, OtherLine, OrderClosed, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    row = keep(session, actor, project, line=line, amount=amount, spent_on=spent_on, supplier=supplier, subject=subject, order_id=order_id)
    note(
        session, actor, "expense:enter", "expense", row.id, code=row.code, project_id=project_id, line=row.line, amount=row.amount, spent_on=spent_on, supplier=row.supplier,
        subject=row.subject, order=queries.order_for_update(session, order_id).code if order_id else None, over=row.over,
    )  # fmt: skip
    return row.id


def keep(
    session: Session, actor: Actor, project: Project, *, line: str, amount: Decimal, spent_on: date, supplier: str, subject: str, order_id: int | None = None, by_id: int | None = None
) -> Expense:
    """Keep an expense of a locked project, of `by_id` where it is not the actor's own. # house: part of another deed, which requires and notes"""
    rules.check_spent(spent_on, today())
    spent = clean_amount(amount)
    chosen = table_for_choice(session, BUDGET_LINES).chosen(line, field=N_("Budget line"))
    if order_id is not None:
        bought = queries.order_for_update(session, order_id)
        if bought.project_id != project.id or bought.line != chosen:
            raise rules.OtherLine(code=bought.code)
        if bought.closed_on is not None:
            raise rules.OrderClosed(code=bought.code)
        bought.drawn += spent
    totals.add(session, project.id, chosen, spent=spent)
    row = Expense(
        code=next_code(session, EXPENSE), project_id=project.id, line=chosen, amount=spent, spent_on=spent_on,
        supplier=fields.line(supplier, N_("Supplier"), rules.SUPPLIER_LIMIT, needed=False), subject=fields.line(subject, N_("What for"), rules.SUBJECT_LIMIT), commitment_id=order_id,
        reverses_id=None, over=False, covered_by_id=None, by_id=by_id or actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    row.over = _is_over(session, project, chosen)
    control.watch(session, actor, project.id)
    touch(session, "cost")
    return row


def _is_over(session: Session, project: Project, line: str) -> bool:
    _, limit = standing.thresholds(session, project.department_id)
    lines = standing.of_project(session, project.id)
    whole = limits.together(lines.values())
    return whole.planned is None or lines[line].beyond(limit) or whole.beyond(limit)


def reverse(session: Session, actor: Actor, expense_id: int, *, reason: str) -> int:
    """Take an expense back by one of the opposite amount, on its day and with the reason; returns the new one's id. Refuses ReversedAlready, IsReversal, Empty, TooLong."""
    row = queries.expense_for_update(session, expense_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    if row.reverses_id is not None:
        raise rules.IsReversal(code=row.code)
    if queries.reversal_of(session, row.id) is not None:
        raise rules.ReversedAlready(code=row.code)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    if row.commitment_id is not None:
        bought = queries.order_for_update(session, row.commitment_id)
        bought.drawn -= row.amount
    totals.add(session, row.project_id, row.line, spent=-row.amount)
    back = Expense(
        code=next_code(session, EXPENSE), project_id=row.project_id, line=row.line, amount=-row.amount, spent_on=row.spent_on, supplier=row.supplier, subject=why,
        commitment_id=row.commitment_id, reverses_id=row.id, over=False, covered_by_id=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, back)
    touch(session, "cost")
    note(session, actor, "expense:reverse", "expense", back.id, code=back.code, project_id=row.project_id, reverses=row.code, amount=back.amount, reason=why)
    return back.id


def attach(session: Session, actor: Actor, expense_id: int, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned receipt to an expense; returns the file's id. The same content twice is one file. Refuses TooManyReceipts."""
    row = queries.expense_for_update(session, expense_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    present, sha256 = queries.receipts_of(session, row.id), files.fingerprint(data)
    known = next((one.id for one in present if one.sha256 == sha256), None)
    if known is not None:
        return known
    if len(present) >= rules.RECEIPTS:
        raise rules.TooManyReceipts(limit=rules.RECEIPTS)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=queries.FILES, subject_id=row.id)
    touch(session, "cost")
    note(session, actor, "expense:attach", "expense", row.id, code=row.code, project_id=row.project_id, file=file_id, name=name, sha256=sha256)
    return file_id


def cover(session: Session, project_id: int, budget_id: int) -> None:
    """What was spent over the budget and is within the one in force now waits no more. # house: part of an approval, which requires and notes"""
    project = project_for_update(session, project_id)
    _, limit = standing.thresholds(session, project.department_id)
    lines = standing.of_project(session, project_id)
    if not limits.together(lines.values()).beyond(limit):
        queries.cover(session, project_id, budget_id, {line for line, one in lines.items() if not one.beyond(limit)})

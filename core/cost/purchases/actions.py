"""Deeds on purchases: begin, quote, choose, give up."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost.purchases import queries, rules
from core.cost.purchases.records import Purchase, Quote
from core.cost.purchases.rules import State, Way
from core.cost.rules import BUDGET_LINES, amount
from core.cost.spending import actions as spending
from core.cost.spending.rules import SUPPLIER_LIMIT, check_agreed
from core.db import with_ids
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.words import N_

PREFIX = "PUR"


def begin(session: Session, actor: Actor, project_id: int, *, title: str, line: str, way: Way) -> int:
    """Begin a purchase (PUR-2026-0001) by tender or inquiry; returns its id. Refuses NotAnEntry, Empty, TooLong."""
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    row = Purchase(
        code=next_code(session, PREFIX), project_id=project_id, line=table_for_choice(session, BUDGET_LINES).chosen(line, field=N_("Budget line")),
        title=fields.line(title, N_("What is bought"), rules.TITLE_LIMIT), way=Way(way), state=State.OPEN, quote_id=None, why="", commitment_id=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, "cost")
    note(session, actor, "purchase:begin", "purchase", row.id, code=row.code, project_id=project_id, title=row.title, line=row.line, way=row.way)
    return row.id


def _open(session: Session, actor: Actor, purchase_id: int) -> tuple[Purchase, Project]:
    row = queries.purchase_for_update(session, purchase_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    rules.check_open(State(row.state), row.code)
    return row, project


def quote(session: Session, actor: Actor, purchase_id: int, *, supplier: str, price: Decimal, quoted_on: date, remark: str = "") -> int:
    """Enter what a supplier would do it for; returns the quote's id. Refuses Decided, TooManyQuotes, NotAnAmount, AgreedToCome, Empty, TooLong."""
    row, _ = _open(session, actor, purchase_id)
    check_agreed(quoted_on, today())
    if len(queries.quotes_of(session, row.id)) >= rules.MOST_QUOTES:
        raise rules.TooManyQuotes(limit=rules.MOST_QUOTES)
    one = Quote(
        purchase_id=row.id, supplier=fields.line(supplier, N_("Supplier"), SUPPLIER_LIMIT), amount=amount(price), quoted_on=quoted_on,
        remark=fields.paragraph(remark, N_("Remark"), rules.NOTE_LIMIT, needed=False), by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, one)
    touch(session, "cost")
    note(session, actor, "purchase:quote", "purchase", row.id, code=row.code, project_id=row.project_id, quote=one.id, supplier=one.supplier, amount=one.amount)
    return one.id


def choose(session: Session, actor: Actor, purchase_id: int, *, quote_id: int, why: str = "") -> int:
    """Choose a quote: it becomes an order. Returns the purchase's id. Refuses Decided, NotAmongThem, WhyNotTheCheapest, and what an order is refused for."""
    row, project = _open(session, actor, purchase_id)
    offers = {one.id: one for one in queries.quotes_of(session, row.id)}
    said = fields.paragraph(why, N_("Why this one"), rules.WHY_LIMIT, needed=False)
    rules.check_choice({id_: one.amount for id_, one in offers.items()}, quote_id, said, row.code)
    taken = offers[quote_id]
    order = spending.promise(session, actor, project, line=row.line, supplier=taken.supplier, subject=row.title, amount=taken.amount, agreed_on=today())
    row.state, row.quote_id, row.why, row.commitment_id = State.CHOSEN, quote_id, said, order.id
    touch(session, "cost")
    note(
        session, actor, "purchase:choose", "purchase", row.id, code=row.code, project_id=row.project_id, supplier=taken.supplier, amount=taken.amount, why=said, order=order.code,
        quotes=[[one.supplier, one.amount] for one in offers.values()],
    )  # fmt: skip
    return row.id


def give_up(session: Session, actor: Actor, purchase_id: int, *, why: str) -> int:
    """Say that it is not bought, and why. Returns its id. Refuses Decided, Empty, TooLong."""
    row, _ = _open(session, actor, purchase_id)
    row.state, row.why = State.DROPPED, fields.paragraph(why, N_("Why"), rules.WHY_LIMIT)
    touch(session, "cost")
    note(session, actor, "purchase:give_up", "purchase", row.id, code=row.code, project_id=row.project_id, why=row.why)
    return row.id

"""Questions about purchases: whoever sees the cost of a project sees them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.purchases.records import Purchase, Quote
from core.cost.purchases.rules import State, Way
from core.cost.rules import BUDGET_LINES
from core.cost.spending.records import Commitment
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import counted_by


@dataclass(frozen=True)
class Offer:
    """A quote; `chosen` is the one that was ordered."""

    id: int
    supplier: str
    amount: Decimal
    quoted_on: date
    remark: str
    chosen: bool


@dataclass(frozen=True)
class Bought:
    """A purchase with its quotes, the cheapest first."""

    id: int
    code: str
    line: str
    title: str
    way: Way
    state: State
    why: str
    order: str
    by: dict[str, str]
    at: datetime
    quotes: tuple[Offer, ...]


def purchases(session: Session, actor: Actor, project_code: str) -> list[Bought]:
    """The purchases of a project whose cost `actor` may see, newest first."""
    require(actor, Permission.COST_READ)
    rows = session.execute(
        select(Purchase, Commitment.code).join(Project, Project.id == Purchase.project_id).outerjoin(Commitment, Commitment.id == Purchase.commitment_id)
        .where(Project.code == project_code, visible_to(actor, Permission.COST_READ)).order_by(Purchase.id.desc())
    ).all()  # fmt: skip
    offers: dict[int, list[Quote]] = {}
    for quote in session.scalars(select(Quote).where(Quote.purchase_id.in_([row.id for row, _ in rows])).order_by(Quote.amount, Quote.id)):
        offers.setdefault(quote.purchase_id, []).append(quote)
    who = names(session, frozenset(row.by_id for row, _ in rows))
    return [
        Bought(
            row.id, row.code, row.line, row.title, Way(row.way), State(row.state), row.why, order or "", who[row.by_id], row.at,
            tuple(Offer(one.id, one.supplier, one.amount, one.quoted_on, one.remark, one.id == row.quote_id) for one in offers.get(row.id, ())),
        )
        for row, order in rows
    ]  # fmt: skip


def purchase_for_update(session: Session, purchase_id: int) -> Purchase:
    found = session.scalars(select(Purchase).where(Purchase.id == purchase_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def quotes_of(session: Session, purchase_id: int) -> list[Quote]:
    return list(session.scalars(select(Quote).where(Quote.purchase_id == purchase_id).order_by(Quote.id)))


def lines_in_use(session: Session) -> dict[str, int]:
    """How many purchases are on each line."""
    return {line: int(count) for line, count in session.execute(select(Purchase.line, func.count()).group_by(Purchase.line))}


counted_by(BUDGET_LINES, lines_in_use)

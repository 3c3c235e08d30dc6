"""Questions about points."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require
from core.customers.points.records import PointEntry
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.errors import NotFound
from core.people.queries import names

MOST = 100


@dataclass(frozen=True)
class Entry:
    """A line of the ledger; `reversed`: another line takes it back."""

    id: int
    points: int
    why: str
    day: date
    reversal: bool
    reversed: bool
    who: dict[str, str]


def ledger(session: Session, actor: Actor, customer_id: int) -> list[Entry]:
    """The points of a customer that `actor` may see, latest first."""
    require(actor, Permission.CUSTOMER_READ)
    back = aliased(PointEntry)
    rows = session.execute(
        select(PointEntry, back.id).join(Customer, Customer.id == PointEntry.customer_id).outerjoin(back, back.reverses_id == PointEntry.id)
        .where(PointEntry.customer_id == customer_id, visible_to(actor)).order_by(PointEntry.id.desc()).limit(MOST)
    ).all()  # fmt: skip
    who = names(session, frozenset(row[0].by_id for row in rows))
    return [Entry(one.id, one.points, one.why, one.day, one.reverses_id is not None, back_id is not None, who[one.by_id]) for one, back_id in rows]


def entry(session: Session, entry_id: int) -> PointEntry:
    found = session.scalars(select(PointEntry).where(PointEntry.id == entry_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def reversal_of(session: Session, entry_id: int) -> int | None:
    return session.scalar(select(PointEntry.id).where(PointEntry.reverses_id == entry_id))

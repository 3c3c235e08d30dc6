"""Questions about care: of a customer, and what is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.customers.care.records import Care
from core.customers.care.rules import Kind
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.timeline.queries import Entry, provide
from core.errors import NotFound
from core.people.queries import names
from core.words import N_

MOST = 100


@dataclass(frozen=True)
class Planned:
    """Care with its customer; `done_on` None while it is open."""

    id: int
    customer: str
    customer_name: str
    kind: Kind
    title: str
    due_on: date
    yearly: bool
    owner: dict[str, str]
    done_on: date | None
    result: str
    version: int


def _planned(session: Session, rows: list[tuple[Care, str, str]]) -> list[Planned]:
    who = names(session, frozenset(row[0].owner_id for row in rows))
    return [Planned(one.id, code, name, Kind(one.kind), one.title, one.due_on, one.yearly, who[one.owner_id], one.done_on, one.result, one.version) for one, code, name in rows]


def of_customer(session: Session, actor: Actor, customer_id: int) -> list[Planned]:
    """Open care of a customer that `actor` may see, the earliest first."""
    require(actor, Permission.CUSTOMER_READ)
    rows = session.execute(
        select(Care, Customer.code, Customer.name).join(Customer, Customer.id == Care.customer_id)
        .where(Care.customer_id == customer_id, Care.done_on.is_(None), visible_to(actor)).order_by(Care.due_on, Care.id).limit(MOST)
    )  # fmt: skip
    return _planned(session, [tuple(row) for row in rows])  # type: ignore[misc]


def due(session: Session, actor: Actor, *, within: int = 14) -> list[Planned]:
    """Open care of customers that `actor` may see, which is overdue or due within so many days, the earliest first."""
    require(actor, Permission.CUSTOMER_READ)
    rows = session.execute(
        select(Care, Customer.code, Customer.name).join(Customer, Customer.id == Care.customer_id)
        .where(Care.done_on.is_(None), Care.due_on <= today() + timedelta(days=within), visible_to(actor)).order_by(Care.due_on, Care.id).limit(MOST)
    )  # fmt: skip
    return _planned(session, [tuple(row) for row in rows])  # type: ignore[misc]


def done(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """Care that was given, latest first. # house: the timeline has asked whether the customer may be seen"""
    found = select(Care).where(Care.customer_id == customer_id, Care.done_on.is_not(None)).order_by(Care.done_on.desc(), Care.id.desc()).limit(limit)
    rows = list(session.scalars(found if before is None else found.where(Care.done_on < before)))
    who = names(session, frozenset(row.owner_id for row in rows))
    return [Entry(row.done_on, "care", row.id, row.title, row.result, who[row.owner_id]) for row in rows if row.done_on]


def care_for_update(session: Session, care_id: int) -> Care:
    found = session.scalars(select(Care).where(Care.id == care_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


provide("care", N_("Care"), done)

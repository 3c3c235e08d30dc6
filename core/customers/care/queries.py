"""Questions about care: of a customer, and what is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, extract, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.customers.care.records import Care
from core.customers.care.rules import Kind
from core.customers.contacts.records import Consent, Contact
from core.customers.contacts.rules import Purpose
from core.customers.contracts.records import Contract
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.timeline.queries import Entry, provide
from core.errors import NotFound
from core.people.queries import names
from core.words import N_

MOST, MOST_PLANNED = 100, 1000


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


def open_because(session: Session, customer_id: int, cause: str) -> Care | None:
    """Open care that something asked for, of a customer who is locked."""
    return session.scalars(select(Care).where(Care.customer_id == customer_id, Care.cause == cause, Care.done_on.is_(None)).order_by(Care.id).limit(1)).one_or_none()


def planned_because(session: Session, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], date]:
    """The day of the open care for each customer and cause. For questions that say whose the customers are"""
    rows = session.execute(
        select(Care.customer_id, Care.cause, Care.due_on).where(Care.done_on.is_(None), Care.cause.in_({cause for _, cause in wanted}), Care.customer_id.in_({one for one, _ in wanted}))
    )
    return {(customer_id, cause): due_on for customer_id, cause, due_on in rows}


def care_for_update(session: Session, care_id: int) -> Care:
    found = session.scalars(select(Care).where(Care.id == care_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def anniversaries(session: Session, days: Collection[int], today: date) -> list[tuple[Contract, Customer]]:
    """Contracts that run and were signed in an earlier year on one of these days (1231), of customers that are not lost. For the routine that plans care."""
    signed = extract("month", Contract.signed_on) * 100 + extract("day", Contract.signed_on)
    found = select(Contract, Customer).join(Customer, Customer.id == Contract.customer_id).where(
        Contract.until >= today, Contract.starts_on <= today, Contract.signed_on < today, signed.in_(days), Customer.lost_on.is_(None),
    ).order_by(Contract.id).limit(MOST_PLANNED)  # fmt: skip
    return [(row[0], row[1]) for row in session.execute(found)]


def agreeing(session: Session, after: int) -> list[tuple[Contact, Customer]]:
    """Contacts who agreed to care, with an identity number under seal, of customers that are not lost: so many after one. For the routine that plans care."""
    found = select(Contact, Customer).join(Customer, Customer.id == Contact.customer_id).where(
        Contact.id > after, Contact.erased_at.is_(None), Contact.number_index != "", _agreed(Contact.id), Customer.lost_on.is_(None),
    ).order_by(Contact.id).limit(MOST_PLANNED)  # fmt: skip
    return [(row[0], row[1]) for row in session.execute(found)]


def _agreed(contact_id: Any) -> ColumnElement[bool]:
    return select(Consent.id).where(Consent.contact_id == contact_id, Consent.purpose == Purpose.CARE, Consent.withdrawn_on.is_(None)).exists()


def no_longer_agreed(session: Session) -> list[Care]:
    """Open birthdays of contacts who do not agree any more. For the routine that plans care."""
    return list(session.scalars(select(Care).where(Care.contact_id.is_not(None), Care.done_on.is_(None), ~_agreed(Care.contact_id))))


def planned_for(session: Session, *, contracts: Collection[int], contacts: Collection[int], since: date) -> set[tuple[str, int, date]]:
    """What is planned already: `contract` or `contact`, whose, and for which day. For the routine that plans care."""
    found: set[tuple[str, int, date]] = set()
    for kind, column, ids in (("contract", Care.contract_id, contracts), ("contact", Care.contact_id, contacts)):
        if ids:
            found |= {(kind, id_, on) for id_, on in session.execute(select(column, Care.due_on).where(column.in_(ids), Care.due_on >= since))}
    return found


def of_contact(session: Session, contact_id: int) -> list[Care]:
    """Birthdays of a contact, for erasing. Asked for by the one who erases."""
    return list(session.scalars(select(Care).where(Care.contact_id == contact_id)))


provide("care", N_("Care"), done)

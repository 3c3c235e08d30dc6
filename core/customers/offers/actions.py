"""Deeds on offers: write one, end it, say who has taken it up."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.offers import queries, rules
from core.customers.offers.records import OfferTaken, ServiceOffer
from core.customers.offers.rules import Kind
from core.customers.queries import customer_for_update
from core.customers.rules import CLASSES, STAGES
from core.db import with_ids
from core.errors import NotFound, Stale
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.words import N_

PREFIX = "OFR"


def write(
    session: Session, actor: Actor, project_id: int, *, kind: Kind, name: str, text: str = "", price: str = "", classes: Collection[str] = (), stages: Collection[str] = (), starts_on: date, ends_on: date | None = None
) -> int:
    """Offer a service (OFR-2026-0001) to customers of a project, of some classes and stages or of all; returns its id. Refuses EndsBefore, NotAnEntry, Empty, TooLong."""
    project = project_for_update(session, project_id)
    require(actor, Permission.CUSTOMER_EDIT, reach(project))
    rules.check_days(starts_on, ends_on)
    known = {field: table_for_choice(session, table) for field, table in (("classes", CLASSES), ("stages", STAGES))}
    row = ServiceOffer(
        code=next_code(session, PREFIX), project_id=project.id, kind=Kind(kind), name=fields.line(name, N_("Name"), rules.NAME_LIMIT), text=fields.paragraph(text, N_("What it is"), rules.TEXT_LIMIT, needed=False),
        price=fields.line(price, N_("Price or fee"), rules.PRICE_LIMIT, needed=False), classes=[known["classes"].chosen(one, "", field=N_("Class")) for one in classes],
        stages=[known["stages"].chosen(one, "", field=N_("Stage")) for one in stages], starts_on=starts_on, ends_on=ends_on, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    return _done(session, actor, "offer:write", row, name=row.name, kind=row.kind, price=row.price, starts_on=starts_on, ends_on=ends_on)


def end(session: Session, actor: Actor, offer_id: int, *, on: date, version: int) -> int:
    """Offer a service no longer than to a day; who has it keeps it. Returns its id. Refuses EndsBefore, Stale."""
    row, project = queries.offer_for_update(session, offer_id)
    require(actor, Permission.CUSTOMER_EDIT, reach(project))
    if row.version != version:
        raise Stale()
    rules.check_days(row.starts_on, on)
    row.ends_on = on
    return _done(session, actor, "offer:end", row, ends_on=on)


def take_up(session: Session, actor: Actor, offer_id: int, *, customer_id: int, taken_on: date, contract_id: int | None = None) -> int:
    """Say that a customer has taken an offer up, and by which contract; returns the customer's id.

    Refuses NotOfferedThen, NotForThem, NotServed, TakenAlready, TakenToCome, NotFound (a contract of somebody else).
    """
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    row, _ = queries.offer_for_update(session, offer_id)
    if not queries.serves(session, row.project_id, customer.id):
        raise rules.NotServed(code=row.code)
    if taken_on > today():
        raise rules.TakenToCome()
    if not rules.offered(row.starts_on, row.ends_on, taken_on):
        raise rules.NotOfferedThen(code=row.code)
    if not rules.meant(row.classes, row.stages, customer.class_code, customer.stage):
        raise rules.NotForThem(code=row.code)
    if (since := queries.taken_on(session, row.id, customer.id)) is not None:
        raise rules.TakenAlready(code=row.code, day=since)
    if contract_id is not None and not queries.contract_of(session, customer.id, contract_id):
        raise NotFound()
    session.add(OfferTaken(offer_id=row.id, customer_id=customer.id, contract_id=contract_id, taken_on=taken_on, by_id=actor.id, at=now()))
    touch(session, TOPIC)
    note(session, actor, "customer:take_offer", "customer", customer.id, code=customer.code, offer=row.code, name=row.name, taken_on=taken_on)
    return customer.id


def _done(session: Session, actor: Actor, deed: str, row: ServiceOffer, **facts: object) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, "offer", row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id

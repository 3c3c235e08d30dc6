"""Deeds on care: plan it, say what came of it."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.care import queries, rules
from core.customers.care.records import Care
from core.customers.care.rules import Kind
from core.customers.contracts.rules import next_year
from core.customers.queries import customer_for_update
from core.errors import Stale
from core.people.queries import person_for_update
from core.words import N_


def plan(session: Session, actor: Actor, customer_id: int, *, kind: Kind, title: str, due_on: date, yearly: bool = False, owner_id: int | None = None) -> int:
    """Plan something to do for a customer; returns its id. Refuses Empty, TooLong."""
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_WORK)
    if owner_id is not None:
        person_for_update(session, owner_id)
    row = Care(
        customer_id=customer.id, kind=kind, title=fields.line(title, N_("Subject"), rules.TITLE_LIMIT), due_on=due_on, yearly=yearly, owner_id=owner_id or actor.id, done_on=None, result="",
        by_id=actor.id, at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()  # house: its id is the answer
    touch(session, TOPIC)
    note(session, actor, "customer:plan_care", "customer", customer.id, code=customer.code, kind=kind, title=row.title, due_on=due_on, yearly=yearly)
    return row.id


def finish(session: Session, actor: Actor, care_id: int, *, version: int, result: str) -> int:
    """Say that it is done, and what came of it; a yearly one is planned for the next year. Returns its id. Refuses CareDone, Stale, Empty, TooLong."""
    require(actor, Permission.CUSTOMER_WORK)
    row = queries.care_for_update(session, care_id)
    customer = customer_for_update(session, actor, row.customer_id, Permission.CUSTOMER_WORK)
    if row.done_on is not None:
        raise rules.CareDone()
    if row.version != version:
        raise Stale()
    row.done_on, row.result = today(), fields.line(result, N_("What it led to"), rules.NOTE_LIMIT)
    if row.yearly:
        again = next_year(row.due_on)
        while again <= today():
            again = next_year(again)
        session.add(Care(
            customer_id=row.customer_id, kind=row.kind, title=row.title, due_on=again, yearly=True, owner_id=row.owner_id, done_on=None, result="", by_id=actor.id, at=now(),
        ))  # fmt: skip
    touch(session, TOPIC)
    note(session, actor, "customer:finish_care", "customer", customer.id, code=customer.code, title=row.title)
    return row.id

"""Deeds on needs: hear one, settle it. Other rooms note one within their own deed, and take one up as a demand."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.contacts.actions import GONE, erased_with
from core.customers.contacts.rules import Personal, shredded
from core.customers.needs import queries, rules
from core.customers.needs.records import HeardNeed
from core.customers.needs.rules import State
from core.customers.queries import customer_for_update, served
from core.customers.records import Customer
from core.customers.rules import CHANNELS
from core.db import with_ids
from core.errors import Stale
from core.reference.queries import table_for_choice
from core.words import N_

NEED = N_("What else the customer needs")


def hear(session: Session, actor: Actor, customer_id: int, *, text: str, heard_on: date, channel: str = "", project_id: int | None = None) -> int:
    """Note what a customer needs beyond what was asked for; returns the note's id. The trail tells that it was, not what. Refuses HeardToCome, NotFound for a project that does not serve the customer, NotAnEntry, Empty, TooLong."""
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_WORK)
    rules.check_heard(heard_on, today())
    if project_id is not None:
        served(session, customer.id, project_id)
    by = table_for_choice(session, CHANNELS).chosen(channel, field=N_("Channel")) if channel else ""
    row = _kept(session, actor, customer.id, fields.paragraph(text, NEED, rules.TEXT_LIMIT), heard_on, channel=by, project_id=project_id)
    note(session, actor, "customer:hear_need", "customer", customer.id, code=customer.code, project_id=project_id, need=row.id, heard_on=heard_on)
    return row.id


def heard_within(session: Session, actor: Actor, customer_id: int, text: str, *, heard_on: date, channel: str = "", project_id: int | None = None, request: str = "") -> int | None:
    """Note a need in the course of another deed, which has required and notes its trail; None where nothing was said. Refuses TooLong.

    # house: a step of another deed
    """
    said = fields.paragraph(text, NEED, rules.TEXT_LIMIT, needed=False)
    return _kept(session, actor, customer_id, said, heard_on, channel=channel, project_id=project_id, request=request).id if said else None


def _kept(session: Session, actor: Actor, customer_id: int, text: str, heard_on: date, *, channel: str, project_id: int | None, request: str = "") -> HeardNeed:
    row = HeardNeed(
        customer_id=customer_id, project_id=project_id, text=text, heard_on=heard_on, channel=channel, request=request, state=State.NEW.value, answer="", demand="", settled_on=None,
        settled_by_id=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, TOPIC)
    return row


def settle(session: Session, actor: Actor, need_id: int, *, met: bool, answer: str, version: int) -> int:
    """Say what was done about a need, or why it is not pursued; returns its id. Refuses NeedSettled, Stale, Empty, TooLong."""
    row, customer = _open(session, actor, need_id, version)
    row.state, row.answer = (State.MET if met else State.DROPPED).value, fields.line(answer, N_("What was done") if met else N_("Why"), rules.ANSWER_LIMIT)
    row.settled_on, row.settled_by_id = today(), actor.id
    note(session, actor, "customer:settle_need", "customer", customer.id, code=customer.code, project_id=row.project_id, need=row.id, state=row.state)
    return row.id


def at_hand(session: Session, actor: Actor, need_id: int, *, version: int) -> rules.Said:
    """An open need for another deed that makes something of it, locked until that is done. Refuses NeedSettled, Stale. # house: a step of another deed, which notes it"""
    row, customer = _open(session, actor, need_id, version)
    return rules.Said(customer.name, row.text, row.heard_on)


def take(session: Session, actor: Actor, need_id: int, *, demand: str) -> None:
    """The need is settled by a demand, told by its number. # house: a step of the deed that took the need in hand and notes its trail"""
    row = queries.need_for_update(session, need_id)
    row.state, row.demand, row.settled_on, row.settled_by_id = State.TAKEN.value, demand, today(), actor.id


def _open(session: Session, actor: Actor, need_id: int, version: int) -> tuple[HeardNeed, Customer]:
    require(actor, Permission.CUSTOMER_WORK)
    row = queries.need_for_update(session, need_id)
    customer = customer_for_update(session, actor, row.customer_id, Permission.CUSTOMER_WORK)
    rules.check_open(State(row.state))
    if row.version != version:
        raise Stale()
    touch(session, TOPIC)
    return row, customer


def _shred(session: Session, contact_id: int, was: Personal) -> int:
    """Overwrite what tells of a person in the needs of its customer."""
    touched = 0
    for row in queries.of_customer_by_contact(session, contact_id):
        text, answer = shredded(row.text, was, GONE)[: rules.TEXT_LIMIT], shredded(row.answer, was, GONE)[: rules.ANSWER_LIMIT]
        if (text, answer) != (row.text, row.answer):
            row.text, row.answer, touched = text, answer, touched + 1
    return touched


erased_with("needs", _shred)

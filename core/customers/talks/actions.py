"""Deeds on communication."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.contacts.actions import GONE, erased_with
from core.customers.contacts.queries import contact_at_hand
from core.customers.contacts.rules import Personal, shredded
from core.customers.needs.actions import heard_within
from core.customers.queries import customer_for_update, served
from core.customers.rules import CHANNELS
from core.customers.stages.actions import refresh
from core.customers.talks import queries, rules
from core.customers.talks.records import Talk
from core.reference.queries import table_for_choice
from core.words import N_


def write(
    session: Session, actor: Actor, customer_id: int, *, day: date, channel: str, subject: str, outcome: str, contact_id: int | None = None, project_id: int | None = None,
    next_on: date | None = None, need: str = "",
) -> int:  # fmt: skip
    """Write down what was said with a customer, and what else the customer needs if that was heard; returns the entry's id. The trail tells that it was, not what.

    Refuses TalkedToCome, NextTooEarly, NotTheirContact, NotFound for a project that does not serve the customer, NotAnEntry, Empty, TooLong.
    """
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_WORK)
    rules.check(day, next_on, today())
    if contact_id is not None and contact_at_hand(session, actor, contact_id, Permission.CUSTOMER_WORK).customer_id != customer.id:
        raise rules.NotTheirContact()
    if project_id is not None:
        served(session, customer.id, project_id)
    row = Talk(
        customer_id=customer.id, project_id=project_id, contact_id=contact_id, day=day, channel=table_for_choice(session, CHANNELS).chosen(channel, field=N_("Channel")),
        subject=fields.line(subject, N_("Subject"), rules.SUBJECT_LIMIT), outcome=fields.paragraph(outcome, N_("Outcome"), rules.OUTCOME_LIMIT, needed=False), next_on=next_on,
        by_id=actor.id, at=now(),
    )  # fmt: skip
    session.add(row)
    heard_within(session, actor, customer.id, need, heard_on=day, channel=row.channel, project_id=project_id)
    if customer.last_contact_on is None or day >= customer.last_contact_on:
        customer.last_contact_on, customer.next_contact_on = day, next_on
    refresh(session, actor, customer)
    touch(session, TOPIC)
    note(session, actor, "customer:talk", "customer", customer.id, code=customer.code, project_id=project_id, entry=row.id, day=day, channel=channel, next_on=next_on)
    return row.id


def _shred(session: Session, contact_id: int, was: Personal) -> int:
    """Overwrite what tells of a person in what was said with its customer."""
    rows, touched = queries.of_customer_by_contact(session, contact_id), 0
    for row in rows:
        subject, outcome = shredded(row.subject, was, GONE)[:rules.SUBJECT_LIMIT], shredded(row.outcome, was, GONE)[:rules.OUTCOME_LIMIT]
        if (subject, outcome) != (row.subject, row.outcome):
            row.subject, row.outcome, touched = subject, outcome, touched + 1
    return touched


erased_with("communication", _shred)

"""Questions about what was said."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor
from core.customers.contacts.queries import held_by, labels
from core.customers.contacts.records import Contact
from core.customers.rules import CHANNELS
from core.customers.talks.records import Talk
from core.customers.timeline.queries import Entry, provide
from core.people.queries import names
from core.reference.queries import counted_by
from core.words import N_


def said(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """What was said with a customer, latest first. # house: the timeline has asked whether the customer may be seen"""
    found = select(Talk).where(Talk.customer_id == customer_id).order_by(Talk.day.desc(), Talk.id.desc()).limit(limit)
    rows = list(session.scalars(found if before is None else found.where(Talk.day < before)))
    who, whom = names(session, frozenset(row.by_id for row in rows)), labels(session, frozenset(row.contact_id for row in rows if row.contact_id))
    return [
        Entry(row.day, "talk", row.id, row.subject, row.outcome, who[row.by_id], channel=row.channel, whom=whom.get(row.contact_id or 0, ""), next_on=row.next_on) for row in rows
    ]


def of_contact(session: Session, contact_id: int) -> list[Mapping[str, object]]:
    """What was said with a contact, to be handed out. # house: asked for by the one who hands out"""
    rows = session.execute(select(Talk.day, Talk.channel, Talk.subject, Talk.outcome).where(Talk.contact_id == contact_id).order_by(Talk.day))
    return [{"day": row.day, "channel": row.channel, "subject": row.subject, "outcome": row.outcome} for row in rows]


def of_customer_by_contact(session: Session, contact_id: int) -> list[Talk]:
    """Everything said with the customer of a contact, for erasing."""
    return list(session.scalars(select(Talk).where(Talk.customer_id.in_(select(Contact.customer_id).where(Contact.id == contact_id)))))


def channels_in_use(session: Session) -> dict[str, int]:
    """How often each channel was used."""
    return {code: int(count) for code, count in session.execute(select(Talk.channel, func.count()).group_by(Talk.channel))}


held_by("communication", of_contact)
provide("talk", N_("Communication"), said)
counted_by(CHANNELS, channels_in_use)

"""Deeds on care: plan it, say what came of it."""

from datetime import date, timedelta

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
from core.customers.contacts import sealed
from core.customers.contacts.actions import GONE, erased_with
from core.customers.contacts.rules import Document, Personal, masked_name
from core.customers.contracts.rules import next_year
from core.customers.queries import customer_for_update
from core.customers.records import Customer
from core.db import with_ids
from core.errors import Stale
from core.people.queries import languages, person_for_update
from core.routines import routine
from core.settings.queries import value
from core.words import N_, Language, translate


def plan(session: Session, actor: Actor, customer_id: int, *, kind: Kind, title: str, due_on: date, yearly: bool = False, owner_id: int | None = None, cause: str = "") -> int:
    """Plan something to do for a customer; returns its id. With a `cause` (`rules.problem`, `rules.stage`) the id of the open one that it asked for before. Refuses Empty, TooLong."""
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_WORK)
    if owner_id is not None:
        person_for_update(session, owner_id)
    if cause and (known := queries.open_because(session, customer.id, cause)) is not None:
        note(session, actor, "customer:plan_care", "customer", customer.id, code=customer.code, title=known.title, known=True)
        return known.id
    row = Care(
        customer_id=customer.id, kind=kind, title=fields.line(title, N_("Subject"), rules.TITLE_LIMIT), due_on=due_on, yearly=yearly, owner_id=owner_id or actor.id, done_on=None, result="",
        cause=fields.line(cause, N_("Cause"), rules.CAUSE_LIMIT, needed=False), by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
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
            customer_id=row.customer_id, kind=row.kind, title=row.title, due_on=again, yearly=True, owner_id=row.owner_id, done_on=None, result="", cause="", by_id=actor.id, at=now(),
        ))  # fmt: skip
    touch(session, TOPIC)
    note(session, actor, "customer:finish_care", "customer", customer.id, code=customer.code, title=row.title)
    return row.id


def remember(session: Session, actor: Actor) -> int:
    """Plan care for anniversaries of contracts that run, and for birthdays of contacts who agreed to care, in time before the day; take back what is agreed to no more.

    Once for each day: what was planned, done or not, is not planned again. Returns how many. # house: a routine of the house itself: time asks for it, nobody does
    """
    dropped = queries.no_longer_agreed(session)
    for row in dropped:
        session.delete(row)
    ahead = int(value(session, rules.AHEAD))
    wanted = _wanted(session, rules.coming(today(), ahead)) if ahead else []
    known = queries.planned_for(
        session, contracts=[id_ for kind, id_, *_ in wanted if kind == "contract"], contacts=[id_ for kind, id_, *_ in wanted if kind == "contact"], since=today(),
    )  # fmt: skip
    due = [one for one in wanted if (one[0], one[1], one[2]) not in known]
    spoken = languages(session, frozenset(customer.owner_id for *_, customer in due))
    for kind, id_, on, message, facts, customer in due:
        session.add(Care(
            customer_id=customer.id, kind=Kind.ANNIVERSARY if kind == "contract" else Kind.DAY, title=translate(spoken.get(customer.owner_id) or Language.SIMPLIFIED, message, **facts)[: rules.TITLE_LIMIT],
            due_on=on, yearly=False, owner_id=customer.owner_id, done_on=None, result="", cause="", by_id=customer.owner_id, at=now(), contract_id=id_ if kind == "contract" else None,
            contact_id=id_ if kind == "contact" else None,
        ))  # fmt: skip
    if due or dropped:
        touch(session, TOPIC)
        note(session, actor, "customer:remember", "customer", None, planned=len(due), dropped=len(dropped), customers=sorted({customer.code for *_, customer in due}))
    return len(due)


def _wanted(session: Session, days: dict[int, date]) -> list[tuple[str, int, date, str, dict[str, object], Customer]]:
    """What there is to remember: kind, whose, when, the sentence with its facts, and the customer. Seals are opened for the day alone."""
    found: list[tuple[str, int, date, str, dict[str, object], Customer]] = []
    for contract, customer in queries.anniversaries(session, list(days), today()):
        on = days[contract.signed_on.month * 100 + contract.signed_on.day]
        years = on.year - contract.signed_on.year
        if years > 0:
            found.append(("contract", contract.id, on, rules.YEARS if years > 1 else rules.BEGINS, {"contract": contract.code, **({"years": years} if years > 1 else {})}, customer))
    after = 0
    while some := queries.agreeing(session, after):
        after = some[-1][0].id
        for contact, customer in some:
            person = sealed.taken(contact.sealed, contact.ref)
            day = rules.born(person.id_number) if person and person.id_kind is Document.MAINLAND else None
            if person and day in days:
                found.append(("contact", contact.id, days[day], rules.BIRTHDAY, {"person": masked_name(person.name)}, customer))
    return found


def _forget(session: Session, contact_id: int, _: Personal) -> int:
    """Take back the birthdays to come of a contact that is erased; those that were kept stay without the person."""
    rows = queries.of_contact(session, contact_id)
    for row in rows:
        if row.done_on is None:
            session.delete(row)
        else:
            row.title, row.result, row.contact_id = GONE, GONE, None
    return len(rows)


erased_with("care", _forget)
routine("care", timedelta(hours=6), remember)

"""Questions about mail to customers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.clock import begins, here
from core.config import settings
from core.customers.contacts import sealed
from core.customers.contacts.queries import held_by
from core.customers.contacts.records import Consent, Contact
from core.customers.contacts.rules import Purpose, masked
from core.customers.mails import rules
from core.customers.mails.records import CustomerMail
from core.customers.mails.rules import Occasion
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.timeline.queries import Entry, provide
from core.notice.records import OutMail
from core.notice.rules import State
from core.people.queries import names
from core.settings.queries import value
from core.words import N_, Language


@dataclass(frozen=True)
class Sent:
    """A mail to a customer, as the page of its subject shows it. `whom` masked; `ended_at` when it was taken, refused or given up."""

    id: int
    label: str
    state: State
    whom: str
    language: Language
    at: datetime
    ended_at: datetime | None
    attempts: int


def of_subject(session: Session, actor: Actor, kind: str, subject_id: int) -> list[Sent]:
    """The mails about a record, the latest first. # house: none for who may not see its customer, so that a page need not ask first"""
    if actor.scope(Permission.CUSTOMER_READ) is None:
        return []
    rows = session.execute(
        select(CustomerMail, OutMail, Contact).join(OutMail, OutMail.key == CustomerMail.key).join(Customer, Customer.id == CustomerMail.customer_id)
        .outerjoin(Contact, Contact.id == CustomerMail.contact_id)
        .where(CustomerMail.subject_kind == kind, CustomerMail.subject_id == subject_id, visible_to(actor)).order_by(CustomerMail.id.desc())
    ).all()  # fmt: skip
    return [Sent(mail.id, _label(mail.occasion), State(out.state), _whom(contact), Language(mail.language), mail.at, out.ended_at, out.attempts) for mail, out, contact in rows]


def _label(code: str) -> str:
    known = rules.known(code)
    return known.label if known else code


def _whom(contact: Contact | None) -> str:
    person = sealed.taken(contact.sealed, contact.ref) if contact else None
    return masked(person).email if person else ""


def awaits(session: Session, actor: Actor, occasion: Occasion, customer_id: int, department_id: int | None = None) -> bool:
    """Whether a mail would be written to a customer that `actor` may see: for a form that says so before. # house: no for who may not see the customer"""
    if actor.scope(Permission.CUSTOMER_READ) is None or session.scalar(select(Customer.id).where(Customer.id == customer_id, visible_to(actor))) is None:
        return False
    return language_for(session, occasion, customer_id, department_id) is not None


def language_for(session: Session, occasion: Occasion, customer_id: int, department_id: int | None) -> Language | None:
    """In which language a customer is written to; None where nobody is: no mail server, not wanted, or nobody agreed."""
    if not settings().mails or not value(session, occasion.wanted, department_id):
        return None
    found = session.scalar(select(Customer.language).where(Customer.id == customer_id, _agreed(occasion.purpose)).limit(1))
    return None if found is None else Language(found)


def _agreed(purpose: Purpose):  # type: ignore[no-untyped-def]
    return (
        select(Contact.id).join(Consent, Consent.contact_id == Contact.id)
        .where(Contact.customer_id == Customer.id, Contact.erased_at.is_(None), Consent.purpose == purpose.value, Consent.withdrawn_on.is_(None)).exists()
    )  # fmt: skip


def mails_by_id(session: Session, ids: Collection[int]) -> list[CustomerMail]:
    """The mails of these ids, for addressing them."""
    return list(session.scalars(select(CustomerMail).where(CustomerMail.id.in_(ids)).order_by(CustomerMail.id)))


def agreeing(session: Session, customer_ids: Collection[int]) -> dict[tuple[int, str], list[Contact]]:
    """Who agreed to be written to, by customer and purpose, the one to turn to first at the front: as consents stand now."""
    rows = session.execute(
        select(Contact, Consent.purpose).join(Consent, Consent.contact_id == Contact.id)
        .where(Contact.customer_id.in_(customer_ids), Contact.erased_at.is_(None), Consent.withdrawn_on.is_(None)).order_by(Contact.first.desc(), Contact.id)
    )  # fmt: skip
    found: dict[tuple[int, str], list[Contact]] = {}
    for contact, purpose in rows:
        found.setdefault((contact.customer_id, purpose), []).append(contact)
    return found


def of_customer_by_contact(session: Session, contact_id: int) -> list[CustomerMail]:
    """Every mail to the customer of a contact, for erasing."""
    return list(session.scalars(select(CustomerMail).where(CustomerMail.customer_id.in_(select(Contact.customer_id).where(Contact.id == contact_id)))))


def written(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """The mails to a customer, latest first. # house: the timeline has asked whether the customer may be seen"""
    found = select(CustomerMail).where(CustomerMail.customer_id == customer_id).order_by(CustomerMail.at.desc(), CustomerMail.id.desc()).limit(limit)
    rows = list(session.scalars(found if before is None else found.where(CustomerMail.at < begins(before))))
    who = names(session, frozenset(row.by_id for row in rows if row.by_id))
    return [Entry(here(row.at).date(), "mail", row.id, row.subject_code, who=who.get(row.by_id or 0), message=_label(row.occasion), channel="email") for row in rows]


def of_contact(session: Session, contact_id: int) -> list[Mapping[str, object]]:
    """What was mailed to a contact, to be handed out."""
    rows = session.scalars(select(CustomerMail).where(CustomerMail.contact_id == contact_id).order_by(CustomerMail.id))
    return [{"at": row.at.isoformat(), "occasion": row.occasion, "about": row.subject_code} for row in rows]


held_by("mails", of_contact)
provide("mail", N_("Mails"), written)

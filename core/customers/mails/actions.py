"""Writing to customers: a mail waits in the outbox without an address; whom it goes to is found when it is sent."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.access import Actor
from core.clock import now
from core.config import settings
from core.customers.contacts import sealed
from core.customers.contacts.actions import GONE, erased_with
from core.customers.contacts.rules import Personal, shredded
from core.customers.mails import queries, rules
from core.customers.mails.records import CustomerMail
from core.customers.mails.rules import CUSTOMER, Occasion
from core.db import with_ids
from core.notice import outside
from core.notice.actions import put_outside
from core.notice.rules import check, told
from core.settings.queries import value
from core.subjects import Place
from core.words import Language

LINK = "link"


def write(
    session: Session, actor: Actor, occasion: Occasion, customer_id: int, *, about: Place, department_id: int | None, secret: str = "", language: Language | None = None, **values: object,
) -> bool:  # fmt: skip
    """Tell a customer about a record by mail, as a part of another deed: where the organisation wants it and a contact has agreed. Says whether.

    `secret`: what only this mail may know, such as the path of a link that opens something; it is sealed until the mail has come to its end.
    Stands in the body as {link}. # house: part of another deed, which requires and notes
    """
    check(occasion.subject + occasion.body, {**values, **({LINK: ""} if secret else {})})
    spoken = queries.language_for(session, occasion, customer_id, department_id)
    if spoken is None:
        return False
    row = CustomerMail(
        customer_id=customer_id, contact_id=None, occasion=occasion.code, subject_kind=about.kind, subject_id=about.id, subject_code=about.code[:80], department_id=department_id,
        values=rules.to_keep(values), language=(language or spoken).value, key=outside.new_key(), by_id=actor.id or None, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    put_outside(session, CUSTOMER, row.id, key=row.key, secret=secret)
    return True


def addressed(session: Session, wanted: Mapping[int, str]) -> dict[int, outside.Outside]:
    """Whom each mail goes to, and what it says. `wanted`: the secret of each, by id. Missing: nobody who has agreed, and has an address, is left.

    # house: part of the outbox's own bookkeeping, no deed on anything
    """
    mails = queries.mails_by_id(session, wanted)
    agreeing = queries.agreeing(session, {one.customer_id for one in mails})
    found = {}
    for one in mails:
        occasion = rules.known(one.occasion)
        for contact in agreeing.get((one.customer_id, occasion.purpose.value), ()) if occasion else ():
            person = sealed.taken(contact.sealed, contact.ref)
            if person is not None and person.email and occasion is not None:
                one.contact_id = contact.id
                found[one.id] = _made(session, one, occasion, person, wanted[one.id])
                break
    return found


def _made(session: Session, mail: CustomerMail, occasion: Occasion, person: Personal, secret: str) -> outside.Outside:
    language = Language(mail.language)
    values = mail.values | ({LINK: f"{settings().cockpit_url.split(',')[0]}/{secret}"} if secret else {})
    subject, body = (told(message, values, language, ZoneInfo(settings().cockpit_timezone)) for message in (occasion.subject, occasion.body))
    return outside.Outside(person.email, person.name, language, value(session, rules.SENDER, mail.department_id), subject, body.replace(" \n", "\n"))


def _shred(session: Session, contact_id: int, was: Personal) -> int:
    """Overwrite what tells of a person in what was mailed to its customer."""
    touched = 0
    for row in queries.of_customer_by_contact(session, contact_id):
        clean = {name: shredded(one, was, GONE) if isinstance(one, str) else one for name, one in row.values.items()}
        if clean != row.values:
            row.values, touched = clean, touched + 1
    return touched


outside.written_by(CUSTOMER, addressed)
erased_with("mails", _shred)

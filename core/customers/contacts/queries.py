"""Questions about contacts. Personal data leave this module masked, but for `plain_of` (while a view lasts) and `held_on` (to be handed out)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import now
from core.customers.contacts import sealed
from core.customers.contacts.records import Consent, Contact, ContactView
from core.customers.contacts.rules import Erased, Personal, Purpose, Way, masked, phone
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.errors import NotFound
from core.people.queries import names

VIEWS = 200


@dataclass(frozen=True)
class Agreed:
    """A consent as it stands."""

    id: int
    purpose: Purpose
    way: Way
    wording: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True)
class Person:
    """A contact as everybody sees it: masked. `shown_until` while the reader sees it in plain; `readable` unless the secret was changed."""

    id: int
    role: str
    first: bool
    masked: Personal
    readable: bool
    consents: tuple[Agreed, ...]
    shown_until: datetime | None
    erased_at: datetime | None
    version: int


@dataclass(frozen=True)
class Seen:
    """Who looked at a contact's personal data, and why."""

    who: dict[str, str]
    reason: str
    at: datetime


def of_customer(session: Session, actor: Actor, customer_id: int) -> list[Person]:
    """The contacts of a customer that `actor` may see, the first one first, erased ones last."""
    require(actor, Permission.CUSTOMER_READ)
    rows = list(session.scalars(
        select(Contact).join(Customer, Customer.id == Contact.customer_id).where(Contact.customer_id == customer_id, visible_to(actor))
        .order_by(Contact.erased_at.is_not(None), Contact.first.desc(), Contact.id)
    ))  # fmt: skip
    ids = [row.id for row in rows]
    agreed: dict[int, list[Agreed]] = {}
    for one in session.scalars(select(Consent).where(Consent.contact_id.in_(ids)).order_by(Consent.id)):
        agreed.setdefault(one.contact_id, []).append(Agreed(one.id, Purpose(one.purpose), Way(one.way), one.wording, one.given_on, one.withdrawn_on))
    open_: dict[int, datetime] = {
        contact: until
        for contact, until in session.execute(
            select(ContactView.contact_id, func.max(ContactView.until)).where(ContactView.contact_id.in_(ids), ContactView.person_id == actor.id, ContactView.until > now()).group_by(ContactView.contact_id)
        )
    }
    found = []
    for row in rows:
        known = sealed.taken(row.sealed, row.ref)
        found.append(Person(
            row.id, row.role, row.first, masked(known) if known else Personal(""), known is not None, tuple(agreed.get(row.id, ())), open_.get(row.id), row.erased_at, row.version,
        ))  # fmt: skip
    return found


def labels(session: Session, ids: frozenset[int]) -> dict[int, str]:
    """Masked names by id. # house: for queries of this room that have asked whether the customer may be seen"""
    rows = session.scalars(select(Contact).where(Contact.id.in_(ids))) if ids else ()
    return {row.id: known.name for row in rows if (known := sealed.taken(row.sealed, row.ref)) and (known := masked(known))}


def plain_of(session: Session, actor: Actor, contact_id: int) -> Personal | None:
    """The personal data in plain while a view of the actor's lasts, else None. Refuses NotFound, Unreadable."""
    require(actor, Permission.CUSTOMER_UNMASK)
    row = session.scalars(
        select(Contact).join(Customer, Customer.id == Contact.customer_id)
        .join(ContactView, ContactView.contact_id == Contact.id).where(
            Contact.id == contact_id, Contact.erased_at.is_(None), ContactView.person_id == actor.id, ContactView.until > now(), visible_to(actor, Permission.CUSTOMER_UNMASK),
        ).limit(1)
    ).one_or_none()  # fmt: skip
    return None if row is None else sealed.plain(row)


def views(session: Session, actor: Actor, contact_id: int) -> list[Seen]:
    """Who saw the personal data of a contact, latest first. Refuses NotFound."""
    row = contact_at_hand(session, actor, contact_id, Permission.CUSTOMER_READ)
    rows = list(session.scalars(select(ContactView).where(ContactView.contact_id == row.id).order_by(ContactView.at.desc()).limit(VIEWS)))
    who = names(session, frozenset(one.person_id for one in rows))
    return [Seen(who[one.person_id], one.reason, one.at) for one in rows]


def with_phone(typed: str) -> ColumnElement[bool]:
    """Customers with a contact of exactly this number, whichever way it is written. Refuses NotAPhone."""
    return Customer.id.in_(select(Contact.customer_id).where(Contact.phone_index.in_(sealed.hashes("phone", phone(typed)))))


def known_at(session: Session, actor: Actor, person: Personal, *, besides: int = 0) -> str | None:
    """The code of a customer that `actor` may see, a contact of which has this number of telephone or document already."""
    require(actor, Permission.CUSTOMER_READ)
    for column, what, value in ((Contact.phone_index, "phone", person.phone), (Contact.number_index, "number", person.id_number)):
        hashes = sealed.hashes(what, value)
        if hashes:
            code = session.scalar(
                select(Customer.code).join(Contact, Contact.customer_id == Customer.id).where(column.in_(hashes), Contact.id != besides, visible_to(actor)).limit(1)
            )
            if code is not None:
                return code
    return None


def contact_at_hand(session: Session, actor: Actor, contact_id: int, permission: Permission) -> Contact:
    """A contact of a customer within reach. Refuses NotFound."""
    require(actor, permission)
    found = session.scalars(
        select(Contact).join(Customer, Customer.id == Contact.customer_id).where(Contact.id == contact_id, visible_to(actor, permission))
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def contact_for_update(session: Session, actor: Actor, contact_id: int, permission: Permission) -> tuple[Contact, Customer]:
    """A contact that is not erased, and its customer, both locked. Refuses NotFound, Erased."""
    require(actor, permission)
    row = session.execute(
        select(Contact, Customer).join(Customer, Customer.id == Contact.customer_id).where(Contact.id == contact_id, visible_to(actor, permission)).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound()
    if row[0].erased_at is not None:
        raise Erased()
    return row[0], row[1]


def consent_for_update(session: Session, consent_id: int) -> Consent:
    found = session.scalars(select(Consent).where(Consent.id == consent_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def first_ones(session: Session, customer_id: int) -> list[Contact]:
    return list(session.scalars(select(Contact).where(Contact.customer_id == customer_id, Contact.first.is_(True))))


def count_of(session: Session, customer_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Contact).where(Contact.customer_id == customer_id, Contact.erased_at.is_(None))) or 0


def views_for_update(session: Session, contact_id: int) -> list[ContactView]:
    return list(session.scalars(select(ContactView).where(ContactView.contact_id == contact_id)))


def consents_for_update(session: Session, contact_id: int) -> list[Consent]:
    return list(session.scalars(select(Consent).where(Consent.contact_id == contact_id)))


def under_another_secret(session: Session, mark: str, limit: int, after: int = 0) -> list[Contact]:
    """Contacts after one that are sealed under an earlier secret."""
    found = select(Contact).where(Contact.id > after, Contact.secret_mark != mark, Contact.erased_at.is_(None)).order_by(Contact.id).limit(limit)
    return list(session.scalars(found.with_for_update()))


def left_under_another_secret(session: Session, mark: str) -> int:
    """How many contacts are still sealed under an earlier secret."""
    return session.scalar(select(func.count()).where(Contact.secret_mark != mark, Contact.erased_at.is_(None))) or 0


Holder = Callable[[Session, int], list[Mapping[str, object]]]
_HOLDERS: dict[str, Holder] = {}


def held_by(kind: str, holder: Holder) -> None:
    """A room says what else it holds on a contact: (session, contact id) -> records as plain values, for handing out."""
    _HOLDERS[kind] = holder


@dataclass(frozen=True)
class Held:
    """Everything that is held on a person."""

    customer: str
    role: str
    person: Personal
    entered_at: datetime
    consents: tuple[Agreed, ...]
    seen: tuple[Seen, ...]
    other: Mapping[str, list[Mapping[str, object]]]


def held_on(session: Session, actor: Actor, contact_id: int) -> Held:
    """Everything held on a contact, in plain, to be handed out on request. Refuses NotFound, Erased, Unreadable."""
    row = contact_at_hand(session, actor, contact_id, Permission.CUSTOMER_DISCLOSE)
    if row.erased_at is not None:
        raise Erased()
    code = session.scalar(select(Customer.code).where(Customer.id == row.customer_id)) or ""
    agreed = tuple(Agreed(c.id, Purpose(c.purpose), Way(c.way), c.wording, c.given_on, c.withdrawn_on) for c in consents_for_update(session, row.id))
    return Held(code, row.role, sealed.plain(row), row.at, agreed, tuple(views(session, actor, row.id)), {kind: holder(session, row.id) for kind, holder in sorted(_HOLDERS.items())})

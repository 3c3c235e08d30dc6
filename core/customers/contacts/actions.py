"""Deeds on contacts. The trail tells which contact (by its reference) and which fields, never what stands in them."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields, sealing
from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers import actions as customers
from core.customers.contacts import queries, rules, sealed
from core.customers.contacts.records import Consent, Contact, ContactView
from core.customers.contacts.rules import Personal, Purpose, Way
from core.customers.queries import customer_for_update
from core.customers.records import Customer
from core.customers.rules import REGULAR, TEXT_LIMIT, Kind, looked_up
from core.db import with_ids
from core.errors import Stale
from core.settings.queries import value
from core.words import N_, Language

AT_ONCE = 500
"""Contacts sealed anew by one deed."""
GONE = "▇▇"
"""Stands where something was erased."""

Hook = Callable[[Session, int, Personal], int]
_HOOKS: dict[str, Hook] = {}


def erased_with(kind: str, hook: Hook) -> None:
    """A room overwrites what it holds on a contact when that is erased: (session, contact id, who it was) -> how many records."""
    _HOOKS[kind] = hook


def enter(session: Session, actor: Actor, customer_id: int, *, person: Personal, role: str = "", first: bool = False, another: bool = False) -> int:
    """Enter a contact; returns its id. `another`: the number is known elsewhere, and this is somebody else.

    Refuses ContactKnown, TooManyContacts, WayNeeded, NotAPhone, NotAnAddress, NotAnIdNumber, NotADocument, Empty, TooLong.
    """
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_WORK)
    row = _keep(session, actor, customer, person, role, first=first, another=another)
    note(session, actor, "customer:enter_contact", "customer", customer.id, code=customer.code, contact=row.ref, fields=_fields(sealed.plain(row)), first=first)
    return row.id


def enter_person(
    session: Session, actor: Actor, *, person: Personal, class_code: str = REGULAR, class_why: str = "", channel: str = "", needs: str = "", habits: str = "",
    owner_id: int | None = None, project_ids: Collection[int] = (), another: bool = False, language: Language | None = None,
) -> int:  # fmt: skip
    """Enter a person as a customer, with the contact that bears the name under seal; returns the customer's id. Refuses as `enter` and `customers.enter` do."""
    require(actor, Permission.CUSTOMER_EDIT)
    clean = rules.cleaned(person)
    customer = customers.begin(
        session, actor, kind=Kind.PERSON, name=rules.masked_name(clean.name), class_code=class_code, class_why=class_why, channel=channel, needs=needs, habits=habits,
        owner_id=owner_id, project_ids=project_ids, language=language,
    )  # fmt: skip
    row = _keep(session, actor, customer, clean, "", first=True, another=another)
    note(session, actor, "customer:enter", "customer", customer.id, code=customer.code, **customers.told(customer), contact=row.ref, projects=sorted(project_ids))
    return customer.id


def _keep(session: Session, actor: Actor, customer: Customer, person: Personal, role: str, *, first: bool, another: bool) -> Contact:
    clean = rules.cleaned(person)
    if queries.count_of(session, customer.id) >= rules.MOST:
        raise rules.TooManyContacts(limit=rules.MOST)
    _check_known(session, actor, clean, another)
    if first:
        _step_back(session, customer)
    row = Contact(customer_id=customer.id, ref=uuid.uuid4().hex, role=fields.line(role, N_("Job title"), rules.ROLE_LIMIT, needed=False), first=first, erased_at=None, by_id=actor.id, at=now())
    sealed.put(row, clean)
    with_ids(session, row)
    touch(session, customers.TOPIC)
    return row


def _check_known(session: Session, actor: Actor, person: Personal, another: bool, besides: int = 0) -> None:
    code = None if another else queries.known_at(session, actor, person, besides=besides)
    if code is not None:
        raise rules.ContactKnown(code=code)


def _step_back(session: Session, customer: Customer) -> None:
    for other in queries.first_ones(session, customer.id):
        other.first = False


def _fields(person: Personal) -> list[str]:
    return [name for name in ("name", "phone", "email", "address", "id_number") if getattr(person, name)]


def edit(session: Session, actor: Actor, contact_id: int, *, version: int, changed: dict[str, str], role: str, first: bool, another: bool = False) -> int:
    """Change a contact; returns its id. `changed`: only the personal fields that are to be overwritten (name, phone, email, address, id_number, id_kind); nobody needs to see the others for that.

    Refuses Stale, Erased, Unreadable, and what `enter` refuses.
    """
    row, customer = queries.contact_for_update(session, actor, contact_id, Permission.CUSTOMER_WORK)
    if row.version != version:
        raise Stale()
    known = {name: text for name, text in changed.items() if name in ("name", "phone", "email", "address", "id_number", "id_kind")}
    before = sealed.plain(row)
    if known.get("id_kind"):
        known["id_kind"] = rules.Document(known["id_kind"])
    clean = rules.cleaned(replace(before, **known))  # type: ignore[arg-type]
    _check_known(session, actor, clean, another, row.id)
    sealed.put(row, clean)
    if first and not row.first:
        _step_back(session, customer)
    row.role, row.first = fields.line(role, N_("Job title"), rules.ROLE_LIMIT, needed=False), first
    if customer.kind == Kind.PERSON and row.first:
        customer.name = rules.masked_name(clean.name)
        customer.search = looked_up(customer.name)
    touch(session, customers.TOPIC)
    note(session, actor, "customer:edit_contact", "customer", customer.id, code=customer.code, contact=row.ref, fields=sorted(name for name in known if getattr(before, name) != getattr(clean, name)))
    return row.id


def reveal(session: Session, actor: Actor, contact_id: int, *, reason: str) -> int:
    """Ask for the personal data of a contact: seen from now on for as long as the setting says; returns the contact's id. Refuses Erased, Empty, TooLong."""
    row, customer = queries.contact_for_update(session, actor, contact_id, Permission.CUSTOMER_UNMASK)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    seconds = int(value(session, rules.SHOWN))  # type: ignore[arg-type]
    session.add(ContactView(contact_id=row.id, person_id=actor.id, reason=why, at=now(), until=now() + timedelta(seconds=seconds)))
    note(session, actor, "customer:reveal_contact", "customer", customer.id, code=customer.code, contact=row.ref, seconds=seconds)
    return row.id


def consent(session: Session, actor: Actor, contact_id: int, *, purpose: Purpose, way: Way, wording: str, given_on: date) -> int:
    """Record that a contact agreed to a purpose; returns the consent's id. Refuses NotGivenYet, Erased, Empty, TooLong."""
    row, customer = queries.contact_for_update(session, actor, contact_id, Permission.CUSTOMER_WORK)
    if given_on > today():
        raise rules.NotGivenYet()
    made = Consent(
        contact_id=row.id, purpose=purpose, way=way, wording=fields.line(wording, N_("What was agreed to"), rules.TEXT_LIMIT), given_on=given_on, withdrawn_on=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, made)
    touch(session, customers.TOPIC)
    note(session, actor, "customer:record_consent", "customer", customer.id, code=customer.code, contact=row.ref, purpose=purpose, way=way, given_on=given_on)
    return made.id


def withdraw(session: Session, actor: Actor, consent_id: int) -> int:
    """Record that a contact withdrew a consent today; returns its id. Refuses Withdrawn, Erased."""
    require(actor, Permission.CUSTOMER_WORK)
    made = queries.consent_for_update(session, consent_id)
    row, customer = queries.contact_for_update(session, actor, made.contact_id, Permission.CUSTOMER_WORK)
    if made.withdrawn_on is not None:
        raise rules.Withdrawn()
    made.withdrawn_on = today()
    touch(session, customers.TOPIC)
    note(session, actor, "customer:withdraw_consent", "customer", customer.id, code=customer.code, contact=row.ref, purpose=made.purpose)
    return made.id


def hand_out(session: Session, actor: Actor, contact_id: int, *, sha256: str) -> int:
    """Record that everything held on a contact left the house, as the file of this fingerprint; returns the contact's id. Refuses Erased."""
    row, customer = queries.contact_for_update(session, actor, contact_id, Permission.CUSTOMER_DISCLOSE)
    note(session, actor, "customer:hand_out_contact", "customer", customer.id, code=customer.code, contact=row.ref, sha256=sha256)
    return row.id


def erase(session: Session, actor: Actor, contact_id: int, *, version: int) -> int:
    """Erase on request what is held on a contact; returns its id. Contracts, points and what was agreed stay with the customer, without the person.

    Overwritten are the seal, the hashes, role, wordings and reasons, and the person's values wherever they stand in this customer's texts; other rooms
    overwrite theirs (`erased_with`). The trail says that it happened and how many records it touched. An archive made before still holds the sealed
    values until it is thrown away: see the README on backups. Refuses Stale, Erased.
    """
    row, customer = queries.contact_for_update(session, actor, contact_id, Permission.CUSTOMER_ERASE)
    if row.version != version:
        raise Stale()
    was = sealed.taken(row.sealed, row.ref) or Personal("")
    touched = sum(hook(session, row.id, was) for hook in _HOOKS.values())
    for view in queries.views_for_update(session, row.id):
        view.reason = GONE
    for agreed in queries.consents_for_update(session, row.id):
        agreed.wording = GONE
    customer.needs, customer.habits = rules.shredded(customer.needs, was, GONE)[:TEXT_LIMIT], rules.shredded(customer.habits, was, GONE)[:TEXT_LIMIT]
    if customer.kind == Kind.PERSON and row.first:
        customer.name, customer.search, customer.needs, customer.habits = customer.code, looked_up(customer.code), "", ""
    row.sealed = row.role = row.name_index = row.phone_index = row.number_index = ""
    row.erased_at, row.first = now(), False
    touch(session, customers.TOPIC)
    note(session, actor, "customer:erase_contact", "customer", customer.id, code=customer.code, contact=row.ref, records=touched)
    return row.id


def seal_anew(session: Session, actor: Actor) -> int:
    """Seal contacts of an earlier secret under the present one, a few hundred at a time; returns how many. What no known secret opens is left as it is, and holds nothing up."""
    require(actor, Permission.HEALTH_KEEP, ANYWHERE)
    moved = after = 0
    while moved < AT_ONCE and (some := queries.under_another_secret(session, sealing.mark(), AT_ONCE, after)):
        after = some[-1].id
        for row in some:
            person = sealed.taken(row.sealed, row.ref)
            if person is not None:
                sealed.put(row, person)
                moved += 1
    note(session, actor, "customer:seal_anew", "customer", None, contacts=moved)
    return moved

"""Questions about needs that were heard: seen by whoever sees the customer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.contacts.records import Contact
from core.customers.needs.records import HeardNeed
from core.customers.needs.rules import State
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.rules import CHANNELS
from core.customers.timeline.queries import Entry, provide
from core.errors import NotFound
from core.people.queries import names
from core.reference.queries import counted_by
from core.words import N_

MOST = 100
_BECAME = {
    State.NEW: N_("Nobody has looked at it yet."), State.TAKEN: N_("Taken up as demand {demand}."), State.MET: N_("It was met."), State.DROPPED: N_("It is not pursued."),
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A need with its customer and what became of it; `settled_by` is empty while it is open."""

    id: int
    customer_id: int
    customer_code: str
    customer: str
    project_id: int | None
    text: str
    heard_on: date
    channel: str
    request: str
    who: dict[str, str]
    state: State
    answer: str
    demand: str
    settled_on: date | None
    settled_by: dict[str, str]
    version: int


def of_customer(session: Session, actor: Actor, customer_id: int) -> list[Heard]:
    """The needs of a customer that `actor` may see, open ones first, then the latest."""
    require(actor, Permission.CUSTOMER_READ)
    found = _seen(actor).where(HeardNeed.customer_id == customer_id).order_by(HeardNeed.state != State.NEW.value, HeardNeed.heard_on.desc(), HeardNeed.id.desc())
    return _told(session, found)


def open_needs(session: Session, actor: Actor) -> list[Heard]:
    """The needs nobody has looked at, of all customers that `actor` may see, latest first."""
    require(actor, Permission.CUSTOMER_READ)
    return _told(session, _seen(actor).where(HeardNeed.state == State.NEW.value).order_by(HeardNeed.heard_on.desc(), HeardNeed.id.desc()))


def _seen(actor: Actor) -> Select[tuple[HeardNeed, str, str]]:
    return select(HeardNeed, Customer.code, Customer.name).join(Customer, Customer.id == HeardNeed.customer_id).where(visible_to(actor)).limit(MOST)


def _told(session: Session, found: Select[tuple[HeardNeed, str, str]]) -> list[Heard]:
    rows = session.execute(found).all()
    who = names(session, frozenset(one for row, *_ in rows for one in (row.by_id, row.settled_by_id) if one))
    return [
        Heard(
            row.id, row.customer_id, code, name, row.project_id, row.text, row.heard_on, row.channel, row.request, who[row.by_id], State(row.state), row.answer, row.demand, row.settled_on,
            who.get(row.settled_by_id or 0, {}), row.version,
        )
        for row, code, name in rows
    ]  # fmt: skip


def need_for_update(session: Session, need_id: int) -> HeardNeed:
    found = session.scalars(select(HeardNeed).where(HeardNeed.id == need_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def heard(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """Needs of a customer as they were heard, latest first. # house: the timeline has asked whether the customer may be seen"""
    found = select(HeardNeed).where(HeardNeed.customer_id == customer_id).order_by(HeardNeed.heard_on.desc(), HeardNeed.id.desc()).limit(limit)
    rows = list(session.scalars(found if before is None else found.where(HeardNeed.heard_on < before)))
    who = names(session, frozenset(row.by_id for row in rows))
    return [Entry(row.heard_on, "need", row.id, row.text, row.answer, who[row.by_id], message=_BECAME[State(row.state)], facts={"demand": row.demand}, channel=row.channel) for row in rows]


def of_customer_by_contact(session: Session, contact_id: int) -> list[HeardNeed]:
    """Every need of the customer of a contact, for erasing."""
    return list(session.scalars(select(HeardNeed).where(HeardNeed.customer_id.in_(select(Contact.customer_id).where(Contact.id == contact_id)))))


def channels_in_use(session: Session) -> dict[str, int]:
    """How often each channel was used."""
    return {code: int(count) for code, count in session.execute(select(HeardNeed.channel, func.count()).where(HeardNeed.channel != "").group_by(HeardNeed.channel))}


provide("need", N_("Latent need"), heard)
counted_by(CHANNELS, channels_in_use)

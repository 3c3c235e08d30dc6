"""Questions about deputies."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Role, require
from core.approval.deputies.records import Deputy
from core.clock import today
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person


@dataclass(frozen=True)
class Standing:
    """A period in which somebody stands in for somebody."""

    id: int
    person_id: int
    person: dict[str, str]
    deputy_id: int
    deputy: dict[str, str]
    first: date
    last: date


def on(session: Session, day: date) -> dict[int, frozenset[int]]:
    """Everybody who is away on `day`, with their deputies."""
    found: dict[int, set[int]] = {}
    rows = session.execute(
        select(Deputy.person_id, Deputy.deputy_id).where(Deputy.first <= day, Deputy.last >= day, Deputy.ended_at.is_(None))
    )
    for person, deputy in rows:
        found.setdefault(person, set()).add(deputy)
    return {person: frozenset(deputies) for person, deputies in found.items()}


def mine(session: Session, actor: Actor) -> list[Standing]:
    """The present and coming periods in which somebody stands in for `actor`, or `actor` for somebody."""
    require(actor, Permission.APPROVAL_DELEGATE)
    where = (Deputy.last >= today(), Deputy.ended_at.is_(None), or_(Deputy.person_id == actor.id, Deputy.deputy_id == actor.id))
    rows = list(session.scalars(select(Deputy).where(*where).order_by(Deputy.first, Deputy.id)))
    who = names(session, frozenset(one for row in rows for one in (row.person_id, row.deputy_id)))
    return [Standing(row.id, row.person_id, who[row.person_id], row.deputy_id, who[row.deputy_id], row.first, row.last) for row in rows]


def colleagues(session: Session, actor: Actor) -> dict[int, dict[str, str]]:
    """Names of the active people who may decide, other than `actor`, by id: whom one may name as deputy."""
    require(actor, Permission.APPROVAL_DELEGATE)
    rows = session.execute(select(Person.id, Person.name, Person.roles).where(Person.active.is_(True)).order_by(Person.username))
    return {id_: name for id_, name, roles in rows if id_ != actor.id and set(roles) - {Role.CUSTOMER_LINK}}


def deputy_for_update(session: Session, deputy_id: int) -> Deputy:
    found = session.scalars(select(Deputy).where(Deputy.id == deputy_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def overlapping(session: Session, person_id: int, deputy_id: int, first: date, last: date) -> bool:
    """Whether the two have a period on some of these days."""
    where = (
        Deputy.person_id == person_id, Deputy.deputy_id == deputy_id, Deputy.ended_at.is_(None), Deputy.first <= last, Deputy.last >= first,
    )  # fmt: skip
    return session.scalar(select(Deputy.id).where(*where).limit(1)) is not None

"""Questions about the second factor."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.people.factor import rules, vault
from core.people.factor.records import Factor, RecoveryCode
from core.people.records import Person
from core.settings import queries as settings


@dataclass(frozen=True)
class State:
    """Where a person stands with the second step."""

    since: datetime | None
    """When it was confirmed; None without one."""
    codes_left: int
    demanded: bool


@dataclass(frozen=True)
class Proposal:
    """What an authenticator is told; it counts once a code of it was typed."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def demanded_roles(session: Session) -> frozenset[str]:
    """The roles that must have a second factor."""
    return frozenset(settings.value(session, rules.SECOND_FACTOR_ROLES))


def confirmed(session: Session, person_id: int) -> bool:
    """Whether this person has a second factor that counts."""
    return session.scalar(select(Factor.id).where(Factor.person_id == person_id, Factor.confirmed_at.is_not(None))) is not None


def wanting(session: Session, person: Person) -> bool:
    """Whether this person must set up a second factor before anything else opens."""
    return rules.demanded(person.roles, demanded_roles(session)) and not confirmed(session, person.id)


def mine(session: Session, actor: Actor) -> State:
    """Where the actor stands."""
    require(actor, Permission.ACCOUNT_USE)
    since = session.scalar(select(Factor.confirmed_at).where(Factor.person_id == actor.id))
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == actor.id, RecoveryCode.used_at.is_(None))
    return State(since, session.scalar(left) or 0, rules.demanded([role.value for role in actor.roles], demanded_roles(session)))


def proposal(session: Session, actor: Actor) -> Proposal | None:
    """The actor's factor while it is not confirmed; afterwards its secret is shown to nobody."""
    require(actor, Permission.ACCOUNT_USE)
    found = session.scalars(select(Factor).where(Factor.person_id == actor.id, Factor.confirmed_at.is_(None))).one_or_none()
    shared = vault.opened(found.sealed, actor.id) if found else None
    return Proposal(shared, rules.address(shared, actor.username)) if shared else None


def factor_for_update(session: Session, person_id: int) -> Factor | None:
    return session.scalars(select(Factor).where(Factor.person_id == person_id).with_for_update()).one_or_none()


def recovery_code_for_update(session: Session, person_id: int, typed: str) -> RecoveryCode | None:
    where = (RecoveryCode.person_id == person_id, RecoveryCode.fingerprint == vault.fingerprint(typed))
    return session.scalars(select(RecoveryCode).where(*where).with_for_update()).one_or_none()

"""Questions about who is signed in, who was refused, and who is locked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.clock import now
from core.errors import NotFound
from core.people import rules as people
from core.people.factor.records import Factor
from core.people.queries import idle
from core.people.records import Attempt, Person, SignIn
from core.people.signin.records import Identity, Pending, SpentToken

PAGE = 50
REFUSALS_OF = timedelta(days=7)


@dataclass(frozen=True)
class Inside:
    """Somebody's open sign-in, as administrators see it."""

    id: int
    person_id: int
    username: str
    name: dict[str, str]
    since: datetime
    last_seen: datetime
    address: str
    browser: str
    method: str
    current: bool


@dataclass(frozen=True)
class Turned:
    """A try that was refused. A name that nobody has is not told: people type passwords into that field."""

    at: datetime
    username: str | None
    address: str


@dataclass(frozen=True)
class Locked:
    """Somebody who cannot sign in for a while."""

    person_id: int
    username: str
    name: dict[str, str]
    until: datetime


@dataclass(frozen=True)
class Doors:
    """Which doors one person has."""

    factor_since: datetime | None
    company_account: bool


def _matching(words: str) -> ColumnElement[bool]:
    pattern = "%" + words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    names = (cast(Person.name[code].as_string(), String) for code in ("en", "zh_Hans", "zh_Hant"))
    return or_(*(func.lower(column).like(pattern, escape="\\") for column in (Person.username, SignIn.address, *names)))


def _open(session: Session, words: str) -> Select[tuple[SignIn, Person]]:
    moment = now()
    found = (
        select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > moment,
            SignIn.last_seen > moment - idle(session),
            SignIn.token_version == Person.token_version,
            Person.active.is_(True),
        )
    )
    return found.where(_matching(wanted)) if (wanted := fields.sought(words)) else found


def everybody_inside(session: Session, actor: Actor, words: str = "", page: int = 0) -> tuple[list[Inside], int]:
    """Open sign-ins, last used first: one page of them, and how many there are. `words` narrows by name or address."""
    require(actor, Permission.PEOPLE_EDIT)
    found = _open(session, words)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(found.order_by(SignIn.last_seen.desc(), SignIn.id.desc()).limit(PAGE).offset(page * PAGE))
    return [
        Inside(
            one.id, person.id, person.username, person.name, one.created_at, one.last_seen, one.address, one.browser, one.method,
            one.token_hash == actor.session_key,
        )
        for one, person in rows
    ], total  # fmt: skip


def turned_away(session: Session, actor: Actor, page: int = 0) -> tuple[list[Turned], int]:
    """Refused tries of the last days, newest first: one page of them, and how many there are."""
    require(actor, Permission.PEOPLE_EDIT)
    where = (Attempt.right.is_(False), Attempt.at > now() - REFUSALS_OF)
    total = session.scalar(select(func.count()).select_from(Attempt).where(*where)) or 0
    rows = session.execute(
        select(Attempt.at, Person.username, Attempt.address)
        .outerjoin(Person, Person.username == Attempt.username)
        .where(*where)
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(PAGE)
        .offset(page * PAGE)
    )
    return [Turned(*row) for row in rows], total


def locked(session: Session, actor: Actor) -> list[Locked]:
    """Who is locked at this moment, by user name."""
    require(actor, Permission.PEOPLE_EDIT)
    rows = session.scalars(select(Person).where(Person.locked_until > now()).order_by(Person.username))
    return [Locked(one.id, one.username, one.name, one.locked_until) for one in rows if one.locked_until]


def doors_of(session: Session, actor: Actor, person_id: int) -> Doors:
    """How somebody signs in besides the password: since when with a second step, and whether with a company account."""
    require(actor, Permission.PEOPLE_EDIT)
    since = session.scalar(select(Factor.confirmed_at).where(Factor.person_id == person_id))
    return Doors(since, session.scalar(select(Identity.id).where(Identity.person_id == person_id)) is not None)


def sign_in_for_update(session: Session, sign_in_id: int) -> SignIn:
    found = session.scalars(select(SignIn).where(SignIn.id == sign_in_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def pending_for_update(session: Session, token: str) -> Pending | None:
    return session.scalars(select(Pending).where(Pending.token_hash == people.token_hash(token)).with_for_update()).one_or_none()


def identity(session: Session, issuer: str, subject: str) -> Identity | None:
    return session.scalars(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)).one_or_none()


def identity_of(session: Session, person_id: int, issuer: str) -> Identity | None:
    return session.scalars(select(Identity).where(Identity.person_id == person_id, Identity.issuer == issuer)).one_or_none()


def is_spent(session: Session, token_hash: str) -> bool:
    return session.scalar(select(SpentToken.id).where(SpentToken.token_hash == token_hash)) is not None


def person_with_name(session: Session, name: str) -> Person | None:
    """The person whose user name the company account's claim says."""
    return session.scalars(select(Person).where(Person.username == name)).one_or_none()

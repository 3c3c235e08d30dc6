"""Questions about people, departments and sign-ins."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Role, require
from core.clock import now
from core.errors import NotFound
from core.people import rules
from core.people.records import Attempt, Department, Person, SignIn, Ticket
from core.settings import queries as settings
from core.words import Language, pick


@dataclass(frozen=True)
class Somebody:
    """A person as lists and pickers show them."""

    id: int
    username: str
    name: dict[str, str]
    department_id: int | None
    roles: frozenset[Role]
    active: bool
    language: str | None
    locked: bool
    version: int
    email: str | None = None


@dataclass(frozen=True)
class Unit:
    """A department as lists and pickers show it."""

    id: int
    code: str
    name: dict[str, str]
    parent_id: int | None
    head_id: int | None
    depth: int
    version: int


@dataclass(frozen=True)
class OpenSession:
    """One of a person's own sign-ins."""

    id: int
    created_at: datetime
    last_seen: datetime
    address: str
    browser: str
    current: bool


def _parents(session: Session) -> dict[int, int | None]:
    return {row.id: row.parent_id for row in session.execute(select(Department.id, Department.parent_id))}


def headed_departments(session: Session, person_id: int) -> frozenset[int]:
    """Every department that `person_id` heads, with everything below."""
    heads = frozenset(session.scalars(select(Department.id).where(Department.head_id == person_id)))
    return rules.subtree(_parents(session), heads) if heads else heads


def below(session: Session, department_id: int) -> frozenset[int]:
    """A department and everything below it; the tree is locked, so that two moves at once cannot close a circle."""
    session.execute(select(Department.id).order_by(Department.id).with_for_update())
    return rules.subtree(_parents(session), frozenset({department_id}))


def below_each(session: Session, department_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Of each of these departments itself and everything below it: one question, nothing locked. Asked within questions that have required"""
    parents = _parents(session) if department_ids else {}
    return {one: rules.subtree(parents, frozenset({one})) for one in department_ids}


_SIGNED_IN = select(SignIn, Person, settings.MARK).join(Person, Person.id == SignIn.person_id).where(SignIn.token_hash == bindparam("token_hash"))
"""Built once: this question is asked at every run of every visitor."""


def idle(session: Session) -> timedelta:
    """How long a sign-in lasts without a click."""
    return timedelta(minutes=settings.value(session, rules.IDLE_MINUTES))


def signed_in(session: Session, token: str | None) -> tuple[SignIn, Person] | None:
    """The session and the person behind a cookie, if it still holds."""
    if not isinstance(token, str) or not 20 <= len(token) <= 100:
        return None
    row = session.execute(_SIGNED_IN, {"token_hash": rules.token_hash(token)}).one_or_none()
    if row is None:
        return None
    sign_in, person, mark = row
    settings.prepare(session, mark)
    hold = rules.Hold(sign_in.last_seen, sign_in.expires_at, sign_in.revoked_at is not None)
    good = rules.holds(hold, now(), idle(session))
    if not good or not person.active or person.token_version != sign_in.token_version:
        return None
    return sign_in, person


def actor_of(session: Session, person: Person, project_ids: frozenset[int], *, origin: str = "", session_key: str = "", method: str = "password") -> Actor:
    """The acting person with everything that access decides by. `project_ids` comes from the projects room, above this one.

    A first password is to be changed by whoever came in with it; `method` says how this one came in.
    """
    roles = frozenset(Role(role) for role in person.roles)
    language = Language(person.language) if person.language else None
    heads = headed_departments(session, person.id) if Role.DEPARTMENT_HEAD in roles else frozenset()
    return Actor(
        id=person.id,
        username=person.username,
        name=pick(person.name, language or Language.SIMPLIFIED),
        roles=roles,
        language=language or Language.ENGLISH,
        language_chosen=language is not None,
        department_id=person.department_id,
        department_ids=heads,
        project_ids=project_ids,
        must_change_password=person.must_change and method.startswith("password"),
        origin=origin,
        session_key=session_key,
    )


def person_for_update(session: Session, person_id: int) -> Person:
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one_or_none()
    if person is None:
        raise NotFound()
    return person


def person_by_username(session: Session, name: str) -> Person | None:
    return session.scalars(select(Person).where(Person.username == name)).one_or_none()


def department_for_update(session: Session, department_id: int) -> Department:
    unit = session.scalars(select(Department).where(Department.id == department_id).with_for_update()).one_or_none()
    if unit is None:
        raise NotFound()
    return unit


def department_by_code(session: Session, code: str) -> Department | None:
    return session.scalars(select(Department).where(Department.code == code)).one_or_none()


def any_person(session: Session) -> bool:
    """Whether anybody has an account yet."""
    return session.scalar(select(Person.id).limit(1)) is not None


def first_password_life(session: Session) -> timedelta:
    """How long an unused first password opens the door."""
    return timedelta(hours=settings.value(session, rules.FIRST_PASSWORD_HOURS))


def lock_life(session: Session) -> timedelta:
    """How long an account stays locked."""
    return timedelta(minutes=settings.value(session, rules.LOCK_MINUTES))


def session_life(session: Session) -> timedelta:
    """How long a sign-in lasts in any case."""
    return timedelta(hours=settings.value(session, rules.SESSION_HOURS))


def other_administrators(session: Session, person_id: int) -> int:
    """How many other active administrators there are; locked, so that two cannot dismiss each other at once."""
    others = select(Person).where(Person.active.is_(True), Person.id != person_id).order_by(Person.id).with_for_update()
    return sum(Role.ADMINISTRATOR in person.roles for person in session.scalars(others.execution_options(populate_existing=True)))


def failures_from(session: Session, address: str, since: datetime) -> int:
    """Wrong tries from an address since a moment."""
    where = (Attempt.address == address, Attempt.at > since, Attempt.right.is_(False))
    return session.scalar(select(func.count()).select_from(Attempt).where(*where)) or 0


def ticket(session: Session, token: str) -> Ticket | None:
    return session.scalars(select(Ticket).where(Ticket.token_hash == rules.token_hash(token))).one_or_none()


def _somebody(person: Person) -> Somebody:
    return Somebody(
        person.id,
        person.username,
        person.name,
        person.department_id,
        frozenset(Role(role) for role in person.roles),
        person.active,
        person.language,
        person.locked_until is not None and person.locked_until > now(),
        person.version,
        person.email,
    )


def people(session: Session, actor: Actor, *, role: Role | None = None, active_only: bool = True) -> list[Somebody]:
    """Everybody, by user name; with `role`, those who hold it."""
    require(actor, Permission.PEOPLE_READ)
    found = select(Person).order_by(Person.username)
    if active_only:
        found = found.where(Person.active.is_(True))
    listed = [_somebody(person) for person in session.scalars(found)]
    return [one for one in listed if role is None or role in one.roles]


def departments(session: Session, actor: Actor) -> list[Unit]:
    """Every department in the order of the tree, with its depth."""
    require(actor, Permission.ACCOUNT_USE)
    rows = list(session.scalars(select(Department).order_by(Department.code)))
    children: dict[int | None, list[Department]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    listed: list[Unit] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children.get(parent, ()):
            listed.append(Unit(row.id, row.code, row.name, row.parent_id, row.head_id, depth, row.version))
            walk(row.id, depth + 1)

    walk(None, 0)
    return listed


def my_sessions(session: Session, actor: Actor) -> list[OpenSession]:
    """The actor's own open sign-ins, newest first."""
    require(actor, Permission.ACCOUNT_USE)
    moment, patience = now(), idle(session)
    rows = session.execute(
        select(SignIn, Person.token_version)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.person_id == actor.id, SignIn.revoked_at.is_(None), SignIn.expires_at > moment)
        .order_by(SignIn.last_seen.desc())
    )
    return [
        OpenSession(s.id, s.created_at, s.last_seen, s.address, s.browser, s.token_hash == actor.session_key)
        for s, version in rows
        if s.token_version == version and moment - s.last_seen < patience
    ]


def own_session(session: Session, actor: Actor, sign_in_id: int) -> SignIn:
    """One of the actor's own sign-ins. # house: finds nothing but the actor's own; the deed requires"""
    found = session.scalars(select(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == actor.id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def names(session: Session, ids: frozenset[int]) -> dict[int, dict[str, str]]:
    """Names by person id, for showing beside records that the reader may see."""
    if not ids:
        return {}
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


def languages(session: Session, ids: frozenset[int]) -> dict[int, Language]:
    """In which languages people chose to read, by id; without those who chose none. For sentences that the house writes to them."""
    rows = session.execute(select(Person.id, Person.language).where(Person.id.in_(ids), Person.language.is_not(None))) if ids else ()
    return {id_: Language(language) for id_, language in rows}


def directory(session: Session, actor: Actor) -> pd.DataFrame:
    """Columns: username, name (content), department (content), roles, active."""
    require(actor, Permission.PEOPLE_READ)
    rows = session.execute(
        select(Person.username, Person.name, Department.name, Person.roles, Person.active)
        .outerjoin(Department, Department.id == Person.department_id)
        .order_by(Person.username)
    )
    return pd.DataFrame(rows.all(), columns=["username", "name", "department", "roles", "active"])


def own_password_hash(session: Session, actor: Actor) -> str | None:
    """What the actor's present password is compared with before it is changed."""
    require(actor, Permission.ACCOUNT_USE)
    return session.scalar(select(Person.password_hash).where(Person.id == actor.id))


def own_email(session: Session, actor: Actor) -> str | None:
    """Where the actor's mail goes."""
    require(actor, Permission.ACCOUNT_USE)
    return session.scalar(select(Person.email).where(Person.id == actor.id))

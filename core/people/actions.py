"""Deeds on people and departments."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, Reach, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import AlreadyExists, Stale
from core.people import queries, rules
from core.people.records import Department, Person
from core.settings import queries as settings
from core.words import N_, Language, pick

NAME_LIMIT = 60


def _clean_roles(roles: Collection[Role]) -> list[str]:
    if not roles:
        raise rules.NoRole()
    return sorted(Role(role) for role in roles)


def create(
    session: Session,
    actor: Actor,
    *,
    username: str,
    name: Mapping[str, str],
    roles: Collection[Role],
    department_id: int | None = None,
    language: Language | None = None,
    email: str = "",
    password_hash: str | None = None,
    first_password: bool = True,
) -> int:
    """Create a person; with `first_password` the given one must be changed at once and expires in 24 hours.

    `password_hash` comes from `passwords.hashed`, made outside the transaction. Refuses BadUsername, AlreadyExists,
    Empty, NoRole, NotAnAddress.
    """
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    clean = rules.username(username)
    if queries.person_by_username(session, clean):
        raise AlreadyExists(value=clean)
    if department_id is not None:
        queries.department_for_update(session, department_id)
    person = Person(
        username=clean,
        name=fields.content(name, N_("Full name"), NAME_LIMIT),
        roles=_clean_roles(roles),
        department_id=department_id,
        language=language,
        email=fields.mail_address(email),
        active=True,
        password_hash=password_hash,
        must_change=first_password,
        password_expires_at=now() + queries.first_password_life(session) if first_password else None,
        token_version=0,
        failures=0,
    )
    with_ids(session, person)
    note(session, actor, "people:create", "person", person.id, code=clean, after=_facts(person))
    return person.id


def _facts(person: Person) -> dict[str, object]:
    return {"name": person.name, "roles": person.roles, "department_id": person.department_id, "active": person.active, "email": person.email}


def update(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    version: int,
    name: Mapping[str, str],
    roles: Collection[Role],
    department_id: int | None,
    active: bool,
    email: str | None = None,
) -> int:
    """Change what an administrator decides about a person. A change of roles or activity ends their sessions.

    `email` None leaves the address as it is, an empty one takes it away. Refuses Stale (changed since `version`),
    LastAdministrator, Empty, NoRole, NotAnAddress.
    """
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    person = queries.person_for_update(session, person_id)
    if person.version != version:
        raise Stale()
    if department_id is not None:
        queries.department_for_update(session, department_id)
    before, clean_roles = _facts(person), _clean_roles(roles)
    loses = Role.ADMINISTRATOR in person.roles and (Role.ADMINISTRATOR not in clean_roles or not active)
    if loses and not queries.other_administrators(session, person.id):
        raise rules.LastAdministrator()
    if clean_roles != person.roles or active != person.active:
        person.token_version += 1
    person.name, person.roles = fields.content(name, N_("Full name"), NAME_LIMIT), clean_roles
    person.department_id, person.active = department_id, active
    if email is not None:
        person.email = fields.mail_address(email)
    touch(session, "people")  # kept answers show names
    note(session, actor, "people:update", "person", person.id, code=person.username, before=before, after=_facts(person))
    return person.id


def reset_password(session: Session, actor: Actor, person_id: int, *, password_hash: str) -> int:
    """Give a person a new first password, to be changed at sign-in within 24 hours; unlocks and ends all sessions."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    person = queries.person_for_update(session, person_id)
    person.password_hash, person.must_change = password_hash, True
    person.password_expires_at = now() + queries.first_password_life(session)
    person.failures, person.locked_until = 0, None
    person.token_version += 1
    note(session, actor, "people:reset_password", "person", person.id, code=person.username)
    return person.id


def end_sessions(session: Session, actor: Actor, person_id: int) -> int:
    """Sign a person out everywhere."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    person = queries.person_for_update(session, person_id)
    person.token_version += 1
    note(session, actor, "people:end_sessions", "person", person.id, code=person.username)
    return person.id


def create_department(
    session: Session, actor: Actor, *, code: str, name: Mapping[str, str], parent_id: int | None = None, head_id: int | None = None
) -> int:
    """Add a department to the tree. Refuses AlreadyExists, Empty."""
    require(actor, Permission.DEPARTMENT_EDIT, ANYWHERE)
    clean = fields.line(code, N_("Code"), 40)
    if queries.department_by_code(session, clean):
        raise AlreadyExists(value=clean)
    if parent_id is not None:
        queries.department_for_update(session, parent_id)
    unit = Department(code=clean, name=fields.content(name, N_("Name"), NAME_LIMIT), parent_id=parent_id, head_id=head_id)
    with_ids(session, unit)
    touch(session, settings.TOPIC)  # values are inherited along the tree
    note(session, actor, "department:create", "department", unit.id, code=clean, after={"name": unit.name, "parent_id": parent_id})
    return unit.id


def update_department(
    session: Session,
    actor: Actor,
    department_id: int,
    *,
    version: int,
    name: Mapping[str, str],
    parent_id: int | None,
    head_id: int | None,
) -> int:
    """Rename, move or give a head to a department. Refuses DepartmentLoop, Stale, Empty."""
    require(actor, Permission.DEPARTMENT_EDIT, ANYWHERE)
    unit = queries.department_for_update(session, department_id)
    if unit.version != version:
        raise Stale()
    if parent_id is not None:
        queries.department_for_update(session, parent_id)
        if parent_id in queries.below(session, department_id):
            raise rules.DepartmentLoop()
    if head_id is not None:
        queries.person_for_update(session, head_id)
    before = {"name": unit.name, "parent_id": unit.parent_id, "head_id": unit.head_id}
    unit.name, unit.parent_id, unit.head_id = fields.content(name, N_("Name"), NAME_LIMIT), parent_id, head_id
    after = {"name": unit.name, "parent_id": parent_id, "head_id": head_id}
    touch(session, settings.TOPIC)
    note(session, actor, "department:update", "department", unit.id, code=unit.code, before=before, after=after)
    return unit.id


def change_password(session: Session, actor: Actor, *, password_hash: str) -> int:
    """Keep the actor's new password (checked and hashed by the caller, outside the transaction) and end all sessions."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    person = queries.person_for_update(session, actor.id)
    person.password_hash, person.must_change, person.password_expires_at = password_hash, False, None
    person.token_version += 1
    note(session, actor, "account:change_password", "person", person.id, code=person.username)
    return person.id


def choose_language(session: Session, actor: Actor, language: Language) -> int:
    """Remember the actor's language."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    person = queries.person_for_update(session, actor.id)
    before, person.language = person.language, Language(language).value
    note(session, actor, "account:choose_language", "person", person.id, code=person.username, before=before, after=person.language)
    return person.id


def choose_email(session: Session, actor: Actor, email: str) -> int:
    """Change the address that the actor's own mail goes to; an empty one: no mail. Refuses NotAnAddress."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    person = queries.person_for_update(session, actor.id)
    before, person.email = person.email, fields.mail_address(email)
    note(session, actor, "account:choose_email", "person", person.id, code=person.username, before=before, after=person.email)
    return person.id


def revoke_session(session: Session, actor: Actor, sign_in_id: int) -> int:
    """End one of the actor's own sign-ins."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    sign_in = queries.own_session(session, actor, sign_in_id)
    sign_in.revoked_at = sign_in.revoked_at or now()
    note(session, actor, "account:revoke_session", "person", actor.id, code=actor.username, sign_in=sign_in_id)
    return sign_in_id


def sign_out_everywhere(session: Session, actor: Actor) -> int:
    """End all of the actor's own sign-ins, this one included."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    person = queries.person_for_update(session, actor.id)
    person.token_version += 1
    note(session, actor, "account:sign_out_everywhere", "person", actor.id, code=person.username)
    return person.id


def first_administrator(
    session: Session, actor: Actor, *, username: str, name: Mapping[str, str], password_hash: str
) -> int:
    """Create the first account of an empty house; whoever runs the console may.

    Refuses AlreadyExists as soon as anybody has an account. # house: nobody can hold a permission yet
    """
    if queries.any_person(session):
        raise AlreadyExists(value=pick(name, Language.ENGLISH) or username)
    clean = rules.username(username)
    person = Person(
        username=clean,
        name=fields.content(name, N_("Full name"), NAME_LIMIT),
        roles=[Role.ADMINISTRATOR.value],
        active=True,
        password_hash=password_hash,
        must_change=True,
        password_expires_at=now() + queries.first_password_life(session),
        token_version=0,
        failures=0,
    )
    with_ids(session, person)
    note(session, actor, "people:first_administrator", "person", person.id, code=clean)
    return person.id

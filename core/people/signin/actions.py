"""The steps of signing in. Each is a deed of its own, because the slow hash must not hold a transaction open.

1 `reserve`: the try is counted before the password is looked at, so that parallel guesses cannot check more than
  so many passwords as the setting says. 2 the caller compares (`passwords.matches`). 3 `settle`: right answers get a ticket good once
and for seconds. 4 `start`, called by our own route, trades it for the cookie.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor
from core.audit import note
from core.clock import now
from core.people import queries, rules
from core.people.records import Attempt, Person, SignIn, Ticket
from core.settings import queries as settings


@dataclass(frozen=True)
class Reserved:
    """A counted try: the person it is for and the hash to compare with; both None when it can only fail."""

    username: str
    address: str
    person_id: int | None
    password_hash: str | None


def reserve(session: Session, nobody: Actor, username: str, address: str) -> Reserved:
    """Count a try. # house: signing in comes before permissions; the trail gets an entry at `start`"""
    name, moment = fields.line(rules.normal(username).casefold()[:64], "", 64, needed=False), now()
    address = address[:64]
    refused = Reserved(name, address, None, None)
    if queries.failures_from(session, address, moment - rules.ADDRESS_WINDOW) >= rules.ADDRESS_FAILURES:
        return refused
    person = Person.__table__
    mine = person.c.username == name
    session.execute(update(person).where(mine, person.c.locked_until <= moment).values(locked_until=None, failures=0))
    counted = session.execute(
        update(person)
        .where(
            mine,
            person.c.active.is_(True),
            person.c.password_hash.is_not(None),
            person.c.locked_until.is_(None),
            person.c.failures < settings.value(session, rules.FAILURES),
        )
        .values(failures=person.c.failures + 1)
    )
    if not counted.rowcount:
        return refused
    found = queries.person_by_username(session, name)
    if found is None or (found.password_expires_at is not None and found.password_expires_at <= moment):
        return refused
    return Reserved(name, address, found.id, found.password_hash)


def settle(session: Session, nobody: Actor, reserved: Reserved, right: bool) -> str | None:
    """Keep the outcome of a try; a right one returns a ticket. # house: the trail gets an entry at `start`"""
    moment, person = now(), Person.__table__
    session.add(Attempt(username=reserved.username, address=reserved.address, at=moment, right=right))
    if right and reserved.person_id is not None:
        session.execute(update(person).where(person.c.id == reserved.person_id).values(failures=0, locked_until=None))
        return _ticket(session, reserved.person_id, "password", reserved.address)
    session.execute(
        update(person)
        .where(person.c.username == reserved.username, person.c.failures >= settings.value(session, rules.FAILURES), person.c.locked_until.is_(None))
        .values(locked_until=moment + timedelta(minutes=settings.value(session, rules.LOCK_MINUTES)))
    )
    return None


def _ticket(session: Session, person_id: int, method: str, address: str) -> str:
    token = secrets.token_urlsafe(32)
    expires = now() + rules.TICKET_LIFE
    session.add(Ticket(token_hash=rules.token_hash(token), person_id=person_id, method=method, address=address, expires_at=expires))
    return token


def start(session: Session, nobody: Actor, ticket: str, browser: str, replaced: str | None) -> str:
    """Trade a ticket for a session's secret id, once; the session that `replaced` names ends (no fixation).

    Refuses SignInRefused for a ticket that is used, too old or unknown. # house: the person is known only now
    """
    moment, table = now(), Ticket.__table__
    used = session.execute(
        update(table)
        .where(table.c.token_hash == rules.token_hash(ticket), table.c.used_at.is_(None), table.c.expires_at > moment)
        .values(used_at=moment)
    )
    found = queries.ticket(session, ticket) if used.rowcount else None
    if found is None:
        raise rules.SignInRefused()
    person = queries.person_for_update(session, found.person_id)
    if not person.active:
        raise rules.SignInRefused()
    if replaced:
        _revoke(session, replaced)
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=rules.token_hash(token),
            person_id=person.id,
            token_version=person.token_version,
            created_at=moment,
            last_seen=moment,
            expires_at=moment + queries.session_life(session),
            method=found.method,
            address=found.address,
            browser=browser[:200],
        )
    )
    who = queries.actor_of(session, person, frozenset(), origin=found.address)
    note(session, who, "account:sign_in", "person", person.id, code=person.username, method=found.method)
    return token


def _revoke(session: Session, token: str) -> int:
    table = SignIn.__table__
    ended = session.execute(
        update(table).where(table.c.token_hash == rules.token_hash(token), table.c.revoked_at.is_(None)).values(revoked_at=now())
    )
    return ended.rowcount


def end(session: Session, nobody: Actor, token: str) -> None:
    """Sign out: the session is dead on the server, whatever the browser does next. # house: holding it is the permission"""
    found = queries.signed_in(session, token)
    if _revoke(session, token) and found is not None:
        person = found[1]
        who = queries.actor_of(session, person, frozenset(), origin=found[0].address)
        note(session, who, "account:sign_out", "person", person.id, code=person.username)


def seen(session: Session, nobody: Actor, sign_in_id: int) -> None:
    """Remember that a session was used just now. # house: bookkeeping of a read, not a deed"""
    table = SignIn.__table__
    session.execute(update(table).where(table.c.id == sign_in_id).values(last_seen=now()))

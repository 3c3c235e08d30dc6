"""The steps of signing in. Each is a deed of its own, because the slow hash must not hold a transaction open.

1 `reserve`: the try is counted before the password is looked at, so that parallel guesses cannot check more than
  so many passwords as the setting says. 2 the caller compares (`passwords.matches`). 3 `settle`: right answers get a ticket good once
and for seconds. 4 `start`, called by our own route, trades it for the cookie.

Whoever has a second factor gets a challenge instead of the ticket at 3; it opens nothing, and `answer` trades it with a
right code for the ticket. `by_company_account` comes in at 3 from the other door.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.clock import now
from core.errors import NotFound, Refusal
from core.people import queries, rules
from core.people.factor import actions as factors
from core.people.factor.queries import confirmed
from core.people.factor.rules import Outcome
from core.people.records import Attempt, Person, SignIn, Ticket
from core.people.signin import queries as doors
from core.people.signin.records import Identity, Pending, SpentToken
from core.people.signin.rules import (
    CHALLENGE_LIFE,
    KEPT_AFTER,
    Answered,
    Challenge,
    Claims,
    CompanyAccountUnknown,
    CompanySignInOver,
    Method,
    claims,
    is_fresh,
)
from core.routines.rules import routine
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


def settle(session: Session, nobody: Actor, reserved: Reserved, right: bool) -> str | Challenge | None:
    """Keep the outcome of a try; a right one returns a ticket, or a challenge to whoever has a second factor.

    # house: the trail gets an entry at `start`
    """
    person = Person.__table__
    _settle(session, reserved, right)
    if not right or reserved.person_id is None:
        return None
    entry = _admit(session, reserved.person_id, Method.PASSWORD, reserved.address)
    if isinstance(entry, str):
        session.execute(update(person).where(person.c.id == reserved.person_id).values(failures=0, locked_until=None))
    else:  # a known password must not wipe out wrong codes: only this try is given back
        mine = update(person).where(person.c.id == reserved.person_id, person.c.failures > 0)
        session.execute(mine.values(failures=person.c.failures - 1))
    return entry


def prove(session: Session, nobody: Actor, reserved: Reserved, right: bool) -> bool:
    """Keep the outcome of a password asked for once more inside a session: wrong ones count towards the lock.

    # house: a step of the deed that it opens, which requires and notes
    """
    person = Person.__table__
    _settle(session, reserved, right)
    if right and reserved.person_id is not None:
        session.execute(update(person).where(person.c.id == reserved.person_id).values(failures=0, locked_until=None))
    return right and reserved.person_id is not None


def _settle(session: Session, reserved: Reserved, right: bool) -> None:
    moment, person = now(), Person.__table__
    session.add(Attempt(username=reserved.username, address=reserved.address, at=moment, right=right))
    if not right or reserved.person_id is None:
        session.execute(
            update(person)
            .where(person.c.username == reserved.username, person.c.failures >= settings.value(session, rules.FAILURES), person.c.locked_until.is_(None))
            .values(locked_until=moment + queries.lock_life(session))
        )


def _admit(session: Session, person_id: int, method: Method, address: str) -> str | Challenge:
    """The first step is done: a ticket, or a challenge where there is a second one."""
    if not confirmed(session, person_id):
        return _ticket(session, person_id, method, address)
    person, token = queries.person_for_update(session, person_id), secrets.token_urlsafe(32)
    session.add(
        Pending(
            token_hash=rules.token_hash(token), person_id=person_id, token_version=person.token_version, method=method.value,
            address=address, expires_at=now() + CHALLENGE_LIFE,
        )
    )  # fmt: skip
    return Challenge(token)


def answer(session: Session, nobody: Actor, challenge: Challenge, typed: str, address: str) -> Answered:
    """The second step: a right code, or a recovery code, trades the challenge for a ticket, once.

    Wrong ones are counted with wrong passwords and lock alike; a code that was used before is also told to the trail.
    # house: signing in comes before permissions; the trail gets an entry at `start`
    """
    moment, address = now(), address[:64]
    pending = doors.pending_for_update(session, challenge.token)
    if pending is None or pending.used_at is not None or pending.expires_at <= moment:
        return Answered(over=True)
    person = queries.person_for_update(session, pending.person_id)
    if not person.active or person.token_version != pending.token_version:
        return Answered(over=True)
    if queries.failures_from(session, address, moment - rules.ADDRESS_WINDOW) >= rules.ADDRESS_FAILURES:
        return Answered(over=True)
    outcome = factors.judge(session, person, typed, address)
    if outcome.right:
        pending.used_at = moment
        return Answered(ticket=_ticket(session, person.id, Method(f"{pending.method}+{outcome.value}"), address))
    if outcome is Outcome.REPLAYED:
        who = queries.actor_of(session, person, frozenset(), origin=address)
        note(session, who, "account:refuse_used_code", "person", person.id, code=person.username, where="account:sign_in")
    if outcome is Outcome.LOCKED:
        pending.used_at = moment
    return Answered(over=outcome is Outcome.LOCKED)


def by_company_account(
    session: Session, nobody: Actor, said: Mapping[str, object], *, claim: str, domain: str, address: str
) -> str | Challenge | Refusal:
    """What a company account opens: a ticket, a challenge, or nothing, with the reason to show.

    `said` are the claims of a token that Authlib has verified. Each token counts once and for two minutes. Issuer and
    subject name the person; at the first use `claim` finds an active person of that user name, and nobody is created.
    A refusal is returned instead of raised, because the try is kept. # house: signing in comes before permissions
    """
    moment, address = now(), address[:64]
    found = claims(said, claim, domain)
    token_hash = rules.token_hash(f"{found.issuer}\n{found.subject}\n{found.nonce}") if found else ""
    if found is None or not is_fresh(found, moment) or doors.is_spent(session, token_hash):
        return CompanySignInOver()
    session.add(SpentToken(token_hash=token_hash, at=moment))
    known = doors.identity(session, found.issuer, found.subject)
    person = queries.person_for_update(session, known.person_id) if known else _named(session, found)
    right = person is not None and person.active
    session.add(Attempt(username=person.username if person else "", address=address, at=moment, right=right))
    if person is None or not right:
        return CompanyAccountUnknown()
    entry = _admit(session, person.id, Method.OIDC, address)
    if known is None:
        session.add(Identity(issuer=found.issuer, subject=found.subject, person_id=person.id, since=moment))
        who = queries.actor_of(session, person, frozenset(), origin=address)
        note(session, who, "account:link_company_account", "person", person.id, code=person.username, issuer=found.issuer)
    return entry


def _named(session: Session, found: Claims) -> Person | None:
    """The person of the name in the token, unless another company account of this issuer is hers already."""
    person = doors.person_with_name(session, found.name) if found.name else None
    taken = person is not None and doors.identity_of(session, person.id, found.issuer) is not None
    return None if taken else person


def _ticket(session: Session, person_id: int, method: Method, address: str) -> str:
    token = secrets.token_urlsafe(32)
    expires = now() + rules.TICKET_LIFE
    session.add(Ticket(token_hash=rules.token_hash(token), person_id=person_id, method=method.value, address=address, expires_at=expires))
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


def clear(session: Session, actor: Actor) -> int:
    """Forget what opens nothing any more and nobody looks at: tickets, challenges, spent tokens, tries, ended sign-ins.

    Returns how many; KEPT_AFTER says how long they stay. # house: the house's own routine, nobody asks for it
    """
    before, gone = now() - KEPT_AFTER, {}
    for name, table, over in (
        ("tickets", Ticket, Ticket.expires_at < before),
        ("challenges", Pending, Pending.expires_at < before),
        ("spent_tokens", SpentToken, SpentToken.at < before),
        ("tries", Attempt, Attempt.at < before),
        ("sign_ins", SignIn, or_(SignIn.expires_at < before, SignIn.revoked_at < before)),
    ):
        gone[name] = session.execute(delete(table).where(over).execution_options(synchronize_session=False)).rowcount
    if sum(gone.values()):
        note(session, actor, "account:clear_sign_ins", "installation", None, **gone)
    return sum(gone.values())


routine("sign_ins", timedelta(days=1), clear)


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


def end_session(session: Session, actor: Actor, sign_in_id: int) -> int:
    """End one sign-in of anybody. Refuses NotFound."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    found = doors.sign_in_for_update(session, sign_in_id)
    found.revoked_at = found.revoked_at or now()
    person = queries.person_for_update(session, found.person_id)
    note(session, actor, "people:end_session", "person", person.id, code=person.username, sign_in=sign_in_id)
    return sign_in_id


def unlock(session: Session, actor: Actor, person_id: int) -> int:
    """Let somebody try again at once who is locked after wrong passwords or codes."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    person, table = queries.person_for_update(session, person_id), Person.__table__
    session.execute(update(table).where(table.c.id == person_id).values(failures=0, locked_until=None))
    note(session, actor, "people:unlock", "person", person_id, code=person.username)
    return person_id


def unlink(session: Session, actor: Actor, person_id: int) -> int:
    """Forget which company account is somebody's, because it was made anew; every sign-in ends. Refuses NotFound."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    person = queries.person_for_update(session, person_id)
    if not doors.doors_of(session, actor, person_id).company_account:
        raise NotFound()
    session.execute(delete(Identity).where(Identity.person_id == person_id))
    person.token_version += 1
    note(session, actor, "people:unlink_company_account", "person", person_id, code=person.username)
    return person_id

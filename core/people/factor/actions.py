"""Deeds on the second factor: propose, confirm, renew the recovery codes, turn off, reset.

Where a code is asked for inside a session it is counted like one at the door, in the same transaction: such a deed
returns None for a wrong code instead of raising, because the count must be kept.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, Reach, require
from core.audit import note
from core.clock import now
from core.people import queries as people
from core.people.factor import queries, rules, vault
from core.people.factor.records import Factor, RecoveryCode
from core.people.factor.rules import Outcome
from core.people.records import Attempt, Person, SignIn
from core.people.rules import FAILURES
from core.people.telling import tell_owner
from core.settings import queries as settings
from core.words import N_


def propose(session: Session, actor: Actor) -> int:
    """Make a new secret for the actor's authenticator; it counts once `confirm` has seen a code of it. Refuses FactorThere."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    person = people.person_for_update(session, actor.id)
    found = queries.factor_for_update(session, actor.id)
    if found is not None and found.confirmed_at is not None:
        raise rules.FactorThere()
    sealed = vault.sealed(vault.fresh_secret(), actor.id)
    if found is None:
        session.add(Factor(person_id=actor.id, sealed=sealed, created_at=now(), last_step=rules.NEVER))
    else:
        found.sealed, found.created_at = sealed, now()
    note(session, actor, "account:propose_factor", "person", actor.id, code=person.username)
    return actor.id


def confirm(session: Session, actor: Actor, *, code: str, fingerprints: Sequence[str]) -> int:
    """The authenticator is set up: a code of it proves so. Keeps the recovery codes; other sign-ins end, this one stays.

    Refuses NoFactor, FactorThere, CodeWrong.
    """
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    moment, person = now(), people.person_for_update(session, actor.id)
    found = queries.factor_for_update(session, actor.id)
    if found is None:
        raise rules.NoFactor()
    if found.confirmed_at is not None:
        raise rules.FactorThere()
    step = _step(found, code, moment)
    if step is None:
        raise rules.CodeWrong()
    found.confirmed_at, found.last_step = moment, step
    _keep_codes(session, actor.id, fingerprints)
    _end_others(session, actor, moment)
    note(session, actor, "account:confirm_factor", "person", actor.id, code=person.username, recovery_codes=len(fingerprints))
    return actor.id


def renew_codes(session: Session, actor: Actor, *, code: str, fingerprints: Sequence[str]) -> int | None:
    """New recovery codes instead of all former ones, for whoever types a code. None: it was wrong. Refuses NoFactor."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    person, outcome = _proved(session, actor, code)
    if outcome.right:
        _keep_codes(session, actor.id, fingerprints)
    return _said(session, actor, person, outcome, "account:renew_codes")


def turn_off(session: Session, actor: Actor, *, code: str) -> int | None:
    """Give up the own second factor, for whoever types a code. None: it was wrong. Refuses NoFactor, FactorDemanded."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    if rules.demanded([role.value for role in actor.roles], queries.demanded_roles(session)):
        raise rules.FactorDemanded()
    person, outcome = _proved(session, actor, code)
    if outcome.right:
        _forget(session, actor.id)
        _end_others(session, actor, now())
    return _said(session, actor, person, outcome, "account:turn_off_factor")


def reset(session: Session, actor: Actor, person_id: int) -> int:
    """Take the second factor from somebody who lost phone and codes, and tell her; every sign-in ends. Refuses NoFactor."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    person = people.person_for_update(session, person_id)
    if queries.factor_for_update(session, person_id) is None:
        raise rules.NoFactor()
    _forget(session, person_id)
    person.token_version += 1
    tell_owner(session, actor, person, N_("Your second step was reset by an administrator. Tell the administrators if you did not ask for it."))
    note(session, actor, "people:reset_factor", "person", person_id, code=person.username)
    return person_id


def judge(session: Session, person: Person, typed: str, address: str) -> Outcome:
    """Judge a typed code of a person whose row is locked, and keep what follows from it: the step or the recovery code
    is spent, or the failure is counted towards the lock.

    # house: part of another deed, which has required or comes before permissions, and notes
    """
    moment, table, most = now(), Person.__table__, settings.value(session, FAILURES)
    mine = update(table).where(table.c.id == person.id)
    over = person.locked_until is not None and person.locked_until <= moment
    failures = 0 if over else person.failures
    if (person.locked_until is not None and not over) or failures >= most:
        outcome = Outcome.LOCKED
    else:
        outcome = _judged(session, person.id, typed, moment)
    session.add(Attempt(username=person.username, address=address[:64], at=moment, right=outcome.right))
    if outcome.right:
        session.execute(mine.values(failures=0, locked_until=None))
    elif outcome is not Outcome.LOCKED:
        locked_until = moment + people.lock_life(session) if failures + 1 >= most else None
        session.execute(mine.values(failures=failures + 1, locked_until=locked_until))
    return outcome


def _judged(session: Session, person_id: int, typed: str, moment: datetime) -> Outcome:
    found = queries.factor_for_update(session, person_id)
    if found is None or found.confirmed_at is None:
        return Outcome.WRONG
    if rules.typed_recovery(typed):
        kept = queries.recovery_code_for_update(session, person_id, typed)
        if kept is None:
            return Outcome.WRONG
        if kept.used_at is not None:
            return Outcome.REPLAYED
        kept.used_at = moment
        return Outcome.BACKUP
    step = _step(found, typed, moment)
    if step is None:
        return Outcome.WRONG
    if step <= found.last_step:
        return Outcome.REPLAYED
    found.last_step = step
    return Outcome.CODE


def _step(found: Factor, typed: str, moment: datetime) -> int | None:
    shared, code = vault.opened(found.sealed, found.person_id), rules.typed_code(typed)
    return rules.matching_step(shared, code, moment) if shared and code else None


def _proved(session: Session, actor: Actor, typed: str) -> tuple[Person, Outcome]:
    person = people.person_for_update(session, actor.id)
    found = queries.factor_for_update(session, actor.id)
    if found is None or found.confirmed_at is None:
        raise rules.NoFactor()
    return person, judge(session, person, typed, actor.origin)


def _said(session: Session, actor: Actor, person: Person, outcome: Outcome, deed: str) -> int | None:
    if outcome is Outcome.REPLAYED:
        note(session, actor, "account:refuse_used_code", "person", person.id, code=person.username, where=deed)
    elif outcome.right:
        note(session, actor, deed, "person", person.id, code=person.username, by=outcome.value)
    return person.id if outcome.right else None


def _keep_codes(session: Session, person_id: int, fingerprints: Sequence[str]) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.add_all(RecoveryCode(person_id=person_id, fingerprint=one) for one in fingerprints)


def _forget(session: Session, person_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(delete(Factor).where(Factor.person_id == person_id))


def _end_others(session: Session, actor: Actor, moment: datetime) -> None:
    table = SignIn.__table__
    others = (table.c.person_id == actor.id, table.c.token_hash != actor.session_key, table.c.revoked_at.is_(None))
    session.execute(update(table).where(*others).values(revoked_at=moment))

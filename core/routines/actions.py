"""Doing what is due: taken by a lease, done and finished in one transaction."""

import logging
import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core import pace, work
from core.access import Actor
from core.audit.actions import NOBODY
from core.clock import now
from core.errors import Refusal
from core.routines import queries, rules
from core.routines.records import Lease

log = logging.getLogger("cockpit")
GIVE_WAY_S, PORTION_S = 10.0, 1.0
"""How long a routine, and each of its many portions, waits at most for a pause between people's clicks. The others wait for it meanwhile."""


def take(session: Session, actor: Actor, name: str, *, token: str, at_once: bool = False) -> bool:
    """Hold the routine for a while, unless somebody living holds it or (without `at_once`) its time has not come.

    # house: the house's own bookkeeping, no deed on anything
    """
    moment, row = now(), queries.lease_for_update(session, name)
    if row is None:
        row = Lease(name=name, things=0, failures=0)
        session.add(row)
    elif not rules.is_due(moment, due_at=None if at_once else row.due_at, lease_until=row.lease_until):
        return False
    row.token, row.lease_until = token, moment + rules.LEASE
    return True


def carry_out(session: Session, actor: Actor, name: str, *found: Any, token: str, last: bool = True, so_far: int = 0) -> int | None:
    """Do the routine and write down that it is done, together: killed in the middle, neither has happened. `found`: what its look has found, if it has one.

    A portion that is not the `last` one is done alone, and the routine held for another while; `so_far`: what those before it did. None when somebody else took it over.
    # house: the routine's deed decides and notes
    """
    routine = next(one for one in rules.known() if one.name == name)
    row = queries.lease_for_update(session, name)
    if row is None or row.token != token:
        return None
    began = now()
    things = routine.deed(session, actor, *found)
    if not last:
        row.lease_until = began + rules.LEASE
        return things
    row.things, row.done_at, row.due_at = so_far + things, began, began + routine.every
    row.token = row.lease_until = row.error = None
    row.failures = 0
    return things


def put_off(session: Session, actor: Actor, name: str, *, token: str, error: str) -> None:
    """Write down that it failed, and when it is tried again. # house: the house's own bookkeeping, no deed on anything"""
    row = queries.lease_for_update(session, name)
    if row is None or row.token != token:
        return
    row.failures += 1
    row.due_at, row.error = rules.rests_until(now(), row.failures), error[:200]
    row.token = row.lease_until = None


def run_due(*, origin: str = "routine", only: Collection[str] | None = None, at_once: bool = False) -> dict[str, int]:
    """Do every routine that is due (`at_once`: every one that nobody holds), each by itself. How many things each did.

    One that fails is put off and does not hold up the others. Refuses TryAgain only when the database is away from
    the start. The edge: called by the background sender and the command line, never by a page.
    """
    looks = {one.name: one.look for one in rules.known()}
    names = list(looks) if at_once else work.ask(queries.due, now())
    done: dict[str, int] = {}
    for name in names:
        if only is not None and name not in only:
            continue
        pace.give_way(GIVE_WAY_S)
        actor, token = replace(NOBODY, origin=f"{origin}: {name}"), uuid.uuid4().hex
        try:
            if not work.do(take, actor, name, token=token, at_once=at_once):
                continue
            things = _carried_out(actor, name, looks[name], token)
        except Exception as failed:
            log.exception("routine failed", extra={"routine": name})
            _put_off(actor, name, token, failed)
            continue
        if things is not None:
            done[name] = things
    return done


def _carried_out(actor: Actor, name: str, look: rules.Look | None, token: str) -> int | None:
    """Look, then do each portion of what was found; how many things, or None when somebody else took over."""
    if look is None:
        return work.do(carry_out, actor, name, token=token)
    found, things = work.ask(look), 0
    portions = found.found if isinstance(found, rules.Portions) else [found]
    for place, portion in enumerate(portions, 1):
        if place > 1:
            pace.give_way(PORTION_S)
        done = work.do(carry_out, actor, name, portion, token=token, last=place == len(portions), so_far=things)
        if done is None:
            return None
        things += done
    return things


def _put_off(actor: Actor, name: str, token: str, failed: Exception) -> None:
    try:
        work.do(put_off, actor, name, token=token, error=f"{type(failed).__name__}: {failed}")
    except Refusal:  # the database is away: its lease runs out by itself
        log.warning("routine not put off", extra={"routine": name})

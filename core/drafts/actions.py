"""Keeping what is typed, and sweeping it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.clock import now
from core.drafts import queries, rules
from core.drafts.records import KeptDraft
from core.routines import routine
from core.settings.queries import value


def keep(session: Session, actor: Actor, form: str, values: Mapping[str, Any], *, record: str = "", seen: int = 0) -> None:
    """Keep what the fields of a form hold at this moment, for the actor alone. Refuses DraftTooLarge.

    # house: typing is not a deed; sending the form is, and leaves its entry
    """
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    content = rules.content(values)
    row = queries.own_for_update(session, actor.id, form, record)
    if row is None:
        for old in queries.oldest_of(session, actor.id, rules.MOST_DRAFTS - 1):
            session.delete(old)
        row = KeptDraft(person_id=actor.id, form=form[: rules.NAME_LIMIT], record=record[: rules.NAME_LIMIT])
        session.add(row)
    row.content, row.seen, row.changed_at = content, seen, now()


def discard(session: Session, actor: Actor, form: str, *, record: str = "") -> bool:
    """Forget the actor's draft of a form: it was sent, or is not wanted. Whether there was one.

    # house: typing is not a deed, and neither is taking it back
    """
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    row = queries.own_for_update(session, actor.id, form, record)
    if row is not None:
        session.delete(row)
    return row is not None


def sweep(session: Session, actor: Actor) -> int:
    """Forget drafts that nobody touched for as long as the setting says; how many. # house: the house's own routine, nobody asks for it"""
    old = queries.untouched_since(session, now() - timedelta(days=value(session, rules.KEEP_DAYS)))
    for row in old:
        session.delete(row)
    if old:
        note(session, actor, "drafts:sweep", "draft", None, count=len(old))
    return len(old)


routine("sweep_drafts", timedelta(hours=6), sweep)

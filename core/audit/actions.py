"""Writing the trail. `note` is the last beat of every deed."""

from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import queries, rules
from core.audit.records import AuditEntry, AuditHead, Mark
from core.clock import now
from core.config import secret

NOBODY = Actor(0, "", "", frozenset())
"""The actor of deeds that nobody signed in for, such as a refused sign-in."""


def note(
    session: Session,
    actor: Actor,
    deed: str,
    subject_kind: str,
    subject_id: int | None,
    *,
    code: str = "",
    project_id: int | None = None,
    **facts: Any,
) -> None:
    """Record that `actor` did `deed` to the subject; `facts` usually hold before= and after=.

    Comes last in an action: it locks the head of the chain, and what locks nothing after it cannot deadlock.
    # house: the last beat of a deed, which has required before
    """
    session.flush()  # house: everything else must be written before the head is locked
    head = queries.head_for_update(session)
    if head is None:
        head = AuditHead(id=1, count=0, hash=rules.GENESIS)
        session.add(head)
    link = rules.Link(
        number=head.count + 1,
        at=now(),
        actor_id=actor.id or None,
        actor_name=actor.name[:100],
        origin=actor.origin[:120],
        deed=deed,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_code=code[:80],
        project_id=project_id,
        facts=rules.plain(facts),
        key=session.info.pop("deed_key", None),
    )
    sealed = rules.seal(secret(), head.hash, link)
    content = {name: value for name, value in vars(link).items() if name != "number"}
    session.add(AuditEntry(id=link.number, previous=head.hash, hash=sealed, **content))
    head.count, head.hash = link.number, sealed
    session.info["noted"] = session.info.get("noted", 0) + 1


def touch(session: Session, topic: str) -> None:
    """Say that answers about `topic` are no longer what they were; cached ones are asked anew.

    # house: part of another deed, which requires and notes
    """
    session.info.setdefault("touched", set()).add(topic)
    mark = queries.mark_for_update(session, topic)
    if mark is None:
        session.add(Mark(topic=topic, value=1))
    else:
        mark.value += 1


def export(session: Session, actor: Actor, search: queries.Search) -> pd.DataFrame:
    """Take the matching entries away, and say so in the trail. Columns: queries.COLUMNS."""
    require(actor, Permission.AUDIT_EXPORT, ANYWHERE)
    frame = queries.export(session, actor, search)
    asked = {"deed": search.deed, "actor": search.actor, "code": search.code, "since": search.since, "until": search.until}
    note(session, actor, "audit:export", "audit", None, entries=len(frame), search=asked)
    return frame

"""Questions to the trail."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import rules
from core.audit.records import AuditEntry, AuditHead, Mark
from core.config import secret

COLUMNS = ["number", "at", "actor", "deed", "subject", "code", "origin", "facts"]


@dataclass(frozen=True)
class Search:
    """What a viewer looks for in the trail; empty fields do not narrow."""

    deed: str = ""
    actor: str = ""
    code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    size: int = 50


_HEAD = select(AuditHead.count, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
"""Built once: every deed asks it."""


def head_for_update(session: Session) -> tuple[int, str] | None:
    """Count and hash of the newest link, locked until the deed ends."""
    row = session.execute(_HEAD).one_or_none()
    return None if row is None else (row[0], row[1])


def latest_in_batch(session: Session) -> datetime | None:
    """When the latest of the deeds was done that share this transaction and wait to be written at its end; None if there is none."""
    chain = session.info.get("chain")
    return chain.waiting[-1]["at"] if chain is not None and chain.waiting else None


def mark(session: Session, topic: str) -> int:
    """The topic's present number; 0 before the first deed."""
    return session.scalar(_MARK, {"asked": topic}) or 0


_MARK = select(Mark.value).where(Mark.topic == bindparam("asked"))
_MARKS = select(Mark.topic, Mark.value).where(Mark.topic.in_(bindparam("asked", expanding=True)))
_EVERY_MARK = select(Mark.topic, Mark.value)
"""Built once: nearly every question and every deed comes by here."""


def marks(session: Session, *topics: str) -> tuple[int, ...]:
    """The present numbers of several topics, in their order and all of one moment."""
    found = {name: value for name, value in session.execute(_MARKS, {"asked": topics})}
    return tuple(found.get(topic) or 0 for topic in topics)


def every_mark(session: Session) -> dict[str, int]:
    """The present numbers of all topics that a deed has touched."""
    return {name: value for name, value in session.execute(_EVERY_MARK)}


def mark_in(topic: str) -> ScalarSelect[int]:
    """The topic's present number as a part of another question; NULL before the first deed."""
    return select(Mark.value).where(Mark.topic == topic).scalar_subquery()


def done(session: Session, key: str) -> tuple[bool, int | None]:
    """Whether the attempt named `key` was kept, and the subject it was about."""
    row = session.execute(select(AuditEntry.subject_id).where(AuditEntry.key == key)).one_or_none()
    return (False, None) if row is None else (True, row[0])


def _narrowed(search: Search) -> Any:
    conditions = []
    if search.deed:
        conditions.append(AuditEntry.deed == search.deed)
    if who := fields.sought(search.actor):
        conditions.append(AuditEntry.actor_name.icontains(who, autoescape=True))
    if search.code:
        conditions.append(AuditEntry.subject_code == search.code)
    if search.since:
        conditions.append(AuditEntry.at >= search.since)
    if search.until:
        conditions.append(AuditEntry.at < search.until)
    return conditions


def _frame(entries: Iterator[AuditEntry]) -> pd.DataFrame:
    return pd.DataFrame(
        [(e.id, e.at, e.actor_name, e.deed, e.subject_kind, e.subject_code, e.origin, e.facts) for e in entries], columns=COLUMNS
    )


def trail(session: Session, actor: Actor, search: Search) -> tuple[pd.DataFrame, int]:
    """One page of the trail, newest first, and how many entries match. Columns: COLUMNS."""
    require(actor, Permission.AUDIT_READ)
    where = _narrowed(search)
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0
    page = select(AuditEntry).where(*where).order_by(AuditEntry.id.desc()).limit(search.size).offset((search.page - 1) * search.size)
    return _frame(iter(session.scalars(page))), total


def export(session: Session, actor: Actor, search: Search, limit: int = 20_000) -> pd.DataFrame:
    """Every matching entry, newest first, at most `limit`."""
    require(actor, Permission.AUDIT_EXPORT)
    return _frame(iter(session.scalars(select(AuditEntry).where(*_narrowed(search)).order_by(AuditEntry.id.desc()).limit(limit))))


def deeds(session: Session, actor: Actor) -> list[str]:
    """The kinds of deed that occur, for the filter."""
    require(actor, Permission.AUDIT_READ)
    return list(session.scalars(select(AuditEntry.deed).distinct().order_by(AuditEntry.deed)))


def of_subject(session: Session, kind: str, subject_id: int) -> pd.DataFrame:
    """The trail of one record, oldest first; the caller has checked that its reader may see the record."""
    rows = select(AuditEntry).where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id).order_by(AuditEntry.id)
    return _frame(iter(session.scalars(rows)))


def _links(session: Session) -> Generator[tuple[rules.Link, str, str], None, None]:
    with session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=2000)) as rows:
        for e in rows:
            yield (
                rules.Link(
                    e.id, e.at, e.actor_id, e.actor_name, e.origin, e.deed, e.subject_kind, e.subject_id, e.subject_code, e.project_id, e.facts, e.key
                ),
                e.previous,
                e.hash,
            )  # fmt: skip


def verdict(session: Session, actor: Actor) -> rules.Verdict:
    """Walk the whole chain. Seconds per million entries, so asked on demand only."""
    require(actor, Permission.AUDIT_READ)
    head = session.scalars(select(AuditHead)).one_or_none()
    with closing(_links(session)) as links:  # a broken chain is left in the middle
        return rules.verify(secret(), links, (head.count, head.hash) if head else (0, rules.GENESIS))

"""Writing the trail. `note` is the last beat of every deed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import queries, rules
from core.audit.records import AuditEntry, AuditHead, Mark
from core.clock import now
from core.config import secret
from core.fields import sought

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
    chain: _Chain | None = session.info.get("chain")
    end = chain or _locked(session)
    link = rules.Link(
        number=end.count + 1,
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
    end.add(link)
    if chain is None:
        _keep(session, end)
    session.info["noted"] = session.info.get("noted", 0) + 1


@dataclass
class _Chain:
    """The end of the trail, locked, and the entries that are to follow it."""

    count: int
    hash: str
    waiting: list[dict[str, object]] = field(default_factory=list)

    def add(self, link: rules.Link) -> None:
        sealed = rules.seal(secret(), self.hash, link)
        content = vars(link) | {"id": link.number, "previous": self.hash, "hash": sealed}
        del content["number"]
        self.waiting.append(content)
        self.count, self.hash = link.number, sealed


_ENTRIES = insert(AuditEntry.__table__)
_HEAD = update(AuditHead.__table__).where(AuditHead.__table__.c.id == 1).values(count=bindparam("reached"), hash=bindparam("sealed"))


def _locked(session: Session) -> _Chain:
    head = queries.head_for_update(session)
    if head is None:
        session.execute(insert(AuditHead.__table__), {"id": 1, "count": 0, "hash": rules.GENESIS})
    return _Chain(*(head or (0, rules.GENESIS)))


def _keep(session: Session, chain: _Chain) -> None:
    """Written past the records: every deed comes by here, and this is half of what an unit of work would cost."""
    session.execute(_ENTRIES, chain.waiting)
    session.execute(_HEAD, {"reached": chain.count, "sealed": chain.hash})
    chain.waiting.clear()


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Within, many deeds share the transaction, and their entries are written at its end: for core.work.batch only.

    The head stays locked from here on anyway. Nothing within may read the trail of its own deeds.
    # house: holds the entries of deeds that require and note
    """
    session.info["chain"] = chain = _locked(session)
    yield
    session.flush()  # house: what the last deed left belongs before its entry
    _keep(session, chain)


def touch(session: Session, topic: str) -> None:
    """Say that answers about `topic` are no longer what they were; cached ones are asked anew.

    # house: part of another deed, which requires and notes
    """
    touched: dict[str, int] = session.info.setdefault("touched", {})
    moved, touched[topic] = topic in touched, session.info.get("noted", 0)
    session.info.get("kept", {}).pop(topic, None)
    if not moved and not session.execute(_MARK, {"touched": topic}).rowcount:  # nobody sees it before the end: moved once is enough
        session.add(Mark(topic=topic, value=1))


_MARK = update(Mark).where(Mark.topic == bindparam("touched")).values(value=Mark.value + 1).execution_options(synchronize_session=False)


def export(session: Session, actor: Actor, search: queries.Search) -> pd.DataFrame:
    """Take the matching entries away, and say so in the trail. Columns: queries.COLUMNS."""
    require(actor, Permission.AUDIT_EXPORT, ANYWHERE)
    frame = queries.export(session, actor, search)
    asked = {"deed": sought(search.deed), "actor": sought(search.actor), "code": sought(search.code), "since": search.since, "until": search.until}
    note(session, actor, "audit:export", "audit", None, entries=len(frame), search=asked)
    return frame

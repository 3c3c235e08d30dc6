"""Questions about comments, and the timeline of a record. Whoever may see the record may read both."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core import subjects
from core.access import Actor, Permission, require
from core.audit.records import AuditEntry
from core.clock import now
from core.comments import rules
from core.comments.records import Comment, FormerWords
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.settings.queries import value
from core.words import Language


@dataclass(frozen=True)
class Said:
    """A comment as its readers see it; a struck one keeps its place and its author, not its words."""

    id: int
    author: dict[str, str]
    body: str
    at: datetime
    edited_at: datetime | None
    struck_at: datetime | None
    mentions: tuple[dict[str, str], ...]
    former: tuple[tuple[datetime, str], ...]
    mine: bool
    editable: bool
    version: int


@dataclass(frozen=True)
class Event:
    """Something that happened to a record: who, when, what; never the facts of the trail."""

    number: int
    at: datetime
    who: dict[str, str]
    """By today's name, or by the one of that time for somebody who has none any more; empty where nobody did it but the house."""
    deed: str
    words: str | None
    """Of a comment that still stands."""


def thread(session: Session, actor: Actor, kind: str, subject_id: int, *, page: int = 1, size: int = 20) -> tuple[list[Said], int]:
    """A page of the comments on a record, newest first, and how many there are. Refuses NotFound."""
    require(actor, Permission.ACCOUNT_USE)
    subjects.place(session, actor, kind, subject_id)
    where = (Comment.subject_kind == kind, Comment.subject_id == subject_id)
    total = session.scalar(select(func.count()).select_from(Comment).where(*where)) or 0
    rows = list(session.scalars(select(Comment).where(*where).order_by(Comment.id.desc()).limit(size).offset((page - 1) * size)))
    known = names(session, frozenset({row.author_id for row in rows}.union(*(row.mentions for row in rows))))
    former: dict[int, list[tuple[datetime, str]]] = {}
    for old in session.scalars(select(FormerWords).where(FormerWords.comment_id.in_([row.id for row in rows])).order_by(FormerWords.id)):
        former.setdefault(old.comment_id, []).append((old.until, old.body))
    moment, minutes, said = now(), value(session, rules.EDIT_MINUTES), []
    for row in rows:
        stands = row.struck_at is None
        said.append(
            Said(
                row.id, known.get(row.author_id, {}), row.body if stands else "", row.at, row.edited_at, row.struck_at,
                tuple(known[one] for one in row.mentions if one in known) if stands else (), tuple(former.get(row.id, ())) if stands else (),
                row.author_id == actor.id, stands and row.author_id == actor.id and rules.editable(moment, row.at, minutes), row.version,
            )
        )  # fmt: skip
    return said, total


def mentionable(session: Session, actor: Actor, kind: str, subject_id: int) -> list[tuple[int, str, dict[str, str]]]:
    """Who else may see the record and so be called by name: id, user name, name. Refuses NotFound."""
    require(actor, Permission.COMMENT_WRITE)
    subjects.place(session, actor, kind, subject_id)
    seeing = {one.id: one.username for one in subjects.who_may_see(session, kind, subject_id, None) if one.id != actor.id}
    known = names(session, frozenset(seeing))
    return [(one, username, known[one]) for one, username in seeing.items()]


def people_called(session: Session, usernames: Collection[str]) -> dict[int, dict[str, str]]:
    """Names by id of the active people with these user names."""
    rows = session.execute(select(Person.id, Person.name).where(Person.username.in_(usernames), Person.active.is_(True)))
    return {row.id: row.name for row in rows}


def active(session: Session, person_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Names by id of the active ones of these people."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids), Person.active.is_(True)))
    return {row.id: row.name for row in rows}


def comment_for_update(session: Session, comment_id: int) -> Comment:
    found = session.scalars(select(Comment).where(Comment.id == comment_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def timeline(session: Session, actor: Actor, kind: str, subject_id: int, *, page: int = 1, size: int = 50) -> tuple[list[Event], int]:
    """A page of what happened to a record, newest first, and how many entries there are. Refuses NotFound.

    Drawn from the audit trail: its deeds (files among them) and those of its comments. No facts: those are the trail's
    readers' affair.
    """
    require(actor, Permission.ACCOUNT_USE)
    subjects.place(session, actor, kind, subject_id)
    of_comments = select(Comment.id).where(Comment.subject_kind == kind, Comment.subject_id == subject_id)
    where = or_(
        and_(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id),
        and_(AuditEntry.subject_kind == "comment", AuditEntry.subject_id.in_(of_comments)),
    )
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(where)) or 0
    rows = session.execute(
        select(AuditEntry.id, AuditEntry.at, AuditEntry.actor_name, AuditEntry.deed, AuditEntry.subject_id, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id).where(where).order_by(AuditEntry.id.desc()).limit(size).offset((page - 1) * size)
    ).all()  # fmt: skip
    written = [row.subject_id for row in rows if row.deed == "comment:write"]
    stands = select(Comment.id, Comment.body).where(Comment.id.in_(written), Comment.struck_at.is_(None))
    words = {row.id: rules.excerpt(row.body) for row in session.execute(stands)} if written else {}
    who = {r.id: r.name or ({Language.ENGLISH.value: r.actor_name} if r.actor_name else {}) for r in rows}
    return [Event(r.id, r.at, who[r.id], r.deed, words.get(r.subject_id) if r.deed == "comment:write" else None) for r in rows], total

"""Deeds on comments: write, put right for a while, strike."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from core import fields, subjects
from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.clock import now
from core.comments import queries, rules
from core.comments.records import Comment, FormerWords
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.people.queries import names
from core.settings.queries import value
from core.subjects import Place
from core.words import N_, pick


def write(session: Session, actor: Actor, kind: str, subject_id: int, *, body: str, mention_ids: Collection[int] = ()) -> int:
    """Say something about a record that `actor` may see. Tells who is called (chosen, or by @username), then who has to do with it.

    Refuses NotFound, Empty, TooLong, MayNotSee.
    """
    require(actor, Permission.COMMENT_WRITE, ANYWHERE)
    place = subjects.place(session, actor, kind, subject_id)
    clean = fields.paragraph(body, N_("Comment"), rules.BODY_LIMIT)
    mentions = _mentions(session, actor, place, clean, mention_ids)
    row = Comment(subject_kind=kind, subject_id=subject_id, author_id=actor.id, body=clean, mentions=sorted(mentions), at=now())
    with_ids(session, row)
    _tell(session, actor, place, clean, mentions, concerned=True)
    note(
        session, actor, "comment:write", "comment", row.id, code=place.code, project_id=place.project_id,
        on=[kind, subject_id], after={"body": clean, "mentions": row.mentions},
    )  # fmt: skip
    return row.id


def edit(session: Session, actor: Actor, comment_id: int, *, version: int, body: str, mention_ids: Collection[int] = ()) -> int:
    """Put the own words right, within rules.EDIT_MINUTES; what they were is kept. Tells who is called by name for the first time.

    Refuses NotFound, NotYourWords, Struck, TooLate, Stale, Empty, TooLong, MayNotSee.
    """
    require(actor, Permission.COMMENT_WRITE, ANYWHERE)
    row, place = _own(session, actor, comment_id)
    if row.version != version:
        raise Stale()
    moment = now()
    minutes = value(session, rules.EDIT_MINUTES)
    if not rules.editable(moment, row.at, minutes):
        raise rules.TooLate(minutes=minutes)
    clean = fields.paragraph(body, N_("Comment"), rules.BODY_LIMIT)
    mentions, before = _mentions(session, actor, place, clean, mention_ids), {"body": row.body, "mentions": row.mentions}
    session.add(FormerWords(comment_id=row.id, body=row.body, until=moment))
    fresh = {one: name for one, name in mentions.items() if one not in row.mentions}
    row.body, row.mentions, row.edited_at = clean, sorted(mentions), moment
    _tell(session, actor, place, clean, fresh, concerned=False)
    note(
        session, actor, "comment:edit", "comment", row.id, code=place.code, project_id=place.project_id,
        before=before, after={"body": clean, "mentions": row.mentions},
    )  # fmt: skip
    return row.id


def strike(session: Session, actor: Actor, comment_id: int) -> int:
    """Take the own words back: their place stays, with who and when. Refuses NotFound, NotYourWords, Struck."""
    require(actor, Permission.COMMENT_WRITE, ANYWHERE)
    row, place = _own(session, actor, comment_id)
    row.struck_at = now()
    note(
        session, actor, "comment:strike", "comment", row.id, code=place.code, project_id=place.project_id, before={"body": row.body},
    )  # fmt: skip
    return row.id


def _own(session: Session, actor: Actor, comment_id: int) -> tuple[Comment, Place]:
    """The actor's own standing comment on a record that the actor may still see."""
    row = queries.comment_for_update(session, comment_id)
    place = subjects.place(session, actor, row.subject_kind, row.subject_id)
    if row.author_id != actor.id:
        raise rules.NotYourWords()
    if row.struck_at is not None:
        raise rules.Struck()
    return row, place


def _mentions(session: Session, actor: Actor, place: Place, body: str, chosen: Collection[int]) -> dict[int, dict[str, str]]:
    """Everybody called by name, each of whom may see the record. An @word that is nobody's user name is a word."""
    called = queries.active(session, chosen) if chosen else {}
    if usernames := rules.called(body):
        called |= queries.people_called(session, usernames)
    called.pop(actor.id, None)
    seeing = {one.id for one in subjects.who_may_see(session, place.kind, place.id, frozenset(called))}
    for one, name in called.items():
        if one not in seeing:
            raise rules.MayNotSee(person=pick(name, actor.language))
    return called


def _tell(session: Session, actor: Actor, place: Place, body: str, mentions: Collection[int], *, concerned: bool) -> None:
    """Who is called is told that, and not a second time that somebody commented; nobody is told of what they may not see."""
    author = names(session, frozenset({actor.id})).get(actor.id, {"en": actor.name})
    values = {"author": author, "record": place.code, "name": place.name, "words": rules.excerpt(body)}
    tell(session, actor, rules.MENTIONED.code, mentions, about=place, message=N_("{author} mentions you on {record} ({name}): {words}"), **values)
    if concerned:
        others = {one.id for one in subjects.who_may_see(session, place.kind, place.id, place.people - set(mentions) - {actor.id})}
        tell(session, actor, rules.COMMENTED.code, others, about=place, message=N_("{author} comments on {record} ({name}): {words}"), **values)

"""Questions about notices, and about the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core import sealing
from core.access import Actor, Permission, require
from core.notice.outside import SEALED_FOR, Outside, writer
from core.notice.records import Notice, OutMail, Preference
from core.notice.rules import Mail, State, kinds
from core.people.records import Person

COUNTED_TO = 100
"""The number of unread notices beyond which nobody counts: “99+”."""


@dataclass(frozen=True)
class Line:
    """A notice as the inbox shows it: message and values, to be said in the reader's language."""

    id: int
    kind: str
    message: str
    values: dict[str, Any]
    subject_kind: str
    subject_code: str
    path: str
    at: datetime
    read: bool


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told: where mail would go, and when it is wanted."""

    id: int
    email: str | None
    mail: Mail | None


def _own(actor: Actor, *, unread: bool, kind: str) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [Notice.person_id == actor.id]
    if unread:
        conditions.append(Notice.read_at.is_(None))
    if kind:
        conditions.append(Notice.kind == kind)
    return and_(*conditions)


def inbox(session: Session, actor: Actor, *, unread: bool = False, kind: str = "", page: int = 1, size: int = 20) -> tuple[list[Line], int]:
    """A page of the actor's own notices, newest first, and how many there are."""
    require(actor, Permission.ACCOUNT_USE)
    where = _own(actor, unread=unread, kind=kind)
    total = session.scalar(select(func.count()).select_from(Notice).where(where)) or 0
    rows = session.scalars(select(Notice).where(where).order_by(Notice.id.desc()).limit(size).offset((page - 1) * size))
    return [Line(n.id, n.kind, n.message, n.values, n.subject_kind, n.subject_code, n.path, n.at, n.read_at is not None) for n in rows], total


def unread(session: Session, actor: Actor) -> int:
    """How many notices the actor has not read, counted up to COUNTED_TO: an index tells it without a look at a row."""
    require(actor, Permission.ACCOUNT_USE)
    few = select(Notice.person_id).where(_own(actor, unread=True, kind="")).limit(COUNTED_TO).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0


def preferences(session: Session, actor: Actor) -> dict[str, Mail]:
    """When the actor wants mail, for every kind there is: what was chosen, else the kind's default."""
    require(actor, Permission.ACCOUNT_USE)
    chosen = {row.kind: Mail(row.mail) for row in session.scalars(select(Preference).where(Preference.person_id == actor.id))}
    return {kind.code: chosen.get(kind.code, kind.mail) for kind in kinds()}


def preference_for_update(session: Session, person_id: int, kind: str) -> Preference | None:
    return session.scalars(select(Preference).where(Preference.person_id == person_id, Preference.kind == kind).with_for_update()).one_or_none()


# Built once: most deeds tell somebody.
_READERS = (
    select(Person.id, Person.email, Preference.mail)
    .outerjoin(Preference, and_(Preference.person_id == Person.id, Preference.kind == bindparam("kind")))
    .where(Person.id.in_(bindparam("person_ids", expanding=True)), Person.active.is_(True))
    .order_by(Person.id)
)


def readers(session: Session, kind: str, person_ids: Collection[int]) -> list[Reader]:
    """The active ones of these people, by id, with what each chose for this kind."""
    rows = session.execute(_READERS, {"kind": kind, "person_ids": list(person_ids)})
    return [Reader(row.id, row.email, Mail(row.mail) if row.mail else None) for row in rows]


def own_for_update(session: Session, actor: Actor, ids: Collection[int] | None) -> list[Notice]:
    """The actor's own unread notices among `ids`, or all of them. # house: finds nothing but the actor's own; the deed requires"""
    found = select(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None)).order_by(Notice.id)
    return list(session.scalars((found if ids is None else found.where(Notice.id.in_(ids))).with_for_update()))


# ------------------------------------------------------------------ the outbox
@dataclass(frozen=True)
class Letter:
    """A claimed mail with everything its text is made of."""

    id: int
    key: str
    digest: bool
    address: str | None
    """None where there is nobody to mail to any more."""
    name: dict[str, str]
    language: str | None
    lines: tuple[Line, ...]
    sender: str = ""
    subject: str = ""
    body: str = ""
    """Sender, subject and body of a mail to somebody outside, who gets no lines."""

    def __repr__(self) -> str:
        return f"Letter({self.key})"  # an address is nobody's business but the mail server's


@dataclass(frozen=True)
class Outbox:
    """How many mails wait, are on their way, were taken, are of unknown fate, were refused."""

    waiting: int = 0
    under_way: int = 0
    sent: int = 0
    uncertain: int = 0
    refused: int = 0
    oldest: datetime | None = None
    """When the oldest of those that wait was written."""


def any_due(session: Session, at: datetime) -> bool:
    """Whether a sender has anything to do at `at`: one look into an index."""
    waits = and_(OutMail.state == State.WAITING, OutMail.due_at <= at)
    left = and_(OutMail.state.in_((State.CLAIMED, State.HANDING)), OutMail.lease_until <= at)
    return session.scalar(select(OutMail.id).where(or_(waits, left)).limit(1)) is not None


def due_for_update(session: Session, at: datetime, limit: int) -> list[OutMail]:
    """Mails whose time has come, the oldest first; those that another sender is taking just now are left to it."""
    found = select(OutMail).where(OutMail.state == State.WAITING, OutMail.due_at <= at).order_by(OutMail.due_at, OutMail.id).limit(limit)
    return list(session.scalars(found.with_for_update(skip_locked=True)))


def unsent_for_update(session: Session) -> list[OutMail]:
    """Every mail that has not come to its end."""
    found = select(OutMail).where(OutMail.state.in_((State.WAITING, State.CLAIMED, State.HANDING))).order_by(OutMail.id)
    return list(session.scalars(found.with_for_update()))


def left_for_update(session: Session, at: datetime) -> list[OutMail]:
    """Mails whose sender has not been heard of within its lease."""
    found = select(OutMail).where(OutMail.state.in_((State.CLAIMED, State.HANDING)), OutMail.lease_until <= at).order_by(OutMail.id)
    return list(session.scalars(found.with_for_update(skip_locked=True)))


def held_for_update(session: Session, mail_id: int, token: str) -> OutMail | None:
    """The mail, as long as this sender holds it."""
    return session.scalars(select(OutMail).where(OutMail.id == mail_id, OutMail.token == token).with_for_update()).one_or_none()


def claimed_for_update(session: Session, token: str) -> list[OutMail]:
    """What a sender has claimed and not handed over."""
    found = select(OutMail).where(OutMail.token == token, OutMail.state == State.CLAIMED).order_by(OutMail.id)
    return list(session.scalars(found.with_for_update()))


def carried_for_update(session: Session, key: str) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.mail_key == key).order_by(Notice.id).with_for_update()))


def letters(session: Session, mails: Collection[OutMail]) -> list[Letter]:
    """What the mails say and to whom, three questions for all of them, and what the rooms ask for those that go outside."""
    return sorted([*_inside(session, [one for one in mails if not one.outside]), *_outside(session, [one for one in mails if one.outside])], key=lambda one: one.id)


def _outside(session: Session, mails: Collection[OutMail]) -> list[Letter]:
    made: dict[tuple[str, int], Outside] = {}
    for kind in sorted({str(mail.outside) for mail in mails}):
        write = writer(kind)
        secrets = {int(mail.outside_id or 0): sealing.opened(SEALED_FOR, mail.key, mail.secret) or "" if mail.secret else "" for mail in mails if mail.outside == kind}
        made |= {(kind, id_): one for id_, one in (write(session, secrets) if write else {}).items()}
    found = []
    for mail in mails:
        one = made.get((str(mail.outside), int(mail.outside_id or 0)))
        if one is None:
            found.append(Letter(mail.id, mail.key, False, None, {}, None, ()))
        else:
            found.append(Letter(mail.id, mail.key, False, one.address, {one.language.value: one.name}, one.language.value, (), one.sender, one.subject, one.body))
    return found


def _inside(session: Session, mails: Collection[OutMail]) -> list[Letter]:
    if not mails:
        return []
    people = {row.id: row for row in session.execute(
        select(Person.id, Person.name, Person.email, Person.language, Person.active).where(Person.id.in_({mail.person_id for mail in mails}))
    )}  # fmt: skip
    lines: dict[str, list[Line]] = {}
    for n in session.scalars(select(Notice).where(Notice.mail_key.in_([mail.key for mail in mails])).order_by(Notice.id)):
        lines.setdefault(n.mail_key or "", []).append(
            Line(n.id, n.kind, n.message, n.values, n.subject_kind, n.subject_code, n.path, n.at, n.read_at is not None)
        )
    return [
        Letter(mail.id, mail.key, mail.digest_on is not None, reader.email if reader.active else None, reader.name, reader.language,
               tuple(lines.get(mail.key, ())))
        for mail in mails
        for reader in (people[mail.person_id],)
    ]  # fmt: skip


def gathered_for_update(session: Session, cut: datetime, *, limit: int = 5000) -> list[Notice]:
    """Unread notices told before `cut` that wait for a digest, by person."""
    found = select(Notice).where(Notice.digest.is_(True), Notice.mail_key.is_(None), Notice.read_at.is_(None), Notice.at < cut)
    return list(session.scalars(found.order_by(Notice.person_id, Notice.id).limit(limit).with_for_update()))


def mailable(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Those of them who have an address and an account."""
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(person_ids), Person.active.is_(True), Person.email.is_not(None))))


def digested(session: Session, day: Any) -> frozenset[int]:
    """Who has a digest of that day already."""
    return frozenset(session.scalars(select(OutMail.person_id).where(OutMail.digest_on == day)))


def outbox(session: Session) -> Outbox:
    """How the outbox stands, for the operator."""
    counts = {state: (number, oldest) for state, number, oldest in session.execute(
        select(OutMail.state, func.count(), func.min(OutMail.created_at)).group_by(OutMail.state)
    )}  # fmt: skip
    number = {state: counts.get(state, (0, None))[0] for state in State}
    return Outbox(
        number[State.WAITING], number[State.CLAIMED] + number[State.HANDING], number[State.SENT], number[State.UNCERTAIN], number[State.REFUSED],
        counts.get(State.WAITING, (0, None))[1],
    )  # fmt: skip


def told_since(session: Session, kind: str, since: datetime, *, person_id: int, subject: tuple[str, int] | None = None) -> bool:
    """Whether somebody was told of a kind since a moment, about a record where one is given."""
    where = [Notice.person_id == person_id, Notice.kind == kind, Notice.at > since]
    if subject is not None:
        where += [Notice.subject_kind == subject[0], Notice.subject_id == subject[1]]
    return session.scalar(select(Notice.id).where(*where).limit(1)) is not None

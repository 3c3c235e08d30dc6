"""Telling people, and what a reader does with what she was told."""

import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core import sealing
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.clock import now
from core.config import settings
from core.notice import outside, queries, rules
from core.notice.records import Notice, OutMail, Preference
from core.subjects import Place


def tell(session: Session, actor: Actor, kind_code: str, person_ids: Iterable[int], *, about: Place, message: str, **values: object) -> None:
    """Tell people about a record, as a part of another deed. Never tells the doer, nobody twice within a deed, nobody who left.

    `message` is an N_ literal, `values` fill its placeholders: texts, numbers, days, moments, contents (a text per
    language), codes with a label, rules.Word for a value that is itself a message. It is said in the language of each
    reader when she reads it. One question and at most two writes, however many are told; nothing shared is locked.
    # house: part of another deed, which requires and notes
    """
    kind = rules.kind(kind_code)
    rules.check(message, values)
    told: set[tuple[object, ...]] = session.info.setdefault("told", set())
    deed = session.info.get("noted", 0)  # many deeds share a session in a batch
    kept = {name: rules.kept(value) for name, value in values.items()}
    news = (deed, kind_code, about.kind, about.id, message, repr(kept))  # of two contracts of a customer both are told
    fresh = {one for one in person_ids if one != actor.id and (*news, one) not in told}
    told |= {(*news, one) for one in fresh}
    readers = queries.readers(session, kind_code, fresh) if fresh else []
    if not readers:
        return
    moment, mailing = now(), settings().mails
    shared = {
        "kind": kind_code, "message": message, "values": kept,
        "subject_kind": about.kind, "subject_id": about.id, "subject_code": about.code[:80], "path": about.path[:300], "at": moment,
        "read_at": None,
    }  # fmt: skip
    notices, mails = [], []
    for reader in readers:
        wanted = (reader.mail or kind.mail) if mailing and reader.email else rules.Mail.NEVER
        key = uuid.uuid4().hex if wanted is rules.Mail.NOW else None
        notices.append(shared | {"person_id": reader.id, "digest": wanted is rules.Mail.DIGEST, "mail_key": key})
        if key:
            mails.append(
                {"key": key, "person_id": reader.id, "digest_on": None, "state": rules.State.WAITING.value, "created_at": moment,
                 "due_at": moment, "attempts": 0}
            )  # fmt: skip
    session.execute(_NOTICES, notices)
    if mails:
        session.execute(_MAILS, mails)


def put_outside(session: Session, kind: str, outside_id: int, *, key: str, secret: str = "") -> None:
    """Put a mail to somebody without an account into the outbox, which the room `kind` (`outside.written_by`) knows by `outside_id`.

    # house: part of another deed, which requires and notes
    """
    moment = now()
    sealed = sealing.sealed(outside.SEALED_FOR, key, secret) if secret else None
    session.execute(_MAILS, [
        {"key": key, "person_id": None, "outside": kind, "outside_id": outside_id, "secret": sealed, "digest_on": None, "state": rules.State.WAITING.value, "created_at": moment,
         "due_at": moment, "attempts": 0}
    ])  # fmt: skip


_NOTICES, _MAILS = insert(Notice.__table__), insert(OutMail.__table__)
"""Past the records: nothing of them is read again within the deed."""


def read(session: Session, actor: Actor, ids: Collection[int]) -> int:
    """Mark the actor's own notices among `ids` as read; returns how many were not before."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    return _read(session, actor, ids)


def read_all(session: Session, actor: Actor) -> int:
    """Mark every notice of the actor's own as read; returns how many were not before."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    return _read(session, actor, None)


def _read(session: Session, actor: Actor, ids: Collection[int] | None) -> int:
    rows, moment = queries.own_for_update(session, actor, ids), now()
    for row in rows:
        row.read_at = moment
    note(session, actor, "notice:read", "person", actor.id, code=actor.username, notices=len(rows))
    return len(rows)


def prefer(session: Session, actor: Actor, kind_code: str, mail: rules.Mail) -> int:
    """Choose when the actor gets mail about a kind. Refuses UnknownKind."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    rules.kind(kind_code)
    row = queries.preference_for_update(session, actor.id, kind_code)
    before = row.mail if row else None
    if row is None:
        session.add(Preference(person_id=actor.id, kind=kind_code, mail=rules.Mail(mail).value))
    else:
        row.mail = rules.Mail(mail).value
    note(session, actor, "notice:prefer", "person", actor.id, code=actor.username, kind=kind_code, before=before, after=rules.Mail(mail).value)
    return actor.id

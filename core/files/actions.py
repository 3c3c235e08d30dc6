"""Keeping a file beside the deed that brings it."""

import hashlib

from sqlalchemy.orm import Session

from core.access import Actor
from core.clock import now
from core.db import with_ids
from core.files import store
from core.files.records import StoredFile


def keep(session: Session, actor: Actor, data: bytes, *, kind: str, name: str, subject_kind: str, subject_id: int) -> int:
    """Store judged and cleaned `data` for a record; returns the file's id.

    # house: part of another deed, which requires and notes
    """
    row = StoredFile(
        sha256=store.keep(data),
        kind=kind,
        name=name[:160],
        size=len(data),
        subject_kind=subject_kind,
        subject_id=subject_id,
        by_id=actor.id,
        at=now(),
    )
    with_ids(session, row)
    return row.id


def fingerprint(data: bytes) -> str:
    """The hash under which this content is stored."""
    return hashlib.sha256(data).hexdigest()

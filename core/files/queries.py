"""Questions about stored files. Who may see one is asked of the room whose record it belongs to."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor
from core.errors import NotFound
from core.files.records import StoredFile

Guard = Callable[[Session, Actor, int], None]
_GUARDS: dict[str, Guard] = {}


def guarded_by(kind: str, guard: Guard) -> None:
    """A room says who may see the files of its records: `guard` raises NotPermitted for those who may not."""
    _GUARDS[kind] = guard


def readable(session: Session, actor: Actor, file_id: int) -> tuple[str, str, str]:
    """SHA-256, kind and name of a file `actor` may see at this moment. Refuses NotFound otherwise.

    # house: the guard of the room whose record it belongs to requires
    """
    found = session.scalars(select(StoredFile).where(StoredFile.id == file_id)).one_or_none()
    guard = _GUARDS.get(found.subject_kind) if found else None
    if found is None or guard is None:
        raise NotFound()
    guard(session, actor, found.subject_id)
    return found.sha256, found.kind, found.name


def kept(session: Session) -> dict[str, int]:
    """SHA-256 and size of every file that some record names: what a backup takes along and a sweep spares."""
    return {sha256: size for sha256, size in session.execute(select(StoredFile.sha256, StoredFile.size).distinct())}

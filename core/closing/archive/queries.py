"""Questions about archives: what of a project is kept, and the library of closed projects."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.closing.archive.records import ArchiveEntry
from core.closing.archive.rules import Part
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project

FILES = "archive_entry"


@dataclass(frozen=True)
class Entry:
    """Something that is kept, with its files as (id, name)."""

    id: int
    part: Part
    title: str
    place: str
    none: bool
    by: dict[str, str]
    at: datetime
    files: tuple[tuple[int, str], ...]


def entries(session: Session, project_id: int) -> tuple[Entry, ...]:
    """The archive of a project. For deeds and questions that require."""
    rows = list(session.scalars(select(ArchiveEntry).where(ArchiveEntry.project_id == project_id).order_by(ArchiveEntry.part, ArchiveEntry.id)))
    who = names(session, frozenset(row.by_id for row in rows))
    files: dict[int, list[tuple[int, str]]] = {}
    for file in session.scalars(select(StoredFile).where(StoredFile.subject_kind == FILES, StoredFile.subject_id.in_([row.id for row in rows])).order_by(StoredFile.id)):
        files.setdefault(file.subject_id, []).append((file.id, file.name))
    return tuple(Entry(row.id, Part(row.part), row.title, row.place, row.none, who[row.by_id], row.at, tuple(files.get(row.id, ()))) for row in rows)


def entry_for_update(session: Session, entry_id: int) -> ArchiveEntry:
    found = session.scalars(select(ArchiveEntry).where(ArchiveEntry.id == entry_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def count(session: Session, project_id: int) -> int:
    """How many entries an archive has."""
    return len(list(session.scalars(select(ArchiveEntry.id).where(ArchiveEntry.project_id == project_id))))


def files_of(session: Session, entry_id: int) -> list[StoredFile]:
    return list(session.scalars(select(StoredFile).where(StoredFile.subject_kind == FILES, StoredFile.subject_id == entry_id)))


def guard_files(session: Session, actor: Actor, entry_id: int) -> None:
    """Whoever sees the closing of the project sees its archive. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    found = session.scalar(select(ArchiveEntry.id).join(Project, Project.id == ArchiveEntry.project_id).where(ArchiveEntry.id == entry_id, visible_to(actor, Permission.CLOSING_READ)))
    if found is None:
        raise NotFound()


guarded_by(FILES, guard_files)

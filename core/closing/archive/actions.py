"""Deeds on the archive of a project: file, add a file, take out. Once the project is closed it stays as it is."""

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.closing.archive import queries, rules
from core.closing.archive.records import ArchiveEntry
from core.closing.archive.rules import Part
from core.closing.rules import ClosedForGood
from core.db import with_ids
from core.files import actions as files
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.words import N_

Upload = tuple[bytes, str, str]
"""Judged and cleaned content, its kind, its name."""


def _open(session: Session, actor: Actor, project_id: int) -> Project:
    project = project_for_update(session, project_id)
    require(actor, Permission.CLOSING_EDIT, reach(project))
    if project.stage == Stage.CLOSED:
        raise ClosedForGood(project=project.code)
    return project


def file(session: Session, actor: Actor, project_id: int, part: Part, *, title: str, place: str = "", none: bool = False, upload: Upload | None = None) -> int:
    """Say where a part of the archive is kept, with its file, or that the project has none and why; returns the entry's id. Refuses WhereMissing, TooManyEntries, ClosedForGood, Empty, TooLong."""
    project = _open(session, actor, project_id)
    if queries.count(session, project_id) >= rules.MOST_ENTRIES:
        raise rules.TooManyEntries(limit=rules.MOST_ENTRIES)
    where = fields.line(place, N_("Where it is kept"), rules.PLACE_LIMIT, needed=False)
    if not where and (none or upload is None):
        raise rules.WhereMissing()
    row = ArchiveEntry(
        project_id=project_id, part=Part(part).value, title=fields.line(title, N_("Title"), rules.TITLE_LIMIT, needed=not none), place=where, none=none, by_id=actor.id, at=now()
    )
    with_ids(session, row)
    if upload is not None:
        data, kind, name = upload
        files.keep(session, actor, data, kind=kind, name=name, subject_kind=queries.FILES, subject_id=row.id)
    return _done(session, actor, "archive:file", row, project, part=row.part, title=row.title, place=row.place, none=none, file=upload[2] if upload else None)


def attach(session: Session, actor: Actor, entry_id: int, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned file to an entry; returns the file's id. The same content twice is one file. Refuses TooManyArchiveFiles, ClosedForGood."""
    row = queries.entry_for_update(session, entry_id)
    project = _open(session, actor, row.project_id)
    present, sha256 = queries.files_of(session, row.id), files.fingerprint(data)
    known = next((one.id for one in present if one.sha256 == sha256), None)
    if known is not None:
        return known
    if len(present) >= rules.MOST_FILES:
        raise rules.TooManyArchiveFiles(limit=rules.MOST_FILES)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=queries.FILES, subject_id=row.id)
    _done(session, actor, "archive:attach", row, project, file=file_id, name=name, sha256=sha256)
    return file_id


def drop(session: Session, actor: Actor, entry_id: int) -> int:
    """Take an entry out that was wrong; the trail keeps what it said. Returns the project's id. Refuses ClosedForGood."""
    row = queries.entry_for_update(session, entry_id)
    project = _open(session, actor, row.project_id)
    session.delete(row)
    _done(session, actor, "archive:drop", row, project, part=row.part, title=row.title, place=row.place)
    return project.id


def _done(session: Session, actor: Actor, deed: str, row: ArchiveEntry, project: Project, **facts: object) -> int:
    touch(session, "closing")
    note(session, actor, deed, "archive_entry", row.id, code=project.code, project_id=project.id, **facts)
    return row.id

"""Making a backup: one view of the tables, then the files it names, then the check, then an entry in the trail."""

from dataclasses import dataclass, replace
from pathlib import Path

from core import config, work
from core.access import Actor
from core.clock import here, now
from core.operation import versions
from core.operation.backup import actions, archive, queries
from core.operation.backup.rules import BackupNotWritten, FilesLost, Manifest


@dataclass(frozen=True)
class Made:
    """A backup that was written and read back whole."""

    path: Path
    size: int
    manifest: Manifest


def named(target: Path) -> Path:
    """Where the archive goes: into an existing folder under a name with the time, else to the path itself."""
    return target / f"cockpit-{here(now()):%Y%m%d-%H%M%S}.zip" if target.is_dir() else target


def make(target: Path, actor: Actor, *, anyway: bool = False) -> Made:
    """Back up the database and the files it names to `target`, while others go on working.

    `anyway` leaves out files that the store has lost. Refuses TargetExists, BackupNotWritten, FilesLost, TryAgain.
    """
    path = named(target)
    if not path.parent.is_dir():
        raise BackupNotWritten(reason=f"{path.parent}: no such folder")
    with archive.made_at(path) as writer:
        manifest = work.ask(queries.dump, actor, writer.table, version=versions.program())
        lost = tuple(sha256 for sha256 in sorted(manifest.files) if not writer.file(sha256))
        if lost and not anyway:
            raise FilesLost(count=len(lost), first=lost[0][:12])
        kept = {sha256: size for sha256, size in sorted(manifest.files.items()) if sha256 not in lost}
        manifest = replace(manifest, files=kept, lost=lost)
        writer.seal(manifest, config.secret())
    size = path.stat().st_size
    work.do(actions.made, actor, name=path.name[:120], size=size, rows=manifest.rows, files=len(kept), lost=len(lost))
    return Made(path, size, manifest)

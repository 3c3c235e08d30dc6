"""The archive on disk: written beside its name and moved there whole, checked entry by entry before anybody believes it."""

import contextlib
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core import config
from core.errors import Refusal
from core.files import store
from core.operation.backup import rules
from core.operation.backup.rules import Altered, BackupNotWritten, Manifest, NotABackup, TargetExists

BLOCK = 2**20


class Writer:
    """An archive that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def table(self, name: str, lines: Iterator[bytes]) -> None:
        """The lines of a table, packed."""
        with self._archive.open(_entry(rules.table_name(name), packed=True), "w", force_zip64=True) as entry:
            for line in lines:
                entry.write(line)

    def file(self, sha256: str) -> bool:
        """A stored file as it is (pictures do not get smaller); False if the store has not got it unaltered."""
        try:
            data = store.read(sha256)
        except OSError:
            return False
        if hashlib.sha256(data).hexdigest() != sha256:
            return False
        self._archive.writestr(_entry(rules.file_name(sha256), packed=False), data)
        return True

    def seal(self, manifest: Manifest, secret: bytes) -> None:
        """The manifest and its seal, last."""
        body = rules.written(manifest, secret)
        self._archive.writestr(_entry(rules.MANIFEST, packed=True), body)
        self._archive.writestr(_entry(rules.SEAL, packed=False), rules.sealed(body, secret))


def _entry(name: str, *, packed: bool) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    made.external_attr = 0o600 << 16
    return made


@contextmanager
def made_at(target: Path) -> Iterator[Writer]:
    """An archive that is at `target`, whole, synced and read back, after the block; after an exception nothing is there.

    Readable by its owner only: it holds everything but the secret. Refuses TargetExists, BackupNotWritten.
    """
    if target.exists():
        raise TargetExists(path=str(target))
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", allowZip64=True) as archive:
                yield Writer(archive)
            store.sync(raw)
        try:
            check(partial, config.secret())
        except Refusal as different:
            raise BackupNotWritten(reason=f"{type(different).__name__}: {different}") from different
        _move(partial, target)
    except OSError as full:
        raise BackupNotWritten(reason=full.strerror or type(full).__name__) from full
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _move(partial: Path, target: Path) -> None:
    """Give the archive its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(partial, target)
    except FileExistsError as taken:
        raise TargetExists(path=str(target)) from taken
    except OSError:  # a file system without links
        if target.exists():
            raise TargetExists(path=str(target)) from None
        partial.rename(target)
    with contextlib.suppress(OSError, AttributeError):  # not every system syncs a folder
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class Reader:
    """An archive whose every entry has been compared with its sealed manifest."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    def rows(self, table: str) -> Iterator[list[Any]]:
        """The rows of a table as plain values."""
        with self._archive.open(rules.table_name(table)) as lines:
            for line in lines:
                yield json.loads(line)

    def file(self, sha256: str) -> bytes:
        return self._archive.read(rules.file_name(sha256))


@contextmanager
def opened(source: Path, secret: bytes) -> Iterator[Reader]:
    """The archive, once it has been checked whole. Refuses NotABackup, UnsafeName, OtherSecret, Altered."""
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as unreadable:
        raise NotABackup(path=str(source)) from unreadable
    with archive:
        yield Reader(archive, _checked(archive, source, secret))


def _checked(archive: zipfile.ZipFile, source: Path, secret: bytes) -> Manifest:
    names = [entry.filename for entry in archive.infolist()]
    rules.check_names(names)
    if not {rules.MANIFEST, rules.SEAL} <= set(names) or archive.getinfo(rules.MANIFEST).file_size > rules.MANIFEST_BYTES:
        raise NotABackup(path=str(source))
    manifest = rules.read(_whole(archive, rules.MANIFEST), _whole(archive, rules.SEAL), secret)
    different = manifest.names ^ set(names)
    if different:
        raise Altered(what=min(different))
    for name, table in manifest.tables.items():
        if _measured(archive, rules.table_name(name), table.size) != (table.sha256, table.size):
            raise Altered(what=rules.table_name(name))
    for sha256, size in manifest.files.items():
        if _measured(archive, rules.file_name(sha256), size) != (sha256, size):
            raise Altered(what=rules.file_name(sha256))
    return manifest


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except _BROKEN as damaged:
        raise Altered(what=name) from damaged


_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What a damaged entry can make the reader raise (RuntimeError: it claims to be encrypted)."""


def _measured(archive: zipfile.ZipFile, name: str, size: int) -> tuple[str, int]:
    """SHA-256 and size of an entry, read no further than it should be long."""
    digest, count = hashlib.sha256(), 0
    try:
        with archive.open(name) as entry:
            while count <= size and (block := entry.read(BLOCK)):
                digest.update(block)
                count += len(block)
    except _BROKEN as damaged:
        raise Altered(what=name) from damaged
    return digest.hexdigest(), count


def check(source: Path, secret: bytes) -> Manifest:
    """What a backup holds, once every entry has been compared."""
    with opened(source, secret) as archive:
        return archive.manifest


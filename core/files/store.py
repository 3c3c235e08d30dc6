"""The folder of stored files: written once under the hash of their content, never changed.

A file is on disk and synced before the transaction that names it commits, so a kept record always has its file;
a file whose transaction failed is an orphan without harm, until somebody sweeps.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from core.config import settings


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a hash")
    return settings().files_dir / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Store `data` durably and return its hash. Keeping the same content again is free, and makes it young again."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    try:
        os.utime(target)  # so that a sweep that looks at this moment spares it
        return sha256
    except FileNotFoundError:
        pass
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            sync(file)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256


def sync(file: IO[bytes]) -> None:
    """What was written is on the disk, not on its way there."""
    file.flush()
    os.fsync(file.fileno())


def read(sha256: str) -> bytes:
    """The content with this hash; FileNotFoundError if the store lost it."""
    return path_of(sha256).read_bytes()


def stored() -> Iterator[Path]:
    """Every file in the folder, also what an interrupted writing left."""
    folder = settings().files_dir
    return (one for one in folder.glob("[0-9a-f][0-9a-f]/*") if one.is_file()) if folder.is_dir() else iter(())


def remove_old(path: Path, before: datetime) -> bool:
    """Remove a file that nobody has kept since `before`; False if somebody has, also at this very moment.

    It is put aside first: whoever keeps the same content now either finds it gone and writes it anew, or has made it
    young, which is seen here, and it goes back.
    """
    aside = path.with_name(f"{path.name}.swept")
    try:
        if path.stat().st_mtime >= before.timestamp():
            return False
        path.rename(aside)
        if aside.stat().st_mtime >= before.timestamp():
            aside.rename(path)
            return False
    except FileNotFoundError:
        return False
    with contextlib.suppress(FileNotFoundError):
        aside.unlink()
    return True

"""The folder of stored files: written once under the hash of their content, never changed.

A file is on disk and synced before the transaction that names it commits, so a kept record always has its file;
a file whose transaction failed is an orphan without harm.
"""

import hashlib
import os
from pathlib import Path

from core.config import settings


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a hash")
    return settings().files_dir / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Store `data` durably and return its hash. Keeping the same content again is free."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256


def read(sha256: str) -> bytes:
    """The content with this hash; FileNotFoundError if the store lost it."""
    return path_of(sha256).read_bytes()

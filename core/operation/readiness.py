"""Whether this process can serve: asked by a proxy or an orchestrator every few seconds, so it is quick and says little."""

import contextlib
import os
import threading
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core import db
from core.config import settings
from core.db import migrations
from core.files.store import sync

READY, DATABASE, SCHEMA, DISK = "ready", "database", "schema", "disk"
KEPT_S = 1.0
"""An answer is given again within this time, so that nobody can keep the database busy by asking."""


def writable(folder: Path) -> bool:
    """Whether a file can be written and synced there."""
    probe = folder / f".probe-{os.getpid()}-{threading.get_ident()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with probe.open("wb") as file:
            file.write(b"0" * 4096)
            sync(file)
        probe.unlink()
    except OSError:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
        return False
    return True


def state() -> str:
    """READY, or the first thing that is not: DATABASE (cannot be reached), SCHEMA (not this program's), DISK (cannot be written)."""
    try:
        if migrations.current(db.engine()) != migrations.head():
            return SCHEMA
    except SQLAlchemyError:
        return DATABASE
    url = db.engine().url
    folders = [settings().files_dir] + ([Path(url.database).parent] if url.get_backend_name() == "sqlite" and url.database else [])
    return READY if all(writable(folder) for folder in folders) else DISK


class _Kept:
    def __init__(self) -> None:
        self.lock, self.at, self.said = threading.Lock(), float("-inf"), READY

    def look(self) -> str:
        with self.lock:
            if time.monotonic() - self.at >= KEPT_S:
                self.said, self.at = state(), time.monotonic()
            return self.said


_kept = _Kept()


def lately() -> str:
    """`state`, at most KEPT_S old."""
    return _kept.look()

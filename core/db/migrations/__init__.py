"""The schema's history: Alembic revisions under versions/, forward only, run by `migrate`.

Revisions name plain column types, never the project's own, so that an old revision means the same for ever.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
LEDGER = "alembic_version"


def config(engine: Engine) -> "Config":
    """Alembic's configuration for `engine`, without an ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["engine"] = engine
    return made


def head() -> str:
    """The newest revision this code knows: the highest number among the files, m0001_..., as a test compares with Alembic."""
    return known()[-1]


def known() -> tuple[str, ...]:
    """Every revision this code knows, the oldest first."""
    return tuple(sorted(found[1] for path in (HERE / "versions").glob("m*.py") if (found := re.match(r"m(\d{4})_", path.name))))


def current(engine: Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(LEDGER):
            return None
        return connection.scalar(text(f"SELECT version_num FROM {LEDGER}"))  # noqa: S608 - a constant


def upgrade_on(connection: Connection, revision: str) -> None:
    """Bring the database to `revision` inside the transaction that `connection` is in (on SQLite: foreign keys off)."""
    from alembic import command

    made = config(connection.engine)
    made.attributes["connection"] = connection
    command.upgrade(made, revision)


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Bring the database to the newest revision; returns the revision before and after.

    Every revision runs in one transaction with its entry in the ledger, so a crash in the middle leaves the old schema.
    """
    before, newest = current(engine), head()
    if before != newest:  # every start comes here: Alembic and the whole schema are read only when there is work
        from alembic import command

        command.upgrade(config(engine), "head")
    return before, newest

"""The schema's history: Alembic revisions under versions/, forward only, run by `migrate`.

Revisions name plain column types, never the project's own, so that an old revision means the same for ever.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).parent


def config(engine: Engine) -> Config:
    """Alembic's configuration for `engine`, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["engine"] = engine
    return made


def head() -> str:
    """The newest revision this code knows."""
    return str(ScriptDirectory(str(HERE)).get_current_head())


def current(engine: Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Bring the database to the newest revision; returns the revision before and after.

    Every revision runs in one transaction with its entry in the ledger, so a crash in the middle leaves the old schema.
    """
    before, newest = current(engine), head()
    if before != newest:  # every start comes here; declaring the whole schema for nothing would take a second
        command.upgrade(config(engine), "head")
    return before, newest

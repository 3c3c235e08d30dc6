"""Alembic's entry: one connection, one transaction, whatever the database."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

import core.everything  # noqa: F401 - declares every table
from core.db import Record
from core.db.types import Exact, Moment


def plain(kind: str, column: Any, autogen: Any) -> Any:
    """How a revision writes our own types: as the plain ones below them."""
    if kind == "type" and isinstance(column, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(column, Exact):
        return "sa.BigInteger()"
    return False


def _migrate(connection: Connection) -> None:
    """Inside the caller's transaction if there is one, else in one of its own."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Record.metadata,
        render_as_batch=sqlite,
        compare_type=True,
        transactional_ddl=True,
        render_item=plain,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration would leave {len(broken)} rows without their parent; nothing was changed")


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with context.config.attributes["engine"].connect() as connection:
        if connection.dialect.name != "sqlite":
            _migrate(connection)
            return
        # With enforcement on, a table rebuilt by a batch would take its children with it.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            _migrate(connection.execution_options(writing=True))
        finally:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()

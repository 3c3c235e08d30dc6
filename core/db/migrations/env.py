"""Alembic's entry: one connection, one transaction, whatever the database."""

from typing import Any

from alembic import context
from sqlalchemy import text

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


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # With enforcement on, a table rebuilt by a batch would take its children with it.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            connection = connection.execution_options(writing=True)
        context.configure(
            connection=connection,
            target_metadata=Record.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            transactional_ddl=True,
            render_item=plain,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
                if sqlite:
                    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                    if broken:
                        raise RuntimeError(f"the migration would leave {len(broken)} rows without their parent; nothing was changed")
        finally:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()

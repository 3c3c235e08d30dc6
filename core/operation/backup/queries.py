"""Reading whole tables, whatever is in them: by what the database says of itself, not by this program's records.

So a database of an older schema can be read as well, and a line means the same whichever database it came from.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Text,
    inspect,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from core.access import ANYWHERE, Actor, Permission, require
from core.clock import now
from core.db.migrations import LEDGER
from core.files.queries import kept
from core.operation.backup.rules import TO_PLAIN, Column, Kind, Manifest, Table, line

CHUNK = 2000
Sink = Callable[[str, Iterator[bytes]], None]
"""Takes the lines of a table."""

_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (JSON, Kind.DOCUMENT),
    (Boolean, Kind.BOOLEAN),
    (Integer, Kind.INTEGER),
    (Float, Kind.REAL),
    (Numeric, Kind.NUMBER),
    (DateTime, Kind.MOMENT),
    (Date, Kind.DAY),
    (LargeBinary, Kind.BYTES),
    (String, Kind.TEXT),
    (Text, Kind.TEXT),
)


def _kind(type_: TypeEngine[Any]) -> Kind:
    found = next((kind for known, kind in _KINDS if isinstance(type_, known)), None)
    if found is None:
        raise TypeError(f"a backup has no way of writing {type_!r} yet: add its kind to core/operation/backup")
    return found


def without_limits(connection: Connection) -> None:
    """A backup may take longer than a click may."""
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")


def tables(connection: Connection) -> dict[str, tuple[Column, ...]]:
    """Every table with its columns, by name; not the ledger of revisions."""
    seen = inspect(connection)
    return {
        name: tuple(Column(column["name"], _kind(column["type"])) for column in seen.get_columns(name))
        for name in sorted(seen.get_table_names())
        if name != LEDGER
    }


def revision(connection: Connection) -> str:
    """The revision the database is at."""
    return str(connection.scalar(text(f"SELECT version_num FROM {LEDGER}")))  # noqa: S608 - a constant


def lines(connection: Connection, table: str, columns: tuple[Column, ...]) -> Iterator[bytes]:
    """Every row as a line, in the order of its key."""
    quote = connection.dialect.identifier_preparer.quote
    cast = connection.dialect.name == "postgresql"
    named = [f"CAST({quote(c.name)} AS TEXT)" if cast and c.kind is Kind.DOCUMENT else quote(c.name) for c in columns]
    keys = inspect(connection).get_pk_constraint(table)["constrained_columns"]
    asked = f"SELECT {', '.join(named)} FROM {quote(table)}"  # noqa: S608 - names come from the database itself
    if keys:
        asked += f" ORDER BY {', '.join(map(quote, keys))}"
    plainly = TO_PLAIN[connection.dialect.name]
    turns = [(index, plainly[column.kind]) for index, column in enumerate(columns) if column.kind in plainly]
    with connection.exec_driver_sql(asked, execution_options={"yield_per": CHUNK}) as rows:
        for row in rows:
            values = list(row)
            for index, turn in turns:
                if values[index] is not None:
                    values[index] = turn(values[index])
            yield line(values)


def counted(rows: Iterator[bytes], columns: tuple[Column, ...], sink: Callable[[Iterator[bytes]], None]) -> Table:
    """Let `sink` have the lines and say what they amount to."""
    digest, count, size = hashlib.sha256(), 0, 0

    def passing() -> Iterator[bytes]:
        nonlocal count, size
        for one in rows:
            digest.update(one)
            count, size = count + 1, size + len(one)
            yield one

    sink(passing())
    return Table(columns, count, size, digest.hexdigest())


def nowhere(rows: Iterator[bytes]) -> None:
    """A sink for who only counts."""
    for _ in rows:
        pass


def measured(connection: Connection) -> dict[str, Table]:
    """What every table amounts to at this moment."""
    return {name: counted(lines(connection, name, columns), columns, nowhere) for name, columns in tables(connection).items()}


def dump(session: Session, actor: Actor, sink: Sink, *, version: str) -> Manifest:
    """Give every row of this one view to `sink`, and say what that was. The files are named, not read."""
    require(actor, Permission.HEALTH_KEEP, ANYWHERE)
    connection = session.connection()
    without_limits(connection)
    schema, made_at = revision(connection), now()
    written = {
        name: counted(lines(connection, name, columns), columns, lambda rows, name=name: sink(name, rows))
        for name, columns in tables(connection).items()
    }
    head = connection.execute(text("SELECT count, hash FROM audit_heads")).one_or_none()
    count, hash_ = tuple(head) if head else (0, "")
    return Manifest(
        version, schema, connection.dialect.name, made_at.isoformat(timespec="seconds"), count, hash_, written, kept(session)
    )  # fmt: skip

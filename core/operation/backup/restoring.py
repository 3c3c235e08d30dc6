"""Bringing a backup back: into an empty place, in one transaction, compared row by row before it is kept.

The one place besides core/work.py and the migrations that opens a transaction: it works where no schema is yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import config, db, log
from core.access import Actor
from core.audit.queries import verdict
from core.db import migrations
from core.files import store
from core.operation.backup import actions, queries
from core.operation.backup.archive import Reader, opened
from core.operation.backup.rules import (
    FROM_PLAIN,
    Altered,
    Column,
    DatabaseNotEmpty,
    FilesNotEmpty,
    Kind,
    Manifest,
    NoSecret,
    NotRestored,
    check_schema,
)

CHUNK = 5000


@dataclass(frozen=True)
class Restored:
    """What the backup holds, and how many mails that waited in it are not sent."""

    manifest: Manifest
    mails_held: int = 0


def restore(source: Path, actor: Actor, *, only_check: bool = False) -> Restored:
    """Restore `source` into the configured database and folder, and bring it to this program's schema.

    `only_check` compares everything and changes nothing. Refuses NoSecret, whatever `archive.opened` refuses,
    NewerSchema, DatabaseNotEmpty, FilesNotEmpty, NotRestored; then nothing is left behind.
    """
    if config.settings().cockpit_secret is None and not config.key_file().exists():  # or a new one would be made
        raise NoSecret(path=str(config.key_file()))
    with opened(source, config.secret()) as archive:
        check_schema(archive.manifest.schema, migrations.known())
        if only_check:
            return Restored(archive.manifest)
        _check_files(archive.manifest)
        with _empty_database() as connection, _files(archive):
            _load(connection, archive)
            return Restored(archive.manifest, _finish(connection, archive.manifest, actor))


def _check_files(manifest: Manifest) -> None:
    """Only files of this very backup may lie there already: those of an attempt that was cut off."""
    folder = config.settings().files_dir
    if folder.is_dir() and any(one.is_file() and one.name not in manifest.files for one in folder.rglob("*")):
        raise FilesNotEmpty(path=str(folder))


@contextmanager
def _empty_database() -> Iterator[Connection]:
    """A connection in a transaction that is kept whole after the block; a file made for it goes if it is not."""
    engine = db.engine()
    sqlite = engine.dialect.name == "sqlite"
    path = Path(engine.url.database) if sqlite and engine.url.database else None
    fresh = path is not None and not path.exists()
    kept = False
    try:
        with engine.connect() as connection:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
                connection = connection.execution_options(writing=True)
            try:
                with connection.begin():
                    queries.without_limits(connection)
                    if inspect(connection).get_table_names():
                        raise DatabaseNotEmpty()
                    yield connection
                kept = True
            finally:
                if sqlite:
                    connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
    except (OSError, DBAPIError) as broken:
        raise NotRestored(reason=log.reason(broken)) from broken
    finally:
        if fresh and not kept and path is not None:
            db.disconnect()
            for left in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
                left.unlink(missing_ok=True)


@contextmanager
def _files(archive: Reader) -> Iterator[None]:
    """The stored files in their place; those that were put there go again if the block fails."""
    put: list[Path] = []
    try:
        for sha256 in archive.manifest.files:
            path = store.path_of(sha256)
            put += [] if path.exists() else [path]
            store.keep(archive.file(sha256))
        yield
    except BaseException:
        for path in put:
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()
        raise


def _load(connection: Connection, archive: Reader) -> None:
    """The schema the backup is of, its rows, and the proof that they are the same rows."""
    manifest = archive.manifest
    migrations.upgrade_on(connection, manifest.schema)
    there = queries.tables(connection)
    for name, columns in there.items():
        table = manifest.tables.get(name)
        if table is None or {c.name: c.kind for c in table.columns} != {c.name: c.kind for c in columns}:
            raise Altered(what=name)
    for name in manifest.tables.keys() - there.keys():
        raise Altered(what=name)
    with _keys_asleep(connection):
        for name, table in manifest.tables.items():
            connection.exec_driver_sql(f"DELETE FROM {_quoted(connection, name)}")  # noqa: S608 - what a migration planted
            _fill(connection, name, table.columns, archive.rows(name))
    for name, table in manifest.tables.items():
        found = queries.counted(queries.lines(connection, name, table.columns), table.columns, queries.nowhere)
        if found != table:
            raise Altered(what=name)


def _quoted(connection: Connection, name: str) -> str:
    return str(connection.dialect.identifier_preparer.quote(name))


@contextmanager
def _keys_asleep(connection: Connection) -> Iterator[None]:
    """Rows come table by table, in whatever order; references are looked at once all are there."""
    if connection.dialect.name == "sqlite":
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise Altered(what=str(broken[0][0]))
        return
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, name, _ in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _fill(connection: Connection, name: str, columns: tuple[Column, ...], rows: Iterator[list[Any]]) -> None:
    kind = connection.dialect.name
    turned = FROM_PLAIN[kind]
    turns = [(index, turned[column.kind]) for index, column in enumerate(columns) if column.kind in turned]

    def own() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            for index, turn in turns:
                if row[index] is not None:
                    row[index] = turn(row[index])
            yield tuple(row)

    into = f"{_quoted(connection, name)} ({', '.join(_quoted(connection, c.name) for c in columns)})"
    if kind == "sqlite":
        statement = f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
        source = own()
        while some := list(islice(source, CHUNK)):
            connection.exec_driver_sql(statement, some)
        return
    with connection.connection.driver_connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[union-attr]
        for row in own():
            copy.write_row(row)
    if any(column.name == "id" and column.kind is Kind.INTEGER for column in columns):
        counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": _quoted(connection, name)})
        last = connection.scalar(text(f"SELECT max(id) FROM {_quoted(connection, name)}")) if counter else None  # noqa: S608
        if last is not None:
            connection.execute(text("SELECT setval(:counter, :last)"), {"counter": counter, "last": last})


def _finish(connection: Connection, manifest: Manifest, actor: Actor) -> int:
    """To this program's schema; then the chain of the audit trail has to be the one that was backed up. How many mails are held back."""
    migrations.upgrade_on(connection, "head")
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session, session.begin():
        found = verdict(session, actor)
        if not found.sound or (found.count, found.head) != (manifest.audit_count, manifest.audit_head or found.head):
            raise Altered(what="audit_entries")
        return actions.restored(session, actor, made_at=manifest.made_at, schema=manifest.schema, rows=manifest.rows, files=len(manifest.files))

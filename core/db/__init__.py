"""The database: one engine, one base class, two ways to open a transaction.

`reading()` and `writing()` are opened at the edges only (core/work.py); nobody else commits.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, Engine, MetaData, Update, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from core import meters
from core.clock import here
from core.config import settings
from core.db.types import Key, Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_WAIT_MS = 10_000
POSTGRES_OPTIONS = "-c statement_timeout=15000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=30000"


class Record(DeclarativeBase):
    """Base of every table. Records never leave the transaction they were read in."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, date: Date}

    id: Mapped[int] = mapped_column(Key, primary_key=True)


class FairLock:
    """A lock that lets writers in strictly in the order in which they came.

    SQLite lets one writer in at a time and picks the next by chance: with eight writers one was seen waiting
    for four seconds. Queueing them in the process bounds everybody's wait by the queue's length.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                meters.WRITER_WAIT.observe(0.0)
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        begun = time.perf_counter()
        turn.acquire()
        meters.WRITER_WAIT.observe(time.perf_counter() - begun)

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


def connect(url: str) -> Engine:
    """An engine for `url` with the settings that "nothing acknowledged is lost" needs. No connection is made yet."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url, pool_size=10, max_overflow=30, pool_timeout=10, hide_parameters=True,
            connect_args={"timeout": SQLITE_WAIT_MS / 1000},
        )  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        pool_timeout=5,
        pool_recycle=1800,
        hide_parameters=True,  # what people typed is none of the log's business
        pool_pre_ping=True,  # a restarted server costs one round trip, not an error on somebody's screen
        connect_args={"connect_timeout": 3, "options": POSTGRES_OPTIONS},
    )


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: _begin_sqlite does, with the right kind
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose the last commits at a power cut
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_WAIT_MS}",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("local_day", 1, _local_day, deterministic=True)


def _local_day(moment: str | None) -> str | None:
    """The organisation's day of a kept moment: SQLite knows no time zones."""
    return None if moment is None else here(datetime.fromisoformat(moment).replace(tzinfo=UTC)).date().isoformat()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns into a writer can fail at once with "database is locked", whatever the timeout;
    # a writer that says so from the start queues.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class _House:
    """The engine of this process, made at first use for the configured address."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.engine: Engine | None = None
        self.writers = FairLock()


_house = _House()
_sessions: sessionmaker[Session] = sessionmaker(expire_on_commit=False)


def engine() -> Engine:
    """The one engine of this process."""
    with _house.lock:
        if _house.engine is None:
            url = settings().database_url
            if url.startswith("sqlite:///"):
                from pathlib import Path

                Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            _house.engine = connect(url)
        return _house.engine


def connections_in_use() -> float | None:
    """How many of the pool's connections are taken at this moment; None before the first use."""
    here = _house.engine
    return None if here is None else float(here.pool.checkedout())  # type: ignore[attr-defined]


meters.Gauge("cockpit_connections_in_use", "Connections of the pool that are taken", connections_in_use)


def disconnect() -> None:
    """Close every connection and forget the engine (tests, and forks)."""
    with _house.lock:
        if _house.engine is not None:
            _house.engine.dispose()
        _house.engine = None


@contextmanager
def writing() -> Iterator[Session]:
    """Commit on a clean exit, roll back on any exception. Opened at the edges only.

    On SQLite writers queue in the process in the order of their coming, then begin immediately.
    """
    here = engine()
    if here.dialect.name == "sqlite":
        with _house.writers, _sessions(bind=here) as session, session.begin():
            session.connection(execution_options={"writing": True})
            yield session
    else:
        with _sessions(bind=here) as session, session.begin():
            yield session


@contextmanager
def reading() -> Iterator[Session]:
    """One consistent view for one question; nothing is written."""
    here = engine()
    with _sessions(bind=here) as session:
        if here.dialect.name == "postgresql":  # its usual level looks anew at every statement
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def with_ids(session: Session, *rows: Record) -> None:
    """Add records that the deed needs the ids of (for its trail, its answer, or what belongs to them): the database gives them now, not at the end."""
    session.add_all(rows)
    session.flush()


def execute_plain(session: Session, statement: Update, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Run one statement for many rows, each given as its values in the order of the statement's `names`.

    The values go to the driver as they are, which takes a third of the time: for columns of numbers, texts and truths,
    which need no treatment by their type.
    """
    connection = session.connection()
    compiled = statement.compile(dialect=connection.dialect)
    if compiled.positiontup is None:
        connection.exec_driver_sql(compiled.string, [dict(zip(names, row, strict=True)) for row in rows])
    else:
        ordered = itemgetter(*(names.index(name) for name in compiled.positiontup))
        connection.exec_driver_sql(compiled.string, list(map(ordered, rows)))

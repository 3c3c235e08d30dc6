"""Making a database fail on purpose, and seeing whether anything was kept."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from core import db
from core.errors import TryAgain
from tests.cast import sound_chain


@contextmanager
def failing(at: int, *, message: str = "disk I/O error", times: int = 1) -> Iterator[list[str]]:
    """The statement number `at` fails, as a database fails that is gone. Yields the statements that were sent."""
    sent: list[str] = []
    failed: list[str] = []

    def fail(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        sent.append(statement)
        if len(sent) >= at and len(failed) < times:
            failed.append(statement)
            raise OperationalError(statement, None, Exception(message))

    engine = db.engine()
    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", fail)


@contextmanager
def failing_commit() -> Iterator[None]:
    """The commit fails before anything is kept."""

    def fail(connection: Any) -> None:
        raise OperationalError("COMMIT", None, Exception("disk I/O error"))

    engine = db.engine()
    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)


@contextmanager
def watching() -> Iterator[Callable[[], object]]:
    """A question whose answer changes when anything was kept, asked of the database itself and so much cheaper than a dump."""
    if db.engine().dialect.name == "sqlite":
        line = sqlite3.connect(db.engine().url.database or "")  # counts the commits of all others
        try:
            yield lambda: line.execute("PRAGMA data_version").fetchone()
        finally:
            line.close()
    else:
        with db.reading() as session:
            since = session.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
        kept = text(  # what every transaction since then has come to; those that only read have no number
            "SELECT count(*) FROM generate_series(CAST(:since AS bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) number "
            "WHERE pg_xact_status(number::text::xid8) = 'committed'"
        )

        def asked() -> object:
            with db.reading() as session:
                return session.scalar(kept, {"since": since})

        yield asked


def every_statement(deed: Callable[[], object]) -> int:
    """Fail each statement of `deed` in turn, then let it be; returns how many statements it has."""
    with watching() as kept:
        unchanged = kept()
        for at in range(1, 500):
            done = False
            with failing(at) as sent:
                try:
                    deed()
                    done = True
                except TryAgain:
                    assert len(sent) == at, "a failure is not tried again unless the database said that a race was lost"
            if done:
                break
            assert kept() == unchanged, f"statement {at} of the deed: {sent[-1]}"
        else:
            pytest.fail("the deed never came to its end")
        assert kept() != unchanged, "what watches must see what is kept"
    assert sound_chain()
    return at - 1


def commit_fails(deed: Callable[[], object]) -> None:
    """Let the deed come to its commit, and no further."""
    with watching() as kept:
        unchanged = kept()
        with failing_commit(), pytest.raises(TryAgain):
            deed()
        assert kept() == unchanged

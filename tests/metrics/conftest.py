"""Counting statements."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from core import db


@pytest.fixture
def counted():
    """The SELECTs that run inside the block."""

    @contextmanager
    def inside():
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if statement.lstrip().upper().startswith("SELECT"):
                seen.append(statement)

        event.listen(db.engine(), "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine(), "before_cursor_execute", note)

    return inside

"""Counting in and out. Part of the deeds that change what counts; requires and notes nothing itself."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.satisfaction.tally.records import SurveyTally
from core.satisfaction.tally.rules import Cell, rows

_KEYS = ("project_id", "kind", "dimension", "month", "question", "channel", "source", "value")


def count(session: Session, cells: Iterable[Cell], *, out: Iterable[Cell] = ()) -> None:
    """Add `cells` to the kept sums and take those in `out` away. # house: part of another deed, which requires and notes"""
    found = rows(cells, out)
    if found:
        session.execute(_adding(session.get_bind().dialect.name), found)


@cache
def _adding(dialect: str) -> Executable:
    table = SurveyTally.__table__
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    return insert.on_conflict_do_update(index_elements=[table.c[key] for key in _KEYS], set_={"count": table.c["count"] + insert.excluded["count"]})

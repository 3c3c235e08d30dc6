"""Counting a target in or out. Part of the deed that changes what it counts as; requires and notes nothing itself."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Counted, rows


def count(session: Session, targets: Iterable[Counted], *, out: Iterable[Counted] = ()) -> None:
    """Add `targets` to the running totals and take those in `out` away. Rows are met in order of keys: no deadlock.

    That holds for one call: what a deed counts out and in goes into the same one.
    # house: part of another deed, which requires and notes
    """
    tallies, counts = rows(targets, out)
    _add(session, Tally.__table__, tallies, ("kind", "section_id", "round_id", "subject_id"))
    _add(session, Count.__table__, counts, ("kind", "measure", "round_id", "subject_id", "code"))


def _add(session: Session, table: Table, new: list[dict[str, object]], keys: tuple[str, ...]) -> None:
    if new:
        session.execute(_adding(session.get_bind().dialect.name, table, keys), new)


@cache
def _adding(dialect: str, table: Table, keys: tuple[str, ...]) -> Executable:
    """Built once and run for each row: with all rows in one statement every number of rows would be compiled anew."""
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    numbers = [column.name for column in table.c if column.name not in (*keys, "id")]
    return insert.on_conflict_do_update(
        index_elements=[table.c[key] for key in keys],
        set_={name: table.c[name] + insert.excluded[name] for name in numbers},
    )

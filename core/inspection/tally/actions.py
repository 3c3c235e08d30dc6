"""Counting a sheet in or out. Part of the deed that submits or replaces a sheet; requires and notes nothing itself."""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Counted, rows


def count(session: Session, sheets: Iterable[Counted], sign: int = 1) -> None:
    """Add `sheets` to the running totals (sign -1: take them out). Rows are met in order of keys: no deadlock.

    # house: part of another deed, which requires and notes
    """
    tallies, counts = rows(sheets, sign)
    _add(session, Tally.__table__, tallies, ("kind", "section_id", "round_id", "subject_id"))
    _add(session, Count.__table__, counts, ("kind", "measure", "round_id", "subject_id", "code"))


def _add(session: Session, table: Table, new: list[dict[str, object]], keys: tuple[str, ...]) -> None:
    if not new:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    numbers = [name for name in new[0] if name not in keys]
    for start in range(0, len(new), 500):
        insert = dialect.insert(table).values(new[start : start + 500])
        session.execute(
            insert.on_conflict_do_update(
                index_elements=[table.c[key] for key in keys],
                set_={name: table.c[name] + insert.excluded[name] for name in numbers},
            )
        )

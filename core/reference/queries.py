"""Questions about reference tables. Rooms ask `table` (kept in memory) and, in a deed, `table_for_choice`."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pandas as pd
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require, within
from core.audit import queries as audit
from core.audit.kept import Kept
from core.config import ROOT
from core.errors import NotFound
from core.reference import rules
from core.reference.records import ReferenceTable
from core.reference.rules import Entry, Table

TOPIC = "reference"
FOLDER = ROOT / "data" / "reference"

Counter = Callable[[Session], Mapping[str, int]]
_COUNTERS: dict[str, list[Counter]] = {}


def counted_by(table: str, counter: Counter) -> None:
    """A room says how often it uses each code of `table`: what is used is never deleted."""
    if counter not in _COUNTERS.setdefault(table, []):
        _COUNTERS[table].append(counter)


@cache
def shipped() -> dict[str, Table]:
    """The tables of data/reference, by code."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        entries = tuple(Entry(one["code"], one["name"]) for one in told["entries"])
        found[path.stem] = Table(path.stem, told["name"], told["help"], entries)
    return found


def _merged(shipped: Table, row: ReferenceTable | None) -> Table:
    return shipped if row is None else rules.merged(shipped, rules.of_kept(row.entries), row.known, row.version)


def _tables(session: Session) -> dict[str, Table]:
    rows = {row.code: row for row in session.scalars(select(ReferenceTable))}
    return {code: _merged(table, rows.get(code)) for code, table in shipped().items()}


_kept = Kept(TOPIC, _tables)


def every(session: Session) -> Mapping[str, Table]:
    """All tables as they hold now, by their codes, from memory; not to be changed. Whoever may see a record may see the names of its codes."""
    return _kept.of(session)


def table(session: Session, code: str) -> Table:
    """A table as it holds now, from memory. Whoever may see a record may see the names of its codes."""
    return _kept.of(session)[code]


def table_for_choice(session: Session, code: str) -> Table:
    """A table for a deed that keeps one of its codes: nobody deletes an entry until the deed is done."""
    return tables_for_choice(session, code)[code]


def tables_for_choice(session: Session, *codes: str) -> dict[str, Table]:
    """The same for a deed that keeps codes of several tables, in one question."""
    rows = {row.code: row for row in session.scalars(_CHOICE, {"chosen": sorted(codes)})}
    return {code: _merged(shipped()[code], rows.get(code)) for code in codes}


_CHOICE = (
    select(ReferenceTable).where(ReferenceTable.code.in_(bindparam("chosen", expanding=True))).order_by(ReferenceTable.code)
    .with_for_update(read=True).execution_options(populate_existing=True)
)  # fmt: skip
"""Built once: many deeds keep a code."""


def row_for_update(session: Session, code: str) -> ReferenceTable | None:
    found = select(ReferenceTable).where(ReferenceTable.code == code).with_for_update().execution_options(populate_existing=True)
    return session.scalars(found).one_or_none()


def present(row: ReferenceTable | None, code: str) -> Table:
    """The table that `row` makes of the shipped one. Refuses NotFound for a code that nobody ships."""
    if code not in shipped():
        raise NotFound()
    return _merged(shipped()[code], row)


def used(session: Session, code: str) -> dict[str, int]:
    """How many records hold each code, over all rooms that use the table."""
    total: dict[str, int] = {}
    for counter in _COUNTERS.get(code, ()):
        for entry, count in counter(session).items():
            total[entry] = total.get(entry, 0) + count
    return total


@dataclass(frozen=True)
class Sheet:
    """A table as its page shows it."""

    table: Table
    used: Mapping[str, int]
    in_use: bool
    """Whether any room keeps codes of it yet."""
    changed_at: datetime | None
    editable: bool


def tables(session: Session, actor: Actor) -> list[Table]:
    """Every table, by its code."""
    require(actor, Permission.REFERENCE_READ)
    return [_kept.of(session)[code] for code in sorted(shipped())]


def sheet(session: Session, actor: Actor, code: str) -> Sheet:
    """One table with how often each of its codes is used. Refuses NotFound."""
    require(actor, Permission.REFERENCE_READ)
    row = session.scalars(select(ReferenceTable).where(ReferenceTable.code == code)).one_or_none()
    edits = within(actor, Permission.REFERENCE_EDIT, ANYWHERE)
    return Sheet(present(row, code), used(session, code), code in _COUNTERS, row.changed_at if row else None, edits)


def history(session: Session, actor: Actor, code: str) -> pd.DataFrame:
    """The changes of a table, newest first. Columns: at, who, deed, facts."""
    require(actor, Permission.REFERENCE_READ)
    columns = ["at", "who", "deed", "facts"]
    row_id = session.scalar(select(ReferenceTable.id).where(ReferenceTable.code == code))
    if row_id is None:
        return pd.DataFrame(columns=columns)
    trail = audit.of_subject(session, "reference_table", row_id)
    return pd.DataFrame([(e.at, e.actor, e.deed, e.facts) for e in trail.itertuples(index=False)][::-1], columns=columns)

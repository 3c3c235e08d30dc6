"""Deeds on reference tables."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.reference import queries, rules
from core.reference.records import ReferenceTable


def save(session: Session, actor: Actor, code: str, *, version: int, lines: Sequence[rules.Line]) -> int:
    """Keep `lines` as the whole table, in their order; a code that is missing is deleted, a new one is added.

    Refuses FaultyTable with every fault, EntryInUse for a code that records hold, Stale.
    """
    require(actor, Permission.REFERENCE_EDIT, ANYWHERE)
    row = queries.row_for_update(session, code)
    before = queries.present(row, code)
    if before.version != version:
        raise Stale()
    entries = rules.cleaned(lines)
    rules.check_deleted(before, entries, queries.used(session, code))
    shipped = [entry.code for entry in queries.shipped()[code].entries]
    if row is None:
        row = ReferenceTable(code=code)
        session.add(row)
    row.entries, row.known, row.changed_at, row.changed_by_id = rules.kept(entries), shipped, now(), actor.id or None
    with_ids(session, row)
    touch(session, queries.TOPIC)
    note(session, actor, "reference:save", "reference_table", row.id, code=code, **dict(rules.differences(before, queries.present(row, code))))
    return row.id

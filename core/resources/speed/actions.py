"""Keeping how quick the pages were."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from core import meters
from core.access import Actor
from core.audit import note
from core.clock import today
from core.resources.speed import queries, rules
from core.resources.speed.records import PageDay
from core.resources.speed.rules import Counts
from core.routines import routine
from core.settings.queries import value

EVERY = timedelta(minutes=15)
_seen: dict[str, Counts] = {}
"""What this process has kept already of what it counted."""


def counted() -> dict[str, Counts]:
    """What this process has counted since it began, by page."""
    failed: dict[str, int] = {}
    for (page, outcome), count in meters.PAGE_RUNS.counts().items():
        failed[page] = failed.get(page, 0) + (count if outcome == "failed" else 0)
    return {page[:60]: Counts(counts, failed.get(page, 0)) for (page,), (counts, _) in meters.PAGE_SECONDS.series().items()}


def keep(session: Session, actor: Actor) -> int:
    """Add what this process has counted since it was kept last to the sums of today; of how many pages. # house: a routine of the house itself, nobody asks for it"""
    now = counted()
    fresh = rules.fresh(now, _seen)
    if not fresh:
        return 0
    day = today()
    rows = queries.rows_for_update(session, day)
    for page, counts in fresh.items():
        if (row := rows.get(page)) is None:
            session.add(PageDay(day=day, page=page, runs=list(counts.runs), failed=counts.failed))
        else:
            both = Counts(tuple(row.runs), row.failed).plus(counts)
            row.runs, row.failed = list(both.runs), both.failed
    queries.drop_before(session, day - timedelta(days=int(value(session, rules.KEPT_DAYS))))

    def kept(_: Any) -> None:  # a deed that failed has kept nothing
        _seen.update(now)

    event.listen(session, "after_commit", kept, once=True)
    note(session, actor, "page_day:keep", "page_day", None, pages=len(fresh), runs=sum(counts.n for counts in fresh.values()))
    return len(fresh)


routine("page_days", EVERY, keep)

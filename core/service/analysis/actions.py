"""Keeping the sums of weeks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.routines import routine
from core.service.analysis import queries
from core.service.analysis.records import RequestWeeksMark
from core.service.analysis.rules import Cells
from core.service.rules import TOPIC

EVERY = timedelta(minutes=2)


@dataclass(frozen=True)
class Counted:
    """The weeks in which something has happened after the event `since`, counted anew as of the event `until`, by project."""

    since: int
    until: int
    weeks: dict[int, list[date]]
    cells: dict[int, Cells]


def look(session: Session) -> Counted | None:
    """Count the weeks in which something has happened since they were counted; after a large import this takes minutes. None: nothing has. # house: for the routine that keeps them"""
    since, until = queries.mark(session), queries.newest_event(session)
    if since >= until:
        return None
    groups = queries.changed(session, since)
    weeks: dict[int, list[date]] = defaultdict(list)
    for project_id, week in sorted(groups):
        weeks[project_id].append(week)
    return Counted(since, until, weeks, queries.counted(session, groups))


def refresh(session: Session, actor: Actor, found: Counted | None) -> int:
    """Keep the weeks that were counted anew; how many. What has happened while they were counted is counted the next time. # house: the house's own routine, nobody asks for it"""
    row = queries.mark_for_update(session)
    if found is None or (row.event_id if row is not None else 0) != found.since:
        return 0
    for project_id, weeks in found.weeks.items():
        queries.drop_weeks(session, project_id, weeks)
        queries.keep_weeks(session, project_id, found.cells[project_id])
    touched = sorted({week for weeks in found.weeks.values() for week in weeks})
    queries.drop_weeks(session, None, touched)
    queries.keep_weeks(session, None, queries.whole_of(session, touched))
    if row is None:
        session.add(RequestWeeksMark(event_id=found.until, at=now()))
    else:
        row.event_id, row.at = found.until, now()
    count = sum(map(len, found.weeks.values()))
    if count:
        touch(session, TOPIC)
        note(session, actor, "request_weeks:refresh", "request_week", None, count=count, event=found.until)
    return count


routine("request_weeks", EVERY, refresh, look)

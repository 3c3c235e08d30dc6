"""Keeping the sums of weeks."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.routines import routine
from core.routines.rules import Portions
from core.service.analysis import queries
from core.service.analysis.queries import Counted
from core.service.analysis.records import RequestWeeksMark
from core.service.rules import TOPIC

EVERY = timedelta(minutes=2)


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
    queries.keep_weeks(session, None, found.whole)
    if row is None:
        session.add(RequestWeeksMark(event_id=found.until, at=now()))
    else:
        row.event_id, row.at = found.until, now()
    count = sum(map(len, found.weeks.values()))
    if count:
        touch(session, TOPIC)
        note(session, actor, "request_weeks:refresh", "request_week", None, count=count, event=found.until)
    return count


routine("request_weeks", EVERY, refresh, lambda session: Portions(queries.in_portions(queries.anew(session))))

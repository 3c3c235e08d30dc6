"""Keeping the sums of weeks."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.routines import routine
from core.service.analysis import queries
from core.service.analysis.records import RequestWeeksMark
from core.service.rules import TOPIC

EVERY = timedelta(minutes=2)


def refresh(session: Session, actor: Actor) -> int:
    """Count anew the weeks in which something has happened since they were counted; how many. # house: the house's own routine, nobody asks for it"""
    row = queries.mark_for_update(session)
    newest = queries.newest_event(session)
    if row is not None and row.event_id >= newest:
        return 0
    groups = queries.changed(session, row.event_id if row is not None else 0)
    by_project: dict[int, list[date]] = defaultdict(list)
    for project_id, week in sorted(groups):
        by_project[project_id].append(week)
    for project_id, weeks in by_project.items():
        queries.drop_weeks(session, project_id, weeks)
        queries.keep_weeks(session, project_id, queries.counted(session, {(project_id, week) for week in weeks})[project_id])
    touched = sorted({week for _, week in groups})
    queries.drop_weeks(session, None, touched)
    queries.keep_weeks(session, None, queries.whole_of(session, touched))
    if row is None:
        session.add(RequestWeeksMark(event_id=newest, at=now()))
    else:
        row.event_id, row.at = newest, now()
    if groups:
        touch(session, TOPIC)
        note(session, actor, "request_weeks:refresh", "request_week", None, count=len(groups), event=newest)
    return len(groups)


routine("request_weeks", EVERY, refresh)

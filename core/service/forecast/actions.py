"""Keeping forecasts, so that what came can be held against what was said."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.routines import routine
from core.service.analysis.rules import monday
from core.service.forecast import queries, rules
from core.service.forecast.records import RequestForecast
from core.service.rules import TOPIC

EVERY = timedelta(hours=1)
AT_A_TIME = 40
"""Projects whose weeks are foretold in one go."""


def keep(session: Session, actor: Actor) -> int:
    """Keep what is foretold from the running week on, once a week, of all projects together and of each with enough weeks; how many. # house: the house's own routine, nobody asks for it"""
    running = monday(today())
    made = 0
    # Those with too few weeks are looked at again each time: they must not keep others waiting.
    waiting = queries.waiting(session, running, 100_000)
    for first in range(0, len(waiting), AT_A_TIME):
        for project_id, came in queries.counts(session, waiting[first : first + AT_A_TIME], running - timedelta(days=7 * queries.BACK)).items():
            found = rules.forecast(rules.weekly(came, running)[1], running)
            if not found.points:
                continue
            points: list[list[object]] = [[one.week.isoformat(), round(one.expected, 3), round(one.low, 3), round(one.high, 3)] for one in found.points]
            best = found.best
            session.add(RequestForecast(project_id=project_id, week=running, method=best.method, used=found.used, miss=best.miss, scaled=best.scaled, points=points, at=now()))
            made += 1
        if made >= AT_A_TIME:
            break
    if made:
        touch(session, TOPIC)
        note(session, actor, "request_forecasts:keep", "request_forecast", None, week=running, count=made)
    return made


routine("request_forecasts", EVERY, keep)

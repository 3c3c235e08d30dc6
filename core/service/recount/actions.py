"""The routine that counts the clocks of open requests anew when a calendar has changed."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit import queries as audit
from core.audit.actions import touch
from core.clock import now
from core.errors import Refusal
from core.routines import routine
from core.routines.rules import Portions
from core.service.commitments.queries import CALENDARS, times
from core.service.ladder.queries import logs
from core.service.recount import queries
from core.service.recount.records import RequestClockMark
from core.service.requests import rules
from core.service.rules import TOPIC

EVERY = timedelta(minutes=1)


def recount(session: Session, actor: Actor, portion: int = 0) -> int:
    """Write the due moments of open requests anew after working time, holidays or exceptions were changed: one `portion` of them, from where the one before ended. Returns how many moved.

    Clocks of closed requests stay as they were judged. # house: a routine of the house itself: a changed calendar asks for it, nobody does
    """
    row, topic = queries.mark_for_update(session), audit.mark(session, CALENDARS)
    if row is not None and row.done and row.topic == topic:
        return 0
    if row is None:
        row = RequestClockMark(topic=0, calendars="", request_id=0, done=False, at=now())
        session.add(row)
    if row.topic != topic or not row.calendars:
        found = queries.fingerprint(session)
        if row.calendars != found:
            row.calendars, row.request_id, row.done = found, 0, False
    row.topic, row.at = topic, now()
    if row.done:
        return 0
    some = queries.open_after(session, row.request_id)
    known, count, moved = logs(session, [one.id for one in some]), times(session), []
    for one in some:
        try:
            told = rules.standing(known.get(one.id, []), count, one.told)
        except Refusal:  # a log from elsewhere that cannot be counted stays as it is
            continue
        if any(told[name] != getattr(one, name) for name in queries.COLUMNS):
            moved.append({"row": one.id, **{f"new_{name}": told[name] for name in queries.COLUMNS}})
    queries.write(session, moved)
    if len(some) < queries.AT_ONCE:
        row.done = True
    else:
        row.request_id = some[-1].id
    if moved:
        touch(session, TOPIC)
        note(session, actor, "request:recount", "request", None, looked_at=len(some), moved=len(moved))
    return len(moved)


routine("request_clocks", EVERY, recount, lambda session: Portions(queries.portions(session)))

"""The routine that tells people when the time of a request runs out."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.clock import now
from core.notice.actions import tell
from core.notice.rules import Word
from core.routines import routine
from core.service.clocks import rules as clocks
from core.service.commitments.queries import times
from core.service.ladder import queries
from core.service.requests.queries import place_of
from core.service.requests.rules import clock_events
from core.service.rules import LADDER, LATE
from core.settings.queries import value
from core.words import N_


def remind(session: Session, actor: Actor) -> int:
    """Tell the roles of each rung that was reached, each rung of each clock once; those missed while nobody looked are one notice. Returns how many requests.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    moment = now()
    found = queries.reached(session, moment)
    if not found:
        return 0
    logs = queries.logs(session, [row.id for row, _ in found])
    superiors, heads = queries.heads(session, {row.handler_id for row, _ in found}, {project.department_id for _, project in found})
    climbed, said = [], []
    for row, project in found:
        three = clocks.runs(clock_events(logs[row.id]), times(session))
        highest = dict(row.told)
        for one in three:
            rungs = [rung for rung, at in clocks.rungs(one, highest.get(one.clock, 0)) if at <= moment]
            if not rungs:
                continue
            people: set[int] = set()
            for rung in rungs:
                people |= queries.told(value(session, LADDER[rung], project.department_id), row, project, superiors, heads)
            highest[one.clock.value] = rungs[-1]
            message = (
                N_("{code} is late, {percent}% of the target are used up ({clock}): {title}")
                if rungs[-1] >= 100
                else N_("{code}: {percent}% of the target are used up ({clock}): {title}")
            )
            tell(
                session, actor, LATE.code, people, about=place_of(row, project), message=message, code=row.code, title=row.title, percent=rungs[-1], clock=Word(one.clock.label),
            )  # fmt: skip
            said.append(f"{row.code}:{one.clock}:{rungs[-1]}")
        climbed.append({"row": row.id, "highest": highest, "next": clocks.next_rung(three, highest)})
    queries.climb(session, climbed)
    note(session, actor, "request:remind", "request", None, told=said)
    return len(found)


routine("requests", timedelta(minutes=5), remind)

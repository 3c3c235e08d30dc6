"""Reminding inspectors of what is due: a routine of the house."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.clock import now
from core.inspection.due import queries, rules
from core.inspection.due.records import Reminder
from core.inspection.due.rules import Rung
from core.notice.actions import tell
from core.routines import routine
from core.words import N_


def remind(session: Session, actor: Actor) -> int:
    """Tell inspectors of sheets that are due soon, and once more when they are overdue; returns how many were told.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    waiting = queries.to_remind(session)
    for one in waiting:
        message = (
            N_("{round} is overdue since {day}: {count} of your sheets are not submitted.")
            if one.rung is Rung.OVERDUE
            else N_("{round} is due on {day}: {count} of your sheets are not submitted.")
        )
        tell(
            session, actor, rules.DUE.code, [one.person_id], about=one.about, message=message, round=str(one.about.name), day=one.due_on, count=one.sheets
        )  # fmt: skip
        session.add(Reminder(round_id=one.round_id, person_id=one.person_id, rung=one.rung, at=now()))
    if waiting:
        told = [f"{one.about.code}:{one.person_id}:{one.rung.name.lower()}" for one in waiting]
        note(session, actor, "round:remind", "round", None, told=told)
    return len(waiting)


routine("rounds", timedelta(minutes=30), remind)

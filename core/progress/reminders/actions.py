"""Reminding of open reports: a routine of the house."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.calendar.queries import organisation
from core.clock import now, today
from core.notice.actions import tell
from core.notice.queries import told_since
from core.progress.reminders import queries
from core.progress.rules import ASKED
from core.routines import routine
from core.subjects import Place
from core.words import N_


def remind(session: Session, actor: Actor) -> int:
    """On working days tell everybody who owes reports, unless somebody reminded her within the time of one report. Returns how many.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    day, told = today(), []
    if not organisation(session).is_workday(day):
        return 0
    for one in queries.owing(session, day):
        if told_since(session, ASKED.code, now() - timedelta(days=one.every), person_id=one.person_id):
            continue
        project = one.project
        about = Place("plan", one.plan_id, project.code, project.name, "My_work", project.id, project.department_id)
        message = N_("Please report on {task} (tasks that wait for your report: {count}).")
        tell(session, actor, ASKED.code, [one.person_id], about=about, message=message, task=one.tasks[0], count=len(one.tasks))
        told.append(one.person_id)
    if told:
        note(session, actor, "plan:remind_all", "plan", None, told=told)
    return len(told)


routine("reports", timedelta(hours=1), remind)

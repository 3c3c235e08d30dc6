"""Telling the inspected side its result, and those who owe one that it is overdue."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.clock import now
from core.inspection.due.records import Reminder
from core.inspection.feedback import queries, rules
from core.inspection.rounds.records import Round
from core.inspection.sheets.objections.queries import last_day
from core.inspection.sheets.records import Sheet
from core.notice.actions import tell
from core.routines import routine
from core.subjects import Place
from core.words import N_


def tell_results(session: Session, actor: Actor, row: Round, sheets: Sequence[Sheet]) -> None:
    """Tell manager and members of each project that its sheet is released, what they can do and until when.

    # house: part of another deed, which requires and notes
    """
    sides = queries.inspected(session, {sheet.project_id for sheet in sheets})
    for sheet in sheets:
        project, people = sides[sheet.project_id]
        about = Place("sheet", sheet.id, sheet.code, project.name, f"Scoring_sheet?sheet={sheet.code}", project_id=project.id)
        until = last_day(session, row.released_at, (), sheet.department_id)
        if sheet.revises_id is not None:
            message = N_("{sheet}: the corrected result of {project} in {round} is there. Acknowledge it, or contest it until {day}.")
        else:
            message = N_("{sheet}: the result of {project} in {round} is there. Acknowledge it, or contest it until {day}.")
        tell(
            session, actor, rules.RESULT.code, people, about=about, message=message, sheet=sheet.code, project=project.name, round=row.name, day=until
        )  # fmt: skip


def remind(session: Session, actor: Actor) -> int:
    """Tell leaders, leadership and heads that a round's result is overdue, each once; returns how many rounds were told of.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    late = queries.overdue(session)
    for one in late:
        message = N_("The result of {round} was due to the inspected side on {day} and is not released.")
        tell(session, actor, rules.LATE.code, one.people, about=one.about, message=message, round=str(one.about.name), day=one.due_on)
        session.add_all(Reminder(round_id=one.round_id, person_id=person, rung=rules.RUNG, at=now()) for person in sorted(one.people))
    if late:
        note(session, actor, "round:remind_feedback", "round", None, told=[one.about.code for one in late])
    return len(late)


routine("feedback", timedelta(minutes=60), remind)

"""Questions about due dates of rounds."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.calendar.queries import organisation
from core.calendar.rules import BeyondHorizon
from core.calendar.worktime import WorkingTime
from core.clock import today
from core.inspection.due import rules
from core.inspection.due.records import Reminder
from core.inspection.due.rules import Rung
from core.inspection.objects import queries as objects
from core.inspection.rounds.queries import visible_rounds
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import State as SheetState
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.settings.queries import value
from core.subjects import Place

AT_MOST = timedelta(days=90)
"""No reminder is sent earlier, whatever the setting: thirty working days lie within it."""
CALENDAR = ["code", "name", "state", "due_on", "workdays", "sheets", "open", "missed", "overdue"]


def calendar(session: Session, actor: Actor) -> pd.DataFrame:
    """The rounds `actor` may see that are not released yet, by due date. Columns: CALENDAR.

    workdays: how many are left (negative: how many it is late; None: holidays so far ahead are not known); open: sheets not submitted; overdue: due before today and
    still open.
    """
    require(actor, Permission.ROUND_READ)
    open_ = func.sum(case((Sheet.state.in_((SheetState.PLANNED, SheetState.OPEN)) & (Sheet.revision == 0), 1), else_=0))
    missed = func.sum(case((Sheet.state == SheetState.MISSED, 1), else_=0))
    live = func.sum(case((Sheet.state != SheetState.SUPERSEDED, 1), else_=0))
    unfinished = select(Round.id).where(Round.state != State.RELEASED)
    counts = (
        select(Sheet.round_id, live.label("sheets"), open_.label("open"), missed.label("missed"))
        .where(Sheet.round_id.in_(unfinished))
        .group_by(Sheet.round_id)
        .subquery()
    )
    rows = session.execute(
        select(Round, counts.c.sheets, counts.c.open, counts.c.missed)
        .outerjoin(counts, counts.c.round_id == Round.id)
        .where(visible_rounds(actor), Round.state != State.RELEASED)
        .order_by(Round.due_on, Round.id)
        .limit(200)
    )
    hours, now = organisation(session), today()
    return pd.DataFrame(
        [
            (
                r.code, r.name, r.state, r.due_on, _left(hours, now, r.due_on), int(sheets or 0), int(waiting or 0), int(gone or 0),
                r.due_on < now and bool(waiting) and r.state == State.RUNNING,
            )
            for r, sheets, waiting, gone in rows
        ],
        columns=CALENDAR,
    )  # fmt: skip


def _left(hours: WorkingTime, now: date, due_on: date) -> int | None:
    try:
        return hours.workdays_between(now, due_on)
    except BeyondHorizon:
        return None


LATE = ["code", "project_code", "project", "inspector", "round_code", "due_on", "state", "answered", "items"]


def late(session: Session, actor: Actor, limit: int = 500) -> pd.DataFrame:
    """Sheets that are overdue, and those that were missed, of the projects `actor` may have inspected, the newest due date first.

    Columns: LATE; project and inspector are contents.
    """
    require(actor, Permission.ROUND_LEAD)
    overdue = (Sheet.state == SheetState.OPEN) & (Sheet.revision == 0) & (Round.due_on < today())
    rows = session.execute(
        select(Sheet.code, Project.code, Project.name, Person.name, Round.code, Round.due_on, Sheet.state, Sheet.answered, Sheet.items, Sheet.object_id)
        .join(Round, Round.id == Sheet.round_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(overdue | (Sheet.state == SheetState.MISSED), visible_rounds(actor, Permission.ROUND_LEAD), visible_to(actor, Permission.ROUND_LEAD))
        .order_by(Round.due_on.desc(), Sheet.id)
        .limit(limit)
    )
    found = rows.all()
    things = objects.named(session, {one[-1] for one in found})
    return pd.DataFrame([(one[0], one[1], objects.label(one[2], things.get(one[-1])), *one[3:-1]) for one in found], columns=LATE)


@dataclass(frozen=True)
class Waiting:
    """Somebody to be reminded of a round, and of how many of the own sheets."""

    round_id: int
    about: Place
    due_on: date
    rung: Rung
    person_id: int
    sheets: int


def to_remind(session: Session) -> list[Waiting]:
    """Who has open sheets in running rounds that are due soon or overdue and was not told so yet, by round and person."""
    day, hours = today(), organisation(session)
    found = []
    rows = session.execute(
        select(Round, Sheet.inspector_id, func.count())
        .join(Sheet, Sheet.round_id == Round.id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(Round.state == State.RUNNING, Round.due_on < day + AT_MOST)
        .where(Sheet.state == SheetState.OPEN, Sheet.revision == 0, Person.active.is_(True))
        .group_by(Round, Sheet.inspector_id)
        .order_by(Round.id, Sheet.inspector_id)
    ).all()
    told = {(round_id, person_id, rung) for round_id, person_id, rung in session.execute(select(Reminder.round_id, Reminder.person_id, Reminder.rung))}
    for row, person_id, count in rows:
        before = value(session, rules.REMIND_BEFORE, row.department_id)
        urgent = rules.rung(row.due_on, hours.workdays_after(row.due_on, -before), day)
        if urgent is not None and (row.id, person_id, urgent) not in told:
            about = Place("round", row.id, row.code, row.name, f"Sheets?round={row.code}", department_id=row.department_id)
            found.append(Waiting(row.id, about, row.due_on, urgent, person_id, int(count)))
    return found

"""Questions about results that are due to the inspected side."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Role, require
from core.calendar.queries import organisation
from core.clock import here, today
from core.inspection.due.records import Reminder
from core.inspection.feedback import rules
from core.inspection.feedback.rules import InTime
from core.inspection.rounds.queries import visible_rounds
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import State as SheetState
from core.people.records import Department, Person
from core.projects.records import Member, Project
from core.settings.queries import value
from core.subjects import Place

WAITING = (SheetState.PLANNED, SheetState.OPEN)


def _sheets(*where):  # type: ignore[no-untyped-def]
    """By round: when the last first sheet came in, and how many are still waited for."""
    return (
        select(
            Sheet.round_id,
            func.max(Sheet.submitted_at).label("last"),
            func.sum(case((Sheet.state.in_(WAITING), 1), else_=0)).label("waiting"),
            func.sum(case((Sheet.state == SheetState.MISSED, 1), else_=0)).label("missed"),
        )
        .where(Sheet.revision == 0, *where)
        .group_by(Sheet.round_id)
    )


def due_on(session: Session, row: Round) -> date | None:
    """Until when the result of a round is due as it stands; None while sheets are waited for."""
    found = session.execute(_sheets(Sheet.round_id == row.id)).one_or_none()
    return None if found is None else _due(session, row, found.last, int(found.waiting or 0) + int(found.missed or 0))


def _due(session: Session, row: Round, last, lacking: int) -> date | None:  # type: ignore[no-untyped-def]
    since = rules.counted_from(here(last).date() if last else None, here(row.closed_at).date() if row.closed_at else None, lacking)
    if since is None:
        return None
    return organisation(session).workdays_after(since, value(session, rules.FEEDBACK_DAYS, row.department_id))


def due_dates(session: Session, actor: Actor) -> Mapping[int, date]:
    """By round's key: until when its result is due, of the rounds `actor` may see that are not released and wait for no sheet."""
    require(actor, Permission.ROUND_READ)
    return {row.id: due for row, due in _owed(session, visible_rounds(actor))}


def _owed(session: Session, *where) -> list[tuple[Round, date]]:  # type: ignore[no-untyped-def]
    """Rounds that owe a result: every sheet is in or the scoring is closed. What was fixed at the closing stands."""
    counts = _sheets().subquery()
    rows = session.execute(
        select(Round, counts.c.last, counts.c.waiting, counts.c.missed)
        .join(counts, counts.c.round_id == Round.id)
        .where(Round.state.in_((State.RUNNING, State.CLOSED)), *where)
        .order_by(Round.id)
    )
    found = []
    for row, last, waiting, missed in rows:
        due = row.feedback_due_on or _due(session, row, last, int(waiting or 0) + int(missed or 0))
        if due is not None:
            found.append((row, due))
    return found


def in_time(session: Session, actor: Actor, *, since: date | None = None, department_id: int | None = None) -> InTime:
    """How often the result was given in time, of the rounds `actor` may see that fell due since `since` (a year ago).

    Rounds on trial count too: the inspected side waits for their results as well.
    """
    require(actor, Permission.ROUND_READ)
    first = since or today() - timedelta(days=365)
    query = select(Round.feedback_due_on, Round.released_at).where(visible_rounds(actor), Round.feedback_due_on >= first)
    if department_id is not None:
        query = query.where(Round.department_id == department_id)
    return rules.in_time([(due, here(at).date() if at else None) for due, at in session.execute(query)], today())


@dataclass(frozen=True)
class Owed:
    """A round whose result is overdue, and who has to hear of it."""

    round_id: int
    about: Place
    due_on: date
    people: frozenset[int]


def overdue(session: Session) -> list[Owed]:
    """Rounds whose result is overdue, with those who were not told yet: the leader, leadership, the head of its department."""
    late = [(row, due) for row, due in _owed(session) if due < today()]
    if not late:
        return []
    ids = [row.id for row, _ in late]
    reminders = select(Reminder.round_id, Reminder.person_id).where(Reminder.rung == rules.RUNG, Reminder.round_id.in_(ids))
    told = {(round_id, person_id) for round_id, person_id in session.execute(reminders)}
    active = session.execute(select(Person.id, Person.roles).where(Person.active.is_(True))).all()
    alive = {number for number, _ in active}
    leading = {number for number, roles in active if Role.LEADERSHIP in roles}
    units = select(Department.id, Department.head_id).where(Department.id.in_({row.department_id for row, _ in late}))
    heads = {number: head for number, head in session.execute(units)}
    found = []
    for row, due in late:
        people = ({row.leader_id, heads.get(row.department_id)} | leading) & alive
        fresh = frozenset(one for one in people if one is not None and (row.id, one) not in told)
        if fresh:
            about = Place("round", row.id, row.code, row.name, f"Rounds?round={row.code}", department_id=row.department_id)
            found.append(Owed(row.id, about, due, fresh))
    return found


def inspected(session: Session, project_ids: Collection[int]) -> dict[int, tuple[Project, frozenset[int]]]:
    """The inspected side of some projects: manager and members."""
    found = {project.id: (project, {project.manager_id}) for project in session.scalars(select(Project).where(Project.id.in_(project_ids)))}
    for project_id, person_id in session.execute(select(Member.project_id, Member.person_id).where(Member.project_id.in_(project_ids))):
        found[project_id][1].add(person_id)
    return {number: (project, frozenset(people)) for number, (project, people) in found.items()}

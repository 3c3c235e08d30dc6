"""Deeds on opinions: write down, put into the box, answer, say what became of it."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import NOBODY, touch
from core.clock import today
from core.communication import rules as room
from core.communication.opinions import queries, rules
from core.communication.opinions.queries import KIND
from core.communication.opinions.records import Opinion
from core.communication.opinions.rules import Outcome, Side, State
from core.communication.plans.queries import TOPIC
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.words import N_


def write(session: Session, actor: Actor, project_id: int, *, side: Side, text: str, heard_on: date) -> int:
    """Write down what a customer or a colleague said outside a meeting; returns its id. Refuses HeardToCome, Empty, TooLong."""
    project = project_for_update(session, project_id)
    require(actor, Permission.COMMUNICATION_SAY, reach(project))
    clean = fields.paragraph(text, N_("Opinion or need"), rules.TEXT_LIMIT)
    if heard_on > today():
        raise rules.HeardToCome()
    row = queries.fresh(session, project, side=Side(side) if side is not Side.BOX else Side.STAFF, text=clean, heard_on=heard_on, by_id=actor.id)
    with_ids(session, row)
    _tell(session, actor, row, project)
    return _close(session, actor, "communication_opinion:write", row, project, side=row.side, text=clean)


def box(session: Session, actor: Actor, project_id: int, *, text: str) -> int:
    """Put an opinion into the box of a project. Whoever may is asked for at the door only: neither the opinion nor the trail keeps the person. Returns its id. Refuses Empty, TooLong."""
    project = project_for_update(session, project_id)
    require(actor, Permission.COMMUNICATION_SAY, reach(project))
    clean = fields.paragraph(text, N_("Opinion or need"), rules.TEXT_LIMIT)
    row = queries.fresh(session, project, side=Side.BOX, text=clean, heard_on=today(), by_id=None)
    with_ids(session, row)
    session.info.pop("deed_key", None)
    _tell(session, NOBODY, row, project)
    return _close(session, NOBODY, "communication_opinion:box", row, project)


def answer(session: Session, actor: Actor, opinion_id: int, *, text: str, version: int) -> int:
    """Answer it; everybody who sees the project reads the answer. Returns its id. Refuses HandledAlready, Stale, Empty, TooLong."""
    row, project = _opened(session, actor, opinion_id, version)
    before, row.answer = row.answer, fields.paragraph(text, N_("Reply"), rules.ANSWER_LIMIT)
    row.state = State.ANSWERED
    _first(row, actor)
    return _close(session, actor, "communication_opinion:answer", row, project, before=before, after=row.answer)


def handle(session: Session, actor: Actor, opinion_id: int, *, outcome: Outcome, code: str = "", text: str, version: int) -> int:
    """Say what became of it, with the record that shows it (a plan changed since, a demand, a request), or why nothing is changed. Returns its id.

    Refuses HandledAlready, NothingChanged, NoSuchRecord, Stale, Empty, TooLong.
    """
    row, project = _opened(session, actor, opinion_id, version)
    clean = fields.paragraph(text, N_("Reply"), rules.ANSWER_LIMIT, needed=not row.answer or outcome is Outcome.NONE)
    shown = queries.proof(session, project, outcome, fields.line(code, N_("Code"), rules.CODE_LIMIT, needed=outcome in (Outcome.DEMAND, Outcome.REQUEST)).upper(), row.heard_on)
    row.answer, row.state, row.outcome, row.outcome_code = clean or row.answer, State.HANDLED, outcome.value, shown
    _first(row, actor)
    return _close(session, actor, "communication_opinion:handle", row, project, outcome=outcome, record=shown, answer=row.answer)


def _opened(session: Session, actor: Actor, opinion_id: int, version: int) -> tuple[Opinion, Project]:
    row = queries.opinion_for_update(session, opinion_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COMMUNICATION_ANSWER, reach(project))
    if row.state == State.HANDLED:
        raise rules.HandledAlready()
    if row.version != version:
        raise Stale()
    return row, project


def _first(row: Opinion, actor: Actor) -> None:
    if row.answered_on is None:
        row.answered_on, row.answered_by_id = today(), actor.id


def _tell(session: Session, actor: Actor, row: Opinion, project: Project) -> None:
    tell(session, actor, room.VOICES.code, {project.manager_id}, about=queries.standing(row, project), message=N_("Somebody said something on {code}; an answer is due by {day}"), code=project.code, day=row.due_on)


def _close(session: Session, actor: Actor, deed: str, row: Opinion, project: Project, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=project.code, project_id=project.id, **facts)
    return row.id

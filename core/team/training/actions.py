"""Deeds on training: offer a course, change it, plan a session, plan it anew, record it, cancel it; and the reminders of the house."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale, WrongState
from core.metrics.rules import known
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.routines import routine
from core.settings import queries as settings
from core.team.rules import REMIND_DAYS
from core.team.training import queries, rules
from core.team.training.queries import KIND, SESSION_KIND, TOPIC
from core.team.training.records import Course, Part, TrainingSession
from core.team.training.rules import Came, Planned, Result, State, Why
from core.words import N_

PREFIX = "TRN"


def offer(session: Session, actor: Actor, course: rules.Course) -> int:
    """Offer a course (TRN-2026-0001); returns its id. Refuses NoMethod, WhyTargeted, WhichProject, UnknownMeasure, Empty, TooLong, NotFound."""
    clean = _allowed(session, actor, course)
    row = Course(code=next_code(session, PREFIX), by_id=actor.id, at=now(), **_columns(clean))
    with_ids(session, row)
    return _close(session, actor, "training:offer", row, after=vars(clean))


def change(session: Session, actor: Actor, course_id: int, course: rules.Course, *, version: int) -> int:
    """Say anew what a course is about, whom it is for, or what it should improve; returns its id. Refuses what `offer` refuses, and Stale."""
    row = queries.course_for_update(session, course_id)
    require(actor, Permission.TRAINING_EDIT, queries.reach(row))
    if row.version != version:
        raise Stale()
    clean = _allowed(session, actor, course)
    for name, value in _columns(clean).items():
        setattr(row, name, value)
    row.at = now()
    return _close(session, actor, "training:change", row, after=vars(clean))


def plan(session: Session, actor: Actor, course_id: int, planned: Planned) -> int:
    """Plan a session of a course; returns its id. Refuses NotHours, NobodyTrained, TooManyPeople, NoTrainer, OwnTrainer, PlannedInPast, NotYours, TooLong."""
    head = queries.course_for_update(session, course_id)
    require(actor, Permission.TRAINING_EDIT, queries.reach(head))
    clean = _planned(session, actor, planned)
    row = TrainingSession(
        course_id=head.id, held_on=clean.on, hours=clean.hours, trainer_id=clean.trainer_id, trainer=clean.trainer, state=State.PLANNED, note="", told=False, asked=False, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    session.add_all(Part(session_id=row.id, person_id=one, result=Result.OPEN, score=None, remark="") for one in clean.people)
    return _close(session, actor, "training_session:plan", head, row, on=clean.on, hours=clean.hours, people=list(clean.people), trainer_id=clean.trainer_id)


def replan(session: Session, actor: Actor, session_id: int, planned: Planned, *, version: int) -> int:
    """Put a session off, or change who takes part or trains; returns its id. Refuses what `plan` refuses, WrongState, Stale."""
    row, head = _planned_one(session, actor, session_id, version)
    clean = _planned(session, actor, planned)
    present = {one.person_id: one for one in queries.parts_of(session, row.id)}
    for gone in present.keys() - set(clean.people):
        session.delete(present[gone])
    session.add_all(Part(session_id=row.id, person_id=one, result=Result.OPEN, score=None, remark="") for one in clean.people if one not in present)
    if row.held_on != clean.on:
        row.told = row.asked = False
    row.held_on, row.hours, row.trainer_id, row.trainer, row.at = clean.on, clean.hours, clean.trainer_id, clean.trainer, now()
    return _close(session, actor, "training_session:replan", head, row, on=clean.on, hours=clean.hours, people=list(clean.people), trainer_id=clean.trainer_id)


def hold(session: Session, actor: Actor, session_id: int, came: tuple[Came, ...], *, on: date, remark: str = "", version: int) -> int:
    """Record that a session was held on a day, and what came of it for everybody; returns its id.

    Refuses NotOverYet, ResultMissing, NotAScore, AbsentScored, TooLong, WrongState, Stale.
    """
    row, head = _planned_one(session, actor, session_id, version)
    if on > today():
        raise rules.NotOverYet(day=on.isoformat())
    clean = tuple(replace(one, remark=fields.line(one.remark, N_("Remark"), rules.REMARK_LIMIT, needed=False)) for one in came)
    parts = {one.person_id: one for one in queries.parts_of(session, row.id)}
    rules.check_held(clean, frozenset(parts))
    for one in clean:
        part = parts[one.person_id]
        part.result, part.score, part.remark = one.result, one.score, one.remark
    row.state, row.held_on, row.at = State.HELD, on, now()
    row.note = fields.paragraph(remark, N_("What was done"), rules.NOTE_LIMIT, needed=False)
    return _close(session, actor, "training_session:hold", head, row, on=on, results={str(one.person_id): one.result.value for one in clean})


def cancel(session: Session, actor: Actor, session_id: int, *, reason: str, version: int) -> int:
    """Say that a planned session will not be held, and why; those who were to come are told. Returns its id. Refuses Empty, TooLong, WrongState, Stale."""
    row, head = _planned_one(session, actor, session_id, version)
    row.note = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    row.state, row.at = State.CANCELLED, now()
    people = {one.person_id for one in queries.parts_of(session, row.id)}
    tell(session, actor, rules.TRAINING.code, people, about=queries.standing(head), message=N_("The training {title} on {day} is cancelled: {reason}"), title=head.title, day=row.held_on, reason=row.note)
    return _close(session, actor, "training_session:cancel", head, row, reason=row.note)


def remind(session: Session, actor: Actor) -> int:
    """Remind those who take part some days before, and ask afterwards for what is not recorded; how many sessions. # house: a routine of the house itself, time asks for it"""
    coming = queries.coming(session, today() + timedelta(days=int(settings.value(session, REMIND_DAYS))))
    for row, head in coming:
        people = {one.person_id for one in queries.parts_of(session, row.id)} | ({row.trainer_id} if row.trainer_id else set())
        tell(session, actor, rules.TRAINING.code, people, about=queries.standing(head), message=N_("Training on {day}: {title}"), title=head.title, day=row.held_on)
        row.told = True
    late = queries.unrecorded(session, today())
    for row, head in late:
        tell(session, actor, rules.TRAINING.code, {row.by_id}, about=queries.standing(head), message=N_("Record what came of the training on {day}: {title}"), title=head.title, day=row.held_on)
        row.asked = True
    if coming or late:
        touch(session, TOPIC)
        note(session, actor, "training_session:remind", SESSION_KIND, None, coming=[row.id for row, _ in coming], late=[row.id for row, _ in late])
    return len(coming) + len(late)


def _allowed(session: Session, actor: Actor, course: rules.Course) -> rules.Course:
    """The course cleaned, for somebody who may edit courses where this one is to lie."""
    here = Reach(department_id=course.department_id) if course.project_id is None else project_reach(project_for_update(session, course.project_id))
    require(actor, Permission.TRAINING_EDIT, here)
    text = fields.line(course.why_text, N_("What it answers"), rules.WHY_LIMIT, needed=False)
    clean = replace(
        course, title=fields.line(course.title, N_("Title"), rules.TITLE_LIMIT), topic=fields.line(course.topic, N_("Topic"), rules.TOPIC_LIMIT),
        methods=tuple(dict.fromkeys(course.methods)), why_text=text if course.why is not Why.NONE else "",
        measure=known(course.measure).code if course.measure else "", department_id=here.department_id,
    )  # fmt: skip
    rules.check_course(clean)
    return clean


def _columns(course: rules.Course) -> dict[str, Any]:
    return {
        "title": course.title, "topic": course.topic, "kind": course.kind.value, "methods": list(course.methods), "why": course.why.value, "why_text": course.why_text,
        "measure": course.measure, "project_id": course.project_id, "department_id": course.department_id,
    }  # fmt: skip


def _planned(session: Session, actor: Actor, planned: Planned) -> Planned:
    outside = fields.line(planned.trainer, N_("Trainer from outside"), rules.TRAINER_LIMIT, needed=False)
    clean = replace(planned, people=tuple(sorted(set(planned.people))), trainer="" if planned.trainer_id else outside)
    rules.check_planned(clean, today=today())
    wanted = frozenset(clean.people) | ({clean.trainer_id} if clean.trainer_id else frozenset())
    if queries.those_seen(session, actor, wanted) != wanted:
        raise rules.NotYours()
    return clean


def _planned_one(session: Session, actor: Actor, session_id: int, version: int) -> tuple[TrainingSession, Course]:
    """A session that is still planned, for somebody who may edit it."""
    row, head = queries.session_for_update(session, session_id)
    require(actor, Permission.TRAINING_EDIT, queries.reach(head))
    if row.version != version:
        raise Stale()
    if row.state != State.PLANNED:
        raise WrongState()
    return row, head


def _close(session: Session, actor: Actor, deed: str, head: Course, row: TrainingSession | None = None, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND if row is None else SESSION_KIND, head.id if row is None else row.id, code=head.code, project_id=head.project_id, **facts)
    return head.id if row is None else row.id


routine("training", timedelta(hours=6), remind)

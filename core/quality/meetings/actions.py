"""Deeds on quality analysis meetings: prepare with an agenda of signals, write the minutes, decide."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import Record, with_ids
from core.errors import Stale
from core.followup import actions as followups
from core.followup.rules import Kind, Opening
from core.numbering.actions import next_code
from core.people.queries import department_for_update
from core.projects.queries import project_for_update
from core.quality.meetings import queries, rules
from core.quality.meetings.queries import KIND
from core.quality.meetings.records import MeetingDecision, QualityMeeting
from core.quality.meetings.rules import Decision, State
from core.words import N_


def prepare(session: Session, actor: Actor, department_id: int, *, title: str, first: date, last: date, planned_on: date) -> int:
    """Prepare a meeting (QAM-2026-0001) of a department; its agenda is what the period calls for. Returns its id. Refuses PeriodUpsideDown, PeriodToCome, Empty, TooLong."""
    unit = department_for_update(session, department_id)
    require(actor, Permission.QUALITY_MEETING_LEAD, Reach(department_id=unit.id))
    rules.check_period(first, last, today())
    row = QualityMeeting(
        code=next_code(session, "QAM"), title=fields.line(title, N_("Name"), rules.TITLE_LIMIT), department_id=unit.id, period_first=first, period_last=last, planned_on=planned_on,
        held_on=None, chair_id=actor.id, attendees=[], agenda=[one.kept for one in queries.signals(session, unit.id, first, last)], state=State.PREPARED, minutes="", causes="", at=now(),
    )  # fmt: skip
    _keep(session, row)
    return _done(session, actor, "quality_meeting:prepare", row, first=first, last=last, agenda=[one["code"] for one in row.agenda])


def _led(session: Session, actor: Actor, meeting_id: int) -> QualityMeeting:
    row = queries.for_update(session, meeting_id)
    require(actor, Permission.QUALITY_MEETING_LEAD, Reach(department_id=row.department_id))
    return row


def hold(session: Session, actor: Actor, meeting_id: int, *, held_on: date, attendees: Sequence[int], minutes: str, causes: str, version: int) -> int:
    """Write the minutes: who was there, how things stand, what causes were found. Refuses Stale, HeldLater, Empty, TooLong."""
    row = _led(session, actor, meeting_id)
    if row.version != version:
        raise Stale()
    if held_on > today():
        raise rules.HeldLater()
    before = row.minutes
    row.minutes = fields.paragraph(minutes, N_("Minutes of the meeting"), rules.TEXT_LIMIT)
    row.causes = fields.paragraph(causes, N_("Causes found"), rules.TEXT_LIMIT, needed=False)
    row.held_on, row.attendees, row.state = held_on, queries.active(session, list(attendees)[: rules.MOST_ATTENDEES]), State.HELD
    return _done(session, actor, "quality_meeting:hold", row, held_on=held_on, attendees=row.attendees, before=before, after=row.minutes, causes=row.causes)


def decide(session: Session, actor: Actor, meeting_id: int, *, said: Decision) -> int:
    """Enter a decision: it becomes an action of its owner, verified by somebody else. Returns the decision's id.

    Refuses TooManyDecisions, OwnVerifier, CannotTakePart, DueInPast, DueTooFar, Empty, TooLong, NotFound.
    """
    row = _led(session, actor, meeting_id)
    clean = rules.cleaned(said, today())
    followups.check_people(session, actor, clean.owner_id, clean.verifier_id)
    number = queries.last_number(session, row.id) + 1
    if number > rules.MOST_DECISIONS:
        raise rules.TooManyDecisions(limit=rules.MOST_DECISIONS)
    project = project_for_update(session, clean.project_id)
    (code,) = followups.open_many(session, actor, [Opening(
        Kind.DECISION, project.id, clean.owner_id, clean.verifier_id, clean.due_on, {actor.language.value: clean.text.splitlines()[0][:150]}, KIND, row.id, row.code, source_item=number,
        finding=clean.text,
    )])  # fmt: skip
    one = MeetingDecision(meeting_id=row.id, number=number, text=clean.text, followup_code=code)
    _keep(session, one)
    _done(session, actor, "quality_meeting:decide", row, number=number, text=clean.text, action=code, owner_id=clean.owner_id, due_on=clean.due_on)
    return one.id


def _keep(session: Session, row: Record) -> None:
    with_ids(session, row)


def _done(session: Session, actor: Actor, deed: str, row: QualityMeeting, **facts: object) -> int:
    touch(session, "quality_meetings")
    note(session, actor, deed, KIND, row.id, code=row.code, **facts)
    return row.id

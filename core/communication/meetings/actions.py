"""Deeds on meetings: prepare, change, write lines and take them out, issue the minutes, correct what was issued."""

from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.communication import rules as room
from core.communication.meetings import queries, rules
from core.communication.meetings.queries import KIND
from core.communication.meetings.records import Meeting, MinutesLine
from core.communication.meetings.rules import Said, Sort, State
from core.communication.opinions.queries import fresh as opinion
from core.communication.opinions.rules import Side
from core.communication.plans.queries import TOPIC
from core.communication.rules import CHANNELS
from core.db import with_ids
from core.errors import NotFound, Stale
from core.followup import actions as followups
from core.followup.rules import Kind, Opening
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import person_for_update
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.words import N_

PREFIX = "MTG"


def prepare(session: Session, actor: Actor, project_id: int, told: rules.Meeting) -> int:
    """Prepare or write down a meeting (MTG-2026-0001) of a project; its agenda is what of the project calls for a word. Returns its id.

    Refuses NotAMeeting, TooFarAhead, NotAnHour, TooManyThere, NotAnEntry, NotFound (nobody of that id), Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COMMUNICATION_MEET, reach(project))
    facts = _facts(session, rules.cleaned(told, today()), "")
    row = Meeting(
        code=next_code(session, PREFIX), project_id=project.id, agenda=rules.agenda(queries.facts(session, actor, project)), state=State.DRAFT, issued_at=None, issued_by_id=None, by_id=actor.id,
        at=now(), **facts,
    )  # fmt: skip
    with_ids(session, row)
    return _close(session, actor, "communication_meeting:prepare", row, after=facts)


def change(session: Session, actor: Actor, meeting_id: int, told: rules.Meeting, *, version: int) -> int:
    """Change a meeting whose minutes are not issued; returns its id. Refuses MinutesIssued, Stale, and what `prepare` refuses."""
    row, _ = _opened(session, actor, meeting_id, State.DRAFT)
    if row.version != version:
        raise Stale()
    facts = _facts(session, rules.cleaned(told, today()), row.channel)
    before = {name: getattr(row, name) for name, new in facts.items() if getattr(row, name) != new}
    for name, new in facts.items():
        setattr(row, name, new)
    return _close(session, actor, "communication_meeting:change", row, before=before, after={name: facts[name] for name in before})


def write(session: Session, actor: Actor, meeting_id: int, said: Said) -> int:
    """Write a line of minutes that are not issued; returns the line's id. Refuses MinutesIssued, TooManyLines, WhoDoesIt, OwnVerifier, CannotTakePart, DueInPast, DueTooFar, Empty, TooLong."""
    row, _ = _opened(session, actor, meeting_id, State.DRAFT)
    clean = rules.said(Said(Sort.INFORMATION, said.text) if said.sort is Sort.CORRECTION else said, today())
    if clean.sort is Sort.ACTION:
        followups.check_people(session, actor, clean.owner_id or 0, clean.verifier_id or 0)
    line = _line(session, actor, row, clean)
    _close(session, actor, "communication_meeting:write", row, number=line.number, sort=clean.sort, text=clean.text)
    return line.id


def take_out(session: Session, actor: Actor, meeting_id: int, *, number: int) -> int:
    """Take a line out of minutes that are not issued; returns the meeting's id. Refuses MinutesIssued, NotFound."""
    row, _ = _opened(session, actor, meeting_id, State.DRAFT)
    line = next((one for one in queries.lines_of(session, row.id) if one.number == number), None)
    if line is None:
        raise NotFound()
    session.delete(line)
    return _close(session, actor, "communication_meeting:take_out", row, number=number, text=line.text)


def issue(session: Session, actor: Actor, meeting_id: int, *, version: int) -> int:
    """Issue the minutes: they stand from now on, actions become follow-ups, opinions wait for an answer, whoever was there is told. Returns its id.

    Refuses MinutesIssued, Stale, NotHeldYet, NobodyPresent, NothingSaid, DueInPast, CannotTakePart.
    """
    row, project = _opened(session, actor, meeting_id, State.DRAFT)
    if row.version != version:
        raise Stale()
    lines = queries.lines_of(session, row.id)
    rules.check_issue(row.held_on, people=len(row.people), guests=row.guests, lines=len(lines), today=today())
    actions = [line for line in lines if line.sort == Sort.ACTION]
    for line in actions:
        rules.said(Said(Sort.ACTION, line.text, owner_id=line.owner_id, verifier_id=line.verifier_id, due_on=line.due_on), today())
        followups.check_people(session, actor, line.owner_id or 0, line.verifier_id or 0)
    codes = followups.open_many(session, actor, [
        Opening(
            Kind.DECISION, project.id, line.owner_id or 0, line.verifier_id or 0, line.due_on or today(), {actor.language.value: line.text.splitlines()[0][:150]}, KIND, row.id, row.code,
            source_item=line.number, finding=line.text,
        )
        for line in actions
    ])  # fmt: skip
    for line, code in zip(actions, codes, strict=True):
        line.followup_code = code
    session.add_all(
        opinion(session, project, side=Side(line.side), text=line.text, heard_on=row.held_on, by_id=line.by_id, meeting_id=row.id, line=line.number, source=row.code)
        for line in lines if line.sort == Sort.OPINION
    )  # fmt: skip
    row.state, row.issued_at, row.issued_by_id = State.ISSUED, now(), actor.id
    tell(session, actor, room.MINUTES.code, {*row.people, row.led_by_id, project.manager_id}, about=queries.standing(row, project), message=N_("The minutes of {code} are issued: {title}"), code=row.code, title=row.title)
    return _close(session, actor, "communication_meeting:issue", row, lines=len(lines), followups=codes)


def correct(session: Session, actor: Actor, meeting_id: int, *, text: str) -> int:
    """Add a dated correction to minutes that are issued; what was issued stays beside it. Returns the line's id. Refuses MinutesNotIssued, TooManyLines, Empty, TooLong."""
    row, _ = _opened(session, actor, meeting_id, State.ISSUED)
    line = _line(session, actor, row, Said(Sort.CORRECTION, fields.paragraph(text, N_("Correction"), rules.TEXT_LIMIT)))
    _close(session, actor, "communication_meeting:correct", row, number=line.number, text=line.text)
    return line.id


def _opened(session: Session, actor: Actor, meeting_id: int, state: State) -> tuple[Meeting, Project]:
    row = queries.meeting_for_update(session, meeting_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COMMUNICATION_MEET, reach(project))
    if row.state != state:
        raise rules.MinutesIssued() if state is State.DRAFT else rules.MinutesNotIssued()
    return row, project


def _facts(session: Session, clean: rules.Meeting, present: str) -> dict[str, Any]:
    person_for_update(session, clean.led_by_id)
    if clean.channel:
        table_for_choice(session, CHANNELS).chosen(clean.channel, present, field=N_("Channel"))
    return vars(clean) | {"means": clean.means.value, "people": queries.active(session, clean.people)}


def _line(session: Session, actor: Actor, row: Meeting, said: Said) -> MinutesLine:
    number = max((one.number for one in queries.lines_of(session, row.id)), default=0) + 1
    if number > rules.MOST_LINES:
        raise rules.TooManyLines(limit=rules.MOST_LINES)
    line = MinutesLine(
        meeting_id=row.id, number=number, sort=said.sort.value, text=said.text, side=said.side.value, owner_id=said.owner_id, verifier_id=said.verifier_id, due_on=said.due_on, followup_code="",
        by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, line)
    return line


def _close(session: Session, actor: Actor, deed: str, row: Meeting, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id

"""Deeds on closings: begin, confirm the result, assign what remains, sign, close, reopen."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.closing.archive import queries as archive
from core.closing.archive.rules import completeness
from core.closing.endings import queries, rules
from core.closing.endings.queries import KIND
from core.closing.endings.records import Closing, ClosingSignature, Confirmation
from core.closing.endings.rules import Source, State
from core.closing.readiness.queries import counts
from core.closing.readiness.rules import Blocker
from core.closing.release import actions as resources
from core.closing.release import queries as released
from core.closing.rules import CLOSED, QUORUM, TO_SIGN, ClosedForGood
from core.closing.scorecard.queries import scorecard
from core.closing.scorecard.rules import kept
from core.db import with_ids
from core.errors import Stale
from core.files import actions as files
from core.followup import actions as followups
from core.followup import rules as followup_rules
from core.followup.rules import Kind as FollowUpKind
from core.followup.rules import Opening
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.actions import turn
from core.projects.queries import member_ids, project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.settings.queries import value
from core.words import N_

PREFIX = "CLO"
Upload = tuple[bytes, str, str]
"""Judged and cleaned content, its kind, its name."""


def begin(session: Session, actor: Actor, project_id: int) -> int:
    """Begin to close a project (CLO-2026-0001): its people and its budget come on the list of what is given back. Returns the id. Refuses ClosingOpen, ClosedForGood."""
    project = project_for_update(session, project_id)
    require(actor, Permission.CLOSING_EDIT, reach(project))
    before = queries.latest(session, project_id)
    if project.stage == Stage.CLOSED:
        raise ClosedForGood(project=project.code)
    if before is not None and before.state == State.OPEN:
        raise rules.ClosingOpen(code=before.code)
    row = _begun(session, actor, project, before.number + 1 if before else 1)
    resources.propose(session, actor, project)
    return _done(session, actor, "closing:begin", row, number=row.number)


def _begun(session: Session, actor: Actor, project: Project, number: int) -> Closing:
    row = Closing(
        code=next_code(session, PREFIX), project_id=project.id, number=number, state=State.OPEN.value, settled=False, quorum=0, scorecard={}, kept={}, closed_on=None, closed_by_id=None,
        reopened_at=None, reopened_by_id=None, reopened_why="", by_id=actor.id, at=now(),
    )  # fmt: skip
    session.add(row)
    turn(session, project, Stage.CLOSING)
    with_ids(session, row)
    return row


def _edited(session: Session, actor: Actor, closing_id: int) -> tuple[Closing, Project]:
    row, project = queries.closing_for_update(session, closing_id)
    require(actor, Permission.CLOSING_EDIT, reach(project))
    rules.check_open(State(row.state), row.code)
    return row, project


def confirm(session: Session, actor: Actor, closing_id: int, source: Source, *, confirmed: bool, name: str, on: date, remark: str = "", upload: Upload | None = None) -> int:
    """Keep that the customer, internal audit or a third party has confirmed the result, or refused to. Returns the confirmation's id. Refuses ConfirmedLater, WhatIsMissing, NotBeingClosed, Empty, TooLong."""
    row, _ = _edited(session, actor, closing_id)
    said = fields.paragraph(remark, N_("Remark"), rules.REMARK_LIMIT, needed=False)
    rules.check_confirmation(on, today(), confirmed, said)
    made = Confirmation(
        closing_id=row.id, source=Source(source).value, confirmed=confirmed, who=fields.line(name, N_("Who confirms"), rules.WHO_LIMIT), on=on, remark=said, by_id=actor.id, at=now()
    )
    with_ids(session, made)
    if upload is not None:
        data, kind, file_name = upload
        files.keep(session, actor, data, kind=kind, name=file_name, subject_kind=queries.FILES, subject_id=made.id)
    _done(session, actor, "closing:confirm", row, source=made.source, confirmed=confirmed, who=made.who, file=upload[2] if upload else None)
    return made.id


def assign(session: Session, actor: Actor, closing_id: int, *, title: str, text: str, owner_id: int, verifier_id: int, due_on: date) -> int:
    """Give somebody work that remains after the end, as a follow-up. Returns the closing's id. Refuses OwnVerifier, CannotTakePart, DueInPast, DueTooFar, NotBeingClosed, Empty, TooLong."""
    row, project = _edited(session, actor, closing_id)
    clean = fields.line(title, N_("What remains to be done"), followup_rules.TITLE_LIMIT)
    why = fields.paragraph(text, N_("Why"), followup_rules.TEXT_LIMIT, needed=False)
    followup_rules.check_due(due_on, today())
    followups.check_people(session, actor, owner_id, verifier_id)
    opening = Opening(
        FollowUpKind.DECISION, project.id, owner_id, verifier_id, due_on, {actor.language.value: clean}, KIND, row.id, row.code, finding=why,
        said=N_("Work that remains after the project was closed"),
    )  # fmt: skip
    (code,) = followups.open_many(session, actor, [opening])
    tell(session, actor, followup_rules.YOURS.code, {owner_id, verifier_id}, about=queries.place_of(row, project), message=N_("{code} is work that remains, yours to do or to verify: {title}"), code=code, title=clean)
    return _done(session, actor, "closing:assign", row, followup=code, owner_id=owner_id, due_on=due_on)


def settle(session: Session, actor: Actor, closing_id: int) -> int:
    """Say that nothing remains to be done after the end. Returns the id. Refuses NotBeingClosed."""
    row, _ = _edited(session, actor, closing_id)
    row.settled = True
    return _done(session, actor, "closing:settle", row)


def sign(session: Session, actor: Actor, closing_id: int, *, remark: str = "") -> int:
    """Sign that the project may be closed. Returns the id. Refuses StillBlocked (while anything but signatures is missing), SignedThis, EnoughSigned, NotBeingClosed, TooLong."""
    row, project = queries.closing_for_update(session, closing_id)
    require(actor, Permission.CLOSING_SIGN, reach(project))
    blocked, quorum = counts(session, project, row.id), int(value(session, QUORUM, project.department_id))
    rules.check_sign(State(row.state), row.code, blocked, queries.signers(session, row.id), actor.id, quorum)
    session.add(ClosingSignature(closing_id=row.id, person_id=actor.id, remark=fields.paragraph(remark, N_("Remark"), rules.REMARK_LIMIT, needed=False), at=now()))
    session.flush()  # house: of two who sign at once the second is refused here
    if blocked[Blocker.SIGNATURES] > 1:
        others = queries.may_sign(session, project) - set(queries.signers(session, row.id))
        tell(session, actor, TO_SIGN.code, others, about=queries.place_of(row, project), message=N_("{code} waits for one more signature: {title}"), code=row.code, title=project.name)
    else:
        tell(session, actor, CLOSED.code, {project.manager_id}, about=queries.place_of(row, project), message=N_("{code} is signed, and the project can be closed: {title}"), code=row.code, title=project.name)
    return _done(session, actor, "closing:sign", row)


def close(session: Session, actor: Actor, closing_id: int, *, version: int) -> int:
    """Close the project: figures, archive and resources are kept as they are. Returns the id. Refuses StillBlocked, NotBeingClosed, Stale."""
    row, project = _edited(session, actor, closing_id)
    if row.version != version:
        raise Stale()
    rules.check_close(State(row.state), row.code, counts(session, project, row.id))
    row.state, row.closed_on, row.closed_by_id = State.CLOSED.value, today(), actor.id
    row.quorum, row.scorecard, row.kept = int(value(session, QUORUM, project.department_id)), kept(scorecard(session, project)), _kept(session, project)
    turn(session, project, Stage.CLOSED)
    _tell(session, actor, row, project, N_("{code}: the project is closed: {title}"))
    return _done(session, actor, "closing:close", row, figures=row.scorecard)


def _kept(session: Session, project: Project) -> dict[str, Any]:
    """Archive and resources as they are at this moment."""
    entries = archive.entries(session, project.id)
    filed = {one.part for one in entries}
    return {
        "archive": [{"part": one.part.value, "title": one.title, "place": one.place, "none": one.none, "files": [name for _, name in one.files]} for one in entries],
        "classes": {one.value: list(pair) for one, pair in completeness(filed).items()},
        "resources": [
            {"kind": one.kind.value, "name": one.name, "person": one.person, "released_on": one.released_on.isoformat() if one.released_on else None, "condition": one.condition.value, "remark": one.remark}
            for one in released.resources(session, project.id)
        ],
    }  # fmt: skip


def reopen(session: Session, actor: Actor, closing_id: int, *, version: int, why: str) -> int:
    """Open a closed project again, with a reason; its closing stays as it was, and the next one begins. Returns the new closing's id. Refuses NotClosed, Stale, Empty, TooLong."""
    row, project = queries.closing_for_update(session, closing_id)
    require(actor, Permission.CLOSING_REOPEN, reach(project))
    if row.state != State.CLOSED:
        raise rules.NotClosed(code=row.code)
    if row.version != version:
        raise Stale()
    row.reopened_why = fields.paragraph(why, N_("Why"), rules.WHY_LIMIT)
    row.state, row.reopened_at, row.reopened_by_id = State.REOPENED.value, now(), actor.id
    fresh = _begun(session, actor, project, row.number + 1)
    _tell(session, actor, row, project, N_("{code}: the project is open again: {title}"))
    _done(session, actor, "closing:reopen", row, why=row.reopened_why, next=fresh.code)
    return fresh.id


def _tell(session: Session, actor: Actor, row: Closing, project: Project, message: str) -> None:
    people = member_ids(session, project.id) | {project.manager_id} | queries.may_sign(session, project)
    tell(session, actor, CLOSED.code, people, about=queries.place_of(row, project), message=message, code=row.code, title=project.name)


def _done(session: Session, actor: Actor, deed: str, row: Closing, **facts: object) -> int:
    touch(session, "closing")
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id

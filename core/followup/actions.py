"""Deeds on follow-ups: each moves the state, adds its line to the timeline and leaves its trace."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import GRANTS, Actor, Permission, Reach, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Empty, Stale, WrongState
from core.files import actions as files
from core.followup import queries, rules, sources
from core.followup.records import Extension, FollowUp, FollowUpFile, FollowUpStep
from core.followup.rules import Answer, Effect, Kind, Opening, Priority, Rung, State, Step
from core.notice import rules as notice
from core.notice.actions import tell
from core.numbering.actions import next_codes
from core.people.queries import person_for_update
from core.people.records import Person
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.projects.records import Project
from core.routines.rules import routine
from core.subjects import place
from core.words import N_, pick

PREFIX = "FUP"


# --- opening ---------------------------------------------------------------------------------------------------------


def open_many(session: Session, actor: Actor, openings: Sequence[Opening]) -> list[str]:
    """Open follow-ups for a room, and return their codes in the same order.

    Whoever calls has made sure that none of these parts of a source has one already. Refuses OwnVerifier.
    # house: part of another deed, which requires and notes
    """
    if not openings:
        return []
    rows = []
    for one, code in zip(openings, next_codes(session, PREFIX, len(openings)), strict=True):
        rules.check_pair(one.owner_id, one.verifier_id)
        rows.append(_made(one, code))
    with_ids(session, *rows)
    session.add_all(
        FollowUpStep(follow_up_id=row.id, step=Step.OPENED, at=row.opened_at, by_id=actor.id or None, text="", due_on=row.due_on) for row in rows
    )
    for row in queries.by_ids(session, frozenset(one.earlier_id for one in openings if one.earlier_id is not None)):
        later = [code.code for code in rows if code.earlier_id == row.id]
        if row.effect == Effect.PENDING:  # it came back before anybody looked: the measure did not hold
            row.effect = Effect.FAILED
        _step(session, actor, row, Step.RECURRED, ", ".join(later))
    touch(session, "followups")
    return [row.code for row in rows]


def _made(one: Opening, code: str) -> FollowUp:
    return FollowUp(
        code=code, kind=one.kind, priority=one.priority, project_id=one.project_id, source_kind=one.source_kind, source_id=one.source_id,
        source_code=one.source_code, source_item=one.source_item, topic=one.topic, title=dict(one.title), finding=one.finding, said=one.said,
        said_values=dict(one.said_values), measure="", evidence_needed=one.evidence_needed, owner_id=one.owner_id, verifier_id=one.verifier_id,
        due_on=one.due_on, state=State.TODO, pass_=1, rung=Rung.NOBODY, earlier_id=one.earlier_id, recurrences=one.recurrences,
        opened_at=now(), effect_told=False,
    )  # fmt: skip


def open_(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    kind: Kind,
    title: str,
    finding: str,
    owner_id: int,
    verifier_id: int,
    due_on: date,
    priority: Priority = Priority.NORMAL,
    evidence_needed: bool = False,
    source_kind: str = "",
    source_id: int = 0,
) -> int:
    """Open a follow-up (FUP-2026-0001) on a project, or about a record of that project which the actor may see.

    Refuses OwnVerifier, CannotTakePart, DueInPast, DueTooFar, ElsewhereProject, Empty, TooLong, NotFound.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.FOLLOWUP_OPEN, project_reach(project))
    clean = fields.line(title, N_("What it is about"), rules.TITLE_LIMIT)
    why = fields.paragraph(finding, N_("Why"), rules.TEXT_LIMIT)
    rules.check_due(due_on, today())
    check_people(session, actor, owner_id, verifier_id)
    source = place(session, actor, source_kind or "project", source_id or project.id)
    if source.project_id not in (None, project.id):
        raise rules.ElsewhereProject()
    opening = Opening(
        Kind(kind), project.id, owner_id, verifier_id, due_on, {actor.language.value: clean}, source.kind, source.id, source.code,
        finding=why, priority=Priority(priority), evidence_needed=evidence_needed,
    )  # fmt: skip
    (code,) = open_many(session, actor, [opening])
    row = queries.by_code(session, code)
    _tell(session, actor, row, project, {owner_id, verifier_id}, N_("{code} was opened: {title}"))
    _note(session, actor, "followup:open", row, kind=row.kind, owner_id=owner_id, verifier_id=verifier_id, due_on=due_on, source=source.code)
    return row.id


def check_people(session: Session, actor: Actor, owner_id: int, verifier_id: int) -> None:
    """Refuse whoever is not active, may not do this kind of work, or would verify the own. # house: part of another deed, which requires and notes"""
    rules.check_pair(owner_id, verifier_id)
    for person_id, permission in ((owner_id, Permission.FOLLOWUP_WORK), (verifier_id, Permission.FOLLOWUP_VERIFY)):
        person = person_for_update(session, person_id)
        if not _can(person, permission):
            raise rules.CannotTakePart(person=pick(person.name, actor.language))


def _can(person: Person, permission: Permission) -> bool:
    return person.active and any(Role(role) in GRANTS[permission] for role in person.roles)


# --- the owner's work ------------------------------------------------------------------------------------------------


def _worked(session: Session, actor: Actor, followup_id: int) -> tuple[FollowUp, Project]:
    """The follow-up, locked, if it is `actor`'s to work on."""
    row, project = queries.followup_for_update(session, followup_id)
    require(actor, Permission.FOLLOWUP_WORK, Reach(owners=frozenset({row.owner_id})))
    return row, project


def plan(session: Session, actor: Actor, followup_id: int, *, measure: str, version: int) -> int:
    """Write down what is done about it; with that it is in hand. Refuses Stale, Empty, TooLong, WrongState."""
    row, _ = _worked(session, actor, followup_id)
    after = rules.moved(State(row.state), Step.PLANNED)
    clean = fields.paragraph(measure, N_("Measure"), rules.TEXT_LIMIT)
    if row.version != version:
        raise Stale()
    before = row.measure
    row.measure, row.state = clean, after
    if before != clean:
        _step(session, actor, row, Step.PLANNED, clean)
    touch(session, "followups")
    _note(session, actor, "followup:plan", row, before=before, after=clean)
    return row.id


def attach(session: Session, actor: Actor, followup_id: int, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned file that shows what was done; returns its id. The same content twice is one file.

    Refuses TooManyAttached, WrongState.
    """
    row, _ = _worked(session, actor, followup_id)
    rules.moved(State(row.state), Step.PLANNED)
    present = queries.file_rows(session, row)
    sha256 = files.fingerprint(data)
    known = queries.file_with(session, [one.file_id for one in present], sha256) if present else None
    if known is not None:
        return known
    if len(present) >= rules.FILES_PER_FOLLOW_UP:
        raise rules.TooManyAttached(limit=rules.FILES_PER_FOLLOW_UP)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind="followup", subject_id=row.id)
    session.add(FollowUpFile(follow_up_id=row.id, file_id=file_id, pass_=row.pass_, added_at=now()))
    _note(session, actor, "followup:attach", row, file=file_id, name=name, sha256=sha256)
    return file_id


def detach(session: Session, actor: Actor, followup_id: int, *, file_id: int) -> int:
    """Take a file of the present pass away; the stored content stays (the trail names it). Refuses WrongState."""
    row, _ = _worked(session, actor, followup_id)
    rules.moved(State(row.state), Step.PLANNED)
    found = next((one for one in queries.file_rows(session, row) if one.file_id == file_id), None)
    if found is None:
        return file_id
    session.delete(found)
    _note(session, actor, "followup:detach", row, file=file_id)
    return file_id


def report(session: Session, actor: Actor, followup_id: int, *, remark: str = "") -> int:
    """Say that it is done; now somebody else looks. Refuses MeasureMissing, EvidenceMissing, TooLong, WrongState."""
    row, project = _worked(session, actor, followup_id)
    after = rules.moved(State(row.state), Step.REPORTED)
    clean = fields.paragraph(remark, N_("Remark"), rules.REASON_LIMIT, needed=False)
    shown = len(queries.file_rows(session, row))
    rules.check_report(row.measure, evidence_needed=row.evidence_needed, files=shown)
    row.state, row.reported_at = after, now()
    _lapse(session, row)
    _step(session, actor, row, Step.REPORTED, clean)
    touch(session, "followups")
    _tell(session, actor, row, project, {row.verifier_id}, N_("{code} is reported as done and waits to be verified: {title}"))
    _note(session, actor, "followup:report", row, measure=row.measure, files=shown, remark=clean)
    return row.id


# --- more time -------------------------------------------------------------------------------------------------------


def ask_extension(session: Session, actor: Actor, followup_id: int, *, wanted_on: date, reason: str) -> int:
    """The owner asks for more time. Refuses NotLonger, DueInPast, DueTooFar, AskedAlready, Empty, TooLong, WrongState."""
    row, project = _worked(session, actor, followup_id)
    rules.moved(State(row.state), Step.PLANNED)
    clean = _reason(reason)
    rules.check_extension(row.due_on, wanted_on, today())
    if queries.waiting_extension(session, row.id):
        raise rules.AskedAlready()
    session.add(
        Extension(
            follow_up_id=row.id, asked_by_id=actor.id, asked_at=now(), due_on=row.due_on, wanted_on=wanted_on, reason=clean,
            answer=Answer.WAITING, answer_reason="",
        )
    )  # fmt: skip
    _step(session, actor, row, Step.EXTENSION_ASKED, clean, wanted_on)
    _tell(session, actor, row, project, {row.verifier_id}, N_("More time is asked for {code}: {title}"))
    _note(session, actor, "followup:ask_extension", row, due_on=row.due_on, wanted_on=wanted_on, reason=clean)
    return row.id


def decide_extension(session: Session, actor: Actor, followup_id: int, *, granted: bool, reason: str = "") -> int:
    """Grant or refuse more time; a refusal needs its reason. With a new due day the reminders begin anew.

    Refuses NotYourOwn, NotAsked, DueInPast, Empty, TooLong, WrongState.
    """
    row, project = queries.followup_for_update(session, followup_id)
    require(actor, Permission.FOLLOWUP_STEER, queries.steered(row, project))
    wish = queries.waiting_extension(session, row.id)
    if actor.id == row.owner_id or (wish and actor.id == wish.asked_by_id):
        raise rules.NotYourOwn()
    if wish is None:
        raise rules.NotAsked()
    rules.moved(State(row.state), Step.PLANNED)
    clean = fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT, needed=not granted)
    if granted:
        rules.check_extension(row.due_on, wish.wanted_on, today())
        row.due_on, row.rung = wish.wanted_on, Rung.NOBODY
    wish.answer = Answer.GRANTED if granted else Answer.REFUSED
    wish.answered_by_id, wish.answered_at, wish.answer_reason = actor.id, now(), clean
    _step(session, actor, row, Step.EXTENDED if granted else Step.EXTENSION_REFUSED, clean, wish.wanted_on)
    touch(session, "followups")
    message = N_("More time is granted for {code}: {title}") if granted else N_("More time is refused for {code}: {title}")
    _tell(session, actor, row, project, {wish.asked_by_id, row.owner_id}, message)
    _note(session, actor, "followup:decide_extension", row, granted=granted, wanted_on=wish.wanted_on, reason=clean)
    return row.id


def _lapse(session: Session, row: FollowUp) -> None:
    """Nobody needs to decide about more time any longer."""
    wish = queries.waiting_extension(session, row.id)
    if wish is not None:
        wish.answer, wish.answered_at = Answer.LAPSED, now()


# --- the verifier's word ---------------------------------------------------------------------------------------------


def _verified(session: Session, actor: Actor, followup_id: int) -> tuple[FollowUp, Project]:
    row, project = queries.followup_for_update(session, followup_id)
    require(actor, Permission.FOLLOWUP_VERIFY, Reach(owners=frozenset({row.verifier_id})))
    rules.check_pair(row.owner_id, actor.id)
    return row, project


def verify(session: Session, actor: Actor, followup_id: int, *, passed: bool, remark: str = "") -> int:
    """Close what was mended, or return it to its owner with a reason. The effect is looked at some days later.

    Refuses Empty (returned without a reason), TooLong, WrongState.
    """
    row, project = _verified(session, actor, followup_id)
    step = Step.CLOSED if passed else Step.RETURNED
    after = rules.moved(State(row.state), step)
    clean = fields.paragraph(remark, N_("Remark"), rules.REASON_LIMIT, needed=not passed)
    row.state = after
    if passed:
        row.closed_at = now()
        row.effect, row.effect_told = Effect.PENDING, False
        row.effect_due_on = today() + timedelta(days=queries.effect_days(session, project.department_id))
    else:
        row.reported_at = None
    _step(session, actor, row, step, clean)
    touch(session, "followups")
    message = N_("{code} is verified and closed: {title}") if passed else N_("{code} is returned and needs more: {title}")
    _tell(session, actor, row, project, {row.owner_id}, message)
    if passed:
        sources.ended(session, actor, row.source_kind, row.source_id)
    _note(session, actor, "followup:verify", row, passed=passed, remark=clean)
    return row.id


def judge(session: Session, actor: Actor, followup_id: int, *, effective: bool, remark: str = "", due_on: date | None = None) -> int:
    """Say whether a closed measure helped. One that did not is opened again, due on `due_on`, and counts as a recurrence.

    Refuses TooEarly, JudgedTogether, Empty (not effective without a reason or due day), DueInPast, DueTooFar, TooLong, WrongState.
    """
    row, project = _verified(session, actor, followup_id)
    if row.source_kind in sources.together():
        raise rules.JudgedTogether(source=row.source_code)
    after = rules.moved(State(row.state), Step.REOPENED)
    if row.effect != Effect.PENDING or row.effect_due_on is None:
        raise WrongState()
    if today() < row.effect_due_on:
        raise rules.TooEarly(day=row.effect_due_on)
    clean = fields.paragraph(remark, N_("Remark"), rules.REASON_LIMIT, needed=not effective)
    if effective:
        row.effect = Effect.EFFECTIVE
    else:
        if due_on is None:
            raise Empty(field=N_("Due"))
        rules.check_due(due_on, today())
        row.state, row.measure, row.due_on, row.rung = after, "", due_on, Rung.NOBODY
        row.effect, row.effect_due_on, row.closed_at, row.reported_at = None, None, None, None
        row.pass_ += 1
        row.recurrences += 1
    _step(session, actor, row, Step.EFFECTIVE if effective else Step.REOPENED, clean, None if effective else due_on)
    touch(session, "followups")
    message = N_("{code} was found effective: {title}") if effective else N_("{code} did not help and is open again: {title}")
    _tell(session, actor, row, project, {row.owner_id}, message)
    _note(session, actor, "followup:judge", row, effective=effective, remark=clean, due_on=due_on)
    return row.id


def settle(session: Session, actor: Actor, row: FollowUp, *, effective: bool, words: str) -> None:
    """What the judgement at its source means for a verified measure. # house: part of another deed, which requires and notes"""
    row.effect = Effect.EFFECTIVE if effective else Effect.FAILED
    _step(session, actor, row, Step.EFFECTIVE if effective else Step.RECURRED, words)
    touch(session, "followups")


# --- steering --------------------------------------------------------------------------------------------------------


def hand_over(session: Session, actor: Actor, followup_id: int, *, owner_id: int, verifier_id: int, version: int) -> int:
    """Give it to another owner or verifier. An owner may pass the work on, not choose who verifies it.

    Whoever has reported it as done does not become its verifier by changing places with the owner.

    Refuses NotYourOwn, OwnVerifier, CannotTakePart, Stale, WrongState.
    """
    row, project = queries.followup_for_update(session, followup_id)
    require(actor, Permission.FOLLOWUP_STEER, queries.steered(row, project))
    rules.moved(State(row.state), Step.CANCELLED)
    if actor.id == row.owner_id and verifier_id != row.verifier_id:
        raise rules.NotYourOwn()
    if row.version != version:
        raise Stale()
    check_people(session, actor, owner_id, verifier_id)
    if row.state == State.TO_VERIFY and verifier_id == queries.reporter(session, row.id):
        raise rules.OwnVerifier()
    before = {"owner_id": row.owner_id, "verifier_id": row.verifier_id}
    told = {owner_id, verifier_id} - set(before.values())
    row.owner_id, row.verifier_id = owner_id, verifier_id
    _step(session, actor, row, Step.HANDED_OVER, "")
    touch(session, "followups")
    _tell(session, actor, row, project, told, N_("{code} is yours now: {title}"))
    _note(session, actor, "followup:hand_over", row, before=before, after={"owner_id": owner_id, "verifier_id": verifier_id})
    return row.id


def cancel(session: Session, actor: Actor, followup_id: int, *, reason: str) -> int:
    """End it undone, with a reason; never by its owner. Refuses NotYourOwn, Empty, TooLong, WrongState."""
    row, project = queries.followup_for_update(session, followup_id)
    require(actor, Permission.FOLLOWUP_STEER, queries.steered(row, project))
    if actor.id == row.owner_id:
        raise rules.NotYourOwn()
    clean = _reason(reason)
    end(session, actor, row, clean)
    sources.ended(session, actor, row.source_kind, row.source_id)
    _tell(session, actor, row, project, {row.owner_id, row.verifier_id}, N_("{code} is cancelled: {title}"))
    _note(session, actor, "followup:cancel", row, reason=clean)
    return row.id


def end(session: Session, actor: Actor, row: FollowUp, reason: str, *, step: Step = Step.CANCELLED) -> None:
    """Cancel what lost its reason. Refuses WrongState. # house: part of another deed, which requires and notes"""
    row.state = rules.moved(State(row.state), step)
    _lapse(session, row)
    _step(session, actor, row, step, reason)
    touch(session, "followups")


def move(session: Session, actor: Actor, row: FollowUp, *, source_id: int, source_code: str) -> None:
    """Its source was replaced by a corrected one. # house: part of another deed, which requires and notes"""
    _step(session, actor, row, Step.MOVED, f"{row.source_code} → {source_code}")
    row.source_id, row.source_code = source_id, source_code
    touch(session, "followups")


# --- reminding -------------------------------------------------------------------------------------------------------


def remind(session: Session, actor: Actor) -> int:
    """Tell owner, manager and department head of what is due, each once for each due day, and verifiers of effects to check.

    Returns how many were told about. # house: a routine of the house itself: time asks for it, nobody does
    """
    day, done = today(), []
    for row, project, head_id in queries.due_for_reminding(session, day):
        ladder = queries.ladder(session, project.department_id)
        for rung in ladder.climbed(Rung(row.rung), row.due_on, day):
            person = {Rung.OWNER: row.owner_id, Rung.MANAGER: project.manager_id, Rung.HEAD: head_id}[rung]
            message = N_("{code} is due today: {title}") if row.due_on == day else N_("{code} is overdue: {title}")
            _tell(session, actor, row, project, {person} if person else set(), message, rules.OVERDUE)
            row.rung = rung
            _step(session, actor, row, Step.REMINDED, rung.name.lower())
            done.append(f"{row.code}:{rung.name.lower()}")
    for row, project in queries.due_for_checking(session, day):
        _tell(session, actor, row, project, {row.verifier_id}, N_("Did it help? The effect of {code} can be checked: {title}"))
        row.effect_told = True
        done.append(f"{row.code}:effect")
    if done:
        touch(session, "followups")
        note(session, actor, "followup:remind", "followup", None, told=done)
    return len(done)


def export(session: Session, actor: Actor, wanted: queries.Filter, *, rows: int, sha256: str) -> str:
    """Record that a list of follow-ups leaves the house as a file; returns the file's fingerprint."""
    require(actor, Permission.FOLLOWUP_EXPORT)
    note(session, actor, "followup:export", "followup", None, filter=vars(wanted), rows=rows, sha256=sha256)
    return sha256


def _reason(text: str) -> str:
    return fields.paragraph(text, N_("Reason"), rules.REASON_LIMIT)


def _step(session: Session, actor: Actor, row: FollowUp, step: Step, text: str, due_on: date | None = None) -> None:
    session.add(FollowUpStep(follow_up_id=row.id, step=step, at=now(), by_id=actor.id or None, text=text, due_on=due_on))


def _tell(
    session: Session, actor: Actor, row: FollowUp, project: Project, people: set[int], message: str, kind: notice.Kind = rules.YOURS
) -> None:
    tell(session, actor, kind.code, people, about=queries.standing(row, project), message=message, code=row.code, title=row.title)


def _note(session: Session, actor: Actor, deed: str, row: FollowUp, **facts: object) -> None:
    note(session, actor, deed, "followup", row.id, code=row.code, project_id=row.project_id, **facts)


routine("followups", timedelta(minutes=30), remind)

"""Deeds on quality checks: plan, draw, carry out point by point, register what fails, finish, look again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Stale, WrongState
from core.files import actions as files
from core.followup.rules import CannotTakePart
from core.inspection.sampling import rules as sampling
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.queries import project_for_update
from core.projects.records import Project
from core.quality.checks import queries, rules
from core.quality.checks.queries import KIND
from core.quality.checks.records import Check, CheckAnswer, CheckDraw, CheckFile, CheckFinding, CheckPlan, CheckPoint
from core.quality.checks.rules import Given, Kind, Mark, Point, Principle, State
from core.quality.checks.standards import queries as standards
from core.quality.nonconformities import actions as nonconformities
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.rules import Origin, Severity
from core.words import N_, pick

if TYPE_CHECKING:
    from core.db import Record

PREFIX = "CHK"
ORIGINS = {Kind.FEEDBACK: Origin.FEEDBACK, Kind.AUDIT: Origin.AUDIT}


@dataclass(frozen=True)
class Wanted:
    """A check as it is planned. `size`: so many records are drawn from the project's, or from `listed` where records are kept elsewhere."""

    kind: Kind
    principle: Principle
    title: str
    checker_id: int
    points: tuple[Point, ...]
    size: int = 0
    listed: tuple[str, ...] = ()
    seed: str = ""


def plan(session: Session, actor: Actor, project_id: int, wanted: Wanted, *, due_on: date) -> int:
    """Plan a check (CHK-2026-0001) of a project; whoever carries it out is told. Returns its id.

    Points of standards take number, unit and tolerance from the version that is in force today.

    Refuses CheckInPast, CheckTooFar, NotIndependent, CannotTakePart, PointsMissing, StandardGone, ChosenTwice, TooManyPoints, FrameTooLarge, what a point and a draw are refused for, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.CHECK_PLAN, queries.reach(project))
    rules.check_due(due_on, today())
    wanted = replace(wanted, points=tuple(standards.settled(session, wanted.points, today())))
    row = make(session, actor, project, wanted, due_on)
    if wanted.size:
        draw_for(session, actor, row, wanted.size, wanted.listed, wanted.seed)
    return _done(session, actor, "check:plan", row, kind=row.kind, checker_id=row.checker_id, due_on=due_on, points=[one.code for one in wanted.points], size=wanted.size)


def make(session: Session, actor: Actor, project: Project, wanted: Wanted, due_on: date, *, series: CheckPlan | None = None, mark: str | None = None, repeats: int | None = None) -> Check:
    """The check with its frozen points. # house: part of another deed, which requires and notes"""
    points = cleaned(wanted.points)
    check_person(session, actor, project, project.department_id, wanted.kind, wanted.checker_id)
    row = Check(
        code=next_code(session, PREFIX), kind=Kind(wanted.kind), principle=Principle(wanted.principle), title=fields.line(wanted.title, N_("What is checked"), rules.TITLE_LIMIT),
        project_id=project.id, department_id=project.department_id, checker_id=wanted.checker_id, plan_id=series.id if series else None, mark=mark, repeats_id=repeats, due_on=due_on,
        state=State.PLANNED, verdict=None, summary="", begun_at=None, finished_on=None, by_id=actor.id or (series.by_id if series else 0), at=now(),
    )  # fmt: skip
    _keep(session, row)
    session.add_all(
        CheckPoint(
            check_id=row.id, number=number, code=one.code, text=one.text, measured=one.measured, unit=one.unit, lower=one.tolerance.lower, target=one.tolerance.target,
            upper=one.tolerance.upper, severity=one.severity, standard=one.standard[: rules.CODE_LIMIT], edition=one.edition,
        )
        for number, one in enumerate(points, 1)
    )  # fmt: skip
    tell(
        session, actor, rules.YOURS.code, {row.checker_id}, about=queries.standing(row, project), message=N_("{code} is yours to carry out by {day}: {title}"), code=row.code,
        day=due_on, title=row.title,
    )  # fmt: skip
    return row


def cleaned(wanted: Sequence[Point]) -> list[Point]:
    if not wanted:
        raise rules.PointsMissing()
    if len(wanted) > rules.MOST_POINTS:
        raise rules.TooManyPoints(limit=rules.MOST_POINTS)
    return [rules.cleaned(one) for one in wanted]


def check_person(session: Session, actor: Actor, project: Project, department_id: int, kind: Kind, person_id: int) -> None:
    """Refuses CannotTakePart, NotIndependent, NotFound. # house: part of another deed, which requires and notes"""
    who = queries.belongs(session, person_id, project, department_id)
    name = pick(who.name, actor.language)
    if not who.can:
        raise CannotTakePart(person=name)
    rules.check_independent(Kind(kind), person=name, department_id=who.department_id, checked=who.checked, takes_part=who.takes_part)


def _keep(session: Session, row: "Record") -> None:
    with_ids(session, row)


def draw(session: Session, actor: Actor, check_id: int, *, size: int, listed: Sequence[str] = (), seed: str = "") -> int:
    """Draw the sample of a check that has none yet; returns the check's id. Refuses DrawnAlready, FrameTooLarge, WrongState and what the draw refuses."""
    row, project = queries.for_update(session, check_id)
    require(actor, Permission.CHECK_PLAN, queries.reach(project))
    if row.state != State.PLANNED:
        raise WrongState()
    if queries.is_drawn(session, row.id):
        raise rules.DrawnAlready()
    kept = draw_for(session, actor, row, size, listed, seed)
    return _done(session, actor, "check:draw", row, seed=kept.seed, algorithm=kept.algorithm, frame=kept.frame_hash, size=size, chosen=kept.chosen)


def draw_for(session: Session, actor: Actor, row: Check, size: int, listed: Sequence[str], seed: str) -> CheckDraw:
    """Reproducibly, by the rule of core/inspection/sampling: anybody can draw it again from what is kept. # house: part of another deed, which requires and notes"""
    codes = {fields.line(one, N_("Number of a record"), rules.CODE_LIMIT, needed=False) for one in listed} - {""}
    frame = sorted(codes) if codes else queries.frame_of(session, row.project_id)
    if len(frame) > rules.MOST_FRAME:
        raise rules.FrameTooLarge(limit=rules.MOST_FRAME)
    lot = fields.line(seed, N_("Seed"), sampling.SEED_LIMIT, needed=False) or secrets.token_hex(8)
    units = [sampling.Unit(one) for one in frame]
    if size > rules.MOST_UNITS:
        raise sampling.SizeOutOfRange(most=min(rules.MOST_UNITS, len(frame)), size=size)
    sample = sampling.draw(units, sampling.Plan(size=size), seed=lot)
    kept = CheckDraw(
        check_id=row.id, algorithm=sampling.ALGORITHM, seed=lot, size=size, frame=frame, frame_hash=sampling.frame_hash(units), chosen=list(sample.chosen), listed=bool(codes),
        by_id=actor.id or row.by_id, at=now(),
    )  # fmt: skip
    session.add(kept)
    return kept


# --- carrying out ----------------------------------------------------------------------------------------------------


def _worked(session: Session, actor: Actor, check_id: int, point_id: int, unit: str) -> tuple[Check, Project, CheckPoint]:
    """A check that is `actor`'s to carry out, begun by this, and one of its points in one of its records.

    Whoever has come to belong to what is checked carries out no cross-check and no audit any longer.
    """
    row, project = _own(session, actor, check_id)
    point = next((one for one in queries.point_rows(session, row.id) if one.id == point_id), None)
    if point is None:
        raise NotFound()
    if row.kind == Kind.SPOT and not queries.is_drawn(session, row.id):
        raise rules.SampleMissing()
    if unit not in queries.units_of(session, row.id):
        raise rules.UnitUnknown(unit=unit[:40])
    if row.state == State.PLANNED:
        row.state, row.begun_at = State.RUNNING, now()
    return row, project, point


def _own(session: Session, actor: Actor, check_id: int) -> tuple[Check, Project]:
    row, project = queries.for_update(session, check_id)
    require(actor, Permission.CHECK_RECORD, Reach(owners=frozenset({row.checker_id})))
    if State(row.state) not in rules.OPEN:
        raise WrongState()
    check_person(session, actor, project, row.department_id, Kind(row.kind), row.checker_id)
    return row, project


def answer(session: Session, actor: Actor, check_id: int, *, point_id: int, unit: str = "", given: Given, note_: str = "") -> int:
    """Answer a point in a record; an earlier answer is kept beside it. The tolerance says whether it conforms. Returns the answer's id.

    Refuses ValueMissing, ValueNotAsked, ValueOutOfRange, SampleMissing, UnitUnknown, NotIndependent, TooLong, WrongState.
    """
    row, _, point = _worked(session, actor, check_id, point_id, unit)
    mark = rules.judged(queries.point(point), given)
    clean = fields.paragraph(note_, N_("Note"), rules.NOTE_LIMIT, needed=False)
    before = queries.newest_answer(session, point_id, unit)
    if before is not None:
        before.newest = False
    one = CheckAnswer(
        check_id=row.id, point_id=point_id, unit=unit, value=given.value, given=given.mark, mark=mark, note=clean, newest=True, by_id=actor.id, at=now(),
    )  # fmt: skip
    _keep(session, one)
    _done(
        session, actor, "check:answer", row, point=point.number, unit=unit, value=given.value, given=given.mark, after=mark, before=before.mark if before else None, note=clean
    )
    return one.id


def contain(session: Session, actor: Actor, check_id: int, *, point_id: int, unit: str = "", containment: str) -> int:
    """Say what was done at once about a point that fails. Refuses NothingFailed, Empty, TooLong, WrongState."""
    row, _, point = _worked(session, actor, check_id, point_id, unit)
    found = _finding(session, row, point, unit)
    before, found.containment = found.containment, fields.paragraph(containment, N_("Containment"), rules.NOTE_LIMIT)
    return _done(session, actor, "check:contain", row, point=point.number, unit=unit, before=before, after=found.containment)


def _finding(session: Session, row: Check, point: CheckPoint, unit: str) -> CheckFinding:
    last = queries.newest_answer(session, point.id, unit)
    if last is None or last.mark != Mark.FAILS:
        raise rules.NothingFailed(point=point.text)
    found = queries.finding_of(session, row.id, point.id, unit)
    if found is None:
        found = CheckFinding(check_id=row.id, point_id=point.id, unit=unit, containment="", nonconformity_id=None)
        session.add(found)
    return found


def register(session: Session, actor: Actor, check_id: int, *, point_id: int, unit: str = "", class_: str, finding: str, severity: Severity | None = None) -> int:
    """Register the failure of a point as a nonconformity, at least as grave as the rule says; returns the nonconformity's id.

    Where the same point failed in other records of the sample, those are covered by it; one that fails later joins it. Refuses NothingFailed, NotAnEntry, Empty, TooLong, WrongState.
    """
    row, project, point = _worked(session, actor, check_id, point_id, unit)
    found = _finding(session, row, point, unit)
    if found.nonconformity_id is not None:
        return found.nonconformity_id
    if (covered := queries.registered(session, row.id, point_id)) is not None:
        found.nonconformity_id = covered
        _done(session, actor, "check:register", row, point=point.number, unit=unit, covered_by=covered)
        return covered
    _, grave = queries.standings(session, row)
    order = list(Severity)
    how = max(grave[point.text], Severity(severity or Severity.MINOR), key=order.index)
    made = nonconformities.make(session, actor, project, Finding(
        title=point.text[:160], finding=finding, class_=class_, severity=how, origin=ORIGINS.get(Kind(row.kind), Origin.CHECK), found_on=today(), containment=found.containment,
        source_kind=KIND, source_id=row.id, source_code=row.code, source_item=point.number, department_id=row.department_id,
    ))  # fmt: skip
    found.nonconformity_id = made.id
    for other in queries.units_of(session, row.id):
        last = queries.newest_answer(session, point.id, other)
        if other != unit and last is not None and last.mark == Mark.FAILS:
            _finding(session, row, point, other).nonconformity_id = made.id
    _done(session, actor, "check:register", row, point=point.number, unit=unit, nonconformity=made.code, severity=how)
    return made.id


def attach(session: Session, actor: Actor, check_id: int, *, point_id: int, unit: str = "", data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned picture or file that shows what was found; returns its id. Refuses TooManyPictures, WrongState."""
    row, _, point = _worked(session, actor, check_id, point_id, unit)
    if len(queries.files_of(session, row.id, point_id, unit)) >= rules.MOST_FILES:
        raise rules.TooManyPictures(limit=rules.MOST_FILES)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=KIND, subject_id=row.id)
    session.add(CheckFile(check_id=row.id, point_id=point_id, unit=unit, file_id=file_id, added_at=now()))
    _done(session, actor, "check:attach", row, point=point.number, unit=unit, file=file_id, name=name, sha256=files.fingerprint(data))
    return file_id


def detach(session: Session, actor: Actor, check_id: int, *, point_id: int, unit: str = "", file_id: int) -> int:
    """Take a picture away; the stored content stays (the trail names it). Refuses WrongState."""
    row, _, point = _worked(session, actor, check_id, point_id, unit)
    one = next((one for one in queries.files_of(session, row.id, point_id, unit) if one.file_id == file_id), None)
    if one is None:
        return file_id
    session.delete(one)
    _done(session, actor, "check:detach", row, point=point.number, unit=unit, file=file_id)
    return file_id


def finish(session: Session, actor: Actor, check_id: int, *, summary: str = "") -> int:
    """Finish a check whose points are all answered and whose failures are all dealt with; its verdict follows from the points.

    Refuses Unanswered, NothingDone, MustBeRegistered, SampleMissing, NotIndependent, TooLong, WrongState.
    """
    row, project = _own(session, actor, check_id)
    if row.kind == Kind.SPOT and not queries.is_drawn(session, row.id):
        raise rules.SampleMissing()
    row.verdict = rules.verdict(*queries.standings(session, row))
    row.summary = fields.paragraph(summary, N_("Summary"), rules.NOTE_LIMIT, needed=False)
    row.state, row.finished_on = State.DONE, today()
    told = {project.manager_id, row.by_id}
    message = N_("{code} is finished and passed: {title}") if row.verdict == rules.Verdict.PASSED else N_("{code} is finished and failed: {title}")
    tell(session, actor, rules.YOURS.code, told, about=queries.standing(row, project), message=message, code=row.code, title=row.title)
    return _done(session, actor, "check:finish", row, verdict=row.verdict, summary=row.summary)


# --- steering --------------------------------------------------------------------------------------------------------


def _steered(session: Session, actor: Actor, check_id: int) -> tuple[Check, Project]:
    row, project = queries.for_update(session, check_id)
    require(actor, Permission.CHECK_PLAN, queries.reach(project))
    return row, project


def reassign(session: Session, actor: Actor, check_id: int, *, checker_id: int, due_on: date, version: int) -> int:
    """Give a check to somebody else or another day. Refuses Stale, CheckInPast, NotIndependent, CannotTakePart, WrongState."""
    row, project = _steered(session, actor, check_id)
    if row.version != version:
        raise Stale()
    if State(row.state) not in rules.OPEN:
        raise WrongState()
    if due_on != row.due_on:
        rules.check_due(due_on, today())
    check_person(session, actor, project, row.department_id, Kind(row.kind), checker_id)
    before = {"checker_id": row.checker_id, "due_on": row.due_on}
    row.checker_id, row.due_on = checker_id, due_on
    tell(
        session, actor, rules.YOURS.code, {checker_id}, about=queries.standing(row, project), message=N_("{code} is yours to carry out by {day}: {title}"), code=row.code,
        day=due_on, title=row.title,
    )  # fmt: skip
    return _done(session, actor, "check:reassign", row, before=before, after={"checker_id": checker_id, "due_on": due_on})


def cancel(session: Session, actor: Actor, check_id: int, *, reason: str) -> int:
    """Say that a check is not carried out, and why; what was answered stays. Refuses Empty, TooLong, WrongState."""
    row, _ = _steered(session, actor, check_id)
    if State(row.state) not in rules.OPEN:
        raise WrongState()
    row.state, row.summary = State.CANCELLED, fields.paragraph(reason, N_("Reason"), rules.NOTE_LIMIT)
    return _done(session, actor, "check:cancel", row, reason=row.summary)


def repeat(session: Session, actor: Actor, check_id: int, *, checker_id: int, due_on: date) -> int:
    """Look again at the points of a failed check, in the records where they failed; returns the new check's id.

    Refuses NothingToRepeat, CheckInPast, NotIndependent, CannotTakePart.
    """
    row, project = _steered(session, actor, check_id)
    if row.verdict != rules.Verdict.FAILED or queries.repeated(session, row.id):
        raise rules.NothingToRepeat()
    rules.check_due(due_on, today())
    failed, units = queries.failing(session, row.id)
    points = tuple(queries.point(one) for one in queries.point_rows(session, row.id) if one.id in failed)
    made = make(session, actor, project, Wanted(Kind(row.kind), Principle(row.principle), row.title, checker_id, points), due_on, repeats=row.id)
    if units != [""]:
        draw_for(session, actor, made, len(units), units, "")
    return _done(session, actor, "check:repeat", made, repeats=row.code, due_on=due_on, points=[one.code for one in points])


def _done(session: Session, actor: Actor, deed: str, row: Check, **facts: object) -> int:
    touch(session, "checks")
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id

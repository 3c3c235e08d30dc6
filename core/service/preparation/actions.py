"""Deeds on preparations: take items over, write a line, change it, call it ready or not needed, open it again, add a file, delete it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale, WrongState
from core.files import actions as files
from core.notice.actions import tell
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.routines import routine
from core.service.preparation import queries, rules
from core.service.preparation.queries import FILES, TOPIC
from core.service.preparation.records import PreparationLine
from core.service.preparation.rules import ITEMS, Kind, Line, State
from core.service.requests.queries import team
from core.words import N_

KIND = "preparation_line"


def take(session: Session, actor: Actor, project_id: int, items: Sequence[str], *, responsible_id: int | None = None, due_on: date | None = None) -> int:
    """Take items of the reference table into a project's list; what it has already is left out. Returns how many were taken.

    Refuses NotAnEntry, NotOfTheTeam, NothingToTake, TooManyLines.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.PREPARATION_EDIT, reach(project))
    offered = table_for_choice(session, ITEMS)
    chosen = [offered.chosen(code, field=N_("Preparations")) for code in dict.fromkeys(items)]
    present = queries.items_of(session, project.id)
    fresh = [code for code in chosen if code not in present]
    if not fresh:
        raise rules.NothingToTake()
    _check_room(len(present) + len(fresh))
    _check_team(session, project, responsible_id)
    session.add_all(_row(actor, project, Line(rules.kind_of(code), "", responsible_id, due_on), dict(offered.names[code]), code) for code in fresh)
    touch(session, TOPIC)
    note(session, actor, "preparation_line:take", KIND, None, code=project.code, project_id=project.id, items=fresh, responsible_id=responsible_id, due_on=due_on)
    return len(fresh)


def write(session: Session, actor: Actor, project_id: int, line: Line) -> int:
    """Write a line that no table knows; returns its id. Refuses Empty, TooLong, NotOfTheTeam, TooManyLines."""
    project = project_for_update(session, project_id)
    require(actor, Permission.PREPARATION_EDIT, reach(project))
    _check_room(len(queries.items_of(session, project.id)) + 1)
    clean = _cleaned(session, project, line)
    row = _row(actor, project, clean, {actor.language.value: clean.text}, None)
    with_ids(session, row)
    return _close(session, actor, "preparation_line:write", row, project, after=vars(clean))


def change(session: Session, actor: Actor, line_id: int, line: Line, *, version: int) -> int:
    """Change a line that is not called ready or not needed; returns its id. Refuses CheckedAlready, Empty, TooLong, NotOfTheTeam, Stale."""
    row, project = _opened(session, actor, line_id, Permission.PREPARATION_EDIT, version)
    _check_open(row)
    before = queries.line_of(row, actor.language.value)
    clean = _cleaned(session, project, line)
    if clean.text != before.text:
        row.text = {actor.language.value: clean.text}
    row.kind, row.responsible_id, row.due_on = clean.kind.value, clean.responsible_id, clean.due_on
    row.person_id, row.qualification, row.valid_until, row.told_days = clean.person_id, clean.qualification, clean.valid_until, None
    return _close(session, actor, "preparation_line:change", row, project, before=vars(before), after=vars(clean))


def check(session: Session, actor: Actor, line_id: int, *, checked_on: date, remark: str = "", version: int) -> int:
    """Say that one has looked and it is ready, when, and what shows it; returns its id.

    Refuses CheckedAlready, CheckedToCome, WhoIsQualified, OwnQualification, RanOutAlready, TooLong, Stale.
    """
    row, project = _opened(session, actor, line_id, Permission.PREPARATION_CHECK, version)
    _check_open(row)
    line = queries.line_of(row, actor.language.value)
    rules.check_ready(line, checker_id=actor.id, checked_on=checked_on, today=today(), told=row.valid_until.isoformat() if row.valid_until else "")
    row.state, row.checked_by_id, row.checked_on = State.READY, actor.id, checked_on
    row.note = fields.paragraph(remark, N_("What shows it"), rules.NOTE_LIMIT, needed=False)
    return _close(session, actor, "preparation_line:check", row, project, checked_on=checked_on, remark=row.note)


def leave_out(session: Session, actor: Actor, line_id: int, *, reason: str, version: int) -> int:
    """Say that it is not needed here, and why; returns its id. Refuses CheckedAlready, Empty, TooLong, Stale."""
    row, project = _opened(session, actor, line_id, Permission.PREPARATION_EDIT, version)
    _check_open(row)
    row.reason = fields.line(reason, N_("Why it is not needed"), rules.REASON_LIMIT)
    row.state = State.NOT_NEEDED
    return _close(session, actor, "preparation_line:leave_out", row, project, reason=row.reason)


def reopen(session: Session, actor: Actor, line_id: int, *, version: int) -> int:
    """Open a line again: what was checked has changed or run out, or it is needed after all. The trail keeps who checked. Returns its id. Refuses WrongState, Stale."""
    row, project = _opened(session, actor, line_id, Permission.PREPARATION_CHECK, version)
    if row.state == State.OPEN:
        raise WrongState()
    before = {"state": row.state, "checked_by_id": row.checked_by_id, "checked_on": row.checked_on, "remark": row.note, "reason": row.reason}
    row.state, row.reason, row.checked_by_id, row.checked_on, row.note = State.OPEN, "", None, None, ""
    return _close(session, actor, "preparation_line:reopen", row, project, before=before)


def delete(session: Session, actor: Actor, line_id: int, *, version: int) -> int:
    """Delete a line that was written by mistake; what is only not needed is left out with a reason. Returns its id. Refuses CheckedAlready, HasProofs, Stale."""
    row, project = _opened(session, actor, line_id, Permission.PREPARATION_EDIT, version)
    _check_open(row)
    if queries.files_of(session, row.id):
        raise rules.HasProofs()
    session.delete(row)
    return _close(session, actor, "preparation_line:delete", row, project, text=row.text)


def attach(session: Session, actor: Actor, line_id: int, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned file that shows it; returns the file's id. The same content twice is one file. Refuses TooManyProofs."""
    row, project = _opened(session, actor, line_id, Permission.PREPARATION_CHECK)
    present, sha256 = queries.files_of(session, row.id), files.fingerprint(data)
    known = next((one.id for one in present if one.sha256 == sha256), None)
    if known is not None:
        return known
    if len(present) >= rules.FILES:
        raise rules.TooManyProofs(limit=rules.FILES)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=FILES, subject_id=row.id)
    _close(session, actor, "preparation_line:attach", row, project, file=file_id, name=name, sha256=sha256)
    return file_id


def remind(session: Session, actor: Actor) -> int:
    """Tell of qualifications that run out soon or have run out, once at each step: who is qualified, who is responsible, who leads the project. Returns how many.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    told, day = [], today()
    for row, project, person in queries.running_out_for_update(session, day):
        step = rules.due_step(row.valid_until, day, row.told_days)  # type: ignore[arg-type]  # asked for
        if step is None:
            continue
        queries.set_told(session, row.id, step)
        people = {one for one in (row.person_id, row.responsible_id, project.manager_id) if one is not None}
        message = N_("{qualification} of {person} holds until {day}; {project} needs it. Have it renewed and checked.")
        if step < 0:
            message = N_("{qualification} of {person} has not held since {day}; {project} needs it. Have it renewed and checked.")
        tell(session, actor, rules.RUNS_OUT.code, people, about=queries.standing(project), message=message, qualification=row.qualification, person=person, day=row.valid_until, project=project.name)
        told.append(row.id)
    if told:
        touch(session, TOPIC)
        note(session, actor, "preparation_line:remind", KIND, None, lines=told)
    return len(told)


routine("preparation", timedelta(hours=6), remind)


def _opened(session: Session, actor: Actor, line_id: int, permission: Permission, version: int | None = None) -> tuple[PreparationLine, Project]:
    row = queries.line_for_update(session, line_id)
    project = project_for_update(session, row.project_id)
    require(actor, permission, reach(project))
    if version is not None and row.version != version:
        raise Stale()
    return row, project


def _check_open(row: PreparationLine) -> None:
    if row.state != State.OPEN:
        raise rules.CheckedAlready()


def _check_room(count: int) -> None:
    if count > rules.MOST_LINES:
        raise rules.TooManyLines(limit=rules.MOST_LINES)


def _check_team(session: Session, project: Project, *people: int | None) -> None:
    wanted = {one for one in people if one is not None}
    if wanted and not wanted <= team(session, project.id).keys():
        raise rules.NotOfTheTeam()


def _cleaned(session: Session, project: Project, line: Line) -> Line:
    _check_team(session, project, line.responsible_id, line.person_id if line.kind is Kind.STAFF else None)
    text = fields.line(line.text, N_("What must stand"), rules.TEXT_LIMIT)
    if line.kind is not Kind.STAFF:
        return Line(line.kind, text, line.responsible_id, line.due_on)
    qualification = fields.line(line.qualification, N_("Qualification or training"), rules.QUALIFICATION_LIMIT, needed=False)
    return Line(line.kind, text, line.responsible_id, line.due_on, line.person_id, qualification, line.valid_until)


def _row(actor: Actor, project: Project, line: Line, text: dict[str, str], item: str | None) -> PreparationLine:
    return PreparationLine(
        project_id=project.id, kind=line.kind.value, item=item, text=text, responsible_id=line.responsible_id, due_on=line.due_on, person_id=line.person_id, qualification=line.qualification,
        valid_until=line.valid_until, told_days=None, state=State.OPEN, reason="", checked_by_id=None, checked_on=None, note="", by_id=actor.id, at=now(),
    )  # fmt: skip


def _close(session: Session, actor: Actor, deed: str, row: PreparationLine, project: Project, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=project.code, project_id=project.id, **facts)
    return row.id

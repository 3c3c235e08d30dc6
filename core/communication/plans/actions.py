"""Deeds on plans of communication: take the standard, write a row, change it, stop it, waive a day; and what the house does by itself: tell owners."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.communication import rules as room
from core.communication.plans import queries, rules
from core.communication.plans.queries import KIND, TOPIC
from core.communication.plans.records import CommunicationDay, CommunicationPlan, CommunicationRow
from core.communication.plans.rules import Anchor, Frequency, Line, State, Whom
from core.communication.rules import CHANNELS
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.notice.rules import Word
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.reference.rules import NotAnEntry
from core.routines import routine
from core.service.preparation.rules import NotOfTheTeam
from core.service.requests.queries import team
from core.words import N_


def take(session: Session, actor: Actor, project_id: int, items: Sequence[str], *, owner_id: int, first_on: date) -> int:
    """Take rows of the standard plan; what the plan has already is left out. Returns how many were taken. Refuses NotOfTheTeam, NotAnEntry, InPlanAlready, TooManyPlanned."""
    project = project_for_update(session, project_id)
    require(actor, Permission.COMMUNICATION_PLAN, reach(project))
    known, living = queries.standard(), queries.living_rows(session, project.id)
    for code in items:
        if code not in known:
            raise NotAnEntry(value=code[:40], field=N_("Standard plan"))
    present = {row.item for row in living}
    fresh = [known[code] for code in dict.fromkeys(items) if code not in present]
    if not fresh:
        raise rules.InPlanAlready()
    _check_room(len(living) + len(fresh))
    _check_owner(session, project, owner_id)
    offered = {entry.code for entry in table_for_choice(session, CHANNELS).offered()}
    rows = []
    for one in fresh:
        channel = one.channel if one.channel in offered else next(iter(offered))
        line = rules.cleaned(Line(
            one.whom, one.means, one.phase, one.goal, channel, one.frequency, owner_id, one.content[actor.language.value], None if one.anchor is not Anchor.DAY else first_on, None, one.weekday,
            one.day, one.anchor, department_id=project.department_id,
        ))  # fmt: skip
        rows.append(_row(actor, project, line, one.content, item=one.code))
    with_ids(session, *rows)
    number = _changed(session, project)
    touch(session, TOPIC)
    note(session, actor, "communication_row:take", KIND, None, code=project.code, project_id=project.id, items=[one.code for one in fresh], owner_id=owner_id, first_on=first_on, plan=number)
    return len(fresh)


def write(session: Session, actor: Actor, project_id: int, line: Line) -> int:
    """Write a row; returns its id. Refuses WhichStakeholder, WhichDepartment, WhichDay, EndsFirst, NotOfTheTeam, NotAnEntry, TooManyPlanned, Empty, TooLong."""
    project = project_for_update(session, project_id)
    require(actor, Permission.COMMUNICATION_PLAN, reach(project))
    _check_room(len(queries.living_rows(session, project.id)) + 1)
    clean = _cleaned(session, project, line)
    row = _row(actor, project, clean, {actor.language.value: clean.content}, name=queries.stakeholder_name(session, project.id, clean.stakeholder_id) or "")
    with_ids(session, row)
    return _close(session, actor, "communication_row:write", row, project, after=vars(clean))


def change(session: Session, actor: Actor, row_id: int, line: Line, *, version: int) -> int:
    """Change a row; returns the id of the one that goes on. Where days have passed and other ones are wanted, the old row is stopped and another goes on from today: what was missed stays missed.

    Refuses Stopped, Stale, and what `write` refuses.
    """
    row, project = _opened(session, actor, row_id, version)
    before = queries.line_of(row, actor.language.value)
    clean = _cleaned(session, project, line, before)
    text = row.content if clean.content == before.content else {actor.language.value: clean.content}
    name = queries.stakeholder_name(session, project.id, clean.stakeholder_id) or ""
    day = today()
    if clean.timing != before.timing and queries.days_of(session, row, project, day - rules.DAY):
        row.ended_on = day - rules.DAY
        if clean.first_on is not None and clean.frequency is not Frequency.ONCE:
            clean = _from(clean, max(clean.first_on, day))
        fresh = _row(actor, project, clean, text, item=row.item, name=name)
        fresh.after_id = row.id
        with_ids(session, fresh)
        return _close(session, actor, "communication_row:change", fresh, project, before=vars(before), after=vars(clean), stopped=row.id)
    for column, value in _facts(clean).items():
        setattr(row, column, value)
    row.content, row.name = text, name
    return _close(session, actor, "communication_row:change", row, project, before=vars(before), after=vars(clean))


def stop(session: Session, actor: Actor, row_id: int, *, reason: str, version: int) -> int:
    """Expect nothing of a row from today on; what it expected stays. Returns its id. Refuses Stopped, Stale, Empty, TooLong."""
    row, project = _opened(session, actor, row_id, version)
    why = fields.line(reason, N_("Reason"), rules.REASON_LIMIT)
    row.ended_on = today() - rules.DAY
    return _close(session, actor, "communication_row:stop", row, project, reason=why)


def waive(session: Session, actor: Actor, row_id: int, *, due_on: date, reason: str) -> int:
    """Say why nothing was needed on a day; it does not count then. Returns the row's id. Refuses NotExpected, TookPlace, Empty, TooLong."""
    row = queries.row_for_update(session, row_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COMMUNICATION_PLAN, reach(project))
    why = fields.line(reason, N_("Why it is not needed"), rules.REASON_LIMIT)
    found = next((one for one in queries.expected(session, (Project.id == project.id) & (CommunicationRow.id == row.id), today()) if one.due_on == due_on), None)
    if found is None or found.due_on > today() + queries.SOON:
        raise rules.NotExpected()
    if found.state in (State.MET, State.LATE):
        raise rules.TookPlace()
    kept = queries.day_for_update(session, row.id, due_on) or CommunicationDay(row_id=row.id, due_on=due_on, told=0)
    kept.waived, kept.waived_by_id, kept.waived_at = why, actor.id, now()
    session.add(kept)
    touch(session, TOPIC)
    note(session, actor, "communication_row:waive", KIND, row.id, code=project.code, project_id=project.id, due_on=due_on, reason=why)
    return row.id


def remind(session: Session, actor: Actor) -> int:
    """Tell owners of what is expected on the next working day, and of what became overdue, each once; how many. # house: a routine of the house itself: time asks for it, nobody does"""
    found = queries.to_tell(session, today())
    for one, row, project, step in found:
        message = N_("Tomorrow is the day: {means} ({code})") if step == 1 else N_("Nobody has spoken yet: {means} ({code}) was due on {day}")
        more: dict[str, Any] = {} if step == 1 else {"day": one.due_on}
        tell(session, actor, room.YOURS.code, {row.owner_id}, about=queries.standing(row, project), message=message, means=Word(one.means.label), code=project.code, **more)
        kept = queries.day_for_update(session, row.id, one.due_on) or CommunicationDay(row_id=row.id, due_on=one.due_on, waived="")
        kept.told = step
        session.add(kept)
    if found:
        note(session, actor, "communication_row:remind", KIND, None, told=[f"{row.id}:{one.due_on}:{step}" for one, row, _, step in found])
    return len(found)


def _opened(session: Session, actor: Actor, row_id: int, version: int) -> tuple[CommunicationRow, Project]:
    row = queries.row_for_update(session, row_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COMMUNICATION_PLAN, reach(project))
    if row.ended_on is not None:
        raise rules.Stopped()
    if row.version != version:
        raise Stale()
    return row, project


def _from(line: Line, first: date) -> Line:
    return Line(**(vars(line) | {"first_on": first}))


def _check_room(count: int) -> None:
    if count > rules.MOST_ROWS:
        raise rules.TooManyPlanned(limit=rules.MOST_ROWS)


def _check_owner(session: Session, project: Project, owner_id: int) -> None:
    if owner_id not in team(session, project.id):
        raise NotOfTheTeam()


def _cleaned(session: Session, project: Project, line: Line, before: Line | None = None) -> Line:
    clean = rules.cleaned(line)
    if clean.whom is Whom.STAKEHOLDER and queries.stakeholder_name(session, project.id, clean.stakeholder_id) is None:
        raise rules.WhichStakeholder()
    if clean.department_id is not None and not queries.is_department(session, clean.department_id):
        raise rules.WhichDepartment()
    if before is None or before.owner_id != clean.owner_id:
        _check_owner(session, project, clean.owner_id)
    table_for_choice(session, CHANNELS).chosen(clean.channel, before.channel if before else "", field=N_("Channel"))
    return clean


def _facts(line: Line) -> dict[str, Any]:
    kept = {name: value for name, value in vars(line).items() if name != "content"}
    return kept | {name: kept[name].value for name in ("whom", "means", "phase", "goal", "frequency", "anchor")}


def _row(actor: Actor, project: Project, line: Line, content: dict[str, str], *, item: str = "", name: str = "") -> CommunicationRow:
    return CommunicationRow(project_id=project.id, item=item, name=name, content=content, ended_on=None, after_id=None, by_id=actor.id, at=now(), **_facts(line))


def _changed(session: Session, project: Project) -> int:
    """One more version of the plan; its number."""
    kept = queries.plan_for_update(session, project.id)
    if kept is None:
        kept = CommunicationPlan(project_id=project.id, number=0, changed_at=now())
        session.add(kept)
    kept.number, kept.changed_at = kept.number + 1, now()
    return kept.number


def _close(session: Session, actor: Actor, deed: str, row: CommunicationRow, project: Project, **facts: Any) -> int:
    number = _changed(session, project)
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=project.code, project_id=project.id, plan=number, **facts)
    return row.id


routine("communication", timedelta(minutes=60), remind)

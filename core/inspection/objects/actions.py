"""Deeds on teams and service records, and the row of whatever a first sheet is about."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Refusal, Stale
from core.inspection.objects import queries, rules
from core.inspection.objects.queries import Target
from core.inspection.objects.records import InspectedObject, ObjectMember
from core.inspection.objects.rules import Fault, Kind, Line, Part
from core.numbering.actions import next_code
from core.projects.queries import member_ids, project_for_update
from core.projects.queries import reach as project_reach
from core.projects.records import Project
from core.projects.rules import CUSTOMER_TYPES
from core.reference.queries import table_for_choice
from core.words import N_, Language


def kept(session: Session, target: Target) -> int:
    """The key of a target's row, made if it has none yet; 0 for a project itself. # house: part of another deed, which requires and notes"""
    if target.kind is Kind.PROJECT:
        return 0
    row = queries.object_by_code(session, target.code)
    if row is None:
        row = InspectedObject(
            project_id=target.project_id, kind=target.kind, code=target.code, person_id=target.person_id, happened_on=target.happened_on, active=True,
            name=None if target.kind is Kind.PERSON or not isinstance(target.name, dict) else target.name, added_at=now(),
            customer_type=target.customer_type if target.kind is Kind.RECORD else None,
        )  # fmt: skip
        with_ids(session, row)
    return row.id


def add_team(session: Session, actor: Actor, project_id: int, *, name: Mapping[str, str], people: Collection[int] = ()) -> int:
    """Name a team of a project, with who belongs to it as far as that is known; returns its id. Refuses Empty, TooLong, TeamKnown, NotInTheProject."""
    project = project_for_update(session, project_id)
    require(actor, Permission.TARGET_EDIT, project_reach(project))
    clean = _team(session, project, name, people)
    row = InspectedObject(
        project_id=project.id, kind=Kind.TEAM, code=rules.code_within(project.code, next_code(session, "TEAM")), name=clean, active=True, added_at=now(),
    )  # fmt: skip
    with_ids(session, row)
    session.add_all(ObjectMember(object_id=row.id, person_id=one) for one in sorted(set(people)))
    note(
        session, actor, "target:add_team", "target", row.id, code=row.code, project_id=project.id,
        after={"name": clean, "people": sorted(set(people))},
    )  # fmt: skip
    return row.id


def change_team(session: Session, actor: Actor, object_id: int, *, version: int, name: Mapping[str, str], people: Collection[int]) -> int:
    """Rename a team or change who belongs to it. Refuses Stale, Empty, TooLong, TeamKnown, NotInTheProject."""
    row = queries.object_for_update(session, object_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.TARGET_EDIT, project_reach(project))
    if row.version != version:
        raise Stale()
    present = queries.members_of(session, object_id)
    before = {"name": row.name, "people": sorted(one.person_id for one in present)}
    row.name = _team(session, project, name, set(people) - {one.person_id for one in present}, but=row.id)
    for one in present:
        if one.person_id not in people:
            session.delete(one)
    session.add_all(ObjectMember(object_id=row.id, person_id=one) for one in sorted(set(people) - {one.person_id for one in present}))
    touch(session, "results")  # its name stands there
    note(
        session, actor, "target:change_team", "target", row.id, code=row.code, project_id=project.id,
        before=before, after={"name": row.name, "people": sorted(set(people))},
    )  # fmt: skip
    return row.id


def _team(session: Session, project: Project, name: Mapping[str, str], people: Collection[int], *, but: int = 0) -> dict[str, str]:
    clean = fields.content(name, N_("Name"), rules.NAME_LIMIT)
    if queries.team_called(session, project.id, clean, but=but):
        raise rules.TeamKnown()
    strangers = set(people) - member_ids(session, project.id) - {project.manager_id}
    if strangers:
        raise rules.NotInTheProject(count=len(strangers))
    return clean


def add_records(session: Session, actor: Actor, lines: Sequence[Line], *, source: str) -> int:
    """Take service records over, all or none; returns how many. `source` says where they come from, for the trail.

    Refuses FaultyRecords with every fault by its row.
    """
    require(actor, Permission.TARGET_EDIT)
    lines, faults = _cleaned(lines)
    projects = queries.grounds(session, actor, {line.project for line in lines})
    types = table_for_choice(session, CUSTOMER_TYPES)
    handlers = queries.people_named(session, {line.handler for line in lines if line.handler})
    channels = table_for_choice(session, rules.CHANNELS)
    codes = {line.row: rules.code_within(line.project, line.number) for line in lines}
    faults += rules.check(
        lines, projects={code: may for code, (_, may) in projects.items()}, types=[entry.code for entry in types.offered()], handlers=list(handlers),
        known=list(queries.codes_known(session, set(codes.values()))), today=today(), channels=[entry.code for entry in channels.offered()],
    )  # fmt: skip
    if faults:
        refusal = rules.FaultyRecords if not lines or any(may for _, may in projects.values()) else rules.NoneOfYours
        raise refusal(sorted(faults, key=lambda fault: fault.row))
    language = actor.language or Language.ENGLISH
    for line in lines:
        project, _ = projects[line.project]
        require(actor, Permission.TARGET_EDIT, project_reach(project))
        session.add(
            InspectedObject(
                project_id=project.id, kind=Kind.RECORD, code=codes[line.row], name={language.value: line.customer}, happened_on=line.happened_on,
                person_id=handlers.get(line.handler), customer_type=line.customer_type or project.customer_type, active=True, added_at=now(),
                channel=line.channel or None, demand=line.demand or None, result=line.result or None, feedback=line.feedback or None,
                reference=line.reference or None,
            )
        )  # fmt: skip
    note(session, actor, "target:add_records", "target", None, source=source, count=len(lines), codes=list(codes.values())[:200])
    return len(lines)


def _cleaned(lines: Sequence[Line]) -> tuple[list[Line], list[Fault]]:
    """`lines` with their texts made clean, and what is wrong with those texts."""
    clean, faults = [], []
    for line in lines[: rules.AT_ONCE + 1]:
        texts = {}
        for name, text, label, limit, tidy in (
            ("number", line.number, N_("Record number"), rules.NUMBER_LIMIT, fields.line), ("customer", line.customer, N_("Customer"), rules.NAME_LIMIT, fields.line),
            *((part.value, getattr(line, part.value), part.label, limit, tidy) for part, (limit, tidy) in _TEXTS.items()),
        ):  # fmt: skip
            try:
                texts[name] = tidy(text, label, limit, needed=False)
            except Refusal as refusal:
                texts[name] = text[:limit]
                faults.append(Fault(line.row, refusal.message, refusal.facts))
        codes = {"project": line.project.strip(), "customer_type": line.customer_type.strip(), "channel": line.channel.strip()}
        clean.append(replace(line, handler=line.handler.strip().lower(), **codes, **texts))
    return clean, faults


def change_record(session: Session, actor: Actor, object_id: int, *, version: int, told: Mapping[str, str]) -> int:
    """Say what a service record tells, by the code of each Part; what is not named stays. Number, day and customer stay as they are.

    Refuses NotFound, Stale, TooLong, NotAnEntry, HandlerUnknown.
    """
    row = queries.object_for_update(session, object_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.TARGET_EDIT, project_reach(project))
    if row.kind != Kind.RECORD:
        raise NotFound()
    if row.version != version:
        raise Stale()
    before, after = {}, {}
    for part in (one for one in Part if one.value in told):
        text = told[part.value]
        if part is Part.HANDLER:
            name, now_ = "person_id", _handler(session, text)
        elif part is Part.CHANNEL:
            name, now_ = "channel", table_for_choice(session, rules.CHANNELS).chosen(text.strip(), row.channel, field=part.label) if text.strip() else None
        else:
            limit, tidy = _TEXTS[part]
            name, now_ = part.value, tidy(text, part.label, limit, needed=False) or None
        if getattr(row, name) != now_:
            before[name], after[name] = getattr(row, name), now_
            setattr(row, name, now_)
    if after:
        note(session, actor, "target:change_record", "target", row.id, code=row.code, project_id=project.id, before=before, after=after)
    return row.id


def _handler(session: Session, username: str) -> int | None:
    clean = username.strip().lower()
    if not clean:
        return None
    found = queries.people_named(session, {clean})
    if clean not in found:
        raise rules.HandlerUnknown(value=clean[:40])
    return found[clean]


_TEXTS: dict[Part, tuple[int, Callable[..., str]]] = {
    Part.DEMAND: (rules.TEXT_LIMIT, fields.paragraph), Part.RESULT: (rules.TEXT_LIMIT, fields.paragraph), Part.FEEDBACK: (rules.TEXT_LIMIT, fields.paragraph),
    Part.REFERENCE: (rules.REFERENCE_LIMIT, fields.line),
}  # fmt: skip


def take_off(session: Session, actor: Actor, object_id: int, *, active: bool = False) -> int:
    """Take a team or record off the list of what can be inspected, or put it back (`active`). Its sheets stay.

    Only who leads rounds may: what is inspected must not be chosen by those who are.
    """
    row = queries.object_for_update(session, object_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.ROUND_LEAD, Reach(department_id=project.department_id))
    before, row.active = row.active, active
    note(
        session, actor, "target:take_off", "target", row.id, code=row.code, project_id=project.id, before={"active": before}, after={"active": active}
    )  # fmt: skip
    return row.id

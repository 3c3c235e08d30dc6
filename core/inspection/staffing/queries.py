"""Questions about who can take which sheet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Float, Select, and_, case, cast, func, select, union_all
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Role, require
from core.clock import today
from core.errors import NotFound
from core.inspection.objects import queries as objects
from core.inspection.objects.rules import Kind, project_of
from core.inspection.rounds import queries as rounds
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import conflict
from core.inspection.sheets.records import Answer, Evidence, InstanceAnswer, Sheet
from core.inspection.sheets.rules import State as SheetState
from core.inspection.staffing import rules
from core.inspection.staffing.records import Qualification
from core.inspection.staffing.rules import Demand, Policy, Proposal
from core.inspection.templates.queries import checklist
from core.inspection.templates.records import Template, TemplateVersion
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.settings.queries import value

WAITING = (SheetState.PLANNED, SheetState.OPEN)


@dataclass(frozen=True)
class Inspector:
    """Somebody who inspects, with the minutes of the sheets that wait for her."""

    id: int
    username: str
    name: dict[str, str]
    waiting: int
    qualified: bool = True
    """False only where a qualification is asked for and none is valid on the round's due date."""


@dataclass(frozen=True)
class QualificationRow:
    """A qualification as its list shows it."""

    id: int
    person_id: int
    person: dict[str, str]
    template_id: int
    template: str
    """The checklist's code."""
    valid_from: date
    valid_until: date | None
    remark: str
    recorded_by: dict[str, str]
    version: int


def _inspectors(session: Session) -> list[Person]:
    active = session.scalars(select(Person).where(Person.active.is_(True)).order_by(Person.username))
    return [person for person in active if Role.INSPECTOR in person.roles]


def _waiting(session: Session, minutes_an_item: Decimal) -> dict[int, int]:
    rows = session.execute(
        select(Sheet.inspector_id, Sheet.template_version_id, func.count())
        .where(Sheet.state.in_(WAITING), Sheet.revision == 0)
        .group_by(Sheet.inspector_id, Sheet.template_version_id)
    )
    found: dict[int, int] = {}
    for inspector, version_id, count in rows:
        found[inspector] = found.get(inspector, 0) + int(count) * checklist(session, version_id).planned(minutes_an_item)
    return found


def inspectors(session: Session, actor: Actor, round_id: int) -> list[Inspector]:
    """Every active inspector for a round that `actor` leads, the least loaded first."""
    row = _led(session, actor, round_id)
    waiting = _waiting(session, value(session, rules.MINUTES_AN_ITEM, row.department_id))
    people = _inspectors(session)
    lacking = unqualified(session, row, [one.id for one in people])
    listed = [Inspector(one.id, one.username, one.name, waiting.get(one.id, 0), one.id not in lacking) for one in people]
    return sorted(listed, key=lambda one: (one.waiting, one.username))


def proposal(session: Session, actor: Actor, round_id: int, *, wanted: Mapping[str, int], pool: Collection[int] | None = None) -> Proposal:
    """Who could take the targets in `wanted` (code -> number of inspectors), without a conflict of interest.

    What a target has in this round already counts; `pool` narrows whom to choose from. Where a qualification is required,
    nobody without it is proposed.
    """
    row = _led(session, actor, round_id)
    minutes_an_item = value(session, rules.MINUTES_AN_ITEM, row.department_id)
    people = [one for one in _inspectors(session) if pool is None or one.id in pool]
    if policy(session, row) is Policy.REFUSE:
        lacking = unqualified(session, row, [one.id for one in people])
        people = [one for one in people if one.id not in lacking]
    where = and_(Project.code.in_({project_of(code) for code in wanted}), visible_to(actor, Permission.ROUND_LEAD))
    targets = [one for one in objects.targets(session, Kind(row.target_kind), where) if one.code in wanted]
    members = _members(session, {one.project_id for one in targets})
    present = _present(session, row)
    demands = []
    for target in targets:
        here = present.get((target.project_id, target.object_id), frozenset())
        missing = wanted[target.code] - len(here)
        allowed = frozenset(
            person.id
            for person in people
            if person.id not in here
            and conflict(rounds.parties(person, target, members.get(target.project_id, frozenset()))) is None
        )
        if missing > 0:
            demands.append(Demand(target.code, missing, allowed))
    minutes = checklist(session, row.template_version_id).planned(minutes_an_item)
    return rules.propose(demands, _waiting(session, minutes_an_item), minutes, [one.id for one in people])


def _members(session: Session, project_ids: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for project_id, person_id in session.execute(select(Member.project_id, Member.person_id).where(Member.project_id.in_(project_ids))):
        found.setdefault(project_id, set()).add(person_id)
    return {project_id: frozenset(people) for project_id, people in found.items()}


def _present(session: Session, row: Round) -> dict[tuple[int, int], frozenset[int]]:
    """Who has a sheet in the round already, by project and object."""
    found: dict[tuple[int, int], set[int]] = {}
    rows = session.execute(select(Sheet.project_id, Sheet.object_id, Sheet.inspector_id).where(Sheet.round_id == row.id))
    for project_id, object_id, inspector_id in rows:
        found.setdefault((project_id, object_id), set()).add(inspector_id)
    return {target: frozenset(people) for target, people in found.items()}


def policy(session: Session, row: Round) -> Policy:
    """What the organisation, or the round's department, asks of its inspectors."""
    return Policy(value(session, rules.QUALIFICATION, row.department_id))


def unqualified(session: Session, row: Round, person_ids: Collection[int]) -> frozenset[int]:
    """Who of these people lacks a qualification for the round's checklist on its due date (or today, once that is past).

    Nobody, where none is asked for; and where it is only pointed out, nobody as long as none is recorded for the checklist.
    """
    asked = policy(session, row)
    if asked is Policy.OFF or not person_ids:
        return frozenset()
    template = select(TemplateVersion.template_id).where(TemplateVersion.id == row.template_version_id).scalar_subquery()
    day = max(row.due_on, today())
    known = session.execute(
        select(Qualification.person_id, Qualification.valid_from, Qualification.valid_until).where(Qualification.template_id == template)
    ).all()
    if not known and asked is Policy.WARN:
        return frozenset()
    valid = {person_id for person_id, first, last in known if rules.covers(first, last, day)}
    return frozenset(person_ids) - valid


def qualifications(session: Session, actor: Actor) -> list[QualificationRow]:
    """Every qualification, by inspector and checklist, for those who lead rounds or record them."""
    if not actor.may(Permission.QUALIFICATION_EDIT):
        require(actor, Permission.ROUND_LEAD)
    recorder = aliased(Person)
    rows = session.execute(
        select(Qualification, Person.name, Template.code, recorder.name)
        .join(Person, Person.id == Qualification.person_id)
        .join(Template, Template.id == Qualification.template_id)
        .join(recorder, recorder.id == Qualification.recorded_by_id)
        .order_by(Person.username, Template.code)
    )
    return [
        QualificationRow(q.id, q.person_id, person, q.template_id, code, q.valid_from, q.valid_until, q.remark, by, q.version)
        for q, person, code, by in rows
    ]


def qualification_for_update(session: Session, person_id: int, template_id: int) -> Qualification | None:
    where = (Qualification.person_id == person_id, Qualification.template_id == template_id)
    return session.scalars(select(Qualification).where(*where).with_for_update()).one_or_none()


def qualification_by_id(session: Session, qualification_id: int) -> Qualification:
    found = session.scalars(select(Qualification).where(Qualification.id == qualification_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def template_row(session: Session, template_id: int) -> Template:
    found = session.get(Template, template_id)
    if found is None:
        raise NotFound()
    return found


def can_be_qualified(session: Session, actor: Actor) -> tuple[list[Inspector], list[tuple[int, str, dict[str, str]]]]:
    """Active inspectors, and checklists with their newest name: what a qualification is recorded of."""
    require(actor, Permission.QUALIFICATION_EDIT)
    rows = session.execute(
        select(Template.id, Template.code, TemplateVersion.name)
        .join(TemplateVersion, TemplateVersion.template_id == Template.id)
        .order_by(Template.code, TemplateVersion.number)
    )
    newest = {id_: (id_, code, name) for id_, code, name in rows}
    return [Inspector(one.id, one.username, one.name, 0) for one in _inspectors(session)], list(newest.values())


TIMES = ["inspector", "sheets", "submitted", "planned", "planned_all", "active", "active_all", "quickest"]


SPENT = ["code", "project", "inspector", "planned", "active"]


def times(session: Session, actor: Actor, round_id: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How long the sheets of a round took, by inspector (columns: TIMES) and each for itself (SPENT).

    project (with what of it is inspected) and inspector are contents; planned is the minutes a sheet should take, planned_all those of all submitted ones; active the
    median of the minutes really worked on them, active_all their sum, quickest the least (None where none is submitted).
    Worked: between entries that are no longer apart than `rules.IDLE`, until the signature; revisions do not count.
    """
    row = _led(session, actor, round_id)
    minutes = planned_of(session, row)
    rows = session.execute(
        select(Sheet.id, Sheet.code, Sheet.object_id, Project.name.label("project"), Person.username, Person.name.label("inspector"))
        .join(Person, Person.id == Sheet.inspector_id)
        .join(Project, Project.id == Sheet.project_id)
        .where(Sheet.round_id == round_id, Sheet.revision == 0, visible_to(actor, Permission.ROUND_LEAD))
        .order_by(Person.username, Sheet.id)
    ).all()
    worked = active(session, select(Sheet.id).where(Sheet.round_id == round_id, Sheet.revision == 0, Sheet.submitted_at.is_not(None)))
    things = objects.named(session, {one.object_id for one in rows})
    names: dict[str, dict[str, str]] = {}
    taken: dict[str, list[int | None]] = {}
    each = []
    for one in rows:
        names[one.username] = one.inspector
        taken.setdefault(one.username, []).append(worked.get(one.id))
        each.append((one.code, objects.label(one.project, things.get(one.object_id)), one.inspector, minutes, worked.get(one.id)))
    told = []
    for username, spans in taken.items():
        done = [span for span in spans if span is not None]
        all_ = sum(done) if done else None
        told.append((names[username], len(spans), len(done), minutes, minutes * len(done), rules.median(done), all_, min(done, default=None)))
    return pd.DataFrame(told, columns=TIMES, dtype=object), pd.DataFrame(each, columns=SPENT, dtype=object)


def planned_of(session: Session, row: Round) -> int:
    """Whole minutes that a sheet of a round should take. # house: asked within other questions"""
    return checklist(session, row.template_version_id).planned(value(session, rules.MINUTES_AN_ITEM, row.department_id))


def planned(session: Session, actor: Actor, round_id: int) -> int:
    """Whole minutes that a sheet of a round should take, for those who lead rounds or score."""
    if not actor.may(Permission.SHEET_SCORE):
        require(actor, Permission.ROUND_LEAD)
    return planned_of(session, rounds.round_row(session, round_id))


def active(session: Session, sheet_ids: Collection[int] | Select[tuple[int]]) -> dict[int, int]:
    """Minutes worked on submitted sheets, by key: as `rules.active_minutes` counts, put together in the database.

    What is entered: answers, files, the start and the signature. # house: asked within other questions
    """
    entries = union_all(
        select(Answer.sheet_id, Answer.answered_at.label("at")).where(Answer.sheet_id.in_(sheet_ids), Answer.answered_at.is_not(None)),
        select(InstanceAnswer.sheet_id, InstanceAnswer.answered_at)
        .where(InstanceAnswer.sheet_id.in_(sheet_ids), InstanceAnswer.answered_at.is_not(None)),
        select(Evidence.sheet_id, Evidence.added_at).where(Evidence.sheet_id.in_(sheet_ids)),
        select(Sheet.id, Sheet.started_at).where(Sheet.id.in_(sheet_ids), Sheet.started_at.is_not(None)),
        select(Sheet.id, Sheet.submitted_at).where(Sheet.id.in_(sheet_ids), Sheet.submitted_at.is_not(None)),
    ).subquery()
    before = func.lag(entries.c.at).over(partition_by=entries.c.sheet_id, order_by=entries.c.at)
    if session.get_bind().dialect.name == "sqlite":
        gap: Any = (func.julianday(entries.c.at) - func.julianday(before)) * 86_400.0
    else:
        gap = func.extract("epoch", entries.c.at - before)
    gaps = select(entries.c.sheet_id, cast(gap, Float).label("seconds")).subquery()
    limit = rules.IDLE.total_seconds() + 0.01  # days as floating numbers are good to a few microseconds
    worked = func.sum(case((gaps.c.seconds <= limit, gaps.c.seconds), else_=0.0))
    rows = session.execute(select(gaps.c.sheet_id, worked).group_by(gaps.c.sheet_id))
    return {int(sheet_id): int((float(seconds or 0) + 0.01) // 60) for sheet_id, seconds in rows}


def _led(session: Session, actor: Actor, round_id: int) -> Round:
    row = rounds.round_row(session, round_id)
    require(actor, Permission.ROUND_LEAD, rounds.reach(row))
    return row

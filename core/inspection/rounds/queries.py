"""Questions about rounds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Role, Scope, require, within
from core.clock import today
from core.errors import NotFound
from core.inspection.finals.records import TargetFinal
from core.inspection.finals.rules import Way
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import Target
from core.inspection.objects.rules import Kind, NotATarget
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import Parties, State, conflict
from core.inspection.sheets.blind.queries import Reader, reader, unscored_of
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import SHOWN
from core.inspection.sheets.rules import State as SheetState
from core.inspection.templates.records import Template, TemplateVersion
from core.people.records import Person
from core.projects.queries import member_ids, visible_to
from core.projects.records import Project
from core.subjects import Place, found_by


@dataclass(frozen=True)
class RoundRow:
    """A round with its progress, as lists and its own page show it."""

    id: int
    code: str
    name: str
    state: State
    template: dict[str, str]
    template_code: str
    template_number: int
    trial: bool
    template_version_id: int
    department_id: int | None
    period_from: date
    period_to: date
    due_on: date
    leader: dict[str, str]
    sheets: int
    submitted: int
    released_at: datetime | None
    combining: Way
    """How the sheets of several inspectors of one target become one."""
    version: int
    target_kind: Kind

    @property
    def overdue(self) -> bool:
        return self.state is State.RUNNING and self.due_on < today() and self.submitted < self.sheets


@dataclass(frozen=True)
class Candidate:
    """An inspector who may be chosen for a project, with the sheets the person has to score already."""

    id: int
    name: dict[str, str]
    username: str
    open_sheets: int


def visible_rounds(actor: Actor, permission: Permission = Permission.ROUND_READ) -> ColumnElement[bool]:
    """A condition on Round: those that inspect a project `actor` may see, or all. A round in preparation is its leaders' affair."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    mine = select(Sheet.round_id).join(Project, Project.id == Sheet.project_id).where(visible_to(actor, permission))
    reasons: list[ColumnElement[bool]] = [Round.id.in_(mine) & (Round.state != State.DRAFT)]
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Round.department_id.in_(actor.department_ids))
    return or_(*reasons)


def reach(row: Round) -> Reach:
    """Where a round lies: in its department, or nowhere in particular (then only for those who lead everything)."""
    return Reach(department_id=row.department_id)


def _rows():  # type: ignore[no-untyped-def]
    live = Sheet.state != SheetState.SUPERSEDED
    done = func.count(Sheet.submitted_at)
    progress = (
        select(
            Sheet.round_id.label("round_id"),
            func.count().label("sheets"),
            done.label("submitted"),
        )
        .where(live)
        .group_by(Sheet.round_id)
        .subquery()
    )
    return (
        select(Round, TemplateVersion, Template.code, Person.name, progress.c.sheets, progress.c.submitted)
        .join(TemplateVersion, TemplateVersion.id == Round.template_version_id)
        .join(Template, Template.id == TemplateVersion.template_id)
        .join(Person, Person.id == Round.leader_id)
        .outerjoin(progress, progress.c.round_id == Round.id)
    )


def _row(r: Round, v: TemplateVersion, code: str, leader: dict[str, str], sheets, submitted) -> RoundRow:  # type: ignore[no-untyped-def]
    return RoundRow(
        r.id, r.code, r.name, State(r.state), v.name, code, v.number, r.trial, v.id, r.department_id,
        r.period_from, r.period_to, r.due_on, leader, int(sheets or 0), int(submitted or 0), r.released_at, Way(r.combining), r.version,
        Kind(r.target_kind),
    )  # fmt: skip


def rounds(session: Session, actor: Actor, *, state: State | None = None, limit: int = 200) -> list[RoundRow]:
    """The rounds `actor` may see, newest period first."""
    require(actor, Permission.ROUND_READ)
    found = _rows().where(visible_rounds(actor)).order_by(Round.period_to.desc(), Round.id.desc()).limit(limit)
    if state is not None:
        found = found.where(Round.state == state)
    return [_row(*row) for row in session.execute(found)]


def round_(session: Session, actor: Actor, code: str) -> RoundRow:
    """One round by its code."""
    require(actor, Permission.ROUND_READ)
    row = session.execute(_rows().where(Round.code == code, visible_rounds(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return _row(*row)


def round_for_update(session: Session, round_id: int) -> Round:
    found = session.scalars(select(Round).where(Round.id == round_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def round_row(session: Session, round_id: int) -> Round:
    found = session.get(Round, round_id)
    if found is None:
        raise NotFound()
    return found


def results_of(session: Session, row: Round) -> dict[str, Any]:
    """What a release would show, as plain JSON; the caller has checked what the reader may see.

    Projects and people stand by code and user name: a corrected name is no other result.
    """
    sheets = session.execute(
        select(Sheet.code, Project.code, Person.username, Sheet.state, Sheet.total, Sheet.band, Sheet.object_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(Sheet.round_id == row.id, Sheet.state.in_((SheetState.SUBMITTED, SheetState.MISSED)))
        .order_by(Sheet.code)
    ).all()
    things = objects.named(session, {one[-1] for one in sheets})
    checklist = session.execute(
        select(Template.code, TemplateVersion.number)
        .join(TemplateVersion, TemplateVersion.template_id == Template.id)
        .where(TemplateVersion.id == row.template_version_id)
    ).one()
    found: dict[str, Any] = {
        "code": row.code,
        "name": row.name,
        "checklist": f"{checklist[0]} v{checklist[1]}",
        "period_from": row.period_from.isoformat(),
        "period_to": row.period_to.isoformat(),
        "leader": session.scalar(select(Person.username).where(Person.id == row.leader_id)),
        "sheets": [],
    }
    for code, project, inspector, state, total, band, object_id in sheets:
        result = {} if total is None else {"total": format(total.normalize(), "f")}
        result |= {} if band is None else {"grade": band}
        about = {"target": things[object_id].code} if object_id in things else {}
        found["sheets"].append({"code": code, "project": project} | about | {"inspector": inspector, "state": state} | result)
    rows = session.execute(
        select(Project.code, TargetFinal)
        .join(Project, Project.id == TargetFinal.project_id)
        .where(TargetFinal.round_id == row.id)
        .order_by(Project.code, TargetFinal.object_id)
    ).all()
    for project, one in rows:
        about = {"target": things[one.object_id].code} if one.object_id in things else {}
        result = {} if one.total is None else {"total": format(one.total.normalize(), "f")}
        result |= {} if one.band is None else {"grade": one.band}
        found.setdefault("finals", []).append({"project": project} | about | {"inspectors": one.sheets, "way": one.way} | result)
    return found


def unscored_in(session: Session, who: Reader, round_id: int) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """What `who` still scores blind in a round: codes of the sheets with those they replace, and of their targets (project, what of it)."""
    ids = unscored_of(session, who, session.scalars(select(Sheet.id).where(Sheet.round_id == round_id)).all()) if who.scope else ()
    rows = session.execute(select(Sheet.code, Project.code, Sheet.object_id).join(Project, Project.id == Sheet.project_id).where(Sheet.id.in_(ids))).all()
    things = objects.named(session, {object_id for *_, object_id in rows})
    targets = {(project, things[one].code if one in things else "") for _, project, one in rows}
    return frozenset(code for code, *_ in rows), frozenset(targets)


def parties(inspector: Person, target: Target, members: Collection[int]) -> Parties:
    """Who stands on which side if `inspector` scores `target`; `members` are those of its project."""
    inspected = target.members | ({target.person_id} if target.kind is Kind.PERSON and target.person_id else set())
    handler = target.person_id if target.kind is Kind.RECORD else None
    return Parties(inspector.id, inspector.department_id, target.manager_id, members, target.department_id, inspected, handler)


def target_within(session: Session, row: Round, project_id: int, code: str = "") -> Target:
    """A target of a round's kind within a project, by its code (a project needs none). Refuses NotATarget."""
    found = objects.targets(session, Kind(row.target_kind), Project.id == project_id)
    for one in found:
        if one.code == code or (not code and one.kind is Kind.PROJECT):
            return one
    raise NotATarget()


def aims(session: Session, actor: Actor, round_id: int) -> list[Target]:
    """What `actor` may have inspected in a round that is not about whole projects, by code."""
    row = round_row(session, round_id)
    require(actor, Permission.ROUND_LEAD, reach(row))
    return objects.targets(session, Kind(row.target_kind), visible_to(actor, Permission.ROUND_LEAD))


def open_sheets(session: Session, round_id: int) -> list[Sheet]:
    where = (Sheet.round_id == round_id, Sheet.state.in_((SheetState.PLANNED, SheetState.OPEN)))
    return list(session.scalars(select(Sheet).where(*where).with_for_update()))


def sheets_in(session: Session, round_id: int, state: SheetState) -> list[Sheet]:
    return list(session.scalars(select(Sheet).where(Sheet.round_id == round_id, Sheet.state == state).with_for_update()))


def assignment(session: Session, round_id: int, project_id: int, inspector_id: int, object_id: int = 0) -> Sheet | None:
    where = (Sheet.round_id == round_id, Sheet.project_id == project_id, Sheet.object_id == object_id, Sheet.inspector_id == inspector_id)
    return session.scalars(select(Sheet).where(*where).limit(1)).one_or_none()


def candidates(session: Session, actor: Actor, project_id: int, *, kind: Kind = Kind.PROJECT, code: str = "") -> list[Candidate]:
    """Active inspectors without a conflict of interest with the project, or what of it `kind` and `code` name, the least loaded first."""
    require(actor, Permission.ROUND_LEAD)
    found = objects.targets(session, kind, and_(Project.id == project_id, visible_to(actor, Permission.ROUND_LEAD)))
    target = next((one for one in found if one.kind is Kind.PROJECT or one.code == code), None)
    if target is None:
        raise NotFound()
    load = (
        select(Sheet.inspector_id, func.count().label("open"))
        .where(Sheet.state.in_((SheetState.PLANNED, SheetState.OPEN)))
        .group_by(Sheet.inspector_id)
        .subquery()
    )
    rows = session.execute(
        select(Person, func.coalesce(load.c.open, 0)).outerjoin(load, load.c.inspector_id == Person.id).where(Person.active.is_(True))
    )
    members = member_ids(session, project_id)
    able = [
        Candidate(person.id, person.name, person.username, int(open_))
        for person, open_ in rows
        if Role.INSPECTOR in person.roles and conflict(parties(person, target, members)) is None
    ]
    return sorted(able, key=lambda one: (one.open_sheets, one.username))


def targets(session: Session, actor: Actor) -> list[tuple[int, str, dict[str, str], dict[str, str]]]:
    """The projects `actor` may have inspected: id, code, name, customer; closed ones last."""
    require(actor, Permission.ROUND_LEAD)
    rows = session.execute(
        select(Project.id, Project.code, Project.name, Project.customer)
        .where(visible_to(actor, Permission.ROUND_LEAD))
        .order_by(Project.stage == "closed", Project.code)
        .limit(2000)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def progress(session: Session, actor: Actor, round_id: int) -> pd.DataFrame:
    """The sheets of a round the actor may see.

    Columns: code, project_code, project (content, with what of it is inspected), inspector (content), state, answered, items,
    submitted_at, total (Decimal or None), band, sheet_id.
    """
    require(actor, Permission.ROUND_READ)
    found = session.scalars(select(Round).where(Round.id == round_id, visible_rounds(actor))).one_or_none()
    if found is None:
        raise NotFound()
    scope = actor.scope(Permission.ROUND_READ)
    query = (
        select(
            Sheet.code, Project.code, Project.name, Person.name, Sheet.state, Sheet.answered, Sheet.items,
            Sheet.submitted_at, Sheet.total, Sheet.band, Sheet.id, Sheet.department_id, Sheet.inspector_id, Sheet.object_id,
        )
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(Sheet.round_id == round_id, Sheet.state != SheetState.SUPERSEDED)
        .order_by(Project.code, Sheet.code)
        .limit(5000)
    )  # fmt: skip
    leads = within_lead(actor, found)
    if not leads and scope is not Scope.ALL:
        query = query.where(visible_to(actor, Permission.ROUND_READ))
    columns = ["code", "project_code", "project", "inspector", "state", "answered", "items", "submitted_at", "total", "band", "sheet_id"]
    frame = pd.DataFrame(session.execute(query).all(), columns=[*columns, "department_id", "inspector_id", "object_id"])
    frame = frame.astype({"total": object, "band": object})  # what is not told is None
    if not leads and actor.scope(Permission.SHEET_READ) is not Scope.ALL:
        # The inspected side follows the progress, but sees no score before its release.
        frame.loc[~frame["state"].isin(SHOWN) & ~frame["department_id"].isin(actor.department_ids), ["total", "band"]] = None
    if Role.INSPECTOR in actor.roles:  # who inspects beside others scores without knowing their scores
        target = pd.Series(list(zip(frame["project_code"], frame["object_id"], strict=True)), index=frame.index, dtype=object)
        mine = frame["inspector_id"] == actor.id
        waiting = set(target[mine]) & set(target[frame["state"].isin((SheetState.PLANNED, SheetState.OPEN))])
        frame.loc[target.isin(waiting) & ~mine, ["total", "band"]] = None
    unscored = unscored_of(session, reader(actor), list(frame["sheet_id"]))
    frame.loc[frame["sheet_id"].isin(unscored), ["total", "band"]] = None
    things = objects.named(session, set(frame["object_id"]))
    if things:
        frame["project"] = [objects.label(name, things.get(one)) for name, one in zip(frame["project"], frame["object_id"], strict=True)]
    return frame[columns]


def within_lead(actor: Actor, row: Round) -> bool:
    """Whether `actor` leads this round."""
    return within(actor, Permission.ROUND_LEAD, reach(row))


def led_by(session: Session, actor: Actor, round_id: int) -> bool:
    """Whether `actor` may change this round."""
    require(actor, Permission.ROUND_READ)
    found = session.scalars(select(Round).where(Round.id == round_id)).one_or_none()
    return found is not None and within_lead(actor, found)



def code_of(session: Session, actor: Actor, round_id: int) -> str:
    """The code of a round that `actor` may see."""
    require(actor, Permission.ROUND_READ)
    found = session.scalar(select(Round.code).where(Round.id == round_id, visible_rounds(actor)))
    if found is None:
        raise NotFound()
    return found


def place(session: Session, actor: Actor, round_id: int) -> Place:
    """Where a round that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.ROUND_READ)
    row = session.scalars(select(Round).where(Round.id == round_id, visible_rounds(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(
        "round", row.id, row.code, row.name, f"Rounds?round={row.code}", department_id=row.department_id, people=frozenset({row.leader_id}),
    )  # fmt: skip


found_by("round", place)

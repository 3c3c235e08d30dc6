"""Questions about vetoes: which wait, whom to ask, and what was said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Role, Scope, within
from core.inspection.finals.queries import WAITING
from core.inspection.objects.queries import same_target
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.vetoes.records import VetoDecision
from core.inspection.vetoes.rules import OPEN, Check
from core.people.records import Person
from core.projects.queries import member_ids
from core.projects.records import Project
from core.subjects import Place


@dataclass(frozen=True)
class Said:
    """What somebody said about a veto."""

    confirmed: bool
    reason: str
    by: dict[str, str]
    at: datetime


def said(session: Session, sheet_ids: Collection[int]) -> tuple[Said, ...]:
    """What was said about the vetoes of these sheets, the newest first."""
    rows = select(VetoDecision, Person.name).join(Person, Person.id == VetoDecision.by_id).where(VetoDecision.sheet_id.in_(sheet_ids))
    return tuple(Said(one.confirmed, one.reason, by, one.at) for one, by in session.execute(rows.order_by(VetoDecision.id.desc())))


def for_the_second(actor: Actor) -> ColumnElement[bool]:
    """A condition on Sheet (joined with Project): its veto waits, and the actor, who inspects elsewhere, may look at it."""
    return and_(Sheet.veto_check == Check.WAITING, Sheet.state.in_(COUNTED), impartial(actor))


def impartial(actor: Actor) -> ColumnElement[bool]:
    """A condition on Sheet (joined with Project): neither scored by the actor nor of a project the actor has to do with."""
    department = true() if actor.department_id is None else Project.department_id != actor.department_id
    return and_(Sheet.inspector_id != actor.id, Project.manager_id != actor.id, Project.id.not_in(actor.project_ids), department)


def led(actor: Actor) -> ColumnElement[bool]:
    """A condition on Round: the actor leads it."""
    scope = actor.scope(Permission.ROUND_LEAD)
    if scope is Scope.ALL:
        return true()
    return Round.department_id.in_(actor.department_ids) if scope is Scope.DEPARTMENT else false()


def may_settle(actor: Actor) -> ColumnElement[bool]:
    """A condition on Sheet (joined with Project and Round) whose veto waits: the actor may confirm or refuse it.

    Whoever still has to submit a sheet of the target scores blind and is asked by nobody.
    """
    mine = (Sheet.inspector_id != actor.id, Project.id.not_in(actor.project_ids), ~scores_it(actor))
    reasons = [and_(led(actor), *mine)]
    if Role.INSPECTOR in actor.roles:
        reasons.append(and_(impartial(actor), *mine))
    return and_(Sheet.veto_check == Check.WAITING, Sheet.state.in_(COUNTED), or_(*reasons))


def scores_it(actor: Actor) -> ColumnElement[bool]:
    own = Sheet.__table__.alias("own_sheet")
    waiting = (same_target(own.c, Sheet), own.c.inspector_id == actor.id, own.c.state.in_(WAITING), own.c.revision == 0)
    return select(own.c.id).where(*waiting).correlate(Sheet).exists()


def is_theirs(session: Session, sheet_id: int, actor: Actor) -> bool:
    """Whether the actor may confirm or refuse the veto of this sheet now. Qualifications are looked at by the deed."""
    if not actor.may(Permission.SHEET_SETTLE_VETO):
        return False
    query = select(Sheet.id).join(Project, Project.id == Sheet.project_id).join(Round, Round.id == Sheet.round_id)
    return session.scalar(query.where(Sheet.id == sheet_id, may_settle(actor))) is not None


@dataclass(frozen=True)
class Waiting:
    """A sheet of a round with a veto that is not settled."""

    code: str
    project: dict[str, str]
    inspector: dict[str, str]
    check: Check


def open_in(session: Session, round_id: int) -> list[Waiting]:
    """The unsettled vetoes of a round, by sheet."""
    rows = session.execute(
        select(Sheet.code, Project.name, Person.name, Sheet.veto_check)
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(Sheet.round_id == round_id, Sheet.veto_check.in_(OPEN), Sheet.state.in_(COUNTED))
        .order_by(Sheet.code)
    )
    return [Waiting(code, project, inspector, Check(check)) for code, project, inspector, check in rows]


def to_ask(session: Session, sheet: Sheet, leader_id: int) -> set[int]:
    """Who is told that a veto waits: the round's leader, and those who inspect in it and may look at this sheet."""
    project = session.get_one(Project, sheet.project_id)
    key = (Sheet.round_id == sheet.round_id, Sheet.project_id == sheet.project_id, Sheet.object_id == sheet.object_id)
    scoring = set(session.scalars(select(Sheet.inspector_id).where(*key, Sheet.state.in_(WAITING), Sheet.revision == 0)))
    rows = session.execute(
        select(Person.id, Person.department_id)
        .join(Sheet, Sheet.inspector_id == Person.id)
        .where(Sheet.round_id == sheet.round_id, Person.active.is_(True))
        .distinct()
    )
    near = {sheet.inspector_id, project.manager_id, *member_ids(session, project.id), *scoring}
    found = {person for person, department in rows if person not in near and (department is None or department != project.department_id)}
    return found | ({leader_id} - near)


def leads(actor: Actor, row: Round) -> bool:
    """Whether the actor leads the round."""
    return within(actor, Permission.ROUND_LEAD, Reach(department_id=row.department_id))


def about(session: Session, sheet: Sheet) -> Place:
    """Where a sheet stands, for a notice to those who may see it."""
    project = session.get_one(Project, sheet.project_id)
    return Place(
        "sheet", sheet.id, sheet.code, project.name, f"Scoring_sheet?sheet={sheet.code}", project_id=sheet.project_id,
        department_id=sheet.department_id, people=frozenset({sheet.inspector_id, project.manager_id}),
    )  # fmt: skip


def scored_by(session: Session, round_id: int, actor: Actor) -> set[str]:
    """The codes of sheets with an unsettled veto whose target the actor still scores herself."""
    return set(session.scalars(select(Sheet.code).where(Sheet.round_id == round_id, Sheet.veto_check.in_(OPEN), scores_it(actor))))

"""Questions about how often projects and departments were inspected in the last twelve months: from running totals, never
from answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.clock import today
from core.inspection.results.coverage import rules
from core.inspection.results.coverage.rules import Need, Standing
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import State
from core.inspection.tally.records import Tally
from core.inspection.tally.rules import N_MIN
from core.people.records import Department
from core.projects.queries import visible_to
from core.projects.records import Project
from core.projects.rules import Stage

NAMED = 12
"""Names that the summary gives; of more it says how many."""


@dataclass(frozen=True)
class Row:
    """A project or a department on the board."""

    code: str
    name: dict[str, str]
    department: dict[str, str] | None
    """Of a project."""
    n: int
    """Rated sheets of the last twelve months."""
    planned: int
    missed: int
    last: datetime | None
    rounds: tuple[tuple[str, int], ...]
    """(round's code, rated sheets), the newest first"""
    inspected: int
    projects: int
    """Of a department: how many of its projects were inspected, of how many."""
    need: Need


@dataclass(frozen=True, eq=False)
class Coverage:
    """One page of the board, those with the least first, and what it says altogether."""

    rows: tuple[Row, ...]
    total: int
    counts: dict[Standing, int]
    few: tuple[dict[str, str], ...]
    """Names of those that cannot be judged, the first NAMED."""


def _rounds() -> ColumnElement[bool]:
    """The rounds of the last twelve months that count: no trials, none in preparation."""
    return and_(Round.period_to >= today() - rules.YEAR, Round.state != RoundState.DRAFT, Round.trial.is_(False))


def _released_to(actor: Actor) -> ColumnElement[bool]:
    """On rows that name Round and Project: whose figures `actor` meets before a release. The inspected side meets none."""
    scope = actor.scope(Permission.RESULTS_READ)
    if scope is Scope.ALL:
        return true()
    headed = Project.department_id.in_(actor.department_ids) if scope is Scope.DEPARTMENT and actor.department_ids else false()
    return or_(headed, Round.state == RoundState.RELEASED)


def _by_project(actor: Actor) -> tuple[Any, Any]:
    """Rated sheets, and planned, missed and last ones, of each project in sight."""
    rated = (
        select(Tally.subject_id.label("project_id"), func.sum(Tally.n).label("n"))
        .join(Round, Round.id == Tally.round_id)
        .join(Project, Project.id == Tally.subject_id)
        .where(Tally.kind == "project", Tally.section_id == 0, _rounds(), _released_to(actor), visible_to(actor, Permission.RESULTS_READ))
        .group_by(Tally.subject_id)
        .subquery()
    )
    given = (
        select(
            Sheet.project_id,
            func.sum(case((Sheet.revision == 0, 1), else_=0)).label("planned"),
            func.sum(case((Sheet.state == State.MISSED, 1), else_=0)).label("missed"),
            func.max(Sheet.submitted_at).label("last"),
        )
        .join(Round, Round.id == Sheet.round_id)
        .join(Project, Project.id == Sheet.project_id)
        .where(_rounds(), _released_to(actor), visible_to(actor, Permission.RESULTS_READ))
        .group_by(Sheet.project_id)
        .subquery()
    )
    return rated, given


def _alive(n: ColumnElement[Any]) -> ColumnElement[bool]:
    """Projects on the board: those not closed, and closed ones that were inspected."""
    return or_(Project.stage != Stage.CLOSED, n > 0)


def projects(session: Session, actor: Actor, page: int = 1, size: int = 25) -> Coverage:
    """Projects in sight by how often they were inspected, the least first."""
    require(actor, Permission.RESULTS_READ)
    rated, given = _by_project(actor)
    n = func.coalesce(rated.c.n, 0)
    base = (
        select(Project.id, Project.code, Project.name, Department.name.label("unit"), n.label("n"), given.c.planned, given.c.missed, given.c.last)
        .join(Department, Department.id == Project.department_id)
        .outerjoin(rated, rated.c.project_id == Project.id)
        .outerjoin(given, given.c.project_id == Project.id)
        .where(visible_to(actor, Permission.RESULTS_READ), _alive(n))
    )
    whole = base.subquery()
    never, few, all_ = session.execute(
        select(
            func.coalesce(func.sum(case((whole.c.n == 0, 1), else_=0)), 0),
            func.coalesce(func.sum(case((and_(whole.c.n > 0, whole.c.n < N_MIN), 1), else_=0)), 0),
            func.count(),
        ).select_from(whole)
    ).one()
    found = session.execute(base.order_by(n, Project.code).limit(size).offset((page - 1) * size)).all()
    by_round = _by_round(session, actor, [row[0] for row in found])
    rows = tuple(
        Row(code, name, unit, int(many), int(planned or 0), int(missed or 0), last, by_round.get(number, ()), 0, 0, rules.of_project(int(many)))
        for number, code, name, unit, many, planned, missed, last in found
    )
    short = session.execute(base.where(n < N_MIN).order_by(n, Project.code).limit(NAMED)).all()
    counts = {Standing.NEVER: int(never), Standing.FEW: int(few), Standing.WIDE: 0, Standing.ENOUGH: int(all_) - int(never) - int(few)}
    return Coverage(rows, int(all_), counts, tuple(row.name for row in short))


def _by_round(session: Session, actor: Actor, ids: list[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    query = (
        select(Tally.subject_id, Round.code, func.sum(Tally.n))
        .join(Round, Round.id == Tally.round_id)
        .join(Project, Project.id == Tally.subject_id)
        .where(Tally.kind == "project", Tally.section_id == 0, Tally.subject_id.in_(ids), _rounds(), _released_to(actor))
        .group_by(Tally.subject_id, Round.id, Round.code, Round.period_to)
        .having(func.sum(Tally.n) > 0)
        .order_by(Round.period_to.desc(), Round.id.desc())
    )
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for number, code, n in session.execute(query):
        found[number] = (*found.get(number, ()), (code, int(n)))
    return found


def departments(session: Session, actor: Actor, margin: int = rules.MARGIN) -> Coverage:
    """Departments by the part of their projects that was inspected, the least covered first; of projects in sight only.

    `margin`: how exact a share of the department's projects should be known, in percentage points.
    """
    require(actor, Permission.RESULTS_READ)
    rated, given = _by_project(actor)
    n = func.coalesce(rated.c.n, 0)
    query = (
        select(
            Department.code, Department.name, func.count(), func.sum(case((n > 0, 1), else_=0)), func.sum(n),
            func.sum(func.coalesce(given.c.planned, 0)), func.sum(func.coalesce(given.c.missed, 0)), func.max(given.c.last), Department.id,
        )
        .select_from(Project)
        .join(Department, Department.id == Project.department_id)
        .outerjoin(rated, rated.c.project_id == Project.id)
        .outerjoin(given, given.c.project_id == Project.id)
        .where(visible_to(actor, Permission.RESULTS_READ), _alive(n))
        .group_by(Department.id, Department.code, Department.name)
        .order_by(Department.code)
    )  # fmt: skip
    found = session.execute(query).all()
    by_round = _of_departments(session, actor)
    rows = [
        Row(
            code, name, None, int(many or 0), int(planned or 0), int(missed or 0), last, by_round.get(number, ()), int(hit or 0), int(all_),
            rules.of_department(int(many or 0), int(hit or 0), int(all_), margin),
        )
        for code, name, all_, hit, many, planned, missed, last, number in found
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.need.have / row.need.need if row.need.need else 1.0, row.code))
    counts = {one: sum(row.need.standing is one for row in rows) for one in Standing}
    few = [row.name for row in rows if row.need.standing in (Standing.NEVER, Standing.FEW)]
    return Coverage(tuple(rows), len(rows), counts, tuple(few[:NAMED]))


def _of_departments(session: Session, actor: Actor) -> dict[int, tuple[tuple[str, int], ...]]:
    query = (
        select(Project.department_id, Round.code, func.sum(Tally.n))
        .select_from(Tally)
        .join(Round, Round.id == Tally.round_id)
        .join(Project, Project.id == Tally.subject_id)
        .where(Tally.kind == "project", Tally.section_id == 0, _rounds(), _released_to(actor), visible_to(actor, Permission.RESULTS_READ))
        .group_by(Project.department_id, Round.id, Round.code, Round.period_to)
        .having(func.sum(Tally.n) > 0)
        .order_by(Round.period_to.desc(), Round.id.desc())
    )
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for number, code, n in session.execute(query):
        found[number] = (*found.get(number, ()), (code, int(n)))
    return found

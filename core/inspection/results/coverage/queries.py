"""Questions about how often projects, departments, and what was inspected within projects, were inspected in the last twelve
months: from running totals and sheets, never from answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.clock import today
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import Target
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import Kind
from core.inspection.results.coverage import rules
from core.inspection.results.coverage.rules import Need, Standing
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import COUNTED, State
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
    """A project, a department, or a person or team within a project on the board."""

    code: str
    name: dict[str, str]
    department: dict[str, str] | None
    """Of a project; of a person or team the project."""
    n: int
    """Rated sheets of the last twelve months."""
    planned: int
    missed: int
    last: datetime | None
    rounds: tuple[tuple[str, int], ...]
    """(round's code, rated sheets), the newest first"""
    inspected: int
    projects: int
    """Of a department: how many of its projects were inspected, of how many; of a project's service records the same."""
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


# --- what is inspected within projects -------------------------------------------------------------------------------


def kinds(session: Session, actor: Actor) -> tuple[Kind, ...]:
    """What rounds of the last twelve months inspected within the projects that `actor` sees: people, teams, service records."""
    require(actor, Permission.RESULTS_READ)
    mine = select(Sheet.id).join(Project, Project.id == Sheet.project_id).where(Sheet.round_id == Round.id, visible_to(actor, Permission.RESULTS_READ))
    found = set(session.scalars(select(Round.target_kind).where(_rounds(), Round.target_kind != Kind.PROJECT, mine.correlate(Round).exists()).distinct()))
    return tuple(kind for kind in Kind if kind in found)


def _met(actor: Actor) -> ColumnElement[bool]:
    """On rows of sheets with Round and Project: whose objects `actor` meets. A colleague's is between her and who manages the project."""
    met = and_(Sheet.object_id != 0, _rounds(), _released_to(actor), visible_to(actor, Permission.RESULTS_READ))
    if actor.scope(Permission.RESULTS_READ) is Scope.ALL:
        return met
    return and_(met, or_(Project.department_id.in_(actor.department_ids), ~objects.private_to_others(actor, Sheet.object_id)))


_RATED = case((and_(Sheet.state.in_(COUNTED), Sheet.total.is_not(None)), 1), else_=0)


def _of_sheets(*columns: Any) -> Any:
    """Of sheets joined with Round and Project."""
    return select(*columns).select_from(Sheet).join(Round, Round.id == Sheet.round_id).join(Project, Project.id == Sheet.project_id)


def within(session: Session, actor: Actor, kind: Kind, page: int = 1, size: int = 25) -> Coverage:
    """People or teams of the projects in sight by how often they were inspected, the least first."""
    require(actor, Permission.RESULTS_READ)
    planned, missed = func.sum(case((Sheet.revision == 0, 1), else_=0)), func.sum(case((Sheet.state == State.MISSED, 1), else_=0))
    counted = {
        row[0]: row[1:]
        for row in session.execute(_of_sheets(Sheet.object_id, func.sum(_RATED), planned, missed, func.max(Sheet.submitted_at)).where(_met(actor)).group_by(Sheet.object_id))
    }
    found = objects.targets(session, kind, and_(visible_to(actor, Permission.RESULTS_READ), Project.stage != Stage.CLOSED))
    found = [one for one in found if _told_of(actor, one)]
    many = {one.code: int(counted[one.object_id][0]) if one.object_id in counted else 0 for one in found}
    found.sort(key=lambda one: (many[one.code], one.code))
    listed = found[(page - 1) * size : page * size]
    by_round: dict[int, tuple[tuple[str, int], ...]] = {}
    of_rounds = _of_sheets(Sheet.object_id, Round.code, func.sum(_RATED)).where(_met(actor), Sheet.object_id.in_({one.object_id for one in listed}))
    for number, code, n in session.execute(of_rounds.group_by(Sheet.object_id, Round.id, Round.code, Round.period_to).order_by(Round.period_to.desc(), Round.id.desc())):
        by_round[number] = (*by_round.get(number, ()), *(((code, int(n)),) if n else ()))
    rows = []
    for one in listed:
        _, given, gone, last = counted.get(one.object_id, (0, 0, 0, None))
        n = many[one.code]
        rows.append(Row(one.code, _name(one), one.project, n, int(given or 0), int(gone or 0), last, by_round.get(one.object_id, ()), 0, 0, rules.of_project(n)))
    short = [_name(one) for one in found if many[one.code] < N_MIN][:NAMED]
    standings = [rules.of_project(n).standing for n in many.values()]
    return Coverage(tuple(rows), len(found), {one: standings.count(one) for one in Standing}, tuple(short))


def _told_of(actor: Actor, one: Target) -> bool:
    """Whether `actor` meets how often somebody was inspected: of herself, as manager, as head, or with everything."""
    if one.kind is not Kind.PERSON or actor.scope(Permission.RESULTS_READ) is Scope.ALL or one.department_id in actor.department_ids:
        return True
    return actor.id in (one.person_id, one.manager_id)


def _name(one: Target) -> dict[str, str]:
    return one.name if isinstance(one.name, dict) else {"en": one.name}


def records(session: Session, actor: Actor, margin: int = rules.MARGIN) -> Coverage:
    """Projects with service records of the last twelve months by the part of them that was inspected, the least covered first."""
    require(actor, Permission.RESULTS_READ)
    own = InspectedObject
    there = (
        select(Project.id, Project.code, Project.name, Department.name, func.count())
        .join(Department, Department.id == Project.department_id)
        .join(own, own.project_id == Project.id)
        .where(own.kind == Kind.RECORD, own.active.is_(True), own.happened_on >= today() - rules.YEAR, visible_to(actor, Permission.RESULTS_READ))
        .group_by(Project.id, Project.code, Project.name, Department.name)
    )
    planned, missed = func.sum(case((Sheet.revision == 0, 1), else_=0)), func.sum(case((Sheet.state == State.MISSED, 1), else_=0))
    hit = func.count(func.distinct(case((_RATED == 1, Sheet.object_id), else_=None)))
    query = _of_sheets(Sheet.project_id, func.sum(_RATED), hit, planned, missed, func.max(Sheet.submitted_at)).join(own, own.id == Sheet.object_id)
    counted = {
        row[0]: row[1:]
        for row in session.execute(
            query.where(_met(actor), own.kind == Kind.RECORD, own.active.is_(True), own.happened_on >= today() - rules.YEAR).group_by(Sheet.project_id)
        )
    }
    rows = []
    for number, code, name, unit, all_ in session.execute(there):
        n, inspected, given, gone, last = counted.get(number, (0, 0, 0, 0, None))
        need = rules.of_department(int(n or 0), int(inspected or 0), int(all_), margin)
        rows.append(Row(code, name, unit, int(n or 0), int(given or 0), int(gone or 0), last, (), int(inspected or 0), int(all_), need))
    rows.sort(key=lambda row: (row.need.have / row.need.need if row.need.need else 1.0, row.code))
    few = [row.name for row in rows if row.need.standing in (Standing.NEVER, Standing.FEW)]
    return Coverage(tuple(rows), len(rows), {one: sum(row.need.standing is one for row in rows) for one in Standing}, tuple(few[:NAMED]))

"""Questions about checks that recur: their plans, their occurrences, and the calendar of all checks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import today
from core.errors import NotFound
from core.people.records import Person
from core.planning.queries import planned, standing_plan
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind as TaskKind
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.checks import rules
from core.quality.checks.queries import check_rows, reach, visible
from core.quality.checks.records import Check, CheckPlan
from core.quality.checks.rules import Kind, Rhythm, State
from core.subjects import Place, found_by

PLAN_KIND = "check_plan"


@dataclass(frozen=True)
class PlanRow:
    """A recurring plan."""

    id: int
    code: str
    kind: Kind
    title: str
    project_code: str
    project: dict[str, str]
    checker: dict[str, str]
    rhythm: Rhythm
    first_on: date
    until: date
    ended: bool
    next_on: date | None
    may_steer: bool


@dataclass(frozen=True)
class Day:
    """A day of the calendar: a check, or an occurrence of a recurring plan that is no check yet (`code` empty)."""

    on: date
    code: str
    title: str
    kind: Kind
    project_code: str
    checker: dict[str, str]
    state: State
    late: bool


def plans(session: Session, actor: Actor, *, limit: int = 100) -> list[PlanRow]:
    """Recurring plans of projects that `actor` sees, the living ones first."""
    require(actor, Permission.CHECK_READ)
    rows = session.execute(
        select(CheckPlan, Project, Person.name).join(Project, Project.id == CheckPlan.project_id).join(Person, Person.id == CheckPlan.checker_id)
        .where(visible_to(actor, Permission.CHECK_READ)).order_by(CheckPlan.ended, CheckPlan.id.desc()).limit(limit)
    ).all()  # fmt: skip
    raised = _raised(session, [row[0].id for row in rows])
    found = []
    for plan, project, checker in rows:
        due = [] if plan.ended else [day for mark, day in due_days(session, plan, today() + timedelta(days=370)) if (plan.id, mark) not in raised and day >= today()]
        may = not plan.ended and within(actor, Permission.CHECK_PLAN, reach(project))
        found.append(PlanRow(
            plan.id, plan.code, Kind(plan.kind), plan.title, project.code, project.name, checker, Rhythm(plan.rhythm), plan.first_on, plan.until, plan.ended,
            min(due, default=None), may,
        ))  # fmt: skip
    return found


def _raised(session: Session, plan_ids: Collection[int]) -> set[tuple[int, str]]:
    if not plan_ids:
        return set()
    return {(plan_id, mark) for plan_id, mark in session.execute(select(Check.plan_id, Check.mark).where(Check.plan_id.in_(plan_ids)))}


def due_days(session: Session, plan: CheckPlan, end: date) -> list[tuple[str, date]]:
    """The occurrences of a recurring plan up to `end`. # house: the question or routine that asks for it requires"""
    milestones = None
    if plan.rhythm == Rhythm.MILESTONES:
        kept = standing_plan(session, plan.project_id)
        rows = planned(session, kept) if kept else ()
        milestones = {f"milestone-{one.row.uid}": day_of(one.row.ends, ends=False) for one in rows if one.row.kind is not TaskKind.TASK}
    return rules.occurrences(Rhythm(plan.rhythm), plan.first_on, plan.until, end=end, milestones=milestones)


def calendar(session: Session, actor: Actor, first: date, last: date) -> list[Day]:
    """Every check due in the days, and every occurrence of a recurring plan that is no check yet, by day."""
    require(actor, Permission.CHECK_READ)
    day = today()
    rows = session.execute(check_rows().where(visible(actor), Check.state != State.CANCELLED, Check.due_on >= first, Check.due_on <= last).order_by(Check.due_on, Check.id).limit(500))
    found = [
        Day(row[0].due_on, row[0].code, row[0].title, Kind(row[0].kind), row[1], row[4], State(row[0].state), rules.is_overdue(State(row[0].state), row[0].due_on, day))
        for row in rows
    ]
    living = session.execute(
        select(CheckPlan, Project.code, Person.name).join(Project, Project.id == CheckPlan.project_id).join(Person, Person.id == CheckPlan.checker_id)
        .where(visible_to(actor, Permission.CHECK_READ), CheckPlan.ended.is_(False), CheckPlan.until >= first).limit(200)
    ).all()  # fmt: skip
    raised = _raised(session, [row[0].id for row in living])
    for plan, project, checker in living:
        for mark, on in due_days(session, plan, last):
            if on >= max(first, day) and (plan.id, mark) not in raised:
                found.append(Day(on, "", plan.title, Kind(plan.kind), project, checker, State.PLANNED, False))
    return sorted(found, key=lambda one: (one.on, one.code, one.title))


def plan_for_update(session: Session, plan_id: int) -> tuple[CheckPlan, Project]:
    query = select(CheckPlan, Project).join(Project, Project.id == CheckPlan.project_id).where(CheckPlan.id == plan_id)
    row = session.execute(query.with_for_update(of=CheckPlan)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def living_plans(session: Session, day: date) -> list[tuple[CheckPlan, Project]]:
    """Recurring plans that may have something due, locked."""
    query = select(CheckPlan, Project).join(Project, Project.id == CheckPlan.project_id).where(CheckPlan.ended.is_(False), CheckPlan.until >= day)
    return [(row[0], row[1]) for row in session.execute(query.order_by(CheckPlan.id).with_for_update(of=CheckPlan))]


def raised(session: Session, plan_id: int) -> set[str]:
    """The occurrences that are checks already."""
    return {mark for _, mark in _raised(session, [plan_id])}


def plan_place(session: Session, actor: Actor, plan_id: int) -> Place:
    """Where a recurring plan stands. Refuses NotFound."""
    require(actor, Permission.CHECK_READ)
    query = select(CheckPlan, Project).join(Project, Project.id == CheckPlan.project_id).where(CheckPlan.id == plan_id, visible_to(actor, Permission.CHECK_READ))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return plan_standing(row[0], row[1])


def plan_standing(plan: CheckPlan, project: Project) -> Place:
    return Place(PLAN_KIND, plan.id, plan.code, plan.title, "Quality_checks?part=plans", project_id=project.id, department_id=project.department_id)


found_by(PLAN_KIND, plan_place)

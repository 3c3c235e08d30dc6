"""Questions about project updates: the figures to judge by, what was said before, who owes one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import here, now, today
from core.errors import NotFound
from core.people.queries import names
from core.planning import queries as planning
from core.planning.records import SchedulePlan
from core.planning.rules.moments import day_of, midnight, ticks
from core.progress import queries as progress
from core.progress.deviations import queries as deviations
from core.progress.records import TaskReport
from core.progress.trend import queries as trend
from core.progress.updates import rules
from core.progress.updates.records import ProjectUpdate
from core.progress.updates.rules import Figures, Health
from core.progress.value import queries as values
from core.progress.value.choices import cancelled
from core.progress.value.rules import Figure, Known, rounded
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.settings.queries import value
from core.subjects import Place, found_by

MOST = 100


@dataclass(frozen=True)
class Given:
    """An update as it was given: the manager's judgement, and what the figures said."""

    id: int
    on: date
    health: Health
    measured: Health
    text: str
    reason: str
    figures: Figures
    by: dict[str, str]
    at: datetime


def figures(session: Session, actor: Actor, project_code: str) -> Figures | None:
    """A project that `actor` may see in figures, as it stands; None while it has no task. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    plan = planning.standing_plan(session, project.id)
    rows = planning.planned(session, plan) if plan else ()
    gone = cancelled(values.choices_of(session, project.id), today())
    leaves = [one for one in rows if not one.summary and one.row.uid not in gone]
    if plan is None or not leaves:
        return None
    day, at = today(), ticks(here(now()).replace(tzinfo=None))
    found = deviations.against(session, project)
    spi, cpi = _indexes(session, actor, project_code, day, found.baseline_id if found else None)
    late, too_late = None, False
    if found:
        threshold, clock = deviations.limits(session, project, rows)
        by = clock.between(found.was_finish, plan.finish)
        late, too_late = (Decimal(by) / threshold.day).quantize(Decimal("0.1")), threshold.is_over(by, 0)
    held = _held_up(session, project.id)
    whole = sum(one.row.duration for one in leaves)
    return Figures(
        day, len(leaves), sum(one.row.actual_finish is not None for one in leaves), (2 * sum(one.row.duration * one.row.percent for one in leaves) + whole) // (2 * whole) if whole else None,
        *_told(spi), *_told(cpi), day_of(plan.finish, ends=True), day_of(trend.forecast(session, plan, rows), ends=True),
        day_of(found.was_finish, ends=True) if found else None, late, too_late,
        sum(one.row.actual_finish is None and one.ends < at for one in leaves), sum(one.row.actual_finish is None and one.row.uid in held for one in leaves),
        deviations.open_counts(session, [project.id]).get(project.id, 0), len(found.owed) if found else 0, len(progress.silent_in(session, project)),
    )  # fmt: skip


def _indexes(session: Session, actor: Actor, project_code: str, day: date, baseline_id: int | None) -> tuple[Known, Known]:
    """SPI and CPI of today, against the newest baseline where its tasks still stand."""
    for against in dict.fromkeys((baseline_id, None)):
        found = values.value(session, actor, values.Asked(project_code, day, day, against))
        if found is not None:
            return found.figures[Figure.SPI], found.figures[Figure.CPI]
    return "", ""


def _told(known: Known) -> tuple[Decimal | None, str]:
    return (None, known) if isinstance(known, str) else (rounded(known), "")


def _held_up(session: Session, project_id: int) -> set[int]:
    """The rows whose newest report says what holds them up."""
    newest = select(func.max(TaskReport.id)).where(TaskReport.project_id == project_id).group_by(TaskReport.task_uid)
    return set(session.scalars(select(TaskReport.task_uid).where(TaskReport.id.in_(newest), TaskReport.blocker != "")))


def history(session: Session, actor: Actor, project_code: str) -> list[Given]:
    """The updates of a project that `actor` may see, the newest first. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    rows = list(session.scalars(select(ProjectUpdate).where(ProjectUpdate.project_id == project.id).order_by(ProjectUpdate.id.desc()).limit(MOST)))
    who = names(session, frozenset(row.by_id for row in rows))
    return [
        Given(row.id, row.given_on, Health(row.health), Health(row.measured), row.text, row.reason, rules.read(row.figures), who.get(row.by_id, {}), row.at) for row in rows
    ]


def newest(session: Session, actor: Actor) -> dict[str, tuple[Health, Health, date]]:
    """By the code of each project that `actor` may see: its newest update as judged and as measured, and its day."""
    require(actor, Permission.PLAN_READ)
    last = select(func.max(ProjectUpdate.id)).group_by(ProjectUpdate.project_id)
    rows = session.execute(
        select(Project.code, ProjectUpdate.health, ProjectUpdate.measured, ProjectUpdate.given_on).join(Project, Project.id == ProjectUpdate.project_id)
        .where(ProjectUpdate.id.in_(last), visible_to(actor, Permission.PLAN_READ))
    )  # fmt: skip
    return {code: (Health(health), Health(measured), on) for code, health, measured, on in rows}


def owing(session: Session, day: date) -> list[tuple[Project, SchedulePlan, date | None]]:
    """Open projects whose work was to begin so long ago, and whose last update is so old, that their managers owe one; with its day."""
    rows = session.execute(_owing(day - timedelta(days=1)))
    found = []
    for project, plan, last, health in rows:
        since = day - timedelta(days=value(session, rules.EVERY, project.department_id))
        begun = day_of(plan.starts)
        if health != Health.DONE and (begun if last is None else max(begun, last)) <= since:
            found.append((project, plan, last))
    return found


def _owing(before: date) -> Select[Any]:
    newest_ = select(func.max(ProjectUpdate.id)).group_by(ProjectUpdate.project_id)
    return (
        select(Project, SchedulePlan, ProjectUpdate.given_on, ProjectUpdate.health).join(SchedulePlan, SchedulePlan.project_id == Project.id)
        .outerjoin(ProjectUpdate, (ProjectUpdate.project_id == Project.id) & ProjectUpdate.id.in_(newest_))
        .where(Project.stage != Stage.CLOSED, SchedulePlan.starts < midnight(before)).order_by(Project.id)
    )  # fmt: skip


def place(session: Session, actor: Actor, update_id: int) -> Place:
    """Where an update of a project that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    row: Row[Any] | None = session.execute(
        select(ProjectUpdate.id, ProjectUpdate.by_id, Project.id.label("project_id"), Project.code, Project.name, Project.department_id)
        .join(Project, Project.id == ProjectUpdate.project_id).where(ProjectUpdate.id == update_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound()
    return Place("project_update", row.id, row.code, row.name, f"Progress?project={row.code}&part=updates", row.project_id, row.department_id, frozenset({row.by_id}))


found_by("project_update", place)

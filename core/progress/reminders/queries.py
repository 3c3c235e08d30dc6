"""Who owes reports on tasks, in all open projects."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from core.people.records import Person
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.moments import midnight
from core.progress.records import TaskReport
from core.progress.reminders.rules import BY_ITSELF
from core.progress.rules import EVERY
from core.projects.records import Project
from core.projects.rules import Stage
from core.settings.queries import value


@dataclass(frozen=True)
class Owing:
    """Somebody with the tasks that wait for a report, those of the longest ago first, and how many days are within one's time."""

    person_id: int
    tasks: tuple[str, ...]
    plan_id: int
    project: Project
    """Of the first of them."""
    every: int


def owing(session: Session, day: date) -> list[Owing]:
    """Everybody who owes reports in open projects of departments where the house reminds by itself. One question for each length of time in force."""
    departments = session.execute(select(Project.department_id).where(Project.stage != Stage.CLOSED).distinct()).scalars()
    by_length: dict[int, list[int]] = defaultdict(list)
    for one in departments:
        if value(session, BY_ITSELF, one):
            by_length[value(session, EVERY, one)].append(one)
    found: dict[int, list[tuple[str, int, Project, int]]] = defaultdict(list)
    for every, those in sorted(by_length.items()):
        for person_id, task, plan_id, project in _owed(session, day - timedelta(days=every), those):
            found[person_id].append((task, plan_id, project, every))
    return [
        Owing(person_id, tuple(task for task, *_ in owed), owed[0][1], owed[0][2], min(every for *_, every in owed)) for person_id, owed in sorted(found.items())
    ]


def _owed(session: Session, before: date, departments: list[int]) -> list[tuple[int, str, int, Project]]:
    worker, last = aliased(PlanWorker), aliased(TaskReport)
    person = func.coalesce(worker.person_id, PlanTask.owner_id)
    begun = func.coalesce(PlanTask.actual_start, PlanTask.starts)
    told = (
        select(func.max(last.reported_on)).where(last.project_id == SchedulePlan.project_id, last.task_uid == PlanTask.uid, last.by_id == person)
        .correlate(PlanTask, SchedulePlan, worker).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        select(person, PlanTask.name, SchedulePlan.id, Project).select_from(PlanTask)
        .join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id).join(Project, Project.id == SchedulePlan.project_id)
        .outerjoin(worker, worker.task_id == PlanTask.id).join(Person, Person.id == person)
        .where(
            Project.stage != Stage.CLOSED, Project.department_id.in_(departments), PlanTask.summary.is_(False), PlanTask.actual_finish.is_(None), Person.active.is_(True),
            begun < midnight(before + timedelta(days=1)), or_(told.is_(None), told <= before),
        )
        .order_by(begun, PlanTask.id)
    )  # fmt: skip
    return [(person_id, task, plan_id, project) for person_id, task, plan_id, project in rows]

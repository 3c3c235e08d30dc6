"""Questions about who takes part in a project, phase by phase: from the plan and the hours reported, never entered by hand."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.cost.hours.records import TimeEntry
from core.people.records import Department, Person
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.projects.queries import project_seen
from core.team.phases.rules import Row, Share, shares


@dataclass(frozen=True)
class Taking:
    """A department's part in a phase; its name is empty for people of no department."""

    share: Share
    department: dict[str, str]


def taking_part(session: Session, actor: Actor, project_code: str) -> list[Taking]:
    """The departments that own work, are to work or reported hours in each phase of a project that `actor` may see. Four questions. Refuses NotFound."""
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    tasks = session.execute(
        select(PlanTask.id, PlanTask.uid, PlanTask.level, PlanTask.name, PlanTask.owner_id).join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id)
        .where(SchedulePlan.project_id == project.id).order_by(PlanTask.place)
    ).all()  # fmt: skip
    workers: dict[int, set[int]] = {}
    for task, person in session.execute(select(PlanWorker.task_id, PlanWorker.person_id).join(SchedulePlan, SchedulePlan.id == PlanWorker.plan_id).where(SchedulePlan.project_id == project.id)):
        workers.setdefault(task, set()).add(person)
    told = session.execute(
        select(TimeEntry.task_uid, TimeEntry.person_id, func.sum(TimeEntry.minutes)).where(TimeEntry.project_id == project.id, TimeEntry.back_at.is_(None)).group_by(TimeEntry.task_uid, TimeEntry.person_id)
    )
    hours = {(uid, person): int(minutes) for uid, person, minutes in told}
    rows = [Row(uid, level, name, frozenset(workers.get(id_, set()) | ({owner} if owner is not None else set()))) for id_, uid, level, name, owner in tasks]
    people = {one for row in rows for one in row.people} | {person for _, person in hours}
    units = {row.id: (row.department_id, row.name or {}) for row in session.execute(
        select(Person.id, Person.department_id, Department.name).outerjoin(Department, Department.id == Person.department_id).where(Person.id.in_(people))
    )}  # fmt: skip
    names = dict(units.values())
    return [Taking(one, names.get(one.department_id, {})) for one in shares(rows, hours, {person: unit for person, (unit, _) in units.items()})]

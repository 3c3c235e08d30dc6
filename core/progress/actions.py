"""Deeds on progress: report on a task, remind those who have not."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost.hours import actions as hours
from core.db import with_ids
from core.errors import NotFound
from core.notice.actions import tell
from core.planning import actions as plans
from core.planning import queries as planning
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules.edits import TaskGone
from core.progress import queries, rules
from core.progress.deviations import actions as deviations
from core.progress.records import TaskReport
from core.progress.rules import Report
from core.progress.value.choices import IsCancelled
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.subjects import Place
from core.words import N_


def report(session: Session, actor: Actor, project_id: int, uid: int, said: Report) -> int:
    """Report on a task; the plan takes it over and works its dates out anew. Returns the report's id.

    Reports are never changed: two at once both stand, the plan shows the later one. Refuses ProjectClosed, TaskGone, ContainsOthers,
    IsCancelled, NotFromTomorrow, BegunAfterFinish, FinishedBeforeBegun, NotAShare, NotSoLong, LeftToDo, ExpectedInThePast, TooLong;
    where hours are given TooManyHours (over all projects of the day).
    """
    project, plan, found = opened(session, actor, project_id, uid)
    kept = taken(session, actor, project, plan, found, said)
    note(
        session, actor, "plan:report", "plan", plan.id, code=project.code, project_id=project_id, task=found.row.name, before={"percent": found.row.percent},
        after={"percent": kept.percent, "minutes": kept.minutes, "blocker": kept.blocker, "expected_on": kept.expected_on},
    )  # fmt: skip
    return kept.id


def opened(session: Session, actor: Actor, project_id: int, uid: int) -> tuple[Project, SchedulePlan, Planned]:
    """A project, its plan, locked, and a task of it that `actor` may report on. Refuses TaskGone, ContainsOthers, NotFound.

    # house: the beginning of a deed, which notes
    """
    project = project_for_update(session, project_id)
    plan = planning.plan_of_project_for_update(session, project_id)
    if plan is None:
        raise NotFound()
    require(actor, Permission.PLAN_REPORT, queries.task_reach(session, project, plan.id, uid))
    if project.stage == Stage.CLOSED:
        raise rules.ProjectClosed()
    found = next((one for one in planning.planned(session, plan) if one.row.uid == uid), None)
    if found is None:
        raise TaskGone(count=1)
    if found.summary:
        raise rules.ContainsOthers(task=found.row.name)
    if queries.is_cancelled(session, project_id, uid):
        raise IsCancelled(task=found.row.name)
    return project, plan, found


def taken(session: Session, actor: Actor, project: Project, plan: SchedulePlan, found: Planned, said: Report) -> TaskReport:
    """Let the plan take a report on a task over, and keep it. # house: part of another deed, which requires and notes"""
    day, uid = today(), found.row.uid
    clean = rules.cleaned(said, day)
    changes = rules.effect(found.row, found.starts, found.ends, clean, day)
    if changes:
        plans.plant(session, actor, project.id, starts=plan.starts, rows=(), changes={uid: changes})
    row = TaskReport(
        project_id=project.id, task_uid=uid, task=found.row.name, reported_on=day, was=found.row.percent, percent=changes.get("percent", found.row.percent),
        remaining=clean.remaining, started_on=clean.started_on, finished_on=clean.finished_on, minutes=clean.minutes, blocker=clean.blocker,
        expected_on=clean.expected_on, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    if clean.minutes:
        hours.keep(session, actor, project, uid=uid, task=found.row.name, person_id=actor.id, day=day, minutes=clean.minutes)
    deviations.reported(session, actor, project, uid)
    touch(session, "progress")
    return row


def remind(session: Session, actor: Actor, project_id: int) -> int:
    """Tell everybody who owes reports on tasks of a project; returns how many they are. Refuses NobodyIsSilent, NotFound."""
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    plan = planning.standing_plan(session, project_id)
    if plan is None:
        raise NotFound()
    waiting = queries.silent_in(session, project)
    if not waiting:
        raise rules.NobodyIsSilent()
    about = Place("plan", plan.id, project.code, project.name, "My_work", project.id, project.department_id)
    for one in waiting:
        message = N_("{project}: please report on {task} (tasks that wait for your report: {count}).")
        tell(session, actor, rules.ASKED.code, [one.person_id], about=about, message=message, project=project.name, task=one.tasks[0], count=len(one.tasks))
    note(session, actor, "plan:remind", "plan", plan.id, code=project.code, project_id=project_id, told=[one.person_id for one in waiting])
    return len(waiting)

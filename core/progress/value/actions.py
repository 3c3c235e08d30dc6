"""Deeds on how tasks earn: choose the rule, keep the milestones within a task, cancel a task and take it up again."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import today
from core.errors import NotFound
from core.planning import queries as planning
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules.edits import TaskGone
from core.progress.rules import ContainsOthers
from core.progress.value import choices, queries
from core.progress.value.choices import OF_PROJECT, PROJECT, Part
from core.progress.value.records import TaskValue
from core.progress.value.rules import Earning
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.words import N_


def choose(session: Session, actor: Actor, project_id: int, uid: int, *, rule: Earning | None, parts: Sequence[Part] = ()) -> int:
    """Choose by which rule a task earns its budget (None: the project's), with its milestones; `uid` 0 chooses for the project.

    Returns the plan's id. Refuses TaskGone, ContainsOthers, NotForAll, and what choices.cleaned refuses.
    """
    project, plan = _plan(session, actor, project_id)
    task = None if uid == PROJECT else _leaf(session, plan, uid)
    if task is None and rule not in (None, *OF_PROJECT):
        raise choices.NotForAll()
    clean = choices.cleaned(parts, today()) if rule is Earning.MILESTONES else ()
    row = _row(session, project_id, uid)
    before = {"rule": row.rule, "milestones": row.parts}
    row.rule, row.parts = None if rule is None else rule.value, choices.told(clean)
    touch(session, "progress")
    note(
        session, actor, "plan:earn", "plan", plan.id, code=project.code, project_id=project_id, task=task.row.name if task else "", before=before,
        after={"rule": row.rule, "milestones": row.parts},
    )  # fmt: skip
    return plan.id


def cancel(session: Session, actor: Actor, project_id: int, uid: int, *, reason: str) -> int:
    """Cancel a task, or all open tasks that a row contains: from today on they count nowhere, neither as planned nor as done.

    Refuses TaskGone, IsFinished, IsCancelled, Empty, TooLong.
    """
    project, plan = _plan(session, actor, project_id)
    why = fields.paragraph(reason, N_("Why it is cancelled"), choices.REASON_LIMIT)
    named, leaves = _beneath(session, plan, uid)
    known = choices.cancelled(queries.choices_of(session, project_id), today())
    wanted = [one for one in leaves if one.row.actual_finish is None]
    if not wanted:
        raise choices.IsFinished(task=named.row.name)
    if all(one.row.uid in known for one in wanted):
        raise choices.IsCancelled(task=named.row.name)
    for one in wanted:
        if one.row.uid not in known:
            row = _row(session, project_id, one.row.uid)
            row.cancelled_on, row.reason = today(), why
    touch(session, "progress")
    note(session, actor, "plan:cancel", "plan", plan.id, code=project.code, project_id=project_id, task=named.row.name, count=len(wanted), reason=why)
    return plan.id


def take_up(session: Session, actor: Actor, project_id: int, uid: int, *, reason: str) -> int:
    """Take a cancelled task, or all that a row contains, up again: it counts as if it had never been cancelled. Refuses TaskGone, NotCancelled, Empty, TooLong."""
    project, plan = _plan(session, actor, project_id)
    why = fields.paragraph(reason, N_("Why it is taken up again"), choices.REASON_LIMIT)
    named, leaves = _beneath(session, plan, uid)
    known = choices.cancelled(queries.choices_of(session, project_id), today())
    wanted = [one for one in leaves if one.row.uid in known]
    if not wanted:
        raise choices.NotCancelled(task=named.row.name)
    for one in wanted:
        row = _row(session, project_id, one.row.uid)
        row.cancelled_on, row.reason = None, why
    touch(session, "progress")
    note(session, actor, "plan:take_up", "plan", plan.id, code=project.code, project_id=project_id, task=named.row.name, count=len(wanted), reason=why)
    return plan.id


def _plan(session: Session, actor: Actor, project_id: int) -> tuple[Project, SchedulePlan]:
    """The project, locked, and its plan. Refuses NotFound, NotPermitted."""
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    plan = planning.standing_plan(session, project_id)
    if plan is None:
        raise NotFound()
    return project, plan


def _leaf(session: Session, plan: SchedulePlan, uid: int) -> Planned:
    found = next((one for one in planning.planned(session, plan) if one.row.uid == uid), None)
    if found is None:
        raise TaskGone(count=1)
    if found.summary:
        raise ContainsOthers(task=found.row.name)
    return found


def _beneath(session: Session, plan: SchedulePlan, uid: int) -> tuple[Planned, list[Planned]]:
    """A row, and the tasks in it: itself where it contains none."""
    rows = list(planning.planned(session, plan))
    place = next((place for place, one in enumerate(rows) if one.row.uid == uid), None)
    if place is None:
        raise TaskGone(count=1)
    end = next((after for after in range(place + 1, len(rows)) if rows[after].row.level <= rows[place].row.level), len(rows))
    return rows[place], [one for one in rows[place:end] if not one.summary]


def _row(session: Session, project_id: int, uid: int) -> TaskValue:
    row = queries.choice_for_update(session, project_id, uid)
    if row is None:
        row = TaskValue(project_id=project_id, task_uid=uid, rule=None, parts=[], cancelled_on=None, reason="")
        session.add(row)
    return row

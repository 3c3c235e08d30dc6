"""Deeds on iterations: make and change them, put tasks in and take them out, close them. And what follows from every deed on a plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Stale
from core.planning import queries as planning
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules.edits import TaskGone
from core.planning.watched import watched_by
from core.progress.iterations import queries, rules
from core.progress.iterations.records import Iteration, IterationChange, IterationTask
from core.progress.iterations.rules import Delta, Draft, Standing, Why
from core.projects.queries import project_for_update, reach
from core.projects.records import Project


def create(session: Session, actor: Actor, project_id: int, said: Draft) -> int:
    """Make an iteration of a project; returns its id. Refuses what `rules.cleaned` refuses, NotFound while there is no plan."""
    project, _ = _opened(session, actor, project_id)
    clean = rules.cleaned(said, queries.spans(session, project_id))
    row = Iteration(project_id=project_id, name=clean.name, goal=clean.goal, starts_on=clean.starts_on, ends_on=clean.ends_on, capacity=clean.capacity, version=1)
    with_ids(session, row)
    touch(session, "iterations")
    note(session, actor, "iteration:create", "iteration", row.id, code=project.code, project_id=project_id, after=_told(clean))
    return row.id


def change(session: Session, actor: Actor, iteration_id: int, said: Draft, *, version: int) -> int:
    """Change what was said of an open iteration; returns its id. Refuses IterationClosed, Stale, and what `rules.cleaned` refuses."""
    project, _, row = _open(session, actor, iteration_id)
    if row.version != version:
        raise Stale()
    clean = rules.cleaned(said, queries.spans(session, project.id, but=row.id))
    was = _told(Draft(row.name, row.starts_on, row.ends_on, row.goal, row.capacity))
    row.name, row.goal, row.starts_on, row.ends_on, row.capacity = clean.name, clean.goal, clean.starts_on, clean.ends_on, clean.capacity
    touch(session, "iterations")
    note(session, actor, "iteration:change", "iteration", row.id, code=project.code, project_id=project.id, before=was, after=_told(clean))
    return row.id


def assign(session: Session, actor: Actor, iteration_id: int, uids: Collection[int]) -> int:
    """Put tasks into an open iteration, out of the open one they may be in; returns its id. Refuses IterationClosed, TaskGone, NothingToAssign."""
    project, plan, row = _open(session, actor, iteration_id)
    tasks = {one.row.uid: one for one in planning.planned(session, plan) if not one.summary}
    if missing := set(uids) - tasks.keys():
        raise TaskGone(count=len(missing))
    kept, unlocked = queries.tasks_of(session, project.id), queries.tasks_of(session, project.id, open_only=True)
    wanted = [uid for uid in sorted(set(uids)) if uid not in kept or kept[uid].iteration_id != row.id]
    if not wanted:
        raise rules.NothingToAssign()
    changes = []
    for uid in wanted:
        one, now_ = tasks[uid], rules.standing(tasks[uid].row)
        if uid in unlocked:
            changes.append(_Change(unlocked[uid].iteration_id, uid, one.row.name, Why.TAKEN_OUT, rules.delta(_of(unlocked[uid]), None)))
        changes.append(_Change(row.id, uid, one.row.name, Why.ADDED, rules.delta(None, now_)))
        _put(session, project.id, row.id, uid, now_, kept)
    _keep(session, actor, changes)
    note(session, actor, "iteration:assign", "iteration", row.id, code=project.code, project_id=project.id, after={"tasks": [tasks[uid].row.name for uid in wanted]})
    return row.id


def take_out(session: Session, actor: Actor, iteration_id: int, uids: Collection[int]) -> int:
    """Take tasks out of an open iteration; returns its id. Refuses IterationClosed, NothingToAssign."""
    project, plan, row = _open(session, actor, iteration_id)
    names = {one.row.uid: one.row.name for one in planning.planned(session, plan)}
    kept = {uid: one for uid, one in queries.tasks_of(session, project.id, of=row.id).items() if uid in set(uids)}
    if not kept:
        raise rules.NothingToAssign()
    _keep(session, actor, [_Change(row.id, uid, names.get(uid, ""), Why.TAKEN_OUT, rules.delta(_of(one), None)) for uid, one in kept.items()])
    for one in kept.values():
        session.delete(one)
    note(session, actor, "iteration:take_out", "iteration", row.id, code=project.code, project_id=project.id, before={"tasks": [names.get(uid, "") for uid in kept]})
    return row.id


def close(session: Session, actor: Actor, iteration_id: int, *, version: int, into: int | None = None) -> int:
    """Close an iteration: what it came to stays as it is. What is not finished goes `into` another open one, or back to the plan (None).

    Returns the id of the iteration. Refuses IterationClosed, Stale, NotIntoItself, NotFound.
    """
    project, plan, row = _open(session, actor, iteration_id)
    if row.version != version:
        raise Stale()
    if into is not None:
        if into == row.id:
            raise rules.NotIntoItself()
        next_ = queries.iteration_for_update(session, into)
        if next_.project_id != project.id:
            raise NotFound()
        if next_.closed_on is not None:
            raise rules.IterationClosed(name=next_.name)
    names = {one.row.uid: one.row.name for one in planning.planned(session, plan)}
    left = {uid: one for uid, one in queries.tasks_of(session, project.id, of=row.id).items() if not one.done}
    if into is not None:
        _keep(session, actor, [_Change(into, uid, names.get(uid, ""), Why.CARRIED, rules.delta(None, _of(one))) for uid, one in left.items()])
    for one in left.values():
        if into is None:
            session.delete(one)
        else:
            one.iteration_id = into
    row.closed_on, row.closed_by = today(), actor.id
    touch(session, "iterations")
    note(
        session, actor, "iteration:close", "iteration", row.id, code=project.code, project_id=project.id,
        after={"unfinished": [names.get(uid, "") for uid in left], "into": into},
    )  # fmt: skip
    return row.id


# ---------------------------------------------------------------------- what all of them do


def _opened(session: Session, actor: Actor, project_id: int) -> tuple[Project, SchedulePlan]:
    """A project with its plan, locked, for who may plan it. Refuses NotFound."""
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    plan = planning.plan_of_project_for_update(session, project_id)
    if plan is None:
        raise NotFound()
    return project, plan


def _open(session: Session, actor: Actor, iteration_id: int) -> tuple[Project, SchedulePlan, Iteration]:
    """The same for an iteration that is not closed. Refuses NotFound, IterationClosed."""
    project, plan = _opened(session, actor, queries.project_of(session, iteration_id))
    row = queries.iteration_for_update(session, iteration_id)
    if row.closed_on is not None:
        raise rules.IterationClosed(name=row.name)
    return project, plan, row


def _told(one: Draft) -> dict[str, object]:
    return {"name": one.name, "goal": one.goal, "starts_on": one.starts_on, "ends_on": one.ends_on, "capacity": one.capacity}


def _of(row: IterationTask) -> Standing:
    return Standing(row.work, row.done)


def _put(session: Session, project_id: int, iteration_id: int, uid: int, one: Standing, kept: Mapping[int, IterationTask]) -> None:
    row = kept.get(uid)
    if row is None:
        session.add(IterationTask(project_id=project_id, task_uid=uid, iteration_id=iteration_id, work=one.work, done=one.done))
    else:
        row.iteration_id, row.work, row.done = iteration_id, one.work, one.done


@dataclass(frozen=True)
class _Change:
    iteration_id: int
    uid: int
    task: str
    why: Why
    delta: Delta


def _keep(session: Session, actor: Actor, changes: Sequence[_Change]) -> None:
    """Write what changed. # house: part of the deeds above"""
    day, at = today(), now()
    made = [
        {
            "iteration_id": one.iteration_id, "task_uid": one.uid, "task": one.task, "why": one.why.value, "tasks": one.delta.tasks, "work": one.delta.work,
            "done_tasks": one.delta.done_tasks, "done_work": one.delta.done_work, "changed_on": day, "by_id": actor.id, "at": at,
        }
        for one in changes
    ]  # fmt: skip
    if made:
        session.execute(insert(IterationChange), made)
        touch(session, "iterations")


# ---------------------------------------------------------------------- what follows from deeds on plans


def follow(session: Session, actor: Actor, plan: SchedulePlan, before: Sequence[Planned], after: Sequence[Planned]) -> None:
    """Tasks of open iterations whose rows have changed: finished, opened again, of more or less work, gone from the plan.

    # house: part of the deed on the plan, which requires and notes
    """
    inside = queries.tasks_of(session, plan.project_id, open_only=True) if before else {}
    if not inside:
        return
    was, changes = {one.row.uid: one for one in before}, []
    is_ = {one.row.uid: one for one in after if one.row.uid in inside}
    for uid, row in inside.items():
        one = is_.get(uid)
        if one is None or one.summary:
            named = one or was.get(uid)
            changes.append(_Change(row.iteration_id, uid, named.row.name if named else "", Why.GONE, rules.delta(_of(row), None)))
            session.delete(row)
            continue
        then, now_ = _of(row), rules.standing(one.row)
        if then != now_:
            changes.append(_Change(row.iteration_id, uid, one.row.name, rules.why(then, now_), rules.delta(then, now_)))
            row.work, row.done = now_.work, now_.done
    _keep(session, actor, changes)


watched_by(follow)

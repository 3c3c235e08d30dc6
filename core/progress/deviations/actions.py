"""Deeds on deviations: record cause and measure, change them, say how it stands, accept it; and what the house looks at by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.calendar.queries import organisation
from core.clock import here, now, today
from core.db import with_ids
from core.errors import NotFound, Stale
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.planning import queries as planning
from core.planning.records import SchedulePlan
from core.planning.rules.edits import TaskGone
from core.planning.rules.moments import ticks
from core.progress.deviations import queries, rules
from core.progress.deviations.queries import Row
from core.progress.deviations.records import Deviation, DeviationLook, DeviationStep
from core.progress.deviations.rules import Answer, State, Step
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.routines import routine
from core.subjects import Place
from core.words import N_

PREFIX = "DEV"
AT_ONCE = 100
"""Projects looked at in one run."""
AGAIN_AFTER = timedelta(days=7)


def answer(session: Session, actor: Actor, project_id: int, uid: int, said: Answer) -> int:
    """Record cause and measure of a row that is too late against the newest baseline (DEV-2026-0001); its owner is told. Returns the id.

    Refuses NoBaseline, TaskGone, NotLate, AnsweredAlready, RecoveryInThePast, NotAnEntry, Empty, TooLong, NotFound.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    found = queries.against(session, project)
    if found is None:
        raise rules.NoBaseline()
    row = next((one for one in found.rows if one.uid == uid), None)
    if row is None:
        raise TaskGone(count=1)
    if any(one.task_uid == uid for one in queries.watched_for_update(session, project_id)):
        raise rules.AnsweredAlready()
    if not row.gap.over or row.was is None:
        raise rules.NotLate(task=row.task)
    clean = _clean(session, said, "")
    one = Deviation(
        code=next_code(session, PREFIX), project_id=project_id, task_uid=uid, task=row.task, sort=row.sort, baseline=found.baseline, was_starts=row.was[0], was_ends=row.was[1],
        late=row.late, state=State.OPEN, opened_at=now(), opened_by=actor.id, **_fields(clean),
    )  # fmt: skip
    with_ids(session, one)
    _step(session, actor, one, Step.ANSWERED, row.late, row.ends, clean.words)
    _tell_owner(session, actor, one, project)
    touch(session, "deviations")
    note(session, actor, "deviation:answer", "deviation", one.id, code=one.code, project_id=project_id, task=row.task, late=row.late, after=_told(one))
    return one.id


def revise(session: Session, actor: Actor, deviation_id: int, said: Answer, *, version: int) -> int:
    """Another cause, measure, owner or day; what stood before stays in the history. Refuses Stale, Settled and what `answer` refuses of the answer."""
    one, project = _held(session, deviation_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    _check(one, version)
    clean, was, owner = _clean(session, said, one.cause), _told(one), one.owner_id
    for name, value in _fields(clean).items():
        setattr(one, name, value)
    one.state = State.OPEN
    _step(session, actor, one, Step.REVISED, *_now(session, project, one), clean.words)
    if one.owner_id != owner:
        _tell_owner(session, actor, one, project)
    touch(session, "deviations")
    note(session, actor, "deviation:revise", "deviation", one.id, code=one.code, project_id=project.id, before=was, after=_told(one))
    return one.id


def look(session: Session, actor: Actor, deviation_id: int, *, words: str) -> int:
    """Say how a deviation stands, by who sees to it or plans the project; the plan says whether it recovered. Refuses Settled, Empty, TooLong."""
    one, project = _held(session, deviation_id)
    require(actor, Permission.PLAN_REPORT, queries.reach(one, project))
    _check(one)
    clean = fields.paragraph(words, N_("How it stands"), rules.WORDS_LIMIT)
    was = one.state
    _judge(session, actor, project, [one], Step.LOOKED, words=clean)
    touch(session, "deviations")
    note(session, actor, "deviation:look", "deviation", one.id, code=one.code, project_id=project.id, words=clean, before=was, after=one.state)
    return one.id


def accept(session: Session, actor: Actor, deviation_id: int, *, reason: str, version: int) -> int:
    """Leave it as it is, with a reason; if it becomes later still, a measure is demanded anew. Refuses Stale, Settled, Empty, TooLong."""
    one, project = _held(session, deviation_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    _check(one, version)
    clean = fields.paragraph(reason, N_("Reason"), rules.WORDS_LIMIT)
    was, one.state = one.state, State.ACCEPTED
    _step(session, actor, one, Step.ACCEPTED, *_now(session, project, one), clean)
    touch(session, "deviations")
    note(session, actor, "deviation:accept", "deviation", one.id, code=one.code, project_id=project.id, reason=clean, before=was, after=one.state)
    return one.id


def reported(session: Session, actor: Actor, project: Project, uid: int) -> None:
    """After a report the plan shows what recovered: a step for the task's own deviation, and for every other that it changed. # house: part of the deed that reports"""
    watched = queries.watched_for_update(session, project.id)
    if watched:
        _judge(session, actor, project, watched, Step.REPORTED, uid=uid)
        touch(session, "deviations")


def watch(session: Session, actor: Actor) -> int:
    """Once a working day look at every open project: what became of its deviations, and which measures it owes; its manager is told.

    She is told when more is owed than before, and again after a week. Returns how many steps and notices that made.
    # house: a routine of the house itself: time asks for it, nobody does
    """
    day, done, told = today(), 0, {}
    if not organisation(session).is_workday(day):
        return 0
    for project, plan, last in queries.to_look_at(session, day, AT_ONCE):
        seen = last or DeviationLook(project_id=project.id, told_on=None, told=0)
        session.add(seen)
        seen.looked_on = day
        done += _judge(session, actor, project, queries.watched_for_update(session, project.id), Step.LOOKED)
        found = queries.against(session, project)
        owed = len(found.owed) if found else 0
        if owed > seen.told or (owed and seen.told_on is not None and day >= seen.told_on + AGAIN_AFTER):
            _tell_manager(session, actor, project, plan, found.owed if found else ())
            told[project.code], seen.told_on = owed, day
        seen.told = owed
    if done or told:
        touch(session, "deviations")
        note(session, actor, "deviation:watch", "deviation", None, steps=done, owed=told)
    return done + len(told)


# --- what they share -------------------------------------------------------------------------------------------------


def _held(session: Session, deviation_id: int) -> tuple[Deviation, Project]:
    one = queries.deviation_for_update(session, deviation_id)
    return one, project_for_update(session, one.project_id)


def _check(one: Deviation, version: int | None = None) -> None:
    if version is not None and one.version != version:
        raise Stale()
    if State(one.state) not in rules.WATCHED:
        raise rules.Settled()


def _clean(session: Session, said: Answer, present: str) -> Answer:
    clean = rules.cleaned(said, today())
    table_for_choice(session, rules.CAUSES).chosen(clean.cause, present, field=N_("Cause"))
    if not queries.may_own(session, clean.owner_id):
        raise NotFound()
    return clean


def _fields(said: Answer) -> dict[str, object]:
    return {"cause": said.cause, "measure": said.measure.value, "words": said.words, "owner_id": said.owner_id, "expected_on": said.expected_on}


def _told(one: Deviation) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("cause", "measure", "words", "owner_id", "expected_on", "state")}


def _step(session: Session, actor: Actor, one: Deviation, step: Step, late: int, ends: int, words: str) -> None:
    session.add(DeviationStep(
        deviation_id=one.id, step=step, state=one.state, at=now(), by_id=actor.id or None, late=late, ends=ends, expected_on=one.expected_on, cause=one.cause,
        measure=one.measure, words=words, owner_id=one.owner_id,
    ))  # fmt: skip


def _now(session: Session, project: Project, one: Deviation) -> tuple[int, int]:
    """By how much the row is late now, and when it ends; as last known where it is gone."""
    found = _standing(session, project, [one])[0][one.id]
    return (found.late, found.ends) if found else _last(session, one)


def _last(session: Session, one: Deviation) -> tuple[int, int]:
    last = queries.latest_step(session, one.id)
    return last.late, last.ends


@dataclass(frozen=True)
class _Now:
    """A deviation's row as it stands against what was promised when it was recorded."""

    late: int
    length: int
    """What it was to take then."""
    ends: int
    done: bool


def _standing(session: Session, project: Project, ones: Sequence[Deviation]) -> tuple[dict[int, _Now | None], rules.Threshold]:
    """Each deviation's row by the deviation's id; None where it has left the plan."""
    plan = planning.standing_plan(session, project.id)
    tasks = planning.planned(session, plan) if plan else ()
    threshold, clock = queries.limits(session, project, tasks)
    by_uid, open_ = {one.row.uid: one for one in tasks}, queries.open_rows(tasks)
    at = ticks(here(now()).replace(tzinfo=None))
    return {
        one.id: _Now(clock.between(one.was_ends, max(row.ends, at) if one.task_uid in open_ else row.ends), clock.between(one.was_starts, one.was_ends), row.ends, one.task_uid not in open_)
        if (row := by_uid.get(one.task_uid)) else None
        for one in ones
    }, threshold  # fmt: skip


def _judge(session: Session, actor: Actor, project: Project, ones: Sequence[Deviation], step: Step, *, uid: int | None = None, words: str = "") -> int:
    """Let the plan decide: a step where something was said or reported of the row, where its state changes, or where a report moved it. Returns how many."""
    if not ones:
        return 0
    found, threshold = _standing(session, project, ones)
    day, made = today(), 0
    for one in ones:
        was, at = State(one.state), found[one.id]
        late, ends = (at.late, at.ends) if at else _last(session, one)
        own = bool(words) or one.task_uid == uid
        moved = at is not None and uid is not None and _last(session, one)[1] != ends
        one.state = State.GONE if at is None else rules.judged(
            was, over=threshold.is_over(at.late, at.length), done=at.done, expected_on=one.expected_on, today=day, reported=own or moved
        )
        if own or moved or State(one.state) is not was:
            _step(session, actor, one, step, late, ends, words)
            made += 1
            if State(one.state) is State.FAILED and was is not State.FAILED:
                _tell_failed(session, actor, one, project)
    return made


def _tell_owner(session: Session, actor: Actor, one: Deviation, project: Project) -> None:
    tell(
        session, actor, rules.MINE.code, [one.owner_id], about=queries.standing(one, project),
        message=N_("{code} {task}: you see to it that the delay is made up by {day}: {words}"), code=one.code, task=one.task, day=one.expected_on, words=one.words,
    )  # fmt: skip


def _tell_failed(session: Session, actor: Actor, one: Deviation, project: Project) -> None:
    tell(
        session, actor, rules.DEMANDED.code, {project.manager_id, one.owner_id}, about=queries.standing(one, project),
        message=N_("{code} {task} has not recovered as expected by {day}. Decide what is done now."), code=one.code, task=one.task, day=one.expected_on,
    )  # fmt: skip


def _tell_manager(session: Session, actor: Actor, project: Project, plan: SchedulePlan, owed: Sequence[Row]) -> None:
    about = Place("plan", plan.id, project.code, project.name, f"Progress?project={project.code}&part=deviations", project.id, project.department_id)
    tell(
        session, actor, rules.DEMANDED.code, [project.manager_id], about=about,
        message=N_("{project}: rows that are too late and have no cause and measure yet: {count}, first of them {task}."),
        project=project.name, count=len(owed), task=owed[0].task,
    )  # fmt: skip


routine("deviations", timedelta(minutes=20), watch)

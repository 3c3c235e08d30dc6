"""Deeds on plans. Each takes the rows as they are, works out the rows as they shall be and their schedule, and keeps what differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import Update, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from core import db, fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import NotFound, Stale
from core.planning import kept, queries, watched
from core.planning.records import PlanLink, PlanTask, PlanWorker, SchedulePlan
from core.planning.rules import edits, outline, sheet
from core.planning.rules.sheet import Reckoned, Row
from core.planning.rules.tasks import Planned, Tasks
from core.planning.rules.undisturbed import undisturbed
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.words import N_

NOTED_AT_MOST = 200
"""So many rows of one deed are told one by one in the trail; of more, how many they were."""
DATES = ("summary", "starts", "ends", "late_start", "late_finish", "total_slack", "free_slack", "critical", "lacks")
TEXTS = {"name": (N_("Task"), sheet.NAME_LIMIT, True), "deliverable": (N_("Deliverable"), sheet.TEXT_LIMIT, False), "standard": (N_("Quality standard"), sheet.TEXT_LIMIT, False), "objective": (N_("Objective"), sheet.TEXT_LIMIT, False)}  # fmt: skip


def create(session: Session, actor: Actor, project_id: int, *, starts: int, rows: Sequence[Row] = ()) -> int:
    """Begin the plan of a project at `starts` (ticks) with `rows`, whose uids only tie links to them; returns the plan's id.

    Refuses PlanKnown, and whatever rows are refused for.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    if queries.plan_of_project_for_update(session, project_id) is not None:
        raise edits.PlanKnown()
    plan = begun(session, actor, project_id, starts=starts)
    after = sheet.inserted([], _cleaned(session, _numbered(plan, rows)), after=None)
    _keep(session, actor, plan, Tasks(), after)
    note(session, actor, "plan:create", "plan", plan.id, code=project.code, project_id=project.id, after={"starts": starts, "rows": len(after)})
    return plan.id


def take_over(session: Session, actor: Actor, project_id: int, *, starts: int, rows: Sequence[Row], source: str, version: int = 0) -> int:
    """Put `rows` in the place of a project's whole plan, which is begun if there is none; baselines stay. Returns the plan's id.

    `source` says where they come from, for the trail; `version` is that of the plan that was looked at (0: there was none).
    Refuses Stale, and whatever rows are refused for.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    plan = queries.plan_of_project_for_update(session, project_id)
    if version != (plan.version if plan else 0):
        raise Stale()
    plan = plan or begun(session, actor, project_id, starts=starts)
    before = queries.planned(session, plan)
    was = {"starts": plan.starts, "finish": plan.finish, "rows": len(before)}
    plan.starts = starts
    _keep(session, actor, plan, before, sheet.inserted([], _cleaned(session, _numbered(plan, rows)), after=None))
    note(
        session, actor, "plan:take_over", "plan", plan.id, code=project.code, project_id=project.id, source=source[:120],
        before=was, after={"starts": starts, "finish": plan.finish, "rows": len(rows)},
    )  # fmt: skip
    return plan.id


def begun(session: Session, actor: Actor, project_id: int, *, starts: int) -> SchedulePlan:
    """An empty plan. # house: part of another deed, which requires and notes"""
    plan = SchedulePlan(project_id=project_id, starts=starts, finish=starts, last_uid=0, several_critical_paths=False, hours="", changed_at=now(), changed_by=actor.id, version=1)
    with_ids(session, plan)
    return plan


def change(session: Session, actor: Actor, plan_id: int, *, seen: int, changes: Mapping[int, Mapping[str, object]]) -> int:
    """Change fields (of sheet.FIELDS) of rows by their uids; `seen` is the version of the plan that the person looked at.

    Rows that somebody else changed since then are refused by name (ChangedMeanwhile), so are rows that are gone; changes
    of other rows are no hindrance. Refuses what rows and schedules are refused for.
    """
    held = _opened(session, actor, plan_id)
    if gone := changes.keys() - held.tasks.places.keys():
        raise edits.TaskGone(count=len(gone))
    were = [held.tasks[held.tasks.places[uid]] for uid in changes]
    if met := [one.row.name for one in were if one.touched > seen]:
        raise edits.ChangedMeanwhile(task=met[0], count=len(met))
    clean = {uid: _clean(values) for uid, values in changes.items()}
    _check_people(session, clean.values())
    after = sheet.changed(held.rows, clean, {one.row.uid: (one.starts, one.ends) for one in were})
    return _done(session, actor, held, after, "plan:change")


def level(session: Session, actor: Actor, plan_id: int, *, version: int, moves: Mapping[int, int]) -> int:
    """Take over what was accepted of a levelling: rows by uid that do not begin before a moment (ticks).

    An empty mapping takes every earlier levelling back. Refuses Stale if the plan has changed since the proposal, TaskGone.
    """
    held = _opened(session, actor, plan_id)
    if held.plan.version != version:
        raise Stale()
    if gone := moves.keys() - {row.uid for row in held.rows}:
        raise edits.TaskGone(count=len(gone))
    return _done(session, actor, held, sheet.levelled(held.rows, moves), "plan:level")


def insert_rows(session: Session, actor: Actor, plan_id: int, *, rows: Sequence[Row], after: int | None) -> int:
    """Put new rows below the row with the uid `after` (None: at the end). Their uids only tie links between them."""
    held = _opened(session, actor, plan_id)
    if after is not None and all(row.uid != after for row in held.rows):
        raise edits.TaskGone(count=1)
    fresh = _cleaned(session, _numbered(held.plan, rows))
    return _done(session, actor, held, sheet.inserted(held.rows, fresh, after=after), "plan:insert")


def remove(session: Session, actor: Actor, plan_id: int, *, uids: Collection[int]) -> int:
    """Remove rows, with what lies within them and the links to them."""
    held = _opened(session, actor, plan_id)
    return _done(session, actor, held, sheet.removed(held.rows, uids), "plan:remove")


def indent(session: Session, actor: Actor, plan_id: int, *, uids: Collection[int], by: int) -> int:
    """Put rows a level deeper (1) or higher (-1), with what lies within them."""
    held = _opened(session, actor, plan_id)
    return _done(session, actor, held, sheet.indented(held.rows, uids, 1 if by > 0 else -1), "plan:indent")


def move(session: Session, actor: Actor, plan_id: int, *, uids: Collection[int], by: int) -> int:
    """Move rows past their siblings, up (-1) or down (1), with what lies within them."""
    held = _opened(session, actor, plan_id)
    return _done(session, actor, held, sheet.moved(held.rows, uids, 1 if by > 0 else -1), "plan:move")


def begin(session: Session, actor: Actor, plan_id: int, *, version: int, starts: int, several_critical_paths: bool) -> int:
    """Let a plan start at another time, or tell several critical paths. Refuses Stale."""
    held = _opened(session, actor, plan_id)
    plan = held.plan
    if plan.version != version:
        raise Stale()
    was = {"starts": plan.starts, "several_critical_paths": plan.several_critical_paths}
    plan.starts, plan.several_critical_paths = starts, several_critical_paths
    _keep(session, actor, plan, held.tasks, held.rows)
    return _noted(session, actor, held, "plan:begin", was, {"starts": starts, "several_critical_paths": several_critical_paths})


def renew(session: Session, actor: Actor, plan_id: int) -> int:
    """Work out the dates anew, with the working time as it is now."""
    held = _opened(session, actor, plan_id)
    was = held.plan.finish
    _keep(session, actor, held.plan, held.tasks, held.rows)
    return _noted(session, actor, held, "plan:renew", {"finish": was}, {"finish": held.plan.finish})


def plant(
    session: Session, actor: Actor, project_id: int, *, starts: int, rows: Sequence[Row], changes: Mapping[int, Mapping[str, object]] = MappingProxyType({})
) -> int:
    """Put rows at the end of a project's plan, which is begun if there is none, and change fields of others by their uids; returns its id.

    # house: part of another deed, which requires and notes
    """
    plan = queries.plan_of_project_for_update(session, project_id) or begun(session, actor, project_id, starts=starts)
    before = queries.planned(session, plan)
    fresh = _cleaned(session, _numbered(plan, rows))
    after = sheet.changed([one.row for one in before], {uid: _clean(values) for uid, values in changes.items()}, {one.row.uid: (one.starts, one.ends) for one in before})
    _keep(session, actor, plan, before, sheet.inserted(after, fresh, after=None))
    return plan.id


# ---------------------------------------------------------------------- what all of them do


@dataclass(frozen=True)
class _Held:
    """A plan, locked, as it is before a deed."""

    plan: SchedulePlan
    project: Project
    tasks: Tasks

    @cached_property
    def rows(self) -> list[Row]:
        return [one.row for one in self.tasks]


def _opened(session: Session, actor: Actor, plan_id: int) -> _Held:
    """The plan, locked, and its rows, for who may change it."""
    plan, project = queries.plan_for_update(session, plan_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    return _Held(plan, project, queries.planned(session, plan))


def _clean(values: Mapping[str, object]) -> dict[str, object]:
    if unknown := values.keys() - set(sheet.FIELDS):
        raise ValueError(f"no field of a row: {sorted(unknown)}")
    clean = {name: fields.line(str(value), *TEXTS[name][:2], needed=TEXTS[name][2]) if name in TEXTS else value for name, value in values.items()}
    return clean | {"people": tuple(sorted(clean["people"]))} if clean.get("people") else clean  # type: ignore[call-overload]


def _cleaned(session: Session, rows: Sequence[Row]) -> list[Row]:
    made = [replace(row, **_clean({name: getattr(row, name) for name in (*TEXTS, "people")})) for row in rows]  # type: ignore[arg-type]
    _check_people(session, [{"people": row.people, "owner": row.owner} for row in made])
    return made


def _check_people(session: Session, values: Collection[Mapping[str, Any]]) -> None:
    named = {who for one in values for who, _ in one.get("people", ())} | {one["owner"] for one in values if one.get("owner")}
    if named - queries.open_people(session, named):
        raise NotFound()


def _numbered(plan: SchedulePlan, rows: Sequence[Row]) -> list[Row]:
    """Rows with numbers that the plan never gave before; links among them follow, links to others stay."""
    numbers = {row.uid: plan.last_uid + place for place, row in enumerate(rows, 1)}
    plan.last_uid += len(rows)
    return [replace(row, uid=numbers[row.uid], before=tuple(replace(one, uid=numbers.get(one.uid, one.uid)) for one in row.before)) for row in rows]


def _done(session: Session, actor: Actor, held: _Held, after: list[Row], deed: str) -> int:
    """Keep the rows, tell the trail what differs, and return the plan's id."""
    was, shall = edits.differences(held.rows, after)
    finish = held.plan.finish
    _keep(session, actor, held.plan, held.tasks, after)
    return _noted(session, actor, held, deed, {"finish": finish} | _told(was), {"finish": held.plan.finish} | _told(shall))


def _told(rows: Mapping[int, Mapping[str, object]]) -> dict[str, object]:
    if len(rows) > NOTED_AT_MOST:
        return {"rows": len(rows)}
    return {str(uid): edits.plain(values) for uid, values in rows.items()}


def _noted(session: Session, actor: Actor, held: _Held, deed: str, before: Mapping[str, object], after: Mapping[str, object]) -> int:
    note(session, actor, deed, "plan", held.plan.id, code=held.project.code, project_id=held.project.id, before=dict(before), after=dict(after))
    return held.plan.id


def _keep(session: Session, actor: Actor, plan: SchedulePlan, before: Tasks, after: Sequence[Row]) -> None:
    """Work out the schedule of `after` and write what differs from `before`. # house: part of the deeds above"""
    after = _as_before(before, after)
    house, people = queries.working_plans(session, _workers(before, after))
    known = kept.found(session, plan)
    found = sheet.reckoned(queries.frame(plan, house, people), after, known.reckoned if known else None)
    finish = found.worked.passes.project_finish
    plan.finish, plan.hours = finish, queries.mark(house, people, plan.starts, finish)
    plan.changed_at, plan.changed_by, plan.version = now(), actor.id, plan.version + 1
    with undisturbed():
        if _in_place(before, found.rows):
            shall = _rewritten(session, plan, before, found, range(len(before)) if found.concerned is None else found.concerned)
        else:
            shall = _written_anew(session, plan, before, found)
    kept.wrote(session, plan, kept.Known(shall, found))
    watched.tell(session, actor, plan, before, shall)
    touch(session, "plans")


def _workers(before: Tasks, after: Sequence[Row]) -> frozenset[int]:
    """Who works on rows as they shall be."""
    if len(before) == len(after) and not any([row is not one.row and row.people != one.row.people for one, row in zip(before, after, strict=True)]):
        return before.workers
    return frozenset(who for row in after for who, _ in row.people)


def _as_before(before: Tasks, after: Sequence[Row]) -> Sequence[Row]:
    """`after` with the very rows of before where they say the same."""
    if len(before) == len(after):
        return [old.row if old.row is row or old.row == row else row for old, row in zip(before, after, strict=True)]
    rows = {one.row.uid: one.row for one in before}
    return [row if rows.get(row.uid) != row else rows[row.uid] for row in after]


def _in_place(before: Tasks, after: Sequence[Row]) -> bool:
    """Whether rows neither come, go nor move."""
    return len(before) == len(after) and all([old.row is row or (old.row.uid, old.row.level) == (row.uid, row.level) for old, row in zip(before, after, strict=True)])


def _written_anew(session: Session, plan: SchedulePlan, before: Tasks, found: Reckoned) -> Tasks:
    """The rows with their dates, of which everything that differs is written, rows that come and go with it."""
    kept_ = {one.row.uid: (place, one) for place, one in enumerate(before)}
    summaries = outline.summaries([row.level for row in found.rows])
    shall = [_standing(found, place, summary, plan.version, kept_.get(row.uid, (0, None))[1]) for place, (row, summary) in enumerate(zip(found.rows, summaries, strict=True))]
    wanted = {row.uid for row in found.rows}
    _remove(session, [one.id for uid, (_, one) in kept_.items() if uid not in wanted])
    fresh = [_values(one, place) | {"plan_id": plan.id} for place, one in enumerate(shall) if not one.id]
    if fresh:
        ids = {uid: id_ for uid, id_ in session.execute(insert(PlanTask).returning(PlanTask.uid, PlanTask.id), fresh)}
        shall = [one if one.id else replace(one, id=ids[one.row.uid]) for one in shall]
    _write(session, enumerate(shall), kept_)
    _ties(session, plan, {uid: one for uid, (_, one) in kept_.items()}, found.rows, {one.row.uid: one.id for one in shall})
    return Tasks(shall)


def _rewritten(session: Session, plan: SchedulePlan, before: Tasks, found: Reckoned, concerned: Sequence[int]) -> Tasks:
    """The same where rows neither come, go nor move, and only some can differ."""
    shall = {place: one for place in concerned if (one := _standing(found, place, before[place].summary, plan.version, before[place])) is not before[place]}
    _write(session, shall.items(), {one.row.uid: (place, before[place]) for place, one in shall.items()})
    said = {one.row.uid: one for place, one in shall.items() if one.row is not before[place].row}
    named = said.keys() | {tie.uid for one in said.values() for tie in one.row.before}
    _ties(session, plan, {uid: before[before.places[uid]] for uid in said}, [one.row for one in said.values()], {uid: before[before.places[uid]].id for uid in named})
    return before.but(shall)


def _standing(found: Reckoned, place: int, summary: bool, version: int, old: Planned | None) -> Planned:
    """A row with what the schedule says of it; one of which all is as it was is the same as before. A new one has no id yet."""
    row, lacks = found.rows[place], max((one.by for one in found.worked.conflicts.get(place, ())), default=0)
    says = (summary, *found.worked.tasks[place][1:], lacks)
    if old is None:
        return Planned(0, row, *says, version)
    if old.row is row:
        return old if _says(old) == says else Planned(old.id, row, *says, old.touched)
    return Planned(old.id, row, *says, version)


_says = attrgetter(*DATES)


def _values(one: Planned, place: int) -> dict[str, Any]:
    """All columns of a row."""
    row = one.row
    values = {name: getattr(row, name) for name in sheet.FIELDS if name not in ("before", "people", "owner")}
    return values | dict(zip(DATES, _says(one), strict=True)) | {
        "uid": row.uid, "level": row.level, "place": place, "touched": one.touched, "owner_id": row.owner, "constraint": int(row.constraint), "kind": row.kind.value,
    }  # fmt: skip


def _write(session: Session, rows: Iterable[tuple[int, Planned]], before: Mapping[int, tuple[int, Planned]]) -> None:
    """Update the rows (with their places) that differ: where only the dates do, those alone."""
    whole, dates = [], []
    for place, one in rows:
        was, old = before.get(one.row.uid, (place, one))
        if one is old and place == was:
            continue
        if one.row is old.row and place == was:
            dates.append((*_says(one), one.id))
        else:
            whole.append({"id_": one.id} | _values(one, place))
    if whole:
        session.connection().execute(_update([name for name in whole[0] if name != "id_"]), whole)
    if dates:
        db.execute_plain(session, _update(DATES), (*DATES, "id_"), dates)


def _update(names: Collection[str]) -> Update:
    table = PlanTask.__table__
    return update(table).where(table.c.id == bindparam("id_")).values({name: bindparam(name) for name in names})


def _remove(session: Session, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):  # a statement takes so many values
        some = ids[start : start + 500]
        session.execute(delete(PlanLink).where(PlanLink.task_id.in_(some) | PlanLink.before_id.in_(some)))
        session.execute(delete(PlanWorker).where(PlanWorker.task_id.in_(some)))
        session.execute(delete(PlanTask).where(PlanTask.id.in_(some)))


def _ties(session: Session, plan: SchedulePlan, kept: Mapping[int, Planned], after: Sequence[Row], ids: Mapping[int, int]) -> None:
    """Write the links and workers of rows that have others than before."""
    gone = kept.keys() - {row.uid for row in after}
    left = {uid: tuple(tie for tie in one.row.before if tie.uid not in gone) for uid, one in kept.items()}
    for record, wanted in (
        (PlanLink, {row.uid: [_link(plan, ids, row.uid, tie) for tie in row.before] for row in after if left.get(row.uid, ()) != row.before}),
        (PlanWorker, {row.uid: [_worker(plan, ids, row.uid, tie) for tie in row.people] for row in after if (kept[row.uid].row.people if row.uid in kept else ()) != row.people}),
    ):  # fmt: skip
        old = [ids[uid] for uid in wanted if uid in kept]
        for start in range(0, len(old), 500):
            session.execute(delete(record).where(record.task_id.in_(old[start : start + 500])))
        if made := [one for ties in wanted.values() for one in ties]:
            session.execute(insert(record), made)


def _link(plan: SchedulePlan, ids: Mapping[int, int], uid: int, tie: sheet.Before) -> dict[str, object]:
    return {
        "plan_id": plan.id, "task_id": ids[uid], "before_id": ids[tie.uid], "type": int(tie.type), "lag": tie.lag, "elapsed": tie.elapsed, "percent": tie.percent,
    }  # fmt: skip


def _worker(plan: SchedulePlan, ids: Mapping[int, int], uid: int, tie: tuple[int, int]) -> dict[str, object]:
    return {"plan_id": plan.id, "task_id": ids[uid], "person_id": tie[0], "units": tie[1]}

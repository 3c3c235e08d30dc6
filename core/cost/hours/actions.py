"""Deeds on hours: enter one's own, and what other deeds do with them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, bindparam, insert, type_coerce, update
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost import actions as totals
from core.cost.hours import queries, rules
from core.cost.hours.records import TimeEntry
from core.cost.hours.rules import Cell
from core.cost.rates import queries as rates
from core.cost.rates.rules import in_order, price
from core.cost.records import CostTotal
from core.cost.rules import LABOUR
from core.db.types import Exact
from core.planning.rules.edits import TaskGone
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.words import N_

A_BATCH = 20_000
"""Entries that one statement prices."""


def keep(session: Session, actor: Actor, project: Project, *, uid: int, task: str, person_id: int, day: date, minutes: int, said: str = "") -> None:
    """Keep hours of somebody's work on a task of a locked project. Refuses ClosedForHours, HoursToCome, NoHours, TooManyHours, TooLong.

    # house: part of another deed, which requires and notes
    """
    if project.stage == Stage.CLOSED:
        raise rules.ClosedForHours(project=project.code)
    queries.lock_person(session, person_id)
    rules.check_day(day, minutes, queries.minutes_on(session, person_id, day), today())
    hour = rates.of_hour(session, person_id, project.id, day)
    amount = None if hour is None else price(minutes, hour)
    kept = {
        "project_id": project.id, "task_uid": uid, "task": task, "person_id": person_id, "worked_on": day, "minutes": minutes,
        "note": fields.line(said, N_("Note"), rules.NOTE_LIMIT, needed=False), "amount": amount, "by_id": actor.id, "at": now(),
    }  # fmt: skip
    session.execute(insert(TimeEntry), kept)
    totals.add(session, project.id, LABOUR, labour=amount or totals.ZERO, minutes=minutes, unpriced=0 if amount is not None else minutes)
    touch(session, "cost")


def _take_back(session: Session, actor: Actor, row: TimeEntry) -> None:
    row.back_at, row.back_by_id = now(), actor.id
    totals.add(session, row.project_id, LABOUR, labour=-(row.amount or totals.ZERO), minutes=-row.minutes, unpriced=0 if row.amount is not None else -row.minutes)
    session.flush()  # house: what counts on the day is asked next
    touch(session, "cost")


def enter(session: Session, actor: Actor, cells: Sequence[Cell]) -> int:
    """Make one's own hours on tasks and days what `cells` say; returns how many of them differed.

    Refuses OthersHours (what was seen is no more), TaskGone, ClosedForHours, HoursToCome, NoHours, TooManyHours, NotFound.
    """
    require(actor, Permission.HOURS_ENTER)
    projects = {id_: project_for_update(session, id_) for id_ in sorted({one.project_id for one in cells})}
    for project in projects.values():
        require(actor, Permission.HOURS_ENTER, reach(project))
    found, less, more = [], [], []
    for one in cells:
        present = queries.of_cell(session, actor.id, one.project_id, one.uid, one.day)
        stands = sum(row.minutes for row in present)
        if one.minutes == stands:
            continue
        task = queries.task_name(session, one.project_id, one.uid)
        if stands != one.seen:
            raise rules.OthersHours(task=task or present[-1].task)
        if not 0 <= one.minutes <= rules.A_DAY:
            raise rules.NoHours()
        back, added = rules.became([(row.id, row.minutes) for row in present], one.minutes)
        less += [row for row in present if row.id in back]
        if added:
            if task is None:
                raise TaskGone(count=1)
            more.append((one, task, added))
        found.append({"project": projects[one.project_id].code, "task": one.uid, "day": one.day, "before": stands, "after": one.minutes})
    for row in less:  # first what goes: hours moved from one task to another do not meet on the way
        if projects[row.project_id].stage == Stage.CLOSED:
            raise rules.ClosedForHours(project=projects[row.project_id].code)
        _take_back(session, actor, row)
    for one, task, added in more:
        keep(session, actor, projects[one.project_id], uid=one.uid, task=task, person_id=actor.id, day=one.day, minutes=added)
    if found:
        touch(session, "progress")
        only = next(iter(projects)) if len(projects) == 1 else None
        note(session, actor, "hours:enter", "hours", actor.id, project_id=only, hours=found)
    return len(found)


def price_anew(session: Session, person_id: int | None, project_id: int | None, first: date) -> int:
    """Price the entries that a rate can concern by the rates as they are now, and count their projects anew. Returns how many entries.

    Some people at a time: no statement is so long that the database would end it, and all of them stand or fall together.

    # house: part of a deed on rates, which requires and notes
    """
    session.flush()  # house: the rates that hold from now on are asked
    counts = queries.counts_of(session, person_id, project_id, first)
    known = rates.holding(session, project_id)
    own = {one.person_id for one in known}
    for people in rules.batches({id_: count for id_, count in counts.items() if id_ not in own}, A_BATCH):
        _price(session, queries.concerned_of(people, project_id, first), rates.cents(TimeEntry, in_order(known, None, project_id)))
    for id_ in sorted(own & counts.keys()):  # who has rates of her own goes by them first
        _price(session, queries.concerned_of([id_], project_id, first), rates.cents(TimeEntry, in_order(known, id_, project_id)))
    if found := queries.recounted(session, person_id, project_id, first):
        here = update(CostTotal).where(CostTotal.project_id == bindparam("its"), CostTotal.line == LABOUR)
        session.connection().execute(here.values(labour=bindparam("cost"), unpriced=bindparam("rest"), moves=CostTotal.moves + 1), found)
        session.expire_all()  # house: what was read of the sums before is no longer so
    touch(session, "cost")
    touch(session, "progress")
    return sum(counts.values())


def _price(session: Session, concerned: ColumnElement[bool], cents: ColumnElement[int | None]) -> None:
    """Those of the entries that cost something else now."""
    amount = type_coerce((TimeEntry.minutes * cents + 30) // 60, BigInteger)
    session.execute(
        update(TimeEntry).where(concerned, type_coerce(TimeEntry.amount, BigInteger).is_distinct_from(amount)).values(amount=type_coerce(amount, Exact(2)))
        .execution_options(synchronize_session=False)
    )  # fmt: skip

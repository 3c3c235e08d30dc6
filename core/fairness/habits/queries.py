"""Questions about habits: on how many sheets each inspector shows a pattern. Counted in SQL, one row an inspector and habit."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    values,
)
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.config import settings
from core.fairness import queries as fairness
from core.fairness.rules.habits import Habit, Told, beside_peers
from core.fairness.rules.limits import (
    COMMENT_LETTERS,
    COMMENT_TIMES,
    EDGE_POINTS,
    HABIT_ROUNDS,
    HALO_POINTS,
    HALO_SECTIONS,
    LEAST,
    NA_WEIGHT,
    QUICK,
    SAME_ITEMS,
    SAME_SHARE,
)
from core.inspection.results.rules import Filter, Inspected
from core.inspection.results.sight import queries as sight
from core.inspection.rounds.records import Round
from core.inspection.rules import Mark, Method, Scale
from core.inspection.sheets.records import Answer, Evidence, Sheet, SheetSection
from core.inspection.templates.queries import checklist
from core.people.records import Person
from core.settings.queries import value

HABITS = ["username", "name", "habit", "k", "n", "share", "peers", "low", "high", "flag"]
Counts = dict[tuple[int, Habit], tuple[int, int]]


def habits(session: Session, actor: Actor, wanted: Filter) -> pd.DataFrame:
    """Every inspector's habits beside colleagues', over the newest of the chosen rounds. Columns: HABITS (name is a content).

    k of n sheets show the habit; `peers` is the share among colleagues; low and high the 95 % interval of k / n; `flag`:
    more often than colleagues by more than chance, with the number of comparisons taken into account.
    """
    require(actor, Permission.FAIRNESS_READ)
    here = fairness.scene(session, actor, wanted)
    newest = here.chosen[:HABIT_ROUNDS]
    told = _told(session, sight.sheets_of(here.parts, newest), newest, value(session, LEAST))
    mine = fairness.only(actor)
    people = {number: (username, name) for number, username, name in session.execute(select(Person.id, Person.username, Person.name).where(Person.id.in_({one.person for one in told})))}
    rows = [
        (*people[one.person], one.habit.value, one.k, one.n, one.share, one.peers, one.low, one.high, one.flag)
        for one in told
        if mine in (None, one.person)
    ]
    rows.sort(key=lambda row: (not row[9], list(Habit).index(Habit(row[2])), row[0]))
    return sight.frame_of(rows, HABITS)


def _told(session: Session, where: ColumnElement[bool], rounds: Sequence[Inspected], least: int) -> list[Told]:
    counts: Counts = {}
    for habit, query in _questions(session, where, rounds):
        for person, k, n in session.execute(query):
            if n:
                counts[person, habit] = (int(k or 0), int(n))
    return beside_peers(counts, least)


def _questions(session: Session, where: ColumnElement[bool], rounds: Sequence[Inspected]) -> list[tuple[Habit, Select[Any]]]:
    """For each habit: inspector, sheets that show it, sheets that could."""
    rated = and_(where, Sheet.total.is_not(None))
    if not rounds:
        return []
    above, beside = _edges(session, rounds)
    return [
        (Habit.STRAIGHT, _share_of(_straight(session, rated, rounds))),
        (Habit.HALO, _share_of(_halo(rated))),
        (Habit.NOT_APPLICABLE, _sheets(where, Sheet.share < NA_WEIGHT)),
        (Habit.QUICK, _share_of(_quick(session, where))),
        (Habit.EDGE, _sheets(and_(rated, beside), above)),
        (Habit.LAST_DAY, _sheets(where, _last_day(session, rounds))),
        (Habit.BARE, _share_of(_bare(rated))),
        (Habit.COPIED, _sheets(where, _copied(where))),
    ]


def _sheets(where: ColumnElement[bool], shows: ColumnElement[bool]) -> Select[Any]:
    return select(Sheet.inspector_id, func.sum(case((shows, 1), else_=0)), func.count()).where(where).group_by(Sheet.inspector_id)


def _share_of(found: Any) -> Select[Any]:
    """From a subquery of inspector and whether a sheet shows the habit (1 or 0)."""
    return select(found.c.inspector_id, func.sum(found.c.shows), func.count()).group_by(found.c.inspector_id)


def _straight(session: Session, rated: ColumnElement[bool], rounds: Sequence[Inspected]) -> Any:
    """Sheets by the share of their most frequent answer, each answer read as its part of full points."""
    scales = scales_of(session, rounds)
    known = cast(part_of(scales) * 1000 + 0.5, Integer).label("part")
    each = (
        select(Sheet.id.label("sheet_id"), Sheet.inspector_id, known, func.count().label("n"))
        .join(Answer, Answer.sheet_id == Sheet.id)
        .join(scales, scales.c.item_id == Answer.item_id)
        .where(rated, Answer.mark == Mark.RATED)
        .group_by(Sheet.id, Sheet.inspector_id, known)
        .subquery()
    )
    shows = case((func.max(each.c.n) >= SAME_SHARE * func.sum(each.c.n), 1), else_=0).label("shows")
    return select(each.c.inspector_id, shows).group_by(each.c.sheet_id, each.c.inspector_id).having(func.sum(each.c.n) >= SAME_ITEMS).subquery()


def part_of(scales: Any) -> ColumnElement[float]:
    """The part of full points that an answer earned, 0 to 1."""
    raw = cast(type_coerce(Answer.raw, Integer), Float) / 10_000 / func.coalesce(Answer.checked, 1)
    line = scales.c.base + scales.c.step * raw
    return case((line < scales.c.least, scales.c.least), else_=line)


def scales_of(session: Session, rounds: Sequence[Inspected]) -> Any:
    """How each item's raw value becomes a part of full points: base + step * raw, but no less than least."""
    found = [
        (item.id, *line(item.scale))
        for version in sorted({one.version_id for one in rounds})
        for item in checklist(session, version).scheme.items
        if item.scale.method is not Method.MEASURED  # nobody judges there
    ]
    table = values(column("item_id", Integer), column("base", Float), column("step", Float), column("least", Float), name="scales")
    return table.data(found).cte("scales")


def line(scale: Scale) -> tuple[float, float, float]:
    """Base, step and floor of a scale, so that its fraction is max(floor, base + step * raw)."""
    if scale.method in (Method.YES_NO, Method.SAMPLED):  # of a sample the raw value is divided by how many were checked
        return 0.0, 1.0, 0.0
    if scale.method is Method.DEDUCTION:
        return 1.0, float(-scale.per_finding / scale.maximum), float(max(0, 1 - scale.cap / scale.maximum))
    low = min(scale.levels) if scale.method is Method.LEVELS else scale.minimum
    high = max(scale.levels) if scale.method is Method.LEVELS else scale.maximum
    return float(-low / (high - low)), float(1 / (high - low)), 0.0


def _halo(rated: ColumnElement[bool]) -> Any:
    """Sheets whose checkpoints all lie close together; a sheet full to the brim tells nothing and is left out."""
    score = cast(type_coerce(SheetSection.before_veto, Integer), Float) / fairness.EXACTLY
    shows = case((func.max(score) - func.min(score) <= HALO_POINTS, 1), else_=0).label("shows")
    return (
        select(Sheet.inspector_id, shows)
        .join(SheetSection, SheetSection.sheet_id == Sheet.id)
        .where(rated, SheetSection.before_veto.is_not(None))
        .group_by(Sheet.id, Sheet.inspector_id)
        .having(and_(func.count() >= HALO_SECTIONS, func.min(score) < 100 - HALO_POINTS))
        .subquery()
    )


def _quick(session: Session, where: ColumnElement[bool]) -> Any:
    """Sheets that are among the fastest of their round."""
    if session.get_bind().dialect.name == "sqlite":
        took: ColumnElement[Any] = func.julianday(Sheet.submitted_at) - func.julianday(Sheet.started_at)
    else:
        took = Sheet.submitted_at - Sheet.started_at
    rank = func.percent_rank().over(partition_by=Sheet.round_id, order_by=took)
    ranked = select(Sheet.inspector_id, rank.label("rank")).where(where, Sheet.started_at.is_not(None), Sheet.submitted_at.is_not(None)).subquery()
    return select(ranked.c.inspector_id, case((ranked.c.rank < QUICK, 1), else_=0).label("shows")).subquery()


def _edges(session: Session, rounds: Sequence[Inspected]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a total lies just above a grade's edge, and whether it lies on either side of one."""
    above, beside = [], []
    for one in rounds:
        for band in checklist(session, one.version_id).bands:
            if 0 < band.floor < 100:
                here = Sheet.round_id == one.id
                above.append(and_(here, Sheet.total >= band.floor, Sheet.total < band.floor + EDGE_POINTS))
                beside.append(and_(here, Sheet.total >= band.floor - EDGE_POINTS, Sheet.total < band.floor + EDGE_POINTS))
    no = literal(1) == 0
    return or_(no, *above), or_(no, *beside)


def _last_day(session: Session, rounds: Sequence[Inspected]) -> ColumnElement[bool]:
    """Whether a sheet came in on the day its round's sheets were due, or later."""
    zone = ZoneInfo(settings().cockpit_timezone)
    due = session.execute(select(Round.id, Round.due_on).where(Round.id.in_([one.id for one in rounds])))
    return or_(literal(1) == 0, *(and_(Sheet.round_id == number, Sheet.submitted_at >= datetime.combine(day, time(), zone)) for number, day in due))


def _bare(rated: ColumnElement[bool]) -> Any:
    """Sheets that took points away: whether any item that lost some has a note or a file."""
    shown = exists().where(Evidence.sheet_id == Answer.sheet_id, Evidence.item_id == Answer.item_id)
    grounds = case((or_(func.length(func.coalesce(Answer.note, "")) > 0, shown), 1), else_=0)
    return (
        select(Sheet.inspector_id, (1 - func.max(grounds)).label("shows"))
        .join(Answer, Answer.sheet_id == Sheet.id)
        .where(rated, Answer.loss > 0)
        .group_by(Sheet.id, Sheet.inspector_id)
        .subquery()
    )


def _copied(where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a sheet carries a comment that stands on several sheets of its inspector."""
    often = (
        select(Sheet.inspector_id.label("person"), Answer.note.label("note"))
        .join(Answer, Answer.sheet_id == Sheet.id)
        .where(where, func.length(Answer.note) >= COMMENT_LETTERS)
        .group_by(Sheet.inspector_id, Answer.note)
        .having(func.count(Sheet.id.distinct()) >= COMMENT_TIMES)
        .subquery()
    )
    carried = select(Answer.sheet_id).join(often, often.c.note == Answer.note).join(Sheet, Sheet.id == Answer.sheet_id)
    return Sheet.id.in_(carried.where(where, Sheet.inspector_id == often.c.person))

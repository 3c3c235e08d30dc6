"""A plan as people keep it: rows in outline order, each with what was said of it; and what people do to rows. Pure.

A deed takes the rows as they are, gives the rows as they shall be, and the schedule follows from those (`scheduled`). No
function here changes a row; each refuses what cannot be, naming the row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache

from core.errors import Empty, Refusal, TooLong
from core.planning.rules import outline
from core.planning.rules.again import again
from core.planning.rules.calendars import Calendar
from core.planning.rules.notation import Before
from core.planning.rules.plan import UNDATED, Assignment, Constraint, Demand, Link, Person, Plan, Task
from core.planning.rules.risk import Estimate
from core.planning.rules.schedule import Schedule, Worked, schedule, worked
from core.planning.rules.undisturbed import undisturbed
from core.words import N_

NAME_LIMIT = 200
TEXT_LIMIT = 300
MOST_ROWS = 20_000
MOST_UNITS = 1000
MOST_AT_ONCE = 100
"""Where more rows are others than before, their schedule is worked out from the ground up."""
USUAL_PRIORITY = 500
HOUSE = 1
"""The key of the organisation's calendar in a plan; somebody's own has the key that `of_person` gives."""


class Kind(StrEnum):
    """What a row is beside its place in the outline."""

    TASK = "task"
    MILESTONE = "milestone"
    GATE = "gate"
    """A milestone at which somebody decides whether to go on."""

    @property
    def label(self) -> str:
        return {Kind.TASK: N_("Task"), Kind.MILESTONE: N_("Milestone"), Kind.GATE: N_("Gate")}[self]


CONSTRAINT_LABELS = {
    Constraint.AS_SOON_AS_POSSIBLE: N_("As soon as possible"),
    Constraint.AS_LATE_AS_POSSIBLE: N_("As late as possible"),
    Constraint.START_NO_EARLIER_THAN: N_("Start no earlier than"),
    Constraint.START_NO_LATER_THAN: N_("Start no later than"),
    Constraint.FINISH_NO_EARLIER_THAN: N_("Finish no earlier than"),
    Constraint.FINISH_NO_LATER_THAN: N_("Finish no later than"),
    Constraint.MUST_START_ON: N_("Must start on"),
    Constraint.MUST_FINISH_ON: N_("Must finish on"),
}


class PercentBeyond(Refusal):
    message = N_("“{task}”: progress is a whole number from 0 to 100.")


class FinishedBeforeBegun(Refusal):
    message = N_("“{task}”: it cannot be finished before it was begun.")


class SummaryHasNoDuration(Refusal):
    message = N_("“{task}” contains other rows; its duration and progress follow from them. Please change those.")


class EstimatesUnordered(Refusal):
    message = N_("“{task}”: the shortest duration must not exceed the likely one, nor that the longest.")


class TooManyTasks(Refusal):
    message = N_("A plan has at most {most} rows; this would make {count}.")


class UnitsBeyond(Refusal):
    message = N_("“{task}”: somebody works on it with 1 to {most} percent.")


class CostBeyond(Refusal):
    message = N_("“{task}”: a cost is a number from 0 with at most two decimals.")


class ConstraintNeedsDate(Refusal):
    message = N_("“{task}”: “{constraint}” needs a date.")


@dataclass(frozen=True, slots=True)
class Row:
    """What people said of a task. Times and amounts are ticks of the plan's wall clock."""

    uid: int
    name: str
    level: int = 1
    kind: Kind = Kind.TASK
    duration: int = 0
    elapsed: bool = False
    before: tuple[Before, ...] = ()
    people: tuple[tuple[int, int], ...] = ()
    """Who works on it, with how many percent of the working time."""
    owner: int | None = None
    """Who answers for it."""
    deliverable: str = ""
    standard: str = ""
    """What makes the deliverable good enough."""
    objective: str = ""
    """The objective that a milestone shows to be reached."""
    cost: Decimal | None = None
    constraint: Constraint = Constraint.AS_SOON_AS_POSSIBLE
    constraint_at: int | None = None
    deadline: int | None = None
    percent: int = 0
    actual_start: int | None = None
    actual_finish: int | None = None
    shortest: int | None = None
    longest: int | None = None
    priority: int = USUAL_PRIORITY
    not_before: int | None = None
    """From when on the people for it are free: what was accepted of a levelling."""


FIELDS = tuple(one.name for one in fields(Row) if one.name not in ("uid", "level"))
"""What can be changed in a row; its place in the outline changes by moving it."""


@dataclass(frozen=True)
class Frame:
    """What holds for all rows of a plan."""

    start: int
    calendars: Mapping[int, Calendar] = field(default_factory=dict)
    calendar: int = HOUSE
    critical_slack: int = 0
    several_critical_paths: bool = False


def of_person(person_id: int) -> int:
    """The key of somebody's own calendar in a plan."""
    return 1_000_000_000 + person_id


def scheduled(frame: Frame, rows: Sequence[Row]) -> Schedule:
    """The schedule of a plan. Refuses loops, links to nowhere and what reaches beyond the calendars."""
    with undisturbed():
        return schedule(plan(frame, rows))


@dataclass(frozen=True)
class Reckoned:
    """The schedule of rows, with all that the next one can begin from."""

    frame: Frame
    rows: Sequence[Row]
    worked: Worked
    concerned: Sequence[int] | None = None
    """The places that may say something else than those that it began from; None: all."""


def reckoned(frame: Frame, rows: Sequence[Row], before: Reckoned | None = None) -> Reckoned:
    """The schedule of rows, from the one before where that is quicker. Refuses what `scheduled` does."""
    changed = _other_tasks(frame, rows, before) if before else None
    found = again(before.worked, changed) if before and changed is not None else None
    if found is None:
        with undisturbed():
            return Reckoned(frame, rows, worked(plan(frame, rows)))
    return Reckoned(frame, rows, found[0], None if found[1] is None else sorted(found[1]))


def _other_tasks(frame: Frame, rows: Sequence[Row], before: Reckoned) -> dict[int, Task] | None:
    """The tasks that are others than before, by place; None if it is not only tasks that differ."""
    if len(rows) != len(before.rows) or frame != before.frame:
        return None
    places = [place for place, (one, old) in enumerate(zip(rows, before.rows, strict=True)) if one is not old]
    if len(places) > MOST_AT_ONCE or any((rows[place].uid, rows[place].level, rows[place].before) != (before.rows[place].uid, before.rows[place].level, before.rows[place].before) for place in places):
        return None
    parts, children = _Parts(frame), before.worked.passes.network.children
    return {place: _task(rows[place], bool(children[place]), parts) for place in places}


def plan(frame: Frame, rows: Sequence[Row], left: Mapping[int, tuple[tuple[int, int], ...]] | None = None) -> Plan:
    """A plan as the engine and the levelling read it. `left`: what other plans leave of people's time (`load.left`); else all of it."""
    summary = outline.summaries([row.level for row in rows])
    parts = _Parts(frame)
    tasks = [_task(row, above, parts) for row, above in zip(rows, summary, strict=True)]
    links = [Link(one.uid, row.uid, one.type, one.lag, one.elapsed, one.percent) for row in rows for one in row.before]
    everybody, whole = {who for row in rows for who, _ in row.people}, Person(0).capacity
    people = {of_person(who): Person(of_person(who), str(who), _known(of_person(who), frame) or frame.calendar, (left or {}).get(who, whole)) for who in everybody}
    return Plan(
        frame.start, tasks, links, frame.calendars, frame.calendar, critical_slack=frame.critical_slack,
        several_critical_paths=frame.several_critical_paths, people=people,
    )  # fmt: skip


class _Parts:
    """What people do of tasks. Most tasks are alike in it, so each is made once."""

    def __init__(self, frame: Frame) -> None:
        self.demands = cache(lambda people: tuple(Demand(of_person(who), units * 100) for who, units in people))
        self.assignments = cache(lambda people, *amounts: tuple(Assignment(_known(of_person(who), frame), *amounts) for who, _ in people))


def _task(row: Row, summary: bool, parts: _Parts) -> Task:
    if summary:
        return Task(row.uid, row.level, row.name, deadline=row.deadline, constraint=row.constraint, constraint_at=row.constraint_at)
    done = row.duration if row.actual_finish is not None else row.duration * row.percent // 100 if row.actual_start is not None else 0
    rest = row.duration - done
    return Task(
        row.uid, row.level, row.name, row.duration, row.elapsed, rest, done, constraint=row.constraint,
        constraint_at=row.constraint_at, deadline=row.deadline, not_before=row.not_before, priority=row.priority, actual_start=row.actual_start, actual_finish=row.actual_finish,
        percent=row.percent, assignments=() if row.elapsed else parts.assignments(row.people, row.duration, rest, done), demands=parts.demands(row.people),
    )  # fmt: skip


def _known(key: int | None, frame: Frame) -> int | None:
    return key if key in frame.calendars else None


def estimates(rows: Sequence[Row]) -> dict[int, Estimate]:
    """The three points of each open task that has any, by its uid; one that is not said is the planned duration."""
    found = {}
    for row in rows:
        if row.actual_finish is None and (row.shortest is not None or row.longest is not None):
            best, worst = (row.duration if point is None else point for point in (row.shortest, row.longest))
            found[row.uid] = Estimate(min(best, row.duration), row.duration, max(worst, row.duration))
    return found


# ---------------------------------------------------------------------- deeds on rows


def changed(rows: Sequence[Row], changes: Mapping[int, Mapping[str, object]], starts: Mapping[int, tuple[int, int]]) -> list[Row]:
    """The rows with the given fields (of FIELDS) of the given uids changed.

    Progress brings its dates along: who reports some has begun, at the scheduled start unless said otherwise (`starts`:
    scheduled start and finish by uid); 100 percent is finished. Refuses what a row cannot be, naming it.
    """
    made = list(rows)
    for place, row in enumerate(rows):
        if row.uid in changes:
            summary = place + 1 < len(rows) and rows[place + 1].level > row.level
            made[place] = _checked(_progressed(row, changes[row.uid], starts), summary)
    return made


def _progressed(row: Row, values: Mapping[str, object], starts: Mapping[int, tuple[int, int]]) -> Row:
    given = dict(values)
    if given.get("kind", Kind.TASK) is not Kind.TASK:
        given.setdefault("duration", 0)
    if "duration" in given:  # what is likely moves between what is at best and at worst, and takes them along where it must
        if row.shortest is not None:
            given.setdefault("shortest", min(row.shortest, given["duration"]))  # type: ignore[type-var]
        if row.longest is not None:
            given.setdefault("longest", max(row.longest, given["duration"]))  # type: ignore[type-var]
    made = replace(row, **given)  # type: ignore[arg-type]
    start, finish = starts.get(row.uid, (None, None))
    if "percent" in given and made.percent != row.percent:
        if made.percent == 0:
            return replace(made, actual_start=given.get("actual_start"), actual_finish=None)  # type: ignore[arg-type]
        begun = start if made.actual_start is None else made.actual_start
        ended = finish if made.actual_finish is None else made.actual_finish
        return replace(made, actual_start=begun, actual_finish=ended if made.percent == 100 else None)
    if made.actual_finish is not None:
        begun = made.actual_finish if start is None else min(start, made.actual_finish)
        return replace(made, percent=100, actual_start=begun if made.actual_start is None else made.actual_start)
    return made


def _checked(row: Row, summary: bool) -> Row:
    """The row, if it can be so. Texts are expected clean."""
    if not row.name:
        raise Empty(field=N_("Task"))
    for text, name, limit in ((row.name, N_("Task"), NAME_LIMIT), (row.deliverable, N_("Deliverable"), TEXT_LIMIT), (row.standard, N_("Quality standard"), TEXT_LIMIT), (row.objective, N_("Objective"), TEXT_LIMIT)):
        if len(text) > limit:
            raise TooLong(field=name, limit=limit, length=len(text))
    if not 0 <= row.percent <= 100:
        raise PercentBeyond(task=row.name)
    if row.actual_start is not None and row.actual_finish is not None and row.actual_finish < row.actual_start:
        raise FinishedBeforeBegun(task=row.name)
    if summary and (row.percent or row.actual_start is not None):
        raise SummaryHasNoDuration(task=row.name)
    if (row.shortest if row.shortest is not None else row.duration) > row.duration or (row.longest if row.longest is not None else row.duration) < row.duration:
        raise EstimatesUnordered(task=row.name)
    if any(not 1 <= units <= MOST_UNITS for _, units in row.people):
        raise UnitsBeyond(task=row.name, most=MOST_UNITS)
    if row.cost is not None and (row.cost < 0 or row.cost != round(row.cost, 2)):
        raise CostBeyond(task=row.name)
    if row.constraint not in UNDATED and row.constraint_at is None:
        raise ConstraintNeedsDate(task=row.name, constraint=CONSTRAINT_LABELS[row.constraint])
    if row.constraint in UNDATED and row.constraint_at is not None:
        row = replace(row, constraint_at=None)
    return row


def levelled(rows: Sequence[Row], moves: Mapping[int, int]) -> list[Row]:
    """The rows with what was accepted of a levelling, by uid the moment before which a row does not begin; empty: without any.

    A row that was to be done as late as possible starts no earlier than that instead: it could not wait any longer.
    """
    if not moves:
        return [replace(row, not_before=None) if row.not_before is not None else row for row in rows]
    made = []
    for row in rows:
        if row.uid not in moves:
            made.append(row)
        elif row.constraint == Constraint.AS_LATE_AS_POSSIBLE:
            made.append(replace(row, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=moves[row.uid]))
        else:
            made.append(replace(row, not_before=moves[row.uid]))
    return made


def inserted(rows: Sequence[Row], fresh: Sequence[Row], *, after: int | None) -> list[Row]:
    """`fresh` rows below the one with the uid `after`, and below what lies within it; None: at the end.

    Levels of the fresh rows count from 1 = beside that row. Refuses TooManyTasks, and what a row cannot be.
    """
    if len(rows) + len(fresh) > MOST_ROWS:
        raise TooManyTasks(most=MOST_ROWS, count=len(rows) + len(fresh))
    levels = [row.level for row in rows]
    here = next((place for place, row in enumerate(rows) if row.uid == after), None)
    if here is None:
        at, beside = len(rows), 1
    else:
        at, beside = outline.end(levels, here), levels[here]
    made = [*rows[:at], *(replace(_checked(row, False), level=row.level + beside - 1) for row in fresh), *rows[at:]]
    return _levelled(made, outline.normal([row.level for row in made]))


def removed(rows: Sequence[Row], uids: Collection[int]) -> list[Row]:
    """The rows without those of `uids`, what lies within them, and the links to any of them."""
    gone = {rows[place].uid for place in outline.within([row.level for row in rows], _places(rows, uids))}
    kept = [replace(row, before=left) if (left := tuple(one for one in row.before if one.uid not in gone)) != row.before else row for row in rows if row.uid not in gone]
    return _levelled(kept, outline.normal([row.level for row in kept]))


def indented(rows: Sequence[Row], uids: Collection[int], by: int) -> list[Row]:
    """The rows of `uids` a level deeper (1) or higher (-1), with what lies within them."""
    return _levelled(rows, outline.shifted([row.level for row in rows], _places(rows, uids), by))


def moved(rows: Sequence[Row], uids: Collection[int], by: int) -> list[Row]:
    """The rows of `uids` past their siblings, up (-1) or down (1), with what lies within them."""
    return [rows[place] for place in outline.moved([row.level for row in rows], _places(rows, uids), by)]


def _places(rows: Sequence[Row], uids: Collection[int]) -> list[int]:
    return [place for place, row in enumerate(rows) if row.uid in uids]


def _levelled(rows: Sequence[Row], levels: Sequence[int]) -> list[Row]:
    """Rows on their levels. Whoever becomes a summary gives up a progress of its own: it follows from its rows."""
    summary = outline.summaries(levels)
    made = []
    for row, level, above in zip(rows, levels, summary, strict=True):
        if row.level != level:
            row = replace(row, level=level)
        if above and (row.percent or row.actual_start is not None or row.people or row.kind is not Kind.TASK):
            row = replace(row, percent=0, actual_start=None, actual_finish=None, people=(), kind=Kind.TASK)
        made.append(row)
    return made


def percent_of_summaries(rows: Sequence[Row]) -> list[int]:
    """The progress of each row; of a summary the share of its rows' duration that is done, as Microsoft Project tells it."""
    found = [row.percent for row in rows]
    levels = [row.level for row in rows]
    for place, above in enumerate(outline.summaries(levels)):
        if above:
            found[place] = percent_of(rows[place : outline.end(levels, place)])
    return found


def percent_of(rows: Sequence[Row], gone: Collection[int] = ()) -> int:
    """The progress of the first of some rows; the others lie within it, and those that are `gone` (uids) count only where nothing else does."""
    if len(rows) == 1:
        return rows[0].percent
    leaves = [row for row, later in zip(rows[1:], [*rows[2:], rows[0]], strict=True) if later.level <= row.level]
    inside = [row for row in leaves if row.uid not in gone] or leaves
    whole = sum([row.duration for row in inside])
    return sum([row.duration * row.percent for row in inside]) // whole if whole else min([row.percent for row in inside])

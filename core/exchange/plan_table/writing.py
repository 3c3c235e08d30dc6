"""A plan as a table: what people said of each row, and what the schedule says. No cell becomes a formula; what was written reads back the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.exchange import workbook
from core.exchange.plan_table.columns import CONSTRAINTS, HEADINGS, KINDS, YES, Field
from core.exchange.plan_table.reading import ENDS
from core.exchange.voice import Voice
from core.exchange.workbook import Column, Sheet
from core.exchange.workbook import Kind as Shown
from core.planning.baselines.rules import Compared, Stood, Went, compared
from core.planning.queries import Planned
from core.planning.rules import notation, outline, paste
from core.planning.rules.moments import day_of, wall
from core.planning.rules.notation import Scale
from core.planning.rules.plan import UNDATED
from core.planning.rules.sheet import Row, percent_of_summaries
from core.words import N_, Language, translate

INDENT = "　"
COLUMNS: Mapping[Field, tuple[float, Shown]] = {
    Field.ROW: (7, Shown.INTEGER), Field.WBS: (9, Shown.TEXT), Field.LEVEL: (8, Shown.INTEGER), Field.NAME: (44, Shown.TEXT), Field.KIND: (11, Shown.TEXT),
    Field.DURATION: (10, Shown.TEXT), Field.BEFORE: (16, Shown.TEXT), Field.START: (17, Shown.MOMENT), Field.FINISH: (17, Shown.MOMENT), Field.PERCENT: (9, Shown.PERCENT),
    Field.PEOPLE: (28, Shown.TEXT), Field.OWNER: (16, Shown.TEXT), Field.SLACK: (10, Shown.NUMBER), Field.FREE_SLACK: (10, Shown.NUMBER), Field.CRITICAL: (10, Shown.TEXT),
    Field.LATE_START: (17, Shown.MOMENT), Field.LATE_FINISH: (17, Shown.MOMENT), Field.DELIVERABLE: (28, Shown.TEXT), Field.STANDARD: (28, Shown.TEXT), Field.OBJECTIVE: (28, Shown.TEXT),
    Field.COST: (12, Shown.NUMBER), Field.CONSTRAINT: (20, Shown.TEXT), Field.CONSTRAINT_AT: (17, Shown.TEXT), Field.DEADLINE: (17, Shown.TEXT),
    Field.ACTUAL_START: (17, Shown.TEXT), Field.ACTUAL_FINISH: (17, Shown.TEXT), Field.SHORTEST: (10, Shown.TEXT), Field.LONGEST: (10, Shown.TEXT), Field.PRIORITY: (9, Shown.INTEGER),
    Field.NOT_BEFORE: (17, Shown.TEXT), Field.BASE_START: (17, Shown.MOMENT), Field.BASE_FINISH: (17, Shown.MOMENT), Field.LATER: (12, Shown.INTEGER),
}  # fmt: skip
"""In the order in which they are written; a moment that is a whole day is shown as a day where the column leaves the look to its cells."""
_OF_BASELINE = (Field.BASE_START, Field.BASE_FINISH, Field.LATER)
TEMPLATE = (
    Field.ROW, Field.LEVEL, Field.NAME, Field.DURATION, Field.BEFORE, Field.START, Field.PEOPLE, Field.OWNER, Field.KIND, Field.PERCENT, Field.DELIVERABLE, Field.STANDARD,
    Field.COST, Field.DEADLINE,
)  # fmt: skip
NOTES: Mapping[Field, str] = {
    Field.ROW: N_("The number of the row, by which others wait for it. May be left empty: then rows are counted from 1."),
    Field.LEVEL: N_("1 for the highest rows, 2 for what lies within them, and so on."),
    Field.DURATION: N_("3d are days, 4h hours, 2w weeks; with an e before the unit (3ed) day and night. 0 is a milestone."),
    Field.BEFORE: N_("Numbers of rows. 3 or 3FS: starts when row 3 is finished; SS, FF, SF tie the other ends; a lag follows: 3FS+2d."),
    Field.START: N_("A row that waits for nothing starts no earlier than this. Write it as 2026-04-30."),
    Field.PEOPLE: N_("Names of the team; several with a semicolon between, shares of their time in square brackets: Ming[50%]; Wei."),
}
SPARE_ROWS = 500


@dataclass(frozen=True)
class Written:
    """What a table is written from. `names` of people in one language; `stood`: the rows of the baseline to compare with."""

    tasks: Sequence[Planned]
    scale: Scale
    names: Mapping[int, str]
    stood: Sequence[Stood] | None = None


def fields(plan: Written) -> list[Field]:
    """The columns that are written."""
    return [field for field in COLUMNS if plan.stood is not None or field not in _OF_BASELINE]


def cells(plan: Written, language: Language) -> list[tuple[object, ...]]:
    """The cells of each row, in the order of `fields`."""
    rows = [one.row for one in plan.tasks]
    numbers = {row.uid: place for place, row in enumerate(rows, 1)}
    wbs, percent = outline.numbers([row.level for row in rows]), percent_of_summaries(rows)
    was = {one.uid: one for one in plan.stood or ()}
    wanted = fields(plan)
    found = []
    for place, one in enumerate(plan.tasks):
        told = _said(one.row, one.summary, plan, language, numbers) | _counted(one, plan, language)
        told |= {Field.ROW: place + 1, Field.WBS: wbs[place], Field.PERCENT: percent[place] / 100}
        if stood := was.get(one.row.uid):
            told |= {Field.BASE_START: wall(stood.starts), Field.BASE_FINISH: wall(stood.ends), Field.LATER: _later(one.ends, stood.ends)}
        found.append(tuple(told.get(field) for field in wanted))
    return found


def _said(row: Row, summary: bool, plan: Written, language: Language, numbers: dict[int, int]) -> dict[Field, object]:
    """What people said of a row."""

    def amount(ticks: int | None) -> str:
        return "" if ticks is None else notation.written(ticks, row.elapsed, plan.scale)

    return {
        Field.LEVEL: row.level, Field.NAME: INDENT * (row.level - 1) + row.name, Field.KIND: "" if summary else KINDS[row.kind][language][0],
        Field.DURATION: "" if summary else amount(row.duration), Field.BEFORE: notation.written_before(row.before, numbers, plan.scale),
        Field.PEOPLE: "; ".join(plan.names.get(who, str(who)) + ("" if units == 100 else f"[{units}%]") for who, units in row.people),
        Field.OWNER: plan.names.get(row.owner, str(row.owner)) if row.owner else "", Field.DELIVERABLE: row.deliverable, Field.STANDARD: row.standard,
        Field.OBJECTIVE: row.objective, Field.COST: row.cost, Field.CONSTRAINT: CONSTRAINTS[row.constraint][language][0],
        Field.CONSTRAINT_AT: None if row.constraint in UNDATED else _moment(row.constraint_at, ends=row.constraint in ENDS), Field.DEADLINE: _moment(row.deadline, ends=True),
        Field.ACTUAL_START: _moment(row.actual_start), Field.ACTUAL_FINISH: _moment(row.actual_finish, ends=True), Field.SHORTEST: amount(row.shortest),
        Field.LONGEST: amount(row.longest), Field.PRIORITY: row.priority, Field.NOT_BEFORE: _moment(row.not_before),
    }  # fmt: skip


def _counted(one: Planned, plan: Written, language: Language) -> dict[Field, object]:
    """What the schedule says of a row."""
    open_ = one.row.actual_finish is None
    return {
        Field.START: wall(one.starts), Field.FINISH: wall(one.ends), Field.LATE_START: wall(one.late_start), Field.LATE_FINISH: wall(one.late_finish),
        Field.SLACK: _days(one.total_slack, plan.scale) if open_ else None, Field.FREE_SLACK: _days(one.free_slack, plan.scale) if open_ else None,
        Field.CRITICAL: YES[language][0] if one.critical and open_ else "",
    }  # fmt: skip


def _days(ticks: int, scale: Scale) -> float:
    return round(ticks / scale.day, 2)


def _later(now: int, was: int) -> int:
    return (day_of(now, ends=True) - day_of(was, ends=True)).days


def _moment(at: int | None, *, ends: bool = False) -> datetime | date | None:
    """A tick as a cell: a whole day as the day, so that the end of one is not shown as the night that begins the next."""
    if at is None:
        return None
    moment = wall(at)
    if moment.time() != time():
        return moment
    return moment.date() - timedelta(days=1) if ends else moment.date()


def excel(plan: Written, title: str, language: Language) -> bytes:
    """The plan as a workbook; with a baseline also a sheet that tells of every row what became of it."""
    columns = tuple(Column(HEADINGS[field][language][0], *COLUMNS[field]) for field in fields(plan))
    sheets = [Sheet(title, columns, cells(plan, language), levels=[one.row.level - 1 for one in plan.tasks])]
    if plan.stood is not None:
        sheets.append(_compared(plan, Voice(language)))
    return workbook.stream(sheets)


def _compared(plan: Written, voice: Voice) -> Sheet:
    heads = (
        (N_("Task"), 44, Shown.TEXT), (N_("Since then"), 16, Shown.TEXT), (N_("Start then"), 17, Shown.MOMENT), (N_("Start now"), 17, Shown.MOMENT),
        (N_("Finish then"), 17, Shown.MOMENT), (N_("Finish now"), 17, Shown.MOMENT), (N_("Calendar days later"), 12, Shown.INTEGER),
    )  # fmt: skip
    now = [Stood(one.row.uid, one.row.name, one.row.level, one.summary, one.starts, one.ends, one.row.duration, one.row.kind.value, tuple(sorted(one.row.people))) for one in plan.tasks]

    def line(one: Compared) -> tuple[object, ...]:
        was, stands = one.was, one.now
        return (
            INDENT * (one.standing.level - 1) + one.standing.name, voice.t(one.went.label), was and wall(was.starts), stands and wall(stands.starts), was and wall(was.ends),
            stands and wall(stands.ends), _later(stands.ends, was.ends) if was and stands and one.went is not Went.SAME else None,
        )  # fmt: skip

    return Sheet(voice.t(N_("Compared with the baseline")), tuple(Column(voice.t(head), wide, kind) for head, wide, kind in heads), [line(one) for one in compared(now, plan.stood or ())])


def csv_(plan: Written, language: Language) -> bytes:
    """The plan as CSV in UTF-8."""
    wanted = fields(plan)
    rows = (tuple(_as_text(value, field) for value, field in zip(row, wanted, strict=True)) for row in cells(plan, language))
    return workbook.write_csv([HEADINGS[field][language][0] for field in wanted], rows)


def _as_text(value: object, field: Field) -> object:
    if field is Field.PERCENT and isinstance(value, float):
        return f"{round(value * 100)}%"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, str) and value.startswith("'") and workbook.csv_safe(value.lstrip("'")) != value.lstrip("'"):
        return "'" + value  # so that `unsafe` takes away what stands before a formula, and nothing that was typed
    return "" if value is None else value


def unsafe(value: str) -> str:
    """The text that `csv_safe` wrote with an apostrophe before it."""
    bare = value.lstrip("'")
    return value[1:] if bare != value and workbook.csv_safe(bare) != bare else value


def empty_table(scale: Scale, people: Sequence[str], language: Language) -> bytes:
    """A table to be filled in, and a second sheet with an example."""
    offered = {Field.KIND: tuple(words[language][0] for words in KINDS.values()), Field.OWNER: tuple(people)}
    columns = tuple(
        Column(HEADINGS[field][language][0], COLUMNS[field][0], Shown.TEXT if field is Field.ROW else Shown.DATE if field in (Field.START, Field.DEADLINE) else COLUMNS[field][1],
               offered.get(field, ()), translate(language, NOTES[field]) if field in NOTES else "")
        for field in TEMPLATE
    )  # fmt: skip
    return workbook.write([Sheet(translate(language, N_("Plan")), columns, (), SPARE_ROWS), Sheet(translate(language, N_("Example")), columns, _example(scale, people, language))])


def _example(scale: Scale, people: Sequence[str], language: Language) -> list[tuple[object, ...]]:
    text = translate(language, N_("Prepare\n  Ask the customer\t3d\n  Write it down\t2d\t2\nReady\t0\t3"))
    rows = paste.rows(text, scale)
    numbers, summary = {row.uid: row.uid for row in rows}, outline.summaries([row.level for row in rows])
    somebody = dict(enumerate(people[:1], 1))
    plan = Written((), scale, somebody)
    found = []
    for row, above in zip(rows, summary, strict=True):
        told = _said(replace(row, owner=1 if somebody else None), above, plan, language, numbers) | {Field.ROW: row.uid, Field.PERCENT: None if above else 0.0}
        found.append(tuple(told.get(field) for field in TEMPLATE))
    return found


"""What a plan is written as reads back the same: every row, as a workbook and as CSV, in every language."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core import fields
from core.errors import Faulty, Refusal
from core.exchange.plan_table import files, reading, rules, writing
from core.exchange.plan_table.columns import HEADINGS, TOLD, Field, field_of
from core.planning.queries import Planned
from core.planning.rules import outline
from core.planning.rules.calendars import Calendar
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before, Scale
from core.planning.rules.plan import UNDATED, Constraint, LinkType
from core.planning.rules.sheet import HOUSE, Frame, Kind, Row
from core.planning.rules.worktime import DAY, TICKS
from core.words import Language

HOUR = 60 * TICKS
OFFICE = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
MONDAY = midnight(date(2026, 11, 2))
NAMES = {1: "Ming", 2: "林小鹿", 3: "Smith, John", 4: "Ming (4)"}
ASKED = rules.Asked(Frame(MONDAY, {HOUSE: Calendar("", (OFFICE,) * 5 + ((),) * 2)}), Scale(), {name.casefold(): who for who, name in NAMES.items()})

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12) | st.sampled_from(["=1+1", "@x", "'=x", "''+1", "1.2 Ask", "3", "Task", "a; b, c", '"q"', "-"])
lines = words.map(lambda text: fields.line(text, "x", 200, needed=False)).filter(bool)
moments = st.integers(MONDAY - 200 * DAY, MONDAY + 900 * DAY) | st.integers(-200, 900).map(lambda n: MONDAY + n * DAY)
durations = st.sampled_from([0, 8 * HOUR, 4 * HOUR, 30 * TICKS, 12 * HOUR, 7]) | st.integers(0, 400 * HOUR)


@st.composite
def plans(draw):
    """Rows as a plan can hold them; links go to rows before, so that there is no loop."""
    levels = outline.normal(draw(st.lists(st.integers(1, 4), min_size=1, max_size=7)))
    summary = outline.summaries(levels)
    rows = []
    for place, level in enumerate(levels):
        constraint = draw(st.sampled_from(list(Constraint)))
        row = Row(
            place * 3 + 5, draw(lines), level, owner=draw(st.sampled_from([None, *NAMES])), deliverable=draw(st.just("") | lines), standard=draw(st.just("") | lines),
            objective=draw(st.just("") | lines), cost=draw(st.none() | st.decimals(0, 10**9, places=2)), constraint=constraint,
            constraint_at=None if constraint in UNDATED else draw(moments), deadline=draw(st.none() | moments), priority=draw(st.integers(0, 1000)), not_before=draw(st.none() | moments),
            before=draw(_links(rows, levels, place)),
        )  # fmt: skip
        rows.append(row if summary[place] else draw(_leaf(row)))
    return rows


@st.composite
def _links(draw, rows, levels, place):
    apart = [at for at in range(place) if min(levels[at + 1 : place + 1]) <= levels[at]]
    found = {}
    for at in draw(st.lists(st.sampled_from(apart), max_size=2)) if apart else []:
        lag = draw(st.integers(-50 * HOUR, 50 * HOUR) | st.just(0))
        how = draw(st.sampled_from(["work", "elapsed", "percent"])) if lag else "work"
        if how == "percent":
            lag = lag % 300 + 1
        found[at] = Before(rows[at].uid, draw(st.sampled_from(LinkType)), lag, how == "elapsed", how == "percent")
    return tuple(found[at] for at in sorted(found))


@st.composite
def _leaf(draw, row):
    duration = draw(durations)
    begun = draw(st.none() | moments)
    percent = draw(st.integers(0, 100)) if begun is not None else 0
    people = draw(st.dictionaries(st.sampled_from(list(NAMES)), st.integers(1, 1000), max_size=3))
    return replace(
        row, kind=draw(st.sampled_from(Kind)), duration=duration, elapsed=draw(st.booleans()), people=tuple(sorted(people.items())), percent=percent, actual_start=begun,
        actual_finish=begun + draw(st.integers(1, 900)) * HOUR if percent == 100 else None, shortest=draw(st.none() | st.integers(0, duration)),
        longest=draw(st.none() | st.integers(duration, 500 * HOUR)),
    )  # fmt: skip


def planned(rows):
    summary = outline.summaries([row.level for row in rows])
    return [Planned(row.uid, row, above, MONDAY + 9 * HOUR, MONDAY + 18 * HOUR, MONDAY, MONDAY + DAY, 0, 0, True, 0, 1) for row, above in zip(rows, summary, strict=True)]


def back(table):
    choice = rules.guessed(table)
    found = reading.read(table, choice, ASKED)
    return choice, list(found.rows)


def renumbered(rows):
    """Rows with the numbers that a spreadsheet gives them: the first stands below the headings."""
    numbers = {row.uid: place for place, row in enumerate(rows, 2)}
    return [replace(row, uid=numbers[row.uid], before=tuple(replace(one, uid=numbers[one.uid]) for one in row.before)) for row in rows]


@settings(max_examples=10)
@given(plans(), st.sampled_from(Language))
def test_a_workbook_reads_back_the_same(rows, language):
    written = writing.excel(writing.Written(planned(rows), Scale(), NAMES), "Plan", language)
    (table,) = files.sheets(written).values()
    choice, found = back(table)
    assert found == renumbered(rows)
    assert set(choice.fields) == {field for field in Field if field not in TOLD} | {None}


@settings(max_examples=40)
@given(plans(), st.sampled_from(Language))
def test_csv_reads_back_the_same(rows, language):
    (table,) = files.sheets(writing.csv_(writing.Written(planned(rows), Scale(), NAMES), language)).values()
    assert back(table)[1] == renumbered(rows)


@given(st.sampled_from(Field), st.sampled_from(Language))
def test_every_heading_that_is_written_is_known_again(field, language):
    assert field_of(HEADINGS[field][language][0]) is field


@given(st.lists(st.lists(st.none() | st.text(max_size=8) | st.floats(allow_nan=False) | st.integers() | st.booleans() | st.datetimes(), max_size=8), max_size=8).map(lambda rows: [tuple(row) for row in rows]))
def test_whatever_stands_in_a_table_is_read_or_refused_by_its_rows(table):
    """Nothing else than a refusal ever comes of a foreign table."""
    head = [tuple(HEADINGS[field][Language.ENGLISH][0] for field in (Field.NAME, Field.DURATION, Field.BEFORE, Field.START, Field.PERCENT, Field.COST, Field.LEVEL, Field.DEADLINE))]
    faults = []
    try:
        reading.read([*head, *table], rules.guessed([*head, *table]), ASKED)
    except Faulty as refused:
        faults = refused.faults
    except Refusal:
        pass
    assert all(1 < fault.row <= len(table) + 1 for fault in faults)

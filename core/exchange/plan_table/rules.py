"""A foreign table as rows of a plan: which column tells what, and every fault named by its row. Pure.

Rows are numbered as the spreadsheet numbers them, so that a fault is found where it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import Fault, Refusal
from core.exchange.plan_table.columns import EITHER, TOLD, Field, field_of, normal
from core.exchange.plan_table.values import text_of
from core.planning.rules.notation import Scale
from core.planning.rules.sheet import MOST_ROWS, Frame, Row
from core.words import N_

HEADING_ROWS = 10
"""A title may stand above the headings, but not a page of text."""
LOOKED_AT = 200
"""So many rows tell what a column holds whose heading says two things."""

Cells = Sequence[object]
Told = Callable[[float], object]
"""Told the finished part, 0 to 1."""


class NoNames(Refusal):
    message = N_("Please say which column holds the names of the tasks.")


class TwiceTold(Refusal):
    message = N_("Two columns are to be the same: {columns}. Please leave one of them out.")


class NothingBelow(Refusal):
    message = N_("There is no row below the headings.")


class TooManyRowsOfPlan(Refusal):
    message = N_("The table has {count} rows; a plan has at most {most}.")


@dataclass(frozen=True)
class Choice:
    """How a table is read: the row of its headings (0: it has none), and what each column tells (None: it is left out)."""

    head: int
    fields: tuple[Field | None, ...]


@dataclass(frozen=True)
class Asked:
    """What a table is read with: the frame of the plan with everybody's calendars, and who can be given work, by names in small letters."""

    frame: Frame
    scale: Scale
    people: Mapping[str, int]


@dataclass(frozen=True)
class Found:
    """Rows read from a table; their uids are the rows of the spreadsheet. `said`: start and finish as the table told them, in ticks."""

    rows: tuple[Row, ...]
    said: Mapping[int, tuple[int | None, int | None]]
    notes: tuple[Fault, ...]


def width(rows: Sequence[Cells]) -> int:
    """How many columns a table has."""
    return max(map(len, rows), default=0)


def recognised(rows: Sequence[Cells]) -> int:
    """How many headings the best row of headings has that are known."""
    return max((_known(row) for row in rows[:HEADING_ROWS]), default=0)


def _known(row: Cells) -> int:
    return len({field for cell in row if isinstance(cell, str) and (field := field_of(cell))})


def guessed(rows: Sequence[Cells]) -> Choice:
    """How a table is probably meant: the row with the most headings that are known, each column by its heading."""
    some = [(number, row) for number, row in enumerate(rows[:HEADING_ROWS], 1) if any(text_of(cell) for cell in row)]
    head = max(some, key=lambda one: (_known(one[1]), -one[0]), default=(0, ()))[0]
    return Choice(head, fields_of(rows, head))


def fields_of(rows: Sequence[Cells], head: int) -> tuple[Field | None, ...]:
    """What each column tells by its heading in row `head`; of two that say the same, the first; what is only told by a plan is left out."""
    headings = headings_of(rows, head)
    found: list[Field | None] = []
    for place, heading in enumerate(headings):
        field = _meant(heading, rows[head : head + LOOKED_AT], place)
        found.append(None if field in TOLD or field in found else field)
    if Field.NAME not in found and found:  # a table without known headings: the first column that holds words
        words = [sum(isinstance(row[place], str) and not row[place].strip().isdigit() for row in rows[head : head + LOOKED_AT] if place < len(row)) for place in range(len(found))]  # type: ignore[attr-defined]
        best = max((place for place, field in enumerate(found) if field is None and words[place]), key=lambda place: words[place], default=None)
        if best is not None:
            found[best] = Field.NAME
    return tuple(found)


def _meant(heading: str, below: Sequence[Cells], place: int) -> Field | None:
    field = field_of(heading)
    if field in (Field.ROW, Field.WBS) and normal(heading) in EITHER:
        texts = [text_of(row[place]) for row in below if place < len(row)]
        return Field.WBS if any("." in text for text in texts) else Field.ROW
    return field


def headings_of(rows: Sequence[Cells], head: int) -> list[str]:
    """The heading of each column as it stands in row `head`; empty where there is none."""
    row = rows[head - 1] if 0 < head <= len(rows) else ()
    return [text_of(row[place]) if place < len(row) else "" for place in range(width(rows))]


def lines(rows: Sequence[Cells], choice: Choice) -> list[tuple[int, Cells]]:
    """The rows below the headings that hold anything, with their numbers. Refuses NothingBelow, TooManyRowsOfPlan, NoNames, TwiceTold."""
    headings = headings_of(rows, choice.head)
    for field in choice.fields:
        if field is not None and choice.fields.count(field) > 1:
            raise TwiceTold(columns=", ".join(headings[place] or f"#{place + 1}" for place, one in enumerate(choice.fields) if one is field))
    if Field.NAME not in choice.fields:
        raise NoNames()
    wanted = [place for place, field in enumerate(choice.fields) if field is not None]
    found = [(number, row) for number, row in enumerate(rows[choice.head :], choice.head + 1) if any(text_of(row[place]) for place in wanted if place < len(row))]
    if not found:
        raise NothingBelow()
    if len(found) > MOST_ROWS:
        raise TooManyRowsOfPlan(count=len(found), most=MOST_ROWS)
    return found

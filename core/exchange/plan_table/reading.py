"""The rows of a table, read cell by cell once it is known what each column tells. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from core.errors import Fault, Refusal
from core.exchange.plan_table import outlines
from core.exchange.plan_table.columns import TOLD, Field, constraint_of, field_of, kind_of, unit_of
from core.exchange.plan_table.rules import Asked, Cells, Choice, Found, Told, headings_of, lines
from core.exchange.plan_table.values import number_of, text_of, tick_of
from core.planning.rules import notation, outline
from core.planning.rules.calendars import worktime
from core.planning.rules.moments import day_of
from core.planning.rules.notation import Before
from core.planning.rules.paste import FaultyRows
from core.planning.rules.plan import UNDATED, Constraint
from core.planning.rules.sheet import HOUSE, MOST_UNITS, NAME_LIMIT, TEXT_LIMIT, USUAL_PRIORITY, Kind, Row
from core.planning.rules.worktime import DAY
from core.words import N_

ENDS = (Constraint.MUST_FINISH_ON, Constraint.FINISH_NO_EARLIER_THAN, Constraint.FINISH_NO_LATER_THAN)
"""Constraints whose date is the end of a day where no time is told."""
EVERY = 500
SHOWN = 60
_SHARE = re.compile(r"(.*?)\s*\[\s*(\d{1,4})\s*%?\s*\]")
_HOURS = ("h", "hr", "hrs", "hour", "hours", "小时", "小時", "工时", "工時")

NO_DATE = N_("Column “{column}”: “{value}” is no date that a plan can have. Write it as 2026-04-30 or 2026-04-30 09:00.")
NO_DURATION = N_("Column “{column}”: “{value}” is no duration. Write a number with d (days), h (hours) or w (weeks), such as 3d or 1.5h.")
NEGATIVE = N_("Column “{column}”: “{value}” is negative. A task takes no time or some; a lead stands with the predecessor, such as 3FS-2d.")
UNKNOWN = N_("Column “{column}”: nobody of the project is called “{value}”. Add the person to the team first, or correct the name.")


def read(rows: Sequence[Cells], choice: Choice, asked: Asked, told: Told = lambda part: None) -> Found:
    """The rows of a plan in a table. Refuses FaultyRows with every fault, and what `lines` refuses.

    A row that says no duration takes as long as its start and finish tell, else a day. A start or finish that the table
    tells is a limit where the row waits for nothing, unless the table has a column of limits: then dates are what
    followed from those.
    """
    below = lines(rows, choice)
    reading = _Reading(headings_of(rows, choice.head), choice, asked, below)
    return reading.done(told)


class _Reading:
    def __init__(self, headings: Sequence[str], choice: Choice, asked: Asked, below: list[tuple[int, Cells]]) -> None:
        self.asked, self.below = asked, below
        self.at = {field: place for place, field in enumerate(choice.fields) if field is not None}
        self.headings = headings
        self.faults: list[Fault] = []
        self.number = 0
        self.cells: Cells = ()
        self.notes: list[Fault] = []
        left = [headings[place] for place, field in enumerate(choice.fields) if field is None and headings[place] and field_of(headings[place]) not in TOLD]
        if left:
            self.notes.append(Fault(0, N_("Columns that are left out: {columns}."), {"columns": ", ".join(left)[:600]}))
        texts = {field: [self._text(field, cells) for _, cells in below] for field in (Field.NAME, Field.LEVEL, Field.WBS, Field.ROW) if field in self.at}
        names = [self._raw_name(cells) for _, cells in below]
        levels, self.names, faults, jumps = outlines.told(names, texts.get(Field.LEVEL), texts.get(Field.WBS), [number for number, _ in below], self._column(Field.LEVEL))
        self.faults += faults
        if jumps:
            self.notes.append(Fault(0, N_("Rows that lay more than one level below the row before them are taken up to one level: {count}."), {"count": jumps}))
        self.levels = levels
        self.summary = outline.summaries(levels)
        self.parents = outlines.parents(levels)
        self.keys = outlines.Keys(texts.get(Field.ROW), texts.get(Field.WBS), self.names, self.texts_of(Field.BEFORE))
        self.faults += [
            Fault(below[place][0], N_("Column “{column}”: “{value}” stands in row {row} already. Each row needs a number of its own."), {"column": self._column(Field.ROW), "value": key, "row": below[first][0]})
            for place, first, key in self.keys.doubles
        ]  # fmt: skip
        self.places = range(len(below))
        frame = asked.frame
        self.clock = worktime(frame.calendars[HOUSE], (frame.start // DAY, frame.start // DAY))
        self.first = self.clock.start(self.clock.count(frame.start))
        self.fractions = self._fractions()

    # ------------------------------------------------------------------ cells
    def _value(self, field: Field, cells: Cells | None = None) -> object:
        cells = self.cells if cells is None else cells
        place = self.at.get(field)
        return cells[place] if place is not None and place < len(cells) else None

    def _text(self, field: Field, cells: Cells | None = None) -> str:
        return text_of(self._value(field, cells)) if field in self.at else ""

    def _raw_name(self, cells: Cells) -> str:
        value = self._value(Field.NAME, cells)
        return value if isinstance(value, str) else text_of(value)

    def texts_of(self, field: Field) -> list[str]:
        return [self._text(field, cells) for _, cells in self.below]

    def _column(self, field: Field) -> str:
        place = self.at.get(field)
        return "" if place is None else self.headings[place][:SHOWN] or f"#{place + 1}"

    def _fault(self, message: str, field: Field, value: object = None, **facts: object) -> None:
        shown = (self._text(field) if value is None else str(value))[:SHOWN]
        self.faults.append(Fault(self.number, message, {"column": self._column(field), "value": shown} | facts))

    def _fractions(self) -> bool:
        """Whether progress is told as parts of one: then none is above 1."""
        numbers = [number_of(text) for text in self.texts_of(Field.PERCENT) if text and "%" not in unicodedata.normalize("NFKC", text)]
        return bool(numbers) and all(number is not None and number <= 1 for number in numbers)

    # ------------------------------------------------------------------ rows
    def done(self, told: Told) -> Found:
        rows, said = [], {}
        for place, (number, cells) in enumerate(self.below):
            if place % EVERY == 0:
                told(place / len(self.below))
            self.number, self.cells = number, cells
            row = self._row(place)
            start, finish = self._moment(Field.START), self._moment(Field.FINISH, ends=True)
            said[number] = start, finish
            rows.append(row if self.summary[place] else self._progressed(self._dated(row, start, finish), start, finish))
        if self.faults:
            order = {self._column(field): place for field, place in self.at.items()}
            raise FaultyRows(sorted(self.faults, key=lambda fault: (fault.row, order.get(str(fault.facts.get("column")), 0))))
        told(1.0)
        return Found(tuple(rows), said, tuple(self.notes))

    def _row(self, place: int) -> Row:
        above = self.summary[place]
        name = self.names[place]
        if not name or len(name) > NAME_LIMIT:
            self._fault(N_("Column “{column}”: a task needs a name of at most {most} characters."), Field.NAME, most=NAME_LIMIT)
        duration, elapsed = (0, False) if above else self._duration()
        constraint = self._constraint()
        return Row(
            self.number, name, self.levels[place], Kind.TASK if above else self._kind(duration), duration, elapsed, self._before(place), () if above else self._people(),
            self._owner(), self._line(Field.DELIVERABLE), self._line(Field.STANDARD), self._line(Field.OBJECTIVE), self._cost(), constraint,
            None if constraint in UNDATED else self._limit(constraint), self._moment(Field.DEADLINE, ends=True), 0, None, None,
            None if above else self._amount(Field.SHORTEST), None if above else self._amount(Field.LONGEST), self._priority(), self._moment(Field.NOT_BEFORE),
        )  # fmt: skip

    def _duration(self) -> tuple[int, bool]:
        found = self._read_amount(Field.DURATION)
        if found is not None:
            return found
        start, finish = tick_of(self._value(Field.START)), tick_of(self._value(Field.FINISH), ends=True)
        if start is None or finish is None or _backwards(start, finish):
            kind = kind_of(self._text(Field.KIND))
            return (0 if kind not in (None, Kind.TASK) else self.asked.scale.day), False
        return self.clock.between(start, finish), False

    def _read_amount(self, field: Field) -> tuple[int, bool] | None:
        """Ticks and whether they run day and night; None where nothing stands, or nothing that can be read."""
        text = unicodedata.normalize("NFKC", self._text(field)).rstrip("?").strip()
        if not text:
            return None
        if text.startswith(("-", "−", "–")) and any(sign.isdigit() for sign in text):
            self._fault(NEGATIVE, field)
            return 0, False
        if re.fullmatch(r"\d+(?:[.,]\d+)?", text) and unit_of(self.headings[self.at[field]]) in _HOURS:
            text += "h"
        try:
            return notation.amount(re.sub(r"\s*(个|個)\s*(?=工作日|工作天|小时|小時|日|天|工时|工時)", "", text).replace("工作天", "天"), self.asked.scale)
        except notation.DurationTooLong as refusal:
            self._fault(refusal.message, field, text=text[:40])
        except Refusal:
            self._fault(NO_DURATION, field)
        return 0, False

    def _amount(self, field: Field) -> int | None:
        found = self._read_amount(field)
        return None if found is None else found[0]

    def _kind(self, duration: int) -> Kind:
        text = self._text(Field.KIND)
        kind = kind_of(text)
        if text and kind is None:
            self._fault(N_("Column “{column}”: “{value}” is no kind of row. Write Task, Milestone or Gate, or leave it empty."), Field.KIND)
        if kind is None or (kind is Kind.TASK and text and self._asks_for_milestones() and not duration):
            return Kind.TASK if duration else Kind.MILESTONE
        return kind

    def _asks_for_milestones(self) -> bool:
        return kind_of(self._column(Field.KIND)) is Kind.MILESTONE

    def _constraint(self) -> Constraint:
        text = self._text(Field.CONSTRAINT)
        found = constraint_of(text) if text else Constraint.AS_SOON_AS_POSSIBLE
        if found is None:
            self._fault(N_("Column “{column}”: “{value}” is no limit that is known. Write one such as “Start no earlier than”, or leave it empty."), Field.CONSTRAINT)
            return Constraint.AS_SOON_AS_POSSIBLE
        return found

    def _limit(self, constraint: Constraint) -> int | None:
        at = self._moment(Field.CONSTRAINT_AT, ends=constraint in ENDS)
        if at is None and not self._text(Field.CONSTRAINT_AT):
            self._fault(N_("Column “{column}”: “{value}” needs a date in the column of constraint dates."), Field.CONSTRAINT)
        return at

    def _moment(self, field: Field, *, ends: bool = False) -> int | None:
        value = self._value(field)
        if value is None:
            return None
        text = text_of(value)
        if not text or text.casefold() in ("na", "n/a", "-", "–", "无", "無"):
            return None
        at = tick_of(value, ends=ends)
        if at is None:
            self._fault(NO_DATE, field)
        return at

    def _line(self, field: Field) -> str:
        text = " ".join(self._text(field).split())
        if len(text) > TEXT_LIMIT:
            self._fault(N_("Column “{column}”: the text has {length} characters; it may have {most}."), field, length=len(text), most=TEXT_LIMIT)
        return text

    def _cost(self) -> Decimal | None:
        if not self._text(Field.COST):
            return None
        found = number_of(self._value(Field.COST))
        if found is None or found < 0:
            self._fault(N_("Column “{column}”: “{value}” is no amount. Write a number from 0, such as 1200.50."), Field.COST)
            return None
        return round(found, 2)

    def _priority(self) -> int:
        if not self._text(Field.PRIORITY):
            return USUAL_PRIORITY
        found = number_of(self._value(Field.PRIORITY))
        if found is None or found != int(found) or not 0 <= found <= 1000:
            self._fault(N_("Column “{column}”: “{value}” is no priority. Write a whole number from 0 to 1000; 500 is usual."), Field.PRIORITY)
            return USUAL_PRIORITY
        return int(found)

    # ------------------------------------------------------------------ people
    def _owner(self) -> int | None:
        name = self._text(Field.OWNER)
        if not name:
            return None
        who = self.asked.people.get(name.casefold())
        if who is None:
            self._fault(UNKNOWN, Field.OWNER)
        return who

    def _people(self) -> tuple[tuple[int, int], ...]:
        found: dict[int, int] = {}
        for name, units in self._named(self._text(Field.PEOPLE)):
            who = self.asked.people.get(name.casefold())
            if who is None:
                self._fault(UNKNOWN, Field.PEOPLE, name)
            elif not 1 <= units <= MOST_UNITS:
                self._fault(N_("Column “{column}”: somebody works on a task with 1 to {most} percent; “{value}” has {units}."), Field.PEOPLE, name, most=MOST_UNITS, units=units)
            else:
                found[who] = units
        return tuple(sorted(found.items()))

    def _named(self, text: str) -> Iterable[tuple[str, int]]:
        """Names with their shares: Ming[50%]; Wei. A name with a comma within is found whole, if somebody is called so."""
        for part in re.split(r"[;；\n]", text):
            share = _SHARE.fullmatch(part.strip())
            names = [part] if (share[1] if share else part.strip()).casefold() in self.asked.people else re.split(r"[,，、]", part)
            for one in names:
                if one := one.strip():
                    share = _SHARE.fullmatch(one)
                    yield (share[1].strip(), int(share[2])) if share else (one, 100)

    # ------------------------------------------------------------------ links
    def _before(self, place: int) -> tuple[Before, ...]:
        text = self._text(Field.BEFORE)
        if not text:
            return ()
        found: dict[tuple[int, int], Before] = {}
        for part in self.keys.parts(text):
            known = self.keys.place_of(part)
            if known is None:
                message = N_("Column “{column}”: there is no row “{value}” to wait for. Write the number of a row of this table, such as 3 or 3FS+2d; several with a comma between.")
                self._fault(message, Field.BEFORE, part)
                continue
            other, rest = known
            if other == place:
                self._fault(N_("Column “{column}”: the row waits for itself (“{value}”). Remove the link."), Field.BEFORE, part)
            elif other in self._above(place) or place in self._above(other):
                message = N_("Column “{column}”: a row and the row that contains it cannot wait for one another (“{value}”). Link to a row within instead.")
                self._fault(message, Field.BEFORE, part)
            else:
                try:
                    (one,) = notation.before(f"{other + 1}{rest}", self.places, self.asked.scale)
                except Refusal:
                    self._fault(N_("Column “{column}”: “{value}” cannot be read. Write the number of the row, then FS, SS, FF or SF and a lag where needed, such as 3FS+2d."), Field.BEFORE, part)
                else:
                    found[other, one.type] = replace(one, uid=self.below[other][0])
        return tuple(found.values())

    def _above(self, place: int) -> set[int]:
        found = set()
        while (place := self.parents[place]) >= 0:
            found.add(place)
        return found

    # ------------------------------------------------------------------ dates and progress
    def _dated(self, row: Row, start: int | None, finish: int | None) -> Row:
        """Start and finish that the table tells, as a limit of a row that waits for nothing."""
        if start is not None and finish is not None and _backwards(start, finish):
            self._fault(N_("Column “{column}”: the row finishes (“{value}”) before it starts."), Field.FINISH)
        if Field.CONSTRAINT in self.at or row.before:
            return row
        if start is not None:
            return replace(row, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=start) if start > self.first else row
        if finish is not None and finish > self.first:
            return replace(row, constraint=Constraint.FINISH_NO_EARLIER_THAN, constraint_at=finish)
        return row

    def _percent(self) -> int:
        text = unicodedata.normalize("NFKC", self._text(Field.PERCENT)).strip()
        if not text:
            return 0
        found = number_of(text.rstrip("% "))
        if found is not None and self.fractions and "%" not in text:
            found = found * 100
        if found is None or not 0 <= found <= 100:
            self._fault(N_("Column “{column}”: “{value}” is no progress. Write a number from 0 to 100."), Field.PERCENT)
            return 0
        return min(round(found), 99) if found < 100 else 100

    def _progressed(self, row: Row, start: int | None, finish: int | None) -> Row:
        """Progress with its dates: who reports some has begun, 100 percent is finished."""
        percent, begun, ended = self._percent(), self._moment(Field.ACTUAL_START), self._moment(Field.ACTUAL_FINISH, ends=True)
        for point, field in ((row.shortest, Field.SHORTEST), (row.longest, Field.LONGEST)):
            if point is not None and (point > row.duration if field is Field.SHORTEST else point < row.duration):
                self._fault(N_("Column “{column}”: “{value}” does not fit the duration. The shortest must not exceed the likely one, nor that the longest."), field)
        if not percent and ended is None:
            return row if begun is None else replace(row, actual_start=begun)
        if begun is None:
            begun = self.first if start is None else start
            begun = begun if ended is None else min(begun, ended)
        if percent == 100 and ended is None:
            ended = finish if finish is not None and finish >= begun else begun + row.duration if row.elapsed or not row.duration else self.clock.finish(self.clock.count(begun) + row.duration)
        if ended is not None and ended < begun:
            self._fault(N_("Column “{column}”: it cannot be finished (“{value}”) before it was begun."), Field.ACTUAL_FINISH)
        return replace(row, percent=100 if ended is not None else percent, actual_start=begun, actual_finish=ended)


def _backwards(start: int, finish: int) -> bool:
    """Whether a finish lies before a start; the evening of the day before is such a one."""
    return finish < start or day_of(finish, ends=True) < day_of(start)

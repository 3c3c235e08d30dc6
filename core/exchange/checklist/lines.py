"""The sheets of a foreign workbook as lines that are asked for typed values and remember what was wrong. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TypeVar

from core import fields
from core.errors import NotANumber
from core.exchange.checklist import headings
from core.exchange.checklist.headings import Field, Heading, Page
from core.inspection.templates.rules import Fault
from core.words import N_, Language

Cells = Sequence[object]
Code = TypeVar("Code")

HEAD_WITHIN = 10
"""The row of headings is looked for in so many rows: people put a title above it."""


@dataclass
class Faults:
    """What was found wrong, each with its place, so that the list reads from the top of the file to its end."""

    found: list[tuple[tuple[int, int], Fault]] = field(default_factory=list)

    def add(self, page: Page, sheet: str, row: int, message: str, **facts: object) -> None:
        """Remember a fault in a row of a sheet."""
        where = N_("Row {row}") if page is Page.ITEMS else N_("Sheet “{sheet}”, row {row}")
        place = (list(Page).index(page), row)
        self.found.append((place, Fault(where, message, facts | {"row": row, "sheet": sheet})))

    def listed(self, limit: int) -> list[Fault]:
        """At most `limit` faults in the order of the file."""
        return [fault for _, fault in sorted(self.found, key=lambda one: one[0])[:limit]]


class Table:
    """A sheet below its row of headings."""

    def __init__(self, page: Page, sheet: str, rows: Sequence[Cells], known: tuple[Field, ...], faults: Faults) -> None:
        self.page, self.sheet, self.faults = page, sheet, faults
        self.rows = rows
        self.head = head_row(rows, known)
        self.columns: dict[Heading, int] = {}
        self.titles: dict[Heading, str] = {}
        for index, cell in enumerate(rows[self.head] if rows else ()):
            self._head(index, as_text(cell), known)

    def _head(self, index: int, text: str, known: tuple[Field, ...]) -> None:
        heading = headings.heading(text, known)
        if heading is None:
            if text and not headings.is_harmless(text):
                self.wrong(self.head + 1, N_("The column “{column}” is not known. Rename it as in an exported checklist, or delete it."), column=text[:60])
        elif heading in self.columns:
            self.wrong(self.head + 1, N_("The column “{column}” stands twice."), column=text[:60])
        else:
            self.columns[heading], self.titles[heading] = index, text

    def wrong(self, row: int, message: str, **facts: object) -> None:
        """Remember what is wrong in a row."""
        self.faults.add(self.page, self.sheet, row, message, **facts)

    def has(self, field_: Field) -> bool:
        """Whether there is a column of this field."""
        return any(heading.field is field_ for heading in self.columns)

    def column(self, field_: Field) -> str:
        """The heading of a field as it stands in the file, or as it would be written."""
        own = (title for heading, title in self.titles.items() if heading.field is field_)
        return next(own, headings.title(field_, self.language))

    @property
    def language(self) -> Language:
        """The language most headings are written in."""
        counts = {language: 0 for language in Language}
        for heading, title in self.titles.items():
            for language, listed in headings.HEADINGS[heading.field].items():
                counts[language] += any(headings.normal(title).startswith(headings.normal(one)) for one in listed)
        return max(counts, key=lambda language: counts[language])

    @property
    def title(self) -> str:
        """A title above the headings, if somebody wrote one."""
        above = (as_text(cell) for row in self.rows[: self.head] for cell in row)
        return next((text for text in above if text), "")

    def __iter__(self) -> Iterator["Line"]:
        for index in range(self.head + 1, len(self.rows)):
            line = Line(self, index + 1, self.rows[index])
            if not line.is_empty:
                yield line


def head_row(rows: Sequence[Cells], known: tuple[Field, ...]) -> int:
    """The index of the row with the most headings."""
    counts = [heading_count(row, known) for row in rows[:HEAD_WITHIN]] or [0]
    return counts.index(max(counts))


def heading_count(row: Cells, known: tuple[Field, ...]) -> int:
    """How many cells of a row are headings."""
    return sum(headings.heading(as_text(cell), known) is not None for cell in row)


class Line:
    """One row, asked by field."""

    def __init__(self, table: Table, row: int, cells: Cells) -> None:
        self.table, self.row, self.cells = table, row, cells
        self._dated: set[Field] = set()

    @property
    def is_empty(self) -> bool:
        """Whether no known column holds anything."""
        return not any(self._cell(index) for index in self.table.columns.values())

    def _cell(self, index: int | None) -> str:
        value = self.cells[index] if index is not None and index < len(self.cells) else None
        return as_text(value)

    def wrong(self, message: str, **facts: object) -> None:
        """Remember what is wrong in this row."""
        self.table.wrong(self.row, message, **facts)

    def text(self, field_: Field) -> str:
        """A one-line text such as a code. A date is refused: Excel makes one of a code such as 1-2."""
        index = self.table.columns.get(Heading(field_))
        if index is not None and index < len(self.cells) and isinstance(self.cells[index], (date, time, timedelta)):
            if field_ not in self._dated:  # said once, however often the cell is asked
                self._dated.add(field_)
                self.wrong(N_("“{column}” holds a date. Format the cell as text and type it again."), column=self.table.column(field_))
            return ""
        return fields.line(self._cell(index), "", 10**6, needed=False)

    def content(self, field_: Field, *, one_line: bool = True) -> dict[str, str]:
        """A text per language, as far as there is one."""
        clean = fields.line if one_line else fields.paragraph
        found = {}
        for language in Language:
            if text := clean(self._cell(self.table.columns.get(Heading(field_, language))), "", 10**6, needed=False):
                found[language.value] = text
        return found

    def number(self, field_: Field, default: Decimal) -> Decimal:
        """A number, or `default` for an empty cell and for what is none."""
        found = self.given_number(field_)
        return default if found is None else found

    def given_number(self, field_: Field) -> Decimal | None:
        """A number, or None for an empty cell and for what is none."""
        return self.parsed(field_, as_number, N_("“{column}”: “{value}” is not a number."))

    def parsed(self, field_: Field, parse: Callable[[str], Code | None], message: str, **facts: object) -> Code | None:
        """What `parse` makes of a cell; None for an empty one, and with a fault for what it does not know."""
        text = self.text(field_)
        if not text:
            return None
        found = parse(text)
        if found is None:
            self.wrong(message, column=self.table.column(field_), value=text[:60], **facts)
        return found

    def coded(self, field_: Field, parse: Callable[[str], Code | None], words: Mapping[Code, headings.Words], default: Code) -> Code:
        """A coded value in any language, or `default`."""
        known = ", ".join(headings.word(one, self.table.language) for one in words.values())
        found = self.parsed(field_, parse, N_("“{column}”: “{value}” is not known. Choose one of: {known}"), known=known)
        return default if found is None else found


def as_text(value: object) -> str:
    """A cell as text; a number as Excel shows it, to 15 digits."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()


def as_number(text: str) -> Decimal | None:
    """A number as people write it into a table, with % or 分 behind it too; None if it is none."""
    try:
        return fields.decimal(text.strip().rstrip("%％分"))
    except NotANumber:
        return None


def as_share(text: str) -> Decimal | None:
    """A share: 0.6 and 60% are the same."""
    number = as_number(text)
    percent = number is not None and text.rstrip().endswith(("%", "％"))
    return number / 100 if number is not None and percent else number

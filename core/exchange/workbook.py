"""Excel workbooks and CSV: read with care, written so that text stays text.

A foreign workbook is read cell by cell in openpyxl's read-only mode after its directory was judged; a reader that
builds the whole grid (pandas.read_excel) takes gigabytes for one far cell. What we write is data only: no string
becomes a formula, not even after the reader saves the file and opens it again. The same input gives the same bytes.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from numbers import Integral, Real
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.files.rules import check_size, check_zip
from core.words import N_

if TYPE_CHECKING:  # both libraries are read where they are used: a start of the server needs neither
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_SHEETS = 50
MAX_EMPTY_RUN = 1000
"""Reading stops after this many empty rows: what lies beyond is a stray cell, not a table."""

TOLD_EVERY = 500

EXACT_DIGITS = 15
"""Excel keeps numbers to 15 significant digits; a longer one is written as text, so that no digit is lost."""

CELL_LIMIT = 32_767
MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001  written into every workbook instead of the clock
LISTS = "_lists"


class NotAWorkbook(Refusal):
    message = N_("The workbook is damaged or is not a real .xlsx file.")


class TooManyRows(Refusal):
    message = N_("Sheet “{sheet}” has more than {limit} rows.")


class TooManySheets(Refusal):
    message = N_("The workbook has more than {limit} sheets.")


class CellTooLong(Refusal):
    message = N_("A text of {length} characters does not fit into an Excel cell, which takes {limit}.")


class Kind(StrEnum):
    """How a column shows its values."""

    TEXT = "text"
    WRAPPED = "wrapped"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"


_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@"},
    Kind.WRAPPED: {"num_format": "@", "text_wrap": True},
    Kind.INTEGER: {"num_format": "#,##0"},
    Kind.NUMBER: {"num_format": "#,##0.00"},
    Kind.PERCENT: {"num_format": "0.0%"},
    Kind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    Kind.MOMENT: {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}

_DATES = (Kind.DATE, Kind.MOMENT)
_WORDS = (Kind.TEXT, Kind.WRAPPED)
_HEAD = {"valign": "top", "font_size": 10, "bold": True, "text_wrap": True, "bg_color": "#E6EDF1", "bottom": 1}
_A4 = 9


@dataclass(frozen=True)
class Column:
    """A column: its header, width in characters, kind, the values a reader may choose from, a note on the header."""

    header: str
    width: float = 16
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    note: str = ""


_DEEPEST = 7
"""Levels that Excel can fold."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: a header row that stays in view with filters, then `rows` in the order of `columns`.

    Choices hold for the rows given and for `spare_rows` empty ones below (a form to be filled in). Rows may be made
    while they are written.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]] = ()
    spare_rows: int = 0
    levels: Sequence[int] = ()
    """How deep each row lies below the one that contains it, 0 for the highest: Excel folds them."""


def write(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with `sheets`. Values may be None, text, numbers, Decimal, bool, date, datetime.

    Moments are written as the wall time they carry: convert to the reader's time zone first. Numbers of more than
    15 digits become text. Refuses CellTooLong.
    """
    out = io.BytesIO()
    _write(out, sheets, {"in_memory": True})
    return out.getvalue()


def stream(sheets: Sequence[Sheet]) -> bytes:
    """The same, row by row through a folder of its own: however many rows, only the packed workbook is in memory."""
    with TemporaryDirectory(prefix="workbook-") as folder:
        packed = Path(folder, "made.xlsx")
        _write(str(packed), sheets, {"constant_memory": True, "tmpdir": folder})
        return packed.read_bytes()


def _write(out: io.BytesIO | str, sheets: Sequence[Sheet], how: dict[str, Any]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(out, {**how, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE_ON})
    lists, looks = _Lists(), _Looks(book)
    titles = _titles([sheet.title for sheet in sheets])
    try:
        for title, sheet in zip(titles, sheets, strict=True):
            _write_sheet(book, book.add_worksheet(title), sheet, looks, lists)
        lists.write(book)
    finally:
        book.close()


class _Lists:
    """The values of all choices, on a sheet of their own: written into the rule itself they may have 255 characters."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, ...]] = []

    def source(self, choices: tuple[str, ...]) -> str:
        """The range holding `choices`, as a reference."""
        if choices not in self.columns:
            self.columns.append(choices)
        from xlsxwriter.utility import xl_col_to_name

        letters = xl_col_to_name(self.columns.index(choices), col_abs=True)
        return f"={LISTS}!{letters}$1:{letters}${len(choices)}"

    def write(self, book: "xlsxwriter.Workbook") -> None:
        if not self.columns:
            return
        page = book.add_worksheet(LISTS)
        page.very_hidden()
        for column, choices in enumerate(self.columns):
            for row, choice in enumerate(choices):
                page.write_string(row, column, choice)


class _Looks:
    """The workbook's formats, one object for each look."""

    def __init__(self, book: "xlsxwriter.Workbook") -> None:
        self._book = book
        self._made: dict[tuple[Kind | None, bool], Format] = {}

    def of(self, kind: Kind | None, *, quoted: bool = False) -> "Format":
        """The look of a kind; None is a bare number. `quoted` tells Excel once more that it is text."""
        key = kind, quoted
        if key not in self._made:
            look = {"valign": "top", "font_size": 10, **(_FORMATS[kind] if kind else {})}
            self._made[key] = self._book.add_format({**look, "quote_prefix": True} if quoted else look)
        return self._made[key]


def _write_sheet(book: "xlsxwriter.Workbook", page: "Worksheet", sheet: Sheet, looks: _Looks, lists: _Lists) -> None:
    head = book.add_format({**_HEAD, "quote_prefix": True})
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, looks.of(column.kind))
        page.write_string(0, index, column.header, head)
        if column.note:
            page.write_comment(0, index, column.note, {"x_scale": 2})
    if sheet.levels:
        page.outline_settings(symbols_below=False)
    row = 0
    for row, values in enumerate(sheet.rows, start=1):
        if sheet.levels and sheet.levels[row - 1]:
            page.set_row(row, None, None, {"level": min(sheet.levels[row - 1], _DEEPEST)})
        for index, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            _write_value(page, row, index, value, column.kind, looks)
    last_row = row + sheet.spare_rows
    for index, column in enumerate(sheet.columns):
        if column.choices and last_row:
            page.data_validation(1, index, last_row, index, {"validate": "list", "source": lists.source(column.choices)})
    page.freeze_panes(1, 0)
    if sheet.columns:
        page.autofilter(0, 0, last_row, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_value(page: "Worksheet", row: int, column: int, value: object, kind: Kind, looks: _Looks) -> None:
    if hasattr(value, "item"):
        value = value.item()  # a numpy scalar
    if _is_missing(value) or value == "":
        page.write_blank(row, column, None, looks.of(kind))
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, looks.of(kind))
    elif isinstance(value, datetime):
        shown = kind if kind in _DATES else Kind.MOMENT
        page.write_datetime(row, column, value.replace(tzinfo=None), looks.of(shown))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, looks.of(kind if kind in _DATES else Kind.DATE))
    elif isinstance(value, (Integral, Real, Decimal)) and _is_exact(value):
        page.write_number(row, column, float(value), looks.of(None if kind in _WORDS else kind))
    else:
        _write_text(page, row, column, str(value), kind, looks)


def _is_missing(value: object) -> bool:
    """None, infinite, or NaN, NaT and pandas' NA, which alone are not equal to themselves."""
    try:
        return value is None or bool(value != value) or value in (float("inf"), float("-inf"))
    except (TypeError, ArithmeticError):  # NA has no truth; a signalling NaN no comparison
        return True


def _is_exact(number: Integral | Real | Decimal) -> bool:
    if isinstance(number, float):
        return True
    digits = Decimal(str(number)).normalize().as_tuple()
    return len(digits.digits) <= EXACT_DIGITS and -300 < int(digits.exponent) < 290


def _write_text(page: "Worksheet", row: int, column: int, text: str, kind: Kind, looks: _Looks) -> None:
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be stored
    length = len(text.encode("utf-16-le")) // 2  # Excel counts as UTF-16 does
    if length > CELL_LIMIT:
        raise CellTooLong(length=length, limit=CELL_LIMIT)
    shown = Kind.WRAPPED if kind is Kind.WRAPPED else Kind.TEXT
    page.write_string(row, column, text, looks.of(shown, quoted=_is_risky(text)))


def _titles(wanted: Iterable[str]) -> list[str]:
    """Sheet names as Excel takes them: 31 characters, without []:*?/\\, all different."""
    taken = {LISTS}
    titles = []
    for text in wanted:
        stem = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text).strip(" '") or "Sheet"
        title, number = stem[:31], 2
        while title.casefold() in taken or title.casefold() == "history":
            title, number = f"{stem[:26]} ({number})", number + 1
        taken.add(title.casefold())
        titles.append(title)
    return titles


_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _is_risky(text: str) -> bool:
    return text.lstrip(" ").startswith(_RISKY)


def csv_safe(value: object) -> object:
    """`value` for a CSV that a spreadsheet may open: text that would run as a formula begins with an apostrophe."""
    return "'" + value if isinstance(value, str) and _is_risky(value) else value


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with the mark by which Excel recognises it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([csv_safe(header) for header in headers])
    writer.writerows([csv_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def read(
    data: bytes, *, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS, told: Callable[[int], object] = lambda rows: None
) -> dict[str, list[tuple[object, ...]]]:
    """The values of a foreign workbook: sheet title -> rows, the empty ends of rows and sheets cut off.

    Formulas give the value last computed. Columns beyond `max_columns` are left out; hidden lists of our own
    workbooks too. `told` is told now and then how many rows of a sheet are read. Refuses EmptyFile, FileTooLarge, what `check_zip` refuses, NotAWorkbook, TooManySheets, TooManyRows.
    """
    check_size(data)
    archive = check_zip(data)
    try:
        if "xl/workbook.xml" not in archive.namelist() or _has_doctype(archive):
            raise NotAWorkbook()
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if len(book.worksheets) > MAX_SHEETS:
            raise TooManySheets(limit=MAX_SHEETS)
        found = {sheet.title: _rows(sheet, max_rows, max_columns, told) for sheet in book.worksheets if sheet.title != LISTS}
        book.close()
    except Refusal:
        raise
    except Exception as damaged:  # ten different classes under fuzzing
        raise NotAWorkbook() from damaged
    return found


_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")


def _has_doctype(archive: Any) -> bool:
    """Whether a part declares XML entities, which no real workbook does and which can unfold without end."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(4096).upper():
                    return True
    return False


def _rows(sheet: Any, max_rows: int, max_columns: int, told: Callable[[int], object]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    empty = 0
    for values in sheet.iter_rows(values_only=True, max_col=max_columns):
        last = next((end for end in range(len(values), 0, -1) if values[end - 1] is not None), 0)
        rows.append(tuple(_plain(value) for value in values[:last]))
        empty = 0 if last else empty + 1
        if len(rows) % TOLD_EVERY == 0:
            told(len(rows))
        if len(rows) - empty > max_rows:
            raise TooManyRows(sheet=sheet.title, limit=max_rows)
        if empty == MAX_EMPTY_RUN:
            break
    return rows[: len(rows) - empty]


def _plain(value: object) -> object:
    """Workbooks write control characters as _x000D_, which openpyxl leaves as it is."""
    if isinstance(value, str) and "_x00" in value:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return value


def by_header(rows: Sequence[Sequence[object]]) -> list[Mapping[str, object]]:
    """Rows below the first as header -> value; cells without a header are left out, missing ones are None."""
    if not rows:
        return []
    headers = [str(cell).strip() if cell is not None else "" for cell in rows[0]]
    return [
        {header: row[index] if index < len(row) else None for index, header in enumerate(headers) if header}
        for row in rows[1:]
    ]

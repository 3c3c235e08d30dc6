"""What comes in as a file or as text, as the rows of its sheets. Nothing here asks the database."""

import csv
import io
import re
from collections.abc import Callable, Sequence

from core.errors import Refusal
from core.exchange import workbook
from core.exchange.plan_table.rules import HEADING_ROWS, NothingBelow, recognised
from core.exchange.plan_table.writing import unsafe
from core.files.rules import NotText, check_size, decode_text
from core.planning.rules.sheet import MOST_ROWS
from core.words import N_

MAX_COLUMNS = 100
SEPARATORS = "\t,;"
ENCODINGS = ("utf-8-sig", "gb18030", "big5")
"""Tried in this order; of two that both read a file, the one in which more headings are known."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEPARATOR_TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

Rows = list[tuple[object, ...]]


class OldWorkbook(Refusal):
    message = N_("This is a workbook of the old kind (.xls). Please save it as .xlsx, then upload it again.")


class NoTable(Refusal):
    message = N_("The file holds no table that can be read. Please save it as Excel (.xlsx) or as CSV in UTF-8.")


def sheets(data: bytes, told: Callable[[int], object] = lambda rows: None) -> dict[str, Rows]:
    """The sheets of an Excel workbook that hold anything, or the one of a CSV file, which has no title.

    `told` is told now and then how many rows are read. Refuses EmptyFile, FileTooLarge, OldWorkbook, NoTable, NothingBelow,
    and what `workbook.read` refuses of a damaged or dangerous file.
    """
    check_size(data)
    if data.startswith(_OLD_OFFICE):
        raise OldWorkbook()
    if data.startswith(b"PK"):
        found: dict[str, Rows] = workbook.read(data, max_rows=MOST_ROWS + HEADING_ROWS, max_columns=MAX_COLUMNS, told=told)
    else:
        found = {"": _text(data)}
    found = {title: rows for title, rows in found.items() if rows}
    if not found:
        raise NothingBelow()
    return found


def usual(found: dict[str, Rows]) -> str:
    """The sheet that is probably meant: the first that has known headings and rows below them, else the first."""
    return next((title for title, rows in found.items() if len(rows) > 1 and recognised(rows)), next(iter(found)))


def _text(data: bytes) -> Rows:
    if b"\x00" in data[:400] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16 without its mark: half of the bytes of plain letters are zero
        encodings: Sequence[str] = ("utf-16-le",) if data[1:400:2].count(0) >= data[:400:2].count(0) else ("utf-16-be",)
    else:
        encodings = ENCODINGS
    best: tuple[int, int, int, str, str] | None = None
    for place, encoding in enumerate(encodings):
        try:
            text = decode_text(data, (encoding,))
        except NotText:
            continue
        told = _SEPARATOR_TOLD.match(text)
        text = text[told.end() :] if told else text
        first = "\n".join(text.splitlines()[:HEADING_ROWS])
        for separator in told[1] if told else SEPARATORS:
            score = recognised(_rows(first, separator)), -place, first.count(separator), separator, text
            best = score if best is None or score[:3] > best[:3] else best
    if best is None:
        raise NoTable()
    return _rows(best[4], best[3])


def _rows(text: str, separator: str) -> Rows:
    found: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            found.append(tuple(unsafe(cell) for cell in row[:MAX_COLUMNS]))
            if len(found) > MOST_ROWS + HEADING_ROWS:
                raise workbook.TooManyRows(sheet="1", limit=MOST_ROWS)
    except (csv.Error, ValueError) as damaged:  # a cell without end, a sign that cannot separate
        raise NoTable() from damaged
    while found and not any(found[-1]):
        found.pop()
    return found

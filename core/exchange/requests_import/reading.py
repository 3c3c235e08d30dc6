"""What comes in as a file of tickets: CSV, Excel or JSON lines, row by row and only the columns that the mapping names.

A log of 150,000 rows is read without ever keeping more of it than those texts, each different one once. Nothing here asks
the database.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter

from core.errors import Refusal
from core.exchange import workbook
from core.exchange.requests_import import tickets as t
from core.exchange.requests_import.cells import text_of
from core.exchange.requests_import.fields import Field
from core.exchange.requests_import.history import Raw
from core.exchange.requests_import.rules import Map, check_columns, columns_of
from core.exchange.requests_import.tickets import Faults
from core.files.rules import EmptyFile, FileTooLarge
from core.words import N_

MB = 2**20
LARGEST_MB = 400
ROWS_AT_MOST = 2_000_000
WORKBOOK_ROWS = 250_000
COLUMNS_AT_MOST = 300
CELL_AT_MOST = 2_000_000
SEPARATORS = ",;\t|"
ENCODINGS = ("utf-8-sig", "gb18030", "big5")
"""Tried in this order; of two that both read the headings, the one in which more columns of the mapping are found."""
_HEAD = 65_536
SOUND = 30
"""So many bytes of letters beyond ASCII that make sense as UTF-8 are no accident."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NotATable(Refusal):
    message = N_("The file holds no table that can be read. Save it as CSV in UTF-8, as Excel (.xlsx) or as JSON lines.")


class OldWorkbook(Refusal):
    message = N_("This is a workbook of the old kind (.xls). Please save it as .xlsx, then upload it again.")


class NoSheet(Refusal):
    message = N_("The workbook has no sheet “{sheet}”. It has: {known}")


class TooManyTickets(Refusal):
    message = N_("The file has more than {limit} rows. Please split it.")


class NotDecoded(Refusal):
    message = N_("The text of the file cannot be read from row {row} on. Save it as UTF-8.")


@dataclass(frozen=True)
class Found:
    """The rows of a file by the id of their ticket, in the order in which ids come first; how many rows; the file's mark."""

    groups: Mapping[str, Sequence[Raw]]
    rows: int
    sha256: str


def read(data: bytes, mapped: Map, faults: Faults, *, told: Callable[[int], object] = lambda rows: None) -> Found:
    """The rows of a file, as far as `mapped` asks for them. Rows without an id, or broken ones, become faults.

    Refuses EmptyFile, FileTooLarge, OldWorkbook, NotATable, NoSheet, NotDecoded, TooManyTickets, MappedColumnMissing, and what a
    damaged or dangerous workbook is refused for.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise EmptyFile()
    if len(data) > LARGEST_MB * MB:
        raise FileTooLarge(limit=LARGEST_MB)
    if data.startswith(_OLD_OFFICE):
        raise OldWorkbook()
    if data.startswith(b"PK"):
        rows = _sheet(data, mapped)
    elif data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _grouped(_json(data, mapped, faults), data, mapped, faults, told)
    else:
        rows = _csv(data, mapped)
    return _grouped(_picked(rows, mapped, faults), data, mapped, faults, told)


# --- the kinds of file
def _sheet(data: bytes, mapped: Map) -> Iterator[Sequence[str]]:
    sheets = workbook.read(data, max_rows=WORKBOOK_ROWS, max_columns=COLUMNS_AT_MOST)
    if mapped.sheet and mapped.sheet not in sheets:
        raise NoSheet(sheet=mapped.sheet[:60], known=", ".join(sheets)[:200])
    filled = {title: rows for title, rows in sheets.items() if rows}
    if not filled:
        raise EmptyFile()
    wanted = {column for pattern in mapped.columns.values() for column in columns_of(pattern)}
    title = mapped.sheet or max(filled, key=lambda one: len(wanted & {text_of(cell) for cell in filled[one][0]}))
    return ([text_of(cell) for cell in row] for row in filled.get(title, ()))


def _csv(data: bytes, mapped: Map) -> Iterator[Sequence[str]]:
    wanted = {column for pattern in mapped.columns.values() for column in columns_of(pattern)}
    best: tuple[int, int, str, str] | None = None
    for place, encoding in enumerate(_encodings(data)):
        head = data[:_HEAD].decode(encoding, "ignore")
        for separator in SEPARATORS:
            headings = _first(head, separator)
            score = len(wanted & set(headings)), -place, encoding, separator
            if (score[0] or len(headings) > 1) and (best is None or score[:2] > best[:2]) and (score[0] or best is None):
                best = score
    if best is None:
        raise NotATable()
    return _csv_rows(data, best[2], best[3])


def _encodings(data: bytes) -> Sequence[str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    if b"\x00" in data[:400]:  # UTF-16 without its mark: half of the bytes of plain letters are zero
        return ("utf-16-le",) if data[1:400:2].count(0) >= data[:400:2].count(0) else ("utf-16-be",)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as broken:
        # One bad byte behind much sound UTF-8 is a damaged file, not another encoding.
        sound = sum(byte > 127 for byte in data[max(0, broken.start - _HEAD) : broken.start])
        return ENCODINGS[:1] if sound >= SOUND else ENCODINGS[1:]
    return ENCODINGS[:1]


def _first(head: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), [])]
    except csv.Error:
        return []


def _csv_rows(data: bytes, encoding: str, separator: str) -> Iterator[Sequence[str]]:
    kept = csv.field_size_limit(CELL_AT_MOST)
    number = 0
    try:
        with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as text:
            for row in csv.reader(text, delimiter=separator):
                number += 1
                yield row
    except UnicodeDecodeError as broken:
        raise NotDecoded(row=number + 1) from broken
    except csv.Error as broken:
        raise NotATable() from broken
    finally:
        csv.field_size_limit(kept)


def _json(data: bytes, mapped: Map, faults: Faults) -> Iterator[Raw]:
    """Objects, one a line; the headings are all keys of the first 100 of them, so that a key that comes late is no fault."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as broken:
        raise NotDecoded(row=data[: broken.start].count(b"\n") + 1) from broken
    known: dict[str, None] = {}
    for line in lines[:100]:
        one = _object(line)
        known |= dict.fromkeys(one or ())
    check_columns(mapped, known)
    headings = list(known)
    take = _taker(mapped, headings)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        one = _object(line)
        if one is None:
            faults.add(number, "", t.NOT_JSON)
            continue
        yield number, take([_cell(one.get(key)) for key in headings])


def _cell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else text_of(value)


def _object(line: str) -> dict[str, object] | None:
    try:
        one = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return one if isinstance(one, dict) else None


# --- from cells to the fields that the mapping names
def _taker(mapped: Map, headings: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What takes the texts of all fields out of a row that is as long as the headings."""
    places = {name: place for place, name in reversed(list(enumerate(headings)))}  # of two columns of one name the first
    patterns = [(place, pattern, columns_of(pattern)) for place, pattern in enumerate(mapped.columns.values()) if pattern not in places]
    plain = itemgetter(*(places.get(pattern, 0) for pattern in mapped.columns.values()))  # a mapping has at least three columns

    def take(row: Sequence[str]) -> tuple[str, ...]:
        found = plain(row)
        if not patterns:
            return found  # type: ignore[no-any-return]
        filled = list(found)
        for place, pattern, named in patterns:
            told = [cell if (cell := row[places[name]].strip()) not in mapped.missing else "–" for name in named]
            filled[place] = "" if all(one == "–" for one in told) else _filled(pattern, named, told)
        return tuple(filled)

    return take


def _filled(pattern: str, named: Sequence[str], cells: Sequence[str]) -> str:
    for name, cell in zip(named, cells, strict=True):
        pattern = pattern.replace("{" + name + "}", cell)
    return pattern


def _picked(rows: Iterable[Sequence[str]], mapped: Map, faults: Faults) -> Iterator[Raw]:
    numbered = enumerate(rows, 1)
    headings: list[str] = []
    for _, row in numbered:
        if any(cell.strip() for cell in row):
            headings = [cell.strip().removeprefix("\ufeff") for cell in row]
            break
    if not headings:
        raise NotATable()
    check_columns(mapped, headings)
    take, wide = _taker(mapped, headings), len(headings)
    for number, row in numbered:
        if len(row) != wide:
            if not any(row):
                continue
            if len(row) > wide and any(cell.strip() for cell in row[wide:]):
                faults.add(number, "", t.SHORT_ROW, cells=len(row), headings=wide)
                continue
            row = [*row, *[""] * (wide - len(row))]
        yield number, take(row)


def _grouped(picked: Iterable[Raw], data: bytes, mapped: Map, faults: Faults, told: Callable[[int], object]) -> Found:
    groups: dict[str, list[Raw]] = {}
    same: dict[str, str] = {}
    place, blank = list(mapped.columns).index(Field.ID), mapped.missing
    rows = 0
    for number, texts in picked:
        rows += 1
        if rows > ROWS_AT_MOST:
            raise TooManyTickets(limit=ROWS_AT_MOST)
        if not rows % 5000:
            told(rows)
        kept = tuple([same.setdefault(text, text) if len(text) < 200 else text for text in map(str.strip, texts)])
        if kept[place] in blank:
            faults.add(number, mapped.columns[Field.ID], t.EMPTY)
            continue
        groups.setdefault(kept[place], []).append((number, kept))
    return Found(groups, rows, sha256(data).hexdigest())

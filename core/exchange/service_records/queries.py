"""Service records from files and from what is pasted. Nothing here asks the database: pages call it before they open a deed."""

import csv
import io
from collections.abc import Mapping, Sequence

from core.exchange import workbook
from core.exchange.service_records import rules
from core.exchange.workbook import Column, Kind
from core.files.rules import FileKind, UnknownKind, check_size, decode_text, sniff
from core.inspection.objects.rules import AT_ONCE, Line
from core.words import N_, Content, Language, pick, translate

MAX_COLUMNS = 40
SEPARATORS = "\t,;"


def read_file(data: bytes, types: Mapping[str, Content], channels: Mapping[str, Content] | None = None) -> list[Line]:
    """The service records in an Excel workbook or a CSV file; `types` are the customer types and `channels` the channels by code.

    Refuses FaultyRecords with every fault, UnknownKind, and what `workbook.read` refuses of a damaged or dangerous file.
    """
    check_size(data)
    kind = sniff(data)
    if kind is FileKind.XLSX:
        sheets = workbook.read(data, max_rows=AT_ONCE + rules.HEADING_ROWS, max_columns=MAX_COLUMNS)
        return rules.lines(next((rows for rows in sheets.values() if rows), []), types, channels)
    if kind in (FileKind.CSV, FileKind.TEXT):
        return rules.lines(_rows(decode_text(data)), types, channels)
    raise UnknownKind()


def read_text(text: str, types: Mapping[str, Content], channels: Mapping[str, Content] | None = None) -> list[Line]:
    """The service records in what was pasted from a spreadsheet. Refuses FaultyRecords with every fault."""
    return rules.lines(_rows(text), types, channels)


def _rows(text: str) -> list[Sequence[object]]:
    """Rows of a table in text; what separates its cells is what its first lines have most of."""
    first = "\n".join(text.splitlines()[: rules.HEADING_ROWS])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count))
    rows: list[Sequence[object]] = []
    try:
        for row in reader:
            rows.append(row[:MAX_COLUMNS])
            if len(rows) > AT_ONCE + rules.HEADING_ROWS:
                raise workbook.TooManyRows(sheet="1", limit=AT_ONCE)
    except csv.Error as damaged:  # a cell without end
        raise UnknownKind() from damaged
    return rows


def empty_table(types: Mapping[str, Content], channels: Mapping[str, Content], language: Language) -> bytes:
    """An Excel table to be filled in: the headings, with the customer types and channels to choose from."""
    wide = {rules.CUSTOMER: 32.0, rules.PROJECT: 18.0, rules.DEMAND: 40.0, rules.RESULT: 40.0, rules.FEEDBACK: 40.0, rules.REFERENCE: 24.0}
    offered = {rules.TYPE: types, rules.CHANNEL: channels}
    columns = tuple(
        Column(
            words[language][0], wide.get(field, 16.0), Kind.DATE if field == rules.DATE else Kind.TEXT,
            tuple(pick(name, language) for name in offered.get(field, {}).values()),
        )
        for field, words in rules.HEADINGS.items()
    )  # fmt: skip
    return workbook.write([workbook.Sheet(translate(language, N_("Service records")), columns, (), spare_rows=200)])

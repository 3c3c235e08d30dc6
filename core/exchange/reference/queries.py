"""Reference tables as files. Nothing here asks the database: pages call it before they open a deed."""

from collections.abc import Mapping

from core.exchange import workbook
from core.exchange.reference import rules
from core.exchange.workbook import Column, Kind
from core.reference.rules import Line, Table
from core.words import Language, pick

MAX_COLUMNS, MAX_ROWS = 40, 2000


def write_excel(table: Table, used: Mapping[str, int], language: Language) -> bytes:
    """`table` as a workbook in the words of `language`; `read_excel` reads it back the same."""
    yes, no = (rules.YES[language][0], "no" if language is Language.ENGLISH else "否")

    def column(field: str, width: float, kind: Kind = Kind.TEXT, choices: tuple[str, ...] = ()) -> Column:
        return Column(rules.HEADINGS[field][language][0], width, kind, choices)

    columns = (
        column(rules.CODE, 20), *(column(one.value, 32) for one in Language), column(rules.RETIRED, 10, choices=(no, yes)),
        column(rules.USED, 12, Kind.INTEGER),
    )  # fmt: skip
    rows = [
        (entry.code, *(entry.name.get(one.value, "") for one in Language), yes if entry.retired else no, used.get(entry.code, 0))
        for entry in table.entries
    ]
    return workbook.write([workbook.Sheet(pick(table.name, language), columns, rows, spare_rows=50)])


def read_excel(data: bytes) -> list[Line]:
    """The lines of the table in the workbook `data`. Refuses FaultyTable with every fault, and what `workbook.read`
    refuses of a damaged or dangerous file."""
    return rules.lines(workbook.read(data, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS))

"""The rows of a workbook as the lines of a reference table, with every fault named by its row. Pure.

The words are part of the file format, so they stand here and not in the message catalogues. The first of a language is
written; all are read, whatever their case, width and spaces.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from core.reference.rules import Fault, FaultyTable, Line
from core.words import N_, Language

EN, HANS, HANT = Language.ENGLISH, Language.SIMPLIFIED, Language.TRADITIONAL
CODE, RETIRED, USED = "code", "retired", "used"
HEADINGS: Mapping[str, Mapping[Language, tuple[str, ...]]] = {
    CODE: {EN: ("Code",), HANS: ("代码", "编码"), HANT: ("代碼", "編碼")},
    EN.value: {language: ("Name · English", "English", "Name English", "英文") for language in Language},
    HANS.value: {language: ("Name · 简体中文", "简体中文", "Simplified Chinese", "简体") for language in Language},
    HANT.value: {language: ("Name · 繁體中文", "繁體中文", "Traditional Chinese", "繁體") for language in Language},
    RETIRED: {EN: ("Retired",), HANS: ("已停用", "停用"), HANT: ("已停用", "停用")},
    USED: {EN: ("Used by",), HANS: ("使用记录数",), HANT: ("使用筆數",)},
}
YES: Mapping[Language, tuple[str, ...]] = {EN: ("yes", "y", "true", "1", "x"), HANS: ("是",), HANT: ("是",)}
NO = ("", "no", "n", "false", "0", "否")
HEADING_ROWS = 10
"""A title may stand above the headings, but not a page of text."""

Cells = Sequence[object]


def normal(value: object) -> str:
    """One way of writing for the same heading or word."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _text(value))).casefold()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


_KNOWN = {normal(word): field for field, words in HEADINGS.items() for many in words.values() for word in many}
_YES = {normal(word) for many in YES.values() for word in many}


def lines(sheets: Mapping[str, Sequence[Cells]]) -> list[Line]:
    """The table in the first sheet that has its headings. Refuses FaultyTable with every fault."""
    for rows in sheets.values():
        for number, row in enumerate(rows[:HEADING_ROWS]):
            fields = [_KNOWN.get(normal(cell)) for cell in row]
            if CODE in fields and any(language.value in fields for language in Language):
                return _read(rows, number)
    raise FaultyTable([Fault(0, N_("No sheet has the headings of a reference table. Export one to see how they read."))])


def _read(rows: Sequence[Cells], head: int) -> list[Line]:
    faults = list(_heading_faults(rows[head], head + 1))
    columns = {_KNOWN[normal(cell)]: index for index, cell in reversed(list(enumerate(rows[head]))) if normal(cell) in _KNOWN}
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(_text(cell).strip() for cell in row):
            continue

        def cell(field: str, row: Cells = row) -> str:
            index = columns.get(field)
            return _text(row[index]) if index is not None and index < len(row) else ""

        retired = normal(cell(RETIRED))
        if retired not in _YES and retired not in NO:
            faults.append(Fault(number, N_("“{value}” is neither yes nor no."), {"value": cell(RETIRED)[:40]}))
        found.append(Line(number, cell(CODE).strip(), {language.value: cell(language.value) for language in Language}, retired in _YES))
    if not found:
        faults.append(Fault(0, N_("There is no row below the headings.")))
    if faults:
        raise FaultyTable(faults)
    return found


def _heading_faults(row: Cells, number: int) -> Iterator[Fault]:
    seen: set[str] = set()
    for cell in row:
        if not normal(cell):
            continue
        field = _KNOWN.get(normal(cell))
        if field is None:
            yield Fault(number, N_("The column “{column}” is not known."), {"column": _text(cell)[:60]})
        elif field in seen:
            yield Fault(number, N_("The column “{column}” stands twice."), {"column": _text(cell)[:60]})
        else:
            seen.add(field)

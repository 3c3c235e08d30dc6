"""Checklist files read and written. Nothing here asks the database: pages call it before they open a deed."""

from core.config import ROOT
from core.exchange import workbook
from core.exchange.checklist import reading, rules, writing
from core.inspection.templates.rules import Draft
from core.words import Language

LIBRARY = ROOT / "data" / "checklists"
MAX_COLUMNS, MAX_ROWS = 100, 5000


def from_toml(data: bytes) -> Draft:
    """The checklist in a TOML file. Refuses FaultyChecklist with every fault."""
    return rules.from_toml(data)


def library() -> list[Draft]:
    """The checklists that come with the house, by code."""
    return sorted((from_toml(path.read_bytes()) for path in LIBRARY.glob("*.toml")), key=lambda draft: draft.code)


def read_excel(data: bytes, name: str) -> Draft:
    """The checklist in the workbook `data`, called `name`. Refuses FaultyChecklist with every fault, and what
    `workbook.read` refuses of a damaged or dangerous file."""
    return reading.read(workbook.read(data, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS), name)


def read_file(data: bytes, name: str) -> Draft:
    """The checklist in a file of either kind, by its name's ending. Refuses as `read_excel` and `from_toml` do."""
    return from_toml(data) if name.lower().endswith(".toml") else read_excel(data, name)


def write_excel(draft: Draft, language: Language) -> bytes:
    """`draft` as a workbook in the words of `language`; `read_excel` reads it back the same."""
    return workbook.write(writing.sheets(draft, language))


def write_toml(draft: Draft) -> bytes:
    """`draft` as a TOML file in the form of data/checklists."""
    return rules.to_toml(draft).encode()

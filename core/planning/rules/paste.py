"""Rows of a plan pasted from a spreadsheet, or written by hand. Pure.

A line is a row: name, duration, predecessors, deliverable, quality standard, with tabs between. Predecessors are counted
within what is pasted. How deep a row lies is told by a WBS number before its name (1.2 Ask), else by blanks (two a level).
A first line of headings is passed over.
"""

import re
import unicodedata
from collections.abc import Sequence

from core.errors import Fault, Faulty, Refusal
from core.planning.rules import notation, outline
from core.planning.rules.notation import Scale, amount, before, written_before
from core.planning.rules.sheet import MOST_ROWS, NAME_LIMIT, TEXT_LIMIT, Kind, Row
from core.words import N_

_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,4})*)\.?[\s　]+(?=\S)")
_HEADINGS = {"task", "name", "task name", "任务", "任務", "任务名称", "任務名稱", "名称", "名稱"}
COLUMNS = 5
MOST_LETTERS = 2_000_000


class FaultyRows(Faulty):
    message = N_("{count} faults were found in the rows; nothing was saved.")


class NoRows(Refusal):
    message = N_("There is no row in the text. Write one task a line.")


def rows(text: str, scale: Scale) -> list[Row]:
    """The rows written in `text`, numbered from 1 in their order. Refuses FaultyRows with every fault, NoRows.

    A row with the duration 0 and nothing within it is a milestone; a row without duration a day long, or a summary.
    """
    lines = [(number, line.split("\t")) for number, line in enumerate(text[:MOST_LETTERS].replace("\r\n", "\n").split("\n"), 1) if line.strip()]
    if lines and unicodedata.normalize("NFKC", lines[0][1][0]).strip().lower() in _HEADINGS:
        lines = lines[1:]
    if not lines:
        raise NoRows()
    if len(lines) > MOST_ROWS:
        raise FaultyRows([Fault(0, N_("These are {count} rows; a plan has at most {most}."), {"count": len(lines), "most": MOST_ROWS})])
    named = [_named(cells[0]) for _, cells in lines]
    levels = outline.normal([level for level, _ in named])
    summary = outline.summaries(levels)
    faults: list[Fault] = []
    found = []
    for place, (number, cells) in enumerate(lines):
        cells = [unicodedata.normalize("NFKC", cell).strip() for cell in (*cells, *[""] * COLUMNS)]
        if not (name := named[place][1]) or len(name) > NAME_LIMIT:
            faults.append(Fault(number, N_("A task needs a name of at most {most} characters."), {"most": NAME_LIMIT}))
        if any(len(cell) > TEXT_LIMIT for cell in cells[3:COLUMNS]):
            faults.append(Fault(number, N_("Deliverable and quality standard have at most {most} characters."), {"most": TEXT_LIMIT}))
        try:
            duration, elapsed = amount(cells[1], scale) if cells[1] and not summary[place] else (0 if summary[place] else scale.day, False)
            waits = before(cells[2], range(1, len(lines) + 1), scale)
        except Refusal as refusal:
            faults.append(Fault(number, refusal.message, refusal.facts))
            continue
        kind = Kind.MILESTONE if duration == 0 and not summary[place] else Kind.TASK
        found.append(Row(place + 1, name, levels[place], kind, duration, elapsed, waits, deliverable=cells[3], standard=cells[4]))
    if faults:
        raise FaultyRows(faults)
    return found


def _named(cell: str) -> tuple[int, str]:
    """How deep a row says that it lies, and its name."""
    text = cell.replace("　", "  ")
    blanks = len(text) - len(text.lstrip())
    name = text.strip()
    if number := _NUMBER.match(name):
        return number[1].count(".") + 1, name[number.end() :].strip()
    return blanks // 2 + 1, name


def written(found: Sequence[Row], scale: Scale) -> str:
    """Rows as `rows` reads them back."""
    numbers = {row.uid: place for place, row in enumerate(found, 1)}
    wbs = outline.numbers([row.level for row in found])
    summary = outline.summaries([row.level for row in found])
    return "\n".join(
        "\t".join((f"{wbs[place]} {row.name}", "" if summary[place] else notation.written(row.duration, row.elapsed, scale), written_before(row.before, numbers, scale), row.deliverable, row.standard)).rstrip()
        for place, row in enumerate(found)
    )  # fmt: skip

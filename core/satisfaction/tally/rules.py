"""What an answer adds to the kept sums. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EVERYTHING = 0
"""The project of the rows that hold all of them together."""


class What(StrEnum):
    """What is counted besides the kinds of questions."""

    ANSWER = "answer"
    THEME = "theme"
    SENT = "sent"
    BACK = "back"


@dataclass(frozen=True)
class Cell:
    """One thing that is counted, of one project."""

    project_id: int
    month: date
    kind: str
    dimension: str
    question: str
    channel: str
    source: str
    value: int


def month_of(day: date) -> date:
    return day.replace(day=1)


def rows(into: Iterable[Cell], out: Iterable[Cell] = ()) -> list[dict[str, object]]:
    """Rows to add, for each project and for everything, in the order of their keys: two deeds at once meet them alike."""
    sums: Counter[Cell] = Counter()
    for sign, cells in ((1, into), (-1, out)):
        for cell in cells:
            for project in (EVERYTHING, cell.project_id):
                sums[Cell(project, cell.month, cell.kind, cell.dimension, cell.question, cell.channel, cell.source, cell.value)] += sign
    ordered = sorted((cell for cell, count in sums.items() if count), key=lambda cell: tuple(vars(cell).values()))
    return [vars(cell) | {"count": sums[cell]} for cell in ordered]

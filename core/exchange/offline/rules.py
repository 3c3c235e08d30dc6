"""What holds a sheet's file together, what refuses it, and what to make of two sides that moved apart. Pure.

The file carries a seal: a keyed checksum over every cell that is locked. A spreadsheet's own protection keeps people
from typing in the wrong place; the seal is what tells whether somebody took it off.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.inspection.templates.rules import Fault
from core.words import N_

FORMAT, FORMAT_REPEATED = "1", "2"
"""The arrangement of cells, and that of a sheet with repeated checkpoints. A file of another arrangement is refused by name,
not read by guess."""
SEAL = "_seal"
"""The hidden page that says which sheet the file belongs to."""
HEAD = 3
"""The row of headings, counted from 0; titles and directions stand above it, items below."""
MAX_ROWS, MAX_COLUMNS = 1500, 40


class Column(StrEnum):
    """The columns of the page of items, in their order."""

    CHECKPOINT = "checkpoint"
    CODE = "code"
    TEXT = "text"
    STANDARD = "standard"
    HOW = "how"
    ANSWER = "answer"
    REASON = "reason"
    NOTE = "note"
    VALUE_VERSION = "value_version"
    NOTE_VERSION = "note_version"
    BASE = "base"
    BASE_NOTE = "base_note"
    INSTANCE = "instance"


COLUMNS = tuple(Column)[:-1]
ARRANGED = {FORMAT: COLUMNS, FORMAT_REPEATED: tuple(Column)}
"""The columns by format. The last one names the instance of a repeated checkpoint: its number, or +1, +2 for what is not listed yet."""
OPEN = frozenset({Column.ANSWER, Column.REASON, Column.NOTE})
"""What is filled in. Everything else is locked and sealed."""
HIDDEN = frozenset({Column.VALUE_VERSION, Column.NOTE_VERSION, Column.BASE, Column.BASE_NOTE, Column.INSTANCE})


class SealField(StrEnum):
    """What the seal says. The checksum stands for all the rest."""

    FORMAT = "format"
    SHEET = "sheet"
    TEMPLATE_VERSION = "template_version"
    LANGUAGE = "language"
    MADE_AT = "made_at"
    CHECKSUM = "checksum"


class NotAForm(Refusal):
    message = N_("This is not the file of a scoring sheet. Download the sheet as Excel, fill that file in and upload it here.")


class UnknownFormat(Refusal):
    message = N_("This file was made by another version of the application. Download the sheet again and enter your answers there.")


class SealBroken(Refusal):
    message = N_("The locked part of this file was changed, so it is not taken in. Download the sheet again and enter your answers there.")


class AnotherSheet(Refusal):
    message = N_("This file belongs to scoring sheet {code}. Open that sheet and upload it there.")


class AnotherVersion(Refusal):
    message = N_("This file was made with another version of the checklist. Download the sheet again and enter your answers there.")


class NoLabel(Refusal):
    message = N_("Write the name or number of this record into its first row, or empty its rows.")


class OnlyLabelAndRemark(Refusal):
    message = N_("This row takes a name or number and a remark only.")


class FaultyForm(Refusal):
    """Carries every fault at once, so that the file is mended in one go."""

    message = N_("The file has {count} faults; nothing was saved. Mend these rows and upload it again.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


def checksum(secret: bytes, seal: dict[SealField, str], rows: Sequence[Sequence[str]]) -> str:
    """The keyed checksum over the seal's other fields and `rows`: all rows of the page of items, open cells left out."""
    said = [[field.value, seal.get(field, "")] for field in SealField if field is not SealField.CHECKSUM]
    text = json.dumps([said, [list(row) for row in rows]], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret, b"scoring sheet\0" + text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def locked(rows: Sequence[Sequence[str]], columns: Sequence[Column] = COLUMNS) -> list[list[str]]:
    """`rows` without what may be filled in. In the rows above the items everything is locked."""
    return [
        [("" if number > HEAD and column in OPEN else row[index] if index < len(row) else "") for index, column in enumerate(columns)]
        for number, row in enumerate(rows)
    ]


def sealed_note(note: str) -> str:
    """A note as the file remembers it: enough to see whether it was changed there."""
    return hashlib.sha256(note.encode("utf-8", "replace")).hexdigest()[:32] if note else ""


class Verdict(StrEnum):
    """What became of an answer or a note between the download and the upload."""

    NEW = "new"
    CHANGED = "changed"
    CLEARED = "cleared"
    CLASH = "clash"

    @property
    def label(self) -> str:
        return {
            Verdict.NEW: N_("New"),
            Verdict.CHANGED: N_("Changed in the file"),
            Verdict.CLEARED: N_("Emptied in the file"),
            Verdict.CLASH: N_("Changed on both sides"),
        }[self]


CHOSEN = frozenset({Verdict.NEW, Verdict.CHANGED})
"""What is taken in unless it is unticked. To empty an answer, and to replace one given meanwhile, is a choice."""


@dataclass(frozen=True)
class Side:
    """One side's word: what it says in a form that can be compared, and whether that is nothing."""

    word: str
    empty: bool


def verdict(base: str, yours: Side, theirs: Side, *, moved: bool) -> Verdict | None:
    """What to make of `yours` (the file) and `theirs` (the database, `moved` since the download), which began as `base`.

    None: nothing to take in, because the file says nothing new or both say the same.
    """
    if yours.word in (base, theirs.word):
        return None
    if moved and not theirs.empty:
        return Verdict.CLASH
    if yours.empty:
        return Verdict.CLEARED
    return Verdict.NEW if theirs.empty else Verdict.CHANGED

"""The workbook of a sheet read back: whose it is, whether its locked part is whole, and what was filled in."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core import fields
from core.errors import Refusal
from core.exchange.offline import answers
from core.exchange.offline.rules import (
    COLUMNS,
    FORMAT,
    HEAD,
    SEAL,
    AnotherSheet,
    AnotherVersion,
    Column,
    FaultyForm,
    NotAForm,
    SealBroken,
    SealField,
    Side,
    UnknownFormat,
    Verdict,
    checksum,
    locked,
    sealed_note,
    verdict,
)
from core.inspection.sheets.actions import Value
from core.inspection.sheets.queries import SheetView
from core.inspection.sheets.rules import NOTE_LIMIT
from core.inspection.templates.queries import Question
from core.inspection.templates.rules import Fault
from core.words import N_


@dataclass(frozen=True)
class Entry:
    """A row as it was filled in, with what stood there when the file was made."""

    row: int
    code: str
    answer: str
    reason: str
    note: str
    value_version: int
    note_version: int
    base: str
    base_note: str


@dataclass(frozen=True)
class Form:
    """A file whose seal holds."""

    sheet: str
    template_version: str
    made_at: datetime
    checksum: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Difference:
    """An answer (`answers`) or a note that the file would change: what is kept now, since when, and what the file says.

    `seen` is the version that is kept now: saving over another one is refused.
    """

    item_id: int
    code: str
    is_note: bool
    theirs: Value | str
    theirs_at: datetime | None
    yours: Value | str
    seen: int
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """What a file would change, item by item, and how many answers were changed here only and stay."""

    differences: tuple[Difference, ...]
    kept: int


def read(pages: Mapping[str, Sequence[Sequence[object]]], secret: bytes) -> Form:
    """The form in `pages` (title -> rows). Refuses NotAForm, UnknownFormat, SealBroken."""
    titles = [title for title in pages if title != SEAL]
    seal = {_text(row[0]): _text(row[1]) for row in pages.get(SEAL, ()) if len(row) > 1}
    if not titles or not seal:
        raise NotAForm()
    if seal.get(SealField.FORMAT) != FORMAT:
        raise UnknownFormat()
    rows = [[_text(cell) for cell in row] for row in pages[titles[0]]]
    expected = checksum(secret, {field: seal.get(field, "") for field in SealField}, locked(rows))
    if not hmac.compare_digest(expected.encode(), seal.get(SealField.CHECKSUM, "").encode("utf-8", "replace")):
        raise SealBroken()
    entries = tuple(_entry(number, row) for number, row in enumerate(rows[HEAD + 1 :], start=HEAD + 2))
    return Form(seal[SealField.SHEET], seal[SealField.TEMPLATE_VERSION], datetime.fromisoformat(seal[SealField.MADE_AT]), expected, entries)


def _entry(number: int, row: Sequence[str]) -> Entry:
    cell = {column: row[index] if index < len(row) else "" for index, column in enumerate(COLUMNS)}
    return Entry(
        number, cell[Column.CODE], cell[Column.ANSWER], cell[Column.REASON], cell[Column.NOTE],
        int(cell[Column.VALUE_VERSION]), int(cell[Column.NOTE_VERSION]), cell[Column.BASE], cell[Column.BASE_NOTE],
    )  # fmt: skip


def _text(value: object) -> str:
    """A cell as text: a number as Excel shows it, line ends as we write them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def compare(form: Form, view: SheetView) -> Comparison:
    """What `form` would change in `view` as it stands. Refuses AnotherSheet, AnotherVersion, FaultyForm with every fault."""
    if form.sheet != view.head.code:
        raise AnotherSheet(code=form.sheet)
    if form.template_version != str(view.head.template_version_id):
        raise AnotherVersion()
    questions = {question.code: question for question in view.checklist.questions}
    faults: list[Fault] = []
    differences: list[Difference] = []
    kept = 0
    for entry in form.entries:
        question = questions.get(entry.code)
        if question is None:
            raise AnotherVersion()
        value, note = _given(entry, question, view, faults)
        for one, moved in (_answer(entry, question, view, value), _note(entry, question, view, note)):
            differences += [one] if one else []
            kept += moved and one is None
    if faults:
        raise FaultyForm(faults)
    return Comparison(tuple(differences), kept)


def _given(entry: Entry, question: Question, view: SheetView, faults: list[Fault]) -> tuple[Value, str]:
    """What a row says; what is wrong with it is added to `faults`."""
    value, note = Value(None), ""
    for column, part in ((N_("Answer"), "answer"), (N_("Note"), "note")):
        try:
            if part == "answer":
                value = answers.read(question, entry.answer, entry.reason, view.checklist.na_reasons)
            else:
                note = fields.paragraph(entry.note, column, NOTE_LIMIT, needed=False)
        except Refusal as refusal:
            faults.append(Fault(N_("Row {row}, {code}"), refusal.message, dict(refusal.facts) | {"row": entry.row, "code": entry.code}))
    return value, note


def _answer(entry: Entry, question: Question, view: SheetView, value: Value) -> tuple[Difference | None, bool]:
    kept = view.answer(question.id)
    moved = kept.value_version != entry.value_version
    yours, theirs = (answers.word(one.mark, one.raw, one.na_reason, one.checked) for one in (value, kept))
    found = verdict(entry.base, Side(yours, not yours), Side(theirs, not theirs), moved=moved)
    if found is None:
        return None, moved and yours != theirs
    now = Value(kept.mark, kept.raw, kept.na_reason, kept.checked)
    return Difference(question.id, question.code, False, now, kept.answered_at, value, kept.value_version, found), moved


def _note(entry: Entry, question: Question, view: SheetView, note: str) -> tuple[Difference | None, bool]:
    kept = view.answer(question.id)
    moved = kept.note_version != entry.note_version
    yours, theirs = sealed_note(note), sealed_note(kept.note)
    found = verdict(entry.base_note, Side(yours, not note), Side(theirs, not kept.note), moved=moved)
    if found is None:
        return None, moved and yours != theirs
    return Difference(question.id, question.code, True, kept.note, None, note, kept.note_version, found), moved

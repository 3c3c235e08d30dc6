"""The workbook of a sheet read back: whose it is, whether its locked part is whole, and what was filled in."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core import fields
from core.errors import Refusal
from core.exchange.offline import answers
from core.exchange.offline.rules import (
    ARRANGED,
    HEAD,
    SEAL,
    AnotherSheet,
    AnotherVersion,
    Column,
    FaultyForm,
    NoLabel,
    NotAForm,
    OnlyLabelAndRemark,
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
from core.inspection.sheets.places import Added, named
from core.inspection.sheets.queries import SheetView
from core.inspection.sheets.rules import NOTE_LIMIT, Spot, TooManyInstances, check_label, same_label
from core.inspection.templates.queries import Checkpoint, Question
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
    checkpoint: str = ""
    instance: int = 0
    """Of a repeated checkpoint: its instance; below 0 one that was not listed when the file was made."""

    @property
    def filled(self) -> bool:
        return bool(self.answer or self.reason or self.note)


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
    instance: int = 0

    @property
    def spot(self) -> Spot:
        return Spot(self.item_id, self.instance)


@dataclass(frozen=True)
class Comparison:
    """What a file would change, item by item, and how many answers were changed here only and stay.

    `added` are the instances that are not listed here yet, by the number below 0 that the differences of theirs bear; `gone`
    names those that were taken out here since, whose rows are left out.
    """

    differences: tuple[Difference, ...]
    kept: int
    added: Mapping[int, Added] = field(default_factory=dict)
    gone: tuple[str, ...] = ()


def read(pages: Mapping[str, Sequence[Sequence[object]]], secret: bytes) -> Form:
    """The form in `pages` (title -> rows). Refuses NotAForm, UnknownFormat, SealBroken."""
    titles = [title for title in pages if title != SEAL]
    seal = {_text(row[0]): _text(row[1]) for row in pages.get(SEAL, ()) if len(row) > 1}
    if not titles or not seal:
        raise NotAForm()
    columns = ARRANGED.get(seal.get(SealField.FORMAT, ""))
    if columns is None:
        raise UnknownFormat()
    rows = [[_text(cell) for cell in row] for row in pages[titles[0]]]
    expected = checksum(secret, {one: seal.get(one, "") for one in SealField}, locked(rows, columns))
    if not hmac.compare_digest(expected.encode(), seal.get(SealField.CHECKSUM, "").encode("utf-8", "replace")):
        raise SealBroken()
    entries = tuple(_entry(number, row) for number, row in enumerate(rows[HEAD + 1 :], start=HEAD + 2))
    return Form(seal[SealField.SHEET], seal[SealField.TEMPLATE_VERSION], datetime.fromisoformat(seal[SealField.MADE_AT]), expected, entries)


def _entry(number: int, row: Sequence[str]) -> Entry:
    cell = {column: row[index] if index < len(row) else "" for index, column in enumerate(Column)}
    return Entry(
        number, cell[Column.CODE], cell[Column.ANSWER], cell[Column.REASON], cell[Column.NOTE],
        int(cell[Column.VALUE_VERSION]), int(cell[Column.NOTE_VERSION]), cell[Column.BASE], cell[Column.BASE_NOTE], cell[Column.CHECKPOINT],
        _instance(cell[Column.INSTANCE]),
    )  # fmt: skip


def _instance(cell: str) -> int:
    return -int(cell[1:]) if cell.startswith("+") else int(cell or 0)


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
    sections = {checkpoint.code: checkpoint for checkpoint in view.checklist.repeated.values()}
    if not all(entry.code in (sections if _names(entry, sections) else questions) for entry in form.entries):
        raise AnotherVersion()
    faults: list[Fault] = []
    differences: list[Difference] = []
    kept = 0
    added, known = _listed(form, view, sections, questions, faults)
    gone: dict[str, None] = {}
    for entry in form.entries:
        if _names(entry, sections):
            continue
        question = questions[entry.code]
        place = known.get((question.section_id, entry.instance), entry.instance)
        if place < 0 and place not in added:  # room that was left empty
            continue
        if place > 0 and not any(one.number == place for one in view.instances):
            gone.setdefault(entry.checkpoint)
            continue
        value, note = _given(entry, question, view, faults)
        for one, moved in (_answer(entry, question, view, value, place), _note(entry, question, view, note, place)):
            differences += [one] if one else []
            kept += moved and one is None
    if faults:
        raise FaultyForm(faults)
    return Comparison(tuple(differences), kept, added, tuple(gone))


def _names(entry: Entry, sections: Mapping[str, Checkpoint]) -> bool:
    """Whether a row names an instance rather than asking an item of it."""
    return entry.instance < 0 and entry.code in sections


def _listed(
    form: Form, view: SheetView, sections: Mapping[str, Checkpoint], questions: Mapping[str, Question], faults: list[Fault]
) -> tuple[dict[int, Added], dict[tuple[int, int], int]]:
    """The instances that the file adds, and what number stands for each room of the file (by checkpoint): theirs below 0.

    One whose name is listed here meanwhile is that one, so that a file that comes twice adds nothing twice.
    """
    rooms: dict[tuple[int, int], list[Entry]] = {}
    for entry in form.entries:
        if entry.instance < 0:
            section_id = sections[entry.code].id if _names(entry, sections) else questions[entry.code].section_id
            rooms.setdefault((section_id, entry.instance), []).append(entry)
    added: dict[int, Added] = {}
    known = dict.fromkeys(rooms, NOWHERE)
    for room, entries in rooms.items():
        if not any(entry.filled for entry in entries):
            continue
        first, here = entries[0], view.instances_of(room[0])
        try:
            found = _named(first, room[0])
            same = next((one.number for one in here if same_label(one.label, found.label)), None)
            if same is None:
                mine = [one.label for one in added.values() if one.section_id == room[0]]
                check_label(found.label, mine)
                repeat = sections[first.code].repeat
                if repeat and len(here) + len(mine) >= repeat.most:
                    raise TooManyInstances(most=repeat.most)
                added[-len(added) - 1] = found
            known[room] = same or -len(added)
        except Refusal as refusal:
            faults.append(Fault(N_("Row {row}, {code}"), refusal.message, dict(refusal.facts) | {"row": first.row, "code": first.code}))
    return added, known


def _named(entry: Entry, section_id: int) -> Added:
    """The instance that a row names. Refuses NoLabel, OnlyLabelAndRemark, TooLong."""
    if entry.reason:
        raise OnlyLabelAndRemark()
    if not entry.answer:
        raise NoLabel()
    return Added(section_id, *named(entry.answer, entry.note))


NOWHERE = -10_000
"""Stands for room that was left empty, or whose name is refused."""


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


def _answer(entry: Entry, question: Question, view: SheetView, value: Value, place: int) -> tuple[Difference | None, bool]:
    kept = view.answer(question.id, place)
    moved = kept.value_version != entry.value_version
    yours, theirs = (answers.word(one.mark, one.raw, one.na_reason, one.checked) for one in (value, kept))
    found = verdict(entry.base, Side(yours, not yours), Side(theirs, not theirs), moved=moved)
    if found is None:
        return None, moved and yours != theirs
    now = Value(kept.mark, kept.raw, kept.na_reason, kept.checked)
    return Difference(question.id, question.code, False, now, kept.answered_at, value, kept.value_version, found, place), moved


def _note(entry: Entry, question: Question, view: SheetView, note: str, place: int) -> tuple[Difference | None, bool]:
    kept = view.answer(question.id, place)
    moved = kept.note_version != entry.note_version
    yours, theirs = sealed_note(note), sealed_note(kept.note)
    found = verdict(entry.base_note, Side(yours, not note), Side(theirs, not kept.note), moved=moved)
    if found is None:
        return None, moved and yours != theirs
    return Difference(question.id, question.code, True, kept.note, None, note, kept.note_version, found, place), moved

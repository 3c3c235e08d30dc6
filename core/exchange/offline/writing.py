"""A scoring sheet as a workbook to be filled in without a connection: locked but for the answers, with drop-downs."""

import hashlib
import hmac
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.exchange.offline.answers import asked, choices, given, reasons, word
from core.exchange.offline.rules import (
    ARRANGED,
    COLUMNS,
    FORMAT,
    FORMAT_REPEATED,
    HEAD,
    HIDDEN,
    OPEN,
    SEAL,
    Column,
    SealField,
    checksum,
    locked,
    sealed_note,
)
from core.exchange.voice import Voice
from core.exchange.workbook import LISTS, MADE_ON
from core.inspection.measured.rules import reasons_for
from core.inspection.rules import Method, Veto
from core.inspection.sheets.queries import Answered, SheetView
from core.inspection.sheets.rules import LABEL_LIMIT, NOTE_LIMIT, REMARK_LIMIT
from core.inspection.templates.queries import Checkpoint, Question
from core.words import N_, Language

if TYPE_CHECKING:  # read where it is used: a start of the server does not need it
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TITLES = {
    Column.CHECKPOINT: N_("Checkpoint"),
    Column.CODE: N_("Item"),
    Column.TEXT: N_("What is asked"),
    Column.STANDARD: N_("Standard"),
    Column.HOW: N_("How to answer"),
    Column.ANSWER: N_("Answer"),
    Column.REASON: N_("Not applicable because"),
    Column.NOTE: N_("Note"),
    Column.VALUE_VERSION: N_("Version"),
    Column.NOTE_VERSION: N_("Version"),
    Column.BASE: N_("Before"),
    Column.BASE_NOTE: N_("Before"),
    Column.INSTANCE: N_("Number"),
}
WIDTHS = {Column.CHECKPOINT: 16, Column.CODE: 14, Column.TEXT: 38, Column.STANDARD: 38, Column.HOW: 22, Column.ANSWER: 24, Column.REASON: 24, Column.NOTE: 44}
_GREY, _AMBER, _RED = "#F3F6F8", "#FDF1E1", "#FBEAE8"


def write(view: SheetView, language: Language, secret: bytes, made_at: datetime) -> bytes:
    """The workbook of `view`, sealed with `secret`. The answers kept so far stand in it."""
    import xlsxwriter

    voice, out = Voice(language), io.BytesIO()
    format_ = FORMAT_REPEATED if view.checklist.repeated else FORMAT
    columns = ARRANGED[format_]
    lines = list(_lines(view, voice))
    rows = [*_above(view, voice, made_at, columns), *(_row(view, line, voice)[: len(columns)] for line in lines)]
    seal = {
        SealField.FORMAT: format_,
        SealField.SHEET: view.head.code,
        SealField.TEMPLATE_VERSION: str(view.head.template_version_id),
        SealField.LANGUAGE: language.value,
        SealField.MADE_AT: made_at.isoformat(timespec="seconds"),
    }
    seal[SealField.CHECKSUM] = checksum(secret, seal, locked([[str(cell).strip() for cell in row] for row in rows], columns))

    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE_ON})
    page = book.add_worksheet(voice.t(N_("Scoring sheet"))[:31])
    lists = _Lists()
    counts = {
        number for number, line in enumerate(lines, start=HEAD + 1) if line.question is None or line.question.draft.method is Method.SAMPLED
    }
    measured = {number for number, line in enumerate(lines, start=HEAD + 1) if line.question is not None and line.question.draft.measured}
    _draw(book, page, rows, counts, columns, measured)
    for number, line in enumerate(lines, start=HEAD + 1):
        if line.question is None:
            _guide_name(page, number)
        else:
            _guide(page, number, line.question, view, voice, lists)
    password = hmac.new(secret, b"lock\0" + view.head.code.encode(), hashlib.sha256).hexdigest()[:15]
    page.protect(password, {"format_columns": True, "format_rows": True})
    lists.write(book)
    hidden = book.add_worksheet(SEAL)
    for number, field in enumerate(SealField):
        hidden.write_string(number, 0, field.value)
        hidden.write_string(number, 1, seal[field])
    hidden.protect(password)
    hidden.very_hidden()
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class _Line:
    """A row to be filled in: an item, of a repeated checkpoint in an instance (below 0: not listed yet), or the name of such a one."""

    checkpoint: Checkpoint
    question: Question | None
    instance: int = 0
    label: str = ""


def _lines(view: SheetView, voice: Voice) -> Iterator[_Line]:
    """The rows in their order; a repeated checkpoint has room for as many instances as it may have."""
    for checkpoint in view.checklist.checkpoints:
        if checkpoint.repeat is None:
            yield from (_Line(checkpoint, question) for question in checkpoint.questions)
            continue
        listed = view.instances_of(checkpoint.id)
        for one in listed:
            yield from (_Line(checkpoint, question, one.number, one.label) for question in checkpoint.questions)
        for place in range(1, checkpoint.repeat.most - len(listed) + 1):
            label = f"{voice.c(checkpoint.repeat.name)} {len(listed) + place}"
            yield _Line(checkpoint, None, -place, label)
            yield from (_Line(checkpoint, question, -place, label) for question in checkpoint.questions)


def _above(view: SheetView, voice: Voice, made_at: datetime, columns: Sequence[Column]) -> Iterator[list[str]]:
    head = view.head
    facts = [
        f"{head.round_code} · {head.round_name}",
        voice.t(N_("{name}, version {number}"), name=voice.c(view.checklist.name), number=view.checklist.number),
        voice.labelled(voice.t(N_("Inspector")), voice.c(head.inspector)),
        voice.labelled(voice.t(N_("Due")), voice.day(head.due_on)),
        voice.labelled(voice.t(N_("Downloaded")), voice.moment(made_at)),
    ]
    yield [f"{head.code} · {voice.c(head.target)}"]
    yield [" · ".join(facts)]
    yield [
        voice.t(
            N_("Fill in the white cells: an answer, or the reason why an item does not apply. Then upload this file on the page of the sheet. Photos are added there.")
        )
    ]
    yield [voice.t(TITLES[column]) for column in columns]


def _row(view: SheetView, line: _Line, voice: Voice) -> list[Any]:
    question, checkpoint = line.question, " · ".join(filter(None, (voice.c(line.checkpoint.name), line.label)))
    instance = f"+{-line.instance}" if line.instance < 0 else str(line.instance or "")
    if question is None:
        asked_for = voice.t(N_("{name}: name or number"), name=line.label)
        how = voice.t(N_("Leave its rows empty if there is none. The note takes a remark."))
        return [checkpoint, line.checkpoint.code, asked_for, "", how, "", "", "", "0", "0", "", "", instance]
    kept = Answered(question.id) if line.instance < 0 else view.answer(question.id, line.instance)
    draft = question.draft
    marks = [asked(question, voice)]
    if draft.evidence_required:
        marks.append(voice.t(N_("Evidence required")))
    if draft.veto is not Veto.NONE:
        marks.append(voice.t(N_("Critical")))
    standard = "\n".join(filter(None, (voice.c(draft.standard), voice.c(draft.rule))))
    answer, reason = given(question, kept, view.checklist.na_reasons, voice)
    return [
        checkpoint, question.code, voice.c(draft.text), standard, "\n".join(filter(None, marks)), answer, reason, kept.note,
        str(kept.value_version), str(kept.note_version), word(kept.mark, kept.raw, kept.na_reason, kept.checked), sealed_note(kept.note),
        instance,
    ]  # fmt: skip


def _draw(
    book: "xlsxwriter.Workbook", page: "Worksheet", rows: list[list[Any]], counts: Collection[int], columns: Sequence[Column], measured: Collection[int]
) -> None:
    """The page of items. In the rows of `counts` the answer is text: a spreadsheet makes a date of 8/10; in those of `measured` it is locked."""
    text = {"num_format": "@", "text_wrap": True, "valign": "top", "font_size": 10, "quote_prefix": True}
    looks: dict[str, Format] = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "fact": book.add_format({"font_size": 10, "font_color": "#5B6B75"}),
        "head": book.add_format({**text, "bold": True, "bg_color": "#E6EDF1", "bottom": 1}),
        "fixed": book.add_format({**text, "bg_color": _GREY}),
        "open": book.add_format({"text_wrap": True, "valign": "top", "font_size": 11, "locked": False, "border": 1, "border_color": "#C9D3D9"}),
        "note": book.add_format({**text, "quote_prefix": False, "locked": False, "border": 1, "border_color": "#C9D3D9"}),
    }
    for index, column in enumerate(columns):
        page.set_column(index, index, WIDTHS.get(column, 8), None, {"hidden": column in HIDDEN})
    for number, row in enumerate(rows[:HEAD]):
        page.write_string(number, 0, row[0], looks["title" if number == 0 else "fact"])
    for index, cell in enumerate(rows[HEAD]):
        page.write_string(HEAD, index, cell, looks["head"])
    for number, row in enumerate(rows[HEAD + 1 :], start=HEAD + 1):
        for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
            written = column is Column.NOTE or (column is Column.ANSWER and number in counts)
            closed = column not in OPEN or (column is Column.ANSWER and number in measured)
            look = looks["note" if written else "fixed" if closed else "open"]
            if cell in ("", None):
                page.write_blank(number, index, None, look)
            elif isinstance(cell, str):
                page.write_string(number, index, cell, look)
            else:
                page.write_number(number, index, float(cell), look)
    _colour(book, page, len(rows) - 1)
    page.freeze_panes(HEAD + 1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD)


def _colour(book: "xlsxwriter.Workbook", page: "Worksheet", last: int) -> None:
    """What is still empty stands out, and what says two things at once."""
    first, answer, reason = HEAD + 1, COLUMNS.index(Column.ANSWER), COLUMNS.index(Column.REASON)
    a, r = f"${chr(65 + answer)}{first + 1}", f"${chr(65 + reason)}{first + 1}"
    new = f'LEFT(${chr(65 + len(COLUMNS))}{first + 1},1)="+"'  # room for more that nobody has to fill
    for rule, colour in ((f'=AND({a}="",{r}="",NOT({new}))', _AMBER), (f'=AND({a}<>"",{r}<>"")', _RED)):
        look = book.add_format({"bg_color": colour})
        page.conditional_format(first, answer, last, reason, {"type": "formula", "criteria": rule, "format": look})


def _guide(page: "Worksheet", row: int, question: Question, view: SheetView, voice: Voice, lists: "_Lists") -> None:
    """What the open cells of an item take."""
    draft = question.draft
    wrong = {"error_title": question.code[:32], "error_message": asked(question, voice)[:255], "ignore_blank": True}
    answer = COLUMNS.index(Column.ANSWER)
    if known := choices(question, voice):
        page.data_validation(row, answer, row, answer, {"validate": "list", "source": lists.source(known), **wrong})
    elif draft.method is Method.DEDUCTION:
        page.data_validation(row, answer, row, answer, {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 999, **wrong})
    elif draft.method in (Method.NUMERIC, Method.BONUS):
        low, high = sorted((float(draft.minimum), float(draft.maximum)))
        page.data_validation(row, answer, row, answer, {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high, **wrong})
    reason, note = COLUMNS.index(Column.REASON), COLUMNS.index(Column.NOTE)
    if named := reasons(reasons_for(view.checklist.na_reasons, measured=draft.measured, fact=question.fact), voice):
        page.data_validation(row, reason, row, reason, {"validate": "list", "source": lists.source(named), "ignore_blank": True})
    page.data_validation(row, note, row, note, {"validate": "length", "criteria": "<=", "value": NOTE_LIMIT, "ignore_blank": True})


def _guide_name(page: "Worksheet", row: int) -> None:
    """What the row takes that names an instance."""
    for column, limit in ((Column.ANSWER, LABEL_LIMIT), (Column.NOTE, REMARK_LIMIT)):
        index = COLUMNS.index(column)
        page.data_validation(row, index, row, index, {"validate": "length", "criteria": "<=", "value": limit, "ignore_blank": True})


class _Lists:
    """What may be chosen, on a hidden page: written into the rule itself it may have 255 characters."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, ...]] = []

    def source(self, known: tuple[str, ...]) -> str:
        if known not in self.columns:
            self.columns.append(known)
        from xlsxwriter.utility import xl_col_to_name

        letters = xl_col_to_name(self.columns.index(known), col_abs=True)
        return f"={LISTS}!{letters}$1:{letters}${len(known)}"

    def write(self, book: "xlsxwriter.Workbook") -> None:
        page = book.add_worksheet(LISTS)
        page.very_hidden()
        for index, known in enumerate(self.columns):
            for row, one in enumerate(known):
                page.write_string(row, index, one)

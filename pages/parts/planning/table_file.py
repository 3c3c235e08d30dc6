"""A plan from a spreadsheet on the screen: which column tells what, and what would become of it. Nothing is saved here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.errors import Fault, Refusal
from core.exchange.plan_table import files, reading, rules, trial
from core.exchange.plan_table.columns import HEADINGS, READ, TOLD, Field, field_of
from core.exchange.plan_table.rules import HEADING_ROWS, Asked, Cells, Choice
from core.exchange.plan_table.trial import Tried
from core.exchange.plan_table.values import EARLIEST, LATEST, text_of, tick_of
from core.planning import queries
from core.planning.queries import PlanView
from core.planning.rules import notation, outline
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.sheet import MOST_ROWS, Frame, Row
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask
from pages.parts.planning.grid import INDENT, MOST_PX, ROW_PX, UNITS
from pages.parts.words import day, escaped, language, number, plain, t, tn

SHOWN = 500
"""So many rows are shown before they are taken over; all of them are read."""
SAMPLES, SAMPLE_LETTERS, ABREAST = 3, 24, 3
HEADS = {
    "row": N_("Row"), "wbs": N_("No."), "name": N_("Task"), "duration": N_("Duration"), "before": N_("Waits for"), "starts": N_("Start"), "ends": N_("Finish"), "critical": N_("Critical path"),
}  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """A plan that was read and tried."""

    starts: int
    rows: tuple[Row, ...]


def draw(actor: Actor, key: str, file: Any, code: str, view: PlanView | None) -> Ready | None:
    """Choose how the table in a file is read, and see what it would become; None as long as it cannot be taken over."""
    try:
        sheets = _opened(key, file)
    except Refusal as refusal:
        desk.say(refusal)
        return None
    base = f"{key}:{file.file_id}"
    title = files.usual(sheets)
    if len(sheets) > 1:
        titles = list(sheets)
        title = st.selectbox(t("Sheet of the workbook"), titles, titles.index(title), key=f"{base}:sheet")
    rows = sheets[title]
    base = f"{base}:{list(sheets).index(title)}"
    choice = _choice(rows, base)
    starts = _starts(rows, choice, base, view)
    ground = ask(queries.ground, actor, code)
    asked = Asked(Frame(starts, ground.calendars), ground.scale, ground.people)
    found = _tried(key, (base, choice, starts), rows, choice, asked)
    if isinstance(found, Refusal):
        desk.say(found)
        return None
    _show(found, asked)
    return Ready(starts, found.found.rows)


def forget(key: str) -> None:
    """Drop what was read."""
    for name in ("sheets", "tried"):
        st.session_state.pop(f"{key}:{name}", None)


def _opened(key: str, file: Any) -> dict[str, files.Rows]:
    """The sheets of the file, read once however often the page is drawn."""
    known = st.session_state.get(f"{key}:sheets")
    if known is not None and known[0] == file.file_id:
        return known[1]
    bar = st.progress(0.0, text=t("Reading the file"))
    try:
        found = files.sheets(file.getvalue(), lambda rows: bar.progress(min(1.0, rows / MOST_ROWS), text=t("Reading the file: {rows} rows so far", rows=number(rows, 0))))
    finally:
        bar.empty()
    st.session_state[f"{key}:sheets"] = (file.file_id, found)
    return found


def _choice(rows: Sequence[Cells], base: str) -> Choice:
    """How the table is read: as it is probably meant, or as the viewer says."""
    guess = rules.guessed(rows)
    known = [field_of(heading) for heading in rules.headings_of(rows, guess.head)]
    unclear = [place for place, field in enumerate(guess.fields) if field is None and known[place] not in TOLD and _samples(rows, guess.head, place)]
    with st.expander(t("What the columns tell"), icon=":material/view_column:", expanded=bool(unclear) or Field.NAME not in guess.fields):
        head = int(st.number_input(t("The headings stand in row"), 0, HEADING_ROWS, guess.head, key=f"{base}:head", help=t("0: the table has no headings.")))
        choice = Choice(head, _fields(rows, head, f"{base}:{head}"))
    headings = rules.headings_of(rows, head)
    named = [(headings[place] or t("Column {number}", number=place + 1), HEADINGS[field][language()][0]) for place, field in enumerate(choice.fields) if field]
    st.caption(escaped(" · ".join(heading if heading == field else f"{heading} → {field}" for heading, field in named)))
    return choice


def _fields(rows: Sequence[Cells], head: int, base: str) -> tuple[Field | None, ...]:
    headings, guess = rules.headings_of(rows, head), rules.fields_of(rows, head)
    offered = ["", *READ]
    spoken = language()
    samples = [_samples(rows, head, place) for place in range(len(headings))]
    shown = [place for place, heading in enumerate(headings) if heading or samples[place]]
    fields: list[Field | None] = [None] * len(headings)
    for first in range(0, len(shown), ABREAST):  # a row of columns at a time, so that a phone keeps the order of the file
        for place, column in zip(shown[first : first + ABREAST], st.columns(ABREAST), strict=False):
            label = escaped(headings[place][:60]) if headings[place] else t("Column {number}", number=place + 1)
            said = column.selectbox(
                label, offered, offered.index(guess[place] or ""), format_func=lambda one: HEADINGS[Field(one)][spoken][0] if one else plain("Leave it out"), key=f"{base}:{place}"
            )
            column.caption(escaped(samples[place]) if samples[place] else t("empty"))
            fields[place] = Field(said) if said else None
    return tuple(fields)


def _samples(rows: Sequence[Cells], head: int, place: int) -> str:
    """The first values of a column."""
    found: list[str] = []
    for row in rows[head : head + rules.LOOKED_AT]:
        text = text_of(row[place]).strip()[:SAMPLE_LETTERS] if place < len(row) else ""
        if text and text not in found:
            found.append(text)
        if len(found) == SAMPLES:
            break
    return " · ".join(found)


def _starts(rows: Sequence[Cells], choice: Choice, base: str, view: PlanView | None) -> int:
    """When the plan shall start: as it does, unless the table starts earlier."""
    place = choice.fields.index(Field.START) if Field.START in choice.fields else None
    known = f"{base}:{place}:first"
    if known not in st.session_state:
        told = [at for row in rows[choice.head :] if place is not None and place < len(row) and (at := tick_of(row[place])) is not None]
        first = min(told, default=None)
        usual = day_of(view.starts) if view else None
        st.session_state[known] = usual or today() if first is None else min(day_of(first), usual or day_of(first))
    first = st.date_input(
        t("The plan starts on"), st.session_state[known], min_value=date(EARLIEST, 1, 1), max_value=date(LATEST - 1, 12, 31), key=f"{base}:{place}:starts",
        help=t("Tasks that wait for nothing start on this day, or on the next working day."),
    )  # fmt: skip
    chosen = first if isinstance(first, date) else st.session_state[known]
    return view.starts if view and chosen == day_of(view.starts) else midnight(chosen)


def _tried(key: str, mark: object, rows: Sequence[Cells], choice: Choice, asked: Asked) -> Tried | Refusal:
    """What would become of the table; worked out once for each way of reading it."""
    known = st.session_state.get(f"{key}:tried")
    if known is not None and known[0] == mark:
        return known[1]
    bar = st.progress(0.0, text=t("Checking the rows"))
    made: Tried | Refusal
    try:
        found = reading.read(rows, choice, asked, lambda part: bar.progress(0.9 * part, text=t("Checking the rows")))
        bar.progress(0.9, text=t("Working the dates out"))
        made = trial.tried(found, asked)
    except Refusal as refusal:
        made = refusal
    bar.empty()
    st.session_state[f"{key}:tried"] = (mark, made)
    return made


def _show(found: Tried, asked: Asked) -> None:
    """The rows with the dates that they would have."""
    rows, dates = found.found.rows, found.schedule
    st.markdown(
        tn("{count} row, from {first} to {last}.", "{count} rows, from {first} to {last}.", len(rows), first=day(day_of(asked.frame.start)), last=day(day_of(dates.finish, ends=True)))
    )
    if found.notes:
        st.info(t("Please note:") + "\n" + "\n".join(f"- {escaped(_told(fault))}" for fault in found.notes), icon=":material/info:")
    numbers = {row.uid: place for place, row in enumerate(rows, 1)}
    levels = [row.level for row in rows]
    summary, wbs = outline.summaries(levels), outline.numbers(levels)
    units = {letter: plain(word) for letter, word in UNITS.items()}
    frame = pd.DataFrame(
        [(place + 1, wbs[place], INDENT * (row.level - 1) + row.name, "" if summary[place] else notation.written(row.duration, row.elapsed, asked.scale, units),
          notation.written_before(row.before, numbers, asked.scale), day(day_of(one.early_start)), day(day_of(one.early_finish, ends=one.early_finish > one.early_start)), "●" if one.critical else "")
         for place, (row, one) in enumerate(zip(rows[:SHOWN], dates.tasks[:SHOWN], strict=True))],
        columns=list(HEADS),
    )  # fmt: skip
    if len(rows) > SHOWN:
        st.caption(t("The first {shown} of {rows} rows:", shown=SHOWN, rows=number(len(rows), 0)))
    st.dataframe(frame, hide_index=True, height=min(MOST_PX // 2, ROW_PX * (len(frame) + 1) + 3), column_config={name: plain(label) for name, label in HEADS.items()})


def _told(fault: Fault) -> str:
    return fault.told(language())

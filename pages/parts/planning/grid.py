"""The rows of a plan as a table that is edited like a spreadsheet. Every cell is kept as it is left."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.planning import actions
from core.planning.queries import Planned, PlanView
from core.planning.rules import notation, outline, paste, sheet
from core.planning.rules.moments import day_of, ticks
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.words import N_
from pages.parts import desk
from pages.parts.desk import form_key, perform, perform_once
from pages.parts.frame import on_phone
from pages.parts.kit import confirm, nothing
from pages.parts.words import called, content, day, escaped, labelled, language, number, plain, several, t, tn

ROW_PX, MOST_PX = 35, 700
PAGE = 300
"""Rows of the table at a time."""
INDENT = "　"
HEADINGS = {
    "pick": N_("Pick"), "row": N_("Row"), "wbs": N_("No."), "name": N_("Task"), "duration": N_("Duration"), "before": N_("Waits for"), "starts": N_("Start"),
    "ends": N_("Finish"), "percent": N_("Done %"), "people": N_("People"), "owner": N_("Answers for it"), "slack": N_("Slack"), "critical": N_("Critical path"), "deliverable": N_("Deliverable"),
    "standard": N_("Quality standard"), "cost": N_("Cost"), "deadline": N_("Deadline"),
}  # fmt: skip
UNITS = {"d": N_("d"), "h": N_("h"), "m": N_("m"), "e": N_("e")}
"""Days, hours, minutes, and what stands before a unit that runs day and night, as `notation` reads them too."""
FIXED = ("row", "wbs", "starts", "ends", "slack", "critical")


def amount(ticks_: int, elapsed: bool, view: PlanView) -> str:
    """A duration as it is written in this plan, in the viewer's language."""
    units = {letter: plain(word) for letter, word in UNITS.items()}
    return ("-" if ticks_ < 0 else "") + notation.written(abs(ticks_), elapsed, view.scale, units)


def roughly(ticks_: int, elapsed: bool, view: PlanView) -> str:
    """Time to be read and not written back: days with a decimal, below half a day hours."""
    day_ = notation.CLOCK.day if elapsed else view.scale.day
    value, unit = (ticks_ / day_, "d") if abs(ticks_) >= day_ / 2 or not ticks_ else (ticks_ / (60 * TICKS), "h")
    return f"{round(value, 1):g}{plain(UNITS['e']) if elapsed else ''}{plain(UNITS[unit])}"


def people_by_label(view: PlanView) -> dict[str, int]:
    """Everybody who can be given work or has some, by a label of one's own."""
    labels: dict[str, int] = {}
    for who in view.named:
        name = content(view.people.get(who)) or str(who)
        labels[name if name not in labels else f"{name} ({who})"] = who
    return labels


def draw(actor: Actor, view: PlanView) -> None:
    """The table with its tools."""
    if view.editable:
        _add(actor, view)
    if not view.tasks:
        nothing(N_("The plan has no rows yet. Write the first ones above, one task a line."))
        return
    state = f"grid:{view.id}"
    epoch, seen = st.session_state.setdefault(state, (0, view.version))
    if seen != view.version:  # somebody else was here: begin anew from what is
        _rescue(actor, view, state)
        epoch, seen = st.session_state[state] = (epoch + 1, view.version)
    _typed(state)
    page = _page(view, state, epoch)
    key = f"{state}:{epoch}:{page.start}"
    labels = people_by_label(view)
    before = st.session_state.get(f"{state}:picked", frozenset())
    if view.editable:
        _tools(actor, view, _picked(view, page, key, before))
    frame = _frame(view, page, labels, before)
    told = st.empty()
    shown = [name for name in HEADINGS if view.editable or name != "pick"]
    if on_phone():
        shown = [name for name in shown if name in ("pick", "wbs", "name", "duration", "ends", "percent")]
    st.data_editor(
        frame, key=key, hide_index=True, num_rows="fixed", column_order=shown, column_config=_columns(view, labels), disabled=list(FIXED) if view.editable else True,
        height=min(MOST_PX, ROW_PX * (len(frame) + 1) + 3), row_height=ROW_PX, alt=plain("The rows of the plan"),
    )  # fmt: skip
    if view.editable:
        st.session_state[f"{state}:last"] = view, page, key
        _take(actor, view, page, key, labels, told)


def _page(view: PlanView, state: str, epoch: int) -> range:
    """The places of the rows that the table holds: all, or those of the page that is chosen of a large plan."""
    pages = -(-len(view.tasks) // PAGE)
    if pages == 1:
        return range(len(view.tasks))
    number = min(st.session_state.get(f"{state}:page") or 1, pages)
    page = range((number - 1) * PAGE, min(number * PAGE, len(view.tasks)))
    last = st.session_state.get(f"{state}:shown")
    if last is not None and last != page:  # what was picked on the page that is left stays picked
        before = st.session_state.get(f"{state}:picked", frozenset())
        st.session_state[f"{state}:picked"] = _picked(view, last, f"{state}:{epoch}:{last.start}", before)
    st.session_state[f"{state}:shown"] = page
    st.pagination(pages, key=f"{state}:page")
    return page


_frames = desk.Shelf(60)
"""Tables as they were drawn last, each with the plan that it is of: most runs draw the same one again."""


def _frame(view: PlanView, page: range, labels: Mapping[str, int], picked: frozenset[int]) -> pd.DataFrame:
    key = view.id, language(), page, picked
    known, kept = _frames.get(key)
    if not known or kept[0] is not view:
        _frames.put(key, kept := (view, _filled(view, page, labels, picked)))
    return kept[1]


def _filled(view: PlanView, page: range, labels: Mapping[str, int], picked: frozenset[int]) -> pd.DataFrame:
    numbers = {uid: place + 1 for uid, place in view.tasks.places.items()}
    wbs, done = view.numbers, view.done
    names = {who: label for label, who in labels.items()}
    length, slack = cache(lambda ticks_, elapsed: amount(ticks_, elapsed, view)), cache(lambda ticks_, elapsed: roughly(ticks_, elapsed, view))  # many rows say the same
    begins, finishes = cache(lambda at: day(day_of(at))), cache(lambda at: day(day_of(at, ends=True)))
    return pd.DataFrame(
        [
            (row.uid in picked, place + 1, wbs[row.uid], INDENT * (row.level - 1) + row.name, "" if one.summary else length(row.duration, row.elapsed),
             notation.written_before(row.before, numbers, view.scale), begins(one.starts), (finishes if one.ends > one.starts else begins)(one.ends), done[row.uid],
             [names[who] for who, _ in row.people], names.get(row.owner) if row.owner else None, "" if row.actual_finish is not None else slack(one.total_slack, row.elapsed), "●" if one.critical and row.actual_finish is None else "",
             row.deliverable, row.standard, None if row.cost is None else float(row.cost), None if row.deadline is None else day_of(row.deadline, ends=True))
            for place, one, row in ((place, view.tasks[place], view.tasks[place].row) for place in page)
        ],
        columns=list(HEADINGS),
    )  # fmt: skip


def _columns(view: PlanView, labels: Mapping[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = {name: plain(label) for name, label in HEADINGS.items()}
    config = st.column_config
    offered = list(labels)
    return made | {
        "pick": config.CheckboxColumn(plain("Pick"), width=64, help=plain("Rows to move, indent or remove with the buttons above."), pinned=True),
        "row": config.NumberColumn(plain("Row"), width=50, pinned=not on_phone()),
        "wbs": config.TextColumn(plain("No."), width=60 if not on_phone() else 48),
        "name": config.TextColumn(plain("Task"), width=300 if not on_phone() else 150, max_chars=sheet.NAME_LIMIT + 40, required=True),
        "duration": config.TextColumn(plain("Duration"), width=85, help=plain("3d are days, 4h hours, 2w weeks; with an e before the unit (3ed) day and night. 0 is a milestone.")),
        "before": config.TextColumn(plain("Waits for"), width=110, help=plain("Numbers of rows. 3 or 3FS: starts when row 3 is finished; SS, FF, SF tie the other ends; a lag follows: 3FS+2d.")),
        "percent": config.NumberColumn(plain("Done %"), width=70, min_value=0, max_value=100, step=1),
        "people": config.MultiselectColumn(plain("People"), options=offered, width="medium", help=plain("Who works on it. The shares of their time are set below, row by row.")),
        "owner": config.SelectboxColumn(plain("Answers for it"), options=offered, width="small"),
        "slack": config.TextColumn(plain("Slack"), width=70, help=plain("How much working time the task can slip before the finish does.")),
        "critical": config.TextColumn(plain("Critical path"), width=65),
        "cost": config.NumberColumn(plain("Cost"), min_value=0, format="localized"),
        "deadline": config.DateColumn(plain("Deadline")),
    }


# --- what was typed --------------------------------------------------------------------------------------------------


Cell = tuple[int, str]
"""A row's place on its page, and the column."""


def _take(actor: Actor, view: PlanView, page: range, key: str, labels: Mapping[str, int], told: Any) -> None:
    """Keep cells that were changed since the last run; what is refused stays in the cell, with the reason above."""
    fresh = _fresh(key)
    if not fresh:
        return
    with told.container():
        done = _keep(actor, view, page, fresh, labels)
    if done is not None:
        st.session_state[f"{key}:kept"].update(fresh)
        _go_on(view, same=True)


def _fresh(key: str) -> dict[Cell, Any]:
    """The cells of a table that were changed and are not kept yet."""
    edited: dict[int, dict[str, Any]] = (st.session_state.get(key) or {}).get("edited_rows", {})
    kept: dict[Cell, Any] = st.session_state.setdefault(f"{key}:kept", {})
    return {(place, name): value for place, cells in edited.items() for name, value in cells.items() if name != "pick" and kept.get((place, name), ...) != value}


def _keep(actor: Actor, view: PlanView, page: range, fresh: Mapping[Cell, Any], labels: Mapping[str, int]) -> int | None:
    """Keep changed cells of `view`; None, and the reason on the screen, where that is refused."""
    changes: dict[int, dict[str, object]] = {}
    for (place, name), value in fresh.items():
        one = view.tasks[page[place]]
        try:
            changes.setdefault(one.row.uid, {}).update(_said(name, value, one, view, labels))
        except Refusal as refusal:
            st.markdown(labelled(N_("Row"), str(page[place] + 1)))
            desk.say(refusal)
            return None
    return perform(actions.change, actor, view.id, seen=view.version, changes=changes)


def _rescue(actor: Actor, view: PlanView, state: str) -> None:
    """Keep what was typed into the table of a plan that somebody else has changed meanwhile; what cannot be is shown until it is put away."""
    then, page, key = st.session_state.get(f"{state}:last", (None, None, None))
    fresh = _fresh(key) if key else {}
    if not fresh:
        return
    if _keep(actor, then, page, fresh, people_by_label(then)) is not None:
        _go_on(view)
    st.session_state[f"{state}:typed"] = [
        called(f"{then.tasks[page[place]].row.name} – {plain(HEADINGS[name])}", several(value) if isinstance(value, list) else '' if value is None else str(value)) for (place, name), value in fresh.items()
    ]  # fmt: skip


def _typed(state: str) -> None:
    """What was typed and could not be kept."""
    lines = st.session_state.get(f"{state}:typed")
    if not lines:
        return
    with st.container(border=True):
        st.markdown(t("This was typed and is not kept, because somebody else changed the plan meanwhile:") + "\n" + "\n".join(f"- {escaped(line)}" for line in lines))
        if st.button(t("Put away"), key=f"{state}:typed:done"):
            del st.session_state[f"{state}:typed"]
            st.rerun()


def _picked(view: PlanView, page: range, key: str, before: frozenset[int]) -> frozenset[int]:
    """The rows that are picked now: those from before, and what was ticked or unticked in the table since."""
    edited: dict[int, dict[str, Any]] = (st.session_state.get(key) or {}).get("edited_rows", {})
    ticked = {view.tasks[page[place]].row.uid: cells["pick"] for place, cells in edited.items() if "pick" in cells and place < len(page)}
    if not before and not ticked:
        return before
    return frozenset(one.row.uid for one in view.tasks if ticked.get(one.row.uid, one.row.uid in before))


def _go_on(view: PlanView, *, same: bool = False) -> None:
    """Draw the plan as it is now; `same`: in the same table, which keeps its place."""
    state = f"grid:{view.id}"
    epoch, _ = st.session_state.get(state, (0, 0))
    st.session_state[state] = (epoch if same else epoch + 1, view.version + 1)
    st.rerun()


def _said(name: str, value: Any, one: Planned, view: PlanView, labels: Mapping[str, int]) -> dict[str, object]:
    """The fields that a changed cell stands for."""
    if name == "name":
        return {"name": str(value or "").replace(INDENT, " ").strip()}
    if name == "duration":
        if one.summary:
            raise sheet.SummaryHasNoDuration(task=one.row.name)
        found, elapsed = notation.amount(str(value or ""), view.scale)
        kind = Kind.MILESTONE if found == 0 and one.row.kind is Kind.TASK else Kind.TASK if found else one.row.kind
        return {"duration": found, "elapsed": elapsed, "kind": kind}
    if name == "before":
        return {"before": notation.before(str(value or ""), [other.row.uid for other in view.tasks], view.scale)}
    if name == "percent":
        return {"percent": int(value or 0)}
    if name == "people":
        shares = dict(one.row.people)
        return {"people": tuple(sorted((labels[label], shares.get(labels[label], 100)) for label in value or ()))}
    if name == "owner":
        return {"owner": labels.get(value)}
    if name == "cost":
        return {"cost": None if value is None else Decimal(str(value))}
    if name == "deadline":
        return {"deadline": None if value is None else end_of(date.fromisoformat(str(value)[:10]))}
    return {name: str(value or "")}


def end_of(when: date) -> int:
    """The last tick of a day: a deadline on a day may be used to its end."""
    return ticks(datetime.combine(when, time()) + timedelta(days=1))


# --- tools -----------------------------------------------------------------------------------------------------------


def _tools(actor: Actor, view: PlanView, picked: frozenset[int]) -> None:
    """What is done to the rows that are picked."""
    state = f"grid:{view.id}"
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        for name, icon, label, act in (
            ("outdent", ":material/format_indent_decrease:", N_("A level higher"), lambda: perform(actions.indent, actor, view.id, uids=picked, by=-1)),
            ("indent", ":material/format_indent_increase:", N_("A level deeper"), lambda: perform(actions.indent, actor, view.id, uids=picked, by=1)),
            ("up", ":material/arrow_upward:", N_("Up"), lambda: perform(actions.move, actor, view.id, uids=picked, by=-1)),
            ("down", ":material/arrow_downward:", N_("Down"), lambda: perform(actions.move, actor, view.id, uids=picked, by=1)),
        ):
            if st.button(t(label), key=f"{state}:{name}", icon=icon, disabled=not picked) and act() is not None:
                st.session_state[f"{state}:picked"] = picked
                _go_on(view)
        if picked:

            def remove() -> None:
                if perform(actions.remove, actor, view.id, uids=picked) is not None:
                    st.session_state[f"{state}:picked"] = frozenset()
                    _go_on(view)

            confirm(
                f"{state}:remove", N_("Remove"), N_("Remove {count} picked rows, with everything that lies within them? Baselines keep them."), N_("Remove the rows"),
                remove, icon=":material/delete:", count=number(len(picked), 0),
            )  # fmt: skip
        st.caption(tn("{count} row picked", "{count} rows picked", len(picked)) if picked else t("Pick rows in the first column to move them."))


def _add(actor: Actor, view: PlanView) -> None:
    turn = st.session_state.get(f"rows:{view.id}:turn", 0)
    key = f"rows:{view.id}:{turn}"  # a new field each time: a browser keeps the text of one that is the same
    with st.expander(t("Add rows"), icon=":material/add:", expanded=not view.tasks):
        text = st.text_area(
            t("One task a line"), key=f"{key}:text", height=140, placeholder=plain("Prepare\n  Ask the customer\t3d\n  Write it down\t2d\t2\nReady\t0\t3"),
            help=t("Copy rows from a spreadsheet, or write them: name, duration, predecessors (numbers of these lines), deliverable, quality standard, with a tab between. A number before the name (1.2) or blanks tell how deep a row lies."),
        )  # fmt: skip
        place = _where(view, key)
        if text.strip():
            try:
                rows = paste.rows(text, view.scale)
            except Refusal as refusal:
                desk.say(refusal)
                return
            preview(rows, view.scale)
            if st.button(tn("Add {count} row", "Add {count} rows", len(rows)), key=f"{key}:save", type="primary") and perform_once(
                form_key(key), actions.insert_rows, actor, view.id, rows=rows, after=place or None
            ):
                st.session_state[f"rows:{view.id}:turn"] = turn + 1
                _go_on(view)


def _where(view: PlanView, key: str) -> int:
    """The uid of the row below which rows are added; 0: at the end."""
    if len(view.tasks) > PAGE:
        number = int(st.number_input(t("Below the row (0: at the end)"), 0, len(view.tasks), 0, key=f"{key}:below"))
        return view.tasks[number - 1].row.uid if number else 0
    if not view.tasks:
        return 0
    after = {0: plain("at the end")} | {one.row.uid: f"{place} · {one.row.name}" for place, one in enumerate(view.tasks, 1)}
    return st.selectbox(t("Where"), list(after), format_func=lambda uid: after[uid], key=f"{key}:after")


def preview(rows: list[Row], scale: notation.Scale) -> None:
    """Rows as they would become, before anything is kept."""
    numbers = {row.uid: place for place, row in enumerate(rows, 1)}
    summary = outline.summaries([row.level for row in rows])
    wbs = outline.numbers([row.level for row in rows])
    units = {letter: plain(word) for letter, word in UNITS.items()}
    frame = pd.DataFrame(
        [(wbs[place], INDENT * (row.level - 1) + row.name, "" if summary[place] else notation.written(row.duration, row.elapsed, scale, units), notation.written_before(row.before, numbers, scale))
         for place, row in enumerate(rows)],
        columns=["wbs", "name", "duration", "before"],
    )  # fmt: skip
    st.dataframe(frame, hide_index=True, height=min(300, ROW_PX * (len(frame) + 1) + 3), column_config={name: plain(HEADINGS[name]) for name in frame.columns})

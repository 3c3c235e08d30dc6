"""One reference table at a time: its entries in a grid, a form for a new one, Excel out and in, and its history."""

import json
from dataclasses import replace

import pandas as pd
import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.exchange.reference import queries as files
from core.reference import actions, queries, rules
from core.reference.queries import Sheet
from core.reference.rules import Entry, Line, Table
from core.words import N_, Language
from pages.parts import desk
from pages.parts.kit import XLSX, download, linked_table
from pages.parts.words import c, content, escaped, labelled, language, moment, plain, several, t, tn

FIRST_ROW = 2
"""Below the headings, as in the exported file: faults of the grid and of a file name the same row."""


def draw(actor: Actor, asked: str) -> None:
    """The choice of a table, and the table."""
    tables = {table.code: table for table in desk.ask(queries.tables, actor)}
    codes = list(tables)
    index = codes.index(asked) if asked in tables else 0
    code = st.selectbox(t("Table"), codes, index=index, format_func=lambda one: content(tables[one].name), key="reference_table", width=360)
    sheet = desk.ask(queries.sheet, actor, code)
    st.caption(c(sheet.table.help))
    told = [f"`{code}`", tn("one choice", "{count} choices", len(sheet.table.entries))]
    told.append(t("as shipped") if sheet.table.version == 0 else t("Last changed {time}", time=moment(sheet.changed_at)))
    if not sheet.in_use:
        told.append(t("no record refers to it yet"))
    st.caption(" · ".join(told))
    if sheet.editable:
        _edit(actor, sheet)
        with st.expander(t("New entry"), icon=":material/add:"):
            _add(actor, sheet)
    else:
        st.dataframe(_frame(sheet).drop(columns="order"), column_config=_columns(), hide_index=True, key=f"reference:{code}:read")
    with st.expander(t("Excel file"), icon=":material/table_view:"):
        spoken = language()
        download(N_("Export as Excel"), lambda: files.write_excel(sheet.table, sheet.used, spoken), f"{code}.xlsx", XLSX, f"reference:{code}:export")
        if sheet.editable:
            _import(actor, sheet)
    with st.expander(t("History"), icon=":material/history:"):
        _history(actor, code)


def _columns() -> dict[str, object]:
    names = {one.value: st.column_config.TextColumn(f"{plain('Name')} · {one.own_name}", max_chars=rules.NAME_LIMIT) for one in Language}
    return {
        "order": st.column_config.NumberColumn(plain("Order"), min_value=1, max_value=9999, step=1, width="small"),
        "code": st.column_config.TextColumn(plain("Code"), max_chars=30, help=plain("Stays as it is once records refer to it.")),
        **names,
        "retired": st.column_config.CheckboxColumn(plain("Retired"), help=plain("Not offered any more; old records keep their name.")),
        "used": st.column_config.NumberColumn(plain("Used by"), help=plain("How many records refer to it."), width="small"),
    }


def _frame(sheet: Sheet) -> pd.DataFrame:
    rows = [
        (place, entry.code, *(entry.name.get(one.value, "") for one in Language), entry.retired, sheet.used.get(entry.code, 0))
        for place, entry in enumerate(sheet.table.entries, start=1)
    ]
    return pd.DataFrame(rows, columns=["order", "code", *(one.value for one in Language), "retired", "used"])


def _edit(actor: Actor, sheet: Sheet) -> None:
    sheet = _begun(sheet)
    key = f"reference:{sheet.table.code}:{sheet.table.version}"
    edited = st.data_editor(
        _frame(sheet), column_config=_columns(), disabled=["used"], num_rows="dynamic", hide_index=True, key=f"{key}:grid", height="content", placeholder="",
    )  # fmt: skip
    st.caption(t("Change cells, add rows at the end, select rows to delete them; numbers in “Order” decide the order. Nothing is kept before you save."))
    if st.button(t("Save the table"), key=f"{key}:save", type="primary"):
        _save(actor, sheet, typed(edited), (f"reference:{sheet.table.code}:begun",))


def _begun(sheet: Sheet) -> Sheet:
    """The table on which somebody's unsaved changes are based, or the present one where there are none.

    What is typed into a grid is kept as differences to what the grid was given: given another table it would be lost.
    """
    place = f"reference:{sheet.table.code}:begun"
    begun: Sheet = st.session_state.get(place, sheet)
    changes = st.session_state.get(f"reference:{begun.table.code}:{begun.table.version}:grid") or {}
    if begun.table.version != sheet.table.version and any(changes.values()):
        st.warning(t("Somebody changed this table in the meantime. What you entered is still here; it cannot be saved over the change."), icon=":material/difference:")
        if not st.button(t("Load the present table"), key=f"{place}:load"):
            return begun
    st.session_state[place] = sheet
    return sheet


def typed(frame: pd.DataFrame) -> list[Line]:
    """The rows of the grid in the order that their numbers give; a row without a number comes where it stands."""
    filled = frame.fillna({"code": "", "retired": False} | {one.value: "" for one in Language})
    filled["place"] = pd.to_numeric(filled["order"]).ffill().fillna(0)
    numbered = [(row.place, at, row._asdict()) for at, row in enumerate(filled.itertuples(index=False), start=FIRST_ROW)]
    return [
        Line(at, str(row["code"]).strip(), {one.value: str(row[one.value]) for one in Language}, bool(row["retired"]))
        for _, at, row in sorted(numbered, key=lambda one: one[:2])
        if any(str(row[name]).strip() for name in ("code", *Language))
    ]


def _save(actor: Actor, sheet: Sheet, lines: list[Line], used_up: tuple[str, ...] = ()) -> None:
    """Keep the table; `used_up` is what of the session begins anew afterwards."""
    code = sheet.table.code
    if _says_the_same(sheet.table, lines):
        st.info(t("Nothing has changed."))
        return
    if desk.perform_once(desk.form_key("reference"), actions.save, actor, code, version=sheet.table.version, lines=lines):
        for field in used_up:
            st.session_state.pop(field, None)
        st.query_params["table"] = code
        st.toast(t("The table is saved."))
        st.rerun()


def _says_the_same(table: Table, lines: list[Line]) -> bool:
    try:
        return rules.cleaned(lines) == table.entries
    except Refusal:  # the deed will say what is wrong with it
        return False


def _lines(entries: tuple[Entry, ...]) -> list[Line]:
    return [Line(at, entry.code, entry.name, entry.retired) for at, entry in enumerate(entries, start=FIRST_ROW)]


def _add(actor: Actor, sheet: Sheet) -> None:
    """The way for a phone, where a grid is hard to hit: one entry more, or another name for one."""
    key = f"reference:{sheet.table.code}:new"  # it is added to the present table: nobody's change is lost
    code = st.text_input(t("Code"), key=f"{key}:code", max_chars=30, help=t("a-z, 0-9 and underscore. Records keep it; it never changes."))
    order = [language(), *(one for one in Language if one is not language())]
    name = {
        one.value: place.text_input(f"{t('Name')} · {one.own_name}", key=f"{key}:{one}", max_chars=rules.NAME_LIMIT)
        for place, one in zip(st.columns(3), order, strict=True)
    }
    if st.button(t("Add the entry"), key=f"{key}:save", type="primary"):
        lines = _lines(sheet.table.entries)
        _save(actor, sheet, [*lines, Line(FIRST_ROW + len(lines), code, name)], (f"{key}:code", *(f"{key}:{one}" for one in Language)))


def _import(actor: Actor, sheet: Sheet) -> None:
    """A file is shown as what it would change before it is kept."""
    key = f"reference:{sheet.table.code}:{sheet.table.version}:file"
    upload = st.file_uploader(t("Excel file (.xlsx)"), type=["xlsx"], key=key, help=t("The whole table, one row an entry. Export it to see the columns."))
    if upload is None:
        return
    try:
        lines = files.read_excel(upload.getvalue())
        after = replace(sheet.table, entries=rules.cleaned(lines))
        rules.check_deleted(sheet.table, after.entries, sheet.used)
    except Refusal as refusal:
        desk.say(refusal)
        return
    changes = dict(rules.differences(sheet.table, after))
    if not changes:
        st.info(t("The file says what the table says already."))
        return
    labels = {"added": N_("Added"), "deleted": N_("Deleted"), "changed": N_("Changed")}
    for kind, label in labels.items():
        if changes.get(kind):
            st.markdown(labelled(label, several(escaped(one) for one in changes[kind]), strong=True))
    if "order" in changes:
        st.markdown(t("The order changes."))
    if st.button(t("Take the file over"), key=f"{key}:save", type="primary"):
        _save(actor, sheet, lines)


def _history(actor: Actor, code: str) -> None:
    told = desk.ask(queries.history, actor, code)
    if told.empty:
        st.caption(t("Nobody has changed it here."))
        return
    told["at"] = told["at"].map(moment)
    told["facts"] = told["facts"].map(lambda facts: json.dumps(facts, ensure_ascii=False))
    linked_table(told, {"at": N_("When"), "who": N_("Who"), "facts": N_("Before and after")}, key=f"reference:{code}:history")

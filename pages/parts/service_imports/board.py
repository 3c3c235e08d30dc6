"""The page that imports tickets: mapping, file, trial with faults by row, import with its progress, and what was imported before."""

import hashlib
from dataclasses import replace

import streamlit as st

from core.access import Actor
from core.clock import now
from core.config import settings
from core.errors import Refusal
from core.exchange.requests_import import taking
from core.exchange.requests_import.taking import Taken
from core.service.imports import actions, queries
from core.service.imports.queries import Prepared
from core.service.imports.rules import Outcome
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import on_phone
from pages.parts.service_analysis import said
from pages.parts.service_imports import mapping
from pages.parts.words import c, content, escaped, labelled, language, moment, number, percent, plain, several, t

LISTED = 50
STEPS = {"read": N_("Reading rows: {done}"), "build": N_("Building tickets: {done} of {all}"), "keep": N_("Keeping requests: {done} of {all}")}


def draw(actor: Actor) -> None:
    """The whole page."""
    st.caption(t("Tickets of another system become requests with their whole history: states, hand-overs, pauses, resolutions, closings. Nothing is kept before you have seen what would be. Done again with a newer file, only what is new is added."))
    _done()
    text = mapping.chosen(actor)
    projects = desk.ask(queries.projects_to_import, actor)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        project = st.selectbox(
            t("Project"), list(projects), index=None, format_func=lambda code: f"{code} · {content(projects[code])}", placeholder=plain("As the mapping says"), key="imports:project", width=320,
        )
    file = st.file_uploader(t("File: CSV, Excel or JSON lines"), type=["csv", "txt", "tsv", "xlsx", "jsonl", "ndjson", "json"], key="imports:file", max_upload_size=settings().cockpit_upload_mb)
    if file is not None and text.strip():
        _tried(actor, file.getvalue(), file.name, text, project or "")
    _past(actor)


def _done() -> None:
    """What the last import of this tab did."""
    found: Outcome | None = st.session_state.pop("imports:outcome", None)
    if found is not None:
        st.success(t(
            "Imported: {created} new requests, {updated} brought up to date, {unchanged} as before, {events} events, {customers} new customers.",
            created=number(found.created, 0), updated=number(found.updated, 0), unchanged=number(found.unchanged, 0), events=number(found.events, 0), customers=number(found.customers, 0),
        ), icon=":material/check:")  # fmt: skip
        if found.left:
            st.info(t("{left} tickets changed at their source but were worked on here since; they were left as they are.", left=found.left))


def _tried(actor: Actor, data: bytes, name: str, text: str, project: str) -> None:
    """The trial of this file with this mapping, and the button that imports it."""
    key = hashlib.sha256(b"\0".join([data, text.encode(), project.encode()])).hexdigest()
    kept = st.session_state.get("imports:tried")
    if kept is None or kept[0] != key:
        if not st.button(t("Try it"), key="imports:try", type="primary", icon=":material/science:"):
            st.caption(t("The trial reads the whole file and says what would happen. Nothing is kept."))
            return
        bar = st.progress(0.0)
        try:
            known = desk.ask(queries.codes, actor)
            found = taking.taken(data, name, taking.checked(text, known, project=project), now(), told=lambda what, done, all_: _progress(bar, what, done, all_))
            ready = desk.look_up(queries.prepared, actor, found.job)
        except Refusal as refusal:
            bar.empty()
            desk.say(refusal)
            return
        bar.empty()
        kept = st.session_state["imports:tried"] = (key, found, ready)
    _shown(kept[1], kept[2])
    _import(actor, kept[1], kept[2])


def _progress(bar, what: str, done: int, all_: int) -> None:  # type: ignore[no-untyped-def]
    bar.progress(min(1.0, done / all_) if all_ else 0.0, text=plain(STEPS[what], done=number(done, 0), all=number(all_, 0)))


def _shown(found: Taken, ready: Prepared) -> None:
    figures = found.figures
    hours, once, kept = figures["resolution_hours_all"], figures["first_contact_resolution"], figures["made_sla"]
    st.markdown(t(
        "**{rows}** rows, **{tickets}** tickets: **{created}** are new, **{updated}** have changed, {unchanged} are as they were.", rows=number(found.rows, 0),
        tickets=number(found.ids, 0), created=number(len(ready.new), 0), updated=number(len(ready.changed), 0), unchanged=number(ready.unchanged, 0),
    ))  # fmt: skip
    if ready.new_customers:
        st.caption(t("Customers that are not known here and would be entered: {count}", count=number(len(ready.new_customers), 0)))
    lines = [
        (N_("Hand-overs"), number(figures["reassignments"]["total"], 0)), (N_("Opened again"), number(figures["reopened"]["tickets"], 0)),
        (N_("Median to resolve"), said.time(hours["median"] * 3600 if hours["median"] is not None else None)),
        (N_("Resolved without hand-over or reopening"), percent(once["share"], 1)), (N_("In time by the source's own word"), percent(kept["share"], 1)),
    ]
    st.markdown("\n".join(f"- {labelled(label, escaped(value))}" for label, value in lines))
    for remark in found.remarks:
        st.info(t("{message} ({count} times; first in rows {rows})", message=plain(remark.message), count=remark.count, rows=several(map(str, remark.rows))), icon=":material/info:")


def _import(actor: Actor, found: Taken, ready: Prepared) -> None:
    faults = sorted([*found.faults, *(taking.placed(one, found.mapped) for one in ready.faults)], key=lambda one: one.row)
    count, skip = found.count + len(ready.faults), False
    if count:
        st.warning(t("Faults: {count}", count=number(count, 0)), icon=":material/error:")
        wide = not on_phone()
        heads = [t("Row"), *([t("Column")] if wide else []), t("What is wrong")]
        rows = [[str(one.row), *([escaped(one.column) or "–"] if wide else []), escaped(one.told(language()))] for one in faults[:LISTED]]
        st.markdown("\n".join("| " + " | ".join(cells).replace("\n", " ") + " |" for cells in (heads, ["---"] * len(heads), *rows)))
        if count > LISTED:
            st.caption(t("The first {shown} of {total}.", shown=LISTED, total=count))
        skip = st.checkbox(t("Import the sound tickets and leave out those with faults"), key="imports:skip")
    if not st.button(t("Import"), key="imports:import", type="primary", icon=":material/download:", disabled=bool(count) and not skip):
        return
    bar = st.progress(0.0)
    outcome = desk.perform(actions.take, actor, replace(found.job, skip=skip), told=lambda done, all_: _progress(bar, "keep", done, all_))
    bar.empty()
    if outcome is not None:
        st.session_state.pop("imports:tried", None)
        st.session_state["imports:outcome"] = outcome
        st.rerun()


def _past(actor: Actor) -> None:
    found = desk.ask(queries.imports, actor)
    if not found:
        return
    with st.expander(t("Imports so far"), icon=":material/history:"):
        for one in found:
            with kit.row(f"import-{one.id}"):
                st.markdown(f"**{escaped(one.file)}** · {escaped(one.source)} · {moment(one.at)}" + (f" · {c(one.by)}" if one.by else ""))
                st.caption(t(
                    "{rows} rows, {tickets} tickets; {created} new, {updated} brought up to date, {unchanged} as before, {left} left alone, {faults} faults", rows=number(one.rows, 0),
                    tickets=number(one.tickets, 0), created=number(one.created, 0), updated=number(one.updated, 0), unchanged=number(one.unchanged, 0), left=number(one.left, 0),
                    faults=number(one.faults, 0),
                ))  # fmt: skip

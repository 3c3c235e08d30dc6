"""A plan into files and out of them: Microsoft Project's XML, tables for Excel, and its milestones for calendars."""

from collections.abc import Mapping

import streamlit as st

from core.access import Actor
from core.clock import now
from core.config import settings
from core.errors import Refusal
from core.exchange import plan_calendar
from core.exchange.mspdi import taking, writing
from core.exchange.mspdi.taking import Taken
from core.exchange.plan_table import writing as table_writing
from core.exchange.plan_table.writing import Written
from core.planning import actions, queries
from core.planning.baselines import queries as baseline_queries
from core.planning.queries import PlanView
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.kit import XLSX, confirm, download
from pages.parts.planning import table_file
from pages.parts.planning.baselines import picked
from pages.parts.planning.grid import people_by_label, preview
from pages.parts.planning.table_file import Ready
from pages.parts.words import content, day, escaped, language, number, plain, t, tn

XML, ICS, CSV = "application/xml", "text/calendar", "text/csv"
MARKS = b"\xef\xbb\xbf \t\r\n"
"""What may stand before the first sign of XML."""


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    st.subheader(t("Take it along"), anchor=False)
    names = {who: label for label, who in people_by_label(view).items()}
    title = content(view.project)

    def project() -> bytes:
        loaded = desk.look_up(queries.loaded, actor, view.id)
        fresh = desk.look_up(queries.plan, actor, view.project_code)
        kept = desk.look_up(baseline_queries.baselines, actor, view.id)
        stood = [desk.look_up(baseline_queries.stood, actor, one.id) for one in reversed(kept[: writing.MOST_BASELINES])]
        return writing.write(writing.Written(fresh, loaded, names, stood), title)

    st.download_button(t("Microsoft Project (XML)"), data=project, file_name=f"{view.project_code}.xml", mime=XML, key=f"files:{view.id}:xml", icon=":material/download:", on_click="ignore")
    st.caption(t("With calendars, people, links, limits, progress, dates and up to {most} baselines. What Project has no name for stands in its own fields: deliverable, quality standard, objective, who answers for it, gates, shortest and longest durations.", most=writing.MOST_BASELINES))
    _tables(actor, view, names, title)
    spoken = language()

    def milestones() -> bytes:
        return plan_calendar.milestones(desk.look_up(queries.plan, actor, view.project_code), spoken, now())

    if any(one.row.kind is not Kind.TASK and not one.summary for one in view.tasks):
        download(N_("Milestones for a calendar (iCalendar)"), milestones, f"{view.project_code}.ics", ICS, f"files:{view.id}:ics", icon=":material/event:")
        st.caption(t("Milestones and gates as entries of their day. Opened again later, entries move instead of standing there twice."))
    if view.editable:
        upload(actor, view.project_id, view.project_code, view)


def _tables(actor: Actor, view: PlanView, names: Mapping[int, str], title: str) -> None:
    """The plan as a table."""
    spoken = language()
    row = picked(actor, view, f"files:{view.id}:baseline", none=N_("Without a comparison"))

    def written() -> Written:
        fresh = desk.look_up(queries.plan, actor, view.project_code)
        return Written(fresh.tasks, fresh.scale, names, desk.look_up(baseline_queries.stood, actor, row.id) if row else None)

    with st.container(horizontal=True):
        download(N_("Excel workbook"), lambda: table_writing.excel(written(), title, spoken), f"{view.project_code}.xlsx", XLSX, f"files:{view.id}:xlsx")
        download(N_("CSV"), lambda: table_writing.csv_(written(), spoken), f"{view.project_code}.csv", CSV, f"files:{view.id}:csv")
    st.caption(t("Every row with its dates, slack and critical path, beside a baseline if you choose one. The table can be changed in Excel and taken over again below."))


def upload(actor: Actor, project_id: int, code: str, view: PlanView | None) -> None:
    """Take a plan over from a file, after it was shown what it would become."""
    st.subheader(t("Take a plan over from a file"), anchor=False)
    key = f"files:{project_id}"
    turn = st.session_state.setdefault(f"{key}:turn", 0)
    st.caption(t("A plan saved by Microsoft Project as XML, or a table from Excel or CSV with whatever columns it has. Nothing is saved before you have seen it."))
    spoken = language()
    people = list(people_by_label(view)) if view else []
    download(
        N_("Empty table to be filled in"), lambda: table_writing.empty_table(desk.look_up(queries.house_scale, actor), people, spoken), f"{code}-{plain('Empty table')}.xlsx", XLSX, f"{key}:empty"
    )
    file = st.file_uploader(t("Microsoft Project (XML), Excel or CSV"), type=["xml", "xlsx", "csv", "txt"], key=f"{key}:file:{turn}", max_upload_size=settings().cockpit_upload_mb)
    if file is None:
        _forget(key)
        return
    ready = _from_project(actor, key, file, code) if file.name.lower().endswith(".xml") or file.getvalue()[:64].lstrip(MARKS).startswith(b"<") else table_file.draw(actor, key, file, code, view)
    if ready is None:
        return

    def take() -> None:
        with st.spinner(t("Keeping the plan")):
            done = perform_once(
                form_key(key), actions.take_over, actor, project_id, starts=ready.starts, rows=ready.rows, source=file.name, version=view.version if view else 0
            )
        if done:
            st.session_state[f"{key}:turn"] = turn + 1
            _forget(key)
            st.rerun()

    if view is not None and view.tasks:
        confirm(
            f"{key}:take", N_("Replace the plan by this one"), N_("Replace all {count} rows of the plan? Baselines stay; keep one first if you want to compare."),
            N_("Replace them"), take, primary=True, count=number(len(view.tasks), 0),
        )  # fmt: skip
    elif st.button(t("Take it over"), key=f"{key}:take", type="primary"):
        take()


def _forget(key: str) -> None:
    st.session_state.pop(f"{key}:taken", None)
    table_file.forget(key)


def _from_project(actor: Actor, key: str, file, code: str) -> Ready | None:  # type: ignore[no-untyped-def]
    """What a file of Microsoft Project would become; None if it cannot be taken over."""
    try:
        taken = _read(actor, key, file, code)
    except Refusal as refusal:
        desk.say(refusal)
        return None
    st.markdown(tn("{count} row, starting on {day}.", "{count} rows, starting on {day}.", len(taken.rows), day=day(day_of(taken.starts))))
    if taken.left_out:
        st.info(t("What of the file is left out or changed:") + "\n" + "\n".join(f"- {escaped(fault.told(language()))}" for fault in taken.left_out), icon=":material/info:")
    preview(list(taken.rows), ask(queries.house_scale, actor))
    return Ready(taken.starts, taken.rows)


def _read(actor: Actor, key: str, file, code: str) -> Taken:  # type: ignore[no-untyped-def]
    """What the file holds; read once, however often the page is drawn."""
    known = st.session_state.get(f"{key}:taken")
    if known is not None and known[0] == file.file_id:
        return known[1]
    with st.spinner(t("Reading the plan")):
        found = taking.take(file.getvalue(), ask(queries.workers, actor, code))
    st.session_state[f"{key}:taken"] = (file.file_id, found)
    return found

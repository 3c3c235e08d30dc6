"""The audit trail on the screen."""

import json
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.audit import actions, queries
from core.audit.queries import Search
from core.config import settings
from core.exchange import workbook
from core.words import N_
from pages.parts.desk import ask, perform
from pages.parts.kit import XLSX, linked_table, nothing
from pages.parts.words import moment, number, plain, t, tn

SIZE = 50
HEADINGS = {"number": N_("No."), "at": N_("When"), "actor": N_("Who"), "deed": N_("Deed"), "code": N_("Record"), "facts": N_("Before and after"), "origin": N_("From")}


def draw(actor: Actor) -> None:
    """Filters, one page of entries, export, verification."""
    zone = ZoneInfo(settings().cockpit_timezone)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        deed = st.selectbox(t("Deed"), ["", *ask(queries.deeds, actor)], format_func=lambda one: one or plain("All deeds"), key="deed", bind="query-params", width=240)
        who = st.text_input(t("Who"), key="who", bind="query-params", width=180)
        code = st.text_input(t("Record"), key="code", bind="query-params", width=180)
        days = st.date_input(t("Days"), value=(), key="audit_days", width=240)
    since = datetime.combine(days[0], time(), zone) if len(days) > 0 else None
    until = datetime.combine(days[1] + timedelta(days=1), time(), zone) if len(days) > 1 else None
    search = Search(deed=deed or "", actor=who or "", code=code or "", since=since, until=until, page=st.session_state.get("audit_page", 1), size=SIZE)
    frame, total = ask(queries.trail, actor, search)
    if not total:
        nothing(N_("No entry matches."))
    else:
        linked_table(_written(frame), HEADINGS, key="audit")
        pages = -(-total // SIZE)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(tn("one entry", "{count} entries", total))
            if pages > 1:
                st.pagination(pages, key="audit_page")
    with st.container(horizontal=True):
        if actor.may(Permission.AUDIT_EXPORT) and st.button(t("Prepare the export"), key="audit_export", icon=":material/table_view:"):
            _export(actor, search)
        if st.button(t("Verify the chain"), key="audit_verify", icon=":material/verified_user:"):
            with st.spinner(t("Every entry is checked against the one before…")):
                verdict = ask(queries.verdict, actor)
            if verdict.sound:
                st.success(t("Unbroken: {count} entries. The head is {head}.", count=number(verdict.count, 0), head=verdict.head[:16]))
            else:
                st.error(t("Broken at entry {number}. Everything before it holds.", number=verdict.broken_at or 0))


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    written = frame.copy()
    written["at"] = written["at"].map(moment)
    written["facts"] = written["facts"].map(lambda facts: json.dumps(facts, ensure_ascii=False) if facts else "")
    return written


def _export(actor: Actor, search: Search) -> None:
    """The export is a deed itself: who took which part of the trail away."""
    frame = perform(actions.export, actor, search)
    if frame is None:
        return
    written = _written(frame)
    columns = tuple(workbook.Column(plain(label), width=24) for label in HEADINGS.values())
    rows = [tuple(row) for row in written[list(HEADINGS)].itertuples(index=False)]
    data = workbook.write([workbook.Sheet(plain("Audit trail"), columns, rows)])
    st.download_button(t("Download"), data=data, file_name="audit-trail.xlsx", mime=XLSX, key="audit_download", on_click="ignore")

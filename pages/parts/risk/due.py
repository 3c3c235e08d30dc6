"""Sweeps for risks: where one is due, the form that records one, and what earlier ones found."""

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.risk import rules
from core.risk.rules import Origin, Phase
from core.risk.sweeps import actions, queries
from core.risk.sweeps.queries import Due
from core.words import N_
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.frame import link
from pages.parts.words import content, day, plain, t, tn

DUE = {"address": N_("Project"), "name": N_("Name"), "last": N_("Last sweep"), "due": N_("Due")}
HEADINGS = {
    "address": N_("Project"), "on": N_("Day"), "phase": N_("Phase"), "method": N_("Found by"), "note": N_("What was looked at"), "found": N_("Newly registered"), "closed": N_("Closed"),
    "living": N_("Alive"), "above": N_("Above what is borne"), "by": N_("Recorded by"),
}  # fmt: skip
METHODS = [Origin.SWEEP, Origin.BRAINSTORMING, Origin.DELPHI, Origin.INTERVIEW, Origin.CHECK]


def draw(actor: Actor) -> None:
    """What is due, the form, and the sweeps so far."""
    waiting = desk.ask(queries.due, actor)
    late = [one for one in waiting if one.due_on < today()]
    if late:
        st.warning(tn("One project waits for a sweep.", "{count} projects wait for a sweep.", len(late)), icon=":material/event_busy:")
    if actor.may(Permission.RISK_SWEEP):
        _record(actor, [one for one in waiting if one.may_sweep])
    if waiting:
        st.subheader(t("When a sweep is due"), anchor=False)
        rows = [(link("Risks.py", project=one.code), content(one.name), day(one.last) if one.last else plain("never"), day(one.due_on) + (f" · {plain('overdue')}" if one.due_on < today() else "")) for one in waiting]
        kit.linked_table(pd.DataFrame(rows, columns=list(DUE)), DUE, links={"address": r"project=(.*)$"}, key="sweeps_due", height=min(35 * len(rows) + 40, 320))
    st.subheader(t("Sweeps so far"), anchor=False)
    found = desk.ask(queries.listed, actor)
    if not found:
        kit.nothing(N_("Nobody has looked for risks yet. A sweep says what was looked at; what is new and what has gone is counted from the register."))
        return
    rows_ = [
        (link("Risks.py", project=one.project_code), day(one.swept_on), plain(one.phase.label), plain(one.method.label), one.note, str(one.found), str(one.closed), str(one.living), str(one.above), content(one.by))
        for one in found
    ]  # fmt: skip
    kit.linked_table(pd.DataFrame(rows_, columns=list(HEADINGS)), HEADINGS, links={"address": r"project=(.*)$"}, key="sweeps")


def _record(actor: Actor, mine: list[Due]) -> None:
    form, key = Form(actor, "risk_sweep"), "sweep"
    with st.expander(t("Record a sweep"), icon=":material/travel_explore:", expanded=form.waiting):
        if not form.opened():
            return
        known = {one.project_id: f"{one.code} · {content(one.name)}" for one in mine}
        codes = {one.project_id: one.code for one in mine}
        project = st.selectbox(t("Project"), list(known), format_func=known.__getitem__, placeholder=plain("Choose a project"), **form.field(f"{key}:project", None, known))
        if project:
            since = desk.ask(queries.since_last, actor, codes[project])
            st.info(t("Since the last sweep the register has {found} new and {closed} closed risks; {living} are alive, {above} of them above what is borne. Register first what you found.", found=since.found, closed=since.closed, living=since.living, above=since.above), icon=":material/functions:")
        left, right = st.columns(2)
        phases, methods = [one.value for one in Phase], [one.value for one in METHODS]
        phase = left.selectbox(t("Phase"), phases, format_func=lambda one: plain(Phase(one).label), **form.field(f"{key}:phase", Phase.EXECUTION.value, phases))
        method = right.selectbox(t("Found by"), methods, format_func=lambda one: plain(Origin(one).label), **form.field(f"{key}:method", Origin.SWEEP.value, methods))
        remark = st.text_area(t("What was looked at"), max_chars=rules.NOTE_LIMIT, height=90, placeholder=plain("Which work, which people were asked, what was seen"), **form.field(f"{key}:note", ""))
        form.note()
        if st.button(t("Record the sweep"), key=f"{key}:save", type="primary", disabled=project is None) and desk.perform_once(
            desk.form_key(key), actions.record, actor, project, phase=Phase(phase), method=Origin(method), remark=remark
        ):
            form.done()
            st.toast(t("Recorded."), icon=":material/task_alt:")
            st.rerun()

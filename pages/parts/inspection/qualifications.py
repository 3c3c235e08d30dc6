"""Inspectors on the screen: who is qualified for which checklist, and how long the sheets of a round took."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.inspection.rounds.queries import RoundRow
from core.inspection.staffing import actions, queries
from core.inspection.staffing.queries import QualificationRow
from core.inspection.staffing.rules import IDLE, covers
from core.words import N_
from pages.parts.desk import ask, perform
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, day, number, plain, t

SOON = timedelta(days=30)
HEADINGS = {
    "person": N_("Inspector"), "template": N_("Checklist"), "state": N_("State"), "first": N_("Valid from"), "last": N_("Valid until"), "remark": N_("Remark"),
    "by": N_("Recorded by"),
}  # fmt: skip


def listed(actor: Actor) -> None:
    """Every qualification, and for those who record them the form."""
    edits = actor.may(Permission.QUALIFICATION_EDIT)
    with st.expander(t("Qualifications of inspectors"), icon=":material/workspace_premium:"):
        rows = ask(queries.qualifications, actor)
        if rows:
            frame = pd.DataFrame(
                [
                    (content(row.person), row.template, _state(row), day(row.valid_from), day(row.valid_until), row.remark, content(row.recorded_by))
                    for row in rows
                ],
                columns=list(HEADINGS),
            )
            linked_table(frame, HEADINGS, key="qualifications")
        else:
            nothing(N_("No qualification is recorded yet. Settings say whether one is required."))
        if edits:
            with st.container(horizontal=True):
                with st.popover(t("Record a qualification"), icon=":material/add:"):
                    _record(actor)
                if rows:
                    with st.popover(t("Take one back"), icon=":material/remove:"):
                        _withdraw(actor, rows)


def _state(row: QualificationRow) -> str:
    """Valid, about to end, over, or not begun, as it stands today."""
    now = today()
    if covers(row.valid_from, row.valid_until, now):
        return plain("valid, ends soon") if row.valid_until and row.valid_until - now <= SOON else plain("valid")
    return plain("not valid yet") if now < row.valid_from else plain("ended")


def _record(actor: Actor) -> None:
    people, checklists = ask(queries.can_be_qualified, actor)
    if not people or not checklists:
        nothing(N_("There is no inspector or no checklist yet."))
        return
    names, codes = {one.id: content(one.name) for one in people}, {id_: f"{content(name)} · {code}" for id_, code, name in checklists}
    person = st.selectbox(t("Inspector"), list(names), format_func=lambda one: names[one], key="qualify:person")
    template = st.selectbox(t("Checklist"), list(codes), format_func=lambda one: codes[one], key="qualify:template")
    first = st.date_input(t("Valid from"), today(), key="qualify:from")
    last = st.date_input(t("Valid until"), None, key="qualify:until", help=t("The last day. Empty: without end."))
    remark = st.text_input(t("Remark"), key="qualify:remark", placeholder=plain("e.g. course and date"))
    if st.button(t("Record"), key="qualify:save", type="primary"):
        done = perform(actions.qualify, actor, person, template_id=template, valid_from=first, valid_until=last, remark=remark)
        if done:
            st.rerun()


def _withdraw(actor: Actor, rows: list[QualificationRow]) -> None:
    names = {row.id: f"{content(row.person)} · {row.template}" for row in rows}
    chosen = st.selectbox(t("Qualification"), list(names), format_func=lambda one: names[one], key="qualify:which")
    if st.button(t("Take back"), key="qualify:withdraw") and perform(actions.withdraw, actor, chosen):
        st.rerun()


TIMES = {
    "inspector": N_("Inspector"), "sheets": N_("Sheets"), "submitted": N_("Submitted"), "planned": N_("Planned minutes a sheet"),
    "active": N_("Minutes worked (median)"), "quickest": N_("Quickest"), "planned_all": N_("Planned for those submitted"), "active_all": N_("Worked on them"),
}  # fmt: skip


SPENT = {
    "address": N_("Sheet"), "project": N_("Project"), "inspector": N_("Inspector"), "planned": N_("Planned minutes"), "active": N_("Minutes worked"),
}  # fmt: skip


def times(actor: Actor, row: RoundRow) -> None:
    """How long the sheets of a round took, beside what was planned."""
    panel = st.expander(t("Planned and real time"), icon=":material/timer:", on_change="rerun", key=f"round_times:{row.id}:open")
    if not panel.open:  # it reads every answer of the round
        return
    with panel:
        frame, each = ask(queries.times, actor, row.id)
        if frame.empty:
            nothing(N_("No sheet is assigned yet."))
            return
        frame["inspector"] = frame["inspector"].map(content)
        for name in ("planned", "planned_all", "active", "active_all", "quickest"):
            frame[name] = frame[name].map(lambda value: number(value, 0))
        linked_table(frame, TIMES, key=f"round_times:{row.id}")
        each["address"] = each["code"].map(lambda code: link("Scoring_sheet.py", sheet=code))
        for name in ("project", "inspector"):
            each[name] = each[name].map(content)
        for name in ("planned", "active"):
            each[name] = each[name].map(lambda value: number(value, 0))
        linked_table(each, SPENT, links={"address": r"sheet=(.*)$"}, key=f"round_spent:{row.id}")
        st.caption(t("Worked: the time between entries on the sheet, pauses of more than {idle} minutes left out.", idle=int(IDLE.total_seconds() // 60)))

"""What a project gives back: people, budget, equipment, each with its day and its state."""

from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.closing.endings.queries import View
from core.closing.release import actions
from core.closing.release.queries import ResourceRow
from core.closing.release.rules import Condition, Kind
from core.projects.rules import Stage
from core.words import N_
from pages.parts.desk import form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, day, plain, t, tn

HEADINGS = {"kind": N_("Kind"), "name": N_("Resource"), "planned": N_("Planned for"), "released": N_("Given back on"), "condition": N_("Return state"), "remark": N_("Remark")}


def named(one: ResourceRow) -> str:
    """Somebody's name, the budget, or what it is."""
    return content(one.person) or one.name or plain(one.kind.label)


def draw(actor: Actor, view: View) -> None:
    """The part of the page."""
    writes = view.editable and view.stage is not Stage.CLOSED
    if not view.resources:
        nothing(N_("The list begins with the closing: everybody of the project, its budget, and the equipment you add."))
    else:
        rows = [
            (plain(one.kind.label), named(one), day(one.planned_on), day(one.released_on) if one.released_on else "", plain(one.condition.label) if one.released_on and one.kind is Kind.EQUIPMENT else "", one.remark)
            for one in view.resources
        ]
        linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="resources")
    if not writes:
        return
    if view.unlisted and view.resources:
        st.warning(tn("{count} person of the project is not on this list.", "{count} people of the project are not on this list.", view.unlisted), icon=":material/person_add:")
        if st.button(t("Put them on the list"), key="resources:fill") and perform(actions.fill, actor, view.project_id) is not None:
            st.rerun()
    held = [one for one in view.resources if one.released_on is None]
    if held:
        _release(actor, view, held)
    _plan(actor, view)


def _release(actor: Actor, view: View, held: list[ResourceRow]) -> None:
    form, key = Form(actor, "resource_release", record=view.code), f"release:{view.project_id}"
    with st.expander(t("Give back"), icon=":material/assignment_return:", expanded=form.waiting or bool(held)):
        if not form.opened():
            return
        names = {one.id: f"{plain(one.kind.label)} · {named(one)}" for one in held}
        known = {one.id: one for one in held}
        chosen = st.multiselect(t("Resources"), list(names), format_func=names.__getitem__, placeholder=plain("Choose one or more"), **form.field(f"{key}:which", [], list(names)))
        left, right = st.columns(2)
        on = left.date_input(t("Given back on"), **form.field(f"{key}:on", today()))
        states = [one.value for one in Condition]
        condition = right.selectbox(t("Return state"), states, format_func=lambda one: plain(Condition(one).label), **form.field(f"{key}:condition", states[0], states))
        remark = st.text_input(t("Remark"), **form.field(f"{key}:remark", ""))
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary", disabled=not chosen):
            for id_ in chosen:
                if perform(actions.release, actor, id_, released_on=on if isinstance(on, date) else today(), condition=Condition(condition), remark=remark, version=known[id_].version) is None:
                    return
            form.done()
            st.rerun()


def _plan(actor: Actor, view: View) -> None:
    form, key = Form(actor, "resource_plan", record=view.code), f"resource:{view.project_id}"
    with st.expander(t("Add equipment"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        left, right = st.columns([2, 1])
        name = left.text_input(t("Equipment"), **form.field(f"{key}:name", ""))
        on = right.date_input(t("Planned for"), **form.field(f"{key}:on", today()))
        form.note()
        if st.button(t("Add it"), key=f"{key}:save", type="primary") and perform_once(
            form_key(key), actions.plan, actor, view.project_id, name=name, planned_on=on if isinstance(on, date) else today()
        ):
            form.done()
            st.rerun()

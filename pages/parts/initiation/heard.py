"""Needs that customers let be heard and nobody looked at yet: to be taken up as demands, or settled."""

import streamlit as st

from core.access import Actor, Permission
from core.customers.needs import queries
from core.customers.needs.queries import Heard
from core.initiation.demands import actions, rules
from core.people import queries as people
from pages.parts.customers import needs
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.words import content, t


def draw(actor: Actor, channels: dict[str, str]) -> None:
    """The open needs the viewer may see, each with what can be made of it; nothing where there is none."""
    waiting = ask_kept(("customer",), queries.open_needs, actor)
    if not waiting:
        return
    with st.expander(t("Heard at customers: {count}", count=len(waiting)), icon=":material/lightbulb:"):
        st.caption(t("What customers did not ask for but let be heard when they were called again or spoken with. Take it up as a demand, or say what became of it."))
        for one in waiting:
            with st.container(border=True, key=f"heard-{one.id}"):
                needs.said(one, customer=True)
                with st.container(horizontal=True):
                    if actor.may(Permission.APPLICATION_EDIT) and actor.may(Permission.CUSTOMER_WORK):
                        _take_up(actor, one, channels)
                    if actor.may(Permission.CUSTOMER_WORK):
                        needs.settle(actor, one)


def _take_up(actor: Actor, one: Heard, channels: dict[str, str]) -> None:
    with st.popover(t("Take it up"), icon=":material/add:", type="primary", key=f"take:{one.id}"):
        form, key = Form(actor, "need_taken", record=str(one.id), version=one.version), f"take:{one.id}:{one.version}"
        if not form.opened():
            return
        title = st.text_input(t("What it is about"), **form.field(f"{key}:title", one.text.splitlines()[0][: rules.TITLE_LIMIT]))
        codes = list(channels)
        channel = st.selectbox(
            t("Channel"), codes, format_func=lambda code: channels[code], **form.field(f"{key}:channel", one.channel if one.channel in channels else codes[0], codes)
        )
        units = {unit.id: content(unit.name) for unit in ask(people.departments, actor)}
        mine = actor.department_id if actor.department_id in units else next(iter(units))
        department = st.selectbox(t("Department"), list(units), format_func=lambda unit: units[unit], **form.field(f"{key}:department", mine, list(units)))
        form.note()
        if st.button(t("Note the demand"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"take_{one.id}"), actions.take_up, actor, one.id, title=title, channel=channel, department_id=department, version=one.version
        ):
            form.done()
            st.toast(t("Taken up: assess it now."))
            st.rerun()

"""What else customers need, as it was heard, and what becomes of it."""

from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.needs import actions, queries
from core.customers.needs.queries import Heard
from core.customers.needs.rules import State
from core.customers.queries import CustomerRow
from core.customers.rules import CHANNELS
from core.words import N_
from pages.parts.customers.choose import channel_field, mark, named
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import nothing
from pages.parts.words import c, day, escaped, labelled, plain, t

COLOURS = {State.NEW: "orange", State.TAKEN: "blue", State.MET: "green", State.DROPPED: "gray"}


def draw(actor: Actor, found: CustomerRow) -> None:
    """The needs of one customer, open ones first."""
    st.subheader(t("Latent needs"), anchor=False)
    if actor.may(Permission.CUSTOMER_WORK):
        _new(actor, found)
    listed = ask(queries.of_customer, actor, found.id)
    if not listed:
        nothing(N_("No need was heard yet that the customer did not ask for. The call after a request is a good moment to listen."))
    for one in listed:
        with st.container(border=True, key=f"need-{one.id}"):
            said(one)
            if one.state is State.NEW and actor.may(Permission.CUSTOMER_WORK):
                settle(actor, one)


def said(one: Heard, *, customer: bool = False) -> None:
    """A need in its words, with where it was heard and what became of it."""
    st.markdown(f"{mark(COLOURS[one.state], t(one.state.label))} {escaped(one.text)}")
    told = [labelled(N_("Heard on"), day(one.heard_on)), c(one.who)]
    if one.channel:
        told.append(escaped(named(CHANNELS, one.channel)))
    st.caption(" · ".join(told))
    if one.answer and one.settled_on:
        st.caption(" · ".join([escaped(one.answer), c(one.settled_by), day(one.settled_on)]))
    with st.container(horizontal=True):
        if customer:
            lead(f"{escaped(one.customer_code)} {escaped(one.customer)}", "Customers.py", icon=":material/groups:", customer=one.customer_code)
        if one.request:
            lead(labelled(N_("Called after"), escaped(one.request)), "Request.py", icon=":material/support_agent:", request=one.request)
        if one.demand:
            lead(labelled(N_("Demand"), escaped(one.demand)), "Applications.py", icon=":material/lightbulb:", part="demands")


def settle(actor: Actor, one: Heard) -> None:
    """What was done about an open need, or why it is not pursued."""
    with st.popover(t("Settle it"), icon=":material/check:", key=f"need:{one.id}"):
        form, key = Form(actor, "need_settled", record=str(one.id), version=one.version), f"need:{one.id}:{one.version}"
        if not form.opened():
            return
        ways = {"met": N_("It was met"), "dropped": N_("It is not pursued")}
        way = st.segmented_control(t("What became of it"), list(ways), format_func=lambda each: t(ways[each]), required=True, **form.field(f"{key}:way", "met", list(ways)))
        answer = st.text_input(t("What was done") if way == "met" else t("Why"), **form.field(f"{key}:answer", ""))
        form.note()
        if st.button(t("Settle it"), key=f"{key}:save", type="primary") and perform(actions.settle, actor, one.id, met=way == "met", answer=answer, version=one.version) is not None:
            form.done()
            st.rerun()


def _new(actor: Actor, found: CustomerRow) -> None:
    form, key = Form(actor, "need", record=found.code), f"need_new:{found.id}"
    with st.expander(t("Note a need"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        text = st.text_area(t("What else the customer needs"), height=80, **form.field(f"{key}:text", ""))
        left, middle, right = st.columns(3)
        on = left.date_input(t("Heard on"), **form.field(f"{key}:on", today()))
        with middle:
            channel = channel_field(form, f"{key}:channel", N_("Channel"), found.channel)
        projects = {one.id: one.code for one in found.projects}
        project = right.selectbox(t("Project"), [0, *projects], format_func=lambda id_: projects[id_] if id_ else plain("None"), **form.field(f"{key}:project", 0, [0, *projects]))
        form.note()
        if st.button(t("Keep it"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"need_{found.id}"), actions.hear, actor, found.id, text=text, heard_on=on if isinstance(on, date) else today(), channel=channel, project_id=project or None,
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()

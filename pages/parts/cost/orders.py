"""Contracts and orders of a project: what is promised, what of it is spent, and new ones."""

from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.cost.control.queries import Control
from core.cost.rules import BUDGET_LINES
from core.cost.spending import actions, queries
from core.cost.spending.queries import Order
from core.words import N_
from pages.parts.codes import code_table
from pages.parts.cost.money import field, money, typed
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, day, plain, t

HEADINGS = {
    "code": N_("Order"), "supplier": N_("Supplier"), "subject": N_("What for"), "line": N_("Budget line"), "amount": N_("Amount"), "drawn": N_("Spent on it"), "open": N_("Still open"),
    "on": N_("Agreed on"), "state": N_("State"),
}  # fmt: skip


def draw(actor: Actor, found: Control) -> None:
    """The part of the page."""
    listed: list[Order] = ask_kept("cost", queries.orders, actor, found.code)
    names = code_table(BUDGET_LINES).names
    if found.editable:
        _new(actor, found)
    if not listed:
        nothing(N_("Nothing is ordered for this project yet."))
        return
    frame = pd.DataFrame(
        [
            (one.code, one.supplier, one.subject, content(names.get(one.line, {"en": one.line})), money(actor, one.amount), money(actor, one.drawn), money(actor, one.open), day(one.agreed_on),
             plain("closed {day}", day=day(one.closed_on)) if one.closed_on else plain("open") if one.open else plain("used up"))
            for one in listed
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, key="orders", code=st.column_config.TextColumn(plain("Order"), pinned=True))
    open_ = [one for one in listed if one.closed_on is None]
    if found.editable and open_:
        _close(actor, found, open_)


def _new(actor: Actor, found: Control) -> None:
    form, key = Form(actor, "order", record=found.code), f"order:{found.project_id}"
    with st.expander(t("Enter an order or a contract"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        offered = {entry.code: content(entry.name) for entry in code_table(BUDGET_LINES).offered()}
        line = st.selectbox(t("Budget line"), list(offered), format_func=offered.__getitem__, **form.field(f"{key}:line", next(iter(offered)), list(offered)))
        supplier = st.text_input(t("Supplier"), **form.field(f"{key}:supplier", ""))
        subject = st.text_input(t("What for"), **form.field(f"{key}:subject", ""))
        left, right = st.columns(2)
        with left:
            text = field(form, f"{key}:amount")
        on = right.date_input(t("Agreed on"), **form.field(f"{key}:on", today()))
        form.note()
        if st.button(t("Enter the order"), key=f"{key}:save", type="primary") and (amount := typed(text)) is not None and perform_once(
            form_key(key), actions.order, actor, found.project_id, line=line, supplier=supplier, subject=subject, amount=amount, agreed_on=on if isinstance(on, date) else today()
        ):
            form.done()
            st.toast(t("Entered."))
            st.rerun()


def _close(actor: Actor, found: Control, open_: list[Order]) -> None:
    form = Form(actor, "order_close", record=found.code)
    with st.popover(t("Close an order"), icon=":material/lock:"):
        if not form.opened():
            return
        st.caption(t("Nothing more is spent on it then, and what is left of it is free again."))
        known = {one.id: one for one in open_}
        chosen = st.selectbox(t("Order"), list(known), format_func=lambda id_: f"{known[id_].code} · {known[id_].supplier}", **form.field("order:close:which", open_[0].id, known))
        reason = st.text_input(t("Why"), **form.field("order:close:why", ""))
        form.note()
        if st.button(t("Close it"), key="order:close", type="primary") and perform(actions.close, actor, chosen, version=known[chosen].version, reason=reason) is not None:
            form.done()
            st.rerun()

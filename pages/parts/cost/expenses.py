"""Expenses of a project: what was spent on what, with receipts; new ones, and reversals of wrong ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.cost.control.queries import Control
from core.cost.rules import BUDGET_LINES
from core.cost.spending import actions, queries
from core.cost.spending.queries import Order, Spent
from core.words import N_
from pages.parts import desk
from pages.parts.codes import code_table
from pages.parts.cost import claims
from pages.parts.cost import receipts as receipt_files
from pages.parts.cost.money import field, money, typed
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.kit import linked_table, nothing
from pages.parts.words import called, content, day, escaped, number, plain, t, tn

HEADINGS = {
    "code": N_("Expense"), "on": N_("Day"), "subject": N_("What for"), "line": N_("Budget line"), "amount": N_("Amount"), "supplier": N_("Supplier"), "order": N_("Order"),
    "receipts": N_("Receipts"), "state": N_("State"), "by": N_("Entered by"),
}  # fmt: skip
SHOWN = 20


def draw(actor: Actor, found: Control) -> None:
    """The part of the page."""
    listed: list[Spent] = ask_kept("cost", queries.expenses, actor, found.code)
    names = code_table(BUDGET_LINES).names
    if found.editable:
        _new(actor, found)
    claimed = claims.decide(actor, found)
    listed = [replace(one, receipts=(*one.receipts, *claimed.get(one.code, ()))) for one in listed] if claimed else listed
    if not listed:
        nothing(N_("No expense is entered yet. Labour follows from hours at their rates and needs none."))
        return
    frame = pd.DataFrame(
        [
            (one.code, day(one.spent_on), one.subject, content(names.get(one.line, {"en": one.line})), money(actor, one.amount), one.supplier, one.order,
             number(len(one.receipts), 0) if one.receipts else "", _state(one), content(one.by))
            for one in listed
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, key="expenses", code=st.column_config.TextColumn(plain("Expense"), pinned=True))
    if len(listed) == queries.MOST:
        st.caption(t("The newest {count} entries.", count=number(queries.MOST, 0)))
    _receipts(listed)
    standing = [one for one in listed if not one.reverses and not one.reversed]
    if found.editable and standing:
        with st.container(horizontal=True):
            _add(actor, standing)
            _reverse(actor, found, standing)


def _state(one: Spent) -> str:
    if one.reverses:
        return plain("reverses {code}", code=one.reverses)
    return plain("reversed") if one.reversed else plain("over the budget, waits for a change") if one.waiting else ""


def _receipts(listed: Sequence[Spent]) -> None:
    """The receipts of the newest expenses, to open."""
    with_some = [one for one in listed if one.receipts][:SHOWN]
    if with_some:
        with st.expander(t("Receipts"), icon=":material/receipt_long:"):
            st.markdown("\n".join(
                f"- {called(escaped(f'{one.code} {one.subject}'), receipt_files.links(one.receipts))}" for one in with_some
            ))  # fmt: skip


def _new(actor: Actor, found: Control) -> None:
    form, key = Form(actor, "expense", record=found.code), f"expense:{found.project_id}"
    with st.expander(t("Enter an expense"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        orders: list[Order] = [one for one in ask_kept("cost", queries.orders, actor, found.code) if one.closed_on is None]
        known = {one.id: one for one in orders}
        offered = {entry.code: content(entry.name) for entry in code_table(BUDGET_LINES).offered()}
        order = 0
        if known:
            order = st.selectbox(
                t("Order"), [0, *known], format_func=lambda id_: f"{known[id_].code} · {known[id_].supplier} · {known[id_].subject}" if id_ else plain("None"),
                **form.field(f"{key}:order", 0, [0, *known]),
            )  # fmt: skip
        if order:
            line = known[order].line
            st.caption(t("On “{line}”; {amount} of the order is open.", line=offered.get(line, line), amount=money(actor, known[order].open)))
        else:
            line = st.selectbox(t("Budget line"), list(offered), format_func=offered.__getitem__, **form.field(f"{key}:line", next(iter(offered)), list(offered)))
        subject = st.text_input(t("What for"), **form.field(f"{key}:subject", ""))
        left, right = st.columns(2)
        with left:
            text = field(form, f"{key}:amount")
        on = right.date_input(t("Spent on"), **form.field(f"{key}:on", today()))
        supplier = st.text_input(t("Supplier"), **form.field(f"{key}:supplier", ""), placeholder=plain("The order's, if it is spent on one") if order else None)
        uploads = receipt_files.uploader(f"{key}:files:{st.session_state.get(f'{key}:round', 0)}")
        form.note()
        if st.button(t("Enter the expense"), key=f"{key}:save", type="primary"):
            _enter(actor, found, form, key, line, text, on if isinstance(on, date) else today(), supplier or (known[order].supplier if order else ""), subject, order or None, uploads)


def _enter(
    actor: Actor, found: Control, form: Form, key: str, line: str, text: str, on: date, supplier: str, subject: str, order: int | None, uploads: Sequence[Any]
) -> None:
    amount = typed(text)
    if amount is None:
        return
    receipts = receipt_files.accepted(uploads)
    if receipts is None:
        return
    made = perform_once(
        form_key(key), actions.spend, actor, found.project_id, line=line, amount=amount, spent_on=on, supplier=supplier, subject=subject, order_id=order
    )
    if made:
        for kind, data, name in receipts:
            desk.perform(actions.attach, actor, made, data=data, kind=kind, name=name)
        form.done()
        st.session_state[f"{key}:round"] = st.session_state.get(f"{key}:round", 0) + 1
        st.toast(t("Entered."))
        st.rerun()


def _named(one: Spent, actor: Actor) -> str:
    return f"{one.code} · {day(one.spent_on)} · {money(actor, one.amount)} · {one.subject}"


def _add(actor: Actor, standing: Sequence[Spent]) -> None:
    """Receipts that come later."""
    with st.popover(t("Add receipts"), icon=":material/attach_file:"):
        known = {one.id: one for one in standing}
        chosen = st.selectbox(t("Expense"), list(known), format_func=lambda id_: _named(known[id_], actor), key="expense:attach:which")
        uploads = receipt_files.uploader(f"expense:attach:{chosen}:{len(known[chosen].receipts)}")
        if uploads and st.button(t("Keep them"), key="expense:attach", type="primary") and (receipts := receipt_files.accepted(uploads)) is not None:
            kept = [desk.perform(actions.attach, actor, chosen, data=data, kind=kind, name=name) for kind, data, name in receipts]
            if None not in kept:
                st.toast(tn("{count} receipt is kept.", "{count} receipts are kept.", len(kept)))
                st.rerun()


def _reverse(actor: Actor, found: Control, standing: Sequence[Spent]) -> None:
    """What was wrong is reversed; both stay to be seen."""
    form = Form(actor, "expense_reverse", record=found.code)
    with st.popover(t("Reverse an expense"), icon=":material/undo:"):
        if not form.opened():
            return
        st.caption(t("An expense is never changed. A wrong one is reversed by its opposite; then enter the right one."))
        known = {one.id: one for one in standing}
        chosen = st.selectbox(t("Expense"), list(known), format_func=lambda id_: _named(known[id_], actor), **form.field("expense:reverse:which", standing[0].id, known))
        reason = st.text_input(t("Why"), **form.field("expense:reverse:why", ""))
        form.note()
        if st.button(t("Reverse it"), key="expense:reverse", type="primary") and perform_once(form_key(f"reverse_{chosen}"), actions.reverse, actor, chosen, reason=reason):
            form.done()
            st.rerun()

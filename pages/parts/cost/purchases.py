"""Purchases of a project: quotes beside each other, which was chosen and why, and the order it became."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.cost.control.queries import Control
from core.cost.purchases import actions, queries
from core.cost.purchases.queries import Bought
from core.cost.purchases.rules import State, Way
from core.cost.rules import BUDGET_LINES
from core.drafts.rules import Draft
from core.words import N_
from pages.parts import draft
from pages.parts.codes import code_table
from pages.parts.cost.money import field, money, typed
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import badge_text, linked_table, nothing
from pages.parts.words import c, content, day, escaped, number, plain, t

HEADINGS = {"chosen": N_("Chosen"), "supplier": N_("Supplier"), "amount": N_("Amount"), "more": N_("Above the cheapest"), "on": N_("Quoted on"), "remark": N_("Remark")}
QUOTE, CHOICE, GIVEN_UP = "quote", "purchase_choice", "purchase_given_up"
Drafts = Mapping[tuple[str, str], Draft]
BADGES = {State.OPEN: "open", State.CHOSEN: "released", State.DROPPED: "retired"}


def draw(actor: Actor, found: Control) -> None:
    """The part of the page."""
    listed: list[Bought] = ask_kept("cost", queries.purchases, actor, found.code)
    if found.editable:
        _new(actor, found)
    if not listed:
        nothing(N_("Nothing is being bought. A purchase collects quotes, and the chosen one becomes an order."))
    names, kept = code_table(BUDGET_LINES).names, draft.mine(actor, QUOTE, CHOICE, GIVEN_UP)
    for one in listed:
        with st.container(border=True, key=f"row-purchase:{one.id}"):
            st.markdown(f"**{escaped(one.code)} · {escaped(one.title)}** {badge_text(BADGES[one.state], one.state.label)}")
            st.caption(f"{t(one.way.label)} · {c(names.get(one.line, {'en': one.line}))} · {c(one.by)}" + (f" · {t('Order {code}', code=one.order)}" if one.order else ""))
            if one.why:
                st.markdown(escaped(one.why))
            if one.quotes:
                _quotes(actor, one)
            if found.editable and one.state is State.OPEN:
                with st.container(horizontal=True):
                    _quote(actor, one, kept)
                    if one.quotes:
                        _choose(actor, one, kept)
                    _give_up(actor, one, kept)


def _quotes(actor: Actor, one: Bought) -> None:
    least = one.quotes[0].amount
    rows = [
        ("●" if offer.chosen else "", offer.supplier, money(actor, offer.amount), f"+{number((offer.amount / least - 1) * 100)}%" if offer.amount > least else "", day(offer.quoted_on), offer.remark)
        for offer in one.quotes
    ]
    linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key=f"quotes:{one.id}")


def _new(actor: Actor, found: Control) -> None:
    form, key = Form(actor, "purchase", record=found.code), f"purchase:{found.project_id}"
    with st.expander(t("Begin a purchase"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        offered = {entry.code: content(entry.name) for entry in code_table(BUDGET_LINES).offered()}
        title = st.text_input(t("What is bought"), **form.field(f"{key}:title", ""))
        line = st.selectbox(t("Budget line"), list(offered), format_func=offered.__getitem__, **form.field(f"{key}:line", next(iter(offered)), list(offered)))
        ways = [one.value for one in Way]
        way = st.segmented_control(t("How"), ways, format_func=lambda one: t(Way(one).label), required=True, **form.field(f"{key}:way", Way.INQUIRY.value, ways))
        form.note()
        if st.button(t("Begin"), key=f"{key}:save", type="primary") and perform_once(form_key(key), actions.begin, actor, found.project_id, title=title, line=line, way=Way(way)):
            form.done()
            st.rerun()


def _quote(actor: Actor, one: Bought, typed_: Drafts) -> None:
    form, key = Form(actor, QUOTE, record=one.code, among=typed_), f"quote:{one.id}"
    with st.popover(t("Enter a quote"), icon=":material/add:"):
        if not form.opened():
            return
        supplier = st.text_input(t("Supplier"), **form.field(f"{key}:supplier", ""))
        text = field(form, f"{key}:amount")
        on = st.date_input(t("Quoted on"), **form.field(f"{key}:on", today()))
        remark = st.text_area(t("Remark"), height=80, **form.field(f"{key}:remark", ""), placeholder=plain("Delivery, warranty, experience with them"))
        form.note()
        if st.button(t("Enter the quote"), key=f"{key}:save", type="primary") and (amount := typed(text)) is not None and perform_once(
            form_key(key), actions.quote, actor, one.id, supplier=supplier, price=amount, quoted_on=on if isinstance(on, date) else today(), remark=remark
        ):
            form.done()
            st.rerun()


def _choose(actor: Actor, one: Bought, typed_: Drafts) -> None:
    form = Form(actor, CHOICE, record=one.code, among=typed_)
    with st.popover(t("Choose and order"), icon=":material/check:"):
        if not form.opened():
            return
        known = {offer.id: offer for offer in one.quotes}
        chosen = st.radio(
            t("Quote"), list(known), format_func=lambda id_: f"{escaped(known[id_].supplier)} · {escaped(money(actor, known[id_].amount))}",
            **form.field(f"choose:{one.id}:which", one.quotes[0].id, known),
        )  # fmt: skip
        why = st.text_area(t("Why this one"), height=80, help=t("The cheapest of several needs no reason."), **form.field(f"choose:{one.id}:why", ""))
        form.note()
        if st.button(t("Order it"), key=f"choose:{one.id}", type="primary") and perform_once(form_key(f"choose_{one.id}"), actions.choose, actor, one.id, quote_id=chosen, why=why):
            form.done()
            st.toast(t("Ordered. It stands among the orders."))
            st.rerun()


def _give_up(actor: Actor, one: Bought, typed_: Drafts) -> None:
    form = Form(actor, GIVEN_UP, record=one.code, among=typed_)
    with st.popover(t("Give it up"), icon=":material/close:"):
        if not form.opened():
            return
        why = st.text_input(t("Why"), **form.field(f"give_up:{one.id}:why", ""))
        form.note()
        if st.button(t("Give it up"), key=f"give_up:{one.id}", type="primary") and perform(actions.give_up, actor, one.id, why=why):
            form.done()
            st.rerun()

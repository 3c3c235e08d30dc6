"""Care that is planned and points in the ledger."""

from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.care import actions, queries
from core.customers.care.queries import Planned
from core.customers.care.rules import Kind
from core.customers.points import actions as points
from core.customers.points import queries as ledger
from core.customers.points import rules as limits
from core.customers.queries import CustomerRow
from core.words import N_
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, escaped, labelled, number, plain, t

HEADINGS = {"day": N_("Day"), "points": N_("Loyalty points"), "why": N_("Why"), "state": N_("State"), "who": N_("Entered by")}


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    st.subheader(t("Care"), anchor=False)
    planned = ask(queries.of_customer, actor, found.id)
    if not planned:
        nothing(N_("No care is planned. Plan a call, a visit or a day to remember."))
    for one in planned:
        with st.container(border=True, key=f"care-{one.id}"):
            _open(actor, one)
    if actor.may(Permission.CUSTOMER_WORK):
        _plan(actor, found)
    st.subheader(labelled(N_("Loyalty points"), number(found.points, 0)), anchor=False)
    _points(actor, found)


def _open(actor: Actor, one: Planned) -> None:
    late = f" :red-badge[{t('late')}]" if one.due_on < today() else ""
    yearly = f" · {t('every year')}" if one.yearly else ""
    st.markdown(f"**{escaped(one.title)}**{late}")
    st.caption(f"{t(one.kind.label)} · {day(one.due_on)}{yearly} · {c(one.owner)}")
    if actor.may(Permission.CUSTOMER_WORK):
        with st.popover(t("Mark as done"), icon=":material/check:", key=f"care:{one.id}"):
            form = Form(actor, "care_done", record=str(one.id), version=one.version)
            if form.opened():
                result = st.text_input(t("What it led to"), **form.field(f"care:{one.id}:result", ""))
                form.note()
                if st.button(t("It is done"), key=f"care:{one.id}:done", type="primary") and perform(actions.finish, actor, one.id, version=one.version, result=result) is not None:
                    form.done()
                    st.rerun()


def _plan(actor: Actor, found: CustomerRow) -> None:
    form, key = Form(actor, "care", record=found.code), f"care_new:{found.id}"
    with st.expander(t("Plan care"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        left, right = st.columns(2)
        kind = left.selectbox(t("Kind"), list(Kind), format_func=lambda one: plain(Kind(one).label), **form.field(f"{key}:kind", Kind.VISIT.value, list(Kind)))
        on = right.date_input(t("Due"), **form.field(f"{key}:on", today()))
        title = st.text_input(t("Subject"), **form.field(f"{key}:title", ""))
        yearly = st.checkbox(t("Every year"), **form.field(f"{key}:yearly", False))
        form.note()
        if st.button(t("Plan it"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"care_{found.id}"), actions.plan, actor, found.id, kind=Kind(kind), title=title, due_on=on if isinstance(on, date) else today(), yearly=yearly
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()


def _points(actor: Actor, found: CustomerRow) -> None:
    listed = ask(ledger.ledger, actor, found.id)
    if listed:
        rows = [
            (day(one.day), f"{one.points:+,}", one.why, plain("reversal") if one.reversal else plain("reversed") if one.reversed else "", content(one.who)) for one in listed
        ]
        linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="points")
    else:
        nothing(N_("No points are given yet."))
    if not actor.may(Permission.CUSTOMER_EDIT):
        return
    with st.container(horizontal=True):
        with st.popover(t("Give or redeem points"), icon=":material/loyalty:", key=f"points:{found.id}"):
            form = Form(actor, "points", record=found.code)
            if form.opened():
                count = st.number_input(t("Loyalty points"), min_value=-limits.MOST, max_value=limits.MOST, step=10, help=t("With a minus in front they are redeemed."), **form.field(f"points:{found.id}:count", 100))
                why = st.text_input(t("Why"), **form.field(f"points:{found.id}:why", ""))
                form.note()
                if st.button(t("Enter the points"), key=f"points:{found.id}:save", type="primary") and perform_once(
                    form_key(f"points_{found.id}"), points.book, actor, found.id, points=int(count or 0), why=why
                ) is not None:  # fmt: skip
                    form.done()
                    st.rerun()
        standing = {one.id: f"{one.points:+,} · {one.why}" for one in listed if not one.reversal and not one.reversed}
        if standing:
            with st.popover(t("Reverse an entry"), icon=":material/undo:", key=f"points:{found.id}:back"):
                form = Form(actor, "points_back", record=found.code)
                if form.opened():
                    chosen = st.selectbox(t("Entry"), list(standing), format_func=standing.__getitem__, **form.field(f"points:{found.id}:which", next(iter(standing)), standing))
                    why = st.text_input(t("Why"), **form.field(f"points:{found.id}:backwhy", ""))
                    form.note()
                    if st.button(t("Reverse it"), key=f"points:{found.id}:reverse", type="primary") and perform_once(
                        form_key(f"points_back_{found.id}"), points.reverse, actor, chosen, why=why
                    ) is not None:  # fmt: skip
                        form.done()
                        st.rerun()

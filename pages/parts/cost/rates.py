"""Hourly rates: those that hold, and new ones. Only for those who may see pay."""

from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

from core import fields
from core.access import ANYWHERE, Actor, Permission, within
from core.clock import today
from core.cost.rates import actions, queries
from core.cost.rates.queries import Line
from core.errors import Refusal
from core.people import queries as people
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk
from pages.parts.cost.money import money
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import confirm, linked_table, nothing
from pages.parts.words import content, day, moment, plain, t

HEADINGS = {"who": N_("Whose"), "where": N_("On"), "from": N_("From"), "amount": N_("An hour"), "by": N_("Set by"), "at": N_("Set")}


def draw(actor: Actor) -> None:
    """The part of the page."""
    found = ask(queries.rates, actor)
    st.caption(t("Of the rates that fit, a person's own goes before everybody's, a project's before the one for everywhere; of those the newest holds. Hours are priced by the rate of their day."))
    edits = within(actor, Permission.RATE_EDIT, ANYWHERE)
    if edits:
        _new(actor)
    if not found:
        nothing(N_("No rate is set yet, so hours have no price. Begin with one for everybody."))
        return
    frame = pd.DataFrame([(*_names(one), day(one.valid_from), money(actor, one.amount), content(one.by), moment(one.at)) for one in found], columns=list(HEADINGS))
    linked_table(frame, HEADINGS, key="rates")
    if edits:
        _drop(actor, found)


def _names(one: Line) -> tuple[str, str]:
    return content(one.person) if one.person else plain("Everybody"), f"{one.project} {content(one.project_name)}" if one.project else plain("Every project")


def _new(actor: Actor) -> None:
    form = Form(actor, "labour_rate")
    with st.expander(t("Set a rate"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        who = {one.id: content(one.name) for one in ask_kept("people", people.people, actor)}
        where = {row.id: f"{row.code} · {content(row.name)}" for row in ask_kept("projects", projects.projects, actor)}
        person = st.selectbox(t("Whose"), [0, *who], format_func=lambda id_: who.get(id_) or plain("Everybody"), **form.field("rate:person", 0, [0, *who]))
        project = st.selectbox(t("On"), [0, *where], format_func=lambda id_: where.get(id_) or plain("Every project"), **form.field("rate:project", 0, [0, *where]))
        left, right = st.columns(2)
        first = left.date_input(t("Valid from"), **form.field("rate:from", today().replace(day=1)))
        typed = right.text_input(t("An hour costs"), **form.field("rate:amount", ""), placeholder="120.00")
        form.note()
        if st.button(t("Set the rate"), key="rate:put", type="primary"):
            try:
                amount = fields.decimal(typed)
            except Refusal as refusal:
                desk.say(refusal)
                return
            if perform_once(
                form_key("rate"), actions.put, actor, valid_from=first if isinstance(first, date) else today(), amount=Decimal(amount), person_id=person or None,
                project_id=project or None,
            ):
                form.done()
                st.toast(t("Set. Hours worked since then are priced anew."))
                st.rerun()


def _drop(actor: Actor, found: list[Line]) -> None:
    known = {one.id: " · ".join((*_names(one), day(one.valid_from))) for one in found}
    with st.popover(t("Drop a rate"), icon=":material/delete:"):
        chosen = st.selectbox(t("Rate"), list(known), format_func=known.__getitem__, key="rate:chosen")

        def drop() -> None:
            if perform(actions.drop, actor, chosen) is not None:
                st.rerun()

        confirm("rate:drop", N_("Drop it"), N_("Hours go by the rate that held before, as if this one had never been set."), N_("Drop it"), drop)

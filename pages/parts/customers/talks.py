"""The timeline of a customer, and what was said just now."""

from datetime import date
from enum import StrEnum

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.contacts import queries as contacts
from core.customers.queries import CustomerRow
from core.customers.rules import CHANNELS
from core.customers.talks import actions
from core.customers.timeline import queries
from core.customers.timeline.queries import Entry
from core.words import N_
from pages.parts.customers.choose import channel_field, named
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import BY_FILE, lead
from pages.parts.kit import nothing, row
from pages.parts.words import c, day, escaped, plain, t

ICONS = {"talk": ":material/forum:", "contract": ":material/contract:", "care": ":material/volunteer_activism:", "request": ":material/support_agent:", "survey": ":material/reviews:", "need": ":material/lightbulb:"}
HEARD = N_("What the customer did not ask for but let be heard. It is listed with the demands until somebody takes it up or settles it.")
SHOWN = 20


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    if actor.may(Permission.CUSTOMER_WORK):
        _new(actor, found)
    kinds = queries.kinds()
    only = st.pills(t("Kind"), list(kinds), format_func=lambda kind: t(kinds[kind]), key=f"timeline:{found.id}", label_visibility="collapsed") or ""
    key = f"timeline:{found.id}:shown"
    listed = ask(queries.timeline, actor, found.id, only=only, limit=int(st.session_state.get(key, SHOWN)))
    if not listed:
        nothing(N_("Nothing has happened with this customer yet that is recorded."))
    for one in listed:
        _entry(one, kinds)
    if len(listed) >= int(st.session_state.get(key, SHOWN)) and st.button(t("Show more"), key=f"{key}:more"):
        st.session_state[key] = int(st.session_state.get(key, SHOWN)) + SHOWN
        st.rerun()


def _entry(one: Entry, kinds: dict[str, str]) -> None:
    with row(f"timeline-{one.kind}-{one.id}"):
        st.markdown(f"{ICONS.get(one.kind, ':material/circle:')} **{escaped(one.title)}**")
        said = [day(one.day), t(kinds[one.kind])]
        if one.channel:
            said.append(escaped(named(CHANNELS, one.channel)))
        if one.whom:
            said.append(t("with {person}", person=one.whom))
        if one.who:
            said.append(c(one.who))
        if one.next_on:
            said.append(t("next contact {day}", day=day(one.next_on)))
        st.caption(" · ".join(said))
        if one.message:
            st.markdown(t(one.message, **{name: _fact(value) for name, value in one.facts.items()}))
        if one.text:
            st.text(one.text)
        if one.page in BY_FILE and one.code:
            lead(escaped(one.code), one.page, **{one.parameter: one.code})


def _fact(value: object) -> object:
    if isinstance(value, date):
        return day(value)
    return plain(value.label) if isinstance(value, StrEnum) and hasattr(value, "label") else value


def _new(actor: Actor, found: CustomerRow) -> None:
    form, key = Form(actor, "talk", record=found.code), f"talk:{found.id}"
    with st.expander(t("Write down a conversation"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        people = {one.id: one.masked.name for one in ask(contacts.of_customer, actor, found.id) if one.erased_at is None}
        left, middle, right = st.columns(3)
        on = left.date_input(t("Day"), **form.field(f"{key}:on", today()))
        with middle:
            channel = channel_field(form, f"{key}:channel", N_("Channel"), found.channel, needed=True)
        whom = right.selectbox(t("With whom"), [0, *people], format_func=lambda id_: people[id_] if id_ else plain("Not named"), **form.field(f"{key}:whom", 0, [0, *people]))
        subject = st.text_input(t("Subject"), **form.field(f"{key}:subject", ""))
        outcome = st.text_area(t("Outcome"), height=100, **form.field(f"{key}:outcome", ""))
        need = st.text_area(t("What else the customer needs"), height=68, help=t(HEARD), **form.field(f"{key}:need", ""))
        st.caption(t("Write numbers and names of people into the contacts, not here."))
        left, right = st.columns(2)
        projects = {one.id: one.code for one in found.projects}
        project = left.selectbox(t("Project"), [0, *projects], format_func=lambda id_: projects[id_] if id_ else plain("None"), **form.field(f"{key}:project", 0, [0, *projects]))
        again = right.date_input(t("Next contact"), **form.field(f"{key}:next", None))
        form.note()
        if st.button(t("Keep it"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"talk_{found.id}"), actions.write, actor, found.id, day=on if isinstance(on, date) else today(), channel=channel, subject=subject, outcome=outcome,
            contact_id=whom or None, project_id=project or None, next_on=again if isinstance(again, date) else None, need=need,
        ) is not None:  # fmt: skip
            form.done()
            st.toast(t("Entered."))
            st.rerun()

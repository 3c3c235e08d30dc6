"""The page Resources: systems side by side, or the material of projects."""

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.resources.systems import actions, queries
from core.resources.systems.queries import Row
from core.resources.systems.rules import Described, Kind
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.resources import bits, supplies
from pages.parts.whole import whole
from pages.parts.words import content, plain, t, tn

PARTS = {"systems": N_("Systems"), "supplies": N_("Material resources")}
HEADINGS = {
    "address": N_("System"), "name": N_("Name"), "now": N_("Now"), "kind": N_("Kind"), "share": N_("Available, 12 months"), "failures": N_("Outages"), "customers": N_("Customers"),
    "requests": N_("Open requests"), "projects": N_("Projects"), "people": N_("People"), "owner": N_("Responsible"),
}  # fmt: skip


def draw(actor: Actor) -> None:
    """Both parts; which one stands in the address."""
    wanted = st.query_params.get("part", "")

    @whole
    def keep() -> None:
        st.query_params["part"] = st.session_state["resources:part"]

    part = st.segmented_control(
        t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default=wanted if wanted in PARTS else "systems", key="resources:part", on_change=keep, label_visibility="collapsed",
        required=True,
    )  # fmt: skip
    if part == "supplies":
        supplies.draw(actor)
    else:
        _systems(actor)


def _systems(actor: Actor) -> None:
    st.caption(t("Customers, staff, devices and systems in one view: who uses each system, who works with it, what is open there, and how available it was in the time that was agreed on."))
    rows = desk.ask(queries.register, actor)
    down = [row for row in rows if row.outage and not row.outage.planned]
    if down:
        st.error(tn("One system is down now.", "{count} systems are down now.", len(down)), icon=":material/power_off:")
    if rows:
        linked_table(pd.DataFrame([_line(row) for row in rows], columns=list(HEADINGS)), HEADINGS, links={"address": r"system=(.*)$"}, key="systems")
        st.caption(t("Outages that were planned are taken out of the agreed time; one that goes on counts up to now. Customers, requests, projects and people are those that you see."))
    else:
        nothing(N_("No system is registered yet. Whoever looks after one registers it here."))
    if actor.may(Permission.SYSTEM_EDIT):
        _new(actor)


def _line(row: Row) -> tuple[object, ...]:
    return (
        link("Resources.py", system=row.code), row.name, bits.now_plain(row.outage), plain(row.kind.label), bits.share(row.year), row.year.failures, row.customers, row.requests, row.projects,
        row.people, content(row.owner),
    )  # fmt: skip


def _new(actor: Actor) -> None:
    form = Form(actor, "system_new")
    with st.expander(t("Register a system"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        described = fields(actor, form, "system:new")
        since_on = st.date_input(t("It counts from"), max_value=today(), **form.field("system:new:since", today()))
        form.note()
        if st.button(t("Register it"), key="system:new:save", type="primary", disabled=described is None) and described is not None:
            made = desk.perform_once(desk.form_key("system_new"), actions.register, actor, described, since_on=since_on)
            if made:
                form.done()
                st.rerun()


def fields(actor: Actor, form: Form, key: str, present: Described | None = None) -> Described | None:
    """The fields of a system, holding `present` at first; None while nobody is chosen to look after it."""
    kinds, owners, calendars = [one.value for one in Kind], desk.ask(queries.owners, actor), bits.calendars(actor)
    name = st.text_input(t("Name"), **form.field(f"{key}:name", present.name if present else ""))
    kind = st.pills(t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), required=True, **form.field(f"{key}:kind", present.kind.value if present else kinds[0], kinds))
    left, right = st.columns(2)
    usual = present.owner_id if present else actor.id if actor.id in owners else None
    owner = left.selectbox(t("Responsible"), list(owners), format_func=lambda one: content(owners[one]), placeholder=plain("Choose"), **form.field(f"{key}:owner", usual, [None, *owners]))
    calendar = right.selectbox(
        t("Has to run"), list(calendars), format_func=lambda one: calendars.get(one, one), help=t("Only time within it counts when its availability is worked out."),
        **form.field(f"{key}:calendar", present.calendar if present else "always", calendars),
    )  # fmt: skip
    text = st.text_area(t("What it is for"), height=80, **form.field(f"{key}:text", present.text if present else ""))
    return Described(name, Kind(kind), owner, calendar, text) if owner is not None else None

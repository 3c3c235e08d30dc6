"""The list of customers: figures, search, filters, what care is due, a new one, and the export."""

import hashlib

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers import actions
from core.customers.care import queries as care
from core.customers.contacts import actions as contacts
from core.customers.contacts.rules import Personal
from core.customers.export import actions as exports
from core.customers.rules import CLASSES, REGULAR, STAGES, Kind
from core.customers.value import queries, rules
from core.customers.value.queries import Figures
from core.customers.value.rules import PAGE, Sort, Wanted
from core.errors import Refusal
from core.exchange import customers_workbook
from core.metrics.figures import Figure
from core.satisfaction.health import queries as health
from core.words import N_
from pages.parts import desk
from pages.parts.customers import offers, strategy
from pages.parts.customers.choose import (
    channel_field,
    class_field,
    language_field,
    my_projects,
    named,
    offered,
    stage_name,
)
from pages.parts.customers.health import short
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import link
from pages.parts.kit import XLSX, download, linked_table, nothing
from pages.parts.whole import whole
from pages.parts.words import content, day, language, number, plain, several, t, tn

TOPICS = ("customer", "projects", "settings")
HEADINGS = {
    "address": N_("Customer"), "name": N_("Name"), "class": N_("Class"), "stage": N_("Stage"), "health": N_("Customer health"), "last": N_("Last contact"), "next": N_("Next contact"), "until": N_("Contract until"),
    "points": N_("Loyalty points"), "owner": N_("Looked after by"),
}  # fmt: skip
DUE = {"address": N_("Customer"), "name": N_("Name"), "what": N_("Subject"), "due": N_("Due"), "owner": N_("Looked after by")}


def draw(actor: Actor) -> None:
    """The page."""
    told: Figures = ask_kept(TOPICS, queries.figures, actor)
    _figures(told)
    if actor.may(Permission.CUSTOMER_EDIT):
        _new(actor)
    _due(actor)
    strategy.moved(actor)
    strategy.texts(actor)
    offers.catalogue(actor)
    wanted = _wanted(actor)
    try:
        found = desk.look_up(queries.listed, actor, wanted, _page(wanted))
    except Refusal as refusal:
        desk.say(refusal)
        return
    if not found.total:
        nothing(N_("No customer fits. Loosen the filters, or enter one.") if wanted != Wanted() else N_("There is no customer that you may see yet."))
        return
    healths = desk.ask(health.healths, actor, [one.id for one in found.lines])
    rows = [
        (link("Customers.py", customer=one.code), one.name, named(CLASSES, one.class_code), stage_name(one.stage), short(healths.get(one.id)), day(one.last_contact_on) if one.last_contact_on else "",
         day(one.next_contact_on) if one.next_contact_on else "", day(one.contract_until) if one.contract_until else "", number(one.points, 0) if one.points else "", content(one.owner))
        for one in found.lines
    ]  # fmt: skip
    linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, links={"address": r"customer=(.*)$"}, key="customers", height=35 * len(rows) + 40)
    with st.container(horizontal=True, vertical_alignment="center"):
        _turn(wanted, found.total)
        if actor.may(Permission.CUSTOMER_EXPORT):
            download(N_("Export to Excel"), lambda: _exported(actor, wanted), f"customers-{today():%Y%m%d}.xlsx", XLSX, "customers:export")


def _exported(actor: Actor, wanted: Wanted) -> bytes:
    """The list as a workbook; that it left the house is in the trail before it does."""
    found = desk.look_up(queries.listed, actor, wanted, 0, size=customers_workbook.MOST)
    data = customers_workbook.workbook(found.lines, {code: offered(code) for code in (CLASSES, STAGES)}, language())
    desk.attempt(exports.export, actor, rows=len(found.lines), sha256=hashlib.sha256(data).hexdigest())
    return data


def _figures(told: Figures) -> None:
    with st.container(horizontal=True):
        st.metric(t("Customers"), number(told.customers, 0))
        st.metric(t("Prospects"), number(told.prospects, 0))
        st.metric(t("Declining or dormant"), number(told.silent, 0))
        _share(N_("Churn for service reasons"), told.churn, told.churn_n, N_("Customers lost within a year for reasons of service, of those there were a year ago."))
        _share(N_("Retention"), told.retention, told.retention_n, N_("Customers whose contract ran a year ago and who have one today."))
        _share(N_("Repurchase"), told.repurchase, told.repurchase_n, N_("Customers of more than a year with more than one contract."))


def _share(label: str, figure: Figure | None, n: int, help_: str) -> None:
    if figure is None:
        why = t("Too few customers to tell: {n}, at least {least} are needed.", n=n, least=rules.LEAST)
        st.metric(t(label), "–", help=f"{t(help_)} {why}")
    else:
        low, high = number(figure.low, 0), number(figure.high, 0)
        st.metric(t(label), f"{number(float(figure.value), 1)}%", help=f"{t(help_)} n = {several((number(figure.n, 0), t('95 % interval {low} to {high} %', low=low, high=high)))}")


def _due(actor: Actor) -> None:
    found = ask_kept((*TOPICS, "people"), care.due, actor)
    if found:
        late = sum(one.due_on < today() for one in found)
        with st.expander(tn("{count} piece of care is due within two weeks", "{count} pieces of care are due within two weeks", len(found)) + (f" · :red[{t('{count} late', count=late)}]" if late else "")):
            rows = [(link("Customers.py", customer=one.customer), one.customer_name, f"{plain(one.kind.label)} · {one.title}", day(one.due_on), content(one.owner)) for one in found]
            linked_table(pd.DataFrame(rows, columns=list(DUE)), DUE, links={"address": r"customer=(.*)$"}, key="care_due")


def _wanted(actor: Actor) -> Wanted:
    left, right = st.columns(2)
    search = left.text_input(t("Name or code"), key="customers:search", icon=":material/search:")
    phone = right.text_input(t("Exact telephone number"), key="customers:phone", icon=":material/call:", help=t("Found by its whole number, whichever way it is written. Parts of numbers are not searched."))
    classes, stages = offered(CLASSES), offered(STAGES)
    with st.container(horizontal=True):
        class_code = st.selectbox(t("Class"), ["", *classes], format_func=lambda code: classes[code] if code else plain("All"), key="customers:class", width=200)
        stage = st.selectbox(t("Stage"), ["", *stages], format_func=lambda code: stages[code] if code else plain("All"), key="customers:stage", width=200)
        sort = st.selectbox(t("Order by"), list(Sort), format_func=lambda one: plain(one.label), key="customers:sort", width=220)
        mine = st.toggle(t("Only those I look after"), key="customers:mine")
    return Wanted(search or "", phone or "", class_code or "", stage or "", bool(mine), sort)


def _page(wanted: Wanted) -> int:
    """The page shown; another filter begins at the first."""
    if st.session_state.get("customers:wanted") != wanted:
        st.session_state["customers:wanted"], st.session_state["customers:page"] = wanted, 0
    return int(st.session_state.get("customers:page", 0))


def _turn(wanted: Wanted, total: int) -> None:
    page, last = _page(wanted), max(0, (total - 1) // PAGE)

    @whole
    def go(to: int) -> None:
        st.session_state["customers:page"] = to

    st.button(t("Back"), icon=":material/chevron_left:", key="customers:back", disabled=page == 0, on_click=go, args=(page - 1,))
    st.button(t("Further"), icon=":material/chevron_right:", key="customers:further", disabled=page >= last, on_click=go, args=(page + 1,))
    st.caption(t("{first} to {last} of {total}", first=number(page * PAGE + 1, 0), last=number(min(total, (page + 1) * PAGE), 0), total=number(total, 0)))


def _new(actor: Actor) -> None:
    form, key = Form(actor, "customer"), "customer:new"
    with st.expander(t("Enter a customer"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        kind = st.segmented_control(t("Kind"), list(Kind), format_func=lambda one: plain(Kind(one).label), **form.field(f"{key}:kind", Kind.ORGANISATION.value, list(Kind)), required=True)
        person = None
        if kind == Kind.PERSON:
            st.caption(t("Personal data are kept under seal and shown masked; they are not kept as a draft."))
            left, right = st.columns(2)
            name = left.text_input(t("Name"), key=f"{key}:person:name", autocomplete="off")
            phone = right.text_input(t("Telephone"), key=f"{key}:person:phone", autocomplete="off")
            person = Personal(name or "", phone or "")
        else:
            name = st.text_input(t("Name"), **form.field(f"{key}:name", ""))
        left, right = st.columns(2)
        with left:
            class_code = class_field(form, f"{key}:class", REGULAR)
        with right:
            channel = channel_field(form, f"{key}:channel", N_("Preferred channel"))
            spoken = language_field(form, f"{key}:language", language())
        why = st.text_input(t("Reason for the class"), **form.field(f"{key}:why", ""), help=t("Needed for every class but regular."))
        known = my_projects(actor)
        chosen = st.multiselect(t("Projects that serve it"), list(known), format_func=known.__getitem__, placeholder=plain("None"), **form.field(f"{key}:projects", [], list(known)))
        needs = st.text_area(t("Needs and expectations"), height=80, **form.field(f"{key}:needs", ""))
        habits = st.text_area(t("Habits and preferences"), height=80, **form.field(f"{key}:habits", ""))
        another = st.checkbox(t("Another one of this name or number is known, and this is not it"), key=f"{key}:another")
        form.note()
        if st.button(t("Enter the customer"), key=f"{key}:save", type="primary"):
            rest = {"class_code": class_code, "class_why": why, "channel": channel, "language": spoken, "needs": needs, "habits": habits, "project_ids": tuple(chosen)}
            if person is not None:
                made = perform_once(form_key(key.replace(":", "_")), contacts.enter_person, actor, person=person, another=another, **rest)
            else:
                made = perform_once(form_key(key.replace(":", "_")), actions.enter, actor, name=name, namesake=another, **rest)
            if made is not None:
                form.done()
                for field in ("name", "phone"):
                    st.session_state.pop(f"{key}:person:{field}", None)
                st.toast(t("Entered."))
                st.rerun()


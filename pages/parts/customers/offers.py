"""The catalogue of services: what projects offer to whom, and what one customer has or could have of it."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.contracts.queries import Agreed
from core.customers.offers import actions, queries, rules
from core.customers.offers.queries import Offered
from core.customers.offers.rules import Kind
from core.customers.queries import CustomerRow
from core.customers.rules import CLASSES, STAGES
from core.words import N_
from pages.parts.customers.choose import mark, my_projects, offered
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import nothing
from pages.parts.words import c, day, escaped, plain, several, t, tn

TOPICS = ("customer", "projects")
COLOURS = {Kind.BASIC: "gray", Kind.VALUE_ADDED: "green", Kind.SUBSCRIPTION: "blue", Kind.TAILORED: "violet"}


def catalogue(actor: Actor) -> None:
    """What all projects offer, folded, with the form for one more."""
    found: list[Offered] = ask_kept(TOPICS, queries.catalogue, actor)
    with st.expander(tn("Service catalogue: {count} service", "Service catalogue: {count} services", len(found)), icon=":material/storefront:"):
        if not found:
            nothing(N_("No service is in the catalogue yet. Enter what a project offers beside what it has to do."))
        names = offered(CLASSES), offered(STAGES)
        for one in found:
            with st.container(border=True, key=f"offer-{one.id}"):
                _told(one, *names)
                st.caption(f"{escaped(one.project)} {c(one.project_name)} · {tn('one customer has it', '{count} customers have it', one.taken)}")
                if actor.may(Permission.CUSTOMER_EDIT) and rules.offered(one.starts_on, one.ends_on, today()) and one.starts_on < today() and st.button(
                    t("Offer it no longer"), key=f"offer:{one.id}:end"
                ) and perform(actions.end, actor, one.id, on=today(), version=one.version) is not None:  # fmt: skip
                    st.rerun()
        if actor.may(Permission.CUSTOMER_EDIT):
            _write(actor, *names)


def _told(one: Offered, classes: Mapping[str, str], stages: Mapping[str, str]) -> None:
    ended = "" if rules.offered(one.starts_on, one.ends_on, today()) else f" :gray-badge[{t('not offered today')}]"
    st.markdown(f"**{escaped(one.code)} · {escaped(one.name)}** {mark(COLOURS[one.kind], t(one.kind.label))}{ended}" + (f"  \n{escaped(one.text)}" if one.text else ""))
    for_ = [classes.get(code, code) for code in one.classes] + [stages.get(code, code) for code in one.stages]
    until = t("{first} to {last}", first=day(one.starts_on), last=day(one.ends_on)) if one.ends_on else t("since {day}", day=day(one.starts_on))
    st.caption(" · ".join(part for part in (escaped(one.price), t("for {whom}", whom=several(for_)) if for_ else t("for all customers"), until) if part))


def _write(actor: Actor, classes: Mapping[str, str], stages: Mapping[str, str]) -> None:
    with st.popover(t("Add a service"), icon=":material/add:"):
        form = Form(actor, "offer")
        if not form.opened():
            return
        known, kinds = my_projects(actor), [one.value for one in Kind]
        project = st.selectbox(t("Project"), list(known), format_func=known.__getitem__, placeholder=plain("Choose a project"), **form.field("offer:project", None, known))
        kind = st.selectbox(t("Kind"), kinds, format_func=lambda one: plain(Kind(one).label), **form.field("offer:kind", Kind.VALUE_ADDED.value, kinds))
        name = st.text_input(t("Name"), **form.field("offer:name", ""))
        text = st.text_area(t("What it is"), height=80, **form.field("offer:text", ""))
        price = st.text_input(t("Price or fee"), **form.field("offer:price", ""))
        of_classes = st.multiselect(t("For classes"), list(classes), format_func=classes.__getitem__, placeholder=plain("All"), **form.field("offer:classes", [], classes))
        of_stages = st.multiselect(t("For stages"), list(stages), format_func=stages.__getitem__, placeholder=plain("All"), **form.field("offer:stages", [], stages))
        left, right = st.columns(2)
        starts_on = left.date_input(t("Offered from"), **form.field("offer:from", today()))
        ends_on = right.date_input(t("Offered until (if known)"), **form.field("offer:until", None))
        form.note()
        if st.button(t("Add it to the catalogue"), key="offer:save", type="primary", disabled=project is None or not isinstance(starts_on, date)) and project is not None and perform_once(
            form_key("offer"), actions.write, actor, project, kind=Kind(kind), name=name, text=text, price=price, classes=of_classes, stages=of_stages, starts_on=starts_on,
            ends_on=ends_on if isinstance(ends_on, date) else None,
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()


def of_customer(actor: Actor, found: CustomerRow, contracts: Sequence[Agreed]) -> None:
    """What a customer has of the catalogue, and what is offered to its class and stage."""
    st.subheader(t("Services of the catalogue"), anchor=False)
    listed = ask(queries.for_customer, actor, found.id)
    if not listed:
        st.caption(t("No project offers anything to a customer of this class and stage today."))
    names = offered(CLASSES), offered(STAGES)
    running = {one.id: f"{one.code} · {one.title}" for one in contracts if one.runs(today())}
    for one in listed:
        with st.container(border=True, key=f"offered-{one.id}"):
            _told(one, *names)
            if one.since:
                st.markdown(f":green-badge[:material/check: {t('taken up on {day}', day=day(one.since))}]" + (f" {escaped(one.contract)}" if one.contract else ""))
            elif actor.may(Permission.CUSTOMER_EDIT):
                _take(actor, found, one, running)


def _take(actor: Actor, found: CustomerRow, one: Offered, running: Mapping[int, str]) -> None:
    key = f"offer:{one.id}:{found.id}"
    with st.popover(t("Taken up"), icon=":material/check:", key=f"{key}:ask"):
        on = st.date_input(t("Since"), today(), key=f"{key}:on")
        contract = st.selectbox(t("By contract"), [0, *running], format_func=lambda id_: running.get(id_) or plain("None"), key=f"{key}:contract")
        if st.button(t("Record it"), key=f"{key}:save", type="primary", disabled=not isinstance(on, date)) and isinstance(on, date) and perform_once(
            form_key(key.replace(":", "_")), actions.take_up, actor, one.id, customer_id=found.id, taken_on=on, contract_id=contract or None
        ) is not None:  # fmt: skip
            st.rerun()

"""Contracts of a customer with what they promise; a new one, and one that ends early."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.contracts import actions, queries, rules
from core.customers.contracts.queries import Agreed
from core.customers.contracts.rules import Limits, Priority
from core.customers.queries import CustomerRow
from core.words import N_
from pages.parts.cost.money import field, typed
from pages.parts.customers import offers
from pages.parts.customers.choose import mark, money
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import nothing
from pages.parts.words import day, escaped, labelled, plain, t, tn

HOUR = 60


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    listed: list[Agreed] = ask_kept(("customer", "projects", "settings"), queries.contracts, actor, found.id)
    if actor.may(Permission.CUSTOMER_EDIT):
        _new(actor, found, listed)
    if not listed:
        nothing(N_("No contract is entered yet."))
    for one in listed:
        with st.container(border=True, key=f"contract-{one.id}"):
            _contract(actor, one)
    offers.of_customer(actor, found, listed)


def _contract(actor: Actor, one: Agreed) -> None:
    left = (one.until - today()).days
    state = ("gray", t("ended")) if left < 0 else ("gray", t("to come")) if one.starts_on > today() else ("orange", tn("{count} day left", "{count} days left", left)) if left <= 60 else ("green", t("in force"))
    st.markdown(f"**{escaped(one.code)} · {escaped(one.title)}** {mark(*state)}")
    told = [t("{first} to {last}", first=day(one.starts_on), last=day(one.until)), labelled(N_("Signed on"), day(one.signed_on)), labelled(N_("Contract value"), escaped(money(actor, one.value)))]
    if one.number:
        told.append(labelled(N_("Contract number"), escaped(one.number)))
    if one.project:
        told.append(labelled(N_("Project"), escaped(one.project)))
    if one.follows:
        told.append(t("follows {code}", code=one.follows))
    st.caption(" · ".join(told))
    if one.content:
        st.text(one.content)
    if one.promises:
        st.markdown("  \n".join(_promised(limits) for limits in one.promises))
    if one.ended_why:
        st.caption(labelled(N_("Ended early"), escaped(one.ended_why)))
    if actor.may(Permission.CUSTOMER_EDIT) and one.runs(today()) and one.until == one.ends_on and one.ends_on > one.starts_on:
        _end(actor, one)


def _promised(limits: Limits) -> str:
    parts = [
        labelled(label, _time(minutes))
        for label, minutes in ((N_("acknowledged within"), limits.acknowledge), (N_("answered within"), limits.respond), (N_("resolved within"), limits.resolve))
        if minutes is not None
    ]
    kind = t("around the clock") if limits.around_the_clock else t("working time")
    return f":material/timer: **{t(limits.priority.label)}** · {' · '.join(parts)} ({kind})"


def _time(minutes: int) -> str:
    return tn("{count} minute", "{count} minutes", minutes) if minutes % HOUR else tn("{count} hour", "{count} hours", minutes // HOUR)


def _end(actor: Actor, one: Agreed) -> None:
    with st.popover(t("End it early"), icon=":material/event_busy:", key=f"contract:{one.id}:end"):
        form = Form(actor, "contract_end", record=one.code, version=one.version)
        if not form.opened():
            return
        last = one.ends_on - timedelta(days=1)
        on = st.date_input(t("Last day"), min_value=one.starts_on, max_value=last, **form.field(f"contract:{one.id}:on", min(max(today(), one.starts_on), last)))
        why = st.text_input(t("Why"), **form.field(f"contract:{one.id}:why", ""))
        form.note()
        if st.button(t("End the contract"), key=f"contract:{one.id}:ended", type="primary") and perform(
            actions.end, actor, one.id, version=one.version, on=on if isinstance(on, date) else today(), why=why
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()


def _new(actor: Actor, found: CustomerRow, listed: list[Agreed]) -> None:
    form, key = Form(actor, "contract", record=found.code), f"contract_new:{found.id}"
    with st.expander(t("Enter a contract"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        left, right = st.columns(2)
        title = left.text_input(t("Subject"), **form.field(f"{key}:title", ""))
        number_ = right.text_input(t("Contract number"), **form.field(f"{key}:number", ""))
        left, middle, right = st.columns(3)
        signed = left.date_input(t("Signed on"), **form.field(f"{key}:signed", today()))
        starts = middle.date_input(t("First day"), **form.field(f"{key}:starts", today()))
        ends = right.date_input(t("Last day"), **form.field(f"{key}:ends", rules.next_year(today()) - timedelta(days=1)))
        left, middle, right = st.columns(3)
        with left:
            amount = field(form, f"{key}:value", N_("Contract value"))
        projects = {one.id: one.code for one in found.projects}
        project = middle.selectbox(t("Project"), [0, *projects], format_func=lambda id_: projects[id_] if id_ else plain("None"), **form.field(f"{key}:project", 0, [0, *projects]))
        known = {one.id: f"{one.code} {one.title}" for one in listed}
        follows = right.selectbox(t("Follows"), [0, *known], format_func=lambda id_: known[id_] if id_ else plain("None"), **form.field(f"{key}:follows", 0, [0, *known]))
        content = st.text_area(t("What is promised"), height=80, **form.field(f"{key}:content", ""))
        promises = _promises(form, key)
        form.note()
        if st.button(t("Enter the contract"), key=f"{key}:save", type="primary") and (value := typed(amount, N_("Contract value"))) is not None and perform_once(
            form_key(f"contract_{found.id}"), actions.enter, actor, found.id, title=title, value=value, signed_on=_day(signed), starts_on=_day(starts), ends_on=_day(ends),
            number=number_, content=content, project_id=project or None, follows_id=follows or None, promises=promises,
        ) is not None:  # fmt: skip
            form.done()
            st.toast(t("Entered."))
            st.rerun()


def _day(value: object) -> date:
    return value if isinstance(value, date) else today()


def _promises(form: Form, key: str) -> tuple[Limits, ...]:
    """Hours by priority; a row left empty promises nothing."""
    chosen = st.multiselect(
        t("Times promised for requests that are"), list(Priority), format_func=lambda one: plain(Priority(one).label), placeholder=plain("None"),
        **form.field(f"{key}:promised", [], [one.value for one in Priority]),
    )  # fmt: skip
    made = []
    for priority in chosen:
        st.markdown(f"**{t(Priority(priority).label)}**")
        places = st.columns(4, vertical_alignment="bottom")
        hours = [
            place.number_input(t(label), min_value=0.0, max_value=8760.0, step=0.5, **form.field(f"{key}:{priority}:{name}", None))
            for place, (name, label) in zip(places, (("acknowledge", N_("Acknowledge (hours)")), ("respond", N_("Respond (hours)")), ("resolve", N_("Resolve (hours)"))), strict=False)
        ]
        clock = places[3].checkbox(t("Around the clock"), **form.field(f"{key}:{priority}:clock", False))
        minutes = [None if one is None else round(one * HOUR) for one in hours]
        made.append(Limits(Priority(priority), *minutes, around_the_clock=clock))
    return tuple(made)



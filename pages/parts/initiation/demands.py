"""Customers' demands on the screen: taken in, assessed, turned into an application."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.initiation.applications import queries as applications
from core.initiation.demands import actions, queries
from core.initiation.demands.queries import CHANNELS, TOPIC, Row
from core.initiation.demands.rules import Advice, Assessment, Effort, Feasible, Grade, Need, State
from core.people import queries as people
from core.words import N_
from pages.parts.codes import code_table
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead, page_of
from pages.parts.initiation import heard
from pages.parts.kit import badge_text, nothing
from pages.parts.kit import row as line
from pages.parts.words import c, content, day, escaped, labelled, t

COLOURS = {State.NEW: "open", State.GO: "released", State.NO_GO: "retired", State.APPLIED: "confirmed"}


def draw(actor: Actor) -> None:
    """The demands the viewer may see, and the form for a new one."""
    st.caption(t("What customers ask for is noted here as it comes in and looked at once. What is recommended becomes an application with one click."))
    channels = {entry.code: content(entry.name) for entry in code_table(CHANNELS).offered()}
    if actor.may(Permission.APPLICATION_EDIT):
        form = Form(actor, "new_demand")
        with st.expander(t("New demand"), icon=":material/add:", expanded=form.waiting):
            if form.opened():
                _new(actor, form, channels)
    names = {code: content(name) for code, name in code_table(CHANNELS).names.items()}
    if actor.may(Permission.CUSTOMER_READ):
        heard.draw(actor, channels)
    rows = ask_kept((TOPIC, "applications"), queries.demands, actor)
    if not rows:
        nothing(N_("No demand has been noted yet."))
    for row in rows:
        _line(actor, row, names)


def _line(actor: Actor, row: Row, channels: dict[str, str]) -> None:
    need, seen = row.need, row.assessment
    with line(f"demand-{row.id}"):
        st.markdown(f"{badge_text(COLOURS[row.state], row.state.label)} **{escaped(need.title)}** · {escaped(need.customer)} :gray[:small[{row.code}]]")
        facts = [day(need.received_on), escaped(channels.get(need.channel, need.channel)), c(row.department), labelled(N_("Taken in by"), c(row.taken_by))]
        if need.contact:
            facts.append(labelled(N_("Contact"), escaped(need.contact)))
        st.caption(" · ".join(facts))
        st.markdown(escaped(need.text).replace("\n", "  \n"))
        if seen:
            told = [t(seen.feasible.label), labelled(N_("Urgency"), t(seen.urgency.label)), labelled(N_("Business value"), t(seen.value.label)), t(seen.effort.label)]
            said = f"**{t(seen.advice.label)}** · {c(row.assessed_by)} · {' · '.join(told)}  \n{escaped(seen.reason)}"
            st.caption(said + (f"  \n{labelled(N_('Risks'), escaped(seen.risks))}" if seen.risks else ""))
        if row.application_code:
            lead(t("Application {code}", code=row.application_code), "Applications.py", icon=":material/note_add:", application=row.application_code)
        if row.editable:
            if row.state is State.GO:
                _apply(actor, row)
            with st.expander(t("Assess anew") if seen else t("Assess"), icon=":material/rule:"):
                _assess(actor, row)


def _apply(actor: Actor, row: Row) -> None:
    if st.button(t("Begin the application"), key=f"demand:{row.id}:apply", type="primary", icon=":material/note_add:"):
        made = perform_once(form_key(f"demand_apply_{row.id}"), actions.apply, actor, row.id)
        if made:
            st.switch_page(page_of("Applications.py"), query_params={"application": ask(applications.code_of, actor, made)})


def _new(actor: Actor, form: Form, channels: dict[str, str]) -> None:
    key = "demand:new"
    left, right = st.columns(2)
    title = left.text_input(t("What it is about"), **form.field(f"{key}:title", ""))
    customer = right.text_input(t("Customer"), **form.field(f"{key}:customer", ""))
    text = st.text_area(t("What is asked for"), **form.field(f"{key}:text", ""), height=100)
    left, middle, right = st.columns(3)
    contact = left.text_input(t("Contact"), **form.field(f"{key}:contact", ""))
    codes = list(channels)
    channel = middle.selectbox(t("Channel"), codes, format_func=lambda code: channels[code], **form.field(f"{key}:channel", codes[0], codes))
    received = right.date_input(t("Came in on"), **form.field(f"{key}:received", today()))
    units = {unit.id: content(unit.name) for unit in ask(people.departments, actor)}
    mine = actor.department_id if actor.department_id in units else next(iter(units))
    department = st.selectbox(t("Department"), list(units), format_func=lambda one: units[one], **form.field(f"{key}:department", mine, list(units)))
    form.note()
    if st.button(t("Note the demand"), key=f"{key}:save", type="primary"):
        need = Need(title, customer, received or today(), channel, contact, text)
        if perform_once(form_key("new_demand"), actions.take_in, actor, need, department_id=department):
            form.done()
            st.rerun()


def _assess(actor: Actor, row: Row) -> None:
    key = f"demand:{row.id}:{row.version}"
    seen = row.assessment or Assessment(Feasible.YES, Grade.MIDDLE, Grade.MIDDLE, Effort.MIDDLE, Advice.GO, "")

    def pills(label: str, name: str, kind, present):  # type: ignore[no-untyped-def]
        codes = [one.value for one in kind]
        st.session_state.setdefault(f"{key}:{name}", present.value)
        return kind(st.segmented_control(t(label), codes, format_func=lambda code: t(kind(code).label), key=f"{key}:{name}", required=True))

    feasible = pills(N_("Is it feasible"), "feasible", Feasible, seen.feasible)
    urgency = pills(N_("Urgency"), "urgency", Grade, seen.urgency)
    value = pills(N_("Business value"), "value", Grade, seen.value)
    effort = pills(N_("Effort"), "effort", Effort, seen.effort)
    risks = st.text_area(t("Risks"), value=seen.risks, key=f"{key}:risks", height=70)
    advice = pills(N_("Recommendation"), "advice", Advice, seen.advice)
    reason = st.text_area(t("Reason"), value=seen.reason, key=f"{key}:reason", height=70)
    save = st.button(t("Keep the assessment"), key=f"{key}:save", type="primary")
    if save and perform(actions.assess, actor, row.id, Assessment(feasible, urgency, value, effort, advice, reason, risks), version=row.version):
        st.rerun()

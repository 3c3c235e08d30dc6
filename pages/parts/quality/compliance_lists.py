"""What has to be complied with, and the assessments and audits of it."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.projects import queries as projects
from core.quality.compliance import actions, queries
from core.quality.compliance.queries import AssessmentRow
from core.quality.compliance.rules import Aspect, Method, Phase, Side, Standing, State
from core.words import N_
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.followup.opening import colleagues
from pages.parts.frame import lead, page_of
from pages.parts.words import c, content, day, escaped, plain, t

USUAL = timedelta(days=21)
HEADINGS = {"code": N_("Code"), "side": N_("By"), "phase": N_("When"), "aspect": N_("About"), "text": N_("Requirement"), "reference": N_("Where it stands")}
COLOURS = {Standing.OPEN: "gray", Standing.COMPLIES: "green", Standing.PARTLY: "orange", Standing.FAILS: "red", Standing.NOT_APPLICABLE: "gray"}


def assessments(actor: Actor) -> None:
    """The list, and the form that plans one."""
    found = desk.ask(queries.assessments, actor)
    if not found:
        kit.nothing(N_("Nothing was assessed yet."))
    with st.container(gap="xsmall"):
        for one in found:
            card(one)
    if actor.may(Permission.COMPLIANCE_PLAN):
        _plan(actor)


def card(one: AssessmentRow) -> None:
    """An assessment as a line of a list."""
    with kit.row(f"assessment-{one.id}"):
        lead(f"**{escaped(one.code)} {escaped(one.scope)}**", "Compliance.py", assessment=one.code)
        st.markdown(f"{badges(one)}  \n:small[{t(one.method.label)}{' · ' + escaped(one.body) if one.body else ''} · {t('due {day}', day=day(one.due_on))} · {c(one.assessor)}]  \n:gray[:small[{escaped(one.project_code)} {c(one.project)}]]")


def badges(row: AssessmentRow) -> str:
    """State, and clauses by standing, as coloured words."""
    state = f":green-badge[{t(row.state.label)}]" if row.state is State.CLOSED else f":red-badge[{t('Overdue')}]" if row.overdue else f":blue-badge[{t(row.state.label)}]"
    return " ".join([state, *(f":{COLOURS[one]}-badge[{t(one.label)} {row.counts[one]}]" for one in Standing if row.counts.get(one))])


def _plan(actor: Actor) -> None:
    form = Form(actor, "compliance")
    with st.expander(t("Plan an assessment or audit"), icon=":material/add_task:", expanded=form.waiting):
        if not form.opened():
            return
        rows = {row.id: row for row in desk.ask_kept("projects", projects.projects, actor)}
        methods = [one.value for one in Method]
        method = st.segmented_control(t("Method"), methods, format_func=lambda one: t(Method(one).label), required=True, **form.field("compliance:method", Method.INTERNAL.value, methods))
        project = st.selectbox(t("Project"), list(rows), format_func=lambda one: f"{rows[one].code} · {content(rows[one].name)}", placeholder=plain("Choose a project"), **form.field("compliance:project", None, rows))
        scope = st.text_input(t("Scope"), placeholder=plain("Which services and which sites are looked at"), **form.field("compliance:scope", ""))
        body = st.text_input(t("Organisation"), **form.field("compliance:body", "")) if method == Method.THIRD_PARTY else ""
        people = colleagues(actor, Permission.COMPLIANCE_ASSESS)
        left, right = st.columns(2)
        who = left.selectbox(t("Who assesses"), list(people), format_func=people.__getitem__, placeholder=plain("Choose a person"), help=t("Nobody of the audited department or project."), **form.field("compliance:who", None, people))
        due_on = right.date_input(t("Due"), **form.field("compliance:due", today() + USUAL))
        form.note()
        if st.button(t("Plan it"), key="compliance:save", type="primary", disabled=project is None or who is None or due_on is None):
            made = desk.perform_once(desk.form_key("compliance"), actions.plan, actor, project, method=Method(method), scope=scope, assessor_id=who or 0, due_on=due_on, body=body)
            if made:
                form.done()
                st.switch_page(page_of("Compliance.py"), query_params={"part": "assessments"})


def requirements(actor: Actor) -> None:
    """The list of what has to be complied with, and the form for one more."""
    found = desk.ask(queries.requirements, actor)
    if not found:
        kit.nothing(N_("No requirement is entered yet. Enter what law, industry and house demand."))
    else:
        rows = [(one.code, plain(one.side.label), plain(one.phase.label), plain(one.aspect.label), one.text, one.reference) for one in found]
        kit.linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="requirements")
    if not actor.may(Permission.COMPLIANCE_PLAN):
        return
    form = Form(actor, "requirement")
    with st.expander(t("Enter a requirement"), icon=":material/add_task:", expanded=form.waiting):
        if not form.opened():
            return
        text = st.text_input(t("Requirement"), **form.field("requirement:text", ""))
        reference = st.text_input(t("Where it stands"), placeholder=plain("Law and article, contract and clause"), **form.field("requirement:reference", ""))
        chosen = {}
        for column, (name, label, kind) in zip(st.columns(3), (("side", N_("By"), Side), ("phase", N_("When"), Phase), ("aspect", N_("About"), Aspect)), strict=True):
            values = [one.value for one in kind]
            chosen[name] = column.selectbox(t(label), values, format_func=lambda one, kind=kind: plain(kind(one).label), **form.field(f"requirement:{name}", values[0], values))
        form.note()
        if st.button(t("Enter it"), key="requirement:save", type="primary"):
            done = desk.perform_once(desk.form_key("requirement"), actions.demand, actor, side=Side(chosen["side"]), phase=Phase(chosen["phase"]), aspect=Aspect(chosen["aspect"]), text=text, reference=reference)
            if done:
                form.done()
                st.rerun()
    if found:
        with st.expander(t("Take a requirement off the list"), icon=":material/remove:"):
            names = {one.id: f"{one.code} {one.text}" for one in found}
            gone = st.selectbox(t("Requirement"), list(names), index=None, format_func=names.__getitem__, key="requirement_gone", placeholder=plain("Choose"))
            if st.button(t("Take it off"), key="requirement_retire", disabled=gone is None) and desk.perform(actions.retire, actor, gone):
                st.rerun()

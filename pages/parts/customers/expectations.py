"""What the customer expected, what came, and the gap; below it what else the customer needs."""

import streamlit as st

from core.access import Actor, Permission
from core.customers.expectations import actions, queries
from core.customers.expectations.queries import Expected
from core.customers.expectations.rules import Aspect, Outcome
from core.customers.queries import CustomerRow
from core.words import N_
from pages.parts.customers import needs
from pages.parts.customers.choose import exact
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import nothing
from pages.parts.words import day, escaped, labelled, plain, short, t

COLOURS = {Outcome.BETTER: "green", Outcome.MET: "green", Outcome.MISSED: "red"}


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    if actor.may(Permission.CUSTOMER_WORK):
        _new(actor, found)
    listed = ask(queries.expectations, actor, found.id)
    if not listed:
        nothing(N_("Nothing is agreed yet. Write down before the service what the customer expects and how it is measured."))
    for one in listed:
        with st.container(border=True, key=f"expectation-{one.id}"):
            _one(actor, one)
    needs.draw(actor, found)


def _one(actor: Actor, one: Expected) -> None:
    badge = f" :{COLOURS[one.outcome]}-badge[{t(one.outcome.label)}]" if one.outcome else f" :gray-badge[{t('result to come')}]"
    st.markdown(f"**{escaped(one.subject)}**{badge}")
    told = [t(one.aspect.label), escaped(one.project), labelled(N_("Agreed on"), day(one.agreed_on))]
    if one.target is not None:
        told.append(labelled(N_("Agreed"), f"{'≥' if one.higher_is_better else '≤'} {short(one.target)} {escaped(one.unit)}"))
    if one.actual is not None:
        told.append(labelled(N_("Came"), f"{short(one.actual)} {escaped(one.unit)}"))
    if one.gap is not None:
        sign = "+" if one.gap > 0 else ""
        told.append(labelled(N_("Gap"), f"{sign}{short(one.gap)} {escaped(one.unit)}"))
    st.caption(" · ".join(told))
    if one.came:
        st.text(one.came)
    if one.judged_on is None and actor.may(Permission.CUSTOMER_WORK):
        _judge(actor, one)


def _judge(actor: Actor, one: Expected) -> None:
    with st.popover(t("Record the result"), icon=":material/fact_check:", key=f"expectation:{one.id}"):
        form, key = Form(actor, "expectation_result", record=str(one.id), version=one.version), f"expectation:{one.id}"
        if not form.opened():
            return
        actual = said = None
        if one.target is not None:
            actual = exact(st.number_input(t("Result in {unit}", unit=one.unit), step=1.0, **form.field(f"{key}:actual", None)))
        else:
            said = st.selectbox(t("How it came"), list(Outcome), format_func=lambda each: plain(Outcome(each).label), **form.field(f"{key}:said", Outcome.MET.value, list(Outcome)))
        came = st.text_input(t("What it led to"), **form.field(f"{key}:came", ""))
        form.note()
        if st.button(t("Save the result"), key=f"{key}:save", type="primary") and perform(
            actions.judge, actor, one.id, version=one.version, came=came, actual=actual, said=Outcome(said) if said else None
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()


def _new(actor: Actor, found: CustomerRow) -> None:
    form, key = Form(actor, "expectation", record=found.code), f"expectation_new:{found.id}"
    if not found.projects:
        return
    with st.expander(t("Agree what is expected"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        projects = {one.id: one.code for one in found.projects}
        left, right = st.columns(2)
        project = left.selectbox(t("Project"), list(projects), format_func=projects.__getitem__, **form.field(f"{key}:project", next(iter(projects)), projects))
        aspect = right.selectbox(t("Of what kind"), list(Aspect), format_func=lambda each: plain(Aspect(each).label), **form.field(f"{key}:aspect", Aspect.RESULT.value, list(Aspect)))
        subject = st.text_input(t("What is expected"), **form.field(f"{key}:subject", ""))
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        target = left.number_input(t("Agreed number"), step=1.0, help=t("Leave it empty where no number was agreed."), **form.field(f"{key}:target", None))
        unit = middle.text_input(t("Unit"), **form.field(f"{key}:unit", ""))
        higher = right.checkbox(t("More is better"), **form.field(f"{key}:higher", True))
        form.note()
        if st.button(t("Keep it"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"expectation_{found.id}"), actions.expect, actor, found.id, project_id=project, aspect=Aspect(aspect), subject=subject, target=exact(target), unit=unit,
            higher_is_better=higher,
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()

"""The forms that say how grave a risk is and what is done about it."""

from datetime import timedelta
from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.errors import Refusal
from core.fields import decimal
from core.risk import actions, rules
from core.risk.actions import Planned
from core.risk.library import queries as library
from core.risk.life.rules import State
from core.risk.queries import RiskRow, View
from core.risk.rules import DEGREES, IMPACTS, PROBABILITIES, Estimate, Level, Strategy, exposure
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.risk import bits
from pages.parts.words import c, content, plain, t

USUAL = timedelta(days=14)


def saved(form: Form | None, done: object, message: str = N_("Saved.")) -> None:
    """After a deed: nothing is left of what was typed."""
    if done:
        if form:
            form.done()
        st.toast(t(message), icon=":material/task_alt:")
        st.rerun()


def amount(text: str) -> tuple[bool, Decimal | None]:
    """What was typed as a number, and whether it is one; empty is none. The refusal stands below the field."""
    if not text.strip():
        return True, None
    try:
        return True, decimal(text.replace(" ", ""))
    except Refusal as refusal:
        desk.say(refusal)
        return False, None


def assess(actor: Actor, view: View) -> None:
    """The form of one more assessment."""
    row = view.row
    first = not row.inherent
    form = Form(actor, "risk_assess", record=row.code, version=row.version)
    with st.expander(t("Assess it") if first else t("Assess it anew"), icon=":material/straighten:", expanded=form.waiting or first):
        if not form.opened():
            return
        key = f"assess:{row.id}"
        levels = [Level.INHERENT.value] if first else [Level.RESIDUAL.value, Level.TARGET.value, Level.INHERENT.value]
        level = Level(st.radio(t("What is assessed"), levels, format_func=lambda one: t(Level(one).label), horizontal=True, **form.field(f"{key}:level", levels[0], levels)))
        latest = view.latest(level) or view.latest(Level.RESIDUAL) or view.latest(Level.INHERENT)
        present = latest.estimate if latest else None
        ups, acrosses = bits.places(PROBABILITIES), bits.places(IMPACTS)
        left, right = st.columns(2)
        p = left.selectbox(t("Likelihood"), DEGREES, format_func=ups.__getitem__, **form.field(f"{key}:{level}:p", present.probability if present else 3, DEGREES))
        i = right.selectbox(t("Impact if it happens"), DEGREES, format_func=acrosses.__getitem__, **form.field(f"{key}:{level}:i", present.impact if present else 3, DEGREES))
        st.markdown(f"{t('Exposure')} {bits.said(exposure(p, i), view.limits)}")
        chance = left.text_input(t("Probability in percent (may be left open)"), max_chars=8, placeholder="25", **form.field(f"{key}:{level}:chance", ""))
        cost = right.text_input(t("Cost if it happens (may be left open)"), max_chars=20, placeholder="12000", **form.field(f"{key}:{level}:cost", ""))
        remark = st.text_area(t("Reason"), max_chars=rules.NOTE_LIMIT, height=70, placeholder=plain("On which facts this rests"), **form.field(f"{key}:{level}:note", ""))
        form.note()
        if st.button(t("Save the assessment"), key=f"{key}:save", type="primary"):
            good, percent = amount(chance)
            fine, money = amount(cost)
            if good and fine:
                saved(form, desk.perform(actions.assess, actor, row.id, level=level, estimate=Estimate(p, i, percent, money, remark), version=row.version))


def respond(actor: Actor, view: View) -> None:
    """The form of the response; who may not steer, but may accept, sees it too."""
    row, life = view.row, view.row.life
    if not (view.may_steer or view.may_accept):
        return
    form = Form(actor, "risk_respond", record=row.code, version=row.version)
    with st.expander(t("Choose the response") if view.response is None else t("Change the response"), icon=":material/shield:", expanded=form.waiting or view.response is None):
        if not form.opened():
            return
        key, present = f"respond:{row.id}", view.response
        _suggestions(actor, view)
        strategies = [one.value for one in Strategy]
        chosen = Strategy(st.radio(t("Strategy"), strategies, format_func=lambda one: t(Strategy(one).label), horizontal=True, **form.field(f"{key}:strategy", (present.strategy if present else Strategy.REDUCE).value, strategies)))
        by_manager = chosen is Strategy.ACCEPT and life.above
        if by_manager:
            st.warning(t("Its exposure of {exposure} is above what is borne ({appetite}): a manager accepts it, and the reason stands with the name.", exposure=life.exposure, appetite=life.appetite), icon=":material/gavel:")
        reason = st.text_area(t("Reason"), max_chars=rules.NOTE_LIMIT, height=70, **form.field(f"{key}:reason", ""))
        contingency = st.text_area(t("Contingency plan"), max_chars=rules.TEXT_LIMIT, height=90, placeholder=plain("What is done, and by whom, when it happens all the same"), **form.field(f"{key}:contingency", present.contingency if present else ""))
        trigger = st.text_input(t("Trigger"), max_chars=rules.TEXT_LIMIT, placeholder=plain("By what one sees that it happens"), **form.field(f"{key}:trigger", present.trigger if present else ""))
        form.note()
        told = {"reason": reason, "contingency": contingency, "trigger": trigger, "version": row.version}
        if by_manager:
            if view.may_accept and st.button(t("Accept it as it is"), key=f"{key}:accept", type="primary"):
                saved(form, desk.perform(actions.accept, actor, row.id, **told))
        elif view.may_steer and st.button(t("Save the response"), key=f"{key}:save", type="primary"):
            saved(form, desk.perform(actions.respond, actor, row.id, strategy=chosen, **told))
    if view.may_steer and row.state in (State.RESPONDING, State.OCCURRED) and view.response and not life.open and life.borne and st.button(t("Only watch it from here on"), key=f"watch:{row.id}", icon=":material/visibility:"):
        saved(None, desk.perform(actions.watch, actor, row.id, version=row.version))


def _suggestions(actor: Actor, view: View) -> None:
    """What is usually done about risks of the class: to be read, not to be clicked into the form unread."""
    found = desk.ask(library.suggestions, actor, view.row.class_)
    if found:
        with st.popover(t("What is usually done"), icon=":material/lightbulb:"):
            for one in found:
                st.markdown(f":blue-badge[{t(one.strategy.label)}] {c(one.text)}")


def measure(actor: Actor, view: View) -> None:
    """The form of one more measure."""
    row = view.row
    form = Form(actor, "risk_measure", record=row.code)
    with st.expander(t("Begin a measure"), icon=":material/add_task:", expanded=form.waiting or row.life.unanswered):
        if not form.opened():
            return
        key = f"risk_measure:{row.id}:{len(view.measures)}"
        usual = [content(one.text) for one in desk.ask(library.suggestions, actor, row.class_)]
        picked = st.selectbox(t("Take over a usual one"), ["", *usual], format_func=lambda one: one or plain("None"), **form.field(f"{key}:usual", "", ["", *usual]))
        planned = fields(actor, form, key, picked or "", row)
        form.note()
        if st.button(t("Begin the measure"), key=f"{key}:save", type="primary", disabled=planned is None):
            saved(form, desk.perform_once(desk.form_key(f"risk_measure_{row.id}"), actions.plan_measure, actor, row.id, planned=planned), N_("The measure has begun; owner and verifier are told."))


def fields(actor: Actor, form: Form, key: str, usual: str, row: RiskRow) -> Planned | None:
    """What is done, by whom, verified by whom, until when; None while somebody is missing."""
    text = st.text_area(t("What is done"), max_chars=rules.MEASURE_LIMIT, height=80, **form.field(f"{key}:text:{usual[:20]}", usual))
    doers, lookers = bits.people(actor, Permission.FOLLOWUP_WORK, row.project_code), bits.people(actor, Permission.FOLLOWUP_VERIFY, row.project_code)
    left, right = st.columns(2, vertical_alignment="bottom")
    owner = left.selectbox(t("Owner"), list(doers), format_func=doers.__getitem__, placeholder=plain("Who does it"), **form.field(f"{key}:owner", row.owner_id if row.owner_id in doers else None, doers))
    checker = actor.id if actor.id != row.owner_id and actor.id in lookers else None
    verifier = right.selectbox(t("Verifier"), list(lookers), format_func=lookers.__getitem__, placeholder=plain("Who looks whether it was done"), help=t("Somebody other than the owner."), **form.field(f"{key}:verifier", checker, lookers))
    due_on = left.date_input(t("Due"), **form.field(f"{key}:due", today() + USUAL))
    needed = right.checkbox(t("A photo or file must show what was done"), **form.field(f"{key}:evidence", False))
    return Planned(text, owner, verifier, due_on, needed) if owner and verifier and due_on else None

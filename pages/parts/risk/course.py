"""The forms that follow a risk: its indicators, reviews, what happened, its end and its return; and its wording."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.metrics.rules import MEASURES
from core.risk import actions, rules
from core.risk.life.rules import Outcome, State
from core.risk.queries import View
from core.risk.rules import DEGREES, IMPACTS, Trend
from core.risk.watch import actions as watch
from core.risk.watch.queries import Watching
from core.risk.watch.rules import WINDOWS, Bound, Direction
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.risk import bits, register
from pages.parts.risk.answer import amount, fields, saved
from pages.parts.words import plain, t

USUAL = timedelta(days=30)


def bind(actor: Actor, view: View) -> None:
    """The form that lets a measure watch the risk."""
    row = view.row
    form = Form(actor, "risk_bind", record=row.code)
    with st.expander(t("Let a measure watch it"), icon=":material/sensors:", expanded=form.waiting):
        if not form.opened():
            return
        key = f"bind:{row.id}:{len(view.indicators)}"
        free = [code for code in MEASURES if code not in {one.bound.measure for one in view.indicators}]
        code = st.selectbox(t("Figure"), free, format_func=lambda one: plain(MEASURES[one].name), placeholder=plain("Choose"), **form.field(f"{key}:code", None, free))
        if code:
            st.caption(t(MEASURES[code].formula))
        left, middle, right = st.columns(3)
        directions = [one.value for one in Direction]
        usual = Direction.BELOW if code and MEASURES[code].higher_is_better else Direction.ABOVE
        direction = left.selectbox(t("Direction"), directions, format_func=lambda one: plain(Direction(one).label), **form.field(f"{key}:direction:{usual}", usual.value, directions))
        typed = middle.text_input(t("Threshold"), max_chars=14, **form.field(f"{key}:threshold", ""))
        days = right.selectbox(t("Over so many days"), WINDOWS, format_func=str, **form.field(f"{key}:days", 90, WINDOWS))
        remark = st.text_input(t("Remark"), max_chars=rules.NOTE_LIMIT, placeholder=plain("Why this figure tells of the risk"), **form.field(f"{key}:note", ""))
        form.note()
        if st.button(t("Watch with it"), key=f"{key}:save", type="primary", disabled=not code or not typed.strip()):
            good, threshold = amount(typed)
            if good and threshold is not None and code:
                saved(form, desk.perform_once(desk.form_key(f"bind_{row.id}"), watch.bind, actor, row.id, bound=Bound(code, Direction(direction), threshold, days), remark=remark))


def unbind(actor: Actor, one: Watching) -> None:
    if st.button(t("End this indicator"), key=f"unbind:{one.id}", type="tertiary"):
        saved(None, desk.perform(watch.unbind, actor, one.id), N_("Ended."))


def occur(actor: Actor, view: View) -> None:
    """The form that says that it happened, with what is opened about it."""
    row = view.row
    form = Form(actor, "risk_occur", record=row.code, version=row.version)
    with st.expander(t("It happened"), icon=":material/emergency:", expanded=form.waiting):
        if not form.opened():
            return
        key, words = f"occur:{row.id}:{len(view.occurrences)}", bits.places(IMPACTS)
        left, right = st.columns(2)
        on = left.date_input(t("Happened on"), **form.field(f"{key}:on", today()))
        impact = right.selectbox(t("How bad it was"), DEGREES, format_func=words.__getitem__, **form.field(f"{key}:impact", row.impact or 3, DEGREES))
        days = left.number_input(t("Days lost (may be left open)"), 0, rules.MOST_DAYS, step=1, **form.field(f"{key}:days", None))
        cost = right.text_input(t("What it cost (may be left open)"), max_chars=20, placeholder="8000", **form.field(f"{key}:cost", ""))
        remark = st.text_area(t("What happened"), max_chars=rules.NOTE_LIMIT, height=80, **form.field(f"{key}:note", ""))
        planned, opens = None, st.checkbox(t("Open a follow-up that deals with it"), **form.field(f"{key}:opens", True))
        if opens:
            planned = fields(actor, form, f"{key}:measure", view.response.contingency if view.response else "", row)
        form.note()
        if st.button(t("Record that it happened"), key=f"{key}:save", type="primary", disabled=on is None or (opens and planned is None)):
            good, money = amount(cost)
            if good:
                done = desk.perform_once(
                    desk.form_key(f"occur_{row.id}"), actions.occur, actor, row.id, happened_on=on, impact=impact, days=days, cost=money, remark=remark, planned=planned, version=row.version
                )
                saved(form, done, N_("Recorded; owner, manager and department head are told."))


def review(actor: Actor, view: View) -> None:
    """The form of one more look at it."""
    row = view.row
    form = Form(actor, "risk_review", record=row.code, version=row.version)
    with st.expander(t("Review the risk"), icon=":material/visibility:", expanded=form.waiting or (row.review_due and row.owner_id == actor.id)):
        if not form.opened():
            return
        key, trends = f"review:{row.id}:{len(view.reviews)}", [one.value for one in Trend]
        trend = st.radio(t("How it moves"), trends, format_func=lambda one: t(Trend(one).label), horizontal=True, **form.field(f"{key}:trend", Trend.STEADY.value, trends))
        remark = st.text_area(t("What was seen"), max_chars=rules.NOTE_LIMIT, height=80, **form.field(f"{key}:note", ""))
        next_on = st.date_input(t("Next risk review"), **form.field(f"{key}:next", today() + USUAL))
        form.note()
        if st.button(t("Save the review"), key=f"{key}:save", type="primary", disabled=next_on is None):
            saved(form, desk.perform_once(desk.form_key(f"review_{row.id}"), actions.review, actor, row.id, trend=Trend(trend), remark=remark, next_on=next_on, version=row.version))


def end(actor: Actor, view: View) -> None:
    """Wording, closing, opening again."""
    row = view.row
    if row.state is State.CLOSED:
        with st.expander(t("It came back"), icon=":material/replay:"):
            reason = st.text_area(t("Reason"), max_chars=rules.NOTE_LIMIT, height=80, key=f"risk_reopen:{row.id}:{row.version}")
            if st.button(t("Open it again"), key=f"risk_reopen_go:{row.id}"):
                saved(None, desk.perform(actions.reopen, actor, row.id, reason=reason, version=row.version), N_("Opened again; its answer is chosen anew."))
        return
    _close(actor, view)
    _reword(actor, view)


def _close(actor: Actor, view: View) -> None:
    row = view.row
    form = Form(actor, "risk_close", record=row.code, version=row.version)
    with st.expander(t("Close it"), icon=":material/task_alt:", expanded=form.waiting):
        if not form.opened():
            return
        fit = [Outcome.PASSED.value] if row.state is State.OCCURRED else [one.value for one in (Outcome.GONE, Outcome.REDUCED, Outcome.MISTAKE)]
        outcome = st.radio(t("Why"), fit, format_func=lambda one: t(Outcome(one).label), **form.field(f"close:{row.id}:outcome", fit[0], fit))
        lesson = st.text_area(t("What was learned"), max_chars=rules.NOTE_LIMIT, height=80, **form.field(f"close:{row.id}:lesson", ""))
        form.note()
        if st.button(t("Close the risk"), key=f"close:{row.id}:go", type="primary"):
            saved(form, desk.perform(actions.close, actor, row.id, outcome=Outcome(outcome), lesson=lesson, version=row.version), N_("Closed."))


def _reword(actor: Actor, view: View) -> None:
    row = view.row
    form = Form(actor, "risk_reword", record=row.code, version=row.version)
    with st.expander(t("Change the wording, class or owner"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        present = {"event": row.event, "cause": view.cause, "effect": view.effect, "class_": row.class_, "phase": row.phase.value, "owner_id": row.owner_id}
        told = register.subject(actor, form, f"reword:{row.id}", present, row.project_code)
        form.note()
        if st.button(t("Save"), key=f"reword:{row.id}:save", type="primary", disabled=told is None) and told:
            saved(form, desk.perform(actions.reword, actor, row.id, told, version=row.version))

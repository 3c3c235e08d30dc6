"""The report on a task: how far it is, what holds it up. Made for a phone, between two calls."""

from datetime import date

import streamlit as st

from core.access import Actor
from core.clock import today
from core.errors import Refusal
from core.planning import queries as planning
from core.planning.rules import notation
from core.planning.rules.sheet import Kind
from core.progress import actions
from core.progress.queries import Mine
from core.progress.rules import Report
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.planning.grid import UNITS
from pages.parts.words import plain, t

GOING, DONE, NOT_BEGUN = "going", "done", "not_begun"
STATES = {GOING: N_("Going on"), DONE: N_("Finished"), NOT_BEGUN: N_("Not begun")}
STEPS = list(range(5, 100, 5))


def draw(actor: Actor, one: Mine) -> None:
    """The form of a task. What is typed is kept until it is sent."""
    key, form = f"report:{one.project_id}:{one.uid}", Form(actor, "task_report", record=f"{one.project}:{one.uid}")
    if not form.opened():
        return
    usual = GOING if one.percent or one.begun_on else NOT_BEGUN
    states = [name for name in STATES if name != GOING or one.kind is Kind.TASK]  # a milestone is reached or not
    state = st.segmented_control(
        t("How far it is"), states, format_func=lambda name: t(STATES[name]), required=True, **form.field(f"{key}:state", usual if usual in states else NOT_BEGUN, states)
    )  # fmt: skip
    said = Report(percent=0)
    if state == DONE:
        on = st.date_input(t("Finished on"), **form.field(f"{key}:finished", today()))
        said = Report(finished_on=on if isinstance(on, date) else today())
    elif state == GOING:
        said = _going(form, key, one)
    minutes, blocker = _beside(form, key, state)
    form.note()
    if st.button(t("Send the report"), key=f"{key}:send", type="primary", icon=":material/send:"):
        if isinstance(said, Refusal):
            desk.say(said)
            return
        whole = Report(said.percent, said.remaining, said.started_on, said.finished_on, minutes, blocker, said.expected_on)
        if perform_once(form_key(key), actions.report, actor, one.project_id, one.uid, whole) is not None:
            form.done()
            st.toast(t("Reported. The dates of the plan follow."))
            st.rerun()


def _going(form: Form, key: str, one: Mine) -> Report | Refusal:
    """Percent, or what is left to do; whichever is easier to say."""
    near = min(STEPS, key=lambda step: abs(step - one.percent))
    share = st.select_slider(t("Done %"), STEPS, **form.field(f"{key}:percent", near, STEPS))
    left = st.text_input(
        t("Or what is left to do"), placeholder=plain("2d"), **form.field(f"{key}:left", ""), help=t("3d are days, 4h hours. It counts instead of the percentage, and the end of the task moves.")
    )  # fmt: skip
    first, last = st.columns(2)
    begun = None
    if one.begun_on is None:
        begun = first.date_input(t("Begun on"), **form.field(f"{key}:begun", today()))
    expected = last.date_input(t("I expect it to be finished on"), value=None, **form.field(f"{key}:expected", None))
    remaining = None
    if left.strip():
        try:
            remaining, _ = notation.amount(left, ask(planning.house_scale, form.actor))
        except Refusal as refusal:
            desk.say(refusal)
            return refusal
    return Report(
        percent=None if remaining is not None else int(share), remaining=remaining, started_on=begun if isinstance(begun, date) else None,
        expected_on=expected if isinstance(expected, date) else None,
    )  # fmt: skip


def _beside(form: Form, key: str, state: str) -> tuple[int, str]:
    """Hours worked, and what holds it up."""
    hours = 0.0
    if state != NOT_BEGUN:
        hours = st.number_input(t("Hours worked on it today"), step=0.5, **form.field(f"{key}:hours", 0.0))
    blocker = ""
    if state != DONE:
        blocker = st.text_area(t("What holds it up"), placeholder=plain("Nothing, or what you wait for and from whom"), height=80, **form.field(f"{key}:blocker", ""))
    return round(float(hours) * 60), blocker


def written(ticks: int, elapsed: bool, scale: notation.Scale) -> str:
    """A duration in the viewer's words."""
    return notation.written(ticks, elapsed, scale, {letter: plain(word) for letter, word in UNITS.items()})

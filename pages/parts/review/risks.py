"""Risks of a project: foreseen, met, answered; entered as rows until the risk room exists."""

from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor
from core.review.queries import OfProject
from core.review.risks import actions, queries, rules
from core.review.risks.queries import Kept
from core.review.risks.rules import Risk, effect
from core.review.rules import TOPIC
from core.words import N_
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import linked_table, nothing
from pages.parts.words import day, number, percent, plain, t

HEADINGS = {
    "title": N_("Risk"), "foreseen": N_("Foreseen"), "probability": N_("Probability"), "expected": N_("Expected impact"), "met": N_("Happened"), "actual": N_("Actual impact"), "days": N_("Days to the answer"),
    "answer": N_("Answer"),
}  # fmt: skip
EMPTY = Risk("", True, 3, 3, False, None, None, "", None)


def draw(actor: Actor, whole: OfProject) -> None:
    """The part of the page."""
    code, project_id, mayor = whole.code, whole.project_id, whole.leads
    found: list[Kept] = ask_kept(TOPIC, queries.risks, actor, code)
    if mayor:
        form = Form(actor, "review_risk", record=code)
        with st.expander(t("Enter a risk"), icon=":material/add:", expanded=form.waiting):
            if form.opened():
                typed = _fields(form, f"risk:new:{project_id}", EMPTY)
                form.note()
                if st.button(t("Save"), key=f"risk:new:{project_id}:save", type="primary") and perform_once(form_key(f"risk-{project_id}"), actions.enter, actor, project_id, typed):
                    form.done()
                    st.rerun()
    if not found:
        nothing(N_("No risk is entered. Enter what was foreseen and what happened; how well it was answered follows from that."))
        return
    _effect([one.risk for one in found])
    frame = pd.DataFrame(
        [
            (
                one.risk.title, _yes(one.risk.foreseen), _said(one.risk.probability), _said(one.risk.expected), f"{_yes(one.risk.met)} {day(one.risk.met_on) if one.risk.met_on else ''}".strip(), _said(one.risk.actual),
                _said((one.risk.answered_on - one.risk.met_on).days if one.risk.answered_on and one.risk.met_on else None), one.risk.answer,
            )
            for one in found
        ],
        columns=list(HEADINGS), dtype=object,
    )  # fmt: skip
    linked_table(frame, HEADINGS, key="risks")
    if mayor:
        _change(actor, found)


def _said(value: int | None) -> str:
    return "" if value is None else str(value)


def _yes(value: bool) -> str:
    return plain("yes") if value else plain("no")


def _effect(risks: list[Risk]) -> None:
    told = effect(risks)
    columns = st.columns(4)
    columns[0].metric(t("Foreseen"), told.foreseen, border=True)
    columns[1].metric(t("Happened"), told.met, border=True, help=t("Of these not foreseen: {count}.", count=told.surprises))
    columns[2].metric(t("Of what happened was foreseen"), percent(None if told.foresight is None else float(told.foresight)), border=True)
    columns[3].metric(t("Mean days to the answer"), number(None if told.days is None else float(told.days), 1), border=True)
    if told.eased is not None:
        words = N_("What was foreseen and happened had on average {points} points less impact than expected.") if told.eased >= 0 else N_("What was foreseen and happened had on average {points} points more impact than expected.")
        st.caption(t(words, points=number(abs(float(told.eased)), 1)))


def _fields(form: Form, key: str, one: Risk) -> Risk:
    title = st.text_input(t("Risk"), **form.field(f"{key}:title", one.title))
    left, right = st.columns(2)
    degrees = list(rules.DEGREES)
    with left:
        foreseen = st.checkbox(t("It was foreseen"), **form.field(f"{key}:foreseen", one.foreseen))
        probability = st.select_slider(t("Probability, 1 to 5"), degrees, disabled=not foreseen, **form.field(f"{key}:probability", one.probability or 3, degrees))
        expected = st.select_slider(t("Expected impact, 1 to 5"), degrees, disabled=not foreseen, **form.field(f"{key}:expected", one.expected or 3, degrees))
    with right:
        met = st.checkbox(t("It happened"), **form.field(f"{key}:met", one.met))
        actual = st.select_slider(t("Actual impact, 1 to 5"), degrees, disabled=not met, **form.field(f"{key}:actual", one.actual or 3, degrees))
        met_on = st.date_input(t("Happened on"), value=None, disabled=not met, **form.field(f"{key}:met_on", one.met_on))
        answered_on = st.date_input(t("Answered on"), value=None, disabled=not met, **form.field(f"{key}:answered_on", one.answered_on))
    answer = st.text_area(t("Answer"), height=70, **form.field(f"{key}:answer", one.answer))
    return Risk(
        title, bool(foreseen), int(probability) if foreseen else None, int(expected) if foreseen else None, bool(met), int(actual) if met else None,
        met_on if met and isinstance(met_on, date) else None, answer, answered_on if met and isinstance(answered_on, date) else None,
    )  # fmt: skip


def _change(actor: Actor, found: list[Kept]) -> None:
    with st.expander(t("Change a risk"), icon=":material/edit:"):
        known = {one.id: one for one in found}
        chosen = known[st.selectbox(t("Risk"), list(known), format_func=lambda one: known[one].risk.title, key="risk:chosen")]
        form, key = Form(actor, "review_risk", record=str(chosen.id), version=chosen.version), f"risk:{chosen.id}"
        if not form.opened():
            return
        typed = _fields(form, key, chosen.risk)
        form.note()
        with st.container(horizontal=True):
            if st.button(t("Save"), key=f"{key}:save", type="primary") and perform(actions.change, actor, chosen.id, typed, version=chosen.version) is not None:
                form.done()
                st.rerun()
            if st.button(t("Strike it"), key=f"{key}:strike") and perform(actions.strike, actor, chosen.id, version=chosen.version) is not None:
                form.done()
                st.rerun()

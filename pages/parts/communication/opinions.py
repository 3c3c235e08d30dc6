"""What was said on a project: the box without names, opinions written down, answers, and what became of them."""

import streamlit as st

from core.access import Actor
from core.clock import today
from core.communication.opinions import actions, queries
from core.communication.opinions.queries import Heard, Voices
from core.communication.opinions.rules import Outcome, Side, State
from core.communication.plans.queries import Plan
from core.words import N_
from pages.parts import desk
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import nothing, row
from pages.parts.words import c, content, day, escaped, labelled, plain, t

COLOURS = {State.OPEN: "blue", State.ANSWERED: "green", State.HANDLED: "gray"}
NEEDS_CODE = (Outcome.DEMAND, Outcome.REQUEST)


def draw(actor: Actor, found: Plan) -> None:
    """The part of the page."""
    voices = desk.ask(queries.voices, actor, found.project_code)
    if voices.may_say:
        _box(actor, voices)
        _write(actor, voices)
    if not voices.opinions:
        nothing(N_("Nothing was said yet. Opinions come from minutes, from talks that are written down here, and from the box."))
    with st.container(gap="xsmall"):
        for one in voices.opinions:
            _opinion(actor, voices, one)


def _box(actor: Actor, voices: Voices) -> None:
    """No draft is kept here: it would be the only place that knows who wrote."""
    with st.expander(t("Put something into the box, without your name"), icon=":material/inbox_customize:"):
        st.caption(t("Nobody is kept: not in the opinion, not in the trail, which says only that something was put in. The answer is read by everybody who sees the project."))
        if voices.thin:
            st.warning(t("This team has {count} people: from what you write and how you write it, they may guess who you are.", count=voices.team), icon=":material/visibility:")
        count = st.session_state.setdefault("communication:box", 0)
        text = st.text_area(t("Opinion or need"), key=f"communication:box:{count}", height=100)
        if st.button(t("Put it in"), key="communication:box:save", type="primary") and desk.perform(actions.box, actor, voices.project_id, text=text):
            st.session_state["communication:box"] = count + 1
            st.rerun()


def _write(actor: Actor, voices: Voices) -> None:
    form = Form(actor, "communication_opinion", record=voices.project_code)
    with st.expander(t("Write down what somebody said"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        sides = [Side.CUSTOMER.value, Side.STAFF.value]
        side = Side(st.segmented_control(t("Who said it"), sides, format_func=lambda one: t(Side(one).label), required=True, **form.field("opinion:side", sides[0], sides)))
        heard_on = st.date_input(t("Heard on"), **form.field("opinion:on", today()))
        text = st.text_area(t("Opinion or need"), height=100, **form.field("opinion:text", ""))
        form.note()
        if st.button(t("Add it"), key="opinion:save", type="primary", disabled=heard_on is None):
            made = desk.perform_once(desk.form_key(f"communication_opinion_{voices.project_code}"), actions.write, actor, voices.project_id, side=side, text=text, heard_on=heard_on)
            if made:
                form.done()
                st.rerun()


def _opinion(actor: Actor, voices: Voices, one: Heard) -> None:
    with row(f"opinion-{one.id}"):
        state = mark("red", t("Answer overdue")) if one.overdue else mark(COLOURS[one.state], t(one.state.label))
        st.markdown(f"{state} {escaped(one.text)}".replace("\n", "  \n"))
        parts = [t(one.side.label), escaped(day(one.heard_on)), c(one.by) if one.by else "", t("answer due {day}", day=day(one.due_on)) if one.state is State.OPEN else ""]
        st.caption(" · ".join(filter(None, parts)))
        if one.source:
            lead(f":small[{escaped(one.source)}]", "Communication.py", icon=":material/groups:", meeting=one.source)
        if one.answer:
            st.markdown(labelled(N_("Reply"), escaped(one.answer), strong=True).replace("\n", "  \n"))
            who = t("{name}, {day}", name=content(one.answered_by), day=day(one.answered_on)) if one.answered_by else ""
            became = f"{t(one.outcome.label)} {escaped(one.outcome_code)}".strip() if one.outcome else ""
            st.caption(" · ".join(filter(None, (who, became))))
        if voices.may_answer and one.state is not State.HANDLED:
            _answer(actor, one)


def _answer(actor: Actor, one: Heard) -> None:
    key, form = f"opinion:{one.id}:{one.version}", Form(actor, "communication_answer", record=str(one.id), version=one.version)
    with st.expander(t("Reply") if one.state is State.OPEN else t("What became of it"), icon=":material/reply:", expanded=form.waiting):
        if not form.opened():
            return
        text = st.text_area(t("Reply"), height=80, help=t("Everybody who sees the project reads it."), **form.field(f"{key}:text", one.answer))
        codes = ["", *(each.value for each in Outcome)]
        outcome = st.selectbox(t("What became of it"), codes, format_func=lambda each: plain(Outcome(each).label) if each else plain("Answered only, still open what becomes of it"), **form.field(f"{key}:outcome", "", codes))
        chosen = Outcome(outcome) if outcome else None
        code = st.text_input(t("Code of the record"), **form.field(f"{key}:code", "")) if chosen in NEEDS_CODE else ""
        form.note()
        if st.button(t("Save the answer"), key=f"{key}:save", type="primary"):
            if chosen:
                done = desk.perform(actions.handle, actor, one.id, outcome=chosen, code=code, text=text, version=one.version)
            else:
                done = desk.perform(actions.answer, actor, one.id, text=text, version=one.version)
            if done:
                form.done()
                st.rerun()

"""How members are doing: asked without a name, shown together or not at all."""

from datetime import timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.team import queries as team
from core.team.pulse import actions, queries, rules
from core.team.pulse.queries import Row
from core.team.pulse.rules import Question, Said
from core.words import N_
from pages.parts import kit
from pages.parts.customers.choose import mark
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.words import c, content, day, escaped, number, percent, plain, t, tn

WITHIN = timedelta(days=14)
SCALE = {1: N_("1: not at all"), 2: N_("2: rather not"), 3: N_("3: partly"), 4: N_("4: rather yes"), 5: N_("5: fully")}


def draw(actor: Actor) -> None:
    """The part of the page."""
    if actor.may(Permission.PULSE_ASK):
        _ask(actor)
    found = ask(queries.pulses, actor)
    if not found:
        kit.nothing(N_("No team was asked yet how it is doing."), ":material/vital_signs:")
    for one in found:
        with kit.row(f"pulse-{one.id}"):
            _one(actor, one)


def _one(actor: Actor, one: Row) -> None:
    state = mark("gray", t("Ended")) if one.is_over else mark("blue", t("Until {day}", day=day(one.closes_on)))
    where = f"{escaped(one.project_code)} {c(one.place)}".strip()
    st.markdown(f"{state} **{escaped(one.name)}** · {where} · {t('{n} of {count} have answered', n=one.n, count=one.asked)}")
    if one.waits:
        _answer(actor, one)
    elif not one.is_over:
        st.caption(t("What was said is shown once the time is over and at least {least} have answered.", least=rules.LEAST))
    elif not one.said:
        st.caption(t("Fewer than {least} have answered: nothing is shown, so that nobody can be made out.", least=rules.LEAST))
    for said in one.said:
        st.markdown(_sentence(said))
    if one.words:
        with st.expander(tn("In words, one answer", "In words, {count} answers, in a random order", len(one.words)), icon=":material/notes:"):
            st.markdown("\n".join(f"- {escaped(text)}".replace("\n", "  \n  ") for text in one.words))


def _sentence(said: Said) -> str:
    figures = t(
        "{mean} of 5 · {share} agree ({low}–{high}, 95 %), n = {n}", mean=number(said.mean), share=percent(said.good / said.n), low=percent(said.low), high=percent(said.high), n=said.n
    )
    return f"{t(said.question.label)}  \n:gray[:small[{figures}]]"


def _answer(actor: Actor, one: Row) -> None:
    st.caption(t("Your answer is added to what all say and kept nowhere else; only that you have answered is known. It cannot be changed."))
    key = f"pulse:{one.id}"
    given = {question: st.segmented_control(t(question.label), list(SCALE), format_func=lambda value: t(SCALE[value]), key=f"{key}:{question}") for question in Question}
    words = st.text_area(t("In words"), key=f"{key}:words", height=80, placeholder=plain("What would help?"))
    if st.button(t("Send without a name"), key=f"{key}:send", type="primary", disabled=None in given.values()) and perform_once(
        form_key(f"pulse_{one.id}"), actions.answer, actor, one.id, points={question.value: value for question, value in given.items() if value is not None}, words=words
    ):
        st.rerun()


def _ask(actor: Actor) -> None:
    form = Form(actor, "pulse")
    with st.expander(t("Ask a team"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        places = ask(team.places, actor, Permission.PULSE_ASK)
        offered = [*(f"p{one}" for one in places.projects), *(f"d{one}" for one in places.departments)]
        if not offered:
            st.caption(t("There is no team that you may ask."))
            return

        def called(one: str) -> str:
            if one[0] == "d":
                return content(places.departments[int(one[1:])])
            code, name = places.projects[int(one[1:])]
            return f"{code} {content(name)}"

        name = st.text_input(t("Name"), **form.field("pulse:name", ""))
        where = st.selectbox(t("Team"), offered, format_func=called, **form.field("pulse:where", offered[0], offered))
        last = st.date_input(t("Last day to answer"), **form.field("pulse:last", today() + WITHIN))
        form.note()
        if st.button(t("Ask them"), key="pulse:save", type="primary", disabled=last is None) and perform_once(
            form_key("pulse"), actions.ask, actor, name=name, closes_on=last, project_id=int(where[1:]) if where[0] == "p" else None, department_id=int(where[1:]) if where[0] == "d" else None
        ):
            form.done()
            st.rerun()

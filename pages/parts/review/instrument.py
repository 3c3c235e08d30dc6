"""What reviews ask: the instrument in force with its weights, its versions, and a new one."""

import streamlit as st

from core.access import Actor, Permission
from core.review.instrument import actions, queries
from core.review.rules import FLOOR, OTHERS, TOPIC, Instrument
from core.words import Language
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.words import c, called, content, escaped, moment, number, plain, several, t


def draw(actor: Actor) -> None:
    """The instrument, and for who may the form of a new version."""
    st.title(t("What reviews ask"), anchor=False)
    found = ask_kept(TOPIC, queries.versions, actor)
    now = found[0]
    st.caption(t("A project keeps the version of its first review, so that its path compares like with like. A new version holds for projects that have none yet."))
    weights = several(f"{plain(group.label)} {weight} %" for group, weight in now.instrument.weights.items())
    st.markdown(t("Version {number}: {weights}; a group needs {floor} answers to be shown.", number=now.number, weights=weights, floor=now.instrument.floor))
    for one in now.instrument.dimensions:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{c(one.name)}** {number(one.weight, 0)} %")
            for question in one.questions:
                st.markdown(f"- {c(question.text)}  \n:small[{t('asked of {groups}', groups=several(plain(group.label) for group in question.groups))}]")
    if actor.may(Permission.REVIEW_DESIGN):
        _revise(actor, now.number, now.instrument)
    with st.expander(t("Versions ({count})", count=len(found)), icon=":material/history:"):
        for version in found:
            who = called(several((c(version.by), moment(version.at))), escaped(version.reason)) if version.by else t("as shipped")
            st.markdown(f"**{version.number}** · {who}")


def _revise(actor: Actor, number_: int, one: Instrument) -> None:
    form, key = Form(actor, "review_instrument", version=number_), f"instrument:{number_}"
    with st.expander(t("A new version"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        columns = st.columns(4)
        weights = {group: int(columns[place].number_input(t(group.label), 0, 100, step=5, **form.field(f"{key}:w:{group}", one.weights[group]))) for place, group in enumerate(OTHERS)}
        floor = int(columns[3].number_input(t("Anonymity floor"), FLOOR, 20, **form.field(f"{key}:floor", one.floor)))
        columns = st.columns(len(one.dimensions))
        parts = {
            of.code: int(columns[place].number_input(escaped(content(of.name)), 0, 100, step=5, **form.field(f"{key}:d:{of.code}", of.weight))) for place, of in enumerate(one.dimensions)
        }
        texts = {}
        for question in one.questions:
            with st.container(border=True, gap="xsmall"):
                texts[question.code] = {
                    spoken.value: st.text_input(spoken.own_name, max_chars=200, **form.field(f"{key}:q:{question.code}:{spoken}", question.text.get(spoken.value, ""))) for spoken in Language
                }
        known = {question.code: content(question.text) for question in one.questions}
        left_out = st.multiselect(t("Leave out"), list(known), format_func=lambda code: known.get(code, code), placeholder=plain("None"), **form.field(f"{key}:out", []))
        reason = st.text_input(t("Reason"), max_chars=500, **form.field(f"{key}:reason", ""))
        form.note()
        if st.button(t("Put it in force"), key=f"{key}:save", type="primary") and perform_once(
            form_key("review-instrument"), actions.revise, actor, weights=weights, floor=floor, dimension_weights=parts, texts=texts, left_out=tuple(left_out), reason=reason, number=number_
        ):
            form.done()
            st.rerun()

"""Themes with their key words, and how they are changed."""

import re

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.satisfaction.themes import actions, queries
from core.words import N_, Language
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.words import content, several, t

SEPARATORS = re.compile(r"[,;，；、\n]+")


def draw(actor: Actor) -> None:
    """The part of the page."""
    found = desk.ask(queries.themes, actor)
    st.caption(t("An open text belongs to every theme whose key words stand in it, in whatever language it is written. Staff may sort a text by hand; key words change nothing of it then."))
    heads = {"name": N_("Theme")} | {one.value: one.own_name for one in Language}
    frame = pd.DataFrame([(content(one.name), *(several(one.words.get(language.value, ())) for language in Language)) for one in found], columns=list(heads))
    kit.linked_table(frame, {"name": N_("Theme")} | {one.value: one.own_name for one in Language}, key="survey_themes", **{one.value: st.column_config.TextColumn(one.own_name, width="large") for one in Language})
    if actor.may(Permission.REFERENCE_READ):
        lead(t("Names of themes are edited in the reference tables"), "Reference_tables.py", icon=":material/category:", table="survey_theme")
    if not actor.may(Permission.SURVEY_DESIGN) or not found:
        return
    by_code = {one.code: one for one in found}
    with st.expander(t("Change key words"), icon=":material/edit:"):
        code = st.selectbox(t("Theme"), list(by_code), format_func=lambda one: content(by_code[one].name), key="theme:which")
        one = by_code[code]
        key = f"theme:{code}:{one.version}"
        form = Form(actor, "survey_theme", record=code, version=one.version)
        if not form.opened():
            return
        words = {language.value: st.text_area(language.own_name, height=90, **form.field(f"{key}:{language.value}", ", ".join(one.words.get(language.value, ())))) for language in Language}
        st.caption(t("Separated by commas. An English word counts as a whole word, with a star at its end with any ending; Chinese is found anywhere. The newest {count} texts are sorted anew.", count=actions.NEWEST))
        form.note()
        if st.button(t("Save the key words"), key=f"{key}:save", type="primary"):
            given = {language: [word.strip() for word in SEPARATORS.split(text) if word.strip()] for language, text in words.items()}
            if desk.perform(actions.edit, actor, code, words=given, version=one.version):
                form.done()
                st.toast(t("Saved."))
                st.rerun()



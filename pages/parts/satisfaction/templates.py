"""Survey templates: what each version asks, and the draft in a grid."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.satisfaction.rules import Dimension, Kind
from core.satisfaction.templates import actions, queries, rules
from core.satisfaction.templates.queries import Version
from core.satisfaction.templates.rules import Option, Question, State
from core.words import N_, Language
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.whole import whole
from pages.parts.words import c, content, escaped, plain, t

COLUMNS = ["code", "kind", "dimension", "required", *(one.value for one in Language), *(f"options_{one.value}" for one in Language)]
BETWEEN = ";"


def draw(actor: Actor) -> None:
    """The part of the page."""
    found = desk.ask(queries.versions, actor)
    designs = actor.may(Permission.SURVEY_DESIGN)
    for one in found:
        with st.expander(f"{content(one.name)} {one.number} · {plain(one.state.label)}", expanded=one.state is State.DRAFT):
            if one.state is State.DRAFT and designs:
                _edit(actor, one)
            else:
                _asks(one)
                if designs:
                    _next(actor, one)
    if designs:
        _new(actor)


def _asks(one: Version) -> None:
    st.caption(t("Version {number} of {code}. A confirmed version never changes; answers keep to the version they were given to.", number=one.number, code=one.code))
    if one.draft.introduction:
        st.markdown(c(one.draft.introduction))
    lines = []
    for place, question in enumerate(one.draft.questions, 1):
        need = t("needed") if question.required else t("optional")
        lines.append(f"{place}. {c(question.text)} :gray[:small[{t(question.kind.label)} · {t(question.dimension.label)} · {need}]]")
        lines += [f"    - {c(option.text)}" for option in question.options]
    st.markdown("\n".join(lines))


def _next(actor: Actor, one: Version) -> None:
    with st.container(horizontal=True):
        if st.button(t("Begin a new version"), key=f"template:revise:{one.code}:{one.number}", icon=":material/edit:") and desk.perform(actions.revise, actor, one.id):
            st.rerun()
        if one.state is State.CONFIRMED and one.id:
            kit.confirm(
                f"template:retire:{one.id}", N_("Retire"), N_("Nothing is sent with this version any more. What was sent can still be answered."), N_("Retire"),
                lambda: desk.perform(actions.retire, actor, one.id, version=one.version) and st.rerun(), icon=":material/archive:",
            )  # fmt: skip


def _frame(one: Version) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (question.code, question.kind.value, question.dimension.value, question.required, *(question.text.get(language.value, "") for language in Language),
             *(f" {BETWEEN} ".join(option.text.get(language.value, "") for option in question.options) for language in Language))
            for question in one.draft.questions
        ],
        columns=COLUMNS,
    )  # fmt: skip


def typed(frame: pd.DataFrame) -> list[Question]:
    """The rows of the grid as questions; answers to choose from stand in one cell, with a semicolon between them."""
    found = []
    for row in frame.to_dict("records"):
        texts = {language.value: _said(row, language.value) for language in Language}
        if not _said(row, "code") and not any(texts.values()):
            continue
        lists = {language.value: [one.strip() for one in _said(row, f"options_{language.value}").replace("；", BETWEEN).split(BETWEEN)] for language in Language}
        longest = max((len(one) for one in lists.values()), default=0)
        options = [Option({code: given[place] for code, given in lists.items() if place < len(given) and given[place]}) for place in range(longest)]
        found.append(Question(
            _said(row, "code"), Kind(_said(row, "kind") or Kind.CSAT), Dimension(_said(row, "dimension") or Dimension.OVERALL), texts, row.get("required") is True, tuple(one for one in options if one.text),
        ))  # fmt: skip
    return found


def _said(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _edit(actor: Actor, one: Version) -> None:
    key = f"template:{one.id}:{one.version}"
    if f"{key}:intro:{Language.ENGLISH.value}" not in st.session_state:  # drawn anew: what the grid held is in the draft, or nowhere
        for name in ("rows", "begun"):
            st.session_state.pop(f"{key}:{name}", None)
    form = Form(actor, "survey_version", record=f"{one.code}:{one.number}", version=one.version)
    if not form.opened():
        return
    introduction = {
        language.value: st.text_input(
            f"{plain('Introduction')} · {language.own_name}", **form.field(f"{key}:intro:{language.value}", one.draft.introduction.get(language.value, ""))
        )
        for language in Language
    }  # fmt: skip
    config: dict[str, object] = {
        "code": st.column_config.TextColumn(plain("Code"), required=True), "kind": st.column_config.SelectboxColumn(plain("Kind"), options=[kind.value for kind in Kind], format_func=lambda code: plain(Kind(code).label), default=Kind.CSAT.value),
        "dimension": st.column_config.SelectboxColumn(plain("Dimension"), options=[dim.value for dim in Dimension], format_func=lambda code: plain(Dimension(code).label), default=Dimension.OVERALL.value),
        "required": st.column_config.CheckboxColumn(plain("Needed"), default=False),
        **{language.value: st.column_config.TextColumn(f"{plain('Question')} · {language.own_name}", width="large") for language in Language},
        **{f"options_{language.value}": st.column_config.TextColumn(f"{plain('Answers to choose')} · {language.own_name}", width="medium") for language in Language},
    }  # fmt: skip
    keep = form.field(f"{key}:rows", "")["on_change"]
    begun = st.session_state.setdefault(f"{key}:begun", st.session_state[f"{key}:rows"])  # the grid begins once: with what a draft brought, or as it was saved
    frame = pd.DataFrame(json.loads(begun), columns=COLUMNS) if begun else _frame(one)
    edited = st.data_editor(
        frame, column_config=config, num_rows="dynamic", hide_index=True, key=f"{key}:grid", height="content", placeholder="", on_change=_left, args=(frame, key, keep),
    )  # fmt: skip
    form.note()
    st.caption(t("Answers to choose from stand in one cell, with a semicolon between them. A question keeps its code over all versions, so that its figures go on."))
    lacking = rules.untranslated(one.draft)
    if lacking:
        st.warning(t("{count} texts lack a language; customers read them in another one.", count=len(lacking)), icon=":material/translate:")
    with st.container(horizontal=True):
        if st.button(t("Save the draft"), key=f"{key}:save", type="primary") and desk.perform(actions.edit, actor, one.id, version=one.version, introduction=introduction, questions=typed(edited)):
            form.done()
            st.toast(t("Saved."))
            st.rerun()
        kit.confirm(
            f"{key}:confirm", N_("Confirm"), N_("From here on this version is what is sent, as it was saved last. It never changes again."), N_("Confirm"),
            lambda: desk.perform(actions.confirm, actor, one.id, version=one.version) and (form.done(), st.rerun()), icon=":material/verified:",
        )  # fmt: skip


@whole
def _left(frame: pd.DataFrame, key: str, keep: Callable[[], None]) -> None:
    """A cell of the grid was left: the rows as they are now are kept with the form's other fields."""
    st.session_state[f"{key}:rows"] = json.dumps(changed(frame, st.session_state[f"{key}:grid"]), ensure_ascii=False)
    keep()


def changed(frame: pd.DataFrame, edits: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a grid after what its widget says was edited, added and deleted."""
    rows = [{**row, **edits["edited_rows"].get(place, {})} for place, row in enumerate(frame.to_dict("records")) if place not in edits["deleted_rows"]]
    return [*rows, *({name: value for name, value in row.items() if name in COLUMNS} for row in edits["added_rows"])]


def _new(actor: Actor) -> None:
    with st.expander(t("New template"), icon=":material/add:"):
        form = Form(actor, "survey_template")
        if not form.opened():
            return
        st.caption(t("It begins with the questions of the shipped one."))
        code = st.text_input(t("Code"), **form.field("template:new:code", ""))
        name = {language.value: st.text_input(f"{escaped(plain('Name'))} · {language.own_name}", **form.field(f"template:new:{language.value}", "")) for language in Language}
        form.note()
        if st.button(t("Begin the template"), key="template:new", type="primary") and desk.perform_once(desk.form_key("survey_template"), actions.begin, actor, code=code, name=name):
            form.done()
            st.rerun()

"""The form of an article: new, made of a record, or an own one written anew. What is typed is kept."""

import streamlit as st

from core.access import Actor, Permission
from core.knowledge import actions, queries
from core.knowledge.queries import Whole
from core.knowledge.rules import PROBLEM_CLASSES, Applies, Kind, Readers, Text
from core.projects import queries as projects
from core.projects.rules import KINDS
from core.words import N_
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.knowledge import bits, origins
from pages.parts.words import content, plain, t

EMPTY = Text(Kind.LESSON, "", "", "", "", "")


def new(actor: Actor) -> None:
    """Write an article; with `new` and `of` in the address pre-filled from the record it is made of."""
    told = origins.asked(actor, st.query_params.get("of", "")[:60])
    form = Form(actor, "article", record=told.key if told else "")
    with st.expander(t("Write an article"), icon=":material/edit_note:", expanded=form.waiting or told is not None):
        if told is not None:
            st.caption(t("Made of {code}. Look it over, leave out what only that case needs, and names of persons; then submit it.", code=told.code))
        if not form.opened():
            return
        key = f"article:new:{told.key if told else ''}"
        project = _project(actor, form, key, told.project_id if told else None)
        text, readers = _fields(form, key, told.text if told else EMPTY)
        form.note()
        with st.container(horizontal=True):
            hand_in = st.button(t("Submit for approval"), key=f"{key}:submit", type="primary", icon=":material/send:")
            keep = st.button(t("Save as a draft"), key=f"{key}:save")
        if hand_in or keep:
            made = perform_once(
                form_key(key.replace(":", "-")), actions.write, actor, text, project_id=project, readers=readers, origin=(told.kind, told.id) if told else None, submit=hand_in
            )
            if made is not None:
                form.done()
                st.query_params.clear()
                st.query_params["article"] = ask(queries.place, actor, made).code
                st.rerun()


def edit(actor: Actor, whole: Whole) -> None:
    """An own article written anew."""
    row = whole.row
    form, key = Form(actor, "article", record=row.code, version=whole.version), f"article:{row.id}"
    with st.expander(t("Change the article"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        if row.edition:
            st.caption(t("Readers go on seeing edition {number} until somebody else has approved the change.", number=row.edition))
        text, readers = _fields(form, key, row.text, row.readers)
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary") and perform(actions.edit, actor, row.id, text, readers=readers, version=whole.version) is not None:
            form.done()
            st.rerun()


def _project(actor: Actor, form: Form, key: str, usual: int | None) -> int | None:
    known = {0: plain("None in particular")}
    if actor.may(Permission.PROJECT_READ):
        known |= {one.id: f"{one.code} · {content(one.name)}" for one in ask(projects.projects, actor)}
    chosen = st.selectbox(t("Learned in"), list(known), format_func=known.__getitem__, **form.field(f"{key}:project", usual or 0, list(known)))
    return chosen or None


def _fields(form: Form, key: str, text: Text, readers: Readers = Readers.EVERYBODY) -> tuple[Text, Readers]:
    kinds = [one.value for one in Kind]
    kind = st.segmented_control(t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), required=True, **form.field(f"{key}:kind", text.kind.value, kinds))
    title = st.text_input(t("Title"), placeholder=plain("What one should know next time, in one line"), **form.field(f"{key}:title", text.title))
    typed = {
        name: st.text_area(t(label), height=100, placeholder=plain(HINTS[name]), **form.field(f"{key}:{name}", getattr(text, name))) for name, label in bits.PARTS
    }
    st.markdown(f"**{t('Applies to')}** :small[{t('Leave a list empty if it holds for all.')}]")
    left, middle, right = st.columns(3)
    known = bits.names(KINDS)
    chosen = left.multiselect(t("Kinds of project"), list(known), format_func=lambda one: known.get(one, one), placeholder=plain("All"), **form.field(f"{key}:kinds", [one for one in text.applies.kinds if one in known]))
    stages = bits.phases()
    phases = middle.multiselect(t("Stages"), list(stages), format_func=lambda one: stages.get(one, one), placeholder=plain("All"), **form.field(f"{key}:phases", [one for one in text.applies.phases if one in stages]))
    classes = bits.names(PROBLEM_CLASSES)
    problems = right.multiselect(t("Problem classes"), list(classes), format_func=lambda one: classes.get(one, one), placeholder=plain("All"), **form.field(f"{key}:classes", [one for one in text.applies.classes if one in classes]))
    options = [one.value for one in Readers]
    who = st.radio(t("Who reads it"), options, format_func=lambda one: t(Readers(one).label), horizontal=True, **form.field(f"{key}:readers", readers.value, options))
    return Text(Kind(kind), title, typed["situation"], typed["action"], typed["result"], typed["advice"], Applies(tuple(chosen), tuple(phases), tuple(problems))), Readers(who)


HINTS = {
    "situation": N_("What was given, and what went wrong or right"), "action": N_("Who did what, when"), "result": N_("What changed, with figures where there are some"),
    "advice": N_("What the next one should do, or leave"),
}  # fmt: skip

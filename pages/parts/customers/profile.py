"""The profile: name, class with its reason, needs, habits, who looks after it, which projects serve it."""

import streamlit as st

from core.access import Actor, Permission
from core.customers import actions
from core.customers.queries import CustomerRow
from core.customers.rules import CHANNELS, Kind
from core.words import N_
from pages.parts.comments import timeline
from pages.parts.customers.choose import channel_field, class_field, language_field, my_projects, named, owners
from pages.parts.desk import perform
from pages.parts.draft import Form
from pages.parts.words import escaped, labelled, plain, t


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    for label, text in (
        (N_("Kind"), plain(found.kind.label)), (N_("Reason for the class"), found.class_why), (N_("Preferred channel"), named(CHANNELS, found.channel) if found.channel else ""),
        (N_("Language of mails"), found.language.own_name), (N_("Needs and expectations"), found.needs), (N_("Habits and preferences"), found.habits),
    ):  # fmt: skip
        if text:
            st.markdown(labelled(label, escaped(text), strong=True))
    if actor.may(Permission.CUSTOMER_EDIT):
        with st.container(horizontal=True):
            _edit(actor, found)
            _classify(actor, found)
            _serving(actor, found)
    timeline(actor, "customer", found.id)


def _edit(actor: Actor, found: CustomerRow) -> None:
    with st.popover(t("Edit"), icon=":material/edit:", key=f"customer:{found.id}:edit"):
        form, key = Form(actor, "customer_edit", record=found.code, version=found.version), f"customer:{found.id}"
        if not form.opened():
            return
        name = found.name
        if found.kind is Kind.ORGANISATION:
            name = st.text_input(t("Name"), **form.field(f"{key}:name", found.name))
        channel = channel_field(form, f"{key}:channel", N_("Preferred channel"), found.channel)
        spoken = language_field(form, f"{key}:language", found.language)
        needs = st.text_area(t("Needs and expectations"), **form.field(f"{key}:needs", found.needs))
        habits = st.text_area(t("Habits and preferences"), **form.field(f"{key}:habits", found.habits))
        people = owners(actor, found.owner_id, found.owner)
        owner = st.selectbox(t("Looked after by"), list(people), format_func=people.__getitem__, **form.field(f"{key}:owner", found.owner_id, people))
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary") and perform(
            actions.edit, actor, found.id, version=found.version, name=name, channel=channel, needs=needs, habits=habits, owner_id=owner, language=spoken
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()


def _classify(actor: Actor, found: CustomerRow) -> None:
    with st.popover(t("Change the class"), icon=":material/category:", key=f"customer:{found.id}:classify"):
        form, key = Form(actor, "customer_class", record=found.code, version=found.version), f"customer_class:{found.id}"
        if form.opened():
            chosen = class_field(form, f"{key}:to", found.class_code)
            why = st.text_input(t("Reason for the class"), **form.field(f"{key}:why", ""))
            form.note()
            if st.button(t("Save the class"), key=f"{key}:save", type="primary") and perform(actions.classify, actor, found.id, version=found.version, class_code=chosen, why=why) is not None:
                form.done()
                st.rerun()


def _serving(actor: Actor, found: CustomerRow) -> None:
    with st.popover(t("Projects that serve it"), icon=":material/work:", key=f"customer:{found.id}:serving"):
        for project in found.projects:
            if st.button(t("{code} serves it no more", code=project.code), key=f"customer:{found.id}:part:{project.id}") and perform(actions.part, actor, found.id, project_id=project.id) is not None:
                st.rerun()
        known = {id_: name for id_, name in my_projects(actor).items() if id_ not in {one.id for one in found.projects}}
        if known:
            chosen = st.selectbox(t("Another project"), list(known), format_func=known.__getitem__, key=f"customer:{found.id}:serve")
            if st.button(t("It serves this customer"), key=f"customer:{found.id}:served", type="primary") and perform(actions.serve, actor, found.id, project_id=chosen) is not None:
                st.rerun()

"""Whether a checkpoint of a checklist is answered for several instances: said to everybody, set in a draft."""

import streamlit as st

from core.access import Actor, Permission
from core.inspection.rules import Combining
from core.inspection.templates import actions
from core.inspection.templates.queries import Checkpoint, VersionRow
from core.inspection.templates.rules import MAX_INSTANCES, Repeat, State
from core.words import Language
from pages.parts import desk
from pages.parts.words import content, plain, t


def shown(actor: Actor, row: VersionRow, checkpoint: Checkpoint) -> None:
    """For what the checkpoint is answered, and in a draft the way to change it."""
    if repeat := checkpoint.repeat:
        told = t("Answered for each {name}, {least} to {most} of them. {combining}.", name=content(repeat.name), least=repeat.least, most=repeat.most,
                 combining=plain(repeat.combining.label))  # fmt: skip
        st.caption(f":material/repeat: {told}")
    if row.state is State.DRAFT and actor.may(Permission.TEMPLATE_EDIT) and not any(one.draft.bonus for one in checkpoint.questions):
        with st.popover(t("Repeat this checkpoint") if not checkpoint.repeat else t("Change the repetition"), icon=":material/repeat:", type="tertiary",
                        key=f"repeat:{row.id}:{checkpoint.id}:{row.version}:form"):  # fmt: skip
            _form(actor, row, checkpoint)


def _form(actor: Actor, row: VersionRow, checkpoint: Checkpoint) -> None:
    base, present = f"repeat:{row.id}:{checkpoint.id}:{row.version}", checkpoint.repeat
    st.caption(t("Every item of the checkpoint is then answered for several instances on one sheet: service records, calls, sites."))
    name = {
        language.value: st.text_input(
            t("What one of them is called ({language})", language=language.own_name), value=present.name.get(language, "") if present else "", key=f"{base}:{language}",
        )
        for language in Language
    }  # fmt: skip
    with st.container(horizontal=True):
        least = st.number_input(t("At least"), min_value=1, max_value=MAX_INSTANCES, value=present.least if present else 3, key=f"{base}:least", width=130)
        most = st.number_input(t("At most"), min_value=1, max_value=MAX_INSTANCES, value=present.most if present else 10, key=f"{base}:most", width=130)
    ways = {one: t(one.label) for one in Combining}
    way = st.radio(
        t("What counts for an item"), list(ways), index=list(ways).index(present.combining) if present else 0, format_func=lambda one: ways[one], key=f"{base}:way",
    )  # fmt: skip
    wanted = Repeat({language: text.strip() for language, text in name.items() if text.strip()}, int(least), int(most), way)
    with st.container(horizontal=True):
        if st.button(t("Save"), key=f"{base}:save", type="primary"):
            _keep(actor, row, checkpoint, wanted)
        if present and st.button(t("Answer it once again"), key=f"{base}:once"):
            _keep(actor, row, checkpoint, None)


def _keep(actor: Actor, row: VersionRow, checkpoint: Checkpoint, wanted: Repeat | None) -> None:
    if desk.perform(actions.repeat, actor, row.id, version=row.version, section_id=checkpoint.id, repeat=wanted):
        st.rerun()

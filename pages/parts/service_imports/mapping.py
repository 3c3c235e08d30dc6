"""The mapping of an import: a shipped example, a saved one, or one's own text; what is typed survives a reload."""

from functools import cache

import streamlit as st

from core.access import Actor
from core.config import ROOT
from core.service.imports import actions, queries
from core.service.imports.queries import Saved
from core.words import N_
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.words import content, moment, plain, t

FOLDER = ROOT / "data" / "imports"
NEW = ""


@cache
def examples() -> dict[str, str]:
    """The mappings of data/imports, by name."""
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.toml"))}


def chosen(actor: Actor) -> str:
    """The text of the mapping that is chosen or written; empty while there is none."""
    saved = {f"saved:{one.id}": one for one in desk.ask(queries.mappings, actor)}
    shipped = {f"example:{name}": text for name, text in examples().items()}
    names = {code: one.name for code, one in saved.items()} | {code: plain("Example: {name}", name=code.partition(":")[2]) for code in shipped}
    form = Form(actor, "request_mapping")
    if not form.opened():
        return ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(t("Mapping"), list(names), index=None, format_func=lambda code: names.get(code, code), placeholder=plain("Choose one to begin with"), key="imports:picked", width=320)
        if picked and st.button(t("Fill in below"), key="imports:fill"):
            st.session_state["imports:text"] = saved[picked].text if picked in saved else shipped[picked]
    text = st.text_area(
        t("Which column tells what"), height=260, help=t("TOML. The examples explain every line; README.md has it all in one place."), **form.field("imports:text", ""),
    )
    form.note()
    _keep(actor, saved.get(picked or ""), text, form)
    return text


def _keep(actor: Actor, known: Saved | None, text: str, form: Form) -> None:
    """Save the text under a name, or a saved mapping anew; drop a saved one."""
    with st.expander(t("Save this mapping"), icon=":material/bookmark:"):
        if known is not None:
            st.caption(t("{name}, saved by {who} at {at}", name=known.name, who=content(known.by), at=moment(known.at)))
        name = st.text_input(t("Name"), value=known.name if known else "", key=f"imports:name:{known.id if known else NEW}:{known.version if known else 0}", max_chars=60)
        with st.container(horizontal=True):
            if st.button(t("Save as new"), key="imports:save", disabled=not text.strip() or not name.strip()) and desk.perform_once(
                desk.form_key("request_mapping"), actions.save_mapping, actor, name=name, text=text
            ):
                form.done()
                st.session_state["imports:text"] = text
                st.toast(t("The mapping is saved for everybody who imports."))
                st.rerun()
            if known is not None and st.button(t("Save over {name}", name=known.name), key="imports:over", disabled=not text.strip()) and desk.perform(
                actions.save_mapping, actor, name=name or known.name, text=text, mapping_id=known.id, version=known.version
            ):
                st.rerun()
            if known is not None:
                kit.confirm("imports:drop", N_("Delete it"), N_("Delete the mapping “{name}”? What was imported by it stays."), N_("Delete"), lambda: _drop(actor, known), name=known.name)


def _drop(actor: Actor, known: Saved) -> None:
    if desk.perform(actions.drop_mapping, actor, known.id, version=known.version):
        st.session_state.pop("imports:picked", None)
        st.rerun()

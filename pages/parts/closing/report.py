"""The acceptance report as a file: made when it is asked for, on record before it is handed out."""

import hashlib

import streamlit as st

from core.access import Actor, Permission
from core.closing.acceptance import actions, queries
from core.closing.acceptance.queries import Whole
from core.closing.acceptance.rules import METHODS
from core.errors import Refusal
from core.words import N_
from pages.parts import desk, kit
from pages.parts.codes import code_table
from pages.parts.desk import ask
from pages.parts.frame import fresh_actor
from pages.parts.words import content, language, plain, t

KEPT = "acceptance_report_file"
"""One made file a visitor, the last one."""
KINDS = {"docx": (N_("Word report"), kit.DOCX), "pdf": (N_("PDF report"), kit.PDF)}


@st.fragment
def files(actor: Actor, shown: Whole) -> None:
    """The buttons, and the file once it is made."""
    if not actor.may(Permission.CLOSING_EXPORT):
        return
    with st.container(horizontal=True):
        asked = [kind for kind, (label, _) in KINDS.items() if st.button(t(label), key=f"acceptance:{shown.id}:{kind}", icon=":material/description:")]
    for kind in asked:
        st.session_state.pop(KEPT, None)
        try:
            st.session_state[KEPT] = (shown.id, kind, _made(fresh_actor(), shown, kind))
        except Refusal as refusal:
            desk.say(refusal)
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == shown.id:
        _, kind, data = kept
        label, mime = KINDS[kind]
        st.download_button(
            t("Save {what}, {size} KB", what=plain(label), size=max(1, round(len(data) / 1024))), data, f"{shown.code}.{kind}", mime, key=f"acceptance:{shown.id}:save", icon=":material/download:",
            type="primary", on_click="ignore",
        )  # fmt: skip


def _made(actor: Actor, shown: Whole, kind: str) -> bytes:
    # Imported when asked for: fonts and renderers are large, and most visits want no file.
    bar = st.progress(0.1, t("The report is being made."))
    from core.exchange import report
    from core.exchange.acceptance_report import acceptance_report

    whole, project, customer, code = ask(queries.acceptance, actor, shown.id)
    methods = code_table(METHODS).names
    made = acceptance_report(whole, code, project, customer, content(methods.get(whole.agreement.method, {})) if whole.agreement else "", language())
    bar.progress(0.4, t("The report is being made."))
    data = report.to_pdf(made) if kind == "pdf" else report.to_word(made)
    bar.progress(0.9, t("The report is being made."))
    desk.attempt(actions.take_along, actor, shown.id, kind=kind, sha256=hashlib.sha256(data).hexdigest())
    bar.empty()
    return data

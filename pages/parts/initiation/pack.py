"""The initiation pack on the screen: how complete it is, and what is missing where."""

import hashlib

import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.initiation.pack import actions, queries, rules
from core.projects.queries import ProjectRow
from core.words import N_
from pages.parts import desk, kit
from pages.parts.desk import ask
from pages.parts.frame import fresh_actor, lead
from pages.parts.words import language, percent, plain, t

KEPT = "pack_file"
"""One made file a visitor, the last one."""
KINDS = {"docx": (N_("Word report"), kit.DOCX), "pdf": (N_("PDF report"), kit.PDF)}
PAGES = {"project": "Projects.py", "plan": "Plan.py"}
"""Where a piece is made that no part of this page makes."""


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """Every piece of the pack: there, or what to do and where."""
    found = ask(queries.pack, actor, row.id)
    share = rules.complete(found)
    done = sum(one.done for one in found)
    st.progress(float(share), text=t("{done} of {all} pieces are there: {share} complete", done=done, all=len(found), share=percent(float(share))))
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            mark = ":green[:material/check_circle:]" if one.done else ":orange[:material/radio_button_unchecked:]"
            st.markdown(f"{mark} {t(one.piece.label)}" + ("" if one.done else f"  \n:gray[:small[{t(one.piece.lacking)}]]"))
            where = f":small[{t('See it') if one.done else t('Go and do it')}]"  # “Open” would read as its state
            page = PAGES.get(one.piece.part)
            if page:
                lead(where, page, project=row.code)
            else:
                lead(where, "Initiation.py", project=row.code, part=one.piece.part)
    _file(row)


@st.fragment
def _file(row: ProjectRow) -> None:
    """The pack as a file: made when it is asked for, on record before it is handed out."""
    st.caption(t("Charter, scope, budget, milestones, everybody concerned, duties and kick-off minutes in one file. Each file is written into the audit trail."))
    with st.container(horizontal=True):
        asked = [kind for kind, (label, _) in KINDS.items() if st.button(t(label), key=f"pack:{row.id}:{kind}", icon=":material/description:")]
    for kind in asked:
        st.session_state.pop(KEPT, None)
        try:
            st.session_state[KEPT] = (row.code, kind, _made(fresh_actor(), row, kind))
        except Refusal as refusal:
            desk.say(refusal)
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == row.code:
        _, kind, data = kept
        label, mime = KINDS[kind]
        size = max(1, round(len(data) / 1024))
        st.download_button(
            t("Save {what}, {size} KB", what=plain(label), size=size), data, f"{row.code}.{kind}", mime, key=f"pack:{row.id}:save", icon=":material/download:",
            type="primary", on_click="ignore",
        )  # fmt: skip


def _made(actor: Actor, row: ProjectRow, kind: str) -> bytes:
    found = desk.look_up(queries.dossier, actor, row.code)
    # Imported when asked for: fonts and renderers are large, and most visits want no report.
    from core.exchange import report
    from core.exchange.initiation_report import initiation_report

    made = initiation_report(found, language())
    data = report.to_pdf(made) if kind == "pdf" else report.to_word(made)
    desk.attempt(actions.take_along, actor, row.id, kind=kind, sha256=hashlib.sha256(data).hexdigest())
    return data

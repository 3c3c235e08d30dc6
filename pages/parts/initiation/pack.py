"""The initiation pack on the screen: how complete it is, and what is missing where."""

import hashlib
from collections.abc import Mapping

import streamlit as st

from core.access import ANYWHERE, Actor, Permission, within
from core.errors import Refusal
from core.initiation.pack import actions, queries, rules
from core.projects.queries import ProjectRow
from core.words import N_, Content
from pages.parts import desk, kit
from pages.parts.codes import code_table
from pages.parts.desk import ask
from pages.parts.frame import fresh_actor, lead
from pages.parts.initiation import tailoring
from pages.parts.words import c, day, escaped, language, percent, plain, t, tn

KEPT = "pack_file"
"""One made file a visitor, the last one."""
KINDS = {"docx": (N_("Word report"), kit.DOCX), "pdf": (N_("PDF report"), kit.PDF)}
PAGES = {"project": "Projects.py", "plan": "Plan.py"}
"""Where a piece is made that no part of this page makes."""


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """Every piece of the pack: there, or what to do and where."""
    found = ask(queries.pack, actor, row.id)
    names = code_table(rules.STEPS).names
    share = rules.complete(found)
    counted = [one for one in found if one.counts]
    done = sum(one.done for one in counted)
    told = t("{done} of {all} pieces are there: {share} complete", done=done, all=len(counted), share=percent(float(share)))
    if away := len(found) - len(counted):
        told += " · " + tn("one is left out", "{count} are left out", away)
    st.progress(float(share), text=told)
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _piece(actor, row, one, names, writes=writes)
    _file(row)
    if writes:
        tailoring.adjust(actor, row, found, names)
    if within(actor, Permission.INITIATION_EDIT, ANYWHERE):
        tailoring.of_kind(actor, row.kind)


def _piece(actor: Actor, row: ProjectRow, one: rules.Found, names: Mapping[str, Content], *, writes: bool) -> None:
    piece, own = one.piece, one.own
    label = t(piece.label) if isinstance(piece, rules.Piece) else c(names.get(piece, {"en": piece}))
    if one.out is not None:
        whose = N_("Not for projects of this kind: {reason}") if own is None else N_("Left out: {reason}")
        st.markdown(f":gray[:material/remove_circle_outline: {label}]  \n:gray[:small[{t(whose, reason=one.out)}]]")
    else:
        mark = ":green[:material/check_circle:]" if one.done else ":orange[:material/radio_button_unchecked:]"
        st.markdown(f"{mark} {label}" + _below(one))
        if isinstance(piece, rules.Piece):
            where = f":small[{t('See it') if one.done else t('Go and do it')}]"  # “Open” would read as its state
            if page := PAGES.get(piece.part):
                lead(where, page, project=row.code)
            else:
                lead(where, "Initiation.py", project=row.code, part=piece.part)
    if own is not None and writes and st.button(t("Take it back"), key=f"pack_step:{own.id}:{own.version}", type="tertiary", icon=":material/undo:") and desk.perform(
        actions.take_back, actor, own.id, version=own.version
    ):
        st.rerun()


def _below(one: rules.Found) -> str:
    """What stands below a piece that belongs: what to do, or when it was done and what shows it."""
    if one.own is not None and one.own.done_on is not None:
        told = t("Done on {day}", day=day(one.own.done_on)) + (f" · {escaped(one.own.note)}" if one.own.note else "")
    elif one.done:
        return ""
    else:
        told = t(one.piece.lacking) if isinstance(one.piece, rules.Piece) else t("Do it, then tick it below.")
    return f"  \n:gray[:small[{told}]]"


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

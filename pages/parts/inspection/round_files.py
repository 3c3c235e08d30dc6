"""A round as Word, PDF and Excel: made when asked for, with the progress in sight, and handed out once it is on record."""

import hashlib
from collections.abc import Callable

import streamlit as st

from core.access import Actor, Permission
from core.errors import Refusal
from core.inspection.results import actions
from core.inspection.results.dossier import queries
from core.inspection.results.rules import Filter
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import fresh_actor
from pages.parts.words import language, plain, t

KEPT = "round_file"
"""One made file a visitor, the last one: they are large."""
KINDS = {"docx": (N_("Word report"), kit.DOCX), "pdf": (N_("PDF report"), kit.PDF), "xlsx": (N_("Excel of everything"), kit.XLSX)}


@st.fragment
def panel(actor: Actor, wanted: Filter) -> None:
    """The files of the closed round that `wanted` names by its code."""
    if not actor.may(Permission.RESULTS_READ):
        return
    kinds = [kind for kind in KINDS if kind != "xlsx" or actor.may(Permission.RESULTS_EXPORT)]
    with st.container(border=True):
        st.markdown(f"**{t('This round as a file')}**")
        st.caption(t("Cover facts, figures with their intervals, appeals, follow-ups. The workbook holds every answer besides. Each file is written into the audit trail."))
        with st.container(horizontal=True):
            asked = [kind for kind in kinds if st.button(t(KINDS[kind][0]), key=f"make:{kind}:{wanted.rounds}", icon=":material/description:")]
        for kind in asked:
            _made(wanted, kind)
        _handed_out(wanted)


def _made(wanted: Filter, kind: str) -> None:
    """Make a file and keep it for the download beneath; a refusal is shown."""
    st.session_state.pop(KEPT, None)
    bar = st.progress(0.0, text=t("Reading the figures"))
    make = _workbook if kind == "xlsx" else _report
    try:
        actor = fresh_actor()  # as she may at the moment of the click
        data, done = make(actor, wanted, kind, lambda part: bar.progress(min(1.0, part), text=t("Reading the figures") if part < 0.3 else t("Writing the file")))
        done(hashlib.sha256(data).hexdigest())
    except Refusal as refusal:
        bar.empty()
        desk.say(refusal)
        return
    bar.empty()
    st.session_state[KEPT] = (wanted, kind, data)


Done = Callable[[str], object]
Told = Callable[[float], object]


def _report(actor: Actor, wanted: Filter, kind: str, told: Told) -> tuple[bytes, Done]:
    found = desk.look_up(queries.dossier, actor, wanted)
    told(0.3)
    # Imported when asked for: fonts and renderers are large, and most visits want no report.
    from core.exchange import report
    from core.exchange.round_report import round_report

    made = round_report(found, language())
    told(0.7)
    data = report.to_pdf(made) if kind == "pdf" else report.to_word(made)
    return data, lambda sha256: desk.attempt(actions.take_along, actor, wanted, kind=kind, sha256=sha256)


def _workbook(actor: Actor, wanted: Filter, kind: str, told: Told) -> tuple[bytes, Done]:
    from core.exchange.round_workbook import round_workbook

    data, sheets = desk.look_up(round_workbook, actor, wanted, language(), told)
    return data, lambda sha256: desk.attempt(actions.export, actor, wanted, sheets=sheets, sha256=sha256)


def _handed_out(wanted: Filter) -> None:
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != wanted:
        return
    _, kind, data = kept
    label, mime = KINDS[kind]
    size = max(1, round(len(data) / 1024))
    name = f"{wanted.rounds}.{kind}"
    st.download_button(
        t("Save {what}, {size} KB", what=plain(label), size=size), data, name, mime, key=f"save:{wanted.rounds}:{kind}", icon=":material/download:",
        type="primary", on_click="ignore",
    )  # fmt: skip

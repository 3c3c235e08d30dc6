"""The summary report: its five sections with the facts beside them, lessons for the library, issuing, files."""

import hashlib
from time import perf_counter

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.errors import Refusal
from core.exchange.report.values import Block, Callout, Heading, Paragraph, Table, Tone
from core.exchange.summary_report import Picturing, outline, summary_report
from core.knowledge.rules import Kind, Text
from core.review.rules import TOPIC
from core.review.summary import actions, queries
from core.review.summary.queries import Edition, Shelf
from core.review.summary.rules import Contents, Section, State
from core.words import N_
from pages.parts import desk, kit
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import fresh_actor
from pages.parts.knowledge import bits
from pages.parts.words import c, escaped, language, moment, plain, t

KEPT = "summary_report_file"
"""One made file a visitor, the last one."""
TOLD_BY = (
    TOPIC, "projects", "plans", "progress", "cards", "cost", "requests", "followups", "nonconformities", "checks", "surveys", "rounds", "results", "knowledge", "charters", "settings",
)  # fmt: skip
"""Every room whose deeds change a fact of the report."""
KINDS = {"docx": (N_("Word report"), kit.DOCX), "pdf": (N_("PDF report"), kit.PDF)}


def draw(actor: Actor, code: str) -> None:
    """The part of the page."""
    shelf: Shelf = ask_kept(TOPIC, queries.shelf, actor, code)
    draft = next((one for one in shelf.editions if one.state is State.DRAFT), None)
    issued = [one for one in shelf.editions if one.state is State.ISSUED]
    if draft is not None:
        _write(actor, shelf, draft)
    elif shelf.writes:
        words = N_("Begin the next edition") if issued else N_("Begin the summary report")
        st.caption(t("It begins with what the facts say; you write what they do not say. Nothing is sent before you issue it."))
        if st.button(t(words), key=f"summary:{shelf.project_id}:begin", type="primary" if not issued else "secondary", icon=":material/summarize:") and perform_once(
            form_key(f"summary-{shelf.project_id}"), actions.begin, actor, shelf.project_id
        ):
            st.rerun()
    elif not issued:
        kit.nothing(N_("No summary report has been issued yet."))
    if issued:
        _issued(issued, shelf)


def _write(actor: Actor, shelf: Shelf, draft: Edition) -> None:
    told: Contents = ask_kept((*TOLD_BY, str(today())), queries.contents, actor, shelf.project)  # of one day: what is overdue moves with it
    key, form = f"summary:{draft.id}", Form(actor, "summary_report", record=str(draft.id), version=draft.version)
    st.subheader(t("Edition {number}, being written", number=draft.edition), anchor=False)
    if not form.opened():
        return
    blocks = _by_section(told)
    texts: dict[str, str] = {}
    for number, section in enumerate(Section, 1):
        with st.container(border=True):
            st.markdown(f"**{number} {t(section.label)}**")
            texts[section.value] = st.text_area(
                t(section.label), height=130, label_visibility="collapsed", placeholder=plain(section.hint), **form.field(f"{key}:{section}", draft.text(section))
            )
            with st.expander(t("The facts beside it"), icon=":material/fact_check:"):
                _draw(blocks[section], f"{key}:{section}")
            if section is Section.LESSONS:
                _lesson(actor, draft)
    form.note()
    with st.container(horizontal=True):
        if st.button(t("Save"), key=f"{key}:save") and perform(actions.write, actor, draft.id, texts=texts, version=draft.version) is not None:
            form.done()
            st.rerun()
        if st.button(t("Issue the report"), key=f"{key}:issue", type="primary", icon=":material/lock:") and perform_once(
            form_key(f"summary-{draft.id}-issue"), actions.issue, actor, draft.id, texts=texts, version=draft.version
        ) is not None:
            form.done()
            st.toast(t("Issued. It stands below."))
            st.rerun()
    st.caption(t("An issued report stays as it is, with the facts of its day. The team is told."))


def _lesson(actor: Actor, draft: Edition) -> None:
    """A lesson for the library, approved there by somebody else."""
    key, form = f"summary:{draft.id}:lesson", Form(actor, "summary_lesson", record=str(draft.id))
    with st.expander(t("Hand a lesson to the library"), icon=":material/school:", expanded=form.waiting):
        if not form.opened():
            return
        title = st.text_input(t("Title"), placeholder=plain("What one should know next time, in one line"), **form.field(f"{key}:title", ""))
        typed = {name: st.text_area(t(label), height=70, **form.field(f"{key}:{name}", "")) for name, label in bits.PARTS}
        form.note()
        if st.button(t("Submit for approval"), key=f"{key}:save", type="primary") and perform_once(
            form_key(key.replace(":", "-")), actions.propose_lesson, actor, draft.id, Text(Kind.LESSON, title, typed["situation"], typed["action"], typed["result"], typed["advice"])
        ):
            form.done()
            st.toast(t("Submitted. Somebody else approves it; then it is shown where similar projects are planned."))
            st.rerun()


def _by_section(told: Contents) -> dict[Section, list[Block | Picturing]]:
    found: dict[Section, list[Block | Picturing]] = {one: [] for one in Section}
    sections = iter(Section)
    for block in outline(told, {}, language()):
        if isinstance(block, Heading):
            section = next(sections)
        else:
            found[section].append(block)
    return found


def _draw(blocks: list[Block | Picturing], key: str) -> None:
    if not blocks:
        st.caption(t("The facts say nothing about this."))
    for place, one in enumerate(blocks):
        if isinstance(one, Picturing):
            st.caption(escaped(one.caption))
            st.vega_lite_chart(spec=one.spec | {"width": "container"}, alt=one.alt)
        elif isinstance(one, Paragraph):
            st.markdown(escaped(one.text).replace("\n", "  \n"))
        elif isinstance(one, Callout):
            text = f"**{escaped(one.title)}**  \n" + escaped(one.text).replace("\n", "  \n")
            (st.warning if one.tone in (Tone.WARNING, Tone.BAD) else st.info)(text)
        elif isinstance(one, Table):
            st.dataframe(pd.DataFrame(one.rows, columns=list(one.headers)), hide_index=True, height="content", key=f"{key}:{place}")


def _issued(issued: list[Edition], shelf: Shelf) -> None:
    st.subheader(t("Issued"), anchor=False)
    names = {one.id: t("edition {number}", number=one.edition) for one in issued}
    chosen = issued[0]
    if len(issued) > 1:
        picked = st.segmented_control(t("Edition"), list(names), format_func=names.__getitem__, default=issued[0].id, key="summary:edition", label_visibility="collapsed", required=True)
        chosen = next(one for one in issued if one.id == picked)
    if chosen.contents is None:
        return
    st.caption(f"{names[chosen.id]} · {c(chosen.issued_by)} · {moment(chosen.issued_at)}")
    _files(chosen, chosen.contents)
    blocks = _by_section(chosen.contents)
    for number, section in enumerate(Section, 1):
        with st.container(border=True):
            st.markdown(f"**{number} {t(section.label)}**  \n" + escaped(chosen.text(section)).replace("\n", "  \n"))
            _draw(blocks[section], f"issued:{chosen.id}:{section}")


@st.fragment
def _files(one: Edition, told: Contents) -> None:
    """The report as a file: made when it is asked for, on record before it is handed out."""
    with st.container(horizontal=True):
        asked = [kind for kind, (label, _) in KINDS.items() if st.button(t(label), key=f"summary:{one.id}:{kind}", icon=":material/description:")]
    for kind in asked:
        st.session_state.pop(KEPT, None)
        bar = st.progress(0.1, text=t("Drawing the charts"))
        began = perf_counter()
        try:
            st.session_state[KEPT] = (one.id, kind, _made(fresh_actor(), one, told, kind, bar))
        except Refusal as refusal:
            desk.say(refusal)
        bar.progress(1.0, text=t("Ready after {seconds} seconds", seconds=f"{perf_counter() - began:.1f}"))
        bar.empty()
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == one.id:
        _, kind, data = kept
        label, mime = KINDS[kind]
        st.download_button(
            t("Save {what}, {size} KB", what=plain(label), size=max(1, round(len(data) / 1024))), data, f"{told.code}-summary-{one.edition}.{kind}", mime, key=f"summary:{one.id}:file", icon=":material/download:",
            type="primary", on_click="ignore",
        )  # fmt: skip


def _made(actor: Actor, one: Edition, told: Contents, kind: str, bar) -> bytes:  # type: ignore[no-untyped-def]
    # Imported when asked for: fonts and renderers are large, and most visits want no file.
    from core.exchange import report

    made = summary_report(told, one, language())
    bar.progress(0.6, text=t("Laying out the pages"))
    data = report.to_pdf(made) if kind == "pdf" else report.to_word(made)
    bar.progress(0.9, text=t("Noting that it leaves the house"))
    desk.attempt(actions.take_along, actor, one.id, kind=kind, sha256=hashlib.sha256(data).hexdigest())
    return data

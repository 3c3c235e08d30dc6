"""Weekly and monthly reports: the draft of a period with the manager's words, and those that were issued, as files too."""

import hashlib

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.errors import Refusal
from core.exchange.progress_report import outline, period, progress_report
from core.exchange.report.values import Callout, Heading, Paragraph, Table, Tone
from core.exchange.voice import Voice
from core.planning.queries import PlanView
from core.progress.periodic import actions, queries
from core.progress.periodic.queries import Issued
from core.progress.periodic.rules import Contents, Span
from core.words import N_
from pages.parts import desk, kit
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import fresh_actor
from pages.parts.words import day, escaped, labelled, language, moment, plain, t

KEPT = "progress_report_file"
"""One made file a visitor, the last one."""
KINDS = {"docx": (N_("Word report"), kit.DOCX), "pdf": (N_("PDF report"), kit.PDF)}
RECENT = {Span.WEEK: 9, Span.MONTH: 7}


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    if view.editable:
        _draft(actor, view)
    _issued(actor, view)


def _draft(actor: Actor, view: PlanView) -> None:
    """What a report would tell now, and the deed that freezes it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = st.segmented_control(t("Kind"), list(Span), format_func=lambda one: t(one.label), default=Span.WEEK, key=f"periodic:{view.id}:span", required=True)
        firsts = span.recent(today(), RECENT[span])
        names = {first: f"{day(first)} – {day(span.last(first))}" for first in firsts}
        first = st.selectbox(t("Period"), firsts, format_func=names.__getitem__, key=f"periodic:{view.id}:{span}", width=300)
    try:
        told = desk.look_up(queries.contents, actor, view.project_code, span, first)
    except Refusal as refusal:
        st.info(desk.sentence(refusal), icon=":material/event_upcoming:")
        return
    with st.container(border=True):
        _shown(told, None)
    _issue(actor, view, told)


def _issue(actor: Actor, view: PlanView, told: Contents) -> None:
    key, form = f"periodic:{view.id}:{told.span}:{told.first}", Form(actor, "progress_report", record=f"{told.code}:{told.span}:{told.first}")
    if not form.opened():
        return
    words = st.text_area(
        t("Your comment"), height=120, placeholder=plain("What the figures do not say: why, what you do about it, what you need from whom"),
        **form.field(f"{key}:comment", ""),
    )  # fmt: skip
    form.note()
    st.caption(t("An issued report stays as it is, whatever the plan becomes. The team is told."))
    if st.button(t("Issue the report"), key=f"{key}:issue", type="primary", icon=":material/lock:") and (
        perform_once(form_key(key), actions.issue, actor, view.project_id, span=told.span, day=told.first, comment=words) is not None
    ):
        form.done()
        st.toast(t("Issued. It stands in the list below."))
        st.rerun()


def _issued(actor: Actor, view: PlanView) -> None:
    st.subheader(t("Issued"), anchor=False)
    found = ask(queries.issued, actor, view.project_code)
    if not found:
        kit.nothing(N_("No report has been issued yet."))
        return
    names = {one.id: _name(one) for one in found}
    chosen = st.selectbox(
        t("Report"), list(names), index=None if view.editable else 0, format_func=names.__getitem__, key=f"periodic:{view.id}:chosen", placeholder=plain("Choose a report"),
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen is None:
        return
    one, told = ask(queries.one, actor, chosen)
    _files(one, told)
    with st.container(border=True):
        _shown(told, one)


def _name(one: Issued) -> str:
    edition = f" · {plain('edition {number}', number=one.edition)}" if one.edition > 1 else ""
    return f"{plain(one.span.label)} {day(one.first)} – {day(one.last)}{edition} · {moment(one.at)}"


def _shown(told: Contents, issued: Issued | None) -> None:
    """The report as its files tell it; its chart stands under “Earned value”, and in the files."""
    facts, blocks = outline(told, issued, language())
    st.markdown(f"#### {t(told.span.label)} {escaped(period(told, Voice(language())))}")
    st.markdown("  \n".join(f"{labelled(escaped(name), f'**{escaped(text)}**')}" for name, text in facts))
    for place, one in enumerate(blocks):
        if isinstance(one, Heading):
            st.markdown(f"##### {escaped(one.text)}")
        elif isinstance(one, Paragraph):
            st.markdown(escaped(one.text))
        elif isinstance(one, Callout):
            text = f"**{escaped(one.title)}**  \n" + "  \n".join(escaped(line) for line in one.text.split("\n"))
            (st.error if one.tone is Tone.BAD else st.warning if one.tone is Tone.WARNING else st.info)(text)
        elif isinstance(one, Table):
            rows = pd.DataFrame(one.rows, columns=list(one.headers))
            st.dataframe(rows, hide_index=True, height="content", key=f"periodic:{told.code}:{told.span}:{told.first}:{issued.id if issued else 0}:{place}")


@st.fragment
def _files(one: Issued, told: Contents) -> None:
    """The report as a file: made when it is asked for, on record before it is handed out."""
    with st.container(horizontal=True):
        asked = [kind for kind, (label, _) in KINDS.items() if st.button(t(label), key=f"periodic:{one.id}:{kind}", icon=":material/description:")]
    for kind in asked:
        st.session_state.pop(KEPT, None)
        try:
            st.session_state[KEPT] = (one.id, kind, _made(fresh_actor(), one, told, kind))
        except Refusal as refusal:
            desk.say(refusal)
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == one.id:
        _, kind, data = kept
        label, mime = KINDS[kind]
        name = f"{told.code}-{told.first.isoformat()}-{one.span}{f'-{one.edition}' if one.edition > 1 else ''}.{kind}"
        st.download_button(
            t("Save {what}, {size} KB", what=plain(label), size=max(1, round(len(data) / 1024))), data, name, mime, key=f"periodic:{one.id}:save", icon=":material/download:",
            type="primary", on_click="ignore",
        )  # fmt: skip


def _made(actor: Actor, one: Issued, told: Contents, kind: str) -> bytes:
    # Imported when asked for: fonts and renderers are large, and most visits want no file.
    from core.exchange import report

    made = progress_report(told, one, language())
    data = report.to_pdf(made) if kind == "pdf" else report.to_word(made)
    desk.attempt(actions.take_along, actor, one.id, kind=kind, sha256=hashlib.sha256(data).hexdigest())
    return data

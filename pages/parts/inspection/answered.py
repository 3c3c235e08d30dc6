"""An item of a submitted sheet as its readers see it: the answer, what it cost, what shows it, and the rule behind it."""

import streamlit as st

from core.inspection.followups.queries import Beside
from core.inspection.rules import Mark, Veto, fraction, shown
from core.inspection.sheets import actions
from core.inspection.sheets.queries import SheetView
from core.inspection.templates.queries import Question
from pages.parts.followup import beside
from pages.parts.inspection import measured
from pages.parts.inspection.sheet import picture, said
from pages.parts.words import c, content, escaped, number, percent, t


def card(view: SheetView, question: Question, asked_for: tuple[Beside, ...]) -> None:
    """One item of `view` in a frame, with what was asked for in earlier rounds."""
    kept, draft = view.answer(question.id), question.draft
    with st.container(border=True):
        marks = f" :orange-badge[{t('Contested')}]" if any(one.item_id == question.id for one in view.objections) else ""
        if draft.veto is not Veto.NONE:
            marks += f" :red-badge[{t('Critical')}]"
        st.markdown(f"**{escaped(question.code)}** · {c(draft.text)}{marks}")
        value = None if kept.mark is None else actions.Value(kept.mark, kept.raw, kept.na_reason, kept.checked)
        line = f"**{escaped(said(question, value, view.checklist.na_reasons))}**"
        if kept.mark is Mark.RATED and kept.raw is not None and not draft.bonus:
            line += f" · {t('{percent} of full points', percent=percent(shown(fraction(draft.scale, kept.raw, kept.checked), 4)))}"
        if kept.loss:
            line += f" · :red[{t('cost {points} points', points=number(kept.loss))}]"
        if kept.gain:
            line += f" · :green[{t('brought {points} points', points=number(kept.gain))}]"
        st.markdown(line)
        if draft.measured and kept.mark is Mark.RATED:
            st.caption(f":material/straighten: {measured.taken_said(question, kept)}")
        if kept.note:
            st.caption(escaped(kept.note).replace("\n", "  \n"))
        if content(draft.standard):
            st.caption(f":material/menu_book: {c(draft.standard)}")
        if content(draft.rule):
            st.caption(f":material/rule: {c(draft.rule)}")
        if kept.files:
            with st.container(horizontal=True):
                for one in kept.files:
                    with st.container(width=150):
                        picture(one)
        rated = kept.mark is Mark.RATED and kept.raw is not None and not draft.bonus
        beside.lines(asked_for, fraction(draft.scale, kept.raw, kept.checked) if rated and kept.raw is not None else None)

"""An item of a submitted sheet as its readers see it: the answer, what it cost, what shows it, and the rule behind it."""

from fractions import Fraction

import streamlit as st

from core.inspection.explanation.rules import split
from core.inspection.followups.queries import Beside
from core.inspection.rules import Combining, Mark, Veto, combined, fraction, parts, shown
from core.inspection.sheets import actions
from core.inspection.sheets.queries import Answered, SheetView
from core.inspection.sheets.rules import Spot
from core.inspection.templates.queries import Question
from core.words import N_
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
        if question.section_id in view.checklist.repeated:
            worth = _of_instances(view, question)
            _rule(question)
            beside.lines(asked_for, worth)
            return
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
        _note(kept)
        _rule(question)
        _files(kept)
        rated = kept.mark is Mark.RATED and kept.raw is not None and not draft.bonus
        beside.lines(asked_for, fraction(draft.scale, kept.raw, kept.checked) if rated and kept.raw is not None else None)


def _note(kept: Answered) -> None:
    if kept.note:
        st.caption(escaped(kept.note).replace("\n", "  \n"))


def _files(kept: Answered) -> None:
    if kept.files:
        with st.container(horizontal=True):
            for one in kept.files:
                with st.container(width=150):
                    picture(one)


def _rule(question: Question) -> None:
    draft = question.draft
    if content(draft.standard):
        st.caption(f":material/menu_book: {c(draft.standard)}")
    if content(draft.rule):
        st.caption(f":material/rule: {c(draft.rule)}")


def _of_instances(view: SheetView, question: Question) -> Fraction | None:
    """Draw what an item of a repeated checkpoint earned of how many instances, and each of them with what it cost; what it earned."""
    kept, item = view.answer(question.id), next(one for one in view.checklist.scheme.items if one.id == question.id)
    mine = [(one, one.answer(question.id)) for one in view.instances_of(question.section_id)]
    worth = [(one, said_, parts(item.scale, said_.given) if said_.given else ()) for one, said_ in mine]
    rated = [found[0] for _, _, found in worth if found]
    if rated and kept.mark is Mark.RATED:
        way = N_("Mean of {n}") if item.combining is Combining.MEAN else N_("The worst of {n}")
        line = f"**{t('{percent} of full points', percent=percent(shown(combined(rated, item.combining), 4)))}** · {t(way, n=len(rated))}"
        if kept.loss:
            line += f" · :red[{t('cost {points} points', points=number(kept.loss))}]"
        st.markdown(line)
    costs = iter(split(Fraction(kept.loss or 0), rated, item.combining))
    for one, said_, found in worth:
        value = None if said_.mark is None else actions.Value(said_.mark, said_.raw, said_.na_reason, said_.checked)
        marks = f" :orange-badge[{t('Contested')}]" if any(o.spot == Spot(question.id, one.number) for o in view.objections) else ""
        line = f":material/description: **{escaped(one.label)}** · {escaped(said(question, value, view.checklist.na_reasons))}{marks}"
        if found:
            line += f" · {t('{percent} of full points', percent=percent(shown(found[0], 4)))}"
            if cost := next(costs):
                line += f" · :red[{t('cost {points} points', points=number(shown(cost, 2), 2))}]"
        st.markdown(line)
        _note(said_)
        _files(said_)
    return combined(rated, item.combining) if rated and kept.mark is Mark.RATED else None

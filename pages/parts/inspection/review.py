"""A submitted sheet, explained: the score, where the points went, every answer with its evidence, and what was objected."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor
from core.files import store
from core.inspection.finals.queries import Agreed
from core.inspection.finals.rules import Way
from core.inspection.objects.queries import Named
from core.inspection.sheets import actions, queries
from core.inspection.sheets.queries import SheetView
from core.inspection.sheets.rules import CONTEXT_FACTORS, COUNTED, State
from core.inspection.vetoes import actions as settling
from core.inspection.vetoes.rules import Check
from core.inspection.vetoes.waiting import queries as vetoes
from core.projects.rules import CUSTOMER_TYPES
from core.words import N_
from pages.parts import desk, kit
from pages.parts.codes import code_table
from pages.parts.inspection import claims, explanation
from pages.parts.inspection.answered import card
from pages.parts.inspection.appeal import responses
from pages.parts.inspection.sheet import AskedFor
from pages.parts.words import (
    NOTHING,
    c,
    called,
    content,
    day,
    escaped,
    labelled,
    language,
    moment,
    number,
    percent,
    plain,
    several,
    t,
)


def facts(view: SheetView, minutes: int | None = None) -> None:
    """Who, what, when, in one line or two; with the planned `minutes` for whoever scores it."""
    head = view.head
    parts = [
        kit.badge_text(head.state, head.state.label),
        f"**{escaped(head.code)}**",
        f"{escaped(head.round_code)} · {escaped(head.round_name)}",
        labelled(N_("Inspector"), c(head.inspector)),
        labelled(N_("Due"), day(head.due_on)),
    ]
    if minutes is not None:
        parts.append(t("planned {count} min", count=minutes))
    if head.object is not None:
        parts.insert(2, _about(head.object))
    if head.submitted_at:
        parts.append(t("Submitted {time}, signed {name}", time=moment(head.submitted_at), name=head.signature or ""))
    st.markdown(" · ".join(parts))
    if head.context or head.context_remark:
        said = several_factors(head.context)
        told = " – ".join(one for one in (escaped(said), escaped(head.context_remark)) if one)
        st.markdown(f":material/balance: {labelled(N_('What weighed on this work'), told)}", help=t("The inspector said so. It stands beside the score and never changes it."))


def several_factors(codes: Iterable[str]) -> str:
    """Context factors in the viewer's words, as plain text."""
    names = code_table(CONTEXT_FACTORS).names if codes else {}
    return several(content(names.get(code)) or code for code in codes)


def _about(thing: Named) -> str:
    """What of the project is inspected, beyond its name in the title."""
    told = [t(thing.kind.one)]
    if thing.happened_on:
        told.append(day(thing.happened_on))
    if thing.customer_type:
        told.append(escaped(content(code_table(CUSTOMER_TYPES).names.get(thing.customer_type)) or thing.customer_type))
    return f":violet-badge[{' · '.join(told)}]"


def read(view: SheetView, actor: Actor, asked_for: AskedFor) -> None:
    """The whole submitted sheet for whoever may see it."""
    head = view.head
    if view.newer_code:
        st.info(t("A correction of this sheet exists: {code}", code=view.newer_code) + f" [{t('Open')}](/Scoring_sheet?sheet={view.newer_code})")
    claims.standing(view)
    if head.revision_reason:
        st.info(t("This sheet corrects an earlier one. Reason: {reason}", reason=head.revision_reason), icon=":material/edit:")
    if view.mine_to_rescore:
        responses(view, actor)
        return
    if head.state in COUNTED or head.state in (State.SUPERSEDED, State.VOIDED):
        _score(view, actor)
    responses(view, actor)
    if view.mine_to_revise:
        _revise(view, actor)
    score, items = st.tabs([t("Where the points went"), t("All items")])
    with score:
        _explanation(view, asked_for)
    with items:
        _items(view, asked_for)
    _reports(view, actor)


def _score(view: SheetView, actor: Actor) -> None:
    head = view.head
    band = next((c(choice.name) for choice in view.checklist.bands if choice.code == head.band), NOTHING)
    with st.container(horizontal=True):
        if head.total is None:
            st.metric(t("Score"), t("Not ratable"), border=True, width=220, help=t("Too little of the checklist applied to give a fair number."))
        else:
            st.metric(t("Score"), number(head.total), border=True, width=180, help=t("Points earned divided by the points of the items that apply, times 100."))
            st.metric(t("Grade"), band, border=True, width=250, help=_bands(view))
        st.metric(
            t("Applicable weight"), percent(head.share), border=True, width=180,
            help=t("The part of the checklist's weight that applied. Below {least} there is no number.", least=percent(view.checklist.scheme.min_applicable)),
        )  # fmt: skip
        if head.vetoes:
            st.metric(t("Before veto"), number(head.before_veto), border=True, width=180, help=t("What the score would be without the veto."))
    if head.vetoes:
        codes = several(view.checklist.question(item_id).code for item_id in head.vetoes)
        st.error(t("Vetoed by: {codes}. The score before the veto is kept beside the final one.", codes=codes), icon=":material/block:")
        _veto(view, actor)
    _final(view)


def _veto(view: SheetView, actor: Actor) -> None:
    """Where the veto stands with a second inspector, and for one of them the two answers to it."""
    head = view.head
    told = desk.ask(vetoes.of_sheet, actor, head.id)
    if told.check is None:
        return
    colour = {Check.WAITING: "contested", Check.REFUSED: "missed"}.get(told.check, "acknowledged")
    with st.container(border=True):
        st.markdown(kit.badge_text(colour, told.check.label))
        for one in told.said:
            said = N_("{name} confirmed it on {time}: {reason}") if one.confirmed else N_("{name} refused it on {time}: {reason}")
            st.markdown(t(said, name=content(one.by), time=moment(one.at), reason=one.reason))
        if told.check is Check.WAITING and not told.mine_to_settle:
            st.caption(t("Somebody who did not score this sheet looks at it before the results are released."))
        if not told.mine_to_settle:
            return
        st.caption(t("Look at the vetoed items and their evidence below. Refused, the sheet goes back to its inspector as a correction with your reason."))
        reason = st.text_area(t("Reason"), key=f"veto_reason:{head.id}")
        with st.container(horizontal=True):
            for confirmed, label in ((True, N_("Confirm the veto")), (False, N_("Refuse it"))):
                pressed = st.button(t(label), key=f"veto:{head.id}:{confirmed}", type="primary" if confirmed else "secondary")
                if pressed and desk.perform(settling.settle, actor, head.id, confirmed=confirmed, reason=reason):
                    st.rerun()


def _final(view: SheetView) -> None:
    """What the target counts as, beside what this sheet says, where several inspected it."""
    final = view.final
    if final is None:
        return
    band = next((c(choice.name) for choice in view.checklist.bands if choice.code == final.band), NOTHING)
    with st.container(border=True):
        st.markdown(
            f"**{t('Scored by {count} inspectors', count=final.sheets)}** · "
            + t("counts as {total} ({way})", total=number(final.total) if final.total is not None else plain("Not ratable"), way=plain(final.way.label))
            + (f" · {band}" if final.total is not None else "")
            + " · " + t("this sheet: {total}", total=number(view.head.total) if view.head.total is not None else plain("Not ratable"))
            + (f" · {t('{points} points apart', points=number(final.spread))}" if final.spread is not None else "")
        )  # fmt: skip
        if final.stale:
            st.warning(t("A sheet was corrected after this total was agreed on. It counts until the round's leader confirms or replaces it."))
        st.caption(explanation.came_about(final, view.head.code))
        names = {checkpoint.id: content(checkpoint.name) for checkpoint in view.checklist.checkpoints}
        parts = several(f"{names[section]} {number(score)}" for section, score in final.sections.items() if section in names)
        if parts:
            st.caption(t("Checkpoints: {parts}. Each is combined on its own, so they need not add up to the total.", parts=parts))
        if len(final.agreed) > 1 or (final.agreed and final.way is not Way.CONSENSUS):
            st.caption("  \n".join(agreed(one) for one in final.agreed))


def agreed(one: Agreed) -> str:
    """A word of the leader about a total, in a line."""
    values = {"name": content(one.by), "time": moment(one.at), "reason": one.reason, "before": number(one.replaced)}
    if one.total is None:
        return t("{time}, {name}: the consensus was taken back ({before}). {reason}", **values)
    return t("{time}, {name}: {before} became {total} in consensus. {reason}", total=number(one.total), **values)


def _bands(view: SheetView) -> str:
    return "  \n".join(called(c(band.name), f"≥ {number(band.floor, 0)}") for band in view.checklist.bands)


def _explanation(view: SheetView, asked_for: AskedFor) -> None:
    names = {checkpoint.id: content(checkpoint.name) for checkpoint in view.checklist.checkpoints}
    weights = {checkpoint.id: checkpoint.weight for checkpoint in view.checklist.checkpoints}
    bonus = {checkpoint.id for checkpoint in view.checklist.checkpoints if checkpoint.bonus}
    rows = [
        (names[section], number(weights[section], 0), number(score), percent(share), plain("Vetoed, before: {score}", score=number(before)) if vetoed else "")
        for section, score, before, share, vetoed in view.sections
        if section not in bonus
    ]
    headings = {"name": N_("Checkpoint"), "weight": N_("Weight"), "score": N_("Score"), "share": N_("Applicable"), "veto": N_("Veto")}
    frame = pd.DataFrame(rows, columns=list(headings))
    st.dataframe(frame, column_config={key: plain(label) for key, label in headings.items()}, hide_index=True)
    explanation.way(view, asked_for)


def _items(view: SheetView, asked_for: AskedFor) -> None:
    for checkpoint in view.checklist.checkpoints:
        st.subheader(c(checkpoint.name), anchor=False)
        for question in checkpoint.questions:
            card(view, question, asked_for.get(question.id, ()))


def _revise(view: SheetView, actor: Actor) -> None:
    head = view.head
    with st.expander(t("Correct this sheet"), icon=":material/edit:"):
        st.caption(t("The submitted sheet stays as it is. Its correction starts with the same answers and replaces it when you submit it."))
        reason = st.text_area(t("Reason"), key=f"revise_reason:{head.id}")
        if st.button(t("Start the correction"), key=f"revise:{head.id}"):
            done = desk.perform_once(f"sheet-revise:{head.id}", actions.revise, actor, head.id, reason=reason)
            if done:
                code = desk.ask(queries.code_of, actor, done)
                st.query_params["sheet"] = code
                st.rerun()


def _reports(view: SheetView, actor: Actor) -> None:
    """The sheet as Word and PDF, made when asked for."""

    spoken = language()  # asked here: a download is made outside the page's run
    factors = code_table(CONTEXT_FACTORS).names if view.head.context else {}

    def made() -> Any:
        from core.exchange import sheet_report

        wanted = frozenset(one.file_id for answer in view.answers.values() for one in answer.files if one.kind == "jpeg")
        pictures = {file_id: store.read(sha256) for file_id, sha256 in desk.look_up(queries.contents, actor, view.head.id, wanted).items()}
        return sheet_report.sheet_report(view, spoken, pictures, factors)

    # Imported when asked for: fonts and renderers are large, and most visits want no report.
    def word() -> bytes:
        from core.exchange import report

        return report.to_word(made())

    def pdf() -> bytes:
        from core.exchange import report

        return report.to_pdf(made())

    with st.container(horizontal=True):
        kit.download(N_("Word report"), word, f"{view.head.code}.docx", kit.DOCX, f"word:{view.head.id}")
        kit.download(N_("PDF report"), pdf, f"{view.head.code}.pdf", kit.PDF, f"pdf:{view.head.id}")


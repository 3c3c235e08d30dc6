"""One article: its text, whom it is for, its editions, where it was adopted; what its author and its decider can do."""

import streamlit as st

from core import subjects
from core.access import Actor, Permission
from core.errors import Refusal
from core.knowledge import actions, queries
from core.knowledge.queries import Use, Whole
from core.knowledge.rules import Outcome, State
from core.words import N_
from pages.parts import comments
from pages.parts.desk import ask, form_key, look_up, perform, perform_once
from pages.parts.frame import lead
from pages.parts.kit import badge_text, row
from pages.parts.knowledge import bits, form
from pages.parts.words import c, content, day, escaped, labelled, moment, t


def draw(actor: Actor, code: str) -> None:
    """The whole page of one article."""
    whole = ask(queries.article, actor, code)
    one = whole.row
    st.title(escaped(one.text.title), anchor=False)
    used = bits.used(one)
    st.markdown(f"{bits.state(one)} **{one.code}** · {t(one.text.kind.label)} · {labelled(N_('Written by'), c(one.author))}" + (f" · {used}" if used else ""))
    _origin(actor, whole)
    if whole.remark and one.state in (State.RETURNED, State.RETIRED) and whole.decided_by:
        said = N_("Returned by {who}: {reason}") if one.state is State.RETURNED else N_("Retired by {who}: {reason}")
        (st.warning if one.state is State.RETURNED else st.info)(t(said, who=content(whole.decided_by), reason=whole.remark), icon=":material/undo:")
    if one.mine and one.state is State.DRAFT and one.edition:
        st.info(t("This is your change of it. Readers see edition {number} until it is approved.", number=one.edition))
    with st.container(border=True):
        st.markdown(bits.said(one.text))
        st.caption(f"{bits.applies(one.text.applies)} · {labelled(N_('Read by'), t(one.readers.label))}")
    if one.decidable:
        _decide(actor, whole)
    if one.mine and one.state in (State.DRAFT, State.RETURNED) and st.button(t("Submit for approval"), key=f"article:{one.id}:submit", type="primary", icon=":material/send:"):
        _submit(actor, whole)
    if one.mine and one.state not in (State.SUBMITTED, State.RETIRED):
        form.edit(actor, whole)
    _uses(actor, whole)
    _editions(whole)
    if whole.retirable:
        _retire(actor, whole)
    comments.thread(actor, queries.KIND, one.id)
    comments.timeline(actor, queries.KIND, one.id)


def _submit(actor: Actor, whole: Whole) -> None:
    if perform(actions.submit, actor, whole.row.id, version=whole.version) is not None:
        st.rerun()


def _origin(actor: Actor, whole: Whole) -> None:
    parts = []
    if whole.origin_code:
        try:
            place = look_up(subjects.place, actor, whole.origin_kind, whole.origin_id)
            parts.append(f"[{escaped(place.code)}](/{place.path})")
        except Refusal:  # the record is not this reader's to see; its code says nothing of it
            parts.append(escaped(whole.origin_code))
        st.caption(labelled(N_("Made of"), " ".join(parts)) + (f" · {labelled(N_('Learned in'), escaped(whole.row.project))}" if whole.row.project else ""))
    elif whole.row.project:
        st.caption(labelled(N_("Learned in"), escaped(whole.row.project)))


def _decide(actor: Actor, whole: Whole) -> None:
    one, key = whole.row, f"article:{whole.row.id}"
    with st.container(border=True):
        st.markdown(f":material/approval: **{t('This article waits for approval')}** {t('Is it true, is it of use to others, does it name no person?')}")
        with st.container(horizontal=True):
            if st.button(t("Approve it"), key=f"{key}:approve", type="primary") and perform_once(form_key(f"{key}-approve"), actions.approve, actor, one.id, version=whole.version) is not None:
                st.rerun()
            with st.popover(t("Return it")):
                why = st.text_area(t("What is to be mended"), key=f"{key}:why")
                if st.button(t("Return it"), key=f"{key}:back", type="primary") and perform(actions.give_back, actor, one.id, reason=why, version=whole.version) is not None:
                    st.rerun()


def _uses(actor: Actor, whole: Whole) -> None:
    if not whole.uses:
        return
    st.subheader(t("Where it was adopted"), anchor=False)
    for use in whole.uses:
        with row(f"use:{use.id}"):
            outcome(actor, use)


def outcome(actor: Actor, use: Use, *, titled: bool = False) -> None:
    """One use with what came of it, and the form to say so."""
    head = f"{badge_text(bits.OUTCOMES[use.outcome], use.outcome.label)} "
    if titled:
        lead(f"{escaped(use.article)} · {escaped(use.title)}", "Knowledge.py", article=use.article)
    else:
        head += f"**{escaped(use.subject)}** "
    st.markdown(f"{head}:small[{t('adopted by {who} on {day}', who=content(use.by), day=day(use.at.date()))}]" + (f"  \n{escaped(use.said)}" if use.said else ""))
    if use.judged_by:
        st.caption(t("said by {who}, {time}", who=content(use.judged_by), time=moment(use.judged_at)))
    if not actor.may(Permission.KNOWLEDGE_ADOPT):
        return
    with st.popover(t("Say how it went"), icon=":material/fact_check:", key=f"use:{use.id}:ask:{use.outcome.value}"):
        options = [Outcome.WORKED.value, Outcome.NOT.value]
        what = st.radio(t("Outcome"), options, format_func=lambda code: t(Outcome(code).label), key=f"use:{use.id}:what", horizontal=True)
        text = st.text_area(t("How it went"), value=use.said, key=f"use:{use.id}:said")
        if st.button(t("Save"), key=f"use:{use.id}:save", type="primary") and perform(actions.judge, actor, use.id, outcome=Outcome(what), said=text) is not None:
            st.rerun()


def _editions(whole: Whole) -> None:
    older = whole.editions if whole.row.state is not State.APPROVED else whole.editions[1:]
    if not older:
        return
    with st.expander(t("Earlier editions ({count})", count=len(older)), icon=":material/history:"):
        for one in older:
            st.markdown(f"**{t('edition {number}', number=one.number)}** · {t('approved by {who} on {day}', who=content(one.approved_by), day=day(one.at.date()))}  \n**{escaped(one.text.title)}**")
            st.markdown(bits.said(one.text))


def _retire(actor: Actor, whole: Whole) -> None:
    one, key = whole.row, f"article:{whole.row.id}:retire"
    with st.popover(t("Retire the article"), icon=":material/inventory_2:"):
        st.markdown(t("It is no longer suggested to anybody. Links to it still open."))
        why = st.text_area(t("Why"), key=f"{key}:why")
        if st.button(t("Retire it"), key=key, type="primary") and perform(actions.retire, actor, one.id, reason=why, version=whole.version) is not None:
            st.rerun()

"""Parts of a closing that people say: confirmed results, work that remains, signatures."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.closing.endings import actions
from core.closing.endings.queries import Version, View
from core.closing.endings.rules import Source
from core.closing.readiness.rules import Blocker, open_ones
from core.words import N_
from pages.parts.closing import uploads
from pages.parts.desk import form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, escaped, moment, number, plain, t

WORKS = {"address": N_("Follow-up"), "title": N_("What remains to be done"), "owner": N_("Owner"), "due": N_("Due"), "state": N_("State")}
USUAL = timedelta(days=30)


def _begun(view: View) -> Version | None:
    if view.present is None:
        nothing(N_("The closing has not begun yet."))
    return view.present


def result(actor: Actor, view: View) -> None:
    """Who has confirmed what was reached."""
    present = _begun(view)
    if present is None:
        return
    for one in present.confirmations:
        with st.container(border=True, key=f"row-confirmation:{one.id}"):
            badge = f":green-badge[✓ {t('Confirmed')}]" if one.confirmed else f":red-badge[✗ {t('Not confirmed')}]"
            st.markdown(f"**{t(one.source.label)}** · {escaped(one.who)} · {day(one.on)} {badge} {uploads.links(one.files)}")
            st.caption(c(one.by) + (f" · {escaped(one.remark)}" if one.remark else ""))
    if not present.confirmations:
        st.caption(t("Nobody has confirmed the result yet."))
    if not view.editable or view.open is None:
        return
    form, key = Form(actor, "closing_confirmation", record=present.code), f"confirm:{present.id}"
    with st.expander(t("Record a confirmation"), icon=":material/verified_user:", expanded=form.waiting or not present.confirmations):
        if not form.opened():
            return
        sources = [one.value for one in Source]
        left, right = st.columns(2)
        source = left.selectbox(t("Confirmed by"), sources, format_func=lambda one: plain(Source(one).label), **form.field(f"{key}:source", sources[0], sources))
        who = right.text_input(t("Name"), **form.field(f"{key}:who", ""))
        on = left.date_input(t("Day"), **form.field(f"{key}:on", today()))
        confirmed = right.segmented_control(t("Result"), [True, False], format_func=lambda one: t("Confirmed") if one else t("Not confirmed"), required=True, **form.field(f"{key}:confirmed", True, [True, False]))
        remark = st.text_area(t("Remark"), height=80, **form.field(f"{key}:remark", ""))
        chosen = uploads.field(N_("The confirmation as a file"), f"{key}:files:{len(present.confirmations)}")
        form.note()
        if st.button(t("Save the confirmation"), key=f"{key}:save", type="primary"):
            kept = uploads.accepted(chosen)
            if kept is not None and perform_once(
                form_key(key), actions.confirm, actor, present.id, Source(source), confirmed=bool(confirmed), name=who, on=on if isinstance(on, date) else today(), remark=remark,
                upload=kept[0] if kept else None,
            ):  # fmt: skip
                form.done()
                st.rerun()


def work(actor: Actor, view: View) -> None:
    """What remains to be done after the end, and by whom."""
    present = _begun(view)
    if present is None:
        return
    if present.works:
        rows = [(link("Follow_up.py", followup=one.code), content(one.title), content(one.owner), day(one.due_on), plain(one.state.label)) for one in present.works]
        linked_table(pd.DataFrame(rows, columns=list(WORKS)), WORKS, links={"address": r"followup=(.*)$"}, key="works")
    elif present.settled:
        st.markdown(f":green[●] {t('Nothing remains to be done after the end.')}")
    else:
        st.caption(t("Say what remains to be done after the end, or that nothing does. It does not block closing and goes on as a follow-up."))
    if not view.editable or view.open is None:
        return
    form, key = Form(actor, "closing_work", record=present.code), f"work:{present.id}"
    with st.expander(t("Assign work that remains"), icon=":material/add_task:", expanded=form.waiting):
        if not form.opened():
            return
        doers, lookers = uploads.people_for(actor, Permission.FOLLOWUP_WORK), uploads.people_for(actor, Permission.FOLLOWUP_VERIFY)
        title = st.text_input(t("What remains to be done"), **form.field(f"{key}:title", ""))
        text = st.text_area(t("Why"), height=80, **form.field(f"{key}:text", ""))
        left, middle, right = st.columns(3)
        owner = left.selectbox(t("Owner"), list(doers), format_func=doers.__getitem__, placeholder=plain("Who does it"), **form.field(f"{key}:owner", None, [None, *doers]))
        verifier = middle.selectbox(t("Verifier"), list(lookers), format_func=lookers.__getitem__, placeholder=plain("Who looks whether it was done"), **form.field(f"{key}:verifier", None, [None, *lookers]))
        due = right.date_input(t("Due"), **form.field(f"{key}:due", today() + USUAL))
        form.note()
        if st.button(t("Assign it"), key=f"{key}:save", type="primary", disabled=owner is None or verifier is None or not isinstance(due, date)) and perform_once(
            form_key(f"{key}_{len(present.works)}"), actions.assign, actor, present.id, title=title, text=text, owner_id=owner, verifier_id=verifier, due_on=due
        ):
            form.done()
            st.rerun()
    if not present.works and not present.settled and st.button(t("Nothing remains to be done"), key=f"work:{present.id}:settle") and perform(actions.settle, actor, present.id) is not None:
        st.rerun()


def sign(actor: Actor, view: View) -> None:
    """Who has signed, and signing."""
    present = _begun(view)
    if present is None:
        return
    quorum = present.quorum or view.quorum
    st.markdown(t("{there} of {all} signatures are there.", there=number(len(present.signatures), 0), all=number(quorum, 0)))
    for one in present.signatures:
        st.markdown(f":green[✓] **{c(one.person)}** · {escaped(moment(one.at))}" + (f"  \n{escaped(one.remark)}" if one.remark else ""))
    if view.open is None or not view.signs or view.signed or len(present.signatures) >= quorum:
        return
    left = open_ones(view.counts, but=Blocker.SIGNATURES)
    if left:
        st.info(t("The closing can be signed once everything else is cleared. What is open stands under “What blocks closing”."), icon=":material/hourglass_empty:")
        return
    form = Form(actor, "closing_sign", record=present.code)
    if not form.opened():
        return
    remark = st.text_area(t("Remark"), height=80, **form.field(f"closing_sign:{present.id}", ""))
    form.note()
    st.caption(t("You sign with your account as {name}. A signature stays.", name=actor.name))
    if st.button(t("Sign"), key=f"closing:{present.id}:sign", type="primary", icon=":material/draw:") and perform_once(form_key(f"closing_sign_{present.id}"), actions.sign, actor, present.id, remark=remark):
        form.done()
        st.rerun()

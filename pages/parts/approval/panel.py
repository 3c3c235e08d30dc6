"""The panel of a record that has to be approved: how it stands, and what the viewer can do about it."""

import streamlit as st

from core.access import Actor
from core.approval import actions, queries
from core.approval.queries import View
from core.approval.rules import State, Verdict
from core.words import N_
from pages.parts import desk
from pages.parts.approval import told
from pages.parts.desk import sentence
from pages.parts.frame import lead
from pages.parts.kit import confirm
from pages.parts.words import called, content, escaped, t


def panel(actor: Actor, kind: str, subject_id: int) -> None:
    """Draw nothing where nothing was submitted and the viewer cannot submit."""
    found = desk.ask(queries.standing, actor, kind, subject_id)
    if found.latest is None and not found.may_submit and found.why_not is None:
        return
    with st.container(border=True, key=f"approval:{kind}:{subject_id}"):
        st.markdown(f"**{t('Approval')}** · {told.kind_of(kind)}")
        if found.latest is not None:
            _latest(actor, found.latest)
        if found.why_not is not None:
            st.warning(sentence(found.why_not), icon=":material/front_hand:")
        if found.may_submit:
            _submit(actor, kind, subject_id, again=found.latest is not None and found.latest.row.state in (State.RETURNED, State.REJECTED))


def _latest(actor: Actor, view: View) -> None:
    st.markdown(f"{told.state(view.row)} {told.summary(view.row)}")
    told.chain(view)
    if view.whole:
        lead(t("Open the submission {code}", code=view.row.code), "Approvals.py", icon=":material/approval:", approval=view.row.code)


def _submit(actor: Actor, kind: str, subject_id: int, *, again: bool) -> None:
    form = f"submit-{kind}-{subject_id}"
    with st.popover(t("Submit again") if again else t("Submit for approval"), icon=":material/send:", key=f"{form}:ask"):
        st.markdown(t("A copy is frozen as it stands now. Somebody other than you and its author decides."))
        comment = st.text_area(t("Comment"), key=f"{form}:comment")
        if st.button(t("Submit"), key=form, type="primary"):
            made = desk.perform_once(desk.form_key(form), actions.submit, actor, kind, subject_id, comment=comment)
            if made:
                st.toast(t("Submitted. Those who decide find it under Approvals."))
                st.rerun()


def buttons(actor: Actor, view: View) -> None:
    """What the viewer can do with an open submission."""
    row = view.row
    if view.may_decide:
        if view.instead_of:
            st.info(t("You decide for {name}.", name=content(view.instead_of)), icon=":material/supervisor_account:")
        elif view.over:
            st.info(t("This step is overdue; you may decide over the heads of those it asks."), icon=":material/notification_important:")
        comment = st.text_area(
            t("Comment"), key=f"decide-{row.id}-{row.step}:comment",
            help=t("A return or a refusal has to say why; an approval may."),
        )  # fmt: skip
        with st.container(horizontal=True):
            last = row.step + 1 == row.steps
            question = N_("With this approval it takes effect at once.") if last else N_("The next step of the chain is asked then.")
            confirm(
                _key(row.id, row.step, Verdict.APPROVE), N_("Approve"), question, N_("Approve"), lambda: _decide(actor, view, Verdict.APPROVE, comment),
                icon=":material/check:", primary=True,
            )  # fmt: skip
            back = st.button(t("Return"), key=_key(row.id, row.step, Verdict.RETURN), icon=":material/undo:", help=t("It can be changed and submitted again."))
            refuse = st.button(t("Turn down"), key=_key(row.id, row.step, Verdict.REJECT), icon=":material/close:")
        if back or refuse:  # below the buttons: a refusal says there what is missing
            _decide(actor, view, Verdict.RETURN if back else Verdict.REJECT, comment)
    if view.may_withdraw:
        confirm(
            f"withdraw:{row.id}", N_("Withdraw"), N_("Nobody decides it then; it can be submitted again."), N_("Withdraw"),
            lambda: _withdraw(actor, row.id), icon=":material/keyboard_return:",
        )  # fmt: skip


def _key(id_: int, step: int, verdict: Verdict) -> str:
    return f"decide-{id_}-{step}-{verdict}"


def _decide(actor: Actor, view: View, verdict: Verdict, comment: str) -> None:
    row = view.row
    key = desk.form_key(_key(row.id, row.step, verdict))
    if desk.perform_once(key, actions.decide, actor, row.id, step=row.step, verdict=verdict, comment=comment):
        st.toast(called(escaped(row.code), t(verdict.label)))
        st.rerun()


def _withdraw(actor: Actor, approval_id: int) -> None:
    if desk.perform(actions.withdraw, actor, approval_id):
        st.rerun()

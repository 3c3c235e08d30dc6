"""A sheet about the wrong object on the screen: say so, decide it, and have the right one inspected instead."""

from typing import Any

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.config import settings
from core.errors import Refusal
from core.inspection.claims import actions
from core.inspection.objects.rules import Kind
from core.inspection.rounds import queries as rounds
from core.inspection.sheets.queries import Objection, SheetView
from core.inspection.sheets.rules import State, Wrong
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.frame import link
from pages.parts.inspection.sheet import UPLOADS
from pages.parts.inspection.targets import called
from pages.parts.words import content, day, escaped, labelled, plain, t


def standing(view: SheetView) -> None:
    """What a voided sheet is, and which sheet stands in whose place."""
    head = view.head
    if head.state is State.VOIDED:
        st.warning(t("This sheet was about the wrong object. It is kept as it was scored and counts in no result."), icon=":material/block:")
    if view.instead_code:
        message = N_("In its place: {code}") if head.state is State.VOIDED else N_("In the place of the voided sheet {code}")
        st.info(t(message, code=view.instead_code) + f" [{t('Open')}]({link('Scoring_sheet.py', sheet=view.instead_code)})", icon=":material/swap_horiz:")


def told(objection: Objection) -> str:
    """What is said to be wrong, as Markdown."""
    wrong = t(objection.wrong.label) if objection.wrong else ""
    return f"{wrong}  \n{labelled(N_('What should have been inspected'), escaped(objection.right_object))}" if objection.right_object else wrong


def outcome(objection: Objection) -> str:
    return t("the sheet is void") if objection.corrected else t("it was the right object")


def respond(view: SheetView, actor: Actor, judged: Any, finished: Any) -> None:
    """For the inspected side: this was not ours."""
    if view.object_until is None or today() > view.object_until:
        return
    head, key = view.head, f"claim:{view.head.id}"
    again = any(one.wrong for one in view.objections)
    title = t("Wrong object: ask for the final review") if again else t("This was not ours: wrong project, period or records")
    form = Form(actor, "claim", record=head.code, version=head.revision)
    with st.expander(title, icon=":material/wrong_location:", expanded=form.waiting):
        if not form.opened():
            return
        st.caption(
            t("Somebody who neither scored it nor decided it before decides. If you are right, the sheet is void and counts nowhere; its score is not judged by this.")
            + f" {labelled(N_('Possible until'), day(view.object_until))}"
        )
        kinds = {one.value: t(one.label) for one in Wrong}
        wrong = st.radio(t("What is wrong"), list(kinds), format_func=lambda one: kinds[one], **form.field(f"{key}:wrong", next(iter(kinds)), kinds))
        right = st.text_input(
            t("What should have been inspected"), **form.field(f"{key}:right", ""),
            placeholder=plain("Project, period or records, as you know them"),
        )  # fmt: skip
        reason = st.text_area(t("What shows that it was not yours"), **form.field(f"{key}:reason", ""))
        uploads = st.file_uploader(
            t("What shows it: pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=f"{key}:files",
            max_upload_size=settings().cockpit_upload_mb,
        ) or []  # fmt: skip
        form.note()
        if st.button(t("Send"), key=f"{key}:send", type="primary"):
            try:
                shown = [judged(one) for one in uploads]
            except Refusal as refusal:
                desk.say(refusal)
                return
            done = desk.perform_once(
                f"sheet-claim:{head.id}:{len(view.objections)}", actions.claim, actor, head.id, wrong=Wrong(wrong), reason=reason, right_object=right, files=shown,
            )  # fmt: skip
            if done is not None:
                form.done()
            finished(done, N_("Sent. You will see the decision here."))


def decide(view: SheetView, actor: Actor, finished: Any) -> None:
    """For whoever decides: void it, or let it stand."""
    head, key = view.head, f"claim:{view.head.id}"
    with st.container(border=True):
        st.markdown(f"**{t('Was this the right object?')}**")
        st.caption(t("If it was not, the sheet is void: it stays readable with your reason, leaves every result, and its open follow-ups are cancelled."))
        reason = st.text_area(t("Reason"), key=f"{key}:decision:{len(view.objections)}", placeholder=plain("Which facts decide it"))
        once = f"sheet-claim-decide:{head.id}:{len(view.objections)}"
        with st.container(horizontal=True):
            accepted = st.button(t("Wrong object: void the sheet"), key=f"{key}:accept")
            refused = st.button(t("It was the right object"), key=f"{key}:refuse")
        if accepted or refused:
            finished(desk.perform_once(once, actions.decide_claim, actor, head.id, accepted=accepted, decision=reason), N_("Decided."))


def instead(view: SheetView, actor: Actor, finished: Any) -> None:
    """For whoever leads the round: a sheet about the right project in the place of the voided one."""
    head = view.head
    if head.state is not State.VOIDED or view.instead_code or not actor.may(Permission.ROUND_LEAD) or not desk.ask(rounds.led_by, actor, head.round_id):
        return
    key = f"instead:{head.id}"
    with st.container(border=True):
        st.markdown(f"**{t('Have the right object inspected')}**")
        row = desk.ask(rounds.round_, actor, head.round_code)
        if row.target_kind is Kind.PROJECT:
            targets = {id_: f"{code} · {content(name)}" for id_, code, name, _ in desk.ask(rounds.targets, actor)}
            project, code = st.selectbox(t("Project"), list(targets), format_func=lambda one: targets[one], key=f"{key}:project"), ""
        else:
            aims = {one.code: one for one in desk.ask(rounds.aims, actor, row.id)}
            code = st.selectbox(t(row.target_kind.one), list(aims), format_func=lambda one: called(aims[one]), key=f"{key}:target") or ""
            project = aims[code].project_id if code else None
        found = desk.ask(rounds.candidates, actor, project, kind=row.target_kind, code=code) if project else []
        candidates = {one.id: content(one.name) for one in found}
        inspector = st.selectbox(t("Inspector"), list(candidates), format_func=lambda one: candidates[one], key=f"{key}:inspector:{project}:{code}")
        if st.button(t("Assign a sheet in its place"), key=f"{key}:assign", type="primary", disabled=inspector is None):
            done = desk.perform(actions.reassign, actor, head.id, project_id=project, inspector_id=inspector, code=code)
            finished(done, N_("Assigned. The result is released when it is submitted."))

"""A line of a preparation: how it stands, and, once it is opened, what can be done about it."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.config import settings
from core.service.preparation import actions, rules
from core.service.preparation.queries import Prepared, Shown
from core.service.preparation.rules import Kind, Line, Standing, State
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.kit import confirm, row
from pages.parts.preparation import fields
from pages.parts.service.further import UPLOADS, accepted
from pages.parts.words import c, content, day, escaped, labelled, t

COLOURS = {Standing.OPEN: "blue", Standing.LATE: "orange", Standing.READY: "green", Standing.RAN_OUT: "red", Standing.NOT_NEEDED: "gray"}
OPENED = "preparation:opened"


def draw(actor: Actor, found: Prepared, one: Shown, team: dict[int, dict[str, str]]) -> None:
    """The line; its forms only while it is opened, so that a long list stays light."""
    opened = st.session_state.get(OPENED) == one.id
    with row(f"preparation-{one.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            mark = f":{COLOURS[one.standing]}-badge[{t(one.standing.label)}]"
            st.markdown(f"{mark} {c(one.text)}", width="stretch")
            if (found.may_check or found.may_edit) and st.button(
                t("Close") if opened else t("Check or change"), key=f"preparation:open:{one.id}", icon=":material/expand_less:" if opened else ":material/edit:", type="tertiary",
            ):  # fmt: skip
                st.session_state[OPENED] = None if opened else one.id
                st.rerun()
        if told := _told(one):
            st.caption(told)
        if one.reason or one.note:
            st.markdown(escaped(one.reason or one.note).replace("\n", "  \n"))
        if one.files:
            st.markdown(" · ".join(f"[{escaped(file.name)}](/files/{file.id})" for file in one.files))
        if opened and (found.may_check or found.may_edit):
            _forms(actor, found, one, team)


def _told(one: Shown) -> str:
    parts = []
    if one.kind is Kind.STAFF and (one.person or one.qualification):
        parts.append(" ".join(filter(None, (c(one.person) if one.person else "", escaped(one.qualification)))))
    if one.valid_until:
        soon = one.standing is not Standing.RAN_OUT and one.valid_until <= today() + timedelta(days=rules.SOON)
        until = t("valid until {day}", day=day(one.valid_until))
        parts.append(f":orange[{until}]" if soon else until)
    if one.responsible:
        parts.append(labelled(N_("Responsible"), c(one.responsible)))
    if one.due_on and one.state is State.OPEN:
        parts.append(t("due {day}", day=day(one.due_on)))
    if one.checked_on:
        parts.append(t("checked by {name}, {day}", name=content(one.checked_by), day=day(one.checked_on)))
    return " · ".join(parts)


def _forms(actor: Actor, found: Prepared, one: Shown, team: dict[int, dict[str, str]]) -> None:
    key = f"preparation:{one.id}:{one.version}"
    if found.may_check:
        if one.state is State.OPEN:
            _check(actor, one, key)
        elif st.button(t("Open it again"), key=f"{key}:reopen", icon=":material/replay:") and desk.perform(actions.reopen, actor, one.id, version=one.version):
            st.rerun()
        _files(actor, one, key)
    if found.may_edit and one.state is State.OPEN:
        with st.expander(t("Not needed here"), icon=":material/do_not_disturb_on:"):
            reason = st.text_input(t("Why it is not needed"), key=f"{key}:reason", max_chars=rules.REASON_LIMIT)
            if st.button(t("Leave it out"), key=f"{key}:leave_out") and desk.perform(actions.leave_out, actor, one.id, reason=reason, version=one.version):
                st.rerun()
        _change(actor, one, team, key)


def _check(actor: Actor, one: Shown, key: str) -> None:
    left, right = st.columns([1, 2])
    checked_on = left.date_input(t("Checked on"), value=today(), key=f"{key}:on")
    note = right.text_area(t("What shows it"), key=f"{key}:note", height=80, max_chars=rules.NOTE_LIMIT)
    if st.button(t("Checked: ready"), key=f"{key}:check", type="primary", icon=":material/task_alt:"):
        done = desk.perform_once(desk.form_key(f"preparation_check_{one.id}_{one.version}"), actions.check, actor, one.id, checked_on=checked_on, remark=note, version=one.version)
        if done:
            st.session_state[OPENED] = None
            st.rerun()


def _files(actor: Actor, one: Shown, key: str) -> None:
    with st.expander(t("Add evidence"), icon=":material/attach_file:"):
        uploads = st.file_uploader(
            t("Take a photo, or choose pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=f"{key}:files:{len(one.files)}", max_upload_size=settings().cockpit_upload_mb,
            help=t("Place and camera data are removed from pictures."),
        )  # fmt: skip
        if uploads and st.button(t("Keep them"), key=f"{key}:attach", type="primary") and (found := accepted(uploads)) is not None:
            kept = [desk.perform(actions.attach, actor, one.id, data=data, kind=kind, name=name) for kind, data, name in found]
            if None not in kept:
                st.rerun()


def _change(actor: Actor, one: Shown, team: dict[int, dict[str, str]], key: str) -> None:
    form = Form(actor, "preparation_line", record=str(one.id), version=one.version)
    with st.expander(t("Change it"), icon=":material/edit:", expanded=form.waiting or (one.kind is Kind.STAFF and not one.person)):
        if not form.opened():
            return
        present = Line(one.kind, content(one.text), one.responsible_id, one.due_on, one.person_id, one.qualification, one.valid_until)
        line = fields.line(form, key, present, team)
        form.note()
        with st.container(horizontal=True):
            if st.button(t("Save"), key=f"{key}:save", type="primary", icon=":material/save:") and desk.perform(actions.change, actor, one.id, line, version=one.version):
                form.done()
                st.rerun()

            def delete() -> None:
                if desk.perform(actions.delete, actor, one.id, version=one.version):
                    st.session_state[OPENED] = None
                    st.rerun()

            confirm(f"{key}:delete", N_("Delete it"), N_("Delete this line? What is only not needed here is better left out with a reason."), N_("Delete it"), delete, icon=":material/delete:")

"""Kick-off minutes on the screen, and the follow-ups that come out of a meeting."""

from datetime import timedelta

import streamlit as st

from core.access import Actor, Permission, Reach, within
from core.clock import today
from core.followup import actions as followups
from core.followup.rules import Kind as FollowUpKind
from core.initiation.kickoffs import actions, queries
from core.initiation.kickoffs.queries import Row
from core.initiation.kickoffs.rules import SAID, SIDES, Minutes
from core.people import queries as people
from core.projects.queries import ProjectRow
from core.words import N_
from pages.parts import comments
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.followup.opening import pair
from pages.parts.frame import lead
from pages.parts.kit import badge_text, nothing
from pages.parts.words import c, content, day, escaped, labelled, plain, t

USUAL = timedelta(days=7)


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """The kick-offs of a project."""
    found = ask(queries.kickoffs, actor, row.id)
    writes = writes and actor.may(Permission.PEOPLE_READ)
    if writes:
        form = Form(actor, "new_kickoff", record=row.code)
        with st.expander(t("New kick-off minutes"), icon=":material/groups:", expanded=form.waiting or not found):
            if form.opened():
                _new(actor, row, form)
    if not found:
        nothing(N_("No kick-off is minuted yet. Goals, scope and what everybody agreed to are written down here."))
    for one in found:
        _one(actor, row, one, writes=writes)


def _one(actor: Actor, project: ProjectRow, one: Row, *, writes: bool) -> None:
    said = one.minutes
    with st.container(border=True, key=f"row-kickoff-{one.id}"):
        st.markdown(f"**{t('Kick-off on {day}', day=day(said.held_on))}** · {t('Led by {name}', name=content(one.led_by))} · :gray[{labelled(N_('Written by'), c(one.by))}]")
        there = [labelled(label, escaped(getattr(said, key)).replace("\n", "  \n")) for key, label in SIDES.items() if getattr(said, key)]
        st.caption("  \n".join(there))
        for key, label in SAID.items():
            if getattr(said, key):
                st.markdown(f"**{t(label)}**  \n" + escaped(getattr(said, key)).replace("\n", "  \n"))
        for out in one.followups:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"{badge_text(out.state, out.state.label)} {c(out.title)} · {c(out.owner)} · {day(out.due_on)}")
                lead(f":small[{escaped(out.code)}]", "Follow_up.py", followup=out.code)
        if within(actor, Permission.FOLLOWUP_OPEN, Reach(project_id=project.id, department_id=project.department_id)) and actor.may(Permission.PEOPLE_READ):
            with st.expander(t("What was decided becomes a follow-up"), icon=":material/add_task:"):
                _decided(actor, project, one)
        if writes:
            with st.expander(t("Correct the minutes"), icon=":material/edit:"):
                _change(actor, one)
        comments.timeline(actor, "kickoff", one.id)


def _fields(actor: Actor, key: str, present: Minutes, form: Form | None = None) -> Minutes:
    everybody = {one.id: f"{content(one.name)} ({one.username})" for one in ask(people.people, actor)}
    if present.led_by_id not in everybody:
        everybody[present.led_by_id] = str(present.led_by_id)

    def field(name: str, value: object) -> dict[str, object]:
        if form is not None:
            return form.field(f"{key}:{name}", value)
        st.session_state.setdefault(f"{key}:{name}", value)
        return {"key": f"{key}:{name}"}

    left, right = st.columns(2)
    held = left.date_input(t("Held on"), **field("held_on", present.held_on))
    led = right.selectbox(t("Led by"), list(everybody), format_func=lambda one: everybody[one], **field("led_by", present.led_by_id))
    st.markdown(f"**{t('Who was there')}**")
    places = [*st.columns(2), *st.columns(2)]
    sides = {
        name: place.text_area(t(label), **field(name, getattr(present, name)), height=70)
        for place, (name, label) in zip(places, SIDES.items(), strict=True)
    }
    said = {name: st.text_area(t(label), **field(name, getattr(present, name)), height=80) for name, label in SAID.items()}
    return Minutes(held or present.held_on, led, **sides, **said)


def _new(actor: Actor, row: ProjectRow, form: Form) -> None:
    key = f"kickoff:new:{row.id}"
    typed = _fields(actor, key, Minutes(today(), row.manager_id), form)
    form.note()
    save = st.button(t("Keep the minutes"), key=f"{key}:save", type="primary")
    if save and perform_once(form_key("new_kickoff"), actions.record, actor, row.id, typed):
        form.done()
        st.rerun()


def _change(actor: Actor, one: Row) -> None:
    key = f"kickoff:{one.id}:{one.version}"
    typed = _fields(actor, key, one.minutes)
    save = st.button(t("Save"), key=f"{key}:save", type="primary")
    if save and perform(actions.change, actor, one.id, typed, version=one.version):
        st.rerun()


def _decided(actor: Actor, project: ProjectRow, one: Row) -> None:
    """What was decided, who does it, who looks whether it was done, until when."""
    key = f"kickoff:{one.id}:{len(one.followups)}:followup"
    title = st.text_input(t("What was decided"), key=f"{key}:title")
    owner, verifier = pair(actor, key, None, project.manager_id)
    due = st.date_input(t("Due"), value=today() + USUAL, key=f"{key}:due")
    ready = owner is not None and verifier is not None and due is not None
    if st.button(t("Open the follow-up"), key=f"{key}:open", type="primary", disabled=not ready):
        finding = plain("Decided at the kick-off on {day}.", day=day(one.minutes.held_on))
        made = perform_once(
            form_key(f"kickoff_followup_{one.id}"), followups.open_, actor, project_id=project.id, kind=FollowUpKind.DECISION, title=title, finding=finding,
            owner_id=owner, verifier_id=verifier, due_on=due, source_kind="kickoff", source_id=one.id,
        )  # fmt: skip
        if made:
            st.rerun()

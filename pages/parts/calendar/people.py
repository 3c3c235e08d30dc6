"""Whose hours differ: a person's own calendar, exceptions and leave."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.calendar import actions, queries
from core.calendar.queries import Colleague
from core.calendar.rules import LeaveKind, written
from core.clock import today
from core.words import N_
from pages.parts.calendar import parts
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.kit import linked_table
from pages.parts.words import content, escaped, plain, t

BACK = timedelta(days=31)
"""How far past leave stays listed."""
HEADINGS = {"person": N_("Person"), "days": N_("Days"), "hours": N_("Hours"), "kind": N_("Kind"), "remark": N_("Remark")}


def draw(actor: Actor) -> None:
    """Leave of everybody the viewer answers for, then one person's hours."""
    people = {one.id: one for one in ask(queries.people_within, actor)}
    if len(people) > 1:
        _everybody(actor)
    chosen = st.selectbox(
        t("Person"), list(people), format_func=lambda one: f"{content(people[one].name)} ({people[one].username})", key="leave:person", width=420
    )
    if chosen is not None:
        _one(actor, people[chosen])


def _everybody(actor: Actor) -> None:
    rows = ask(queries.leaves, actor, since=today())
    if not rows:
        st.caption(t("Nobody is or will be on leave."))
        return
    frame = pd.DataFrame(
        [(content(one.person), parts.span(one.leave.first, one.leave.last), written(one.leave.parts), plain(one.kind.label), one.remark) for one in rows],
        columns=list(HEADINGS),
    )
    st.markdown(f"#### {t('Now and to come')}")
    linked_table(frame, HEADINGS, key="leave:everybody", height="content")  # type: ignore[arg-type]


def _one(actor: Actor, person: Colleague) -> None:
    editable = actor.may(Permission.CALENDAR_EDIT)
    key = f"leave:{person.id}"
    calendars = {row.id: row for row in ask(queries.calendars, actor)}
    if editable and calendars:
        options = [None, *calendars]
        present = next((id_ for id_, row in calendars.items() if row.code == person.calendar), None)
        chosen = st.selectbox(
            t("Calendar"), options, index=options.index(present), key=f"{key}:calendar:{person.calendar}", width=420,
            format_func=lambda one: plain("The organisation’s") if one is None else content(calendars[one].name),
        )  # fmt: skip
        asked = chosen != present and st.button(t("Give this calendar"), key=f"{key}:assign", type="primary")
        if asked and perform(actions.assign, actor, person.id, calendar_id=chosen):
            st.rerun()
    st.markdown(f"#### {t('Leave')}")
    for row in ask(queries.leaves, actor, since=today() - BACK, person_id=person.id):
        hours = f" · {escaped(written(row.leave.parts))}" if row.leave.parts else ""
        remark = f" · {escaped(row.remark)}" if row.remark else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{parts.span(row.leave.first, row.leave.last)} · :green-badge[{t(row.kind.label)}]{hours}{remark}")
            if st.button(t("Take back"), key=f"{key}:{row.id}:remove", type="tertiary", icon=":material/close:") and perform(actions.remove_leave, actor, row.id):
                st.rerun()
    with st.expander(t("Enter leave"), icon=":material/add:"):
        _new(actor, person, key)
    exceptions = ask(queries.exceptions_of_person, actor, person.id)
    if exceptions or editable:
        st.markdown(f"#### {t('Exceptions')}")
        parts.exceptions(actor, exceptions, key=key, editable=editable, person_id=person.id)
    st.markdown(f"#### {t('The year')}")
    year = parts.year_choice(f"{key}:year")
    parts.year_picture(ask(queries.persons_year, actor, person.id, year), ask(queries.persons_time, actor, person.id).announced_until)


def _new(actor: Actor, person: Colleague, key: str) -> None:
    kind = st.segmented_control(
        t("Kind"), [one.value for one in LeaveKind], default=LeaveKind.ANNUAL.value, format_func=lambda code: t(LeaveKind(code).label), key=f"{key}:kind"
    )
    left, right = st.columns(2)
    first = left.date_input(t("First day"), value=today(), key=f"{key}:first")
    last = right.date_input(t("Last day"), value=None, key=f"{key}:last", help=t("Leave it empty for one day.")) or first
    hours = st.text_input(t("Only these hours"), key=f"{key}:hours", max_chars=160, placeholder="13:00-18:00", help=t("Leave it empty for whole days."))
    remark = st.text_input(t("Remark"), key=f"{key}:remark")
    if st.button(t("Enter the leave"), key=f"{key}:add", type="primary"):
        made = perform_once(
            form_key(f"leave-{person.id}"), actions.add_leave, actor, person.id, first=first, last=last, kind=LeaveKind(kind or LeaveKind.ANNUAL),
            hours=hours, remark=remark,
        )  # fmt: skip
        if made:
            st.rerun()

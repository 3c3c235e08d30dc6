"""One course: what it is about, its sessions, what came of them, and whether the figure moved."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.metrics.rules import MEASURES
from core.team.training import actions, queries
from core.team.training.queries import CourseRow, Held
from core.team.training.rules import Came, Method, Planned, Result, State, Why
from core.words import N_
from pages.parts import desk, kit
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.team import bits, training
from pages.parts.words import c, content, day, escaped, labelled, number, plain, t, tn

STATES = {State.PLANNED: "blue", State.HELD: "green", State.CANCELLED: "gray"}
RESULTS = {Result.OPEN: "gray", Result.PASSED: "green", Result.NOT_PASSED: "red", Result.ABSENT: "orange"}


def draw(actor: Actor, code: str) -> None:
    """The page of one course."""
    found = desk.ask(queries.course, actor, code)
    course = found.course
    st.title(escaped(course.title), anchor=False)
    st.markdown(" · ".join([f"**{found.code}**", mark(training.KINDS[course.kind], t(course.kind.label)), *(t(Method(one).label) for one in course.methods)]))
    st.caption(training.told(found))
    st.markdown(escaped(course.topic).replace("\n", "  \n"))
    if course.why is not Why.NONE:
        st.markdown(labelled(course.why.label, escaped(course.why_text), strong=True))
    if course.measure in MEASURES:
        st.markdown(labelled(N_("Which figure it should improve"), t(MEASURES[course.measure].name), strong=True))
    if found.may_edit:
        _change(actor, found)
        _plan(actor, found, None)
    st.subheader(t("Sessions"), anchor=False)
    held = desk.ask(queries.sessions, actor, found.id)
    if not held:
        kit.nothing(N_("No session is planned yet."), ":material/event:")
    for one in held:
        _session(actor, found, one)


def _change(actor: Actor, found: CourseRow) -> None:
    form = Form(actor, "training_change", record=found.code, version=found.version)
    with st.expander(t("Change it"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        here = bits.place_of(found.course.project_id, found.course.department_id)
        said = training.course_fields(form, f"course:{found.id}:{found.version}", found.course, bits.places(actor, Permission.TRAINING_EDIT), here)
        form.note()
        if st.button(t("Save"), key=f"course:{found.id}:save", type="primary", icon=":material/save:") and desk.perform(actions.change, actor, found.id, said, version=found.version):
            form.done()
            st.rerun()


def _plan(actor: Actor, found: CourseRow, one: Held | None) -> None:
    """The form of a new session, or of one that is put off."""
    record, key = (found.code, f"session:new:{found.id}") if one is None else (str(one.id), f"session:{one.id}:{one.version}")
    form = Form(actor, "training_plan" if one is None else "training_replan", record=record, version=0 if one is None else one.version)
    with st.expander(t("Plan a session") if one is None else t("Put it off or change it"), icon=":material/event:", expanded=form.waiting):
        if not form.opened():
            return
        known = bits.people(actor, Permission.TRAINING_EDIT)
        left, right = st.columns(2)
        on = left.date_input(t("Day"), **form.field(f"{key}:on", today() + timedelta(days=7) if one is None else one.on))
        hours = right.number_input(t("Hours"), 0.5, 99.0, step=0.5, format="%.1f", **form.field(f"{key}:hours", 2.0 if one is None else float(one.hours)))
        inside = [0, *known]
        trainer = left.selectbox(
            t("Trainer"), inside, format_func=lambda who: known[who] if who else plain("Somebody from outside"), **form.field(f"{key}:trainer", (one.trainer_id or 0) if one else 0, inside),
        )  # fmt: skip
        outside = right.text_input(t("Trainer from outside"), **form.field(f"{key}:outside", one.trainer if one and isinstance(one.trainer, str) else "")) if not trainer else ""
        people = st.multiselect(
            t("Who takes part"), list(known), format_func=known.__getitem__, placeholder=plain("Choose one or more"), **form.field(f"{key}:people", [] if one is None else [who.person_id for who in one.people], known),
        )  # fmt: skip
        form.note()
        if st.button(t("Plan it") if one is None else t("Save"), key=f"{key}:save", type="primary"):
            planned = Planned(on if isinstance(on, date) else today(), Decimal(str(hours)), tuple(people), trainer or None, outside)
            if one is None:
                done = desk.perform_once(desk.form_key(f"training_plan_{found.code}"), actions.plan, actor, found.id, planned)
            else:
                done = desk.perform(actions.replan, actor, one.id, planned, version=one.version)
            if done:
                form.done()
                st.rerun()


def _session(actor: Actor, found: CourseRow, one: Held) -> None:
    with kit.row(f"session-{one.id}"):
        trainer = c(one.trainer) if not isinstance(one.trainer, str) else escaped(one.trainer)
        badges = mark(STATES[one.state], t(one.state.label)) + (f" {mark('red', t('Nothing recorded'))}" if one.late else "")
        st.markdown(f"{badges} **{day(one.on)}** · {t('{hours} hours', hours=number(one.hours))} · {labelled(N_('Trainer'), trainer)}")
        names = [f"{mark(RESULTS[who.result], t(who.result.label))} {c(who.person)}" + (f" {number(who.score)}" if who.score is not None else "") for who in one.people]
        if one.others:
            names.append(tn("and one other person", "and {count} other people", one.others))
        st.markdown("  \n".join(names))
        if one.note:
            st.markdown(escaped(one.note).replace("\n", "  \n"))
        if found.may_edit and one.state is State.PLANNED:
            _record(actor, one)
            _plan(actor, found, one)
            _cancel(actor, one)
        if found.may_edit and one.state is State.HELD and found.course.measure in MEASURES:
            _effect(actor, one)


def _record(actor: Actor, one: Held) -> None:
    form, key = Form(actor, "training_hold", record=str(one.id), version=one.version), f"session:{one.id}:hold:{one.version}"
    with st.expander(t("Record what came of it"), icon=":material/how_to_reg:", expanded=form.waiting):
        if not form.opened():
            return
        results = [item.value for item in Result if item is not Result.OPEN]
        on = st.date_input(t("Held on"), **form.field(f"{key}:on", min(one.on, today())))
        came: list[Came] = []
        for who in one.people:
            left, middle, right = st.columns([3, 1, 2], vertical_alignment="bottom")
            place = f"{key}:{who.person_id}"
            chosen = left.pills(content(who.person), results, format_func=lambda item: t(Result(item).label), **form.field(f"{place}:result", None, [None, *results]))
            score = middle.number_input(t("Score"), 0.0, 100.0, step=1.0, format="%.1f", **form.field(f"{place}:score", None))
            remark = right.text_input(t("Remark"), **form.field(f"{place}:remark", ""))
            came.append(Came(who.person_id, Result(chosen or ""), None if score is None else Decimal(str(score)), remark))
        text = st.text_area(t("What was done"), height=80, **form.field(f"{key}:note", ""))
        form.note()
        if st.button(t("Record it"), key=f"{key}:save", type="primary"):
            done = desk.perform_once(desk.form_key(f"training_hold_{one.id}_{one.version}"), actions.hold, actor, one.id, tuple(came), on=on if isinstance(on, date) else today(), remark=text, version=one.version)
            if done:
                form.done()
                st.rerun()


def _cancel(actor: Actor, one: Held) -> None:
    with st.expander(t("Cancel it"), icon=":material/event_busy:"):
        reason = st.text_input(t("Why"), key=f"session:{one.id}:reason:{one.version}")
        if st.button(t("Cancel the session"), key=f"session:{one.id}:cancel:{one.version}") and desk.perform(actions.cancel, actor, one.id, reason=reason, version=one.version):
            st.rerun()


def _effect(actor: Actor, one: Held) -> None:
    found: Any = desk.ask(queries.effect, actor, one.id)
    if found is None:
        return
    measure = MEASURES[found.measure]
    st.markdown(f"**{t('Effect')}** · {t(measure.name)} · {tn('one person who came', '{count} people who came', found.people)}  \n{bits.compared(measure, found.mine)}")
    if found.others.before is not None or found.others.after is not None:
        st.markdown(f":small[{t('Beside it, colleagues of the same departments who did not come:')} {bits.compared(measure, found.others)}]")
    st.caption(t("{days} days before the session against as many after it, up to today. A difference alone does not prove that the training made it: look at the colleagues beside it.", days=found.days))

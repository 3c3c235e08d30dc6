"""Training: what is planned against what was done, the courses, and somebody's file."""

from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.team.training import actions, queries
from core.team.training.queries import CourseRow
from core.team.training.rules import Course, Kind, Method, Why
from core.words import N_
from pages.parts import desk, kit
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.frame import lead, link
from pages.parts.team import bits
from pages.parts.words import c, day, escaped, labelled, number, percent, plain, t, tn

KINDS = {Kind.BASIC: "blue", Kind.ADVANCED: "violet", Kind.TARGETED: "orange"}
FILE = {
    "on": N_("Day"), "what": N_("Training or qualification"), "address": N_("Course or project"), "result": N_("Result"), "score": N_("Score"), "hours": N_("Hours"), "until": N_("Valid until"), "remark": N_("Remark"),
}  # fmt: skip


def draw(actor: Actor) -> None:
    """The part of the page."""
    _figures(actor)
    for on, title, code in desk.ask(queries.mine_to_come, actor):
        lead(t("You take part on {day}: {title}", day=day(on), title=title), "Team.py", icon=":material/event:", part="training", course=code)
    if actor.may(Permission.TRAINING_EDIT):
        _offer(actor)
    found = desk.ask(queries.courses, actor)
    if not found:
        kit.nothing(N_("No course is offered yet. Whoever leads a project or a department offers one, plans its sessions and records what came of them."), ":material/school:")
    with st.container(gap="xsmall"):
        for one in found:
            _card(one)
    _file(actor)


def _figures(actor: Actor) -> None:
    year = today().year
    done = desk.ask(queries.plan_against_done, actor, date(year, 1, 1), date(year, 12, 31))
    with st.container(horizontal=True):
        st.metric(t("Sessions held in {year}", year=str(year)), plain("{held} of {planned}", held=done.held, planned=done.planned), help=t("Of all sessions planned for this year, without cancelled ones."))
        st.metric(t("Held as planned so far"), percent(done.share), plain("{late} without a record", late=done.late) if done.late else None, delta_color="off", delta_arrow="off", help=t("Of the sessions whose day has come: those that were recorded as held."))
        st.metric(t("People who came"), plain("{came} of {places}", came=done.came, places=done.places), help=t("Places in the sessions that were held."))
        st.metric(t("Hours of training"), number(done.hours), help=t("Hours of everybody who came, added up."))


def _card(one: CourseRow) -> None:
    with kit.row(f"course-{one.id}"):
        lead(f"**{escaped(one.code)} {escaped(one.course.title)}**", "Team.py", part="training", course=one.code)
        parts = [mark(KINDS[one.course.kind], t(one.course.kind.label)), " · ".join(t(Method(method).label) for method in one.course.methods)]
        st.markdown("  ".join(parts) + f"  \n:small[{told(one)}]")


def told(one: CourseRow) -> str:
    """Where a course lies and how far it is, in one line of Markdown."""
    where = f"{escaped(one.project_code)} {c(one.project)}" if one.project_code else c(one.department) if one.department else t("The whole organisation")
    parts = [where, tn("held once", "held {count} times", one.held), tn("one person came", "{count} people came", one.came)]
    if one.next_on:
        parts.append(t("next on {day}", day=day(one.next_on)))
    return " · ".join(parts)


def _offer(actor: Actor) -> None:
    form = Form(actor, "training_course")
    with st.expander(t("Offer a course"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        where = bits.places(actor, Permission.TRAINING_EDIT)
        if not where:
            st.markdown(t("You lead no project or department that a course could belong to."))
            return
        said = course_fields(form, "course", Course("", "", Kind.BASIC, ()), where, next(iter(where)))
        form.note()
        if st.button(t("Offer it"), key="course:save", type="primary") and desk.perform_once(desk.form_key("training_course"), actions.offer, actor, said):
            form.done()
            st.toast(t("Offered."), icon=":material/task_alt:")
            st.rerun()


def course_fields(form: Form, key: str, present: Course, where: dict[str, str], here: str) -> Course:
    """The fields of a course, holding `present` at first."""
    kinds, methods, whys = [one.value for one in Kind], [one.value for one in Method], [one.value for one in Why]
    title = st.text_input(t("Title"), **form.field(f"{key}:title", present.title))
    topic = st.text_area(t("Topic"), height=80, placeholder=plain("What is taught, for whom"), **form.field(f"{key}:topic", present.topic))
    left, right = st.columns(2)
    kind = Kind(left.pills(t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), required=True, **form.field(f"{key}:kind", present.kind.value, kinds)))
    chosen = right.pills(t("Ways of training"), methods, selection_mode="multi", format_func=lambda one: t(Method(one).label), **form.field(f"{key}:methods", list(present.methods), methods))
    place = left.selectbox(t("Offered by"), list(where), format_func=where.__getitem__, **form.field(f"{key}:where", here if here in where else next(iter(where)), where))
    known = bits.measures()
    measure = right.selectbox(
        t("Which figure it should improve"), ["", *known], format_func=lambda one: known[one] if one else plain("None is watched"),
        help=t("Before and after each session, of those who came."), **form.field(f"{key}:measure", present.measure, ["", *known]),
    )  # fmt: skip
    why, text = Why.NONE, ""
    if kind is Kind.TARGETED:
        why = Why(left.selectbox(t("What it answers"), whys, format_func=lambda one: plain(Why(one).label), **form.field(f"{key}:why", present.why.value, whys)))
        text = right.text_input(t("In words"), placeholder=plain("Which customers, which need, which checkpoint"), **form.field(f"{key}:why_text", present.why_text))
    project, department = bits.place(place)
    return Course(title, topic, kind, tuple(chosen or ()), why, text, measure, project, department)


def _file(actor: Actor) -> None:
    st.subheader(t("Training file"), anchor=False)
    known = bits.people(actor)
    first = actor.id if actor.id in known else next(iter(known), None)
    if first is None:
        return
    who = st.selectbox(t("Person"), list(known), index=list(known).index(first), format_func=known.__getitem__, key="training_file", width=320)
    rows = [
        (
            day(one.on) if one.on else "", one.what, link("Team.py", part="training", course=one.source) if one.result is not None else link("Preparation.py", project=one.source),
            plain(one.result.label) if one.result is not None else plain("checked by a colleague"), "" if one.score is None else number(one.score), "" if one.hours is None else number(one.hours),
            day(one.until) if one.until else "", one.remark,
        )
        for one in desk.ask(queries.file_of, actor, who)
    ]  # fmt: skip
    if not rows:
        kit.nothing(N_("Nothing is on file yet: no training, and no qualification that was checked for a service."), ":material/folder_open:")
        return
    kit.linked_table(pd.DataFrame(rows, columns=list(FILE)), FILE, links={"address": r"(?:course|project)=([^&]*)"}, key="training_file_table")
    st.caption(t("Training on service norms stands on the page Norms and compliance.") + " " + labelled(N_("Qualifications"), t("as checked on the page Service preparation")))

"""The reviews of one project: opening one, the list, the path over the points."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.review import actions, queries
from core.review.queries import Listed, OfProject
from core.review.rules import TOPIC, Point, State, kept
from core.words import N_
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text, nothing, row
from pages.parts.review import charts
from pages.parts.review.board import said
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import c, day, number, plain, t

BADGES = {State.OPEN: "in_hand", State.CLOSED: "followup_closed"}
USUAL_DAYS = 10
TOPICS = (TOPIC, "projects", "people")
"""Every room whose deeds change what a review shows: names of people and projects too."""


def head(actor: Actor, code: str) -> OfProject:
    """The project's name and the ways out; returns what every part of the page knows of it, asked once."""
    whole: OfProject = ask_kept(TOPICS, queries.of_project, actor, code)
    st.title(c(whole.name), anchor=False)
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
    return whole


def draw(actor: Actor, whole: OfProject) -> None:
    """The part of the page."""
    found = whole.reviews
    if whole.leads and not any(one.state is State.OPEN for one in found):
        _open(actor, whole.code, whole.project_id, found)
    if not found:
        nothing(N_("This project has not been reviewed yet. It is asked the same at its start, on its way and at its end, so that the last review shows a path."))
        return
    if whole.path and whole.instrument is not None:
        chart = charts.path(whole.instrument, whole.path)
        if chart is not None:
            st.subheader(t("Path over the reviews"), anchor=False)
            st.caption(t(charts.READ_PATH))
            draw_chart(chart)
    for one in found:
        with row(f"review:{one.code}"):
            lead(f"**{one.code}** {t(one.point.label)}", "Reviews.py", review=one.code)
            total = f" · {t('total {score} of 5', score=number(kept(one.total), 2))}" if one.total is not None else f" · {said(one)}" if said(one) else ""
            st.markdown(f"{badge_text(BADGES[one.state], one.state.label)} {t('{answered} of {invited} have answered', answered=one.answered, invited=one.invited)}{total}")
            st.caption(t("closed on {day}", day=day(one.closed_at.date())) if one.closed_at else t("until {day}", day=day(one.due_on)))


def _open(actor: Actor, code: str, project_id: int, found: Sequence[Listed]) -> None:
    form, key = Form(actor, "review", record=code), f"review:new:{project_id}"
    with st.expander(t("Open a review"), icon=":material/rate_review:", expanded=form.waiting or not found):
        if not form.opened():
            return
        done = {one.point for one in found}
        usual = next((one for one in Point if one not in done), Point.CLOSING)
        points = [one.value for one in Point]
        point = st.segmented_control(t("Stage"), points, format_func=lambda one: t(Point(one).label), required=True, **form.field(f"{key}:point", usual.value, points))
        until = st.date_input(t("People answer until"), **form.field(f"{key}:due", today() + timedelta(days=USUAL_DAYS)))
        form.note()
        st.caption(t("The facts of today are frozen with it, and the manager is asked to judge as self. You invite the others next."))
        if st.button(t("Open the review"), key=f"{key}:save", type="primary") and isinstance(until, date) and perform_once(
            form_key(f"review-{project_id}"), actions.open_, actor, project_id, point=Point(point), due_on=until
        ):
            form.done()
            st.toast(plain("The review is open. Invite who is to judge."))
            st.rerun()

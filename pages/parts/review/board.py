"""What waits for my judgement, and all reviews."""

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.projects import queries as projects
from core.review import queries
from core.review.queries import Listed
from core.review.rules import TOPIC, State, kept
from core.words import N_
from pages.parts.desk import ask_kept
from pages.parts.frame import lead, link, on_phone, page_of
from pages.parts.kit import linked_table, nothing, row
from pages.parts.words import content, day, number, plain, t

HEADINGS = {"address": N_("Review"), "project": N_("Project"), "point": N_("Stage"), "state": N_("State"), "due": N_("Until"), "answers": N_("Answers"), "total": N_("Total of 5")}

ON_A_PHONE = ["address", "point", "total", "project", "state", "due", "answers"]
"""What tells most comes first where only three columns are seen at once."""


def draw(actor: Actor) -> None:
    """Mine first, then the list, then the way to a project."""
    asked = mine(actor)
    if not actor.may(Permission.REVIEW_READ):
        if not asked:
            nothing(N_("Nobody asks you to judge a project at the moment. Whoever leads a review invites you, and it stands here."), ":material/rate_review:")
        return
    _choose(actor)
    found: list[Listed] = ask_kept((TOPIC, "projects"), queries.reviews, actor)
    if not found:
        nothing(N_("No project has been reviewed yet. Choose a project above and open its first review."))
        return
    frame = pd.DataFrame(
        [
            (link("Reviews.py", review=one.code), f"{one.project} · {content(one.project_name)}", plain(one.point.label), plain(one.state.label), day(one.due_on), f"{one.answered} / {one.invited}", said(one))
            for one in found
        ],
        columns=list(HEADINGS),
    )
    if on_phone():
        frame = frame[ON_A_PHONE]
    linked_table(frame, HEADINGS, links={"address": r"review=(.*)$"}, key="reviews")


def said(one: Listed) -> str:
    """A review's total; why there is none."""
    if one.total is not None:
        return number(kept(one.total), 2)
    return plain("Too few answers") if one.state is State.CLOSED else ""


def mine(actor: Actor) -> bool:
    """The reviews I am asked to give; whether there are any."""
    found = ask_kept((TOPIC, "projects"), queries.waiting, actor)
    for one in found:
        with row(f"asked:{one.code}"):
            lead(f"**{t('Judge {project}', project=content(one.project_name))}** · {one.code}", "Reviews.py", icon=":material/rate_review:", review=one.code)
            st.caption(t("{point}, as {group}, until {day}; your answers are anonymous.", point=plain(one.point.label), group=plain(one.group.label), day=day(one.due_on)))
    return bool(found)


def _choose(actor: Actor) -> None:
    known = {one.code: one for one in ask_kept("projects", projects.projects, actor)}
    if not known:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(t("Project"), ["", *known], format_func=lambda code: f"{code} · {content(known[code].name)}" if code else plain("Choose a project"), key="reviews:project", width=420)
        if actor.may(Permission.REVIEW_DESIGN) or actor.may(Permission.REVIEW_LEAD):
            lead(t("What reviews ask"), "Reviews.py", icon=":material/tune:", part="instrument")
    if chosen:
        st.switch_page(page_of("Reviews.py"), query_params={"project": chosen})


"""The team on the first page: appraisals that ask for something, training to come, and what a team is asked."""

import streamlit as st

from core.access import Actor
from core.clock import today
from core.team.appraisal.rules import State
from core.team.waiting import queries
from core.team.waiting.queries import Waiting
from pages.parts.desk import ask_kept
from pages.parts.frame import lead
from pages.parts.words import day, t, tn

MOST = 3


def draw(actor: Actor) -> bool:
    """What waits for the viewer; whether anything does."""
    found: Waiting = ask_kept(queries.TOPICS, queries.waiting, actor, today())
    if found.nothing:
        return False
    st.subheader(t("Team"), anchor=False)
    for one in found.own[:MOST]:
        asks = t("Your appraisal {code}: say how you see it yourself", code=one.code)
        if one.state is State.PUBLISHED and one.answer_by:
            asks = t("Your appraisal {code}: confirm or contest it by {day}", code=one.code, day=day(one.answer_by))
        lead(asks, "Team.py", icon=":material/rate_review:", part="appraisals", appraisal=one.code)
    if found.others:
        lead(tn("one appraisal is yours to write", "{count} appraisals are yours to write", len(found.others)), "Team.py", icon=":material/edit_note:", part="appraisals")
    for on, title, course in found.lessons[:MOST]:
        lead(t("Training on {day}: {title}", day=day(on), title=title), "Team.py", icon=":material/school:", course=course)
    if found.pulses and found.answer_by:
        lead(t("How is your team doing? Answer without a name by {day}", day=day(found.answer_by)), "Team.py", icon=":material/vital_signs:", part="pulse")
    return True

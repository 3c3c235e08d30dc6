"""Whom to ask next: customers whose request was solved, and projects whose customers were not asked for a long time."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.satisfaction.surveys import queries
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import link
from pages.parts.words import content, day, moment, plain, t

SOLVED = {"address": N_("Service request"), "ask": N_("Next step"), "title": N_("What it is about"), "customer": N_("Customer"), "solved": N_("Resolved"), "project": N_("Project")}
HEADINGS = {"address": N_("Project"), "name": N_("Name"), "customer": N_("Customer"), "asked": N_("Asked last"), "ask": N_("Next step")}


def draw(actor: Actor) -> None:
    """The part of the page."""
    ask = st.column_config.LinkColumn(plain("Next step"), display_text=plain("Ask now"))
    st.subheader(t("Solved requests without a survey"), anchor=False)
    solved = desk.ask(queries.due_requests, actor)
    if solved:
        st.caption(t("Solved lately, and nobody has asked the customer about it; longest ago first."))
        rows = [
            (link("Request.py", request=one.code), link("Satisfaction.py", part="send", request=one.code), one.title, one.customer, moment(one.resolved_at), f"{one.project} {content(one.project_name)}")
            for one in solved
        ]
        kit.linked_table(pd.DataFrame(rows, columns=list(SOLVED)), SOLVED, links={"address": r"request=(.*)$"}, key="satisfaction_due_requests", ask=ask)
        _most(len(solved))
    else:
        kit.nothing(N_("Every request solved lately has its survey. The setting “A solved request is asked about within” says how long that is."), icon=":material/task_alt:")
    st.subheader(t("Projects not asked for long"), anchor=False)
    found = desk.ask(queries.due, actor)
    if not found:
        kit.nothing(N_("Every customer of a project under way was asked lately. The setting “A customer is asked again after” says how long that is."), icon=":material/task_alt:")
        return
    st.caption(t("Projects under way or closing whose customer was never asked, or not for as long as the setting says; longest ago first."))
    frame = pd.DataFrame(
        [
            (link("Projects.py", project=one.project), content(one.name), content(one.customer), plain("Never") if one.asked_at is None else day(one.asked_at.date()), link("Satisfaction.py", part="send", project=one.project))
            for one in found
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    kit.linked_table(frame, HEADINGS, links={"address": r"project=(.*)$"}, key="satisfaction_due", ask=ask)
    _most(len(found))


def _most(count: int) -> None:
    if count == queries.MOST_DUE:
        st.caption(t("The first {shown} are shown.", shown=queries.MOST_DUE))

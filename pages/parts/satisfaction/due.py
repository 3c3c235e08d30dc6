"""Whom to ask next: projects whose customers were not asked for a long time."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.satisfaction.surveys import queries
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import link
from pages.parts.words import content, day, plain, t

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "customer": N_("Customer"), "asked": N_("Asked last"), "ask": N_("Next step")}


def draw(actor: Actor) -> None:
    """The part of the page."""
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
    ask = st.column_config.LinkColumn(plain("Next step"), display_text=plain("Ask now"))
    kit.linked_table(frame, HEADINGS, links={"address": r"project=(.*)$"}, key="satisfaction_due", ask=ask)
    if len(found) == queries.MOST_DUE:
        st.caption(t("The first {shown} are shown.", shown=queries.MOST_DUE))

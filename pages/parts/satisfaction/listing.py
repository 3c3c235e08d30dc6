"""Lists: the answers behind the figures, and surveys with how they stand."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.satisfaction.answers import queries
from core.satisfaction.surveys import queries as surveys_
from core.satisfaction.surveys.queries import Search
from core.satisfaction.surveys.rules import Standing
from core.satisfaction.tally.queries import Asked
from core.words import N_
from pages.parts import desk, kit
from pages.parts.codes import code_table
from pages.parts.frame import link
from pages.parts.satisfaction import said
from pages.parts.words import content, day, labelled, moment, number, plain, t

SIZE = 25
ANSWERS = {
    "address": N_("Survey"), "on": N_("Day"), "project": N_("Project"), "customer": N_("Customer"), "score": N_("Score"), "text": N_("Text"), "low": N_("Low"), "opened": N_("Opened"),
    "channel": N_("Channel"), "source": N_("Source"),
}  # fmt: skip
SURVEYS = {
    "address": N_("Survey"), "standing": N_("Standing"), "project": N_("Project"), "customer": N_("Customer"), "about": N_("Asked about"), "sent": N_("Sent on"), "expires": N_("Open until"), "reminded": N_("Reminded"),
    "template": N_("Template"), "channel": N_("Channel"), "source": N_("Source"), "by": N_("Sent by"),
}  # fmt: skip


def _page(total: int, key: str) -> int:
    """Which page is shown, from 0; the choice is drawn where there is more than one."""
    pages = max(1, -(-total // SIZE))
    return 0 if pages == 1 else int(st.number_input(t("Page, of {pages}", pages=pages), 1, pages, 1, key=key, width=140)) - 1


def answers(actor: Actor, asked: Asked) -> None:
    """The answers of the period, newest first."""
    low = st.toggle(t("Low answers only"), key="satisfaction:low")
    if st.session_state.get("satisfaction:answers:for") != (asked, low):  # another list begins at its first page
        st.session_state["satisfaction:answers:for"] = (asked, low)
        st.session_state.pop("satisfaction:answers:page", None)
    place = int(st.session_state.get("satisfaction:answers:page", 1)) - 1
    found, total = desk.ask(
        queries.answers, actor, project=asked.project, department=asked.department, channel=asked.channel, source=asked.source, low=low, first=asked.first, last=asked.last, page=place, size=SIZE,
    )  # fmt: skip
    if not total:
        kit.nothing(N_("There is no answer in this period."))
        return
    names = code_table("channel").names
    frame = pd.DataFrame(
        [
            (link("Satisfaction.py", survey=one.code), day(one.on), f"{one.project} {content(one.project_name)}", one.customer, said.stars(one.csat, one.nps), " ".join(one.text.split())[:200],
             "▼" if one.low else "", one.opened_code, content(names.get(one.channel, {"en": one.channel})), plain(one.source.label))
            for one in found
        ],
        columns=list(ANSWERS),
    )  # fmt: skip
    kit.linked_table(frame, ANSWERS, links={"address": r"survey=(.*)$"}, key="satisfaction_answers", text=st.column_config.TextColumn(plain("Text"), width="large"))
    st.caption(t("Withdrawn answers are left out; they stand on the page of their survey."))
    _page(total, "satisfaction:answers:page")


def surveys(actor: Actor) -> None:
    """Surveys, newest first, with how many stand how."""
    counts = desk.ask(surveys_.counts, actor)
    if not sum(counts.values()):
        kit.nothing(N_("No survey was sent yet. Choose “Ask a customer” to send the first."))
        return
    st.markdown(" · ".join(labelled(one.label, f"**{number(counts[one], 0)}**") for one in Standing))
    wanted = st.selectbox(t("Standing"), ["", *[one.value for one in Standing]], format_func=lambda one: t(Standing(one).label) if one else plain("All"), key="satisfaction:standing", width=220)
    if st.session_state.get("satisfaction:surveys:for") != wanted:
        st.session_state["satisfaction:surveys:for"] = wanted
        st.session_state.pop("satisfaction:surveys:page", None)
    place = int(st.session_state.get("satisfaction:surveys:page", 1)) - 1
    found, total = desk.ask(surveys_.surveys, actor, Search(standing=Standing(wanted) if wanted else None, page=place, size=SIZE))
    names = code_table("channel").names
    frame = pd.DataFrame(
        [
            (link("Satisfaction.py", survey=one.code), plain(one.standing.label), f"{one.project} {content(one.project_name)}", one.customer, one.request, moment(one.sent_at), moment(one.expires_at),
             "" if one.reminded_at is None else moment(one.reminded_at), f"{content(one.template)} {one.number}", content(names.get(one.channel, {"en": one.channel})), plain(one.source.label), content(one.by))
            for one in found
        ],
        columns=list(SURVEYS),
    )  # fmt: skip
    kit.linked_table(frame, SURVEYS, links={"address": r"survey=(.*)$"}, key="satisfaction_surveys")
    _page(total, "satisfaction:surveys:page")

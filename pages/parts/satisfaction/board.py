"""The parts of the page Satisfaction, and what narrows its figures."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.metrics import queries as metrics
from core.metrics.rules import Span
from core.projects import queries as projects
from core.satisfaction.rules import Source
from core.satisfaction.tally.queries import Asked
from core.words import N_
from pages.parts import desk
from pages.parts.codes import code_table
from pages.parts.satisfaction import due, listing, overview, send, templates, themes
from pages.parts.words import content, plain, t

PARTS = {
    "overview": N_("Overview"), "answers": N_("Customers' answers"), "surveys": N_("Surveys"), "send": N_("Ask a customer"), "due": N_("Whom to ask next"), "templates": N_("Templates"), "themes": N_("Themes"),
}  # fmt: skip
NEEDS = {"send": Permission.SURVEY_SEND, "due": Permission.SURVEY_SEND}


def draw(actor: Actor) -> None:
    """The page without a survey in its address."""
    parts = [one for one in PARTS if one not in NEEDS or actor.may(NEEDS[one])]
    wanted = st.query_params.get("part", "overview")
    if "satisfaction_part" not in st.session_state:
        st.session_state["satisfaction_part"] = wanted if wanted in parts else "overview"
    part = st.segmented_control(t("Part"), parts, format_func=lambda one: t(PARTS[one]), key="satisfaction_part", label_visibility="collapsed", required=True)
    if part == "answers":
        listing.answers(actor, _asked(actor))
    elif part == "surveys":
        listing.surveys(actor)
    elif part == "send":
        send.draw(actor)
    elif part == "due":
        due.draw(actor)
    elif part == "templates":
        templates.draw(actor)
    elif part == "themes":
        themes.draw(actor)
    else:
        overview.draw(actor, _asked(actor))


def _asked(actor: Actor) -> Asked:
    """What narrows the figures; kept while the visit lasts."""
    known = {row.code: row for row in desk.ask_kept("projects", projects.projects, actor)}
    units = {row.department_id: row.department for row in known.values()}
    channels = {one.code: content(one.name) for one in code_table("channel").offered()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = st.selectbox(t("Period"), [one.value for one in Span], index=2, format_func=lambda one: t(Span(one).label), key="satisfaction:span", width=180)
        project = ""
        if len(known) > 1:
            project = st.selectbox(
                t("Project"), ["", *known], format_func=lambda one: f"{one} · {content(known[one].name)}" if one else plain("All projects"), key="satisfaction:project", width=260,
            )  # fmt: skip
        department = ""
        if len(units) > 1 and not project:
            codes, _ = desk.ask_kept(("projects", "people"), metrics.places, actor)
            department = st.selectbox(t("Department"), ["", *codes], format_func=lambda one: content(codes[one]) if one else plain("All departments"), key="satisfaction:department", width=200)
        channel = st.selectbox(t("Channel"), ["", *channels], format_func=lambda one: channels[one] if one else plain("All channels"), key="satisfaction:channel", width=160)
        source = st.selectbox(t("Source"), ["", *[one.value for one in Source]], format_func=lambda one: t(Source(one).label) if one else plain("Both sources"), key="satisfaction:source", width=170)
    period = Span(span).until(today())
    return Asked(period.first, period.last, project or "", department or "", channel or "", Source(source) if source else None)

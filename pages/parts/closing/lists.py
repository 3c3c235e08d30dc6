"""Projects on their way to the end, what waits for the viewer's signature, and the library of closed projects."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.closing.acceptance.rules import State
from core.closing.endings import queries
from core.closing.endings.queries import Kept, Listed
from core.closing.scorecard.rules import Figure, Scored
from core.closing.signing import queries as signing
from core.projects.rules import CUSTOMER_TYPES, KINDS
from core.words import N_
from pages.parts.codes import code_table
from pages.parts.desk import ask, ask_kept
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, number, percent, plain, t

TOPICS = ("closing", "projects", "followups")
HEADINGS = {"address": N_("Project"), "name": N_("Name"), "state": N_("Acceptance"), "attempt": N_("Attempt"), "planned": N_("Agreed day"), "stage": N_("Stage"), "customer": N_("Customer"), "ends": N_("Ends")}
ENDING = {"address": N_("Project"), "name": N_("Name"), "stage": N_("Stage"), "state": N_("Acceptance"), "closing": N_("Closing"), "customer": N_("Customer"), "ends": N_("Ends")}
LIBRARY = {
    "address": N_("Project"), "name": N_("Name"), "closed": N_("Closed on"), "completion": N_("Completion"), "satisfaction": N_("Customer satisfaction"), "budget": N_("Budget used"), "hours": N_("Hours used"),
    "archive": N_("Archive"), "customer": N_("Customer"), "kind": N_("Kind"), "department": N_("Department"), "reopened": N_("Reopened"),
}  # fmt: skip
PARTS = {"open": N_("On their way"), "library": N_("Archive of closed projects")}


def acceptances(actor: Actor) -> None:
    """What waits for the viewer, then all projects."""
    for one in ask(signing.waits_for_me, actor):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":violet-badge[{t('Waits for your signature')}] **{one.code}** · {c(one.name)} · {t(one.seat.label)}", width="stretch")
            lead(t("Sign"), "Acceptance.py", icon=":material/draw:", project=one.project)
    found: list[Listed] = ask_kept(TOPICS, queries.listed, actor)
    if not found:
        nothing(N_("There is no project whose acceptance you may see."))
        return
    frame = pd.DataFrame(
        [
            (link("Acceptance.py", project=one.code), content(one.name), plain(one.acceptance_state.label) if one.acceptance_state else plain("Not begun"), number(one.attempt, 0) if one.attempt else "",
             day(one.planned_on), plain(one.stage.label), content(one.customer), day(one.ends_on))
            for one in sorted(found, key=lambda one: (one.acceptance_state is None, one.acceptance_state is State.PASSED))
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, links={"address": r"project=(.*)$"}, key="acceptances")


def closings(actor: Actor) -> None:
    """The projects that are not closed yet, or the library."""
    asked = st.query_params.get("part", "")
    part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default=asked if asked in PARTS else "open", key="closings_part", label_visibility="collapsed", required=True)
    if part == "library":
        _library(actor)
        return
    found: list[Listed] = ask_kept(TOPICS, queries.listed, actor)
    if not found:
        nothing(N_("There is no project whose closing you may see."))
        return
    frame = pd.DataFrame(
        [
            (link("Closing.py", project=one.code), content(one.name), plain(one.stage.label), plain(one.acceptance_state.label) if one.acceptance_state else plain("Not begun"),
             plain(one.closing_state.label) if one.closing_state else plain("Not begun"), content(one.customer), day(one.ends_on))
            for one in found
        ],
        columns=list(ENDING),
    )  # fmt: skip
    linked_table(frame, ENDING, links={"address": r"project=(.*)$"}, key="closings")


def _library(actor: Actor) -> None:
    """Closed projects with what they have reached; narrowed by what is typed and chosen."""
    found: list[Kept] = ask_kept((*TOPICS, "reference"), queries.library, actor)
    kinds, types = code_table(KINDS).names, code_table(CUSTOMER_TYPES).names
    left, middle, right, last = st.columns(4)
    typed = left.text_input(t("Search"), key="library:text", placeholder=plain("Code, name or customer"))
    kind = middle.selectbox(t("Kind"), ["", *sorted({one.kind for one in found})], format_func=lambda one: content(kinds.get(one, {"en": one})) if one else plain("All"), key="library:kind")
    type_ = right.selectbox(t("Customer type"), ["", *sorted({one.customer_type for one in found})], format_func=lambda one: content(types.get(one, {"en": one})) if one else plain("All"), key="library:type")
    years = sorted({one.closed_on.year for one in found if one.closed_on}, reverse=True)
    year = last.selectbox(t("Year"), [0, *years], format_func=lambda one: str(one) if one else plain("All"), key="library:year")
    shown = [
        one for one in found
        if (not kind or one.kind == kind) and (not type_ or one.customer_type == type_) and (not year or (one.closed_on and one.closed_on.year == year)) and _matches(one, typed)
    ]  # fmt: skip
    if not shown:
        nothing(N_("No closed project is left by these filters.") if found else N_("No project is closed yet. A closed one stands here with its figures and its archive."))
        return
    rows = [
        (link("Closing.py", project=one.code), content(one.name), day(one.closed_on), *(_figure(one.scorecard, figure) for figure in Figure), _filed(one), content(one.customer),
         content(kinds.get(one.kind, {"en": one.kind})), content(one.department), number(one.reopened, 0) if one.reopened else "")
        for one in shown
    ]  # fmt: skip
    linked_table(pd.DataFrame(rows, columns=list(LIBRARY)), LIBRARY, links={"address": r"project=(.*)$"}, key="library")
    if any(not one.closing for one in shown):
        st.caption(t("Projects without figures were closed before closings were kept here."))


def _matches(one: Kept, typed: str) -> bool:
    words = typed.casefold().split()
    text = " ".join((one.code, one.closing, *one.name.values(), *one.customer.values())).casefold()
    return all(word in text for word in words)


def _figure(scorecard: tuple[Scored, ...], figure: Figure) -> str:
    found = next((one for one in scorecard if one.figure is figure), None)
    return "" if found is None else "–" if found.percent is None else percent(float(found.percent) / 100, 1)


def _filed(one: Kept) -> str:
    pairs = list(one.kept.get("classes", {}).values())
    return f"{sum(there for there, _ in pairs)}/{sum(whole for _, whole in pairs)}" if pairs else ""

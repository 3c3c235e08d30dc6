"""The list of articles with its filters, and the form of a new one."""

from math import ceil

import streamlit as st

from core.access import Actor, Permission
from core.knowledge import queries
from core.knowledge.queries import PAGE_SIZE, Listed, Search
from core.knowledge.rules import PROBLEM_CLASSES, TOPIC, Kind, State
from core.projects.rules import KINDS
from core.words import N_
from pages.parts.desk import ask_kept
from pages.parts.frame import lead
from pages.parts.kit import nothing, row
from pages.parts.knowledge import bits, form
from pages.parts.words import c, day, escaped, labelled, plain, t, tn


def draw(actor: Actor) -> None:
    """Search and filters, the form, the list."""
    if actor.may(Permission.KNOWLEDGE_WRITE):
        form.new(actor)
    search = _search(actor)
    found, total = ask_kept(TOPIC, queries.articles, actor, search)
    if not found:
        nothing(N_("No article is here that fits. Take filters away, or write the first one."))
        return
    st.caption(tn("One article", "{count} articles", total))
    for one in found:
        line(one)
    pages = ceil(total / PAGE_SIZE)
    if pages > 1:
        st.segmented_control(t("Page"), range(pages), format_func=lambda at: str(at + 1), default=search.page, key="knowledge:page", required=True)


def _search(actor: Actor) -> Search:
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    words = left.text_input(t("Search"), key="knowledge:words", max_chars=80, placeholder=plain("Words of title or text"), icon=":material/search:")
    views = {"all": N_("All"), "mine": N_("Written by me")}
    if count := ask_kept(TOPIC, queries.waiting, actor):
        views["deciding"] = N_("To decide")
        if st.session_state.get("knowledge:view") != "deciding":
            right.markdown(f":orange-badge[{tn('One article waits for your decision', '{count} articles wait for your decision', count)}]")
    view = right.segmented_control(t("Which"), list(views), format_func=lambda one: t(views[one]), default="all", key="knowledge:view", label_visibility="collapsed", required=True)
    with st.expander(t("Filters"), icon=":material/filter_list:"):
        one, two, three = st.columns(3)
        kinds, classes, stages = bits.names(KINDS), bits.names(PROBLEM_CLASSES), bits.phases()
        kind = one.selectbox(t("Kind"), [None, *Kind], format_func=lambda of: plain("All") if of is None else plain(Kind(of).label), key="knowledge:kind")
        state = one.selectbox(t("State"), [None, *State], format_func=lambda of: plain("All but retired") if of is None else plain(State(of).label), key="knowledge:state")
        project = two.selectbox(t("Kind of project"), ["", *kinds], format_func=lambda of: kinds.get(of) or plain("All"), key="knowledge:project")
        phase = two.selectbox(t("Stage"), ["", *stages], format_func=lambda of: stages.get(of) or plain("All"), key="knowledge:phase")
        problem = three.selectbox(t("Problem class"), ["", *classes], format_func=lambda of: classes.get(of) or plain("All"), key="knowledge:problem")
    return Search(
        words or "", Kind(kind) if kind else None, State(state) if state else None, project or "", phase or "", problem or "", view == "mine", view == "deciding",
        int(st.session_state.get("knowledge:page") or 0),
    )  # fmt: skip


def line(one: Listed) -> None:
    """An article in a list."""
    with row(f"article:{one.code}"):
        lead(f"**{one.code}** {escaped(one.text.title)}", "Knowledge.py", article=one.code)
        st.markdown(f"{t(one.text.kind.label)} · {bits.state(one)}" + (f" · {used}" if (used := bits.used(one)) else ""))
        parts = [c(one.author), escaped(day(one.changed_at.date())), *([escaped(one.project)] if one.project else []), bits.applies(one.text.applies)]
        st.caption(" · ".join(parts))


def short(one: Listed) -> None:
    """An article on another page: title, advice, what came of it."""
    lead(f"{escaped(one.code)} · {escaped(one.text.title)}", "Knowledge.py", article=one.code)
    advice = one.text.advice if len(one.text.advice) <= 300 else one.text.advice[:299] + "…"
    used = bits.used(one)
    st.caption(labelled(N_("Advice"), escaped(advice).replace("\n", "  \n")) + (f"  \n{used}" if used else ""))

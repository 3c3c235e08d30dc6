"""The list of requests, narrowed by what the address says; a page of it at a time."""

from collections.abc import Collection

import streamlit as st

from core.access import Actor
from core.customers import queries as customers
from core.service.lists import queries
from core.service.lists.queries import Filter
from core.service.requests.rules import State
from core.service.rules import PROBLEM_CLASSES, Priority
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import on_phone
from pages.parts.service import bits
from pages.parts.words import content, plain, t

TABS = {"mine": N_("Mine"), "open": N_("Not solved yet"), "overdue": N_("Overdue"), "visits": N_("To call again"), "all": N_("All")}
MEANS = {
    "mine": N_("Open, and you handle them; what is due first stands first."),
    "open": N_("From reported to in hand."),
    "overdue": N_("Open, and one of the three clocks has passed its target."),
    "visits": N_("Closed, and the customer is to be asked how it is."),
    "all": N_("Every request you may see."),
}
EMPTY = {
    "mine": N_("You handle no open request."),
    "open": N_("No open request matches."),
    "overdue": N_("Nothing is overdue."),
    "visits": N_("Nobody is to be called again."),
    "all": N_("No request matches."),
}
SORTS = {"newest": N_("Newest first"), "due": N_("Due first, without paused ones")}


def draw(actor: Actor) -> None:
    """Tabs, filters, and one page of the list."""
    counts = desk.ask(queries.counts, actor)
    first = "mine" if counts.mine else "open"
    said = {"mine": counts.mine, "visits": counts.visits}
    tab = st.segmented_control(
        t("Service requests"), list(TABS), required=True, key=_from_address("tab", TABS, first), label_visibility="collapsed", wrap=True,
        format_func=lambda one: f"{t(TABS[one])} {said[one]}" if one in said else t(TABS[one]),
    ) or first  # fmt: skip
    _to_address("tab", tab, "")
    st.caption(t(MEANS[tab]))
    filter_ = _filter(actor, tab)
    rows, more = desk.ask(queries.listed, actor, filter_)
    if not rows:
        kit.nothing(EMPTY[tab])
    phone = on_phone()
    with st.container(gap="xsmall"):
        for one in rows:
            bits.card(actor, one, phone=phone)
    _paging(filter_, more)


def _paging(filter_: Filter, more: bool) -> None:
    """Back and forth; how many there are is not counted, so that a million cost no more than twenty-five."""
    if filter_.page == 1 and not more:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("Back"), key="requests:back", icon=":material/chevron_left:", disabled=filter_.page == 1):
            st.session_state["requests_page"] = filter_.page - 1
            st.rerun()
        st.caption(t("Page {number}", number=filter_.page))
        if st.button(t("Next"), key="requests:next", icon=":material/chevron_right:", disabled=not more or filter_.page >= queries.DEEPEST):
            st.session_state["requests_page"] = filter_.page + 1
            st.rerun()
    if more and filter_.page >= queries.DEEPEST:
        st.caption(t("Narrow the list to see further ones."))


def _from_address(name: str, allowed: Collection[str], default: str) -> str:
    """The key of a choice that begins as the address says."""
    key = f"requests:{name}"
    if key not in st.session_state:
        wanted = st.query_params.get(name, default)
        st.session_state[key] = wanted if wanted in allowed else default
    return key


def _to_address(name: str, value: str | None, default: str) -> None:
    if value and value != default:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _filter(actor: Actor, tab: str) -> Filter:
    served = {one.code: one for one in desk.ask_kept("projects", queries.projects, actor)}
    classes = bits.names(PROBLEM_CLASSES)
    states = {one.value: one.label for one in State} | {"paused": N_("Paused")}
    if "requests:text" not in st.session_state:
        st.session_state["requests:text"] = st.query_params.get("text", "")
    text = st.text_input(
        t("Words of the title, or a number"), key="requests:text", placeholder=plain("Words of the title, or a number such as REQ-2026-0001"), label_visibility="collapsed",
        icon=":material/search:",
    )  # fmt: skip
    narrowed = any(name in st.query_params for name in ("project", "state", "priority", "class", "customer"))
    with st.expander(t("Filters"), icon=":material/filter_list:", expanded=narrowed), st.container(horizontal=True, vertical_alignment="bottom"):
        project = st.selectbox(
            t("Project"), ["", *served], format_func=lambda code: f"{code} · {content(served[code].name)}" if code else plain("All projects"), key=_from_address("project", served, ""), width=225,
        )  # fmt: skip
        state = st.selectbox(t("State"), ["", *states], format_func=lambda one: plain(states[one]) if one else plain("All"), key=_from_address("state", states, ""), width=150)
        priority = st.selectbox(
            t("Priority"), ["", *(one.value for one in Priority)], format_func=lambda one: plain(Priority(one).label) if one else plain("All"),
            key=_from_address("priority", [one.value for one in Priority], ""), width=130,
        )  # fmt: skip
        problem = st.selectbox(t("Problem class"), ["", *classes], format_func=lambda one: classes.get(one) or plain("All"), key=_from_address("class", classes, ""), width=180)
        customer = _customer(actor)
        sort = st.selectbox(t("Sorted by"), list(SORTS), format_func=lambda one: plain(SORTS[one]), key=_from_address("sort", SORTS, "newest"), width=190)
    for name, value, usual in (("project", project, ""), ("state", state, ""), ("priority", priority, ""), ("class", problem, ""), ("sort", sort, "newest"), ("text", text, "")):
        _to_address(name, value, usual)
    wanted = (tab, project, state, priority, problem, customer, sort, text)
    if st.session_state.get("requests_for") != wanted:  # another list begins at its first page
        st.session_state["requests_for"], st.session_state["requests_page"] = wanted, 1
    return Filter(
        tab=tab, project_id=served[project].id if project else None, customer_id=customer, state=state or "", priority=priority or "", problem_class=problem or "", text=text or "",
        sort=sort or "newest", page=max(1, st.session_state.get("requests_page", 1)),
    )  # fmt: skip


def _customer(actor: Actor) -> int | None:
    """A customer of the list, by the code in the address or chosen among those in sight."""
    known = {one.code: one for one in desk.ask(customers.customers_for_choice, actor, search=st.query_params.get("customer", ""))} or {
        one.code: one for one in desk.ask(customers.customers_for_choice, actor)
    }
    chosen = st.selectbox(
        t("Customer"), ["", *known], format_func=lambda code: known[code].name if code else plain("All customers"), key=_from_address("customer", known, ""), width=190
    )
    _to_address("customer", chosen, "")
    return known[chosen].id if chosen in known else None

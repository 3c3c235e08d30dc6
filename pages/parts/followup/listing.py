"""Follow-ups as a list and as a board, with what counts under each tab."""

import hashlib
from collections.abc import Collection, Sequence

import streamlit as st

from core.access import Actor, Permission
from core.followup import actions, queries
from core.followup.queries import Counts, Filter, FollowUpRow
from core.followup.rules import Kind, Priority, State
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk, kit
from pages.parts.followup import bits, opening
from pages.parts.frame import lead, on_phone
from pages.parts.words import c, content, escaped, language, plain, t, tn

SIZE = 20
TABS = {"mine": N_("Mine"), "verify": N_("To verify"), "overdue": N_("Overdue"), "all": N_("All")}
MEANS = {
    "mine": N_("With you as owner: to do or in hand."),
    "verify": N_("With you as verifier: reported as done, or closed and its effect can be judged by now."),
    "overdue": N_("To do or in hand, and the due day has passed."),
    "all": N_("Every follow-up you may see, ended ones too."),
}
DUE = {"overdue": N_("Overdue"), "soon": N_("Within seven days"), "later": N_("Later")}
EMPTY = {
    "mine": N_("Nothing is yours to do. What inspections find wanting appears here by itself."),
    "verify": N_("Nothing waits to be verified by you."),
    "overdue": N_("Nothing is overdue."),
    "all": N_("No follow-up matches. They open by themselves when a round is released, or by hand from a project."),
}


def draw(actor: Actor) -> None:
    """Tabs with their counts, filters, and one page of the list or the board."""
    counts = desk.ask(queries.counts, actor)
    tab = _tab(counts)
    st.caption(t(MEANS[tab]))
    filter_ = _filter(actor, tab)
    with st.container(horizontal=True, vertical_alignment="center"):
        look = st.segmented_control(
            t("View"), ["list", "board"], required=True, key=_from_address("look", ("list", "board"), "list"), label_visibility="collapsed",
            format_func=lambda one: {"list": t("List"), "board": t("Board")}[one],
        )  # fmt: skip
        _to_address("look", look, "list")
        if actor.may(Permission.FOLLOWUP_EXPORT):
            _export(actor, filter_)
    if look == "board":
        _board(actor, filter_)
    else:
        _list(actor, filter_)
    if actor.may(Permission.FOLLOWUP_OPEN) and actor.may(Permission.PEOPLE_READ):
        opening.form(actor)


def _tab(counts: Counts) -> str:
    first = next((one for one in ("mine", "verify") if getattr(counts, one)), "all")
    chosen = st.segmented_control(
        t("Follow-ups"), list(TABS), required=True, key=_from_address("tab", TABS, first), label_visibility="collapsed", wrap=True,
        format_func=lambda one: f"{t(TABS[one])} {getattr(counts, one)}",
    )  # fmt: skip
    _to_address("tab", chosen or first, "")
    return chosen or first


def _from_address(name: str, allowed: Collection[str], default: str) -> str:
    """The key of a choice that begins as the address says. Streamlit's own binding writes labels, which differ by language."""
    key = f"followups:{name}"
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
    named = desk.ask(queries.projects, actor)
    # Folded on a phone, where four fields would push the list out of sight.
    narrowed = any(name in st.query_params for name in ("project", "kind", "priority", "due"))
    with st.expander(t("Filters"), icon=":material/filter_list:", expanded=narrowed or not on_phone()), st.container(horizontal=True, vertical_alignment="bottom"):
        project = st.selectbox(
            t("Project"), ["", *named], format_func=lambda code: f"{code} · {content(named[code])}" if code else plain("All projects"),
            key=_from_address("project", named, ""), width=225,
        )  # fmt: skip
        kinds = _choice(N_("Kind"), Kind, "kind")
        priorities = _choice(N_("Priority"), Priority, "priority")
        due = st.selectbox(
            t("Due"), ["", *DUE], format_func=lambda one: plain(DUE[one]) if one else plain("Any day"), key=_from_address("due", DUE, ""), width=160
        )
    _to_address("project", project, "")
    _to_address("due", due, "")
    wanted = (tab, project, *kinds, "/", *priorities, "/", due)
    if st.session_state.get("followups_for") != wanted:  # another list begins at its first page
        st.session_state["followups_for"], st.session_state["followups_page"] = wanted, 1
    page = max(1, st.session_state.get("followups_page", 1))
    return Filter(
        tab=tab, project_code=project or "", kinds=tuple(map(Kind, kinds)), priorities=tuple(map(Priority, priorities)), due=due or "", page=page, size=SIZE
    )


def _choice(label: str, sort: type[Kind] | type[Priority], name: str) -> list[str]:
    key, codes = f"followups:{name}", [one.value for one in sort]
    if key not in st.session_state:
        st.session_state[key] = [code for code in codes if code in st.query_params.get_all(name)]
    chosen: list[str] = st.multiselect(t(label), codes, format_func=lambda code: plain(sort(code).label), key=key, width=185, placeholder=plain("All"))
    if chosen != st.query_params.get_all(name):
        st.query_params[name] = chosen
    return chosen


def _list(actor: Actor, filter_: Filter) -> None:
    rows, total = desk.ask(queries.listed, actor, filter_)
    if not rows and not total:
        kit.nothing(EMPTY[filter_.tab] if not _narrowed(filter_) else EMPTY["all"])
        return
    with st.container(gap="xsmall"):
        for one in rows:
            card(one)
    pages = -(-total // SIZE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(tn("one follow-up", "{count} follow-ups", total))
        if pages > 1:
            st.pagination(pages, key="followups_page")


def _narrowed(filter_: Filter) -> bool:
    return bool(filter_.project_code or filter_.kinds or filter_.priorities or filter_.due)


def _board(actor: Actor, filter_: Filter) -> None:
    """A column for each state; on a phone one state at a time. What does not fit is counted."""
    found = desk.ask(queries.board, actor, filter_)
    if on_phone():
        fullest = next((one for one in State if found[one][1]), State.TODO)
        shown = st.segmented_control(
            t("State"), list(State), default=fullest, required=True, key=f"followups:state:{filter_.tab}", label_visibility="collapsed", wrap=True,
            format_func=lambda one: f"{t(one.label)} {found[one][1]}",
        )  # fmt: skip
        _column(State(shown or fullest), *found[State(shown or fullest)])
        return
    for place, state in zip(st.columns(len(State), gap="small"), State, strict=True):
        with place:
            st.markdown(f"**{t(state.label)}** · {found[state][1]}")
            _column(state, *found[state])


def _column(state: State, rows: Sequence[FollowUpRow], held: int) -> None:
    with st.container(gap="xsmall"):
        for one in rows:
            ticket(one)
        if not rows:
            st.caption(t("None"))
    if held > len(rows):
        st.caption(tn("and one more", "and {count} more", held - len(rows)))


def ticket(one: FollowUpRow) -> None:
    """A follow-up on the board, whose column says its state."""
    with kit.row(f"ticket-{one.id}"):
        lead(c(one.title), "Follow_up.py", followup=one.code)
        again = f" · :orange[{tn('came back once', 'came back {count} times', one.recurrences)}]" if one.recurrences else ""
        st.markdown(f":small[{bits.due(one.due_on, one.today, one.state)}{again}]  \n:gray[:small[{c(one.project)} · {c(one.owner)}]]")


def card(one: FollowUpRow, place: str = "list") -> None:
    """A follow-up in a row: its name leads to its page; on a phone its state and day stand below the name."""
    checked = f"  \n:violet[{t('its effect can be judged')}]" if one.effect_due else ""
    when = f":small[{bits.due(one.due_on, one.today, one.state)}{checked}]"
    with kit.row(f"{place}-{one.id}"):
        what, how, until = (st.container(gap=None), None, None) if on_phone() else st.columns([19, 13, 8], vertical_alignment="center")
        with what, st.container(gap=None):
            lead(f"**{c(one.title)}**", "Follow_up.py", followup=one.code)
            st.caption(f"{escaped(one.code)} · {c(one.project)} · {c(one.owner)}")
        if how is None or until is None:
            st.markdown(f"{bits.badges(one)} {when}")
        else:
            how.markdown(bits.badges(one))
            until.markdown(when)


def _export(actor: Actor, filter_: Filter) -> None:
    """The whole narrowed list as a workbook; the export is written into the audit trail."""
    spoken = language()  # asked here: a download is made outside the page's run

    def made() -> bytes:
        from core.exchange.followups_workbook import followups_workbook  # xlsxwriter is needed for this only

        now = desk.look_up(projects.person_acting, actor.username, origin=actor.origin)  # as she may at the moment of the click
        frame = desk.look_up(queries.export, now, filter_)
        data = followups_workbook(frame, spoken)
        desk.attempt(actions.export, now, filter_, rows=len(frame), sha256=hashlib.sha256(data).hexdigest())
        return data

    kit.download(N_("Excel workbook"), made, "follow-ups.xlsx", kit.XLSX, "followups:export")

"""Follow-ups as a list and as a board, with what counts under each tab."""

import hashlib

import streamlit as st

from core.access import Actor, Permission
from core.followup import actions, queries
from core.followup.queries import Counts, Filter, FollowUpRow
from core.followup.rules import Kind, Priority, State
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk, kit
from pages.parts.followup import bits, opening
from pages.parts.frame import lead
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
            t("View"), ["list", "board"], default="list", required=True, key="look", bind="query-params", label_visibility="collapsed",
            format_func=lambda one: {"list": t("List"), "board": t("Board")}[one],
        )  # fmt: skip
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
        t("Follow-ups"), list(TABS), default=first, required=True, key="tab", bind="query-params", label_visibility="collapsed", wrap=True,
        format_func=lambda one: f"{t(TABS[one])} {getattr(counts, one)}",
    )  # fmt: skip
    return chosen or first  # an address that names no tab chooses none


def _filter(actor: Actor, tab: str) -> Filter:
    named = desk.ask(queries.projects, actor)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        project = st.selectbox(
            t("Project"), ["", *named], format_func=lambda code: f"{code} · {content(named[code])}" if code else plain("All projects"),
            key="project", bind="query-params", width=260,
        )  # fmt: skip
        kinds = _choice(N_("Kind"), Kind, "kind")
        priorities = _choice(N_("Priority"), Priority, "priority")
        due = st.selectbox(
            t("Due"), ["", *DUE], format_func=lambda one: plain(DUE[one]) if one else plain("Any day"), key="due", bind="query-params", width=180
        )
    wanted = (tab, project, *kinds, "/", *priorities, "/", due)
    if st.session_state.get("followups_for") != wanted:  # another list begins at its first page
        st.session_state["followups_for"], st.session_state["followups_page"] = wanted, 1
    page = max(1, st.session_state.get("followups_page", 1))
    return Filter(
        tab=tab, project_code=project or "", kinds=tuple(map(Kind, kinds)), priorities=tuple(map(Priority, priorities)), due=due or "", page=page, size=SIZE
    )


def _choice(label: str, sort: type[Kind] | type[Priority], key: str) -> list[str]:
    return st.multiselect(
        t(label), [one.value for one in sort], format_func=lambda code: plain(sort(code).label), key=key, bind="query-params", width=220,
        placeholder=plain("All"),
    )  # fmt: skip


def _list(actor: Actor, filter_: Filter) -> None:
    rows, total = desk.ask(queries.listed, actor, filter_)
    if not rows and not total:
        kit.nothing(EMPTY[filter_.tab] if not _narrowed(filter_) else EMPTY["all"])
        return
    for row in rows:
        card(row)
    pages = -(-total // SIZE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(tn("one follow-up", "{count} follow-ups", total))
        if pages > 1:
            st.pagination(pages, key="followups_page")


def _narrowed(filter_: Filter) -> bool:
    return bool(filter_.project_code or filter_.kinds or filter_.priorities or filter_.due)


def _board(actor: Actor, filter_: Filter) -> None:
    """A column for each state, stacked on a phone; what does not fit is counted."""
    found = desk.ask(queries.board, actor, filter_)
    for place, state in zip(st.columns(len(State)), State, strict=True):
        rows, held = found[state]
        with place:
            st.markdown(f"**{t(state.label)}** · {held}")
            for row in rows:
                card(row, narrow=True)
            if held > len(rows):
                st.caption(tn("and one more", "and {count} more", held - len(rows)))


def card(row: FollowUpRow, *, narrow: bool = False) -> None:
    """A follow-up in a box: its name leads to its page."""
    with st.container(border=True, gap="xsmall" if narrow else "small"):
        lead(f"**{c(row.title)}**", "Follow_up.py", followup=row.code)
        line = f"{bits.due(row.due_on, row.today, row.state)} · {c(row.owner)}"
        if narrow:
            st.caption(f"{escaped(row.code)} · {c(row.project)}  \n{line}")
            if row.recurrences:
                st.caption(tn("came back once", "came back {count} times", row.recurrences))
            return
        st.markdown(f"{bits.badges(row)}")
        checked = f" · :violet[{t('its effect can be judged')}]" if row.effect_due else ""
        st.caption(f"{escaped(row.code)} · {c(row.project)} · {line}{checked}")


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

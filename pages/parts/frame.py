"""The frame around every page: where one may go (DOORS), who is here, and what stands at the head of a page.

`Home.py` calls `navigation()` at every visit; every page begins with `open_page(__file__)`, which guards it even on
a run that never went through Home.py.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from core import log
from core.access import Actor, Permission
from core.errors import NotPermitted, TryAgain
from core.people import actions as people
from core.projects import queries as projects
from core.words import N_, Language
from pages.parts import account, clarity, desk, factor, signin, theme
from pages.parts.notice import inbox
from pages.parts.whole import whole
from pages.parts.words import content, escaped, language, plain, settle_language, t

ROOT = Path(__file__).parents[2]
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230f6e84'/%3E"
    "%3Cpath d='M7 21a9 9 0 1 1 18 0' fill='none' stroke='white' stroke-width='3' stroke-linecap='round'/%3E"
    "%3Cpath d='M16 21l5-7' stroke='%23f2d9a0' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E"
)
"""A gauge, carried in the page: an icon by name would be fetched from another host."""


SAME_RUN_S = 1.0


@dataclass(frozen=True)
class Door:
    """A page: its file, how it is called, its icon, where it stands in the sidebar, and what opens it."""

    file: str
    title: str
    icon: str
    section: str
    permission: Permission
    hidden: bool = False
    """Reached by links (a record's own page), not listed in the sidebar."""

    @property
    def path(self) -> str:
        """The page's URL, from its file name, so that links survive a change of language."""
        return self.file.removesuffix(".py")


TODAY, INSPECTION, SERVICE, QUALITY, PROJECTS, HOUSE = "", N_("Inspection"), N_("Service"), N_("Quality"), N_("Projects"), N_("Administration")

DOORS = (
    Door("My_work.py", N_("My work"), ":material/home:", TODAY, Permission.ACCOUNT_USE),
    Door("Approvals.py", N_("Approvals"), ":material/approval:", TODAY, Permission.APPROVAL_READ),
    Door("Inbox.py", N_("Inbox"), ":material/inbox:", TODAY, Permission.ACCOUNT_USE),
    Door("Follow_ups.py", N_("Follow-ups"), ":material/build:", TODAY, Permission.FOLLOWUP_READ),
    Door("Follow_up.py", N_("Follow-up"), ":material/build:", TODAY, Permission.FOLLOWUP_READ, hidden=True),
    Door("Results.py", N_("Results"), ":material/insights:", INSPECTION, Permission.RESULTS_READ),
    Door("Fairness.py", N_("Fairness"), ":material/balance:", INSPECTION, Permission.FAIRNESS_READ),
    Door("Measures.py", N_("Measures"), ":material/straighten:", INSPECTION, Permission.MEASURE_READ),
    Door("Sheets.py", N_("Scoring sheets"), ":material/fact_check:", INSPECTION, Permission.SHEET_READ),
    Door("Scoring_sheet.py", N_("Scoring sheet"), ":material/edit_note:", INSPECTION, Permission.SHEET_READ, hidden=True),
    Door("Rounds.py", N_("Rounds"), ":material/event_repeat:", INSPECTION, Permission.ROUND_READ),
    Door("Checklists.py", N_("Checklists"), ":material/checklist:", INSPECTION, Permission.TEMPLATE_READ),
    Door("Targets.py", N_("Teams and service records"), ":material/inventory:", INSPECTION, Permission.TARGET_EDIT),
    Door("Requests.py", N_("Service requests"), ":material/support_agent:", SERVICE, Permission.REQUEST_READ),
    Door("Request.py", N_("Service request"), ":material/support_agent:", SERVICE, Permission.REQUEST_READ, hidden=True),
    Door("Customers.py", N_("Customers"), ":material/handshake:", SERVICE, Permission.CUSTOMER_READ),
    Door("Satisfaction.py", N_("Satisfaction"), ":material/sentiment_satisfied:", SERVICE, Permission.SURVEY_READ),
    Door("Preparation.py", N_("Service preparation"), ":material/checklist:", SERVICE, Permission.PREPARATION_READ),
    Door("Service_analysis.py", N_("Service analysis"), ":material/monitoring:", SERVICE, Permission.REQUEST_READ),
    Door("Request_import.py", N_("Import of requests"), ":material/move_to_inbox:", SERVICE, Permission.REQUEST_IMPORT, hidden=True),
    Door("Quality_checks.py", N_("Quality checks"), ":material/checklist_rtl:", QUALITY, Permission.CHECK_READ),
    Door("Nonconformities.py", N_("Nonconformities"), ":material/report:", QUALITY, Permission.NONCONFORMITY_READ),
    Door("Objectives.py", N_("Quality objectives"), ":material/flag_circle:", QUALITY, Permission.STANDARD_READ),
    Door("Control_charts.py", N_("Control charts"), ":material/show_chart:", QUALITY, Permission.CHART_READ),
    Door("Improvement.py", N_("Improvement"), ":material/autorenew:", QUALITY, Permission.SUGGESTION_WRITE),
    Door("Clauses.py", N_("Clause coverage"), ":material/rule:", QUALITY, Permission.CLAUSE_READ),
    Door("Compliance.py", N_("Norms and compliance"), ":material/gavel:", QUALITY, Permission.NORM_READ),
    Door("Knowledge.py", N_("Knowledge"), ":material/school:", PROJECTS, Permission.KNOWLEDGE_READ),
    Door("Projects.py", N_("Projects"), ":material/work:", PROJECTS, Permission.PROJECT_READ),
    Door("Plan.py", N_("Plans"), ":material/view_timeline:", PROJECTS, Permission.PLAN_READ),
    Door("Progress.py", N_("Progress"), ":material/trending_up:", PROJECTS, Permission.PLAN_READ),
    Door("Board.py", N_("Boards"), ":material/view_kanban:", PROJECTS, Permission.PLAN_READ),
    Door("Costs.py", N_("Costs"), ":material/payments:", PROJECTS, Permission.COST_READ),
    Door("Risks.py", N_("Risks"), ":material/crisis_alert:", PROJECTS, Permission.RISK_READ),
    Door("Resources.py", N_("Resources"), ":material/dns:", PROJECTS, Permission.RESOURCE_READ),
    Door("Communication.py", N_("Communication"), ":material/forum:", PROJECTS, Permission.COMMUNICATION_READ),
    Door("Team.py", N_("Team"), ":material/diversity_3:", PROJECTS, Permission.TEAM_READ),
    Door("Applications.py", N_("Applications"), ":material/note_add:", PROJECTS, Permission.APPLICATION_READ),
    Door("Initiation.py", N_("Initiation"), ":material/flag:", PROJECTS, Permission.PROJECT_READ),
    Door("Acceptance.py", N_("Acceptance"), ":material/verified:", PROJECTS, Permission.CLOSING_READ),
    Door("Closing.py", N_("Closing"), ":material/inventory_2:", PROJECTS, Permission.CLOSING_READ),
    Door("Reviews.py", N_("Project reviews"), ":material/rate_review:", PROJECTS, Permission.REVIEW_RATE),
    Door("Search.py", N_("Search"), ":material/search:", PROJECTS, Permission.ACCOUNT_USE, hidden=True),
    Door("People.py", N_("People"), ":material/group:", HOUSE, Permission.PEOPLE_EDIT),
    Door("Sign_ins.py", N_("Sign-ins"), ":material/passkey:", HOUSE, Permission.PEOPLE_EDIT),
    Door("Calendars.py", N_("Calendars"), ":material/calendar_month:", HOUSE, Permission.CALENDAR_READ),
    Door("Permissions.py", N_("Permissions"), ":material/key:", HOUSE, Permission.PEOPLE_EDIT),
    Door("Approval_chains.py", N_("Approval chains"), ":material/account_tree:", HOUSE, Permission.CHAIN_EDIT),
    Door("Settings.py", N_("Settings"), ":material/tune:", HOUSE, Permission.SETTINGS_READ),
    Door("Reference_tables.py", N_("Reference tables"), ":material/category:", HOUSE, Permission.REFERENCE_READ),
    Door("Audit_trail.py", N_("Audit trail"), ":material/history:", HOUSE, Permission.AUDIT_READ),
    Door("Health.py", N_("Health"), ":material/monitor_heart:", HOUSE, Permission.HEALTH_READ),
    Door("Account.py", N_("My account"), ":material/account_circle:", HOUSE, Permission.ACCOUNT_USE, hidden=True),
)
BY_FILE = {door.file: door for door in DOORS}


def page_of(file: str) -> "str | st.Page":  # type: ignore[valid-type]
    """The page behind a door, as st.switch_page and st.page_link want it; its script where nobody has been led through Home.py yet."""
    return _pages().get(file) or str(ROOT / "pages" / BY_FILE[file].file)


def _pages() -> "dict[str, st.Page]":  # type: ignore[valid-type]
    """The pages of this session by their files: each looks its script up on the disk when it is made, so they are made once a language."""
    kept = st.session_state.get("_pages")
    return kept[1] if kept and kept[0] == language() else {}


def link(file: str, **query: str) -> str:
    """The address of a page with its record, for Markdown links and tables."""
    return f"/{BY_FILE[file].path}" + (f"?{urlencode(query)}" if query else "")


def lead(label: str, file: str, *, icon: str | None = None, **query: str) -> None:
    """A link to a page with its record, in the same tab and without loading the application anew.

    `label` is Markdown (escape what people typed). Links inside Markdown and tables open a tab of their own.
    """
    st.page_link(page_of(file), label=label, icon=icon or "", query_params=query)


def on_phone() -> bool:
    """Whether the viewer holds a phone, as far as the browser says."""
    agent = st.context.headers.get("User-Agent", "") if hasattr(st.context.headers, "get") else ""
    return isinstance(agent, str) and "Mobi" in agent


def navigation() -> "st.Page":  # type: ignore[valid-type]
    """Every page this viewer may open, or nothing but the way in. Called by Home.py at every visit."""
    try:
        actor = signin.viewer()
    except TryAgain as gone:
        return _single(partial(desk.away, gone))
    if actor is None:
        return signin.strangers_navigation()
    settle_language()
    st.session_state["_actor"] = actor
    signin.heartbeat()
    if actor.is_held or factor.are_codes_shown():
        return _single(_first_things)
    open_to_her = [door for door in DOORS if actor.may(door.permission)]
    pages = _pages()
    if pages.keys() != {door.file for door in open_to_her}:
        pages = {door.file: st.Page(ROOT / "pages" / door.file, title=plain(door.title), icon=door.icon, default=door is DOORS[0], visibility="hidden" if door.hidden else "visible") for door in open_to_her}
        st.session_state["_pages"] = language(), pages
    sections: dict[str, list[object]] = {}
    for door in open_to_her:
        sections.setdefault(plain(door.section) if door.section else "", []).append(pages[door.file])
    if (want := signin.asked_path()) and want not in {door.path for door in open_to_her}:  # in her language, and without Streamlit's dialog over it
        sections[""].append(st.Page(_nowhere, title=plain("Service Cockpit"), url_path=want, visibility="hidden"))
    return st.navigation(sections)  # type: ignore[arg-type]


def _single(draw: Callable[[], None]) -> "st.Page":  # type: ignore[valid-type]
    return signin.only_page(draw, plain("Service Cockpit"))


def _style() -> None:
    st.html(theme.STYLE)
    if language() is not Language.ENGLISH:
        st.html(theme.in_other_words(upload=plain("Choose a file")))


def _nowhere() -> None:
    """An address that leads nowhere, or nowhere this viewer may go: said alike."""
    _style()
    _bar(st.session_state.pop("_actor"), switcher=False, door=None)
    st.title(t("Nothing to see here"), anchor=False)
    st.error(t(NotPermitted.message))
    lead(t("Back to my work"), DOORS[0].file, icon=DOORS[0].icon)


def _first_things() -> None:
    _held(st.session_state["_actor"])


def _held(actor: Actor) -> bool:
    """Draws what must be done before anything else, if there is something."""
    if actor.must_change_password:
        account.first_password(actor)
    elif actor.must_add_factor:
        factor.set_up_first(actor)
    elif factor.are_codes_shown():
        factor.codes_page()
    else:
        return False
    return True


def _guarded(file: str) -> tuple[Actor, Door]:
    """The actor, if this page may be opened; the run ends here otherwise."""
    actor = st.session_state.pop("_actor", None)
    if actor is None:  # Home.py did not run before: look for ourselves
        try:
            actor = signin.viewer()
        except TryAgain as gone:
            desk.away(gone)
    door = BY_FILE[Path(file).name]
    log.tell(page=door.path)
    if actor is None:
        signin.sign_in_page()
        st.stop()
    if _held(actor):
        st.stop()
    if not actor.may(door.permission):
        st.error(t(NotPermitted.message))
        st.stop()
    return actor, door


def fresh_actor() -> Actor:
    """The actor at this moment, for a fragment that runs by itself long after its page was opened.

    A callback and the fragment it precedes are one run; who was found by the first is handed to the second.
    """
    found = st.session_state.pop("_found", None)
    if found is not None and time.monotonic() - found[1] < SAME_RUN_S:
        return found[0]
    try:
        actor = signin.viewer()
    except TryAgain as gone:
        desk.away(gone)
    if actor is None:
        st.rerun(scope="app")
    return actor


def acting_in_callback() -> Actor:
    """Like `fresh_actor`, and kept for the fragment that is drawn right after the callback."""
    actor = fresh_actor()
    st.session_state["_found"] = (actor, time.monotonic())
    return actor


def open_page(file: str, *, trail: Sequence[tuple[str, str]] = (), switcher: bool = False, head: bool = True) -> Actor:
    """First line of every page: guards it and draws its head. Returns who is looking.

    `trail` are breadcrumbs (text, file of the page); without `head` the page writes its title itself, once it has asked. `switcher` shows the project switcher, whose choice `chosen_project` returns.
    """
    st.set_page_config(page_icon=ICON)  # said after the navigation, which would have the browser fetch the page's own icon from a host of fonts
    actor, door = _guarded(file)
    desk.count_drawing()
    st.query_params.update()  # a link to the page one is on leaves the address bar behind: say the address anew
    _style()
    _bar(actor, switcher, door)
    if trail:
        with st.container(horizontal=True, gap="small"):
            for label, target in trail:
                st.page_link(page_of(target), label=f":small[{escaped(label)} ›]", icon="")
    if head:
        st.title(t(door.title), anchor=False)
    return actor


def chosen_project() -> str:
    """The code of the project that the header's switcher narrows to; empty for all."""
    return st.session_state.get("project_choice") or ""


def _bar(actor: Actor, switcher: bool, door: Door | None) -> None:
    """The header: project switcher, search field, account menu. On a phone the switcher has a line of its own below."""
    switcher = switcher and actor.may(Permission.PROJECT_READ)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="head_bar"):
        if switcher and not on_phone():
            _switcher(actor, 260)
        if not on_phone():
            st.text_input(
                t("Search"), key="search_words", placeholder=plain("Search: code, project, checklist"), label_visibility="collapsed",
                on_change=_searched, width=260, icon=":material/search:",
            )  # fmt: skip
        if st.session_state.pop("_go_search", None):
            st.switch_page(page_of("Search.py"), query_params={"q": st.session_state.get("search_words", "")})
        if waiting := inbox.unread(actor):
            lead(f":material/notifications: **{inbox.number(waiting)}**", "Inbox.py")
        picked = st.menu_button(
            escaped(actor.name), ["account", "search", *(["clear"] if door else []), *(one.value for one in Language), "out"], icon=":material/account_circle:",
            format_func=_menu_label, key="account_menu", type="tertiary",
        )  # fmt: skip
    if switcher and on_phone():
        _switcher(actor, "stretch")
    if picked == "account":
        st.switch_page(page_of("Account.py"))
    elif picked == "search":
        st.switch_page(page_of("Search.py"))
    elif picked == "clear" and door:
        clarity.opened(fresh_actor, door.path, plain(door.title))
    elif picked == "out":
        signin.sign_out()
    elif picked and picked != language():
        st.session_state["language"] = picked
        desk.perform(people.choose_language, actor, Language(picked))
        st.rerun()


def _switcher(actor: Actor, width: Literal["stretch"] | int) -> None:
    names = {row.code: f"{row.code} · {content(row.name)}" for row in desk.ask_kept("projects", projects.projects, actor)}
    st.selectbox(
        t("Project"), ["", *names], format_func=lambda code: names.get(code) or plain("All projects"), key="project_choice",
        label_visibility="collapsed", width=width, persist_state="session",
    )  # fmt: skip


def _menu_label(code: str) -> str:
    if code in set(Language):
        return f"{'● ' if code == language() else '○ '}{Language(code).own_name}"
    return {"account": plain("My account"), "search": plain("Search"), "clear": plain("Is this page clear?"), "out": plain("Sign out")}[code]


@whole
def _searched() -> None:
    st.session_state["_go_search"] = True


"""Quality checks as a list with what is mine, overdue and to be looked at again; the calendar; what recurs."""

import streamlit as st

from core.access import Actor, Permission
from core.projects import queries as projects
from core.quality.checks import queries
from core.quality.checks.queries import CheckRow, Filter
from core.quality.checks.rules import Kind, State, Verdict
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import lead
from pages.parts.quality import check_calendar, check_form, meetings
from pages.parts.words import c, content, day, escaped, plain, t

SIZE = 20
PARTS = {"checks": N_("List"), "calendar": N_("Calendar"), "plans": N_("Recurring checks"), "meetings": N_("Analysis meetings")}
TABS = {"mine": N_("Mine"), "overdue": N_("Overdue"), "repeat": N_("To look at again"), "done": N_("Finished"), "all": N_("All")}
EMPTY = {
    "mine": N_("No quality check is yours to carry out."), "overdue": N_("Nothing is overdue."), "repeat": N_("No failed check waits to be looked at again."),
    "done": N_("No check is finished yet."), "all": N_("No quality check matches. Whoever leads a project plans them here."),
}  # fmt: skip


def draw(actor: Actor) -> None:
    """The chosen part."""
    asked = st.query_params.get("part", "")
    parts = [one for one in PARTS if one != "meetings" or actor.may(Permission.QUALITY_MEETING_READ)]
    part = st.segmented_control(
        t("Part"), parts, format_func=lambda one: t(PARTS[one]), default=asked if asked in parts else "checks", key="checks_part", label_visibility="collapsed", required=True
    )
    if part == "calendar":
        check_calendar.draw(actor)
    elif part == "plans":
        check_calendar.plans(actor)
    elif part == "meetings":
        meetings.listed(actor)
    else:
        if actor.may(Permission.CHECK_PLAN):
            check_form.draw(actor)
        _list(actor)


def _list(actor: Actor) -> None:
    counts = desk.ask(queries.counts, actor)
    first = "mine" if counts["mine"] else "all"
    tab = st.segmented_control(t("Show"), list(TABS), format_func=lambda one: f"{t(TABS[one])} ({counts[one]})", default=first, key="checks_tab", label_visibility="collapsed", required=True)
    left, right = st.columns(2)
    named = {row.code: row.name for row in desk.ask_kept("projects", projects.projects, actor)} if actor.may(Permission.PROJECT_READ) else {}
    project = left.selectbox(t("Project"), ["", *named], format_func=lambda code: f"{code} · {content(named[code])}" if code else plain("All projects"), key="checks_project")
    kinds = right.multiselect(t("Kind"), list(Kind), format_func=lambda one: plain(one.label), key="checks_kinds", placeholder=plain("All"))
    rows, total = desk.ask(queries.listed, actor, Filter(tab, project, tuple(kinds), st.session_state.get("checks_page", 1), SIZE))
    if not rows:
        kit.nothing(EMPTY[tab])
    with st.container(gap="xsmall"):
        for row in rows:
            card(row)
    if total > SIZE:
        st.number_input(t("Page"), 1, -(-total // SIZE), key="checks_page", width=140)


def badges(row: CheckRow) -> str:
    """State, verdict and lateness as coloured words."""
    colour = {State.PLANNED: "gray", State.RUNNING: "blue", State.DONE: "gray", State.CANCELLED: "gray"}[row.state]
    parts = [f":{colour}-badge[{t(row.state.label)}]"] if row.verdict is None else [f":{'green' if row.verdict is Verdict.PASSED else 'red'}-badge[{t(row.verdict.label)}]"]
    if row.missed:
        parts.append(f":red-badge[{t('Not carried out')}]")
    elif row.overdue:
        parts.append(f":red-badge[{t('Overdue')}]")
    return " ".join(parts)


def when(row: CheckRow) -> str:
    return t("finished {day}", day=day(row.finished_on)) if row.finished_on else t("due {day}", day=day(row.due_on))


def card(row: CheckRow) -> None:
    """A check as a line of a list."""
    with kit.row(f"check-{row.id}"):
        lead(f"**{escaped(row.code)} {escaped(row.title)}**", "Quality_checks.py", check=row.code)
        st.markdown(f"{badges(row)}  \n:small[{t(row.kind.label)} · {when(row)} · {c(row.checker)}]  \n:gray[:small[{escaped(row.project_code)} {c(row.project)}]]")

"""Nonconformities as a list with what waits, the figures beside it, and the form that registers one."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.errors import NotFound
from core.projects import queries as projects
from core.quality.nonconformities import actions, queries, rules
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.queries import Filter, NonconformityRow
from core.quality.nonconformities.rules import CLASSES, Origin, Severity
from core.subjects import place
from core.words import N_
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.frame import lead, page_of
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.quality import nonconformity_charts as charts
from pages.parts.words import content, escaped, plain, t

SIZE = 20
TABS = {"wait": N_("Waits for me"), "living": N_("In progress"), "overdue": N_("Overdue"), "all": N_("All")}
EMPTY = {
    "wait": N_("No nonconformity waits for you."), "living": N_("No nonconformity is in progress."), "overdue": N_("Nothing is overdue."),
    "all": N_("No nonconformity matches. Checks open them by themselves; what is seen at work is registered below."),
}  # fmt: skip
FROM = {"check": Origin.CHECK, "sheet": Origin.INSPECTION, "request": Origin.REQUEST, "acceptance": Origin.ACCEPTANCE, "compliance": Origin.AUDIT}
BY_HAND = [Origin.WORK, Origin.REQUEST, Origin.ACCEPTANCE, Origin.FEEDBACK, Origin.INSPECTION, Origin.AUDIT, Origin.SIGNAL, Origin.CHECK]


def draw(actor: Actor) -> None:
    """The list or the figures."""
    part = st.segmented_control(
        t("Part"), ["list", "figures"], format_func=lambda one: {"list": t("List"), "figures": t("Figures")}[one], default="list", key="nonconformities_part",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    if part == "figures":
        charts.draw(actor)
        return
    if actor.may(Permission.NONCONFORMITY_REGISTER):
        _register(actor)
    counts = desk.ask(queries.counts, actor)
    first = next((tab for tab in ("wait", "living") if counts[tab]), "all")
    tab = st.segmented_control(
        t("Show"), list(TABS), format_func=lambda one: f"{t(TABS[one])} ({counts[one]})", default=first, key="nonconformities_tab", label_visibility="collapsed", required=True
    )
    left, middle = st.columns(2)
    named = {row.code: row.name for row in desk.ask_kept("projects", projects.projects, actor)} if actor.may(Permission.PROJECT_READ) else {}
    project = left.selectbox(
        t("Project"), ["", *named], format_func=lambda code: f"{code} · {content(named[code])}" if code else plain("All projects"), key="nonconformities_project"
    )
    grave = middle.multiselect(t("Severity"), list(Severity), format_func=lambda one: plain(one.label), key="nonconformities_severity", placeholder=plain("All"))
    page = st.session_state.get("nonconformities_page", 1)
    rows, total = desk.ask(queries.listed, actor, Filter(tab, project, 0, tuple(grave), (), page, SIZE))
    if not rows:
        kit.nothing(EMPTY[tab])
    with st.container(gap="xsmall"):
        for row in rows:
            card(row)
    if total > SIZE:
        st.number_input(t("Page"), 1, -(-total // SIZE), key="nonconformities_page", width=140)


def card(row: NonconformityRow) -> None:
    """A nonconformity as a line of a list."""
    with kit.row(f"nonconformity-{row.id}"):
        lead(f"**{escaped(row.code)} {escaped(row.title)}**", "Nonconformities.py", nonconformity=row.code)
        st.markdown(f"{bits.badges(row)}  \n:small[{bits.told(row)}]  \n:gray[:small[{bits.project(row)}]]")


def _source(actor: Actor) -> tuple[str, int, str, int | None]:
    """What the form was opened about (?about=followup:12): kind, id, code and project."""
    kind, _, number = st.query_params.get("about", "").partition(":")
    if not (kind and number.isdigit()):
        return "", 0, "", None
    try:
        found = desk.look_up(place, actor, kind, int(number))
    except NotFound:
        return "", 0, "", None
    return kind, int(number), found.code, found.project_id


def _register(actor: Actor) -> None:
    kind, number, code, project_id = _source(actor)
    rows = [row for row in desk.ask_kept("projects", projects.projects, actor) if project_id in (None, row.id)]
    form = Form(actor, "nonconformity")
    with st.expander(t("Register a nonconformity"), icon=":material/report:", expanded=form.waiting or bool(kind)):
        if not form.opened():
            return
        if code:
            st.caption(t("About {code}", code=code))
        _fields(actor, form, rows, kind, number)


def _fields(actor: Actor, form: Form, rows: Sequence[projects.ProjectRow], kind: str, number: int) -> None:
    names = {row.id: f"{row.code} · {content(row.name)}" for row in rows}
    project = st.selectbox(t("Project"), list(names), format_func=names.__getitem__, placeholder=plain("Choose a project"), **form.field("nc:project", next(iter(names)) if kind and len(names) == 1 else None, names))
    title = st.text_input(t("What is wrong"), **form.field("nc:title", ""))
    finding = st.text_area(t("Finding"), placeholder=plain("What was seen, where, how often, against which requirement"), **form.field("nc:finding", ""))
    left, middle, right = st.columns(3)
    classes = bits.offered(CLASSES)
    class_ = left.selectbox(t("Class"), list(classes), format_func=lambda one: content(classes[one]), placeholder=plain("Choose"), **form.field("nc:class", None, classes))
    severities = [one.value for one in Severity]
    severity = middle.selectbox(t("Severity"), severities, format_func=lambda one: plain(Severity(one).label), **form.field("nc:severity", Severity.MINOR.value, severities))
    origins = [one.value for one in BY_HAND]
    origin = right.selectbox(t("Found by"), origins, format_func=lambda one: plain(Origin(one).label), **form.field(f"nc:origin:{kind}", FROM.get(kind, Origin.WORK).value, origins))
    found_on = left.date_input(t("Found on"), **form.field("nc:found_on", today()))
    containment = st.text_area(
        t("Containment"), height=80, placeholder=plain("What was done at once so that it does no more harm"), **form.field("nc:containment", "")
    )
    if Severity(severity).grave:
        st.info(t("Management is told at once. Work begins when a plan of at least {least} measures is approved.", least=rules.SEVERAL), icon=":material/campaign:")
    form.note()
    if st.button(t("Register"), key="nc:save", type="primary", disabled=None in (project, class_, found_on)):
        made = desk.perform_once(
            desk.form_key("nonconformity"), actions.register, actor, project,
            Finding(title, finding, class_ or "", Severity(severity), Origin(origin), found_on, containment, kind, number),
        )  # fmt: skip
        if made:
            form.done()
            st.switch_page(page_of("Nonconformities.py"), query_params={"nonconformity": desk.ask(queries.code_of, actor, made)})
    if project is None or class_ is None:
        st.caption(t("Choose the project and the class."))

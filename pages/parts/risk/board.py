"""Risks together: figures, the map with its list, what is due, and the form that registers one."""

import hashlib

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.exchange import risks_workbook
from core.projects import queries as projects
from core.risk import actions
from core.risk.life.rules import State
from core.risk.overview import queries
from core.risk.overview.queries import Filter
from core.risk.queries import RiskRow
from core.risk.rules import CLASSES, Grade, Level, Money, Phase
from core.risk.watch.queries import Watching
from core.words import N_
from pages.parts import desk, kit, sketch
from pages.parts.cost.money import money
from pages.parts.frame import lead
from pages.parts.risk import bits, charts, due, register
from pages.parts.words import content, escaped, language, number, plain, t

SIZE = 20
TABS = {"mine": N_("Mine"), "unanswered": N_("Need an answer"), "due": N_("Review due"), "living": N_("Alive"), "all": N_("All")}
EMPTY = {
    "mine": N_("You look after no risk."), "unanswered": N_("Every risk above what is borne is being answered or was accepted."), "due": N_("No review is due."), "living": N_("No risk is alive."),
    "all": N_("No risk matches. Register what may happen to a project: cause, event, effect."),
}  # fmt: skip
SHORT = {Level.RESIDUAL: N_("Now"), Level.INHERENT: N_("Untreated"), Level.TARGET: N_("Target")}
PARTS = {"register": N_("Map and list"), "sweeps": N_("Sweeps")}


def draw(actor: Actor) -> None:
    """The page without a risk chosen."""
    wanted = st.query_params.get("part")
    part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default=wanted if wanted in PARTS else "register", key="risks_part", label_visibility="collapsed", required=True)
    if part == "sweeps":
        due.draw(actor)
        return
    if actor.may(Permission.RISK_REGISTER):
        register.draw(actor)
    project = _project(actor)
    told = desk.ask(queries.figures, actor, project)
    _figures(actor, told)
    tab = st.segmented_control(
        t("Show"), list(TABS), format_func=lambda one: f"{t(TABS[one])} ({told.tabs[one]})", default="living", key="risks_tab",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    wanted = _filter(tab or "all", project)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        cell, level = _map(actor, wanted)
    with right:
        _list(actor, wanted, cell, level)


def _project(actor: Actor) -> str:
    known = desk.ask(queries.projects, actor)
    here = st.query_params.get("project", "")
    if here and here not in known and actor.may(Permission.PROJECT_READ):  # a project without risks yet
        known |= {row.code: row.name for row in desk.ask_kept("projects", projects.projects, actor) if row.code == here}
    if here in known:
        st.session_state.setdefault("risks_project", here)
    return st.selectbox(t("Project"), ["", *known], format_func=lambda code: f"{code} · {content(known[code])}" if code else plain("All projects"), key="risks_project") or ""


def _figures(actor: Actor, told: queries.Figures) -> None:
    with st.container(horizontal=True):
        st.metric(t("Above what is borne"), number(told.above, 0), help=t("Living risks whose exposure is higher than the appetite and that no manager accepted."))
        st.metric(t("Need an answer"), number(told.tabs["unanswered"], 0), help=t("Above what is borne, and no measure is open."))
        st.metric(t("Happened"), number(told.occurred, 0))
        _money(actor, told.money)


def _money(actor: Actor, told: Money) -> None:
    why = t("Probability in percent times cost, added up over {told} risks; {untold} have no such estimate and are in no sum. It is a mean over many projects: here it may be nothing, or up to {worst}.", told=told.told, untold=told.untold, worst=money(actor, told.worst))
    part = plain("of {told} of {all} risks", told=number(told.told, 0), all=number(told.told + told.untold, 0)) if told.told else None
    st.metric(t("Expected value"), money(actor, told.expected) if told.told else "–", part, delta_color="off", delta_arrow="off", help=why)


def _filter(tab: str, project: str) -> Filter:
    with st.container(horizontal=True):
        classes = bits.offered(CLASSES)
        chosen = st.multiselect(t("Risk class"), list(classes), format_func=lambda one: content(classes[one]), key="risks_class", placeholder=plain("All"), width=260)
        phases = st.multiselect(t("Phase"), [one.value for one in Phase], format_func=lambda one: plain(Phase(one).label), key="risks_phase", placeholder=plain("All"), width=220)
        states = st.multiselect(t("State"), [one.value for one in State], format_func=lambda one: plain(State(one).label), key="risks_state", placeholder=plain("All"), width=220)
    return Filter(tab, project, tuple(chosen), tuple(phases), tuple(states), size=SIZE)


def _map(actor: Actor, wanted: Filter) -> tuple[tuple[int, int] | None, Level]:
    levels = [one.value for one in (Level.RESIDUAL, Level.INHERENT, Level.TARGET)]
    level = Level(st.segmented_control(t("Level"), levels, format_func=lambda one: t(SHORT[Level(one)]), default=Level.RESIDUAL.value, key="risks_level", label_visibility="collapsed", required=True) or Level.RESIDUAL)
    shown = Filter(wanted.tab, wanted.project_code, wanted.classes, wanted.phases, wanted.states, level)
    limits = desk.ask(queries.limits, actor, wanted.project_code)
    chosen = sketch.draw(charts.heat(desk.ask(queries.heat, actor, shown), limits), key=f"risks_map:{hash((shown, language()))}")
    colours = " ".join(f":{bits.GRADE_COLOURS[one]}-badge[{t(one.label)}]" for one in Grade)
    st.caption(f"{colours}  \n" + t("Probability upwards, impact to the right: choose a field to see its risks. Borne up to an exposure of {count}.", count=limits.appetite))
    return ((int(chosen["p"]), int(chosen["i"])) if chosen else None), level


def _list(actor: Actor, wanted: Filter, cell: tuple[int, int] | None, level: Level) -> None:
    page = int(st.session_state.get("risks_page", 1))
    asked = Filter(wanted.tab, wanted.project_code, wanted.classes, wanted.phases, wanted.states, level, cell, page, SIZE)
    rows, total = desk.ask(queries.listed, actor, asked)
    if not rows and page > 1:
        st.session_state["risks_page"] = 1
        st.rerun()
    if cell:
        st.markdown(t("Probability {p}, impact {i}: {count} risks", p=cell[0], i=cell[1], count=total))
    if not rows:
        kit.nothing(EMPTY[wanted.tab])
    watching = desk.ask(queries.watching, actor, rows)
    with st.container(gap="xsmall"):
        for row in rows:
            card(row, watching.get(row.id, ()))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if total > SIZE:
            st.number_input(t("Page"), 1, -(-total // SIZE), key="risks_page", width=140)
        if rows and actor.may(Permission.RISK_EXPORT):
            kit.download(N_("Export to Excel"), lambda: _exported(actor, asked), f"risks-{today():%Y%m%d}.xlsx", kit.XLSX, "risks:export")


def card(row: RiskRow, watching: tuple[Watching, ...] = ()) -> None:
    """A risk as a line of a list."""
    with kit.row(f"risk-{row.id}"):
        lead(f"**{escaped(row.code)} {escaped(row.event)}**", "Risks.py", risk=row.code)
        st.markdown(f"{bits.badges(row, watching)}  \n:small[{bits.told(row)}]  \n:gray[:small[{bits.project(row)}]]")


def _exported(actor: Actor, wanted: Filter) -> bytes:
    """The list as a workbook; that it left the house is in the trail before it does."""
    whole = Filter(wanted.tab, wanted.project_code, wanted.classes, wanted.phases, wanted.states, wanted.level, wanted.cell, 1, risks_workbook.MOST)
    rows, _ = desk.look_up(queries.listed, actor, whole)
    data = risks_workbook.workbook(rows, {code: content(name) for code, name in bits.names(CLASSES).items()}, language())
    desk.attempt(actions.export, actor, rows=len(rows), sha256=hashlib.sha256(data).hexdigest())
    return data

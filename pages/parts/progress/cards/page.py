"""All boards side by side, and the board of one project in its parts."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.progress.cards import queries
from core.projects import queries as projects
from core.words import N_
from pages.parts.desk import ask, ask_kept
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.progress.cards import board, columns, flow, iterations
from pages.parts.progress.cards.bits import TOPICS
from pages.parts.words import c, content, t

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "todo": N_("Not begun"), "hand": N_("Under way"), "done": N_("Finished")}
BOARD, ITERATIONS, FLOW, COLUMNS = "board", "iterations", "flow", "columns"
PARTS = {BOARD: N_("Board"), ITERATIONS: N_("Iterations"), FLOW: N_("Flow"), COLUMNS: N_("Columns")}


def listed(actor: Actor) -> None:
    """The boards of all projects with a plan that the viewer may see."""
    rows = ask_kept("plans", queries.boards, actor)
    if not rows:
        nothing(N_("No project has a plan yet. A board shows the tasks of a plan: begin one under “Plans”."))
        return
    shown = pd.DataFrame([(link("Board.py", project=one.code), content(one.name), one.todo, one.hand, one.done) for one in rows], columns=list(HEADINGS))
    linked_table(shown, HEADINGS, links={"address": r"project=(.*)$"}, key="boards")


def one(actor: Actor, code: str) -> None:
    """The board of one project."""
    view = ask_kept(TOPICS, queries.board, actor, code, today())
    if view is None:
        st.title(c(ask(projects.project, actor, code).name), anchor=False)
        nothing(N_("This project has no plan yet. A board shows the tasks of a plan."))
        lead(t("Plan"), "Plan.py", icon=":material/view_timeline:", project=code)
        return
    st.title(c(view.project), anchor=False)
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
        lead(t("Plan"), "Plan.py", icon=":material/view_timeline:", project=code)
        lead(t("Progress"), "Progress.py", icon=":material/monitoring:", project=code)
    offered = [one for one in PARTS if one != COLUMNS or view.editable]
    part = st.segmented_control(
        t("Part"), offered, format_func=lambda one: t(PARTS[one]), default=BOARD, key="board_part", label_visibility="collapsed", required=True
    )
    if part == ITERATIONS:
        iterations.draw(actor, view)
    elif part == FLOW:
        flow.draw(actor, view)
    elif part == COLUMNS:
        columns.draw(actor, view)
    else:
        board.draw(code)

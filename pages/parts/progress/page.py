"""Progress of all projects side by side, and of one project in its parts."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.access import Actor
from core.planning import queries
from core.planning.queries import PlanView
from core.planning.rules.moments import day_of
from core.progress.updates import queries as judged
from core.projects import queries as projects
from core.projects.rules import Stage
from core.words import N_, pick
from pages.parts.desk import ask, ask_kept
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.progress import board, deviations, periodic, portfolio, trend, updates, value, warnings
from pages.parts.words import c, day, escaped, labelled, language, percent, plain, t

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "stage": N_("Stage"), "done": N_("Done"), "finish": N_("Finish"), "spi": N_("SPI"), "cpi": N_("CPI"), "late": N_("Overdue"), "lacks": N_("Dates that cannot be kept"), "update": N_("Update")}

PARTS: dict[str, tuple[str, Callable[[Actor, PlanView], None]]] = {
    "reports": (N_("Reports"), board.draw),
    "value": (N_("Earned value"), value.draw),
    "updates": (N_("Updates"), updates.draw),
    "deviations": (N_("Deviations"), deviations.draw),
    "trend": (N_("Milestone trend"), trend.draw),
    "warnings": (N_("Early warnings"), warnings.draw),
    "periodic": (N_("Weekly and monthly reports"), periodic.draw),
}
"""The parts of a project's progress: what each is called and what draws it."""


def listed(actor: Actor) -> None:
    """How far the projects are that the viewer may see."""
    frame = ask_kept(("plans", "progress"), queries.portfolio, actor)
    planned = frame[frame["starts"].notna()]
    if planned.empty:
        nothing(N_("No project has a plan yet. Progress is measured against a plan: begin one under “Plans”."))
        return
    found = portfolio.asked(actor)
    figures = found.by_project
    spoken, told = language(), ask_kept("updates", judged.newest, actor)
    shown = pd.DataFrame(
        [
            (link("Progress.py", project=row.project), pick(row.name, spoken), plain(Stage(row.stage).label), percent(row.done / 100) if row.done == row.done and row.done is not None else "",
             day(day_of(int(row.finish), ends=True)), *figures.get(row.project, ("–", "–")), row.late, row.lacks, updates.plainly(told.get(row.project)))
            for row in planned.itertuples()
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(shown, HEADINGS, links={"address": r"project=(.*)$"}, key="progress")
    portfolio.below(actor, found)
    warnings.of_projects(actor, list(planned["project"]), dict(zip(planned["project"], shown["name"], strict=True)))


def one(actor: Actor, code: str) -> None:
    """How far one project is."""
    view: PlanView | None = ask_kept(("plans", "progress", "projects", "calendar"), queries.plan, actor, code)
    if view is None:
        st.title(c(ask(projects.project, actor, code).name), anchor=False)
        nothing(N_("This project has no plan yet. Progress is measured against a plan."))
        lead(t("Plan"), "Plan.py", icon=":material/view_timeline:", project=code)
        return
    st.title(c(view.project), anchor=False)
    done = percent(view.share_done) if view.share_done is not None else "–"
    finish = day(day_of(view.finish, ends=True)) if view.leaves else "–"
    st.markdown(" · ".join(labelled(label, f"**{escaped(text)}**") for label, text in ((N_("Done"), done), (N_("Finish"), finish))))
    if update := updates.newest(actor, code):
        st.markdown(labelled(N_("Update"), update))
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
        lead(t("Plan"), "Plan.py", icon=":material/view_timeline:", project=code)
        lead(t("Board"), "Board.py", icon=":material/view_kanban:", project=code)
    part = st.segmented_control(
        t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one][0]), default=wanted if (wanted := st.query_params.get("part")) in PARTS else next(iter(PARTS)), key="progress_part", label_visibility="collapsed", required=True
    )
    PARTS[part][1](actor, view)

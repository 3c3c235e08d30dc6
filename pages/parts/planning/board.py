"""All plans side by side, and the plan of one project."""

from datetime import date
from functools import cache
from math import floor

import numpy as np
import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import here, now, today
from core.planning import actions, queries, templates
from core.planning.queries import PlanView
from core.planning.rules.moments import day_of, midnight, ticks
from core.projects import queries as projects
from core.projects.rules import Stage
from core.words import N_, pick
from pages.parts import comments
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.knowledge import beside
from pages.parts.planning import baselines, chain, files, forecast, gantt, grid, milestones, people, task
from pages.parts.words import c, content, day, escaped, labelled, language, moment, percent, plain, t, tn

HEADINGS = {
    "address": N_("Project"), "name": N_("Name"), "stage": N_("Stage"), "starts": N_("Start"), "finish": N_("Finish"), "done": N_("Done"), "tasks": N_("Tasks"),
    "late": N_("Overdue"), "critical": N_("Critical path"), "lacks": N_("Dates that cannot be kept"),
}  # fmt: skip
TABLE, CHART, CHAIN, MILESTONES, PEOPLE, FORECAST, BASELINES, FILES = "table", "chart", "chain", "milestones", "people", "forecast", "baselines", "files"
PARTS = {TABLE: N_("Task table"), CHART: N_("Chart"), CHAIN: N_("Network"), MILESTONES: N_("Milestones"), PEOPLE: N_("People and load"), FORECAST: N_("Forecast"), BASELINES: N_("Baselines"), FILES: N_("Files")}


def listed(actor: Actor) -> None:
    """The plans of all projects that the viewer may see."""
    frame = ask_kept(("plans", "progress"), queries.portfolio, actor)
    if frame.empty:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    planned = frame[frame["starts"].notna()]
    day_, share, stage, spoken = cache(_day), cache(percent), cache(lambda code: plain(Stage(code).label)), language()  # many rows say the same
    ends = cache(lambda at: _day(at, ends=True))
    shown = pd.DataFrame(
        [
            (link("Plan.py", project=row.project), pick(row.name, spoken), stage(row.stage), day_(row.starts), ends(row.finish),
             share(floor(row.done + 0.5) / 100) if row.done == row.done and row.done is not None else "", row.tasks, row.late, row.critical, row.lacks)
            for row in planned.itertuples()
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    if not planned.empty:
        linked_table(shown, HEADINGS, links={"address": r"project=(.*)$"}, key="plans")
        gantt.of_projects(planned)
    bare = frame[frame["starts"].isna()]
    if not bare.empty:
        st.subheader(t("Projects without a plan"), anchor=False)
        for row in bare.itertuples():
            lead(f"{escaped(row.project)} · {c(row.name)}", "Plan.py", project=row.project)


def _day(at: float | None, *, ends: bool = False) -> str:
    return "" if at is None or at != at else day(day_of(int(at), ends=ends))


def one(actor: Actor, code: str) -> None:
    """The plan of one project."""
    view: PlanView | None = ask_kept(("plans", "progress", "projects", "calendar"), queries.plan, actor, code)
    if view is None:
        _begin(actor, code)
        return
    st.title(c(view.project), anchor=False)
    _head(actor, view)
    beside.fitting_project(actor, view.project_id, adopts=view.editable)
    part = st.segmented_control(
        t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default=wanted if (wanted := st.query_params.get("part")) in PARTS else TABLE, key="plan_part", label_visibility="collapsed", required=True
    )
    if part == CHART:
        gantt.draw(actor, view)
    elif part == CHAIN:
        chain.draw(view)
    elif part == MILESTONES:
        milestones.draw(view)
    elif part == PEOPLE:
        people.draw(actor, view)
    elif part == FORECAST:
        forecast.draw(actor, view)
    elif part == FILES:
        files.draw(actor, view)
    elif part == BASELINES:
        baselines.draw(actor, view)
    else:
        grid.draw(actor, view)
        task.draw(actor, view)
    comments.thread(actor, "plan", view.id)
    comments.timeline(actor, "plan", view.id)


def _head(actor: Actor, view: PlanView) -> None:
    tasks = view.tasks
    late = view.late(ticks(here(now()).replace(tzinfo=None)))
    lacking = tasks.those("lacking")
    done = percent(view.share_done) if view.share_done is not None else "–"
    critical = np.count_nonzero(tasks.column("critical") & ~tasks.column("summary")) - sum(one.critical and one.row.actual_finish is None for one in view.gone_leaves)
    figures = ((N_("Finish"), day(day_of(view.finish, ends=True)) if tasks else "–"), (N_("Done"), done), (N_("Critical tasks"), str(critical)), (N_("Overdue"), str(late)))
    st.markdown(
        " · ".join(labelled(label, f"**{escaped(text)}**") for label, text in figures),
        help=t("Done: the share of the planned duration; rows that contain others and cancelled tasks are left out. Critical tasks: open ones that put the finish off if they take longer."),
    )  # fmt: skip
    with st.container(horizontal=True):
        lead(t("Project {code}", code=view.project_code), "Projects.py", icon=":material/work:", project=view.project_code)
        lead(t("Board"), "Board.py", icon=":material/view_kanban:", project=view.project_code)
        lead(t("Progress"), "Progress.py", icon=":material/trending_up:", project=view.project_code)
    st.caption(t("Changed {time} by {person}", time=moment(view.changed_at), person=content(view.changed_by)))
    if lacking:
        names = "  \n".join(f"- {escaped(one.row.name)} ({escaped(grid.roughly(one.lacks, False, view))})" for one in lacking[:5])
        st.warning(tn("{count} date cannot be kept, by so much working time:", "{count} dates cannot be kept, by so much working time:", len(lacking)) + f"\n{names}", icon=":material/event_busy:")
    if view.stale:
        with st.container(border=True):
            st.markdown(f":material/update: {t('Working hours, holidays or leave have changed since these dates were worked out.')}")
            if view.editable and st.button(t("Work the dates out anew"), key=f"renew:{view.version}") and perform(actions.renew, actor, view.id):
                st.rerun()
    if view.editable:
        _start(actor, view)


def _start(actor: Actor, view: PlanView) -> None:
    key = f"begin:{view.id}:{view.version}"
    with st.popover(t("Start of the plan"), icon=":material/flag:", key=f"{key}:popover"):
        first = st.date_input(t("The plan starts on"), day_of(view.starts), key=f"{key}:day", help=t("Tasks that wait for nothing start on this day, or on the next working day."))
        several = st.toggle(t("Show several critical paths"), view.several_critical_paths, key=f"{key}:several", help=t("Tasks without a successor are judged against their own finish, not against that of the plan."))
        if st.button(t("Save"), key=f"{key}:save", type="primary") and isinstance(first, date) and perform(
            actions.begin, actor, view.id, version=view.version, starts=midnight(first) if first != day_of(view.starts) else view.starts, several_critical_paths=several
        ):
            st.rerun()


def _begin(actor: Actor, code: str) -> None:
    """The way to a first plan."""
    project = ask(projects.project, actor, code)
    st.title(c(project.name), anchor=False)
    nothing(N_("This project has no plan yet."))
    beside.fitting_project(actor, project.id, adopts=True)
    if not ask(queries.plannable, actor, code):
        return
    scale = ask(queries.house_scale, actor)
    with st.container(border=True):
        first = st.date_input(t("The plan starts on"), project.started_on or today(), key="new_plan:day")
        offered = {"": t("An empty plan")} | {one.code: escaped(content(one.name)) for one in templates.offered()}
        chosen = st.radio(t("Begin with"), list(offered), format_func=lambda one: offered[one], key="new_plan:template")
        if chosen:
            found = templates.named(chosen)
            st.caption(c(found.about))
            with st.expander(t("What it contains")):
                st.markdown("\n".join(f"{'  ' * (row.level - 1)}- {escaped(row.name)}" for row in found.rows(language(), scale)))
        st.caption(labelled(N_("Hours"), t("Dates follow the working hours and holidays of the organisation, and the leave of whoever works on a task.")))
        if st.button(t("Begin the plan"), key="new_plan:save", type="primary") and isinstance(first, date):
            rows = templates.named(chosen).rows(language(), scale) if chosen else ()
            if perform_once(form_key("new_plan"), actions.create, actor, project.id, starts=midnight(first), rows=rows):
                st.rerun()
    files.upload(actor, project.id, code, None)

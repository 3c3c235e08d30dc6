"""Which departments take part in a project, phase by phase, and where load and staffing are looked at."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.projects import queries as projects
from core.projects.rules import Stage
from core.team.phases import queries
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import lead
from pages.parts.words import content, number, plain, t

HEADINGS = {"phase": N_("Phase"), "department": N_("Department"), "people": N_("People"), "reporting": N_("Reported hours"), "hours": N_("Hours")}


def draw(actor: Actor) -> None:
    """The part of the page."""
    open_ = [row for row in desk.ask_kept("projects", projects.projects, actor) if row.stage is not Stage.CLOSED]
    known = {row.code: row.name for row in sorted(open_, key=lambda row: row.stage is not Stage.EXECUTION)}  # where work is done first
    if not known:
        kit.nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    code = st.selectbox(t("Project"), list(known), format_func=lambda one: f"{one} {content(known[one])}", key="departments_project")
    with st.container(horizontal=True):
        lead(t("Load of people and levelling"), "Plan.py", icon=":material/groups:", project=code)
        lead(t("Roles, skills and staffing"), "Initiation.py", icon=":material/badge:", project=code)
    found = desk.ask(queries.taking_part, actor, code)
    if not found:
        kit.nothing(N_("Nobody owns work in this plan yet, and nobody reported hours."), ":material/account_tree:")
        return
    rows = [
        (one.share.phase or plain("No longer in the plan"), content(one.department) if one.department else plain("No department"), number(one.share.people, 0), number(one.share.reporting, 0), number(one.share.minutes / 60))
        for one in found
    ]  # fmt: skip
    kit.linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="departments")
    st.caption(t("From the plan and the hours reported: whoever owns a task, is to work on it, or reported hours on it."))

"""What one project costs."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.cost.hours import queries as hours
from core.projects import queries as projects
from core.words import N_
from pages.parts.desk import ask
from pages.parts.frame import lead
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, number, plain, t

HOURS = {"day": N_("Day"), "person": N_("Person"), "task": N_("Task"), "hours": N_("Hours"), "note": N_("Note"), "state": N_("State")}


def one(actor: Actor, code: str) -> None:
    """The page of a project."""
    st.title(c(ask(projects.project, actor, code).name), anchor=False)
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
        lead(t("Progress"), "Progress.py", icon=":material/trending_up:", project=code)
    worked(actor, code)


def worked(actor: Actor, code: str) -> None:
    """The hours, newest first."""
    found = ask(hours.entries, actor, code)
    if not found:
        nothing(N_("No hours are entered on this project yet."))
        return
    frame = pd.DataFrame(
        [(day(row.day), content(row.person), row.task, number(row.minutes / 60, 2), row.note, _state(row)) for row in found], columns=list(HOURS)
    )
    linked_table(frame, HOURS, key="hours")
    if len(found) == hours.MOST:
        st.caption(t("The newest {count} entries.", count=number(hours.MOST, 0)))


def _state(row: hours.Entry) -> str:
    return plain("taken back") if row.back_at else "" if row.priced else plain("no rate")

"""The initiation of a project: which projects there are, and one with its parts."""

import pandas as pd
import streamlit as st

from core.access import Actor, Permission, Reach, within
from core.initiation.applications import queries as applications
from core.initiation.pack import queries as pack_queries
from core.projects import queries as projects
from core.words import N_
from pages.parts.desk import ask, ask_kept
from pages.parts.frame import lead, link
from pages.parts.initiation import charter, duties, kickoff, pack, stakeholders
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, labelled, plain, t

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "stage": N_("Stage"), "customer": N_("Customer"), "manager": N_("Manager"), "ends_on": N_("Ends"), "complete": N_("Pack complete")}

PARTS = {
    "charter": (N_("Charter and scope"), charter.draw), "stakeholders": (N_("Stakeholders"), stakeholders.draw), "kickoff": (N_("Kick-off"), kickoff.draw),
    "duties": (N_("Team and duties"), duties.draw), "pack": (N_("Initiation pack"), pack.draw),
}  # fmt: skip
"""The parts of an initiation by the word that the address knows them by."""


def listed(actor: Actor) -> None:
    """The projects the viewer may see, each with the way to its charter."""
    rows = ask_kept("projects", projects.projects, actor)
    if not rows:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    share = ask(pack_queries.completeness, actor, [row.id for row in rows])
    frame = pd.DataFrame(
        [
            (link("Initiation.py", project=row.code), content(row.name), plain(row.stage.label), content(row.customer), content(row.manager), day(row.ends_on), int(share.get(row.id, 0) * 100))
            for row in rows
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(
        frame, HEADINGS, links={"address": r"project=(.*)$"}, key="initiations",
        complete=st.column_config.ProgressColumn(plain("Pack complete"), format="%d%%", min_value=0, max_value=100, help=plain("What of the initiation pack is there.")),
    )  # fmt: skip


def one(actor: Actor, code: str) -> None:
    """One project with the part that was asked for."""
    row = ask(projects.project, actor, code)
    writes = within(actor, Permission.INITIATION_EDIT, Reach(project_id=row.id, department_id=row.department_id))
    st.title(c(row.name), anchor=False)
    st.markdown(f":blue-badge[{t(row.stage.label)}] **{row.code}** · {labelled(N_('Customer'), c(row.customer))} · {labelled(N_('Manager'), c(row.manager))}")
    with st.container(horizontal=True):
        lead(t("Project {code}", code=row.code), "Projects.py", icon=":material/work:", project=row.code)
        if actor.may(Permission.APPLICATION_READ) and (came := ask(applications.of_project, actor, row.id)):
            lead(t("Application {code}", code=came), "Applications.py", icon=":material/note_add:", application=came)
    part = _part()
    PARTS[part][1](actor, row, writes=writes)


def _part() -> str:
    """The part that is looked at: what the address asks for whenever it changes. Streamlit's own binding would write labels into it."""
    codes, asked = list(PARTS), st.query_params.get("part", "")
    if asked in PARTS and asked != st.session_state.get("initiation_address"):
        st.session_state["initiation_part"] = asked
    st.session_state.setdefault("initiation_part", codes[0])
    part = st.segmented_control(t("Part"), codes, format_func=lambda one: t(PARTS[one][0]), key="initiation_part", label_visibility="collapsed", required=True)
    st.session_state["initiation_address"] = part
    if part != st.query_params.get("part", codes[0]):
        st.query_params["part"] = part
    return part

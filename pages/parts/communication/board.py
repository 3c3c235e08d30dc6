"""All projects with how far they keep to their plans, what waits for the viewer, and the frame of one project."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.communication.plans import queries
from core.words import N_
from pages.parts import desk
from pages.parts.communication import bits, meetings, opinions, plan
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing, row
from pages.parts.words import c, content, day, escaped, plain, t

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "overdue": N_("Overdue"), "due": N_("Due now"), "next_on": N_("Next planned day"), "share": N_("Took place in time"), "n": N_("Days that are over"), "rows": N_("Rows"), "stage": N_("Stage")}
PARTS = {"plan": N_("Plan"), "meetings": N_("Meetings"), "opinions": N_("Opinions")}


def listed(actor: Actor) -> None:
    """What waits for the viewer, and every project that is not closed."""
    st.caption(t("Who is spoken to, how, how often and what about: each project plans it, and every planned day is met by what really took place: a meeting, a talk, a report, a survey. The list looks back {days} days.", days=queries.LISTED.days))
    _mine(actor)
    found = desk.ask(queries.standings, actor)
    if not found:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    rows = [
        (
            link("Communication.py", project=one.code), content(one.name), str(one.overdue or ""), str(one.due or ""), day(one.next_on) if one.next_on else "",
            None if one.adherence.value is None else int(one.adherence.value), str(one.adherence.n) if one.adherence.n else plain("too few to tell") if one.rows else "",
            str(one.rows) if one.rows else plain("no plan yet"), plain(one.stage.label),
        )
        for one in sorted(found, key=lambda one: (-one.overdue, -one.due, not one.rows, one.code))
    ]  # fmt: skip
    linked_table(
        pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, links={"address": r"project=(.*)$"}, key="communication",
        share=st.column_config.ProgressColumn(plain("Took place in time"), format="%d%%", min_value=0, max_value=100, help=plain("Of the planned days that are over, how many were met in time; waived ones are not counted. With few of them no share is told.")),
    )  # fmt: skip


def _mine(actor: Actor) -> None:
    waiting = desk.ask(queries.mine, actor)
    if not waiting:
        return
    st.subheader(t("Waits for you"), anchor=False)
    names = bits.channels()
    with st.container(gap="xsmall"):
        for one in waiting[:8]:
            with row(f"communication-mine-{one.one.row_id}-{one.one.due_on:%Y%m%d}"):
                st.markdown(bits.told(one, names, project=True))
                lead(f":small[{c(one.content)}]", "Communication.py", project=one.project)
        if len(waiting) > 8:
            st.caption(t("{count} more", count=len(waiting) - 8))


def one(actor: Actor, code: str) -> None:
    """One project."""
    found = desk.ask(queries.plan, actor, code)
    st.title(c(found.project), anchor=False)
    st.markdown(f"**{escaped(found.project_code)}** · {t(found.stage.label)}" + (f" · {escaped(', '.join(found.customers))}" if found.customers else ""))
    with st.container(horizontal=True):
        lead(t("Project {code}", code=found.project_code), "Projects.py", icon=":material/work:", project=found.project_code)
        lead(t("Stakeholders and kick-off"), "Initiation.py", icon=":material/flag:", project=found.project_code)
        lead(t("Progress reports"), "Progress.py", icon=":material/trending_up:", project=found.project_code)
    wanted = st.query_params.get("part")
    part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda each: t(PARTS[each]), default=wanted if wanted in PARTS else "plan", key="communication_part", label_visibility="collapsed", required=True)
    {"plan": plan.draw, "meetings": meetings.listed, "opinions": opinions.draw}[part or "plan"](actor, found)

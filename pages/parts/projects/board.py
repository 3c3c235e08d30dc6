"""Projects on the screen."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor, Permission, Reach, Role, within
from core.followup import queries as followups
from core.inspection.sheets import queries as sheets
from core.people import queries as people
from core.projects import actions, queries
from core.projects.queries import ProjectRow
from core.projects.rules import Stage
from core.words import N_, Language
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.followup import opening
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, labelled, language, number, plain, several, t, tn

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "customer": N_("Customer"), "stage": N_("Stage"), "department": N_("Department"), "manager": N_("Manager"), "ends_on": N_("Ends")}


def listed(actor: Actor) -> None:
    """The projects the viewer may see."""
    if actor.may(Permission.PROJECT_EDIT) and actor.may(Permission.PEOPLE_READ):
        with st.expander(t("New project"), icon=":material/add:"):
            _form(actor, None)
    rows = ask_kept("projects", queries.projects, actor)
    if not rows:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    stage = st.pills(
        t("Stage"), [one.value for one in Stage], format_func=lambda code: t(Stage(code).label), key="stage", bind="query-params", label_visibility="collapsed"
    )
    frame = pd.DataFrame(
        [
            (link("Projects.py", project=row.code), content(row.name), content(row.customer), plain(row.stage.label), content(row.department),
             content(row.manager), day(row.ends_on))
            for row in rows
            if not stage or row.stage == stage
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, links={"address": r"project=(.*)$"}, key="projects")


def one(actor: Actor, code: str) -> None:
    """One project: its facts, its team, its sheets."""
    row = ask(queries.project, actor, code)
    st.title(c(row.name), anchor=False)
    st.markdown(
        f":blue-badge[{t(row.stage.label)}] · **{row.code}** · {labelled(N_('Customer'), c(row.customer))} · {labelled(N_('Department'), c(row.department))} · "
        f"{labelled(N_('Manager'), c(row.manager))} · {day(row.started_on)} – {day(row.ends_on)}"
    )
    team = ask(queries.team, actor, row.id)
    st.markdown(labelled(N_("Team"), several(c(name) for _, name, _ in team) or t("nobody yet"), strong=True))
    reach = Reach(project_id=row.id, department_id=row.department_id)
    if within(actor, Permission.PROJECT_EDIT, reach) and actor.may(Permission.PEOPLE_READ):
        with st.expander(t("Change the project"), icon=":material/edit:"):
            _form(actor, row)
    _followups(actor, row, reach)
    st.markdown(f"#### {t('Inspections')}")
    frame, total = ask(sheets.sheets, actor, sheets.Filter(project_code=code, size=12))
    if not total:
        nothing(N_("No inspection result is released yet."))
        return
    frame["address"] = frame["code"].map(lambda sheet: link("Scoring_sheet.py", sheet=sheet))
    frame["inspector"] = frame["inspector"].map(content)
    frame["state"] = frame["state"].map(lambda state: plain(sheets.State(state).label))
    frame["total"] = frame["total"].map(lambda value: number(value) if value is not None and value == value else "")
    linked_table(
        frame, {"address": N_("Sheet"), "round": N_("Round"), "inspector": N_("Inspector"), "state": N_("State"), "total": N_("Score")},
        links={"address": r"sheet=(.*)$"}, key="project_sheets",
    )  # fmt: skip
    with st.container(horizontal=True):
        lead(t("All sheets of this project"), "Sheets.py", icon=":material/fact_check:", project=code)
        lead(t("Results"), "Results.py", icon=":material/insights:", project=code)


def _followups(actor: Actor, row: ProjectRow, reach: Reach) -> None:
    """How much has to be put right here, and the form for something more."""
    if not actor.may(Permission.FOLLOWUP_READ):
        return
    open_, total = ask(followups.of_project, actor, row.code)
    if total:
        label = tn("one follow-up is open", "{count} follow-ups are open", open_) if open_ else t("No follow-up is open")
        lead(label, "Follow_ups.py", icon=":material/build:", project=row.code, tab="all")
    if within(actor, Permission.FOLLOWUP_OPEN, reach) and actor.may(Permission.PEOPLE_READ):
        opening.form(actor, row.code)


def names(label: str, key: str, present: Mapping[str, str] | None) -> dict[str, str]:
    """One field per language, the viewer's first; one is enough."""
    order = [language(), *(one for one in Language if one is not language())]
    typed = {}
    for place, one in zip(st.columns(3), order, strict=True):
        typed[one.value] = place.text_input(f"{t(label)} · {one.own_name}", value=(present or {}).get(one, ""), key=f"{key}:{one}", max_chars=120)
    return typed


def _form(actor: Actor, row: ProjectRow | None) -> None:
    key = f"project:{row.id}:{row.version}" if row else "project:new"
    name = names(N_("Name"), f"{key}:name", row.name if row else None)
    customer = names(N_("Customer"), f"{key}:customer", row.customer if row else None)
    everybody = {one.id: f"{content(one.name)} ({one.username})" for one in ask(people.people, actor)}
    managers = [one.id for one in ask(people.people, actor, role=Role.PROJECT_MANAGER)] or list(everybody)
    left, middle, right = st.columns(3)
    stages = [one.value for one in Stage]
    stage = left.selectbox(t("Stage"), stages, index=stages.index(row.stage) if row else 0, format_func=lambda one: plain(Stage(one).label), key=f"{key}:stage")
    started = middle.date_input(t("Starts"), value=row.started_on if row else None, key=f"{key}:started")
    ends = right.date_input(t("Ends"), value=row.ends_on if row else None, key=f"{key}:ends")
    left, right = st.columns(2)
    if row and row.manager_id not in managers:
        managers.append(row.manager_id)
    index = managers.index(row.manager_id) if row else 0
    manager = left.selectbox(t("Manager"), managers, index=index, format_func=lambda one: everybody.get(one, str(one)), key=f"{key}:manager")
    present = [id_ for id_, _, _ in ask(queries.team, actor, row.id)] if row else []
    members = right.multiselect(t("Team"), list(everybody), default=[one for one in present if one in everybody], format_func=lambda one: everybody[one], key=f"{key}:team", placeholder=plain("Choose people"))
    if row:
        if st.button(t("Save"), key=f"{key}:save", type="primary"):
            done = perform(
                actions.update, actor, row.id, version=row.version, name=name, customer=customer, stage=Stage(stage), manager_id=manager,
                started_on=started, ends_on=ends, member_ids=members,
            )  # fmt: skip
            if done:
                st.rerun()
        return
    units = {unit.id: content(unit.name) for unit in ask(people.departments, actor)}
    department = left.selectbox(t("Department"), list(units), format_func=lambda one: units[one], key=f"{key}:department")
    if st.button(t("Create the project"), key=f"{key}:create", type="primary"):
        made = perform_once(
            form_key("new_project"), actions.create, actor, name=name, customer=customer, department_id=department, manager_id=manager,
            stage=Stage(stage), started_on=started, ends_on=ends, member_ids=members,
        )  # fmt: skip
        if made:
            st.rerun()

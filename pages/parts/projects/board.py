"""Projects on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.access import Actor, Permission, Reach, Role, within
from core.followup import queries as followups
from core.inspection.sheets import queries as sheets
from core.people import queries as people
from core.projects import actions, queries
from core.projects.queries import ProjectRow
from core.projects.rules import CUSTOMER_TYPES, KINDS, REGULAR, Stage
from core.words import N_, Language
from pages.parts import comments
from pages.parts.codes import code_table
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.followup import opening
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.progress import updates
from pages.parts.words import c, content, day, escaped, labelled, language, number, plain, several, t, tn

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "customer": N_("Customer"), "kind": N_("Kind"), "stage": N_("Stage"), "department": N_("Department"), "manager": N_("Manager"), "ends_on": N_("Ends")}


def listed(actor: Actor) -> None:
    """The projects the viewer may see."""
    if actor.may(Permission.PROJECT_EDIT) and actor.may(Permission.PEOPLE_READ):
        draft = Form(actor, "new_project")
        with st.expander(t("New project"), icon=":material/add:", expanded=draft.waiting):
            if draft.opened():
                _new(actor, draft)
    rows = ask_kept("projects", queries.projects, actor)
    if not rows:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    kinds = code_table(KINDS).names
    stage = st.pills(
        t("Stage"), [one.value for one in Stage], format_func=lambda code: t(Stage(code).label), key="stage", bind="query-params", label_visibility="collapsed"
    )
    frame = pd.DataFrame(
        [
            (link("Projects.py", project=row.code), content(row.name), content(row.customer), content(kinds.get(row.kind)) or row.kind, plain(row.stage.label), content(row.department),
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
    kind = content(code_table(KINDS).names.get(row.kind)) or row.kind
    customer = content(code_table(CUSTOMER_TYPES).names.get(row.customer_type)) or row.customer_type
    st.markdown(
        f":blue-badge[{t(row.stage.label)}] · **{row.code}** · {escaped(kind)} · {labelled(N_('Customer'), c(row.customer))} ({escaped(customer)}) · {labelled(N_('Department'), c(row.department))} · "
        f"{labelled(N_('Manager'), c(row.manager))} · {day(row.started_on)} – {day(row.ends_on)}"
    )
    team = ask(queries.team, actor, row.id)
    st.markdown(labelled(N_("Team"), several(c(name) for _, name, _ in team) or t("nobody yet"), strong=True))
    reach = Reach(project_id=row.id, department_id=row.department_id)
    if within(actor, Permission.PROJECT_EDIT, reach) and actor.may(Permission.PEOPLE_READ):
        with st.expander(t("Change the project"), icon=":material/edit:"):
            _change(actor, row)
    if actor.may(Permission.PLAN_READ) and (update := updates.newest(actor, row.code)):
        st.markdown(labelled(N_("Update"), update, strong=True))
    lead(t("Charter, scope and everybody concerned"), "Initiation.py", icon=":material/flag:", project=row.code)
    if actor.may(Permission.RISK_READ):
        lead(t("Risks"), "Risks.py", icon=":material/crisis_alert:", project=row.code)
    _followups(actor, row, reach)
    _inspections(actor, code)
    comments.thread(actor, "project", row.id)
    comments.timeline(actor, "project", row.id)


def _inspections(actor: Actor, code: str) -> None:
    """The newest sheets of a project, and the way to all of them."""
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


def names(label: str, key: str, present: Mapping[str, str] | None, draft: Form | None = None) -> dict[str, str]:
    """One field per language, the viewer's first; one is enough. With `draft` what is typed is kept."""
    order = [language(), *(one for one in Language if one is not language())]
    typed = {}
    for place, one in zip(st.columns(3), order, strict=True):
        known = (present or {}).get(one, "")
        kept = draft.field(f"{key}:{one}", known) if draft else {"key": f"{key}:{one}", "value": known}
        typed[one.value] = place.text_input(f"{t(label)} · {one.own_name}", max_chars=120, **kept)
    return typed


@dataclass(frozen=True)
class _Choices:
    """What a project's form offers."""

    people: dict[int, str]
    managers: list[int]
    kinds: dict[str, str]
    customers: dict[str, str]

    @classmethod
    def of(cls, actor: Actor, present: str = "", customer: str = REGULAR) -> "_Choices":
        everybody = {one.id: f"{content(one.name)} ({one.username})" for one in ask(people.people, actor)}
        managers = [one.id for one in ask(people.people, actor, role=Role.PROJECT_MANAGER)] or list(everybody)
        kinds = {entry.code: content(entry.name) for entry in code_table(KINDS).offered(present)}
        customers = {entry.code: content(entry.name) for entry in code_table(CUSTOMER_TYPES).offered(customer)}
        return cls(everybody, managers, kinds, customers)

    def person(self, id_: int) -> str:
        return self.people.get(id_, str(id_))


STAGES = [one.value for one in Stage]


def _stage(code: str) -> str:
    return plain(Stage(code).label)


def _new(actor: Actor, draft: Form) -> None:
    key, offered = "project:new", _Choices.of(actor)
    name, customer = names(N_("Name"), f"{key}:name", None, draft), names(N_("Customer"), f"{key}:customer", None, draft)
    units = {unit.id: content(unit.name) for unit in ask(people.departments, actor)}
    kinds = list(offered.kinds)
    left, middle, right = st.columns(3)
    kind = left.selectbox(t("Kind"), kinds, format_func=lambda one: offered.kinds[one], **draft.field(f"{key}:kind", kinds[0], kinds))
    stage = middle.selectbox(t("Stage"), STAGES, format_func=_stage, **draft.field(f"{key}:stage", STAGES[0], STAGES))
    department = right.selectbox(t("Department"), list(units), format_func=lambda one: units[one], **draft.field(f"{key}:department", next(iter(units), None), units))
    left, middle, right = st.columns(3)
    manager = left.selectbox(t("Manager"), offered.managers, format_func=offered.person, **draft.field(f"{key}:manager", offered.managers[0], offered.managers))
    started = middle.date_input(t("Starts"), value=None, **draft.field(f"{key}:started"))
    ends = right.date_input(t("Ends"), value=None, **draft.field(f"{key}:ends"))
    left, right = st.columns([1, 2])
    customers = list(offered.customers)
    usual = REGULAR if REGULAR in customers else customers[0]
    type_ = left.selectbox(t("Customer type"), customers, format_func=lambda one: offered.customers[one], **draft.field(f"{key}:customer_type", usual, customers))
    reason = right.text_input(t("Reason for the customer type"), **draft.field(f"{key}:customer_reason", ""))
    members = st.multiselect(t("Team"), list(offered.people), format_func=offered.person, **draft.field(f"{key}:team", [], offered.people), placeholder=plain("Choose people"))
    draft.note()
    if st.button(t("Create the project"), key=f"{key}:create", type="primary"):
        made = perform_once(
            form_key("new_project"), actions.create, actor, name=name, customer=customer, department_id=department, manager_id=manager,
            kind=kind, stage=Stage(stage), started_on=started, ends_on=ends, member_ids=members, customer_type=type_, customer_reason=reason,
        )  # fmt: skip
        if made:
            draft.done()
            st.rerun()


def _change(actor: Actor, row: ProjectRow) -> None:
    key, offered = f"project:{row.id}:{row.version}", _Choices.of(actor, row.kind, row.customer_type)
    name, customer = names(N_("Name"), f"{key}:name", row.name), names(N_("Customer"), f"{key}:customer", row.customer)
    kinds = list(offered.kinds) if row.kind in offered.kinds else [row.kind, *offered.kinds]
    managers = offered.managers if row.manager_id in offered.managers else [*offered.managers, row.manager_id]
    left, middle, right = st.columns(3)
    kind = left.selectbox(t("Kind"), kinds, index=kinds.index(row.kind), format_func=lambda one: offered.kinds.get(one, one), key=f"{key}:kind")
    stages = [one for one in STAGES if (one == Stage.CLOSED) == (row.stage is Stage.CLOSED)]  # closed and reopened on the page Closing
    stage = middle.selectbox(t("Stage"), stages, index=stages.index(row.stage), format_func=_stage, key=f"{key}:stage")
    manager = right.selectbox(t("Manager"), managers, index=managers.index(row.manager_id), format_func=offered.person, key=f"{key}:manager")
    left, middle, right = st.columns(3)
    started = left.date_input(t("Starts"), value=row.started_on, key=f"{key}:started")
    ends = middle.date_input(t("Ends"), value=row.ends_on, key=f"{key}:ends")
    present = [id_ for id_, _, _ in ask(queries.team, actor, row.id) if id_ in offered.people]
    members = right.multiselect(t("Team"), list(offered.people), default=present, format_func=offered.person, key=f"{key}:team", placeholder=plain("Choose people"))
    left, right = st.columns([1, 2])
    customers = list(offered.customers) if row.customer_type in offered.customers else [row.customer_type, *offered.customers]
    type_ = left.selectbox(
        t("Customer type"), customers, index=customers.index(row.customer_type), format_func=lambda one: offered.customers.get(one, one), key=f"{key}:customer_type",
    )  # fmt: skip
    reason = right.text_input(t("Reason for the customer type"), row.customer_reason, key=f"{key}:customer_reason")
    if st.button(t("Save"), key=f"{key}:save", type="primary"):
        done = perform(
            actions.update, actor, row.id, version=row.version, name=name, customer=customer, kind=kind, stage=Stage(stage), manager_id=manager,
            started_on=started, ends_on=ends, member_ids=members, customer_type=type_, customer_reason=reason,
        )  # fmt: skip
        if done:
            st.rerun()

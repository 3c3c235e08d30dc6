"""Applications on the screen: the list, a new one, the form that says what is missing, and the approval."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor, Permission, Role
from core.errors import Refusal
from core.initiation.applications import actions, queries, rules
from core.initiation.applications.queries import Whole
from core.initiation.applications.rules import Proposal, State
from core.initiation.rules import BUDGET_LINES, Gap, Part
from core.people import queries as people
from core.projects.rules import KINDS, Stage
from core.words import N_
from pages.parts import comments
from pages.parts.approval.panel import panel
from pages.parts.codes import code_table
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead, link
from pages.parts.initiation import demands, fields
from pages.parts.kit import badge_text, linked_table, nothing
from pages.parts.knowledge import beside
from pages.parts.projects.board import names
from pages.parts.words import c, content, day, escaped, labelled, language, number, plain, t, tn

HEADINGS = {
    "address": N_("Application"), "name": N_("Name"), "state": N_("State"), "project": N_("Project"), "customer": N_("Customer"), "amount": N_("Budget"), "department": N_("Department"),
    "manager": N_("Proposed manager"), "starts_on": N_("Starts"),
}  # fmt: skip
COLOURS = {State.DRAFT: "draft", State.DROPPED: "retired", **{state: f"approval_{state}" for state in (State.SUBMITTED, State.RETURNED, State.APPROVED, State.REJECTED)}}


def both(actor: Actor) -> None:
    """Applications, or the demands they come from: what the address asks for at first, and what is chosen."""
    if "applications_part" not in st.session_state:
        st.session_state["applications_part"] = "demands" if st.query_params.get("part") == "demands" else "applications"
    labels = {"applications": N_("Applications"), "demands": N_("Customers' demands")}
    part = st.segmented_control(
        t("Part"), list(labels), format_func=lambda one: t(labels[one]), key="applications_part", label_visibility="collapsed", required=True
    )  # fmt: skip
    if part == "demands":
        st.query_params["part"] = part
        demands.draw(actor)
    else:
        st.query_params.pop("part", None)
        listed(actor)


def listed(actor: Actor) -> None:
    """The applications the viewer may see, and the form for a new one."""
    st.caption(t("A project begins with an application: what for, for whom, with what money, until when. The department head and then the management approve it; the project is made of it at once."))
    if actor.may(Permission.APPLICATION_EDIT) and actor.may(Permission.PEOPLE_READ):
        draft = Form(actor, "new_application")
        with st.expander(t("New application"), icon=":material/add:", expanded=draft.waiting):
            if draft.opened():
                _new(actor, draft)
    rows = ask_kept(queries.TOPIC, queries.applications, actor)
    if not rows:
        nothing(N_("There is no application yet. Begin one above; it is a draft until you submit it."))
        return
    states = [one.value for one in State if any(row.state is one for row in rows)]
    stand = [row for row in rows if row.state is not State.DROPPED]  # what was dropped is shown to who asks for it
    state = st.pills(t("State"), states, format_func=lambda one: t(State(one).label), key="application_state", label_visibility="collapsed")
    frame = pd.DataFrame(
        [
            (
                link("Applications.py", application=row.code), content(row.name), plain(row.state.label), row.project_code,
                content(row.customer), number(row.amount, 2), content(row.department), content(row.manager), day(row.starts_on),
            )
            for row in (rows if state else stand)
            if not state or row.state == state
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, links={"address": r"application=(.*)$"}, key="applications")


@dataclass(frozen=True)
class _Choices:
    """What the form offers."""

    people: dict[int, str]
    managers: list[int]
    units: dict[int, str]
    kinds: dict[str, str]

    @classmethod
    def of(cls, actor: Actor, kind: str = "") -> "_Choices":
        everybody = {one.id: f"{content(one.name)} ({one.username})" for one in ask(people.people, actor)}
        managers = [one.id for one in ask(people.people, actor, role=Role.PROJECT_MANAGER)] or list(everybody)
        units = {unit.id: content(unit.name) for unit in ask(people.departments, actor)}
        return cls(everybody, managers, units, {entry.code: content(entry.name) for entry in code_table(KINDS).offered(kind)})

    def person(self, id_: int) -> str:
        return self.people.get(id_, str(id_))


def _place(actor: Actor, form: Form, key: str, offered: _Choices, department: int | None, manager: int | None) -> tuple[int, int]:
    """The department that is to carry the project, and who is to manage it."""
    left, right = st.columns(2)
    units = list(offered.units)
    managers = offered.managers if manager is None or manager in offered.managers else [*offered.managers, manager]
    mine = department if department in units else actor.department_id if actor.department_id in units else units[0]
    chosen = left.selectbox(t("Department"), units, format_func=lambda one: offered.units[one], **form.field(f"{key}:department", mine, units))
    usual = manager if manager is not None else actor.id if actor.id in managers else managers[0]
    who = right.selectbox(t("Proposed manager"), managers, format_func=offered.person, **form.field(f"{key}:manager", usual, managers))
    return chosen, who


def _new(actor: Actor, form: Form) -> None:
    key, offered = "application:new", _Choices.of(actor)
    name = names(N_("Name"), f"{key}:name", None, form)
    department, manager = _place(actor, form, key, offered, None, None)
    form.note()
    if st.button(t("Begin the application"), key=f"{key}:create", type="primary"):
        made = perform_once(form_key("new_application"), actions.create, actor, Proposal(name), department_id=department, manager_id=manager)
        if made:
            form.done()
            st.query_params["application"] = ask(queries.code_of, actor, made)
            st.rerun()


def one(actor: Actor, code: str) -> None:
    """One application: how it stands, what it says, what is missing, and its approval."""
    whole = ask(queries.application, actor, code)
    row = whole.row
    st.title(c(row.name), anchor=False)
    st.markdown(
        f"{badge_text(COLOURS[row.state], row.state.label)} **{row.code}** · {labelled(N_('Department'), c(row.department))} · "
        f"{labelled(N_('Proposed manager'), c(row.manager))} · {labelled(N_('Written by'), c(row.author))} · {labelled(N_('Budget'), number(row.amount, 2))}"
    )
    if row.project_code:
        with st.container(horizontal=True):
            lead(t("Project {code}", code=row.project_code), "Projects.py", icon=":material/work:", project=row.project_code)
            lead(t("Charter, scope and everybody concerned"), "Initiation.py", icon=":material/flag:", project=row.project_code)
    if not row.project_code and row.state is not State.DROPPED:
        beside.fitting(actor, queries.KIND, row.id, project_kind=whole.proposal.kind, phase=Stage.INITIATION, adopts=whole.editable)
    if row.state is State.DROPPED:
        _take_up(actor, whole)
        _read(actor, whole)
    elif whole.editable and actor.may(Permission.PEOPLE_READ):
        _drop(actor, whole)
        if _write(actor, whole):
            panel(actor, queries.KIND, row.id)
    else:
        panel(actor, queries.KIND, row.id)
        _read(actor, whole)
    comments.thread(actor, queries.KIND, row.id)
    comments.timeline(actor, queries.KIND, row.id)


def _drop(actor: Actor, whole: Whole) -> None:
    """Give it up, after a question."""
    row = whole.row
    form = Form(actor, "application_drop", record=row.code)
    with st.popover(t("Drop the application"), icon=":material/delete:"):
        if not form.opened():
            return
        st.markdown(t("Nobody can submit it then. It stays to be seen under “Dropped”, and can be taken up again."))
        reason = st.text_input(t("Why"), **form.field(f"application:{row.id}:drop:why", ""))
        form.note()
        if st.button(t("Drop it now"), key=f"application:{row.id}:drop", type="primary") and perform(actions.drop, actor, row.id, version=row.version, reason=reason):
            form.done()
            st.rerun()


def _take_up(actor: Actor, whole: Whole) -> None:
    row = whole.row
    st.info(t("This application was dropped on {day}.", day=day(row.changed_at.date())) + (f" {escaped(whole.dropped_why)}" if whole.dropped_why else ""), icon=":material/delete:")
    if whole.editable and st.button(t("Take the application up again"), key=f"application:{row.id}:take_up", icon=":material/undo:") and perform(actions.take_up, actor, row.id):
        st.rerun()


def missing_list(gaps: tuple[Gap, ...]) -> None:
    """What is missing, in the order of the form."""
    st.markdown(f":orange[:material/checklist:] **{tn('One thing is missing before it can be submitted', '{count} things are missing before it can be submitted', len(gaps))}**")
    st.markdown("\n".join(f"- {labelled(gap.part.label, escaped(gap.told(language())))}" for gap in gaps))


def _write(actor: Actor, whole: Whole) -> bool:
    """The form; whether what it holds is what is saved, so that it can be submitted."""
    row, one = whole.row, whole.proposal
    key, form = f"application:{row.id}", Form(actor, "application", record=row.code, version=row.version)
    if not form.opened():
        return False
    offered = _Choices.of(actor, one.kind)
    st.subheader(t(Part.SUMMARY.label), anchor=False)
    name = names(N_("Name"), f"{key}:name", one.name, form)
    customer = names(N_("Customer"), f"{key}:customer", one.customer, form)
    kinds = ["", *offered.kinds]
    kind = st.selectbox(t("Kind"), kinds, format_func=lambda code: offered.kinds.get(code, plain("Choose")), **form.field(f"{key}:kind", one.kind, kinds))
    department, manager = _place(actor, form, key, offered, row.department_id, row.manager_id)
    background = fields.text(form, f"{key}:background", N_("Background"), one.background, placeholder=N_("Why this project, and why now"))
    st.subheader(t(Part.OBJECTIVES.label), anchor=False)
    aims = fields.objectives(form, key, one.objectives)
    st.subheader(t(Part.CONTENT.label), anchor=False)
    said = fields.text(form, f"{key}:content", N_("Service content"), one.content, placeholder=N_("What is done for the customer, where and when"))
    results = fields.text(form, f"{key}:results", N_("Expected results"), one.results, placeholder=N_("What the customer and we have from it"))
    st.subheader(t(Part.BUDGET.label), anchor=False)
    budget = fields.budget(form, key, code_table(BUDGET_LINES), one.budget)
    st.subheader(t(Part.SCHEDULE.label), anchor=False)
    left, right = st.columns(2)
    starts = left.date_input(t("Starts"), value=None, **form.field(f"{key}:starts", one.starts_on))
    ends = right.date_input(t("Ends"), value=None, **form.field(f"{key}:ends", one.ends_on))
    stones = fields.milestones(form, key, one.milestones, aims)
    form.note()
    typed = Proposal(
        name, customer, kind, background, aims, said, results, budget, starts if isinstance(starts, date) else None, ends if isinstance(ends, date) else None, stones
    )  # fmt: skip
    return _save(actor, whole, form, typed, department, manager)


def _save(actor: Actor, whole: Whole, form: Form, typed: Proposal, department: int, manager: int) -> bool:
    """What is missing, and the button; whether nothing is unsaved."""
    row = whole.row
    try:
        clean = rules.cleaned(typed)
    except Refusal:  # said when it is saved
        clean = typed
    if gaps := rules.missing(clean):
        missing_list(gaps)
    else:
        st.markdown(f":green[:material/check_circle:] {t('Nothing is missing.')}")
    save = st.button(t("Save"), key=f"application:{row.id}:save", type="primary", icon=":material/save:")
    if save and perform(actions.update, actor, row.id, typed, version=row.version, department_id=department, manager_id=manager):
        form.done()
        st.toast(t("Saved."))
        st.rerun()
    if clean == whole.proposal and (department, manager) == (row.department_id, row.manager_id):
        return True
    st.caption(t("What you typed is kept for you alone until you save it. Once saved, it can be submitted."))
    return False


def _read(actor: Actor, whole: Whole) -> None:
    row, one = whole.row, whole.proposal
    kind = content(code_table(KINDS).names.get(one.kind)) or one.kind
    st.markdown(f"{labelled(N_('Customer'), c(row.customer))} · {labelled(N_('Kind'), escaped(kind))} · {day(one.starts_on)} – {day(one.ends_on)}")
    fields.paragraph(N_("Background"), one.background)
    fields.read_objectives(one.objectives)
    fields.paragraph(N_("Service content"), one.content)
    fields.paragraph(N_("Expected results"), one.results)
    fields.read_budget(one.budget, code_table(BUDGET_LINES).names, f"application:{row.id}")
    fields.read_milestones(one.milestones, one.objectives)

"""The material of projects: what is short first, and what becomes of each line."""

from decimal import Decimal

import streamlit as st

from core.access import Actor
from core.clock import today
from core.projects import queries as projects
from core.projects.rules import Stage
from core.resources.rules import SHORT_WITHIN
from core.resources.supplies import actions, queries
from core.resources.supplies.queries import Choices, Shown
from core.resources.supplies.rules import OPEN, Kind, Shortage, State, Wanted
from core.settings import queries as settings
from core.words import N_
from pages.parts import desk
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.kit import nothing, row
from pages.parts.whole import whole
from pages.parts.words import c, content, day, escaped, labelled, plain, short, t, tn

ONLY = {"short": N_("Short"), "open": N_("Still open"), "all": N_("All")}
COLOURS = {State.WANTED: "blue", State.ORDERED: "violet", State.HERE: "green", State.NOT_NEEDED: "gray"}
GRAVE = {Shortage.OVERDUE: "red", Shortage.TOO_LATE: "orange", Shortage.NOTHING_EXPECTED: "orange"}
OPENED = "supply:opened"


def draw(actor: Actor) -> None:
    """What is narrowed stands above; below the lines, and a new one for the chosen project."""
    st.caption(t("What a project needs, by when, and when it comes. It is short when it comes later than it is needed, or when it is needed within {days} days and nobody has said when it comes.", days=int(desk.ask(settings.value, SHORT_WITHIN))))
    rows = {one.code: one for one in desk.ask_kept("projects", projects.projects, actor) if one.stage is not Stage.CLOSED}
    wanted = st.query_params.get("project", "")

    @whole
    def keep() -> None:
        st.query_params["project"] = st.session_state["supplies:project"]

    with st.container(horizontal=True, vertical_alignment="bottom"):
        project = st.selectbox(
            t("Project"), ["", *rows], index=["", *rows].index(wanted) if wanted in rows else 0, format_func=lambda code: f"{code} · {content(rows[code].name)}" if code else plain("All projects"),
            key="supplies:project", on_change=keep, width=320,
        )  # fmt: skip
        only = st.segmented_control(t("Lines"), list(ONLY), format_func=lambda one: t(ONLY[one]), default="open", key="supplies:only", label_visibility="collapsed", required=True)
    found = desk.ask(queries.supplied, actor, project=project, only=str(only))
    if found.short:
        st.warning(tn("One line of material is short.", "{count} lines of material are short.", found.short), icon=":material/inventory:")
    choices = desk.ask(queries.choices, actor, project) if project else None
    if choices and choices.may_edit:
        _new(actor, project, choices)
    elif not project and any(True for _ in rows):
        st.caption(t("Choose a project to write down what it needs."))
    if not found.lines:
        nothing(N_("Nothing is short.") if only == "short" else N_("No material stands here. The project's manager writes down what is needed."))
    for one in found.lines:
        with row(f"supply-{one.id}"):
            _line(actor, one, bool(project), choices)
    if found.left:
        st.caption(t("{count} more lines are not shown; choose a project.", count=found.left))


def _line(actor: Actor, one: Shown, narrowed: bool, choices: Choices | None) -> None:
    badge = mark(GRAVE[one.shortage], t(one.shortage.label)) if one.shortage else mark(COLOURS[one.state], t(one.state.label))
    st.markdown(f"{badge} **{escaped(one.name)}** · {escaped(short(one.quantity))} {escaped(one.unit)}")
    told = [] if narrowed else [f"{escaped(one.project)} {c(one.project_name)}"]
    told.append(t(one.kind.label))
    for label, on in ((N_("Needed by"), one.needed_by), (N_("Expected here on"), one.expected_on if one.state in OPEN else None), (N_("Here since"), one.here_on)):
        if on:
            told.append(labelled(label, day(on)))
    told += [labelled(label, text) for label, text in ((N_("Supplier"), escaped(one.supplier)), (N_("Purchase"), escaped(one.purchase)), (N_("Responsible"), c(one.responsible) if one.responsible else "")) if text]
    st.caption(" · ".join(told))
    if one.reason:
        st.markdown(escaped(one.reason))
    if not one.may_edit or one.state not in OPEN:
        return
    opened = st.session_state.get(OPENED) == one.id
    if st.button(t("Close") if opened else t("Say what became of it"), key=f"supply:open:{one.id}", type="tertiary", icon=":material/edit:"):
        st.session_state[OPENED] = None if opened else one.id
        st.rerun()
    if opened:
        _forms(actor, one, choices)


def _forms(actor: Actor, one: Shown, choices: Choices | None) -> None:
    key = f"supply:{one.id}:{one.version}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        on = st.date_input(t("Here since"), value=today(), key=f"{key}:here", width=170)
        if st.button(t("It is here"), key=f"{key}:receive", type="primary", icon=":material/task_alt:", disabled=on is None):
            _done(desk.perform_once(desk.form_key(f"supply_here_{one.id}_{one.version}"), actions.receive, actor, one.id, here_on=on, version=one.version))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        supplier = st.text_input(t("Supplier"), value=one.supplier, key=f"{key}:supplier")
        expected = st.date_input(t("Expected here on"), value=one.expected_on, key=f"{key}:expected", width=170)
        if st.button(t("It is ordered"), key=f"{key}:order"):
            _done(desk.perform_once(desk.form_key(f"supply_order_{one.id}_{one.version}"), actions.order, actor, one.id, supplier=supplier, expected_on=expected, version=one.version))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(t("Why it is not needed"), key=f"{key}:reason")
        if st.button(t("It is not needed"), key=f"{key}:leave_out"):
            _done(desk.perform_once(desk.form_key(f"supply_out_{one.id}_{one.version}"), actions.leave_out, actor, one.id, reason=reason, version=one.version))
    if choices is None:
        return
    form = Form(actor, "supply", record=str(one.id), version=one.version)
    with st.expander(t("Change the line"), icon=":material/edit_note:", expanded=form.waiting):
        if form.opened():
            wanted = _fields(form, key, choices, one)
            form.note()
            if st.button(t("Keep it"), key=f"{key}:save", type="primary") and desk.perform_once(
                desk.form_key(f"supply_{one.id}_{one.version}"), actions.change, actor, one.id, wanted, version=one.version
            ):  # fmt: skip
                form.done()
                st.rerun()


def _done(made: int | None) -> None:
    if made:
        st.session_state[OPENED] = None
        st.rerun()


def _new(actor: Actor, project: str, choices: Choices) -> None:
    form = Form(actor, "supply_new", record=project)
    with st.expander(t("Write down what is needed"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        wanted = _fields(form, "supply:new", choices, None)
        form.note()
        if st.button(t("Add it"), key="supply:new:save", type="primary") and desk.perform_once(desk.form_key(f"supply_new_{project}"), actions.want, actor, choices.project_id, wanted):
            form.done()
            st.rerun()


def _fields(form: Form, key: str, choices: Choices, one: Shown | None) -> Wanted:
    kinds = [each.value for each in Kind]
    kind = Kind(st.pills(t("Kind"), kinds, format_func=lambda each: t(Kind(each).label), required=True, **form.field(f"{key}:kind", one.kind.value if one else kinds[0], kinds)))
    left, middle, right = st.columns([3, 1, 1])
    name = left.text_input(t("What is needed"), **form.field(f"{key}:name", one.name if one else ""))
    quantity = middle.number_input(t("Quantity"), min_value=0.0, step=1.0, **form.field(f"{key}:quantity", float(one.quantity) if one else 1.0))
    unit = right.text_input(t("Unit"), **form.field(f"{key}:unit", one.unit if one else ""))
    left, middle, right = st.columns(3)
    needed = left.date_input(t("Needed by"), **form.field(f"{key}:needed", one.needed_by if one else None))
    expected = middle.date_input(t("Expected here on"), help=t("When it comes or is available. Empty: nobody knows yet."), **form.field(f"{key}:expected", one.expected_on if one else None))
    people = [0, *choices.team]
    present = one.responsible_id if one and one.responsible_id in choices.team else 0
    responsible = right.selectbox(t("Responsible"), people, format_func=lambda each: content(choices.team[each]) if each else plain("Nobody yet"), **form.field(f"{key}:responsible", present, people))
    left, right = st.columns(2)
    supplier = left.text_input(t("Supplier"), **form.field(f"{key}:supplier_text", one.supplier if one else ""))
    bought = [0, *choices.purchases]
    buys = one.purchase_id if one and one.purchase_id in choices.purchases else 0
    purchase = right.selectbox(t("Purchase"), bought, format_func=lambda each: choices.purchases[each] if each else plain("None"), **form.field(f"{key}:purchase", buys, bought))
    return Wanted(kind, name, Decimal(str(quantity or 0)), unit, needed, expected, supplier, responsible or None, purchase or None)

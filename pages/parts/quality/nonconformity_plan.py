"""The parts of a nonconformity that somebody writes: its rating, why it happened, on what the effect is judged, the measures."""

from datetime import timedelta
from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.metrics.rules import MEASURES
from core.people import queries as people
from core.quality.checks import queries as checks
from core.quality.nonconformities import actions
from core.quality.nonconformities.queries import View
from core.quality.nonconformities.rules import CAUSES, CLASSES, Basis, Branch, Cause, Draft, Metric, Severity, State
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.followup.opening import pair
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.words import c, content, escaped, plain, t

USUAL = timedelta(days=14)
SHOWN_BONES = 3


def _saved(form: Form, done: object) -> None:
    if done:
        form.done()
        st.toast(t("Saved."), icon=":material/task_alt:")
        st.rerun()


def cause(actor: Actor, view: View) -> None:
    """Why it happened: the cause, the chain of whys, the fishbone; and the forms for them."""
    st.subheader(t("Why it happened"), anchor=False)
    if view.cause.known:
        st.markdown(f"**{c(bits.names(CAUSES).get(view.cause.code))}**")
        st.markdown("\n".join(f"{number}. {escaped(one)}" for number, one in enumerate(view.cause.whys, 1)))
        if view.cause.bones:
            frame = pd.DataFrame([(plain(branch.label), one) for branch in Branch for one in view.cause.bones.get(branch, ())], columns=["branch", "said"])
            st.dataframe(frame, hide_index=True, column_config={"branch": plain("Branch"), "said": plain("What plays a part")}, key=f"bones:{view.row.id}")
    else:
        st.caption(t("Nobody has said yet why it happened."))
    if view.may_steer and not view.waiting:
        _write_cause(actor, view)
        _rate(actor, view)


def _write_cause(actor: Actor, view: View) -> None:
    row, present = view.row, view.cause
    form = Form(actor, "nc_cause", record=row.code, version=row.version)
    with st.expander(t("Change the cause") if present.known else t("Say why it happened"), icon=":material/account_tree:", expanded=form.waiting or (not present.known and row.state is State.OPEN)):
        if not form.opened():
            return
        key, offered = f"cause:{row.id}", bits.offered(CAUSES, present.code)
        code = st.selectbox(t("Cause"), list(offered), format_func=lambda one: content(offered[one]), placeholder=plain("Choose the root cause"), **form.field(f"{key}:code", present.code or None, offered))
        whys = []
        for number in range(5):
            said = present.whys[number] if number < len(present.whys) else ""
            whys.append(st.text_input(t("Why? ({number})", number=number + 1), **form.field(f"{key}:why:{number}", said)))
        st.markdown(f"**{t('Fishbone: what plays a part')}**")
        bones: dict[Branch, tuple[str, ...]] = {}
        columns = st.columns(2)
        for place, branch in enumerate(Branch):
            text = columns[place % 2].text_area(
                t(branch.label), height=80, placeholder=plain("One a line"),
                **form.field(f"{key}:bone:{branch}", "\n".join(present.bones.get(branch, ()))),
            )  # fmt: skip
            bones[branch] = tuple(line for line in text.splitlines() if line.strip())
        form.note()
        if st.button(t("Save the cause"), key=f"{key}:save", type="primary"):
            _saved(form, desk.perform(actions.analyse, actor, row.id, cause=Cause(code or "", tuple(whys), bones), version=row.version))


def _rate(actor: Actor, view: View) -> None:
    row = view.row
    if row.state is not State.OPEN:
        return
    form = Form(actor, "nc_rate", record=row.code, version=row.version)
    with st.expander(t("Containment, class and severity"), icon=":material/tune:", expanded=form.waiting):
        if not form.opened():
            return
        key, classes = f"rate:{row.id}", bits.offered(CLASSES, row.class_)
        containment = st.text_area(t("Containment"), height=80, **form.field(f"{key}:containment", row.containment))
        if st.button(t("Save the containment"), key=f"{key}:contain"):
            _saved(form, desk.perform(actions.contain, actor, row.id, containment=containment, version=row.version))
        left, middle, right = st.columns(3)
        class_ = left.selectbox(t("Class"), list(classes), format_func=lambda one: content(classes[one]), **form.field(f"{key}:class", row.class_, classes))
        severities = [one.value for one in Severity]
        severity = middle.selectbox(t("Severity"), severities, format_func=lambda one: plain(Severity(one).label), **form.field(f"{key}:severity", row.severity.value, severities))
        units = {unit.id: unit.name for unit in desk.ask(people.departments, actor)}
        unit = right.selectbox(t("Answerable department"), list(units), format_func=lambda one: content(units[one]), **form.field(f"{key}:unit", row.department_id, units))
        form.note()
        if st.button(t("Save class and severity"), key=f"{key}:save"):
            _saved(form, desk.perform(actions.rate, actor, row.id, class_=class_, severity=Severity(severity), department_id=unit, version=row.version))


def metric(actor: Actor, view: View) -> None:
    """The form for the figure on which the effect is judged."""
    row, present = view.row, view.metric
    form = Form(actor, "nc_metric", record=row.code, version=row.version)
    with st.expander(t("Choose another figure") if present else t("Choose the figure"), icon=":material/query_stats:", expanded=form.waiting or (present is None and view.cause.known)):
        if not form.opened():
            return
        key = f"metric:{row.id}"
        bases = [one.value for one in (Basis.MEASURE, Basis.CHECK, Basis.MANUAL)]
        basis = Basis(st.radio(t("Judged on"), bases, format_func=lambda one: t(Basis(one).label), **form.field(f"{key}:basis", Basis.MANUAL.value, bases)))
        code = name = unit = ""
        higher, before = True, None
        if basis is Basis.MEASURE:
            code = st.selectbox(t("Figure"), list(MEASURES), format_func=lambda one: plain(MEASURES[one].name), placeholder=plain("Choose"), **form.field(f"{key}:measure", None, list(MEASURES))) or ""
        elif basis is Basis.CHECK:
            known = desk.ask(checks.points_known, actor, row.project_id)
            code = st.selectbox(t("Point of the checks"), list(known), format_func=lambda one: known[one][0], placeholder=plain("Choose"), **form.field(f"{key}:point", None, known)) or ""
            name, unit = (known[code][0], "%") if code else ("", "")
            st.caption(t("The share of answers that conform, in checks finished since then."))
        else:
            left, right = st.columns([3, 1])
            name = left.text_input(t("What is counted"), placeholder=plain("Wrong bills a week"), **form.field(f"{key}:name", present.name if present and present.basis is basis else ""))
            unit = right.text_input(t("Unit"), max_chars=20, **form.field(f"{key}:unit", present.unit if present and present.basis is basis else ""))
            directions = ["lower", "higher"]
            higher = st.radio(t("Direction"), directions, horizontal=True, format_func=lambda one: t("Lower is better") if one == "lower" else t("Higher is better"), **form.field(f"{key}:direction", "lower", directions)) == "higher"
            said = st.number_input(t("Before"), value=None, step=1.0, placeholder=plain("Value at the finding"), **form.field(f"{key}:before", None))
            before = None if said is None else Decimal(str(said))
        goal = st.number_input(t("Target"), value=None, step=1.0, placeholder=plain("May be left open"), **form.field(f"{key}:target", None))
        form.note()
        ready = bool(code) if basis is not Basis.MANUAL else bool(name.strip())
        if st.button(t("Save the figure"), key=f"{key}:save", type="primary", disabled=not ready):
            chosen = Metric(basis, code, name, unit, higher, None if goal is None else Decimal(str(goal)), before)
            _saved(form, desk.perform(actions.choose_metric, actor, row.id, metric=chosen, version=row.version))


def measure(actor: Actor, view: View) -> None:
    """The form for one more measure."""
    row = view.row
    form = Form(actor, "nc_measure", record=row.code)
    with st.expander(t("Add a measure"), icon=":material/add_task:", expanded=form.waiting or (view.metric is not None and not view.planned and row.state is State.OPEN)):
        if not form.opened():
            return
        key = f"measure:{row.id}:{len(view.measures)}"
        text = st.text_area(t("What is done"), height=90, placeholder=plain("So that it does not come back, not only so that it is repaired"), **form.field(f"{key}:text", ""))
        owner, verifier = pair(actor, key, None, None, form)
        left, right = st.columns(2, vertical_alignment="bottom")
        due_on = left.date_input(t("Due"), **form.field(f"{key}:due", today() + USUAL))
        needed = right.checkbox(t("A photo or file must show what was done"), **form.field(f"{key}:evidence", True))
        form.note()
        if st.button(t("Add the measure"), key=f"{key}:save", type="primary", disabled=owner is None or verifier is None or due_on is None):
            draft = Draft(text, owner or 0, verifier or 0, due_on, needed)
            _saved(form, desk.perform_once(desk.form_key(key), actions.plan, actor, row.id, draft=draft))



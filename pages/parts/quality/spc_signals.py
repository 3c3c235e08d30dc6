"""Signals of a control chart that became nonconformities, and the form that registers one."""

from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.projects import queries as projects
from core.quality.nonconformities import rules as faults
from core.quality.nonconformities.rules import CLASSES, Severity
from core.quality.signals import actions, queries
from core.quality.signals.actions import Told
from core.quality.signals.rules import Fired, fired
from core.quality.spc.queries import Drawn
from core.quality.spc.rules.nelson import Nelson
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.quality.spc_figure import name_of, shown
from pages.parts.words import content, day, escaped, plain, t

MOST = 40


def draw(actor: Actor, found: Drawn, first: date, *, laney: bool) -> None:
    """What was registered of this chart, and the form for the rest."""
    taken = ask_kept(("spc", "nonconformities"), queries.taken, actor, found.source)
    for one in taken:
        told = t("{day}, rule {rule}: registered as a nonconformity", day=day(one.fired.on), rule=str(one.fired.rule.value))
        if one.code:
            lead(f"{told} · {escaped(one.code)}", "Nonconformities.py", icon=":material/report:", nonconformity=one.code)
        else:
            st.caption(told)
    open_ = [one for one in fired(found.charts, found.points, found.excluded) if one not in {of.fired for of in taken}][:MOST]
    if open_ and actor.may(Permission.NONCONFORMITY_REGISTER):
        _register(actor, found, open_, first, laney)


def _register(actor: Actor, found: Drawn, open_: list[Fired], first: date, laney: bool) -> None:
    form, key = Form(actor, "signal", record=found.source.key[:40]), f"signal:{found.source.key}"
    with st.expander(t("Register a signal as a nonconformity"), icon=":material/report:", expanded=form.waiting):
        if not form.opened():
            return
        known = {f"{one.on.isoformat()}/{one.rule.value}": one for one in open_}
        chosen = st.selectbox(
            t("Signal"), list(known), format_func=lambda one: f"{day(known[one].on)} · {known[one].rule.value} {plain(known[one].rule.label)}", **form.field(f"{key}:which", next(iter(known)), list(known))
        )
        signal = known[chosen]
        rows = {row.id: f"{row.code} · {content(row.name)}" for row in ask_kept("projects", projects.projects, actor) if found.source.project_id in (None, row.id)}
        project = st.selectbox(t("Project"), list(rows), format_func=rows.__getitem__, placeholder=plain("Choose a project"), **form.field(f"{key}:project", next(iter(rows)) if len(rows) == 1 else None, rows))
        said = _told(found, signal)
        title = st.text_input(t("What is wrong"), **form.field(f"{key}:title:{chosen}", said[0]))
        finding = st.text_area(t("Finding"), height=90, **form.field(f"{key}:finding:{chosen}", said[1]))
        left, right = st.columns(2)
        classes, severities = bits.offered(CLASSES), [one.value for one in Severity]
        class_ = left.selectbox(t("Class"), list(classes), format_func=lambda one: content(classes[one]), placeholder=plain("Choose"), **form.field(f"{key}:class", None, classes))
        severity = right.selectbox(t("Severity"), severities, format_func=lambda one: plain(Severity(one).label), **form.field(f"{key}:severity", Severity.MINOR.value, severities))
        form.note()
        if st.button(t("Register"), key=f"{key}:save", type="primary", disabled=project is None or class_ is None) and perform_once(
            form_key(key), actions.register, actor, found.source, signal, project_id=project, told=Told(title, finding, class_ or "", Severity(severity)), first=first, laney=laney
        ) is not None:
            form.done()
            st.toast(t("Registered. Whoever leads the project is told."), icon=":material/report:")
            st.rerun()
        if project is None or class_ is None:
            st.caption(t("Choose the project and the class."))


def _told(found: Drawn, signal: Fired) -> tuple[str, str]:
    """Title and finding as they could be said of a signal, in the language of whoever registers it."""
    name = name_of(found.told)
    point = next((one for one in found.points if one.first == signal.on), None)
    value = shown(found.told, point.value) if point is not None else ""
    title = plain("{figure}: a signal at {day}", figure=name, day=day(signal.on))[: faults.TITLE_LIMIT]
    return title, plain("{figure} was {value} at {day}. Rule {rule} of the control chart: {label}.", figure=name, value=value, day=day(signal.on), rule=str(signal.rule.value), label=_label(signal.rule))


def _label(rule: Nelson) -> str:
    return plain(rule.label).rstrip(".。")


def opened(actor: Actor) -> tuple[str, str, str]:
    """What an address with ?signal= shows: figure, place and step as the fields of the page know them."""
    code = st.query_params.get("signal", "")[:20]
    if not code:
        return "", "", ""
    source, _ = ask(queries.signal_source, actor, code)
    if source.series_id is not None:
        return f"#{source.series_id}", "", ""
    return source.measure, f"p{source.project_id}" if source.project_id is not None else f"d{source.department_id}" if source.department_id is not None else "", source.step.value

"""Service standards: what holds today, what will hold, the history, and the forms to enter and revise."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.quality.standards import actions, queries, rules
from core.quality.standards.queries import Listed, Version
from core.quality.standards.rules import Norm, Sort
from core.words import N_
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import nothing, row
from pages.parts.quality.spc_figure import typed_or_none
from pages.parts.words import c, day, escaped, plain, several, t

YEAR = timedelta(days=365)


def draw(actor: Actor) -> None:
    """The list with its history, and the forms."""
    found: list[Listed] = ask_kept("standards", queries.standards, actor, today())
    edits = actor.may(Permission.STANDARD_EDIT)
    due = [one for one in found if one.retired_on is None and one.review_on <= today()]
    if due:
        st.warning(t("Due for review: {codes}", codes=several(one.code for one in due)), icon=":material/event_repeat:")
    if not found:
        nothing(N_("No service standard is entered yet. A standard says what is to be kept, as a number with its tolerance or in words; checks are judged by it."))
    if edits:
        _new(actor)
    last = None
    for one in found:
        if one.retired_on is None and one.sort is not last:
            st.markdown(f"**{t(one.sort.label)}**")
            last = one.sort
        _one(actor, one, edits)


def norm_said(norm: Norm) -> str:
    """What a version demands, in one line of Markdown."""
    limits = ""
    if norm.measurable:
        if norm.lower is not None and norm.upper is not None:
            limits = t("{lower} to {upper} {unit}", lower=rules.plain(norm.lower), upper=rules.plain(norm.upper), unit=norm.unit)
        elif norm.lower is not None:
            limits = f"≥ {escaped(rules.plain(norm.lower))} {escaped(norm.unit)}"
        else:
            limits = f"≤ {escaped(rules.plain(norm.upper))} {escaped(norm.unit)}"
        if norm.target is not None:
            limits += f" ({t('target {target}', target=rules.plain(norm.target))})"
    return " · ".join(one for one in (f"**{limits}**" if limits else "", escaped(norm.demand)) if one)


def _one(actor: Actor, one: Listed, edits: bool) -> None:
    with row(f"standard:{one.code}"):
        step = f" · {escaped(one.step)}" if one.step else ""
        gone = f" :gray-badge[{t('retired {day}', day=day(one.retired_on))}]" if one.retired_on else ""
        st.markdown(f"**{escaped(one.code)}** {escaped(one.name)}{step}{gone}")
        if one.present is not None:
            st.markdown(norm_said(one.present.norm))
            st.caption(t("Version {number}, in effect since {day}; next review {review}", number=one.present.number, day=day(one.present.effective_on), review=day(one.review_on)))
        if one.to_come is not None:
            st.caption(f":material/update: {t('From {day}:', day=day(one.to_come.effective_on))} {norm_said(one.to_come.norm)}")
        with st.popover(t("History and changes") if edits else t("History"), icon=":material/history:"):
            for version in ask(queries.history, actor, one.id):
                _version(version)
            if edits and one.retired_on is None:
                _revise(actor, one)


def _version(version: Version) -> None:
    st.markdown(f"**{version.number}** · {escaped(day(version.effective_on))} · {norm_said(version.norm)}")
    st.caption(f"{c(version.by)} · {escaped(version.reason)}" if version.reason else c(version.by))


def _norm(form: Form, key: str, usual: Norm | None) -> Norm | None:
    """The fields of what is demanded; None where a number cannot be read (it is said)."""
    fields = st.columns(4)
    values = [
        typed_or_none(column.text_input(t(label), **form.field(f"{key}:{name}", "" if usual is None or getattr(usual, name) is None else rules.plain(getattr(usual, name)))))
        for column, (label, name) in zip(fields, ((N_("Lower limit"), "lower"), (N_("Target"), "target"), (N_("Upper limit"), "upper")), strict=False)
    ]  # fmt: skip
    unit = fields[3].text_input(t("Unit"), **form.field(f"{key}:unit", usual.unit if usual else ""))
    demand = st.text_area(t("What is to be kept"), height=80, **form.field(f"{key}:demand", usual.demand if usual else ""))
    if not all(ok for ok, _ in values):
        return None
    return Norm(unit, values[0][1], values[1][1], values[2][1], demand)


def _new(actor: Actor) -> None:
    form, key = Form(actor, "standard"), "standard:new"
    with st.expander(t("Enter a standard"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        sorts = [one.value for one in Sort]
        sort = st.selectbox(t("Kind"), sorts, format_func=lambda one: plain(Sort(one).label), **form.field(f"{key}:sort", sorts[0], sorts))
        name = st.text_input(t("Name"), **form.field(f"{key}:name", ""))
        step = st.text_input(t("Step of the service"), **form.field(f"{key}:step", ""))
        norm = _norm(form, key, None)
        left, right = st.columns(2)
        effective = left.date_input(t("In effect from"), **form.field(f"{key}:effective", today()))
        review = right.date_input(t("Next review"), **form.field(f"{key}:review", today() + YEAR))
        form.note()
        if st.button(t("Enter the standard"), key=f"{key}:save", type="primary", disabled=None in (effective, review)) and norm is not None and perform_once(
            form_key(key), actions.enter, actor, sort=Sort(sort), name=name, step=step, norm=norm, effective_on=_day(effective), review_on=_day(review)
        ) is not None:
            form.done()
            st.toast(t("Saved."))
            st.rerun()


def _revise(actor: Actor, one: Listed) -> None:
    usual = one.to_come or one.present
    form, key = Form(actor, "standard_revision", record=one.code, version=one.version), f"standard:{one.id}"
    if not form.opened():
        return
    st.divider()
    norm = _norm(form, key, usual.norm if usual else None)
    left, right = st.columns(2)
    effective = left.date_input(t("In effect from"), **form.field(f"{key}:effective", today()))
    review = right.date_input(t("Next review"), **form.field(f"{key}:review", today() + YEAR))
    reason = st.text_input(t("Why"), **form.field(f"{key}:reason", ""))
    form.note()
    st.caption(t("A change holds for new checks only; what was checked before stays judged by its version."))
    with st.container(horizontal=True):
        revised = st.button(t("Revise it"), key=f"{key}:revise", type="primary", disabled=None in (effective, review))
        confirmed = st.button(t("Reviewed: it holds as it is"), key=f"{key}:confirm", disabled=review is None)
        retired = st.button(t("Retire it"), key=f"{key}:retire")
    done = None
    if revised and norm is not None:
        done = perform_once(form_key(key), actions.revise, actor, one.id, norm=norm, effective_on=_day(effective), review_on=_day(review), reason=reason, version=one.version)
    elif confirmed:
        done = perform(actions.confirm, actor, one.id, review_on=_day(review), remark=reason, version=one.version)
    elif retired:
        done = perform(actions.retire, actor, one.id, reason=reason, version=one.version)
    if done is not None:
        form.done()
        st.rerun()


def _day(value: object) -> date:
    return value if isinstance(value, date) else today()

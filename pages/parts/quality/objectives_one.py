"""One objective: how far it is reached, where it leads, its parts, its reviews."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.quality.objectives import actions, queries, rules
from core.quality.objectives.queries import Whole
from core.quality.objectives.rules import Outlook, Verdict
from core.quality.rules import Direction
from pages.parts import comments
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text
from pages.parts.quality.objectives_chart import course
from pages.parts.quality.objectives_page import BADGES, attained, line
from pages.parts.quality.spc_figure import address, name_of, shown, typed
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import c, day, escaped, moment, number, t

ICONS = {Outlook.REACHES: ":material/trending_up:", Outlook.OPEN: ":material/help:", Outlook.FAILS: ":material/warning:", Outlook.UNKNOWN: ":material/hourglass_empty:"}


def draw(actor: Actor, code: str) -> None:
    """The page of one objective."""
    found: Whole = ask(queries.objective, actor, code, today())
    one = found.standing
    st.subheader(f"{one.code} {escaped(one.name)}", anchor=False)
    st.markdown(f"{badge_text(BADGES[one.verdict], one.verdict.label)} {attained(one)}")
    st.caption(f"{escaped(name_of(one.told))} · {c(one.owner)} · {escaped(day(one.first))} – {escaped(day(one.last))} · {t('next review {day}', day=day(one.review_on))}")
    if one.duty:
        st.markdown(escaped(one.duty))
    if one.closed_on is not None:
        st.info(t("Closed on {day}: {why}", day=day(one.closed_on), why=one.closed_why))
    if any(point.value is not None for point in found.points):
        draw_chart(course(found))
    _leads(found)
    if found.shared is not None:
        st.markdown(f"**{t('Parts')}**")
        told = found.shared
        st.caption(t(
            "By weight: {met} % met, {missed} % not met, {unknown} % with too little data, {left} % not shared out. The whole is judged by its own figure.",
            met=number(told.met, 0), missed=number(told.missed, 0), unknown=number(told.unknown, 0), left=number(told.left, 0),
        ))  # fmt: skip
        for part in found.parts:
            line(part)
    _reviews(found)
    if one.editable and one.closed_on is None:
        _review(actor, found)
    comments.timeline(actor, queries.KIND, one.id)
    lead(t("See the control chart"), "Control_charts.py", icon=":material/show_chart:", **address(one.source))


def _leads(found: Whole) -> None:
    one, ahead = found.standing, found.forecast
    st.markdown(f"{ICONS[found.outlook]} {t(found.outlook.label)}")
    if ahead is None:
        st.caption(t("A forecast needs at least {least} points.", least=rules.LEAST_POINTS))
        return
    st.caption(t(
        "A straight line through the points leads to {value} at the end (95 % interval {low} to {high}); it changes by {slope} a step ({slope_low} to {slope_high}).",
        value=shown(one.told, ahead.at_end), low=shown(one.told, ahead.low), high=shown(one.told, ahead.high), slope=number(ahead.slope, 2), slope_low=number(ahead.slope_low, 2),
        slope_high=number(ahead.slope_high, 2),
    ))  # fmt: skip


def _reviews(found: Whole) -> None:
    if not found.reviews:
        return
    st.markdown(f"**{t('Reviews')}**")
    one = found.standing
    for of in found.reviews:
        with st.container(border=True, key=f"row-review:{of.at.timestamp()}", gap="xsmall"):
            value = of.stood.get("value")
            stood = t(Verdict(str(of.stood["verdict"])).label) + ("" if not isinstance(value, int | float) else f" ({escaped(shown(one.told, float(value)))})")
            st.markdown(f"**{escaped(moment(of.at))}** · {c(of.by)} · {stood}")
            changes = []
            if of.new_target != of.old_target:
                changes.append(t("Target {old} → {new}", old=shown(one.told, float(of.old_target)), new=shown(one.told, float(of.new_target))))
            if of.new_last != of.old_last:
                changes.append(t("Last day {old} → {new}", old=day(of.old_last), new=day(of.new_last)))
            st.markdown(" · ".join(changes) or t("Kept as it is"))
            st.caption(escaped(of.reason))


def _review(actor: Actor, found: Whole) -> None:
    one = found.standing
    form, key = Form(actor, "objective_review", record=one.code, version=one.version), f"objective:{one.id}"
    with st.expander(t("Review it"), icon=":material/rate_review:", expanded=form.waiting or one.review_on <= today()):
        if not form.opened():
            return
        left, middle, right = st.columns(3)
        target = left.text_input(t("Target") + (" ≥" if one.direction is Direction.UP else " ≤"), **form.field(f"{key}:target", f"{one.target.normalize():f}"))
        last = middle.date_input(t("Last day"), **form.field(f"{key}:last", one.last))
        review = right.date_input(t("Next review"), **form.field(f"{key}:review", min(one.last, today() + timedelta(days=30))))
        reason = st.text_area(t("What was found, and why"), height=90, **form.field(f"{key}:reason", ""))
        form.note()
        if st.button(t("Keep the review"), key=f"{key}:save", type="primary", disabled=None in (last, review)) and (aim := typed(target)) is not None and perform_once(
            form_key(key), actions.review, actor, one.id, target=aim, last=last if isinstance(last, date) else one.last, review_on=review if isinstance(review, date) else one.last, reason=reason,
            version=one.version,
        ) is not None:  # fmt: skip
            form.done()
            st.toast(t("Saved."))
            st.rerun()
    with st.popover(t("Close it"), icon=":material/lock:"):
        why = st.text_area(t("What came of it"), key=f"{key}:closing")
        if st.button(t("Close the objective"), key=f"{key}:close", type="primary") and perform(actions.close, actor, one.id, reason=why, version=one.version) is not None:
            st.rerun()

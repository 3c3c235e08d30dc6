"""Delivery standards of an acceptance as a scored list: what the contract asks, what was found, and how many points that is."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor
from core.closing.acceptance import actions
from core.closing.acceptance.queries import CriterionRow, OfProject, Whole
from core.closing.acceptance.rules import Criterion, Standard, State
from core.errors import Refusal
from core.fields import decimal
from core.words import N_
from pages.parts import desk
from pages.parts.desk import perform
from pages.parts.draft import Form
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, escaped, labelled, number, plain, short, t

HEADINGS = {
    "number": N_("No."), "standard": N_("Kind"), "text": N_("Delivery standard"), "weight": N_("Weight"), "target": N_("Contract's value"), "given": N_("Found"), "points": N_("Points"),
    "remark": N_("Remark"), "by": N_("Scored by"),
}  # fmt: skip


def draw(actor: Actor, found: OfProject, shown: Whole) -> None:
    """The part of the page."""
    if not shown.criteria:
        nothing(N_("There is no delivery standard yet. Add the first one below."))
    else:
        frame = pd.DataFrame(
            [
                (one.number, plain(one.standard.label), one.text, one.weight, _target(one), _found(one), "" if one.points is None else number(one.points), one.remark, content(one.by))
                for one in shown.criteria
            ],
            columns=list(HEADINGS),
        )  # fmt: skip
        linked_table(frame, HEADINGS, key=f"standards:{shown.id}", number=st.column_config.NumberColumn(plain("No."), width=50), text=st.column_config.TextColumn(plain("Delivery standard"), width="large"))
        missing = sum(one.points is None for one in shown.criteria)
        st.markdown(labelled(N_("Together"), f"**{number(shown.score)} %**") if shown.score is not None else f":orange[{t('{count} delivery standards have no points yet.', count=missing)}]")
        st.caption(t("Points out of 100, weighted. Measured against the contract's value: all points where it is kept, else the part of it that is reached."))
    if not found.editable:
        return
    if shown.criteria and shown.state in (State.PREPARING, State.PRELIMINARY):
        _score(actor, shown)
    if shown.state is State.PREPARING:
        _add(actor, shown)
        if shown.criteria:
            _take_out(actor, shown)


def _target(one: CriterionRow) -> str:
    return "" if one.target is None else f"{'≥' if one.higher else '≤'} {short(one.target)} {one.unit}".strip()


def _found(one: CriterionRow) -> str:
    return "" if one.given is None or one.target is None else f"{short(one.given)} {one.unit}".strip()


def _score(actor: Actor, shown: Whole) -> None:
    form, key = Form(actor, "acceptance_scores", record=shown.code), f"score:{shown.id}"
    with st.expander(t("Score the delivery standards"), icon=":material/grading:", expanded=form.waiting):
        if not form.opened():
            return
        typed: dict[int, tuple[str, str]] = {}
        for one in shown.criteria:
            st.markdown(f"**{one.number}. {escaped(one.text)}**" + (f" · {escaped(_target(one))}" if one.target is not None else ""))
            left, right = st.columns([1, 2])
            label = t("Found, in {unit}", unit=one.unit) if one.target is not None and one.unit else t("Found") if one.target is not None else t("Points (0–100)")
            typed[one.id] = (
                left.text_input(label, **form.field(f"{key}:{one.id}", "" if one.given is None else f"{one.given.normalize():f}")),
                right.text_input(t("Remark"), **form.field(f"{key}:{one.id}:remark", one.remark)),
            )
        form.note()
        if st.button(t("Save the scores"), key=f"{key}:save", type="primary"):
            try:
                given = {id_: (decimal(text) if text.strip() else None, remark) for id_, (text, remark) in typed.items()}
            except Refusal as refusal:
                desk.say(refusal)
                return
            if perform(actions.score, actor, shown.id, given) is not None:
                form.done()
                st.rerun()


def _add(actor: Actor, shown: Whole) -> None:
    form, key = Form(actor, "acceptance_standard", record=shown.code), f"standard:{shown.id}"
    with st.expander(t("Add a delivery standard"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        kinds = [one.value for one in Standard]
        left, right = st.columns([2, 1])
        kind = left.selectbox(t("Kind"), kinds, format_func=lambda one: plain(Standard(one).label), **form.field(f"{key}:kind", kinds[0], kinds))
        weight = right.number_input(t("Weight"), min_value=1, max_value=100, step=1, **form.field(f"{key}:weight", 10))
        text = st.text_input(t("Delivery standard"), **form.field(f"{key}:text", ""))
        left, middle, right = st.columns(3)
        target = left.text_input(t("Contract's value"), help=t("Empty: it gets points instead of being measured."), **form.field(f"{key}:target", ""))
        unit = middle.text_input(t("Unit"), **form.field(f"{key}:unit", ""))
        higher = right.segmented_control(t("Kept if it is"), [True, False], format_func=lambda one: t("at least") if one else t("at most"), required=True, **form.field(f"{key}:higher", True, [True, False]))
        form.note()
        if st.button(t("Add it"), key=f"{key}:save", type="primary"):
            try:
                value: Decimal | None = decimal(target) if target.strip() else None
            except Refusal as refusal:
                desk.say(refusal)
                return
            fresh = Criterion(Standard(kind), text, int(weight), value, unit, bool(higher))
            if perform(actions.set_criteria, actor, shown.id, [*(one.plain for one in shown.criteria), fresh], version=shown.version) is not None:
                form.done()
                st.rerun()


def _take_out(actor: Actor, shown: Whole) -> None:
    with st.popover(t("Take some out"), icon=":material/remove:"):
        names = {one.id: f"{one.number}. {one.text}" for one in shown.criteria}
        gone = st.multiselect(t("Delivery standards"), list(names), format_func=names.__getitem__, placeholder=plain("Choose one or more"), key=f"standard:{shown.id}:gone:{shown.version}")
        st.caption(t("Points given before are gone for all of them."))
        left = [one.plain for one in shown.criteria if one.id not in gone]
        if st.button(t("Take them out"), key=f"standard:{shown.id}:out", disabled=not gone) and perform(actions.set_criteria, actor, shown.id, left, version=shown.version) is not None:
            st.rerun()

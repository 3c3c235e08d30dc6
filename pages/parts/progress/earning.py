"""How tasks earn their budget, for who leads the project: the rule of each, its milestones, and what is cancelled."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.planning.queries import Planned, PlanView
from core.progress.value import actions, queries
from core.progress.value.choices import NAME_LIMIT, NOTHING, OF_PROJECT, PROJECT, Choice, Part, standing
from core.progress.value.rules import Earning
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.kit import row as framed
from pages.parts.words import day, escaped, plain, t, tn

COLUMNS = ("name", "percent", "planned_on", "reached_on")


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    known: Mapping[int, Choice] = ask_kept("progress", queries.choices_known, actor, view.project_code)
    leaves = {one.row.uid: one for one in view.leaves}
    st.subheader(t("How tasks earn"), anchor=False)
    usual = standing(known, PROJECT)
    st.caption(t("Where nothing else is chosen: {rule}.", rule=plain(usual.label)))
    _differing(known, leaves)
    if not view.editable:
        return
    with st.expander(t("Choose how tasks earn, or cancel one"), icon=":material/rule:", key=f"earn:{view.id}", on_change="rerun") as panel:
        if panel.open:
            _for_all(actor, view, usual)
            _of_one(actor, view, known)


def _differing(known: Mapping[int, Choice], leaves: Mapping[int, Planned]) -> None:
    """The tasks for which something was chosen; what is cancelled is struck out."""
    lines = []
    for uid, task in leaves.items():
        one = known.get(uid, NOTHING)
        name = escaped(task.row.name)
        if one.cancelled_on is not None:
            lines.append(f"- ~~{name}~~ · {t('cancelled on {day}', day=day(one.cancelled_on))}  \n  :gray[:small[{escaped(one.reason)}]]")
        elif one.rule is Earning.MILESTONES:
            reached = sum(part.percent for part in one.parts if part.reached_on)
            lines.append(f"- **{name}** · {t(one.rule.label)} · {tn('{count} milestone, {percent}% reached', '{count} milestones, {percent}% reached', len(one.parts), percent=reached)}")
        elif one.rule is not None:
            lines.append(f"- **{name}** · {t(one.rule.label)}")
    if lines:
        st.markdown("\n".join(lines))


def _for_all(actor: Actor, view: PlanView, usual: Earning) -> None:
    chosen = st.selectbox(t("For the whole project"), list(OF_PROJECT), index=OF_PROJECT.index(usual), format_func=lambda one: plain(one.label), key=f"earn:{view.id}:all:{usual}")
    if chosen != usual and st.button(t("Use this rule for the project"), key=f"earn:{view.id}:all_save", type="primary") and perform_once(
        form_key(f"earn_all_{view.id}"), actions.choose, actor, view.project_id, PROJECT, rule=chosen
    ):
        st.rerun()


def _of_one(actor: Actor, view: PlanView, known: Mapping[int, Choice]) -> None:
    rows = {one.row.uid: one for one in view.tasks}
    uid = st.selectbox(t("Task"), list(rows), index=None, format_func=lambda one: f"{view.numbers[one]} {rows[one].row.name}", key=f"earn:{view.id}:task", placeholder=plain("Choose a task"))
    if uid is None:
        return
    task, one = rows[uid], known.get(uid, NOTHING)
    with framed(f"earn_{uid}"):
        if one.cancelled_on is None and not task.summary:
            _rule(actor, view, uid, one)
        _cancelling(actor, view, task, one)


def _rule(actor: Actor, view: PlanView, uid: int, one: Choice) -> None:
    key = f"earn:{view.id}:{uid}"
    rules = {None: plain("As for the whole project")} | {rule: plain(rule.label) for rule in Earning}
    rule = st.selectbox(t("A task earns its budget"), list(rules), index=list(rules).index(one.rule), format_func=lambda each: rules[each], key=f"{key}:rule")
    parts = _parts(key, one) if rule is Earning.MILESTONES else ()
    if st.button(t("Save"), key=f"{key}:save", type="primary") and perform_once(form_key(f"earn_{view.id}_{uid}"), actions.choose, actor, view.project_id, uid, rule=rule, parts=parts):
        st.toast(t("Saved. The figures count by it from now on."))
        st.rerun()


def _parts(key: str, one: Choice) -> tuple[Part, ...]:
    """The milestones as they stand in the editor; empty rows are left out."""
    st.caption(t("The weights make 100 percent. A milestone counts in full on the day it is reached; without a planned day it is due when the task ends."))
    given = pd.DataFrame([(part.name, part.percent, part.planned_on, part.reached_on) for part in one.parts], columns=list(COLUMNS)).astype({"name": object, "percent": "Int64"})
    for name in ("planned_on", "reached_on"):
        given[name] = pd.to_datetime(given[name])
    config = {
        "name": st.column_config.TextColumn(plain("Milestone"), max_chars=NAME_LIMIT), "percent": st.column_config.NumberColumn(plain("Weight, %"), min_value=1, max_value=100, step=1),
        "planned_on": st.column_config.DateColumn(plain("Planned for")), "reached_on": st.column_config.DateColumn(plain("Reached on"), max_value=today()),
    }  # fmt: skip
    edited = st.data_editor(given, column_config=config, num_rows="dynamic", hide_index=True, key=f"{key}:parts")
    found = []
    for row in edited.itertuples(index=False):
        name = "" if pd.isna(row.name) else str(row.name).strip()
        if name or not pd.isna(row.percent):
            found.append(Part(name, 0 if pd.isna(row.percent) else int(row.percent), _day(row.planned_on), _day(row.reached_on)))
    return tuple(found)


def _day(value: object) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type, no-any-return]


def _cancelling(actor: Actor, view: PlanView, task: Planned, one: Choice) -> None:
    """Cancel it, or take it up again; either with its reason."""
    gone = one.cancelled_on is not None
    key = f"earn:{view.id}:{task.row.uid}:{'up' if gone or task.summary else 'cancel'}"
    label = plain("Why it is taken up again") if gone else plain("Why it is cancelled")
    if not gone:
        st.caption(t("What is cancelled counts nowhere, neither as planned nor as done. It stays in the plan."))
    form = Form(actor, "take_up" if gone or task.summary else "cancel", record=f"{view.project_code}:{task.row.uid}")
    if not form.opened():
        return
    reason = st.text_input(label, **form.field(f"{key}:reason", ""))
    form.note()
    with st.container(horizontal=True):
        if not gone and st.button(t("Cancel this task"), key=f"{key}:cancel", icon=":material/block:") and perform_once(
            form_key(f"cancel_{view.id}_{task.row.uid}"), actions.cancel, actor, view.project_id, task.row.uid, reason=reason
        ):
            form.done()
            st.rerun()
        if (gone or task.summary) and st.button(t("Take it up again"), key=f"{key}:take_up", icon=":material/undo:") and perform_once(
            form_key(f"take_up_{view.id}_{task.row.uid}"), actions.take_up, actor, view.project_id, task.row.uid, reason=reason
        ):
            form.done()
            st.rerun()

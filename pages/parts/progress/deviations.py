"""Deviations on the screen: what is too late and needs a measure, what became of those recorded, and every row beside its baseline."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.drafts.rules import Draft
from core.planning.queries import PlanView
from core.planning.rules.moments import day_of
from core.progress.deviations import actions, queries
from core.progress.deviations.queries import Compared, Recorded, Row
from core.progress.deviations.rules import CAUSES, WATCHED, Answer, Measure, State
from core.words import N_
from pages.parts import draft
from pages.parts.codes import code_table
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import on_phone
from pages.parts.kit import badge_text, linked_table, nothing
from pages.parts.kit import row as framed
from pages.parts.planning.baselines import picked
from pages.parts.planning.grid import INDENT, people_by_label
from pages.parts.progress.verifying import verifying
from pages.parts.words import c, content, day, escaped, moment, number, plain, t, tn

COLOURS = {
    State.OPEN: "open", State.RECOVERING: "to_verify", State.RECOVERED: "released", State.FAILED: "missed", State.ACCEPTED: "planned", State.GONE: "planned",
}  # fmt: skip
HEADINGS = {
    "name": N_("Task"), "sort": N_("Kind"), "finish_late": N_("Finish later by"), "start_late": N_("Start later by"), "duration": N_("Longer by"), "cost": N_("Cost more by"),
    "now": N_("Finish now"), "was": N_("Finish then"), "follows": N_("Because of"),
}  # fmt: skip
USUAL = timedelta(days=14)
SHOWN = 20
NEW, CHANGED, LOOKED, ACCEPTED = "deviation", "deviation_change", "deviation_look", "deviation_accept"
"""The forms; each keeps what is typed until it is sent."""
Drafts = Mapping[tuple[str, str], Draft]


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    newest: Compared | None = ask_kept(("plans", "deviations", "settings", "calendar"), queries.compared, actor, view.project_code)
    if newest is None:
        nothing(N_("There is no baseline to compare with yet. Keep one in the plan, under “Baselines”, as soon as it is approved."))
        return
    st.caption(
        t("Cause and measure are needed of what ends more than {days} working days after the baseline, or more than {percent}% of its duration.",
          days=newest.threshold.days, percent=newest.threshold.percent)
    )  # fmt: skip
    written = ask_kept(("deviations", "people"), queries.recorded, actor, view.project_code)
    typed = draft.mine(actor, NEW, CHANGED, LOOKED, ACCEPTED)
    _owed(actor, view, newest, written, typed)
    _written(actor, view, newest, written, typed)
    _table(actor, view)


def late(ticks: int, found: Compared) -> str:
    """By how many working days, and which way; not Markdown."""
    days = number(abs(ticks) / found.threshold.day)
    return plain("{days} working days late", days=days) if ticks > 0 else plain("{days} working days early", days=days) if ticks < 0 else plain("on time")


def _owed(actor: Actor, view: PlanView, found: Compared, written: list[Recorded], typed: Drafts) -> None:
    if not found.owed:
        st.markdown(f":green[:material/check_circle:] {t('Nothing is too late without a measure.')}")
        return
    st.subheader(tn("{count} deviation needs cause and measure", "{count} deviations need cause and measure", len(found.owed)), anchor=False)
    failed = {one.uid: one for one in written if one.state is State.FAILED}
    names = {one.uid: one.task for one in found.rows}
    for one in found.owed[:SHOWN]:
        with framed(f"owed_{one.uid}"):
            st.markdown(f"**{escaped(one.task)}** {badge_text('missed', N_('Needs a measure'))}  \n{_how(one, found)}")
            behind = [names[row.uid] for row in found.rows if row.gap.follows == one.uid]
            if behind:
                st.caption(tn("{count} more row waits behind it: {task}", "{count} more rows wait behind it, first {task}", len(behind), task=behind[0]))
            if one.uid in failed:
                st.caption(t("The measure so far did not help: {words}", words=failed[one.uid].words))
            if view.editable:
                form = Form(actor, NEW, record=f"{view.project_code}:{one.uid}", among=typed)
                with st.expander(t("Record cause and measure"), icon=":material/edit_note:", expanded=form.waiting):
                    if form.opened():
                        _form(form, view, f"owed:{one.uid}", one.uid, failed.get(one.uid))
    if len(found.owed) > SHOWN:
        st.caption(tn("and one more", "and {count} more", len(found.owed) - SHOWN))


def _how(one: Row, found: Compared) -> str:
    was = one.was[1] if one.was else one.ends
    return t("{label}: ends {now}, by the baseline {then}: {late}", label=plain(one.sort.label), now=_finish(one.ends), then=_finish(was), late=late(one.late, found))


def _finish(at: int) -> str:
    return day(day_of(at, ends=True))


def _form(form: Form, view: PlanView, key: str, uid: int, present: Recorded | None) -> None:
    """Cause, measure, who sees to it, and until when: of a new deviation, or another measure of one that is watched."""
    table, people = code_table(CAUSES), {who: label for label, who in people_by_label(view).items()}
    causes = [entry.code for entry in table.offered(present.cause if present else "")]
    kinds, who = [one.value for one in Measure], list(people)
    usual = present.owner_id if present else next((one.row.owner for one in view.tasks if one.row.uid == uid and one.row.owner in people), None)
    day_ = max(today(), present.expected_on) if present else today() + USUAL
    left, right = st.columns(2)
    cause = left.selectbox(
        t("Cause"), causes, index=None, format_func=lambda code: content(table.names[code]), placeholder=plain("Choose the cause"),
        **form.field(f"{key}:cause", present.cause if present else None, [None, *causes]),
    )  # fmt: skip
    measure = right.selectbox(
        t("Measure"), kinds, index=None, format_func=lambda code: plain(Measure(code).label), placeholder=plain("Choose a measure"),
        **form.field(f"{key}:measure", present.measure.value if present else None, [None, *kinds]),
    )  # fmt: skip
    words = st.text_area(
        t("What is done"), height=90, placeholder=plain("What exactly, and how it makes up for the delay"), **form.field(f"{key}:words", present.words if present else "")
    )
    left, right = st.columns(2)
    owner = left.selectbox(
        t("Sees to it"), who, index=None, format_func=lambda one: people[one], placeholder=plain("Choose a person"), **form.field(f"{key}:owner", usual if usual in who else None, [None, *who])
    )
    until = right.date_input(t("Recovered by"), **form.field(f"{key}:until", day_))
    form.note()
    ready = cause and measure and owner and isinstance(until, date)
    if st.button(t("Save"), key=f"{key}:save", type="primary", disabled=not ready) and cause and measure and owner and isinstance(until, date):
        said = Answer(cause, Measure(measure), words, owner, until)
        if present:
            done = perform(actions.revise, form.actor, present.id, said, version=present.version)
        else:
            done = perform_once(form_key(f"deviation_{view.project_id}_{uid}"), actions.answer, form.actor, view.project_id, uid, said)
        if done:
            form.done()
            st.toast(t("Recorded. Whoever sees to it is told."))
            st.rerun()
    if not ready:
        st.caption(t("Choose the cause, the measure and who sees to it."))


def _written(actor: Actor, view: PlanView, found: Compared, written: list[Recorded], typed: Drafts) -> None:
    if not written:
        return
    st.subheader(t("Measures and how they went"), anchor=False)
    causes = code_table(CAUSES).names
    for one in written[:SHOWN]:
        with framed(f"deviation_{one.id}"):
            st.markdown(
                f"{badge_text(COLOURS[one.state], one.state.label)} **{escaped(one.task)}** :gray[:small[{escaped(one.code)}]]  \n"
                f"{t(one.measure.label)} · {escaped(one.words)}  \n:gray[:small[{c(causes.get(one.cause, {}))} · {c(one.owner)}]]"
            )
            _came(one, found)
            if one.state in WATCHED and one.workable:
                with st.container(horizontal=True):
                    _look(actor, one, typed)
                    if view.editable:
                        with st.popover(t("Change the measure"), icon=":material/edit:", key=f"deviation:{one.id}:{one.version}:change"):
                            form = Form(actor, CHANGED, record=str(one.id), version=one.version, among=typed)
                            if form.opened():
                                _form(form, view, f"deviation:{one.id}", one.uid, one)
                        _accept(actor, one, typed)
                    if actor.may(Permission.FOLLOWUP_OPEN) and view.editable:
                        verifying(actor, view, one)
            _history(one, found)
    if len(written) > SHOWN:
        st.caption(t("The newest {count} are shown.", count=SHOWN))


def _came(one: Recorded, found: Compared) -> None:
    """What was expected beside what came."""
    last = one.steps[0]
    expected = t("Expected: back by {day}, at the baseline's {then} or nearly so", day=day(one.expected_on), then=_finish(one.was_ends))
    came = t("By the plan: ends {now}, {late}", now=_finish(last.ends), late=late(last.late, found))
    change = last.late - one.late
    way = t("no change since the measure") if not change else t("{days} working days less than then", days=number(-change / found.threshold.day)) if change < 0 else t("{days} working days more than then", days=number(change / found.threshold.day))
    st.caption(f"{expected}  \n{came} ({way})")


def _look(actor: Actor, one: Recorded, typed: Drafts) -> None:
    form, key = Form(actor, LOOKED, record=str(one.id), among=typed), f"deviation:{one.id}:look"
    with st.popover(t("Say how it stands"), icon=":material/rate_review:", key=f"{key}:{len(one.steps)}:open"):
        if not form.opened():
            return
        words = st.text_area(t("How it stands"), height=90, **form.field(f"{key}:words", ""))
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary") and perform(actions.look, actor, one.id, words=words):
            form.done()
            st.rerun()


def _accept(actor: Actor, one: Recorded, typed: Drafts) -> None:
    form, key = Form(actor, ACCEPTED, record=str(one.id), version=one.version, among=typed), f"deviation:{one.id}:accept"
    with st.popover(t("Leave it as it is"), icon=":material/handshake:", key=f"{key}:{one.version}:open"):
        if not form.opened():
            return
        reason = st.text_area(t("Reason"), height=90, placeholder=plain("Why the delay is accepted, and by whom"), **form.field(f"{key}:reason", ""))
        form.note()
        if st.button(t("Accept the delay"), key=f"{key}:save", type="primary") and perform(actions.accept, actor, one.id, reason=reason, version=one.version):
            form.done()
            st.rerun()


def _history(one: Recorded, found: Compared) -> None:
    with st.expander(tn("History: {count} entry", "History: {count} entries", len(one.steps)), key=f"deviation:{one.id}:history"):
        lines = []
        for step in one.steps:
            who = c(step.by) if step.by else t("Service Cockpit")
            says = f"  \n{escaped(step.words)}" if step.words else ""
            plan = t("ends {now}, {late}; expected back by {day}", now=_finish(step.ends), late=late(step.late, found), day=day(step.expected_on))
            lines.append(f"- {badge_text(COLOURS[step.state], step.state.label)} **{t(step.step.label)}** · {escaped(moment(step.at))} · {who}{says}  \n  :gray[:small[{plan}]]")
        st.markdown("\n".join(lines))


def _table(actor: Actor, view: PlanView) -> None:
    st.subheader(t("Plan beside baseline"), anchor=False)
    chosen = picked(actor, view, f"deviations:{view.id}:baseline")
    found = ask_kept(("plans", "deviations", "settings", "calendar"), queries.compared, actor, view.project_code, chosen.id if chosen else None)
    if found is None:
        return
    only = st.toggle(t("Only what differs"), True, key=f"deviations:{view.id}:only")
    names = {one.uid: one.task for one in found.rows}
    rows = [_line(one, found, names) for one in found.rows if not only or one.was is None or one.gap.finish or one.gap.start or one.gap.duration or one.gap.cost]
    if not rows:
        st.caption(t("Everything stands as in the baseline."))
        return
    number_ = st.column_config.NumberColumn
    config = {name: number_(plain(HEADINGS[name]), format="%.1f", help=plain("Working days; below zero: earlier or shorter.")) for name in ("finish_late", "start_late", "duration")}
    if any(one.gap.cost is not None for one in found.rows):
        config["cost"] = number_(plain(HEADINGS["cost"]), format="%.2f", help=plain("As far as the plan and the baseline both say what a task costs."))
    headings = {name: label for name, label in HEADINGS.items() if name != "cost" or "cost" in config}
    linked_table(
        pd.DataFrame(rows, columns=list(HEADINGS)), headings, key="deviation_rows", name=st.column_config.TextColumn(plain("Task"), width=150 if on_phone() else "large", pinned=True),
        **config,
    )  # fmt: skip


def _line(one: Row, found: Compared, names: dict[int, str]) -> tuple[object, ...]:
    gap, days = one.gap, found.threshold.day
    return (
        INDENT * (one.level - 1) + one.task, plain(one.sort.label), *(None if by is None else by / days for by in (gap.finish, gap.start, gap.duration)),
        None if gap.cost is None else float(gap.cost), _finish(one.ends), _finish(one.was[1]) if one.was else plain("Added since"), names.get(gap.follows, "") if gap.follows else "",
    )  # fmt: skip

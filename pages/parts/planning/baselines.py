"""Baselines on the screen: keep the plan under a name, and see how far it has gone since."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor
from core.planning.baselines import actions, queries
from core.planning.baselines.queries import BaselineRow
from core.planning.baselines.rules import Compared, Stood, Went, compared, counted
from core.planning.queries import PlanView
from core.planning.rules.moments import day_of
from core.words import N_
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.frame import on_phone
from pages.parts.kit import badge_text, confirm, linked_table, nothing
from pages.parts.planning.grid import INDENT
from pages.parts.words import content, day, escaped, moment, plain, several, t

COLOURS = {Went.SAME: "confirmed", Went.STAFFED: "open", Went.MOVED: "contested", Went.ADDED: "open", Went.REMOVED: "superseded"}
HEADINGS = {
    "name": N_("Task"), "went": N_("Since then"), "was_start": N_("Start then"), "start": N_("Start now"), "was_finish": N_("Finish then"), "finish": N_("Finish now"),
    "days": N_("Calendar days later"), "people": N_("People now"), "were": N_("People then"),
}  # fmt: skip


def stood(view: PlanView) -> list[Stood]:
    """The rows as they stand."""
    return [Stood(one.row.uid, one.row.name, one.row.level, one.summary, one.starts, one.ends, one.row.duration, one.row.kind.value, tuple(sorted(one.row.people))) for one in view.tasks]


def picked(actor: Actor, view: PlanView, key: str, *, none: str | None = None) -> BaselineRow | None:
    """A baseline to compare with, chosen by the viewer; the newest first. None where there is none, or none is wanted."""
    rows = {one.id: one for one in ask_kept("plans", queries.baselines, actor, view.id)}
    if not rows:
        return None
    shown = ({0: plain(none)} if none else {}) | {one.id: f"{one.name} ({moment(one.kept_at)})" for one in rows.values()}
    chosen = st.selectbox(t("Baseline"), list(shown), format_func=lambda id_: shown[id_], key=key)
    return rows.get(chosen)


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    if view.editable and view.tasks:
        _new(actor, view)
    row = picked(actor, view, f"baseline:{view.id}")
    if row is None:
        nothing(N_("There is no baseline yet. Keep one when the plan is approved: later it shows what moved, what was added and what was dropped."))
        return
    st.caption(t("Kept {time} by {person}", time=moment(row.kept_at), person=content(row.kept_by)) + (f" · {escaped(row.reason)}" if row.reason else ""))
    rows = compared(stood(view), ask_kept("plans", queries.stood, actor, row.id))
    counts = counted(rows)
    st.markdown(" ".join(f"{badge_text(COLOURS[went], went.label)} {count}" for went, count in counts.items() if count))
    later = (view.finish - row.finish) // (24 * 600)
    st.markdown(
        t("Finish then {then}, now {now}: {days} calendar days later.", then=day(day_of(row.finish, ends=True)), now=day(day_of(view.finish, ends=True)), days=later) if later > 0
        else t("Finish then {then}, now {now}: {days} calendar days earlier.", then=day(day_of(row.finish, ends=True)), now=day(day_of(view.finish, ends=True)), days=-later) if later < 0
        else t("The finish stands where it stood: {now}.", now=day(day_of(view.finish, ends=True)))
    )  # fmt: skip
    only = st.toggle(t("Only what differs"), True, key=f"baseline:{view.id}:only")
    known = {**view.people, **ask_kept(("plans", "people"), queries.people, actor, row.id)} if any(one.restaffed for one in rows) else {}
    frame = pd.DataFrame([_line(one, known) for one in rows if not only or one.went is not Went.SAME], columns=list(HEADINGS))
    if not frame.empty:
        headings = HEADINGS if not on_phone() else {name: HEADINGS[name] for name in ("name", "days", "finish", "was_finish", "start", "was_start", "went", "people", "were")}
        headings = headings if known else {name: label for name, label in headings.items() if name not in ("people", "were")}
        linked_table(frame, headings, key="baseline_rows", name=st.column_config.TextColumn(plain("Task"), width=150 if on_phone() else "large", pinned=True))
    if view.editable:

        def drop() -> None:
            if perform(actions.drop, actor, row.id):
                st.rerun()

        confirm(f"drop:{row.id}", N_("Forget this baseline"), N_("Forget the baseline “{name}”? The audit trail remembers that it was."), N_("Forget it"), drop, icon=":material/delete:", name=row.name)


def _line(one: Compared, known: Mapping[int, dict[str, str]]) -> tuple[object, ...]:
    was, now, row = one.was, one.now, one.standing
    later = (now.ends - was.ends) // (24 * 600) if now and was else None
    return (
        INDENT * (row.level - 1) + row.name, plain(one.went.label), _day(was and was.starts), _day(now and now.starts), _day(was and was.ends, ends=True),
        _day(now and now.ends, ends=True), later, *(_people(one, side, known) for side in (now, was)),
    )  # fmt: skip


def _people(one: Compared, side: Stood | None, known: Mapping[int, dict[str, str]]) -> str:
    """Who works on a row, where others do than then."""
    return several(f"{content(known.get(who, {}))} {units}%" if units != 100 else content(known.get(who, {})) for who, units in side.people or ()) if side and one.restaffed else ""


def _day(at: int | None, *, ends: bool = False) -> str:
    return "" if at is None else day(day_of(at, ends=ends))


def _new(actor: Actor, view: PlanView) -> None:
    state = f"new_baseline:{view.id}"
    times = st.session_state.setdefault(state, 0)
    key = f"{state}:{times}"
    with st.popover(t("Keep a baseline"), icon=":material/bookmark_add:", key=f"{key}:popover"):
        name = st.text_input(t("Name"), key=f"{key}:name", placeholder=plain("Approved plan"))
        reason = st.text_input(t("Reason"), key=f"{key}:reason")
        if st.button(t("Keep it"), key=f"{key}:save", type="primary") and perform_once(form_key(state), actions.keep, actor, view.id, name=name, reason=reason):
            st.session_state[state] = times + 1  # a fresh form, closed
            st.toast(t("The baseline “{name}” is kept.", name=name.strip()))
            st.rerun()

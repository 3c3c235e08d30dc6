"""One row of a plan with everything that can be said of it: for a phone, and for what has no column in the table."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.planning import actions
from core.planning.queries import Planned, PlanView
from core.planning.rules import notation, sheet
from core.planning.rules.moments import day_of, wall
from core.planning.rules.plan import UNDATED, Constraint
from core.planning.rules.sheet import CONSTRAINT_LABELS, USUAL_PRIORITY, Kind, Row
from core.planning.rules.worktime import DAY
from core.words import N_
from pages.parts import desk
from pages.parts.desk import perform
from pages.parts.draft import Form
from pages.parts.planning.grid import amount, end_of, people_by_label, roughly
from pages.parts.words import day, escaped, labelled, plain, several, t

NOBODY = 0
"""Stands for nobody among the people who answer for a row."""


def draw(actor: Actor, view: PlanView) -> None:
    """A row to be chosen, what the schedule says of it, and its form."""
    if not view.tasks:
        return
    with st.expander(t("One row in full"), icon=":material/edit_note:", key=f"one:{view.id}", on_change="rerun") as panel:
        if not panel.open:
            return
        names = {one.row.uid: f"{view.numbers[one.row.uid]} {one.row.name}" for one in view.tasks}
        uid = st.selectbox(t("Row"), list(names), format_func=lambda one: names[one], key=f"one:{view.id}:uid")
        one = next(one for one in view.tasks if one.row.uid == uid)
        _facts(one, view)
        if view.editable:
            _form(actor, view, one, _begun(view, one))


def _facts(one: Planned, view: PlanView) -> None:
    lines = [
        labelled(N_("Start"), _at(one.starts)), labelled(N_("Finish"), _at(one.ends)), labelled(N_("Latest start"), _at(one.late_start)),
        labelled(N_("Latest finish"), _at(one.late_finish)), labelled(N_("Slack"), escaped(roughly(one.total_slack, one.row.elapsed, view))),
        labelled(N_("Free slack"), escaped(roughly(one.free_slack, one.row.elapsed, view))), labelled(N_("Critical path"), t("yes") if one.critical else t("no")),
    ]  # fmt: skip
    st.markdown(" · ".join(lines))
    if one.lacks:
        st.warning(t("Its date cannot be kept; {time} of working time is lacking.", time=roughly(one.lacks, False, view)), icon=":material/event_busy:")


def _at(ticks: int) -> str:
    when = wall(ticks)
    return escaped(f"{day(when.date())} {when:%H:%M}")


@dataclass(frozen=True)
class Begun:
    """A form as it was begun: the row then, what it waited for as it was written, and the plan's version."""

    one: Planned
    before: str
    version: int


def _begun(view: PlanView, one: Planned) -> Begun:
    """What the form shows: the row as it was when it was begun, though somebody may have changed it since."""
    state: dict[int, Begun] = st.session_state.setdefault(f"one:{view.id}:begun", {})
    if one.row.uid not in state or any(tie.uid not in view.numbers for tie in state[one.row.uid].one.row.before):  # what it waited for is gone
        numbers = {uid: place + 1 for uid, place in view.tasks.places.items()}
        st.session_state.pop(f"one:{view.id}:{one.row.uid}:before", None)
        state[one.row.uid] = Begun(one, notation.written_before(one.row.before, numbers, view.scale), view.version)
    return state[one.row.uid]


def _anew(view: PlanView, form: Form, uid: int) -> None:
    """Begin the form anew, with the row as it is now."""
    st.session_state[f"one:{view.id}:begun"].pop(uid, None)
    form.done()
    st.rerun()


def _form(actor: Actor, view: PlanView, now: Planned, begun: Begun) -> None:
    form = Form(actor, "plan_row", record=f"{view.id}:{now.row.uid}", version=view.version)
    if not form.opened():
        return
    one, changed = begun.one, now.touched > begun.version
    row, key = one.row, f"one:{view.id}:{one.row.uid}"
    told = st.container()
    labels = people_by_label(view)
    names = {who: label for label, who in labels.items()}
    values: dict[str, Any] = {"name": st.text_input(t("Task"), **form.field(f"{key}:name", row.name))}
    texts: dict[str, str] = {}
    if not one.summary:
        left, right = st.columns(2)
        values["kind"] = Kind(left.selectbox(t("Kind"), list(Kind), format_func=lambda kind: plain(Kind(kind).label), **form.field(f"{key}:kind", row.kind, list(Kind))))
        if values["kind"] is Kind.TASK:
            texts["duration"] = right.text_input(t("Duration"), help=t("3d are days, 4h hours, 2w weeks; with an e before the unit (3ed) day and night."), **form.field(f"{key}:duration", amount(row.duration, row.elapsed, view)))
            values["percent"] = left.number_input(t("Done %"), 0, 100, step=5, **form.field(f"{key}:percent", row.percent))
    texts["before"] = st.text_input(t("Waits for"), help=t("Numbers of rows. 3 or 3FS: starts when row 3 is finished; SS, FF, SF tie the other ends; a lag follows: 3FS+2d."), **form.field(f"{key}:before", begun.before))
    everybody = [NOBODY, *labels.values()]
    owner = st.selectbox(t("Answers for it"), everybody, format_func=lambda who: names.get(who, plain("Nobody yet")), **form.field(f"{key}:owner", row.owner or NOBODY, everybody))
    values["owner"] = owner or None
    if not one.summary:
        values["people"] = _people(form, row.people, labels, names, key)
        values |= _actual(form, one, key)
    values["deliverable"] = st.text_input(t("Deliverable"), **form.field(f"{key}:deliverable", row.deliverable))
    values["standard"] = st.text_input(t("Quality standard"), **form.field(f"{key}:standard", row.standard))
    if values.get("kind") in (Kind.MILESTONE, Kind.GATE):
        values["objective"] = st.text_input(t("Objective that it shows to be reached"), **form.field(f"{key}:objective", row.objective))
    values |= _limits(form, one, key)
    if not one.summary and values["kind"] is Kind.TASK:
        left, right, last = st.columns(3)
        texts["shortest"] = left.text_input(t("At best"), help=t("The duration if all goes well; for the forecast with chances."), **form.field(f"{key}:shortest", "" if row.shortest is None else amount(row.shortest, row.elapsed, view)))
        texts["longest"] = right.text_input(t("At worst"), **form.field(f"{key}:longest", "" if row.longest is None else amount(row.longest, row.elapsed, view)))
        values["priority"] = last.number_input(t("Priority"), 0, 1000, step=50, help=t("Who gives way when people have too much at once: the smaller number. {usual} is usual, 1000 never moves.", usual=USUAL_PRIORITY), **form.field(f"{key}:priority", row.priority))
    form.note()
    wanted = st.button(t("Save the row"), key=f"{key}:save", type="primary")
    try:
        values |= _read(texts, begun, view)
    except Refusal as refusal:
        if wanted:
            desk.say(refusal)
        return
    changes = {name: value for name, value in values.items() if value != getattr(row, name)}
    seen = begun.version
    if changed:
        if not changes:
            _anew(view, form, row.uid)
        with told:
            st.warning(t("Somebody else changed this row while you worked on it. What you typed is still below; what is kept now: {fields}", fields=_differs(row, now.row)), icon=":material/group:")
            with st.container(horizontal=True):
                if st.button(t("Show the row as it is now"), key=f"{key}:anew"):
                    _anew(view, form, row.uid)
                if st.button(t("Save what I typed all the same"), key=f"{key}:over"):
                    wanted, seen = True, view.version
    if wanted and (not changes or perform(actions.change, actor, view.id, seen=seen, changes={row.uid: changes}) is not None):
        _anew(view, form, row.uid)


_LABELS = {
    "name": N_("Task"), "kind": N_("Kind"), "duration": N_("Duration"), "percent": N_("Done %"), "before": N_("Waits for"), "owner": N_("Answers for it"), "people": N_("People"),
    "deliverable": N_("Deliverable"), "standard": N_("Quality standard"), "objective": N_("Objective that it shows to be reached"), "constraint": N_("Constraint"),
    "constraint_at": N_("Constraint date"), "deadline": N_("Deadline"), "actual_start": N_("Really begun on"), "actual_finish": N_("Really finished on"), "priority": N_("Priority"),
    "shortest": N_("At best"), "longest": N_("At worst"), "cost": N_("Cost"),
}  # fmt: skip


def _differs(then: Row, now: Row) -> str:
    """Which fields somebody else changed; of texts and numbers what they say now."""
    found = []
    for name, label in _LABELS.items():
        value = getattr(now, name)
        if value != getattr(then, name):
            found.append(f"{plain(label)} “{value}”" if name in ("name", "deliverable", "standard", "objective", "percent", "priority") else plain(label))
    return several(found) or plain("its place in the outline")


def _people(form: Form, kept: tuple[tuple[int, int], ...], labels: dict[str, int], names: dict[int, str], key: str) -> tuple[tuple[int, int], ...]:
    everybody = list(labels.values())
    chosen = st.multiselect(t("People"), everybody, format_func=lambda who: names[who], placeholder=plain("Choose people"), **form.field(f"{key}:people", [who for who, _ in kept], everybody))
    shares = dict(kept)
    return tuple(
        (who, int(st.number_input(t("{person}: share of the working time, in percent", person=names[who]), 1, sheet.MOST_UNITS, step=10, **form.field(f"{key}:units:{who}", shares.get(who, 100)))))
        for who in sorted(chosen)
    )  # fmt: skip


def _actual(form: Form, one: Planned, key: str) -> dict[str, int | None]:
    """When it really began and ended. Days; the hours are those of the plan, or the bounds of the day."""
    row = one.row
    left, right = st.columns(2)
    was_begun = None if row.actual_start is None else day_of(row.actual_start)
    was_ended = None if row.actual_finish is None else day_of(row.actual_finish, ends=True)
    begun = left.date_input(t("Really begun on"), None, **form.field(f"{key}:actual_start", was_begun))
    ended = right.date_input(t("Really finished on"), None, **form.field(f"{key}:actual_finish", was_ended))
    found: dict[str, int | None] = {}
    if begun != was_begun:
        found["actual_start"] = _in_day(begun, one.starts)
    if ended != was_ended:
        found["actual_finish"] = _in_day(ended, one.ends)
    return found


def _in_day(when: object, near: int) -> int | None:
    """A tick of a day at the hour of another tick."""
    return end_of(when) - DAY + near % DAY if isinstance(when, date) else None


def _limits(form: Form, one: Planned, key: str) -> dict[str, Any]:
    row = one.row
    left, right, last = st.columns(3)
    kinds = list(CONSTRAINT_LABELS)
    constraint = Constraint(left.selectbox(t("Constraint"), kinds, format_func=lambda kind: plain(CONSTRAINT_LABELS[Constraint(kind)]), **form.field(f"{key}:constraint", row.constraint, kinds)))
    found: dict[str, Any] = {"constraint": constraint}
    finish = constraint in (Constraint.FINISH_NO_EARLIER_THAN, Constraint.FINISH_NO_LATER_THAN, Constraint.MUST_FINISH_ON)
    if constraint not in UNDATED:
        kept = None if row.constraint_at is None else day_of(row.constraint_at, ends=finish)
        when = right.date_input(t("Constraint date"), None, **form.field(f"{key}:constraint_at", kept or day_of(one.starts)))
        if isinstance(when, date) and (when != kept or constraint is not row.constraint):
            found["constraint_at"] = _in_day(when, one.ends if finish else one.starts)
    was = None if row.deadline is None else day_of(row.deadline, ends=True)
    deadline = last.date_input(t("Deadline"), None, help=t("The plan does not bend to a deadline; it says when one cannot be kept."), **form.field(f"{key}:deadline", was))
    if deadline != was:
        found["deadline"] = end_of(deadline) if isinstance(deadline, date) else None
    return found


def _read(texts: dict[str, str], begun: Begun, view: PlanView) -> dict[str, Any]:
    """What was written as people write it. Refuses what cannot be read."""
    found: dict[str, Any] = {}
    if texts["before"] != begun.before:  # the numbers of rows may be others by now: what nobody has changed says what it said
        found["before"] = notation.before(texts["before"], list(view.tasks.places), view.scale)
    if "duration" in texts:
        found["duration"], found["elapsed"] = notation.amount(texts["duration"], view.scale)
    for name in ("shortest", "longest"):
        if name in texts:
            found[name] = notation.amount(texts[name], view.scale)[0] if texts[name].strip() else None
    return found

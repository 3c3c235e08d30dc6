"""The plan of a project: its matrix, single days, and the forms that take, write, change, stop and waive."""

from itertools import groupby

import streamlit as st

from core.access import Actor
from core.clock import today
from core.communication.plans import actions, queries, rules
from core.communication.plans.queries import Plan, Shown, Told
from core.communication.plans.rules import State
from core.words import N_
from pages.parts import desk
from pages.parts.communication import bits, fields
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.kit import nothing, row
from pages.parts.words import c, content, day, escaped, labelled, number, plain, t, tn

OPENED = "communication:opened"
FIRST = 8
"""So many days are shown at once, what comes before what was missed; the others unfold."""
SHOWN = {"waiting": N_("Overdue and next"), "past": N_("What was")}


def draw(actor: Actor, found: Plan) -> None:
    """The part of the page."""
    names = bits.channels()
    if found.rows:
        _figures(found)
    elif not found.may_plan:
        nothing(N_("Nobody has planned yet who is spoken to, how and how often. The manager of the project does so."))
    if found.may_plan:
        _take(actor, found, names)
        _write(actor, found, names)
    if found.rows:
        _matrix(actor, found, names)
    if found.days:
        _days(actor, found, names)


def _figures(found: Plan) -> None:
    with st.container(horizontal=True):
        told = found.adherence
        value = "–" if told.value is None else f"{number(told.value, 0)}%"
        st.metric(t("Took place in time"), value, plain("of {n} days that are over", n=told.n) if told.n else None, delta_color="off", delta_arrow="off", help=t("Of the planned days that are over, how many were met in time; waived ones are not counted. With few of them no share is told."))
        st.metric(t("Overdue"), str(found.overdue), help=t("Planned days on which nobody spoke, and whose time is over."))
        st.metric(t("Rows"), str(len(found.rows)), plain("version {number} of the plan", number=found.number), delta_color="off", delta_arrow="off")


def _take(actor: Actor, found: Plan, names: dict[str, str]) -> None:
    """Rows of the standard plan."""
    present, known = {one.item for one in found.rows}, queries.standard()
    left = [one for one in known.values() if one.code not in present]
    if not left:
        return
    form = Form(actor, "communication_take", record=found.project_code)
    with st.expander(t("Begin with the standard plan") if not found.rows else t("Add from the standard plan"), icon=":material/playlist_add:", expanded=not found.rows or form.waiting):
        if not form.opened():
            return
        team = fields.team(actor, found)
        key, codes = f"communication:take:{len(present)}", [one.code for one in left]
        usual = [one.code for one in left if one.usual] if not found.rows else []
        chosen = st.multiselect(
            t("Rows"), codes, format_func=lambda one: f"{plain(known[one].means.label)} · {plain(known[one].frequency.label)}", placeholder=plain("Choose one or more"), **form.field(f"{key}:items", usual, codes)
        )
        one, two = st.columns(2)
        owner = one.selectbox(t("Owner"), list(team), format_func=lambda id_: team[id_], **form.field(f"{key}:owner", actor.id if actor.id in team else next(iter(team), None), team))
        first = two.date_input(t("From the day"), **form.field(f"{key}:first", today()))
        form.note()
        if st.button(tn("Take one row", "Take {count} rows", len(chosen)), key=f"{key}:save", type="primary", disabled=not chosen or owner is None or first is None):
            made = desk.perform_once(desk.form_key(f"communication_take_{found.project_code}"), actions.take, actor, found.project_id, chosen, owner_id=owner, first_on=first)
            if made:
                form.done()
                st.rerun()


def _write(actor: Actor, found: Plan, names: dict[str, str]) -> None:
    form = Form(actor, "communication_row", record=found.project_code)
    with st.expander(t("Write a row"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        line = fields.line(actor, form, "communication:new", found, None, names)
        form.note()
        if line and st.button(t("Add it"), key="communication:new:save", type="primary"):
            made = desk.perform_once(desk.form_key(f"communication_row_{found.project_code}"), actions.write, actor, found.project_id, line)
            if made:
                form.done()
                st.rerun()


def _matrix(actor: Actor, found: Plan, names: dict[str, str]) -> None:
    """The rows, phase by phase: with whom, how, how often, what about, by whom; of each how its days went."""
    order = list(rules.Phase)
    rows = sorted(found.rows, key=lambda one: (order.index(one.line.phase), one.line.whom, one.id))
    for phase, many in groupby(rows, key=lambda one: one.line.phase):
        st.markdown(f"##### {t(phase.label)}")
        for one in many:
            _row(actor, found, one, names)


def _row(actor: Actor, found: Plan, one: Shown, names: dict[str, str]) -> None:
    opened = st.session_state.get(OPENED) == one.id
    with row(f"communication-{one.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            late = " " + mark("red", tn("one day overdue", "{count} days overdue", one.overdue)) if one.overdue else ""
            st.markdown(f"**{escaped(bits.other_side(one.line.whom, one.name))}** · {t(one.line.means.label)}{late}", width="stretch")
            if found.may_plan and st.button(t("Close") if opened else t("Change or stop"), key=f"communication:open:{one.id}", icon=":material/expand_less:" if opened else ":material/edit:", type="tertiary"):
                st.session_state[OPENED] = None if opened else one.id
                st.rerun()
        st.markdown(c(one.content))
        parts = [
            escaped(bits.rhythm(one.line)), escaped(names.get(one.line.channel, one.line.channel)), c(one.owner), labelled(N_("Goal"), t(one.line.goal.label)),
            t("next on {day}", day=day(one.next_on)) if one.next_on else t("nothing ahead"), t("{held} of {settled} in time", held=one.held, settled=one.settled) if one.settled else "",
        ]  # fmt: skip
        st.caption(" · ".join(filter(None, parts)), help=t(one.line.means.met_by))
        if opened and found.may_plan:
            _change(actor, found, one, names)


def _change(actor: Actor, found: Plan, one: Shown, names: dict[str, str]) -> None:
    key, form = f"communication:{one.id}:{one.version}", Form(actor, "communication_change", record=str(one.id), version=one.version)
    with st.container(border=True):
        if form.opened():
            line = fields.line(actor, form, key, found, one.line, names)
            st.caption(t("When other days are wanted, this row is stopped and another goes on from today: what was missed stays missed."))
            form.note()
            if line and st.button(t("Save"), key=f"{key}:save", type="primary") and desk.perform(actions.change, actor, one.id, line, version=one.version):
                form.done()
                st.session_state[OPENED] = None
                st.rerun()
    with st.expander(t("Stop this row"), icon=":material/stop_circle:"):
        reason = st.text_input(t("Reason"), key=f"{key}:reason")
        if st.button(t("Stop it"), key=f"{key}:stop") and desk.perform(actions.stop, actor, one.id, reason=reason, version=one.version):
            st.rerun()


def _days(actor: Actor, found: Plan, names: dict[str, str]) -> None:
    """Single days: what is overdue or comes next, and what was."""
    st.subheader(t("Planned days"), anchor=False)
    shown = st.segmented_control(t("Days"), list(SHOWN), format_func=lambda one: t(SHOWN[one]), default="waiting", key="communication:days", label_visibility="collapsed", required=True)
    if shown == "past":
        ones = [one for one in reversed(found.days) if one.one.state in (State.MET, State.LATE, State.WAIVED)]
    else:
        coming = [one for one in found.days if one.one.state in (State.DUE, State.PLANNED)]
        ones = [*coming, *(one for one in reversed(found.days) if one.one.state is State.OVERDUE)]
    if not ones:
        st.markdown(t("Nothing is overdue, and nothing comes within two weeks.") if shown == "waiting" else t("No planned day has been met or waived yet."))
    with st.container(gap="xsmall"):
        for one in ones[:FIRST]:
            _day(actor, found, one, names)
        if len(ones) > FIRST:
            with st.expander(t("{count} more", count=len(ones) - FIRST)):
                for one in ones[FIRST : FIRST + 40]:
                    _day(actor, found, one, names)


def _day(actor: Actor, found: Plan, one: Told, names: dict[str, str]) -> None:
    key = f"communication:waive:{one.one.row_id}:{one.one.due_on:%Y%m%d}"
    with row(key.replace(":", "-")):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(bits.told(one, names), width="stretch")
            if found.may_plan and one.one.state in (State.OVERDUE, State.DUE, State.PLANNED):
                with st.popover(t("Waive"), icon=":material/do_not_disturb_on:", key=f"{key}:ask", type="tertiary"):
                    reason = st.text_input(t("Why it is not needed"), key=f"{key}:reason")
                    if st.button(t("Waive this day"), key=key, type="primary") and desk.perform(actions.waive, actor, one.one.row_id, due_on=one.one.due_on, reason=reason):
                        st.rerun()
        if one.one.waived:
            st.caption(labelled(N_("Why it is not needed"), escaped(one.one.waived)))
        elif one.one.met:
            st.caption(bits.met(one.one.met))
        elif one.one.state is State.OVERDUE:
            st.caption(f"{content(one.content)} · {t(one.one.means.met_by)}")

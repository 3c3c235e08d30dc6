"""What is promised: how fast for whom, and which priority follows from what; with what holds, and what will."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from core.access import ANYWHERE, Actor, Permission, within
from core.clock import today
from core.projects.rules import CUSTOMER_TYPES
from core.service.clocks.rules import ALWAYS, ORGANISATION, Targets
from core.service.commitments import actions, queries, rules
from core.service.commitments.queries import Held
from core.service.lists import queries as lists
from core.service.rules import Degree, Priority
from core.words import N_
from pages.parts import desk
from pages.parts.kit import linked_table
from pages.parts.service import bits
from pages.parts.words import content, day, plain, t

HEADINGS = {
    "whom": N_("For whom"), "priority": N_("Priority"), "since": N_("Valid from"), "acknowledge": N_("Acknowledgement"), "respond": N_("Response"), "resolve": N_("Resolution"), "calendar": N_("Counted in"),
}  # fmt: skip


def draw(actor: Actor) -> None:
    """Targets, then the matrix."""
    calendars = {ORGANISATION: plain("Working time"), ALWAYS: plain("Round the clock")} | {
        code: content(name) for code, name in desk.ask(queries.calendar_codes, actor).items()
    }
    types = bits.names(CUSTOMER_TYPES)
    held = desk.ask(queries.listed, actor, today=today())
    st.subheader(t("Service targets"), anchor=False)
    st.caption(t("The most specific row holds: a project before a customer type, that before a priority. Open requests keep theirs until they are classified anew."))
    rows = [_row(_whom(one, types), one.commitment.priority, day(one.commitment.valid_from), one.commitment.targets, calendars) for one in held]
    rows += [_row(plain("Everybody, where nothing else holds"), priority, "", targets, calendars) for priority, targets in queries.shipped().items()]
    linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="service_targets")
    if actor.may(Permission.COMMITMENT_EDIT):
        with st.container(horizontal=True):
            _promise(actor, types, calendars)
            _drop(actor, held, types)
    _matrix(actor, types)


def _whom(one: Held, types: dict[str, str]) -> str:
    parts = [one.project, types.get(one.commitment.customer_class or "", one.commitment.customer_class or "")]
    return " · ".join(filter(None, parts)) or plain("Everybody")


def _row(whom: str, priority: Priority | None, since: str, targets: Targets, calendars: dict[str, str]) -> tuple[str, ...]:
    spans = [bits.span(minutes * 60) for minutes in (targets.acknowledge, targets.respond, targets.resolve)]
    return (whom, plain(priority.label) if priority else plain("All"), since, *spans, calendars.get(targets.calendar, targets.calendar))


def _promise(actor: Actor, types: dict[str, str], calendars: dict[str, str]) -> None:
    with st.popover(t("Promise targets"), icon=":material/add:"):
        everywhere = within(actor, Permission.COMMITMENT_EDIT, ANYWHERE)
        served = {one.id: one for one in desk.ask_kept("projects", _promising, actor)}
        projects = [*([0] if everywhere else []), *served]
        if not projects:
            return
        project = st.selectbox(
            t("Project"), projects, format_func=lambda one: f"{served[one].code} · {content(served[one].name)}" if one else plain("All projects"), key="promise:project"
        )
        left, right = st.columns(2)
        kind = left.selectbox(t("Customer type"), ["", *types], format_func=lambda one: types.get(one) or plain("All"), key="promise:class")
        codes = ["", *(one.value for one in Priority)]
        priority = right.selectbox(t("Priority"), codes, format_func=lambda one: plain(Priority(one).label) if one else plain("All"), key="promise:priority")
        calendar = left.selectbox(t("Counted in"), list(calendars), format_func=calendars.__getitem__, key="promise:calendar")
        since = right.date_input(t("Valid from"), value=today(), max_value=today() + timedelta(days=730), key="promise:since")
        first, second, third = st.columns(3)
        minutes = [
            int(place.number_input(t("{clock} (minutes)", clock=plain(label)), min_value=1, max_value=rules.YEAR, value=usual, step=5, key=f"promise:{name}"))
            for place, name, label, usual in ((first, "acknowledge", N_("Acknowledgement"), 30), (second, "respond", N_("Response"), 240), (third, "resolve", N_("Resolution"), 1440))
        ]
        if st.button(t("Promise"), key="promise:save", type="primary") and desk.perform_once(
            desk.form_key("promise"), actions.promise, actor, targets=Targets(*minutes, calendar), valid_from=since, project_id=project or None, customer_class=kind or None,
            priority=Priority(priority) if priority else None,
        ):  # fmt: skip
            st.rerun()


def _promising(session, actor):  # type: ignore[no-untyped-def]
    return lists.projects(session, actor, Permission.COMMITMENT_EDIT)


def _drop(actor: Actor, held: list[Held], types: dict[str, str]) -> None:
    known = {one.commitment.id: one for one in held if one.may_drop}
    if known:
        with st.popover(t("Take targets back"), icon=":material/undo:"):
            st.caption(t("Only targets that do not hold yet can be taken back."))
            chosen = st.selectbox(t("Service targets"), list(known), format_func=lambda one: f"{_whom(known[one], types)} · {day(known[one].commitment.valid_from)}", key="promise:which")
            if st.button(t("Take them back"), key="promise:drop") and desk.perform(actions.drop, actor, chosen):
                st.rerun()


def _matrix(actor: Actor, types: dict[str, str]) -> None:
    """Priority by urgency, impact and customer type; editable for whoever decides it for all."""
    matrix = desk.ask(queries.told_matrix, actor)
    st.subheader(t("Priority"), anchor=False)
    st.caption(t("Follows from how urgent it is, how much it touches, and the customer’s type. Requests keep the priority they were given."))
    labels = {plain(one.label): one.value for one in Priority}
    frame = pd.DataFrame(
        [(plain(u.label), plain(i.label), *(plain(matrix.cells[u, i, one].label) for one in matrix.classes)) for u in Degree for i in Degree],
        columns=["urgency", "impact", *matrix.classes],
    )  # fmt: skip
    config = {"urgency": st.column_config.TextColumn(plain("Urgency"), disabled=True), "impact": st.column_config.TextColumn(plain("Impact"), disabled=True)}
    config |= {one: st.column_config.SelectboxColumn(types.get(one, one), options=list(labels), required=True) for one in matrix.classes}  # type: ignore[dict-item]
    if not within(actor, Permission.COMMITMENT_EDIT, ANYWHERE):
        st.dataframe(frame, column_config=config, hide_index=True, key="priority_matrix")
        return
    edited = st.data_editor(frame, column_config=config, hide_index=True, key=f"priority_matrix:{matrix.version}")
    if not edited.equals(frame) and st.button(t("Save the priorities"), key="priority_matrix:save", type="primary"):
        pairs = [(u.value, i.value) for u in Degree for i in Degree]
        rows = [[*pair, *(labels.get(line[one], "") for one in matrix.classes)] for pair, (_, line) in zip(pairs, edited.iterrows(), strict=True)]
        if desk.perform(actions.weigh, actor, rows, classes=matrix.classes, version=matrix.version):
            st.rerun()

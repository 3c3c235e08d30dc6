"""Quality analysis meetings: prepared from the period's signals, with minutes, and decisions that become actions."""

from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.people import queries as people
from core.projects import queries as projects
from core.quality.meetings import actions, queries
from core.quality.meetings.queries import View
from core.quality.meetings.rules import Decision, Signal, State
from core.quality.rules import source_of
from core.words import N_
from pages.parts import comments, desk, kit
from pages.parts.draft import Form
from pages.parts.followup import bits as followup_bits
from pages.parts.followup.opening import pair
from pages.parts.frame import lead, page_of
from pages.parts.quality.spc_figure import address
from pages.parts.words import c, content, day, escaped, labelled, number, plain, several, t, tn

SHOWN = 8
"""Of each sort at once; the others unfold."""
MONTH, USUAL = timedelta(days=30), timedelta(days=14)
PAGES = {"nonconformity": "Nonconformities.py", "check": "Quality_checks.py", "objective": "Objectives.py", "followup": "Follow_up.py"}


def listed(actor: Actor) -> None:
    """All meetings, and the form that prepares one."""
    found = desk.ask(queries.meetings, actor)
    if not found:
        kit.nothing(N_("No quality analysis meeting is prepared yet."))
    with st.container(gap="xsmall"):
        for one in found:
            with kit.row(f"meeting-{one.id}"):
                lead(f"**{escaped(one.code)} {escaped(one.title)}**", "Quality_checks.py", meeting=one.code)
                counted = f"{tn('one signal', '{count} signals', one.signals)} · {tn('one decision', '{count} decisions', one.decisions)}"
                st.markdown(f"{_badge(one.state)} {escaped(day(one.held_on or one.planned_on))} · {counted}")
                st.caption(f"{c(one.department)} · {escaped(day(one.period_first))} – {escaped(day(one.period_last))}")
    if actor.may(Permission.QUALITY_MEETING_LEAD):
        _prepare(actor)


def _badge(state: State) -> str:
    return f":{'green' if state is State.HELD else 'blue'}-badge[{t(state.label)}]"


def _prepare(actor: Actor) -> None:
    form = Form(actor, "quality_meeting")
    with st.expander(t("Prepare a meeting"), icon=":material/groups:", expanded=form.waiting):
        if not form.opened():
            return
        title = st.text_input(t("Name"), **form.field("meeting:title", ""))
        units = {one.id: one.name for one in desk.ask(people.departments, actor)}
        unit = st.selectbox(t("Department"), list(units), format_func=lambda one: content(units[one]), **form.field("meeting:unit", next(iter(units), None), units))
        columns = st.columns(3)
        first = columns[0].date_input(t("Period from"), **form.field("meeting:first", today() - MONTH))
        last = columns[1].date_input(t("Period to"), **form.field("meeting:last", today()))
        planned_on = columns[2].date_input(t("Held on"), **form.field("meeting:on", today()))
        st.caption(t("The agenda is what the period calls for: what did not help, is overdue, came back or was found, signals of control charts, objectives that are missed, checks that failed or were missed."))
        form.note()
        if st.button(t("Prepare it"), key="meeting:save", type="primary", disabled=None in (unit, first, last, planned_on)):
            made = desk.perform_once(desk.form_key("meeting"), actions.prepare, actor, unit, title=title, first=first, last=last, planned_on=planned_on)
            if made:
                form.done()
                found = next(one for one in desk.ask(queries.meetings, actor) if one.id == made)
                st.switch_page(page_of("Quality_checks.py"), query_params={"meeting": found.code})


def one(actor: Actor, code: str) -> None:
    """One meeting."""
    view = desk.ask(queries.view, actor, code)
    row = view.row
    st.title(escaped(row.title), anchor=False)
    st.markdown(f"{_badge(row.state)} **{escaped(row.code)}** · {escaped(day(row.held_on or row.planned_on))} · {c(row.department)}")
    st.caption(f"{escaped(day(row.period_first))} – {escaped(day(row.period_last))} · {labelled(N_('Led by'), c(row.chair))}")
    st.subheader(t("Agenda"), anchor=False)
    if not view.agenda:
        st.caption(t("The period calls for nothing: no signal, no failed check, no objective missed, nothing overdue, nothing that came back."))
    for sort, signals in groupby(view.agenda, key=lambda signal: signal.sort):
        st.markdown(f"**{t(sort.label)}**")
        several_ = list(signals)
        for signal in several_[:SHOWN]:
            _signal(signal)
        if len(several_) > SHOWN:
            with st.expander(t("{count} more", count=len(several_) - SHOWN)):
                for signal in several_[SHOWN:]:
                    _signal(signal)
    _minutes(actor, view)
    st.subheader(t("Decisions"), anchor=False)
    for decided in view.decisions:
        with kit.row(f"decision-{decided.number}"):
            late = f" :red-badge[{t('Overdue')}]" if decided.late else ""
            st.markdown(f"{followup_bits.state(decided.state)}{late} {escaped(decided.text)}".replace("\n", "  \n"))
            lead(f"{escaped(decided.code)} · {c(decided.owner)} · {t('due {day}', day=day(decided.due_on))}", "Follow_up.py", icon=":material/build:", followup=decided.code)
    if view.may_lead:
        _decide(actor, view)
    comments.timeline(actor, queries.KIND, row.id)


def _signal(signal: Signal) -> None:
    facts = signal.facts
    if signal.kind == "chart":
        name = signal.title if facts["typed"] else plain(signal.title)
        of = f" · {content(facts['place'])}" if facts["place"] else ""
        days = several(f"{day(date.fromisoformat(on))} ({plain('rule {rule}', rule=str(rule))})" for on, rule in facts["days"][:4])
        lead(f"{escaped(name)}{escaped(of)} :gray[:small[{escaped(days)}]]", "Control_charts.py", icon=":material/show_chart:", **address(source_of(facts["source"])))
        return
    title, more = signal.title, signal.project
    if signal.kind == "followup":
        title, more = content(facts["title"]), f"{signal.project} · {plain('due {day}', day=day(date.fromisoformat(facts['due_on'])))}"
    elif signal.kind == "objective":
        more = plain("target {target}", target=facts["target"]) + " · " + plain("stands at {value}", value=number(facts["stood"], 1))
    lead(f"{escaped(signal.code)} {escaped(title)} :gray[:small[{escaped(more)}]]", PAGES[signal.kind], icon=":material/chevron_right:", **{signal.kind: signal.code})


def _minutes(actor: Actor, view: View) -> None:
    st.subheader(t("Minutes of the meeting"), anchor=False)
    if view.minutes:
        st.markdown(escaped(view.minutes).replace("\n", "  \n"))
        if view.causes:
            st.markdown(labelled(N_("Causes found"), escaped(view.causes), strong=True).replace("\n", "  \n"))
        if view.attendees:
            st.caption(labelled(N_("Present"), several(c(one) for one in view.attendees)))
    if not view.may_lead:
        return
    form = Form(actor, "quality_minutes", record=view.row.code, version=view.version)
    with st.expander(t("Correct the minutes") if view.minutes else t("Write the minutes"), icon=":material/edit_note:", expanded=form.waiting or not view.minutes):
        if not form.opened():
            return
        key = f"minutes:{view.row.id}"
        held_on = st.date_input(t("Held on"), **form.field(f"{key}:on", view.row.held_on or min(view.row.planned_on, today())))
        known = {one.id: f"{content(one.name)} ({one.username})" for one in desk.ask(people.people, actor)}
        present = st.multiselect(t("Present"), list(known), format_func=known.__getitem__, placeholder=plain("Choose people"), **form.field(f"{key}:present", []))
        minutes = st.text_area(t("Minutes of the meeting"), height=160, **form.field(f"{key}:text", view.minutes))
        causes = st.text_area(t("Causes found"), height=80, **form.field(f"{key}:causes", view.causes))
        form.note()
        if st.button(t("Save the minutes"), key=f"{key}:save", type="primary", disabled=held_on is None) and desk.perform(
            actions.hold, actor, view.row.id, held_on=held_on, attendees=present, minutes=minutes, causes=causes, version=view.version
        ):
            form.done()
            st.rerun()


def _decide(actor: Actor, view: View) -> None:
    form = Form(actor, "quality_decision", record=view.row.code)
    with st.expander(t("Enter a decision"), icon=":material/gavel:", expanded=form.waiting):
        if not form.opened():
            return
        key = f"decision:{view.row.id}:{len(view.decisions)}"
        rows = {row.id: row for row in desk.ask_kept("projects", projects.projects, actor)}
        text = st.text_area(t("Decision"), height=80, **form.field(f"{key}:text", ""))
        project = st.selectbox(t("Project"), list(rows), format_func=lambda id_: f"{rows[id_].code} · {content(rows[id_].name)}", placeholder=plain("Choose a project"), **form.field(f"{key}:project", None, rows))
        owner, verifier = pair(actor, key, None, None, form)
        due_on = st.date_input(t("Due"), **form.field(f"{key}:due", today() + USUAL))
        form.note()
        if st.button(t("Decide it"), key=f"{key}:save", type="primary", disabled=None in (project, owner, verifier, due_on)) and desk.perform_once(
            desk.form_key(key), actions.decide, actor, view.row.id, said=Decision(text, project or 0, owner or 0, verifier or 0, due_on)
        ):
            form.done()
            st.rerun()

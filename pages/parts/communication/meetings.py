"""The meetings of a project, the form that prepares one, and one meeting with its agenda and minutes."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.communication.meetings import actions, queries, rules
from core.communication.meetings.queries import Line, Row, View
from core.communication.meetings.rules import WRITTEN, Meeting, Said, Sort, State
from core.communication.opinions.rules import Side
from core.communication.plans.queries import Plan
from core.communication.rules import CHANNELS, MEETINGS, Means
from core.people import queries as people
from core.words import N_
from pages.parts import comments, desk
from pages.parts.communication import bits
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.followup import bits as followup_bits
from pages.parts.followup.opening import pair
from pages.parts.frame import lead, page_of
from pages.parts.kit import confirm, nothing, row
from pages.parts.service import bits as tables
from pages.parts.words import c, called, content, day, escaped, labelled, moment, plain, several, t, tn

USUAL = timedelta(days=7)
COLOURS = {Sort.INFORMATION: "gray", Sort.PROBLEM: "orange", Sort.OPINION: "violet", Sort.DECISION: "blue", Sort.ACTION: "green", Sort.CORRECTION: "red"}


def listed(actor: Actor, found: Plan) -> None:
    """All meetings of the project, the newest first."""
    rows = desk.ask(queries.meetings, actor, found.project_code)
    if found.may_meet:
        _prepare(actor, found)
    if not rows:
        nothing(N_("No meeting is written down yet. Its agenda comes from the project's facts, its actions become follow-ups."))
    names = bits.channels()
    with st.container(gap="xsmall"):
        for one in rows:
            _card(one, names)


def _card(one: Row, names: dict[str, str]) -> None:
    with row(f"meeting-{one.id}"):
        lead(f"**{escaped(one.code)} {escaped(one.title)}**", "Communication.py", meeting=one.code)
        parts = [t(one.means.label), escaped(day(one.held_on)), escaped(names.get(one.channel, "")), c(one.led_by), tn("one line", "{count} lines", one.lines) if one.lines else "", tn("one action", "{count} actions", one.actions) if one.actions else ""]
        st.markdown(f"{_state(one)} " + " · ".join(filter(None, parts)))


def _state(one: Row) -> str:
    if one.state is State.ISSUED:
        return mark("green", t(one.state.label))
    return mark("blue", t("Ahead")) if one.held_on > today() else mark("orange", t(one.state.label))


def _prepare(actor: Actor, found: Plan) -> None:
    form = Form(actor, "communication_meeting", record=found.project_code)
    with st.expander(t("Prepare or write down a meeting"), icon=":material/groups:", expanded=form.waiting):
        if not form.opened():
            return
        told = _fields(actor, form, "meeting:new", None, team=list(found.team))
        st.caption(t("The agenda is filled by itself: overdue tasks, what is held up, deviations, risks, overdue measures, open requests, opinions without an answer."))
        form.note()
        if told and st.button(t("Save the meeting"), key="meeting:new:save", type="primary"):
            made = desk.perform_once(desk.form_key(f"communication_meeting_{found.project_code}"), actions.prepare, actor, found.project_id, told)
            if made:
                form.done()
                code = next(one.code for one in desk.ask(queries.meetings, actor, found.project_code) if one.id == made)
                st.switch_page(page_of("Communication.py"), query_params={"meeting": code})


def _fields(actor: Actor, form: Form, key: str, present: View | None, *, team: list[int]) -> Meeting | None:
    known = {one.id: f"{content(one.name)} ({one.username})" for one in desk.ask(people.people, actor)}
    one, two = st.columns(2)
    kinds = [each.value for each in MEETINGS]
    means = Means(one.selectbox(t("Kind"), kinds, format_func=lambda each: plain(Means(each).label), **form.field(f"{key}:means", present.row.means.value if present else Means.TEAM.value, kinds)))
    title = two.text_input(t("Name"), **form.field(f"{key}:title", present.row.title if present else ""))
    one, two, three, four = st.columns(4)
    held_on = one.date_input(t("Day"), **form.field(f"{key}:on", present.row.held_on if present else today()))
    starts = two.text_input(t("Begins at"), placeholder="09:30", **form.field(f"{key}:starts", present.starts if present else ""))
    minutes = three.number_input(t("Minutes long"), 0, rules.LONGEST, step=15, **form.field(f"{key}:minutes", present.minutes if present else 30))
    ways = {"": plain("Not said")} | tables.offered(CHANNELS, present.row.channel if present else "")
    channel = four.selectbox(t("Channel"), list(ways), format_func=ways.__getitem__, **form.field(f"{key}:channel", present.row.channel if present else "meeting" if "meeting" in ways else "", ways))
    led = st.selectbox(t("Led by"), list(known), format_func=known.__getitem__, **form.field(f"{key}:led", present.led_by_id if present else actor.id, known))
    there = st.multiselect(t("Present"), list(known), format_func=known.__getitem__, placeholder=plain("Choose people"), **form.field(f"{key}:people", [id_ for id_ in (present.people if present else team) if id_ in known], known))
    guests = st.text_input(t("Guests"), help=t("From the customer or other parties, by their part: no telephone numbers, no private data."), **form.field(f"{key}:guests", present.guests if present else ""))
    purpose = st.text_area(t("Purpose, parts and dates"), height=80, help=t("For several parties: what each of them does, by when."), **form.field(f"{key}:purpose", present.purpose if present else ""))
    if held_on is None or led is None:
        return None
    return Meeting(means, title, held_on, led, starts, int(minutes or 0), channel or "", tuple(there), guests, purpose)


def one(actor: Actor, code: str) -> None:
    """One meeting."""
    view = desk.ask(queries.view, actor, code)
    row_ = view.row
    st.title(escaped(row_.title), anchor=False)
    lasted = [view.starts, plain("{count} min", count=view.minutes) if view.minutes else "", bits.channels().get(row_.channel, "")]
    st.markdown(f"{_state(row_)} **{escaped(row_.code)}** · {t(row_.means.label)} · {escaped(day(row_.held_on))}" + "".join(f" · {escaped(part)}" for part in lasted if part))
    st.caption(f"{labelled(N_('Led by'), c(row_.led_by))} · {labelled(N_('Present'), several([*(c(one) for one in view.names), *([escaped(view.guests)] if view.guests else [])])) if view.names or view.guests else t('nobody is entered yet')}")
    with st.container(horizontal=True):
        lead(escaped(f"{view.project_code} {content(view.project)}"), "Communication.py", icon=":material/forum:", project=view.project_code, part="meetings")
    if view.purpose:
        st.markdown(labelled(N_("Purpose, parts and dates"), escaped(view.purpose), strong=True).replace("\n", "  \n"))
    _agenda(view)
    draft = row_.state is State.DRAFT and view.may_meet
    if draft:
        _change(actor, view)
    st.subheader(t("Minutes of the meeting"), anchor=False)
    if not view.lines:
        st.caption(t("Nothing is written yet."))
    with st.container(gap="xsmall"):
        for line in view.lines:
            _line(actor, view, line, draft=draft)
    if draft:
        _write(actor, view)
        _issue(actor, view)
    elif view.may_meet:
        _correct(actor, view)
    if view.issued_at:
        st.caption(t("Issued by {name}, {time}", name=content(view.issued_by), time=moment(view.issued_at)))
    comments.timeline(actor, queries.KIND, row_.id)


def _agenda(view: View) -> None:
    if not view.agenda and not view.earlier:
        return
    st.subheader(t("Agenda"), anchor=False)
    with st.container(horizontal=True):
        for topic, count in view.agenda:
            file, part = topic.leads
            more = {"project": view.project_code} | ({"part": part} if part else {})
            lead(f"{t(topic.label)} **{count}**", file, icon=":material/chevron_right:", **more)
    for code, text in view.earlier:
        lead(called(t('Still open from before'), f"{escaped(code)} :small[{escaped(text.splitlines()[0][:80])}]"), "Follow_up.py", icon=":material/build:", followup=code)


def _change(actor: Actor, view: View) -> None:
    form = Form(actor, "communication_meeting_change", record=view.row.code, version=view.version)
    with st.expander(t("Change the meeting"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        told = _fields(actor, form, f"meeting:{view.row.id}:{view.version}", view, team=[])
        form.note()
        if told and st.button(t("Save the meeting"), key=f"meeting:{view.row.id}:save", type="primary") and desk.perform(actions.change, actor, view.row.id, told, version=view.version):
            form.done()
            st.rerun()


def _line(actor: Actor, view: View, line: Line, *, draft: bool) -> None:
    with row(f"minutes-{line.id}"), st.container(horizontal=True, vertical_alignment="center", gap="small"):
        side = f" :small[{t(line.side.label)}]" if line.sort is Sort.OPINION else ""
        with st.container(width="stretch"):
            st.markdown(f"{mark(COLOURS[line.sort], t(line.sort.label))}{side} {escaped(line.text)}".replace("\n", "  \n"))
            if line.sort is Sort.ACTION:
                if line.followup and line.standing:
                    lead(f"{followup_bits.state(line.standing)} {escaped(line.followup)} · {c(line.owner)} · {t('due {day}', day=day(line.due_on))}", "Follow_up.py", icon=":material/build:", followup=line.followup)
                else:
                    st.caption(f"{c(line.owner)} · {t('due {day}', day=day(line.due_on))} · {labelled(N_('Verifier'), c(line.verifier))}")
            if line.sort is Sort.CORRECTION:
                st.caption(f"{c(line.by)} · {escaped(moment(line.at))}")
        if draft and st.button(t("Take out"), key=f"minutes:{line.id}:out", icon=":material/close:", type="tertiary") and desk.perform(actions.take_out, actor, view.row.id, number=line.number):
            st.rerun()


def _write(actor: Actor, view: View) -> None:
    """One line after the other: what is typed outlives the tab, also on a phone in a meeting room."""
    form = Form(actor, "communication_minutes", record=view.row.code)
    with st.container(border=True):
        if not form.opened():
            return
        key, sorts = f"minutes:{view.row.id}:{len(view.lines)}", [one.value for one in WRITTEN]
        sort = Sort(st.pills(t("Line"), sorts, format_func=lambda one: t(Sort(one).label), required=True, **form.field(f"{key}:sort", Sort.INFORMATION.value, sorts)))
        text = st.text_area(t("Text"), height=80, **form.field(f"{key}:text", ""))
        side, owner, verifier, due_on = Side.CUSTOMER, None, None, None
        if sort is Sort.OPINION:
            sides = [Side.CUSTOMER.value, Side.STAFF.value]
            side = Side(st.segmented_control(t("Who said it"), sides, format_func=lambda one: t(Side(one).label), required=True, **form.field(f"{key}:side", sides[0], sides)))
        if sort is Sort.ACTION:
            owner, verifier = pair(actor, key, None, actor.id, form)
            due_on = st.date_input(t("Due"), **form.field(f"{key}:due", today() + USUAL))
        form.note()
        if st.button(t("Add the line"), key=f"{key}:save", type="primary"):
            made = desk.perform_once(desk.form_key(key), actions.write, actor, view.row.id, Said(sort, text, side, owner, verifier, due_on))
            if made:
                form.done()
                st.rerun()


def _issue(actor: Actor, view: View) -> None:
    def act() -> None:
        if desk.perform(actions.issue, actor, view.row.id, version=view.version):
            st.rerun()

    confirm(
        f"minutes:{view.row.id}:issue", N_("Issue the minutes"),
        N_("Once they are issued the minutes stand: actions become follow-ups, opinions wait for an answer, and whoever was there is told. Mistakes are corrected by further lines."), N_("Issue them"), act,
        icon=":material/publish:", primary=True,
    )  # fmt: skip


def _correct(actor: Actor, view: View) -> None:
    with st.expander(t("Correct the minutes"), icon=":material/edit_note:"):
        text = st.text_area(t("Correction"), key=f"minutes:{view.row.id}:correction:{len(view.lines)}", height=80)
        if st.button(t("Add the correction"), key=f"minutes:{view.row.id}:correct") and desk.perform(actions.correct, actor, view.row.id, text=text):
            st.rerun()

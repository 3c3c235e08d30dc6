"""One system: how it stands, who uses it, how available it was month by month, and its outages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.access import Actor
from core.clock import here
from core.config import settings
from core.resources.systems import actions, queries
from core.resources.systems.queries import Outage, View
from core.resources.systems.rules import Described, Told
from core.words import N_
from pages.parts import desk
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.frame import lead, on_phone
from pages.parts.kit import row
from pages.parts.resources import bits, board
from pages.parts.service import bits as service
from pages.parts.words import c, day, escaped, labelled, moment, number, plain, t

OPENED = "outage:opened"
PROJECT, CUSTOMER, REQUEST = "PRJ-2026-0001", "CUS-2026-0001", "REQ-2026-0001"
"""What numbers look like."""


def draw(actor: Actor, code: str) -> None:
    """The page of a system."""
    found = desk.ask(queries.view, actor, code)
    st.title(escaped(found.name), anchor=False)
    calendars = bits.calendars(actor)
    going = next((one for one in found.outages if one.ended_at is None and not one.planned), None)
    st.markdown(
        (f"{mark('red', t('Down since {time}', time=moment(going.began_at)))} " if going else "")
        + f"**{escaped(found.code)}** · {t(found.kind.label)} · {labelled(N_('Responsible'), c(found.owner))} · {escaped(calendars.get(found.calendar, found.calendar))}"
    )
    if found.text:
        st.markdown(escaped(found.text).replace("\n", "  \n"))
    _figures(found)
    _uses(actor, found)
    _outages(actor, found)
    if found.may_edit:
        _change(actor, found)


def _figures(found: View) -> None:
    year = found.year
    shown = [
        (N_("Available, 12 months"), bits.share(year), plain("{time} down", time=service.span(year.down))),
        (N_("Between failures, mean"), bits.span(year.between, year.failures), plain("agreed time")), (N_("To repair, mean"), bits.span(year.mend, year.repaired), plain("agreed time")),
        (N_("Customers"), number(found.customers, 0), plain("{count} open requests", count=number(found.requests, 0))), (N_("People"), number(found.people, 0), plain("in projects that use it")),
    ]  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for name, value, more in shown:
            with st.container(width=170, gap=None):
                st.caption(t(name))
                st.markdown(f"**{escaped(value)}**")
                st.caption(escaped(more))
    lines = [
        [escaped(f"{first:%Y-%m}").replace("-", "\u2011"), escaped(bits.share(one)), escaped(service.span(one.down)), *([escaped(service.span(one.planned))] if not on_phone() else []), number(one.failures, 0)]
        for first, one in reversed(found.months)
    ]
    heads = [t("Month"), t("Available"), t("Time down"), *([t("Planned outages")] if not on_phone() else []), t("Outages")]
    with st.expander(t("Month by month"), icon=":material/calendar_month:", expanded=True):
        rule = ["---"] + ["--:"] * (len(heads) - 1)
        st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))
        st.caption(t("In agreed time, to the second. Planned outages are taken out of it; outages that overlap count once; one that goes on counts up to now."))


def _uses(actor: Actor, found: View) -> None:
    with st.expander(t("Who uses it ({count})", count=len(found.uses) + found.hidden), icon=":material/group:"):
        for one in found.uses:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if one.project:
                    lead(f"{escaped(one.code)} {c(one.name)}", "Projects.py", icon=":material/work:", project=one.code)  # type: ignore[arg-type]
                else:
                    lead(f"{escaped(one.code)} {escaped(str(one.name))}", "Customers.py", icon=":material/handshake:", customer=one.code)
                if found.may_edit and st.button(t("Uses it no more"), key=f"system:release:{one.id}", type="tertiary") and desk.perform(actions.release, actor, one.id):
                    st.rerun()
        if found.hidden:
            st.caption(t("{count} more that you do not see.", count=found.hidden))
        if found.may_edit:
            form = Form(actor, "system_use", record=found.code)
            if form.opened():
                left, right = st.columns(2)
                project = left.text_input(t("Number of a project"), placeholder=PROJECT, **form.field("system:use:project", ""))
                customer = right.text_input(t("or number of a customer"), placeholder=CUSTOMER, **form.field("system:use:customer", ""))
                form.note()
                if st.button(t("It uses the system"), key="system:use:save") and desk.perform_once(
                    desk.form_key(f"system_use_{found.id}"), actions.use, actor, found.id, project=project, customer=customer
                ):  # fmt: skip
                    form.done()
                    st.rerun()


def _outages(actor: Actor, found: View) -> None:
    st.markdown(f"##### {t('Outages that were told of')}")
    if found.may_report:
        form = Form(actor, "outage_new", record=found.code)
        with st.expander(t("Tell of an outage"), icon=":material/power_off:", expanded=form.waiting):
            if form.opened():
                told = _fields(form, "outage:new", None)
                form.note()
                if st.button(t("Tell of it"), key="outage:new:save", type="primary", disabled=told is None) and told is not None:
                    made = desk.perform_once(desk.form_key(f"outage_new_{found.id}"), actions.report, actor, found.id, told)
                    if made:
                        form.done()
                        st.rerun()
    if not found.outages:
        st.caption(t("No outage was told of."))
    for one in found.outages:
        with row(f"outage-{one.id}"):
            _outage(actor, found, one)
    if found.older:
        st.caption(t("{count} older ones are not shown.", count=found.older))


def _outage(actor: Actor, found: View, one: Outage) -> None:
    marks = [mark("gray", t("planned"))] if one.planned else []
    if one.major:
        marks.append(mark("red", t("major")))
    until = moment(one.ended_at) if one.ended_at else t("goes on")
    st.markdown(f"**{moment(one.began_at)} – {until}** {' '.join(marks)}")
    for label, text in ((N_("Effect on the service"), one.effect), (N_("Cause of the outage"), one.cause)):
        if text:
            st.markdown(labelled(label, escaped(text).replace("\n", "  \n")))
    if one.during or one.requests:
        st.caption(t("Requests of its customers in that time: {during}. Said to come from it: {linked}.", during=number(one.during, 0), linked=number(len(one.requests), 0)))
    for code, title in one.requests:
        lead(f"{escaped(code)} {escaped(title)}", "Request.py", icon=":material/support_agent:", request=code)
    if not found.may_report:
        return
    opened = st.session_state.get(OPENED) == one.id
    if st.button(t("Close") if opened else t("It is over, or put it right"), key=f"outage:open:{one.id}", type="tertiary", icon=":material/edit:"):
        st.session_state[OPENED] = None if opened else one.id
        st.rerun()
    if opened:
        _revise(actor, one)


def _revise(actor: Actor, one: Outage) -> None:
    form = Form(actor, "outage", record=str(one.id), version=one.version)
    if form.opened():
        told = _fields(form, f"outage:{one.id}:{one.version}", one)
        form.note()
        if st.button(t("Keep it"), key=f"outage:{one.id}:save", type="primary", disabled=told is None) and told is not None and desk.perform_once(
            desk.form_key(f"outage_{one.id}_{one.version}"), actions.revise, actor, one.id, told, version=one.version
        ):  # fmt: skip
            form.done()
            st.session_state[OPENED] = None
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        request = st.text_input(t("Number of a request that came from it"), placeholder=REQUEST, key=f"outage:{one.id}:request:{len(one.requests)}")
        if st.button(t("Add it"), key=f"outage:{one.id}:attribute", disabled=not request.strip()) and desk.perform_once(
            desk.form_key(f"outage_request_{one.id}_{len(one.requests)}"), actions.attribute, actor, one.id, request=request
        ):  # fmt: skip
            st.rerun()


def _fields(form: Form, key: str, one: Outage | None) -> Told | None:
    """An outage; None while nobody says when it began."""
    left, right = st.columns(2)
    began = left.datetime_input(t("Began"), step=60, **form.field(f"{key}:began", _local(one.began_at) if one else None))
    ended = right.datetime_input(t("Over since"), step=60, help=t("Empty: it goes on."), **form.field(f"{key}:ended", _local(one.ended_at) if one and one.ended_at else None))
    with st.container(horizontal=True):
        planned = st.checkbox(t("It is planned"), **form.field(f"{key}:planned", one.planned if one else False))
        major = st.checkbox(t("It is major: leadership hears of it at once"), **form.field(f"{key}:major", one.major if one else False))
    effect = st.text_area(t("Effect on the service"), height=80, **form.field(f"{key}:effect", one.effect if one else ""))
    cause = st.text_area(t("Cause of the outage"), height=80, **form.field(f"{key}:cause", one.cause if one else ""))
    return None if began is None else Told(_moment(began), _moment(ended) if ended else None, planned, major, cause, effect)


def _local(at: datetime) -> datetime:
    return here(at).replace(tzinfo=None, second=0, microsecond=0)


def _moment(typed: datetime) -> datetime:
    return typed.replace(tzinfo=ZoneInfo(settings().cockpit_timezone)).astimezone(UTC)


def _change(actor: Actor, found: View) -> None:
    form = Form(actor, "system", record=found.code, version=found.version)
    with st.expander(t("Change what is said of it"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        described = board.fields(actor, form, f"system:{found.id}:{found.version}", Described(found.name, found.kind, found.owner_id, found.calendar, found.text))
        form.note()
        st.caption(t("It counts since {day}.", day=day(found.since_on)))
        if st.button(t("Keep it"), key=f"system:{found.id}:save", type="primary", disabled=described is None) and described is not None and desk.perform_once(
            desk.form_key(f"system_{found.id}_{found.version}"), actions.change, actor, found.id, described, version=found.version
        ):  # fmt: skip
            form.done()
            st.rerun()

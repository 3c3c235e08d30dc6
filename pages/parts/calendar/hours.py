"""Calendars with their weekly hours, their year and their exceptions: to look at, and for administrators to change."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.calendar import actions, queries, rules, shipped
from core.calendar.actions import Pattern
from core.calendar.queries import CalendarRow
from core.calendar.rules import WEEKDAYS, Week, written
from core.clock import today
from core.config import settings
from core.words import N_
from pages.parts.calendar import charts, parts
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.kit import confirm
from pages.parts.projects.board import names
from pages.parts.sketch import draw as put
from pages.parts.words import content, day, escaped, plain, t, tn


def draw(actor: Actor) -> None:
    """One calendar of those there are."""
    rows = ask(queries.calendars, actor)
    may_edit = actor.may(Permission.CALENDAR_EDIT)
    announced = ask(queries.announced_until, actor)
    if rows:
        by_code = {row.code: row for row in rows}
        asked, codes = st.query_params.get("calendar", ""), list(by_code)
        index = codes.index(asked) if asked in codes else 0
        code = st.selectbox(t("Calendar"), codes, index=index, format_func=lambda one: content(by_code[one].name), key=f"calendar:{index}:chosen", width=420)
        _one(actor, by_code[code], announced, may_edit)
    else:
        _usual(actor, announced)
    if may_edit:
        with st.expander(t("New calendar"), icon=":material/add:"):
            _new(actor)


def _usual(actor: Actor, announced: date | None) -> None:
    """What counts as long as there is no calendar."""
    usual = next(iter(shipped.usual().values()))
    st.info(t("There is no calendar yet. Until there is one, these usual office hours count for everybody, with the public holidays."), icon=":material/info:")
    put(charts.week(usual.week))
    parts.year_picture(ask(queries.year_view, actor, None, parts.year_choice("calendar:usual:year")), announced)


def _one(actor: Actor, row: CalendarRow, announced: date | None, may_edit: bool) -> None:
    marks = [f":blue-badge[{t('The organisation’s')}]"] if row.is_default else []
    marks += [f"**{escaped(row.code)}**", escaped(row.zone), t("with public holidays") if row.observes_holidays else t("without public holidays")]
    if row.people:
        marks.append(tn("{count} person’s own", "{count} people’s own", row.people))
    st.markdown(" · ".join(marks))
    shown = _pattern(row)
    put(charts.week(shown))
    st.markdown(f"#### {t('The year')}")
    year = parts.year_choice(f"calendar:{row.id}:year")
    parts.year_picture(ask(queries.year_view, actor, row.id, year), announced, observes=row.observes_holidays)
    st.markdown(f"#### {t('Exceptions')}")
    parts.exceptions(actor, ask(queries.exceptions, actor, row.id), key=f"calendar:{row.id}", editable=may_edit, calendar_id=row.id)
    if may_edit:
        with st.expander(t("Change the calendar"), icon=":material/edit:"):
            _change(actor, row)


def _since(week: Week) -> str:
    return plain("from ever") if week.valid_from is None else plain("from {day}", day=day(week.valid_from))


def _pattern(row: CalendarRow) -> Week:
    """The weekly pattern that is looked at: the present one, unless another is chosen."""
    present = max(place for place, week in enumerate(row.weeks) if week.valid_from is None or week.valid_from <= today())
    if len(row.weeks) == 1:
        return row.weeks[0]
    chosen = st.segmented_control(
        t("Weekly hours"), list(range(len(row.weeks))), default=present, format_func=lambda place: _since(row.weeks[place]),
        key=f"calendar:{row.id}:{row.version}:shown",
    )  # fmt: skip
    return row.weeks[present if chosen is None else chosen]


def _days(key: str, texts: Sequence[str]) -> list[str]:
    """Seven fields for the hours of a week."""
    st.caption(t(parts.HOURS_HINT))
    typed = []
    for place, (name, text) in enumerate(zip(WEEKDAYS, texts, strict=True)):
        typed.append(st.text_input(t(name), value=text, key=f"{key}:day:{place}", max_chars=160, width=420))
    return typed


def _zone(key: str, present: str) -> str:
    zones = rules.zones()
    listed = zones if present in zones else [present, *zones]
    return st.selectbox(t("Time zone"), listed, index=listed.index(present), key=f"{key}:zone", width=420)


def _new(actor: Actor) -> None:
    usual = shipped.usual()
    start = st.selectbox(t("Begin with"), list(usual), format_func=lambda one: content(usual[one].name), key="calendar:new:usual", width=420)
    chosen = usual[start]
    key = f"calendar:new:{start}"
    code = st.text_input(t("Code"), value=start, key=f"{key}:code", width=420)
    name = names(N_("Name"), f"{key}:name", chosen.name)
    zone = _zone(key, chosen.zone or settings().cockpit_timezone)
    observes = st.toggle(t("Public holidays are free, make-up days worked"), value=chosen.observes_holidays, key=f"{key}:observes")
    typed = _days(key, [written(found) for found in chosen.week.days])
    if st.button(t("Create the calendar"), key=f"{key}:create", type="primary"):
        made = perform_once(
            form_key("new_calendar"), actions.create, actor, code=code, name=name, zone=zone, patterns=[Pattern(typed)], observes_holidays=observes
        )
        if made:
            st.rerun()


NEW = -1
"""Stands for a pattern that begins on a day to be chosen."""


def _change(actor: Actor, row: CalendarRow) -> None:
    key = f"calendar:{row.id}:{row.version}"
    name = names(N_("Name"), f"{key}:name", row.name)
    zone = _zone(key, row.zone)
    observes = st.toggle(t("Public holidays are free, make-up days worked"), value=row.observes_holidays, key=f"{key}:observes")
    last = len(row.weeks) - 1
    place = st.segmented_control(
        t("Weekly hours"), [*range(len(row.weeks)), NEW], default=last,
        format_func=lambda one: t("New hours from a day on") if one == NEW else _since(row.weeks[one]), key=f"{key}:pattern",
    )  # fmt: skip
    place = last if place is None else place
    base = row.weeks[last if place == NEW else place]
    since = base.valid_from
    if place != 0:
        since = st.date_input(t("Valid from"), value=since if place != NEW else today(), key=f"{key}:{place}:from", width=220)
    typed = _days(f"{key}:{place}", [written(found) for found in base.days])
    kept = [Pattern([written(found) for found in week.days], week.valid_from) for number, week in enumerate(row.weeks) if number != place]

    def save(patterns: list[Pattern]) -> None:
        if perform(actions.update, actor, row.id, version=row.version, name=name, zone=zone, patterns=patterns, observes_holidays=observes):
            st.rerun()

    with st.container(horizontal=True):
        if st.button(t("Save"), key=f"{key}:save", type="primary"):
            save([*kept, Pattern(typed, since)])
        if place not in (0, NEW):
            confirm(f"{key}:{place}:drop", N_("Drop these hours"), N_("The hours before them count on."), N_("Drop"), lambda: save(kept))
        if not row.is_default:
            if st.button(t("Make it the organisation’s"), key=f"{key}:default") and perform(actions.make_default, actor, row.id):
                st.rerun()

            def away() -> None:
                if perform(actions.remove, actor, row.id):
                    st.query_params.pop("calendar", None)
                    st.rerun()

            confirm(f"{key}:remove", N_("Remove the calendar"), N_("Its exceptions go with it. A calendar that somebody has stays."), N_("Remove"), away)

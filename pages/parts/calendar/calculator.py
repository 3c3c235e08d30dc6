"""A calculator in working time, with which anybody can check what the cockpit counts."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from core.access import Actor
from core.calendar import queries
from core.calendar.worktime import WorkingTime
from core.clock import now
from core.errors import Refusal
from core.words import N_
from pages.parts.desk import ask, say
from pages.parts.words import content, day, moment, plain, t, tn

MINE = "mine"


def draw(actor: Actor) -> None:
    """From a moment: after so much working time, between two moments, after so many working days."""
    time_ = _chosen(actor)
    here = now().astimezone(ZoneInfo(time_.zone))
    st.caption(t("Times are those of {zone}. Seconds are not counted.", zone=time_.zone))
    kind = st.segmented_control(
        t("Question"), ["after", "between", "days"], default="after", key="calculator:kind", label_visibility="collapsed",
        format_func=lambda code: t({"after": N_("After working hours"), "between": N_("Between two moments"), "days": N_("After working days")}[code]),
    )  # fmt: skip
    try:
        if kind == "between":
            _between(time_, here)
        elif kind == "days":
            _days(time_, here.date())
        else:
            _after(time_, here)
    except Refusal as refusal:
        say(refusal)


def _chosen(actor: Actor) -> WorkingTime:
    rows = {row.id: row for row in ask(queries.calendars, actor)}
    options = [*rows] or [None]

    def name(one: object) -> str:
        if one == MINE:
            return plain("My own working time, with leave")
        return content(rows[one].name) if one in rows else plain("Usual office hours")  # type: ignore[index]

    chosen = st.selectbox(t("Calendar"), [*options, MINE], format_func=name, key="calculator:calendar", width=420)
    return ask(queries.persons_time, actor, actor.id) if chosen == MINE else ask(queries.working_time, actor, chosen)


def _moment(label: str, key: str, present: datetime, time_: WorkingTime) -> datetime:
    left, right = st.columns(2)
    on: date = left.date_input(t(label), value=present.date(), key=f"{key}:day", min_value=time_.first, max_value=date(time_.last.year - 1, 12, 31))
    at: time = right.time_input(t("Time"), value=present.time().replace(second=0, microsecond=0), key=f"{key}:time", step=60)
    return datetime.combine(on, at, ZoneInfo(time_.zone))


def _after(time_: WorkingTime, here: datetime) -> None:
    start = _moment(N_("From"), "calculator:from", here, time_)
    left, right = st.columns(2)
    hours = left.number_input(t("Working hours"), value=8, step=1, key="calculator:hours", min_value=-100_000, max_value=100_000)
    minutes = right.number_input(t("and minutes"), value=0, step=5, key="calculator:minutes", min_value=0, max_value=59)
    span = int(hours) * 60 + int(minutes) * (-1 if hours < 0 else 1)
    end = time_.after(start, span)
    with st.container(border=True):
        st.markdown(t("Done at {moment}", moment=_told(end, time_)))
        st.caption(t("The next work can begin at {moment}", moment=_told(time_.next(end), time_)))
    _beyond(time_, max(start, end))


def _between(time_: WorkingTime, here: datetime) -> None:
    start = _moment(N_("From"), "calculator:from", here.replace(hour=9, minute=0), time_)
    end = _moment(N_("To"), "calculator:to", here, time_)
    minutes = time_.minutes_between(start, end)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    with st.container(border=True):
        st.markdown(t("{hours} h {minutes} min of working time", hours=f"{sign}{hours}", minutes=rest))
        st.caption(t("{minutes} minutes; {elapsed} minutes by the clock", minutes=str(minutes), elapsed=str(int((end - start).total_seconds() // 60))))
    _beyond(time_, max(start, end))


def _days(time_: WorkingTime, today: date) -> None:
    left, right = st.columns(2)
    start: date = left.date_input(t("From"), value=today, key="calculator:start", min_value=time_.first, max_value=date(time_.last.year - 1, 12, 31))
    count = int(right.number_input(t("Working days"), value=5, step=1, key="calculator:days", min_value=-5000, max_value=5000))
    end = time_.workdays_after(start, count)
    with st.container(border=True):
        st.markdown(f"**{day(end)}**")
        st.caption(tn("{count} day by the calendar", "{count} days by the calendar", (end - start).days))
    _beyond(time_, max(start, end))


def _told(value: datetime, time_: WorkingTime) -> str:
    return moment(value, zone=time_.zone)


def _beyond(time_: WorkingTime, latest: date | datetime) -> None:
    """Say when the answer rests on holidays that nobody knows yet."""
    if time_.lies_beyond(latest) and time_.announced_until is not None:
        year = time_.announced_until.year
        st.warning(t("The public holidays after {year} are not announced yet: this answer may still change.", year=str(year)), icon=":material/event_upcoming:")

"""What the views of the calendars share: a year's picture with its legend, exceptions and their form."""

from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor
from core.calendar import actions
from core.calendar.queries import ExceptionRow
from core.calendar.rules import Kind, Why, written
from core.clock import today
from core.words import N_
from pages.parts.calendar import charts
from pages.parts.desk import form_key, perform, perform_once
from pages.parts.sketch import draw
from pages.parts.words import day, escaped, plain, t, tn

HOURS_HINT = N_("Such as 09:00-12:00, 13:00-18:00. Nothing means free; an end before the start lies on the next day, as in 22:00-06:00.")


def year_choice(key: str) -> int:
    """Which year is shown."""
    return int(st.number_input(t("Year"), min_value=1990, max_value=2079, value=today().year, key=key, width=160))


def year_picture(days: pd.DataFrame, announced: date | None, *, observes: bool = True) -> None:
    """A year in colours, with what they mean, how much is worked, and whether its holidays are known."""
    if observes:
        not_announced(int(days["day"].iloc[0].year), announced)
    workdays, hours = charts.hours_of_year(days)
    met = {Why(why) for why in days["why"]}
    legend = " ".join(mark(why) for why in charts.BADGES if why in met)
    st.markdown(f"{tn('{count} working day', '{count} working days', workdays)} · {t('{hours} hours', hours=hours)} {legend}")
    draw(charts.year(days))


def not_announced(year: int, announced: date | None) -> None:
    """Say that a year's holidays are not known yet."""
    if announced is not None and year > announced.year:
        st.info(
            t("The public holidays of {year} are not announced yet. Until they are, only the week counts, and what reaches into {year} may still change.", year=str(year)),
            icon=":material/event_upcoming:",
        )  # fmt: skip


def mark(why: Why) -> str:
    """What a day is, in the colour it has in the year's picture."""
    return f":{charts.BADGES[why]}-badge[{t(why.label)}]"


def span(first: date, last: date) -> str:
    """Days as people read them: one, or from and to."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def exceptions(actor: Actor, rows: list[ExceptionRow], *, key: str, editable: bool, calendar_id: int | None = None, person_id: int | None = None) -> None:
    """A calendar's or a person's exceptions, with a form for a new one and a way to take one back."""
    for row in rows:
        one = row.special
        hours = f" · {escaped(written(one.windows))}" if one.windows else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{span(one.first, one.last)} · {mark(Why(one.kind.value))}{hours} · {escaped(one.name)}")
            asked = editable and st.button(t("Take back"), key=f"{key}:exception:{row.id}:remove", type="tertiary", icon=":material/close:")
            if asked and perform(actions.remove_exception, actor, row.id):
                st.rerun()
    if not rows:
        st.caption(t("No exceptions."))
    if not editable:
        return
    with st.expander(t("New exception"), icon=":material/add:"):
        kind = st.segmented_control(
            t("What it is"), [one.value for one in Kind], default=Kind.DAY_OFF.value, format_func=lambda code: t(Kind(code).label), key=f"{key}:exception:kind",
        ) or Kind.DAY_OFF.value  # fmt: skip
        left, right = st.columns(2)
        first = left.date_input(t("First day"), value=today(), key=f"{key}:exception:first")
        last = right.date_input(t("Last day"), value=None, key=f"{key}:exception:last", help=t("Leave it empty for one day.")) or first
        hours = st.text_input(t("Hours"), key=f"{key}:exception:hours", max_chars=160, help=t(HOURS_HINT)) if kind == Kind.HOURS else ""
        name = st.text_input(t("Reason"), key=f"{key}:exception:name", placeholder=plain("e.g. company day"))
        if st.button(t("Enter the exception"), key=f"{key}:exception:add", type="primary"):
            made = perform_once(
                form_key(f"{key}-exception"), actions.add_exception, actor, first=first, last=last, kind=Kind(kind), name=name, hours=hours,
                calendar_id=calendar_id, person_id=person_id,
            )  # fmt: skip
            if made:
                st.rerun()

"""The viewer's own hours of a week, task by task: kept as they are typed, saved in one go. Narrow fields in a row, so that a phone shows four of them."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.cost.hours import actions, queries, rules
from core.cost.hours.queries import Row, Week
from core.cost.hours.rules import Cell
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.words import c, called, day, escaped, number, t, tn, weekday

WIDTH = 92


def draw(actor: Actor) -> None:
    """The folded part of the first page."""
    with st.expander(t("My hours"), icon=":material/schedule:", key="my_hours", on_change="rerun") as panel:
        if panel.open:
            _week(actor, _chosen())


def _chosen() -> date:
    """The Monday of the week that is shown."""
    present = rules.monday(today())
    first = st.session_state.setdefault("my_hours:week", present)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("Week before"), icon=":material/chevron_left:", key="my_hours:before"):
            st.session_state["my_hours:week"] = first = first - rules.WEEK
        if st.button(t("Week after"), icon=":material/chevron_right:", key="my_hours:after", disabled=first >= present):
            st.session_state["my_hours:week"] = first = first + rules.WEEK
        st.markdown(f"**{t('Week from {first} to {last}', first=day(first), last=day(first + timedelta(days=6)))}**")
    return first


def _week(actor: Actor, first: date) -> None:
    found = ask(queries.week, actor, first)
    if not found.rows:
        st.caption(t("No task of yours is open in this week. Hours are entered on tasks that you work on or answer for."))
        return
    form = Form(actor, "my_hours", record=first.isoformat())
    if not form.opened():
        return
    wanted = {(row.project_id, row.uid): _row(form, found, row) for row in found.rows}
    _totals(found, wanted)
    form.note()
    cells = [
        Cell(row.project_id, row.uid, first + timedelta(days=place), minutes, row.minutes[place])
        for row in found.rows for place, minutes in enumerate(wanted[row.project_id, row.uid]) if minutes != row.minutes[place]
    ]  # fmt: skip
    if st.button(t("Save the hours"), key="my_hours:save", type="primary", icon=":material/save:", disabled=not cells) and (
        saved := perform_once(form_key("my_hours"), actions.enter, actor, cells)
    ):
        form.done()
        st.toast(tn("The hours of one field are saved.", "The hours of {count} fields are saved.", saved))
        st.rerun()


def _row(form: Form, week: Week, row: Row) -> list[int]:
    """A task with its seven days; the minutes as they are typed."""
    minutes = []
    st.markdown(f"**{escaped(row.task)}**  \n:gray[:small[{escaped(row.project)} {c(row.project_name)}]]" + ("" if row.open else f" :orange[:small[{t('closed for more hours')}]]"))
    with st.container(horizontal=True, gap="xsmall"):
        for place, present in enumerate(row.minutes):
            on = week.first + timedelta(days=place)
            typed = st.number_input(
                weekday(on), min_value=0.0, max_value=24.0, step=0.5, format="%g", placeholder="", width=WIDTH, disabled=on > today() or (not row.open and not present),
                **form.field(f"my_hours:{week.first}:{row.project_id}:{row.uid}:{place}", present / 60 if present else None),
            )  # fmt: skip
            minutes.append(round((typed or 0) * 60))
    return minutes


def _totals(week: Week, wanted: dict[tuple[int, int], list[int]]) -> None:
    sums = [sum(minutes[place] for minutes in wanted.values()) for place in range(7)]
    said = [called(weekday(week.first + timedelta(days=place)), number(total / 60, 1)) for place, total in enumerate(sums) if total]
    st.markdown(f"{t('Together: **{hours} h**', hours=number(sum(sums) / 60, 1))} :small[{escaped(' · '.join(said))}]")
    for place, total in enumerate(sums):
        if total > rules.A_DAY:
            st.markdown(f":red[:material/error: {t(rules.TooManyHours.message, hours=rules.hours(total), day=day(week.first + timedelta(days=place)))}]")

"""The calendar of quality checks by week, and the recurring plans behind it."""

from datetime import timedelta
from itertools import groupby

import streamlit as st

from core.access import Actor
from core.clock import today
from core.cost.hours.rules import monday
from core.quality.checks.recurring import actions, queries
from core.quality.checks.rules import State
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import lead
from pages.parts.kit import confirm
from pages.parts.words import c, day, escaped, t, weekday

WEEKS_BACK, WEEKS_AHEAD = 2, 8


def draw(actor: Actor) -> None:
    """From the week before last to eight weeks ahead: checks, and occurrences of recurring plans that are no checks yet."""
    first = monday(today()) - timedelta(weeks=WEEKS_BACK)
    found = desk.ask(queries.calendar, actor, first, first + timedelta(weeks=WEEKS_BACK + WEEKS_AHEAD, days=6))
    if not found:
        kit.nothing(N_("No quality check is due in these weeks."))
        return
    for week, days in groupby(found, key=lambda one: monday(one.on)):
        here = f" · **{t('this week')}**" if week == monday(today()) else ""
        st.markdown(f"##### {t('Week of {day}', day=day(week))}{here}")
        with st.container(gap="xsmall"):
            for place, one in enumerate(days):
                with kit.row(f"calendar-{week}-{place}"):
                    state = f":red-badge[{t('Overdue')}]" if one.late else f":green-badge[{t('Finished')}]" if one.state is State.DONE else "" if one.code else f":gray-badge[{t('recurs')}]"
                    title = f"**{escaped(weekday(one.on))}** · {escaped(one.title)}"
                    if one.code:
                        lead(title, "Quality_checks.py", check=one.code)
                    else:
                        st.markdown(title)
                    st.markdown(f"{state} :small[{t(one.kind.label)} · {escaped(one.project_code)} · {c(one.checker)}]")


def plans(actor: Actor) -> None:
    """The recurring plans, each with its next occurrence."""
    found = desk.ask(queries.plans, actor)
    if not found:
        kit.nothing(N_("Nothing recurs yet. Plan a check and choose how often."))
        return
    for one in found:
        with kit.row(f"checkplan-{one.id}"):
            state = f":gray-badge[{t('Ended')}]" if one.ended else f":green-badge[{t('next {day}', day=day(one.next_on))}]" if one.next_on else f":gray-badge[{t('nothing more')}]"
            st.markdown(f"**{escaped(one.code)} {escaped(one.title)}** {state}  \n:small[{t(one.kind.label)} · {t(one.rhythm.label)} · {escaped(day(one.first_on))} – {escaped(day(one.until))} · {c(one.checker)}]  \n:gray[:small[{escaped(one.project_code)} {c(one.project)}]]")
            if one.may_steer:
                confirm(f"end_plan:{one.id}", N_("End it"), N_("Nothing more recurs; the checks that stand already stay."), N_("End it"), lambda one=one: _end(actor, one.id))  # type: ignore[misc]


def _end(actor: Actor, plan_id: int) -> None:
    if desk.perform(actions.end_plan, actor, plan_id):
        st.rerun()

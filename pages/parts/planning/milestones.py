"""Milestones and gates by month."""

from itertools import groupby

import streamlit as st

from core.clock import today
from core.planning.queries import Planned, PlanView
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.words import N_
from pages.parts.kit import badge_text, nothing
from pages.parts.planning.grid import amount
from pages.parts.words import day, escaped, t


def draw(view: PlanView) -> None:
    """The milestones of a plan in the order of their days, by month."""
    found = sorted((one for one in view.tasks if not one.summary and one.row.kind is not Kind.TASK), key=lambda one: one.ends)
    if not found:
        nothing(N_("The plan has no milestone yet. A row with the duration 0 is one."))
        return
    for month, rows in groupby(found, lambda one: f"{day_of(one.ends, ends=True):%Y-%m}"):
        st.subheader(month, anchor=False)
        for one in rows:
            st.markdown(_line(one, view))


def _line(one: Planned, view: PlanView) -> str:
    when = day_of(one.ends, ends=True)
    if one.row.actual_finish is not None:
        state = badge_text("confirmed", N_("Reached"))
    elif when < today():
        state = badge_text("missed", N_("Overdue"))
    elif one.critical:
        state = badge_text("contested", N_("Critical path"))
    else:
        state = f":gray[{t('Slack {time}', time=amount(one.total_slack, False, view))}]"
    icon = ":material/flag:" if one.row.kind is Kind.GATE else ":material/diamond:"
    about = "".join(f"  \n:gray[:small[{escaped(text)}]]" for text in (one.row.objective, one.row.deliverable) if text)
    return f"{icon} **{escaped(day(when))}** {escaped(one.row.name)} {state}{about}"

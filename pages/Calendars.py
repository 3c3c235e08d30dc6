"""Calendars: working hours, public holidays, people's calendars and leave, and a calculator to check them with."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.calendar import calculator, holidays, hours, people
from pages.parts.frame import open_page
from pages.parts.words import t

VIEWS = {
    "hours": (N_("Working hours"), hours.draw),
    "holidays": (N_("Public holidays"), holidays.draw),
    "people": (N_("People and leave"), people.draw),
    "calculator": (N_("Calculator"), calculator.draw),
}
actor = open_page(__file__)
open_to_her = [code for code in VIEWS if code != "people" or actor.may(Permission.CALENDAR_LEAVE)]
asked = st.query_params.get("view", "")
view = st.segmented_control(
    t("View"), open_to_her, default=asked if asked in open_to_her else "hours", format_func=lambda code: t(VIEWS[code][0]), key="view",
    label_visibility="collapsed",
)  # fmt: skip
VIEWS[view or "hours"][1](actor)

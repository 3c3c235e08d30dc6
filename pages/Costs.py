"""What projects cost: all of them side by side, one with its budget, orders, expenses and hours, and the hourly rates."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.cost import board, project, rates
from pages.parts.frame import open_page
from pages.parts.words import plain, t

PARTS = {"projects": N_("Projects"), "rates": N_("Hourly rates")}

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Costs"), "Costs.py")] if code else (), head=not code)
if code:
    project.one(actor, code)
else:
    part = "projects"
    if actor.may(Permission.RATE_READ):
        part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default="projects", key="costs_part", label_visibility="collapsed", required=True)
    if part == "rates":
        rates.draw(actor)
    else:
        board.listed(actor)

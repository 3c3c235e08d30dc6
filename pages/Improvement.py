"""Improvement: PDCA cards, what opens them, suggestions, good cases."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.frame import open_page
from pages.parts.quality import improvement_card, improvement_page, suggestions_page
from pages.parts.words import plain, t

PARTS = {"cards": N_("PDCA cards"), "suggestions": N_("Suggestions"), "cases": N_("Good cases"), "triggers": N_("What opens cards")}

code = st.query_params.get("card", "")[:20]
actor = open_page(__file__, trail=[(plain("Improvement"), "Improvement.py")] if code else (), head=not code)
if code:
    improvement_card.draw(actor, code)
else:
    parts = list(PARTS) if actor.may(Permission.IMPROVEMENT_READ) else ["suggestions"]
    usual = st.query_params.get("part", "")
    part = st.segmented_control(t("Part"), parts, format_func=lambda one: t(PARTS[one]), default=usual if usual in parts else parts[0], key="improvement_part", label_visibility="collapsed", required=True)
    {"cards": improvement_page.cards, "suggestions": suggestions_page.draw, "cases": improvement_page.cases, "triggers": improvement_page.triggers}[part](actor)

"""Quality objectives and service standards: what is aimed at, how far it is reached, what is to be kept."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.frame import open_page
from pages.parts.quality import objectives_one, objectives_page, standards_page
from pages.parts.words import plain, t

PARTS = {"objectives": N_("Quality objectives"), "standards": N_("Service standards")}

code = st.query_params.get("objective", "")[:20]
actor = open_page(__file__, trail=[(plain("Quality objectives"), "Objectives.py")] if code else (), head=not code)
if code:
    objectives_one.draw(actor, code)
else:
    parts = [one for one in PARTS if one == "standards" or actor.may(Permission.OBJECTIVE_READ)]
    usual = st.query_params.get("part", "")
    part = st.segmented_control(t("Part"), parts, format_func=lambda one: t(PARTS[one]), default=usual if usual in parts else parts[0], key="objectives_part", label_visibility="collapsed", required=True)
    if part == "standards":
        standards_page.draw(actor)
    else:
        objectives_page.draw(actor)

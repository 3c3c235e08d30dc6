"""Service norms and who was trained on them; what has to be complied with; assessments and audits clause by clause."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.frame import open_page
from pages.parts.quality import compliance_assessment, compliance_lists, norms
from pages.parts.words import plain, t

PARTS = {"norms": N_("Service norms"), "assessments": N_("Assessments and audits"), "requirements": N_("Requirements")}

code = st.query_params.get("assessment", "")
actor = open_page(__file__, trail=[(plain("Norms and compliance"), "Compliance.py")] if code else (), head=not code)
if code:
    compliance_assessment.draw(actor, code)
else:
    parts = list(PARTS) if actor.may(Permission.COMPLIANCE_READ) else ["norms"]
    asked = st.query_params.get("part", "")
    part = st.segmented_control(
        t("Part"), parts, format_func=lambda one: t(PARTS[one]), default=asked if asked in parts else "norms", key="compliance_part", label_visibility="collapsed", required=True
    )
    if part == "assessments":
        compliance_lists.assessments(actor)
    elif part == "requirements":
        compliance_lists.requirements(actor)
    else:
        norms.draw(actor)

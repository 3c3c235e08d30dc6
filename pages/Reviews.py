"""Reviews of projects: those that wait for one's judgement, one review, and of one project its path, risks, comparison and summary report."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.frame import open_page
from pages.parts.review import board, compared, instrument, one, project, risks, summary
from pages.parts.words import plain, t

PARTS = {"reviews": N_("Project reviews"), "summary": N_("Summary report"), "risks": N_("Risks met"), "compared": N_("Similar projects")}

code, chosen = st.query_params.get("review", "")[:20], st.query_params.get("project", "")[:20]
actor = open_page(__file__, trail=[(plain("Project reviews"), "Reviews.py")] if code or chosen else (), head=not (code or chosen))
if code:
    one.draw(actor, code)
elif chosen and actor.may(Permission.REVIEW_READ):
    usual = st.query_params.get("part", "")
    whole = project.head(actor, chosen)
    part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda of: t(PARTS[of]), default=usual if usual in PARTS else "reviews", key="reviews_part", label_visibility="collapsed", required=True)
    if part in ("reviews", "risks"):
        {"reviews": project.draw, "risks": risks.draw}[part](actor, whole)
    else:
        {"summary": summary.draw, "compared": compared.draw}[part](actor, chosen)
elif st.query_params.get("part") == "instrument" and actor.may(Permission.REVIEW_READ):
    instrument.draw(actor)
else:
    board.draw(actor)

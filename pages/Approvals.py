"""Approvals: what waits for the viewer, what she submitted, what was decided, and one submission with its copy."""

import streamlit as st

from pages.parts.approval import lists, submission
from pages.parts.frame import open_page
from pages.parts.words import plain

code = st.query_params.get("approval", "")
actor = open_page(__file__, trail=[(plain("Approvals"), "Approvals.py")] if code else (), head=not code)
if code:
    submission.one(actor, code)
else:
    lists.draw(actor)

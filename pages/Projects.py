"""Projects: the list, a new one, and one project with its team and its inspections."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.projects import board
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Projects"), "Projects.py")] if code else (), head=not code)
if code:
    board.one(actor, code)
else:
    board.listed(actor)

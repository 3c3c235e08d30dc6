"""Plans: all of them side by side, and one with its table, chart and baselines."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.planning import board
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Plans"), "Plan.py")] if code else (), head=not code)
if code:
    board.one(actor, code)
else:
    board.listed(actor)

"""Risks: the map and the list, what is due, and one risk with its path, its answer and its history."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.risk import board, record
from pages.parts.words import plain

code = st.query_params.get("risk", "")
actor = open_page(__file__, trail=[(plain("Risks"), "Risks.py")] if code else (), head=not code)
if code:
    record.draw(actor, code)
else:
    board.draw(actor)

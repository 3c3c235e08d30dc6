"""Satisfaction: what customers answered, surveys on their way, whom to ask next, templates and themes."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.satisfaction import board, one
from pages.parts.words import plain

code = st.query_params.get("survey", "")
actor = open_page(__file__, trail=[(plain("Satisfaction"), "Satisfaction.py")] if code else (), head=not code)
if code:
    one.draw(actor, code)
else:
    board.draw(actor)

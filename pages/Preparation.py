"""What must stand before a service begins: how far each project is, and one project's list."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.preparation import board
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Service preparation"), "Preparation.py")] if code else (), head=not code)
if code:
    board.one(actor, code)
else:
    board.listed(actor)

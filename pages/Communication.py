"""Communication: how far projects keep to their plans, and one project with its plan, its meetings, what was said, and whether it helps."""

import streamlit as st

from pages.parts.communication import board
from pages.parts.frame import open_page
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Communication"), "Communication.py")] if code else (), head=not code)
if code:
    board.one(actor, code)
else:
    board.listed(actor)

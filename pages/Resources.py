"""What projects work with: the systems behind the service with their outages, and material that has to be there in time."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.resources import board, system
from pages.parts.words import plain

code = st.query_params.get("system", "")
actor = open_page(__file__, trail=[(plain("Resources"), "Resources.py")] if code else (), head=not code)
if code:
    system.draw(actor, code)
else:
    board.draw(actor)

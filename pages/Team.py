"""The people of the projects: what they learn and whether it helped, how they are appraised."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.team import board
from pages.parts.words import plain

inside = st.query_params.get("course", "") or st.query_params.get("appraisal", "")
actor = open_page(__file__, trail=[(plain("Team"), "Team.py")] if inside else (), head=not inside)
board.draw(actor)

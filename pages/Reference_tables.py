"""The tables by which records are sorted: kinds, classes, lines, in three languages."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.reference import board

asked = st.query_params.get("table") or ""
actor = open_page(__file__)
board.draw(actor, asked)

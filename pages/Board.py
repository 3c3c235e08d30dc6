"""Boards: the tasks of a project as cards in columns, its iterations, and how its cards flow."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.progress.cards import page
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Boards"), "Board.py")] if code else (), head=not code)
if code:
    page.one(actor, code)
else:
    page.listed(actor)

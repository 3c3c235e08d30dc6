"""The initiation of a project: its charter with the scope, and everybody concerned."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.initiation import board
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Initiation"), "Initiation.py")] if code else (), head=not code)
if code:
    board.one(actor, code)
else:
    board.listed(actor)

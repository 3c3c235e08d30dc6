"""Closing of projects: which are on their way, the library of those that are closed, and one with what still blocks it."""

import streamlit as st

from pages.parts.closing import closing, lists
from pages.parts.frame import open_page
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Closing"), "Closing.py")] if code else (), head=not code)
if code:
    closing.one(actor, code)
else:
    lists.closings(actor)

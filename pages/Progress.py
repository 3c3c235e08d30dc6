"""Progress: all projects side by side, and one with its reports and its earned value."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.progress import page
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Progress"), "Progress.py")] if code else (), head=not code)
if code:
    page.one(actor, code)
else:
    page.listed(actor)

"""Acceptance of projects: what waits for a signature, all projects side by side, and one with its attempts."""

import streamlit as st

from pages.parts.closing import acceptance, lists
from pages.parts.frame import open_page
from pages.parts.words import plain

code = st.query_params.get("project", "")
actor = open_page(__file__, trail=[(plain("Acceptance"), "Acceptance.py")] if code else (), head=not code)
if code:
    acceptance.one(actor, code)
else:
    lists.acceptances(actor)

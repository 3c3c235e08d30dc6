"""Applications for projects: customers' demands, the list, a new one, and one application from its draft to its approval."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.initiation import applications
from pages.parts.words import plain

code = st.query_params.get("application", "")
actor = open_page(__file__, trail=[(plain("Applications"), "Applications.py")] if code else (), head=not code)
if code:
    applications.one(actor, code)
else:
    applications.both(actor)

"""One service request: its clocks, what to do next, and everything that happened."""

import streamlit as st

from core.words import N_
from pages.parts.frame import open_page
from pages.parts.kit import nothing
from pages.parts.service import record
from pages.parts.words import plain

code = st.query_params.get("request", "")
actor = open_page(__file__, trail=[(plain("Service requests"), "Requests.py")], head=not code)
if code:
    record.draw(actor, code)
else:
    nothing(N_("Choose one from the list of service requests."))

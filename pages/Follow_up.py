"""One follow-up: what, why, by whom, until when, what was done about it, and what its reader may do now."""

import streamlit as st

from core.words import N_
from pages.parts.followup import record
from pages.parts.frame import open_page
from pages.parts.kit import nothing
from pages.parts.words import plain

code = st.query_params.get("followup", "")
actor = open_page(__file__, trail=[(plain("Follow-ups"), "Follow_ups.py")], head=not code)
if code:
    record.draw(actor, code)
else:
    nothing(N_("Choose one from the list of follow-ups."))

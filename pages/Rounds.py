"""Inspection rounds: the list, a new one, and one round with its progress."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.inspection import rounds
from pages.parts.words import plain

code = st.query_params.get("round", "")
actor = open_page(__file__, trail=[(plain("Rounds"), "Rounds.py")] if code else (), head=not code)
if code:
    rounds.one(actor, code)
else:
    rounds.listed(actor)

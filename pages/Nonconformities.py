"""Nonconformities: the list, the figures, and one with its cause, its plan and its proven effect."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.quality import nonconformity_list, nonconformity_record
from pages.parts.words import plain

code = st.query_params.get("nonconformity", "")
actor = open_page(__file__, trail=[(plain("Nonconformities"), "Nonconformities.py")] if code else (), head=not code)
if code:
    nonconformity_record.draw(actor, code)
else:
    nonconformity_list.draw(actor)

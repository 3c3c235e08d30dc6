"""Customers: all that the viewer sees, with search and figures, and one of them with contacts, contracts, timeline, stage and care."""

import streamlit as st

from pages.parts.customers import board, one
from pages.parts.frame import open_page
from pages.parts.words import plain

code = st.query_params.get("customer", "")
actor = open_page(__file__, trail=[(plain("Customers"), "Customers.py")] if code else (), head=not code)
if code:
    one.draw(actor, code)
else:
    board.draw(actor)

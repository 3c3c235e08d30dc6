"""Checklists: the library, import from Excel, and one version with everything it asks."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.inspection import checklists
from pages.parts.words import plain

version = st.query_params.get("version", "")
known = version.isascii() and version.isdigit() and len(version) < 12
actor = open_page(__file__, trail=[(plain("Checklists"), "Checklists.py")] if version else (), head=not known)
if known:
    checklists.one(actor, int(version))
else:
    checklists.listed(actor)

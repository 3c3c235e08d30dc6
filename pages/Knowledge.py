"""The library: what was learned, found by words and by what it is for; one article; writing one."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.knowledge import listing, one
from pages.parts.words import plain

code = st.query_params.get("article", "")[:20]
actor = open_page(__file__, trail=[(plain("Knowledge"), "Knowledge.py")] if code else (), head=not code)
if code:
    one.draw(actor, code)
else:
    listing.draw(actor)

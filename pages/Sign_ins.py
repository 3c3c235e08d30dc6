"""Who is signed in, who was refused, who is locked; for administrators."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.people import signins
from pages.parts.words import t

actor = open_page(__file__)
inside, refused = st.tabs([t("Open sign-ins"), t("Refused and locked")])
with inside:
    signins.inside(actor)
with refused:
    signins.refused(actor)

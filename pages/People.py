"""People and departments, for administrators."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.people import directory
from pages.parts.words import t

actor = open_page(__file__)
people, departments = st.tabs([t("People"), t("Departments")])
with people:
    directory.people(actor)
with departments:
    directory.departments(actor)

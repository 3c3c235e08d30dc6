"""One scoring sheet: to fill in for its inspector, to read for everybody who may see it."""

import streamlit as st

from core.inspection.sheets import queries
from core.inspection.staffing import queries as staffing
from core.words import N_
from pages.parts import about, comments
from pages.parts.desk import ask
from pages.parts.followup import beside
from pages.parts.frame import open_page
from pages.parts.inspection import offline, review, service_records, sheet
from pages.parts.kit import nothing
from pages.parts.words import c, plain

code = st.query_params.get("sheet", "")
actor = open_page(__file__, trail=[(plain("Scoring sheets"), "Sheets.py")], head=not code)

if not code:
    nothing(N_("Choose a sheet from the list of scoring sheets."))
    st.stop()

view = ask(queries.sheet, actor, code)
asked_for = beside.of_sheet(actor, view.head.id)
st.title(c(view.head.target), anchor=False)
review.facts(view, ask(staffing.planned, actor, view.head.round_id) if view.mine_to_score else None)
if view.head.object is not None:
    service_records.beside(view.head.object)
if view.mine_to_score:
    sheet.fill(view, actor, asked_for)
    offline.panel(view, actor)
else:
    review.read(view, actor, asked_for)
    about.links(about.NONCONFORMITIES, actor, "sheet", view.head.id)
    comments.thread(actor, "sheet", view.head.id)
    comments.timeline(actor, "sheet", view.head.id)

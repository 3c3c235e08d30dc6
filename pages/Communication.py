"""Communication: how far projects keep to their plans, and one project with its plan, its meetings, what was said, and whether it helps."""

import streamlit as st

from pages.parts.communication import board, meetings
from pages.parts.frame import open_page
from pages.parts.words import plain

project, meeting = st.query_params.get("project", ""), st.query_params.get("meeting", "")
actor = open_page(__file__, trail=[(plain("Communication"), "Communication.py")] if project or meeting else (), head=not (project or meeting))
if meeting:
    meetings.one(actor, meeting)
elif project:
    board.one(actor, project)
else:
    board.listed(actor)

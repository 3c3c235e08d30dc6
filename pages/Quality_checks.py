"""Quality checks: what is due, the calendar, what recurs, and one check carried out point by point."""

import streamlit as st

from pages.parts.frame import open_page
from pages.parts.quality import check_list, check_record, meetings
from pages.parts.words import plain

code, meeting = st.query_params.get("check", ""), st.query_params.get("meeting", "")
actor = open_page(__file__, trail=[(plain("Quality checks"), "Quality_checks.py")] if code or meeting else (), head=not (code or meeting))
if meeting:
    meetings.one(actor, meeting)
elif code:
    check_record.draw(actor, code)
else:
    check_list.draw(actor)

"""What customers ask for: the list, a new one while the customer is on the phone, what is promised how fast, and by which rules requests find their handler."""

import streamlit as st

from core.access import Permission
from core.words import N_
from pages.parts.frame import lead, open_page
from pages.parts.service import dispatching, listing, register, targets
from pages.parts.words import t

PARTS = {"list": N_("Requests"), "new": N_("Register"), "targets": N_("Targets and priority"), "dispatch": N_("Dispatch")}

actor = open_page(__file__)
offered = [one for one in PARTS if one != "new" or actor.may(Permission.REQUEST_REGISTER)]
wanted = st.query_params.get("part", "list")
if "requests_part" not in st.session_state:
    st.session_state["requests_part"] = wanted if wanted in offered else "list"
with st.container(horizontal=True, vertical_alignment="center"):
    part = st.segmented_control(t("Part"), offered, format_func=lambda one: t(PARTS[one]), key="requests_part", label_visibility="collapsed", required=True)
    if actor.may(Permission.REQUEST_IMPORT):
        lead(t("Import of requests"), "Request_import.py", icon=":material/upload_file:")
if part == "list":
    st.query_params.pop("part", None)
elif st.query_params.get("part") != part:
    st.query_params["part"] = part  # so that a reload comes back to the form and its draft
if part == "new":
    register.draw(actor)
elif part == "targets":
    targets.draw(actor)
elif part == "dispatch":
    dispatching.draw(actor)
else:
    listing.draw(actor)

"""Search across everything the viewer may see."""

import streamlit as st

from core.insight import queries
from core.words import N_
from pages.parts.desk import ask
from pages.parts.frame import lead, open_page
from pages.parts.kit import nothing
from pages.parts.words import content, escaped, t

KINDS = {
    "project": (N_("Projects"), ":material/work:", "Projects.py", "project"),
    "application": (N_("Applications"), ":material/note_add:", "Applications.py", "application"),
    "sheet": (N_("Scoring sheets"), ":material/fact_check:", "Scoring_sheet.py", "sheet"),
    "round": (N_("Rounds"), ":material/event_repeat:", "Rounds.py", "round"),
    "checklist": (N_("Checklists"), ":material/checklist:", "Checklists.py", "version"),
    "article": (N_("Knowledge"), ":material/school:", "Knowledge.py", "article"),
    "person": (N_("People"), ":material/group:", "", ""),
}

actor = open_page(__file__)
words = st.text_input(t("Code or name"), key="q", bind="query-params")
hits = ask(queries.found, actor, words or "")
if words and not hits:
    nothing(N_("Nothing you may see matches these words."), icon=":material/search_off:")
for kind, (title, icon, file, name) in KINDS.items():
    mine = [hit for hit in hits if hit.kind == kind]
    if mine:
        st.markdown(f"#### {icon} {t(title)}")
        for hit in mine:
            text = f"{escaped(hit.code)} · {escaped(hit.name if isinstance(hit.name, str) else content(hit.name))}"
            if file:
                lead(text, file, **{name: hit.key})
            else:
                st.markdown(f"- {text}")

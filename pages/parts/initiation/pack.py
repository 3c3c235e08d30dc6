"""The initiation pack on the screen: how complete it is, and what is missing where."""

import streamlit as st

from core.access import Actor
from core.initiation.pack import queries, rules
from core.projects.queries import ProjectRow
from core.words import N_
from pages.parts.desk import ask
from pages.parts.frame import lead
from pages.parts.words import percent, t

PAGES = {"project": "Projects.py", "plan": "Plan.py"}
"""Where a piece is made that no part of this page makes."""


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """Every piece of the pack: there, or what to do and where."""
    found = ask(queries.pack, actor, row.id)
    share = rules.complete(found)
    done = sum(one.done for one in found)
    st.progress(float(share), text=t("{done} of {all} pieces are there: {share} complete", done=done, all=len(found), share=percent(float(share))))
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            mark = ":green[:material/check_circle:]" if one.done else ":orange[:material/radio_button_unchecked:]"
            st.markdown(f"{mark} {t(one.piece.label)}" + ("" if one.done else f"  \n:gray[:small[{t(one.piece.lacking)}]]"))
            page = PAGES.get(one.piece.part)
            if page:
                lead(f":small[{t(N_('Open'))}]", page, project=row.code)
            else:
                lead(f":small[{t(N_('Open'))}]", "Initiation.py", project=row.code, part=one.piece.part)

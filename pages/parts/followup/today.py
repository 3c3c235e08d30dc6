"""Follow-ups on the first page: how many are yours, and the most pressing of them."""

import streamlit as st

from core.access import Actor
from core.followup import queries
from core.followup.queries import Filter
from pages.parts import desk
from pages.parts.followup.listing import card
from pages.parts.frame import lead
from pages.parts.words import t, tn

MOST = 3


def draw(actor: Actor) -> bool:
    """What waits for the viewer as owner and as verifier; whether anything does."""
    counts = desk.ask(queries.counts, actor)
    if not counts.mine and not counts.verify:
        return False
    st.subheader(t("Follow-ups"), anchor=False)
    if counts.mine:
        late = f" · :red[{tn('one overdue', '{count} overdue', counts.mine_overdue)}]" if counts.mine_overdue else ""
        mine = tn("one follow-up is yours", "{count} follow-ups are yours", counts.mine)
        lead(f"{mine}{late}", "Follow_ups.py", icon=":material/build:", tab="mine")
        with st.container(gap="xsmall"):
            for row in desk.ask(queries.listed, actor, Filter(tab="mine", size=MOST))[0]:
                card(row, "mine")
    if counts.verify:
        lead(tn("one to verify", "{count} to verify", counts.verify), "Follow_ups.py", icon=":material/verified:", tab="verify")
        with st.container(gap="xsmall"):
            for row in desk.ask(queries.listed, actor, Filter(tab="verify", size=MOST))[0]:
                card(row, "verify")
    return True

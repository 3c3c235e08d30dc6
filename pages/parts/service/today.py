"""Service requests on the first page: how many are yours, and the most pressing of them."""

import streamlit as st

from core.access import Actor
from core.service.lists import queries
from core.service.lists.queries import Filter
from pages.parts import desk
from pages.parts.frame import lead, on_phone
from pages.parts.service import bits
from pages.parts.words import t, tn

MOST = 3


def draw(actor: Actor) -> bool:
    """What the viewer handles, the most pressing first; whether there is anything."""
    counts = desk.ask(queries.counts, actor)
    if not counts.mine and not counts.visits:
        return False
    st.subheader(t("Service requests"), anchor=False)
    if counts.mine:
        late = f" · :red[{tn('one overdue', '{count} overdue', counts.overdue)}]" if counts.overdue else ""
        lead(f"{tn('one request is yours', '{count} requests are yours', counts.mine)}{late}", "Requests.py", icon=":material/support_agent:", tab="mine")
        phone = on_phone()
        with st.container(gap="xsmall"):
            for row in desk.ask(queries.listed, actor, Filter(tab="mine", size=MOST))[0]:
                bits.card(actor, row, "mine", phone=phone)
    if counts.visits:
        lead(tn("one customer to call again", "{count} customers to call again", counts.visits), "Requests.py", icon=":material/call:", tab="visits")
    return True

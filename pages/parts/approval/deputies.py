"""Who decides while the viewer is away, and for whom she decides."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.approval.deputies import actions, queries
from core.clock import today
from pages.parts import desk
from pages.parts.words import content, day, t


def draw(actor: Actor) -> None:
    """The present and coming periods, and a form for a new one."""
    for one in desk.ask(queries.mine, actor):
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            period = {"first": day(one.first), "last": day(one.last)}
            if one.person_id == actor.id:
                st.markdown(t("**{name}** decides for you from {first} to {last}", name=content(one.deputy), **period))
                if st.button(t("End now"), key=f"end_deputy:{one.id}") and desk.perform(actions.end_deputy, actor, one.id):
                    st.rerun()
            else:
                st.markdown(t("You decide for **{name}** from {first} to {last}", name=content(one.person), **period))
    colleagues = desk.ask(queries.colleagues, actor)
    st.caption(t("A deputy decides in your place while you are away; every such decision says for whom. Your own submissions stay closed to you both ways."))
    chosen = st.selectbox(
        t("Deputy"), list(colleagues), index=None, format_func=lambda id_: content(colleagues[id_]), key="deputy:who", placeholder=t("Choose a colleague"),
    )  # fmt: skip
    left, right = st.columns(2)
    first = left.date_input(t("From"), value=today(), key="deputy:first")
    last = right.date_input(t("To"), value=today() + timedelta(days=7), key="deputy:last")
    if st.button(t("Name the deputy"), key="deputy:name", type="primary", disabled=chosen is None):
        made = desk.perform_once(desk.form_key("deputy"), actions.name_deputy, actor, chosen, first=first, last=last)
        if made:
            st.rerun()

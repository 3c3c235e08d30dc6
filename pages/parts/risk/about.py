"""From a record to the risks about it: those that are registered, and the way to register one."""

import streamlit as st

from core.access import Actor, Permission
from core.risk.overview import queries
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import t


def links(actor: Actor, kind: str, record_id: int) -> None:
    """Links in a row, for who may see or register risks; nothing for others."""
    found = desk.ask(queries.codes_about, actor, kind, record_id) if actor.may(Permission.RISK_READ) else []
    registers = actor.may(Permission.RISK_REGISTER)
    if not found and not registers:
        return
    with st.container(horizontal=True, gap="small"):
        for code in found:
            lead(t("Risk {code}", code=code), "Risks.py", icon=":material/crisis_alert:", risk=code)
        if registers:
            lead(t("Register a risk about it"), "Risks.py", icon=":material/add_alert:", about=f"{kind}:{record_id}")

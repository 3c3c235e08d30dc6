"""From a record to the risks about it: those that are registered, and the way to register one."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor, Permission
from core.risk.overview import queries
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import t


def links(actor: Actor, kind: str, record_id: int) -> None:
    """Links in a row, for who may see or register risks; nothing for others."""
    found = desk.ask(queries.codes_about, actor, kind, record_id) if actor.may(Permission.RISK_READ) else []
    if found or actor.may(Permission.RISK_REGISTER):
        with st.container(horizontal=True, gap="small"):
            leads(actor, kind, record_id, found)


def leads(actor: Actor, kind: str, record_id: int, found: Sequence[str]) -> None:
    """The same where a row of links is open and its codes are known."""
    for code in found:
        lead(t("Risk {code}", code=code), "Risks.py", icon=":material/crisis_alert:", risk=code)
    if actor.may(Permission.RISK_REGISTER):
        lead(t("Register a risk about it"), "Risks.py", icon=":material/add_alert:", about=f"{kind}:{record_id}")

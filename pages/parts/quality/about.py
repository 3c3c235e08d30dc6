"""From any record to the nonconformities about it: those that are, and the way to register one."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor, Permission
from core.quality.nonconformities import queries
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import t


def links(actor: Actor, kind: str, record_id: int) -> None:
    """Links in a row, for who may see or register nonconformities; nothing for others."""
    found = desk.ask(queries.codes_about, actor, kind, record_id) if actor.may(Permission.NONCONFORMITY_READ) else []
    if found or actor.may(Permission.NONCONFORMITY_REGISTER):
        with st.container(horizontal=True, gap="small"):
            leads(actor, kind, record_id, found)


def leads(actor: Actor, kind: str, record_id: int, found: Sequence[str]) -> None:
    """The same where a row of links is open and its codes are known."""
    for code in found:
        lead(t("Nonconformity {code}", code=code), "Nonconformities.py", icon=":material/report:", nonconformity=code)
    if actor.may(Permission.NONCONFORMITY_REGISTER):
        lead(t("Register a nonconformity about it"), "Nonconformities.py", icon=":material/add_alert:", about=f"{kind}:{record_id}")

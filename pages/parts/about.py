"""From any record to the nonconformities and the risks about it: those that are registered, and the way to register one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.access import Actor, Permission
from core.quality.nonconformities import queries as nonconformities
from core.risk.overview import queries as risks
from core.words import N_
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import t


@dataclass(frozen=True)
class Sort:
    """What may be registered about a record."""

    read: Permission
    register: Permission
    codes: Callable[..., list[str]]
    known: str
    """The words of a link to one, by its {code}."""
    new: str
    page: str
    name: str
    """Of the code in the page's address."""
    icon: str


NONCONFORMITIES = Sort(
    Permission.NONCONFORMITY_READ, Permission.NONCONFORMITY_REGISTER, nonconformities.codes_about, N_("Nonconformity {code}"), N_("Register a nonconformity about it"),
    "Nonconformities.py", "nonconformity", ":material/report:",
)  # fmt: skip
RISKS = Sort(Permission.RISK_READ, Permission.RISK_REGISTER, risks.codes_about, N_("Risk {code}"), N_("Register a risk about it"), "Risks.py", "risk", ":material/crisis_alert:")


def links(sort: Sort, actor: Actor, kind: str, record_id: int) -> None:
    """Links in a row, for who may see or register such; nothing for others."""
    found = desk.ask(sort.codes, actor, kind, record_id) if actor.may(sort.read) else []
    if found or actor.may(sort.register):
        with st.container(horizontal=True, gap="small"):
            leads(sort, actor, kind, record_id, found)


def leads(sort: Sort, actor: Actor, kind: str, record_id: int, found: Sequence[str]) -> None:
    """The same where a row of links is open and the codes are known."""
    for code in found:
        lead(t(sort.known, code=code), sort.page, icon=sort.icon, **{sort.name: code})
    if actor.may(sort.register):
        lead(t(sort.new), sort.page, icon=":material/add_alert:", about=f"{kind}:{record_id}")

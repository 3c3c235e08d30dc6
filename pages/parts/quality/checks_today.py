"""Quality checks and nonconformities on the first page: what is the viewer's to carry out, to plan and to judge."""

import streamlit as st

from core.access import Actor, Permission
from core.quality.checks import queries as checks
from core.quality.nonconformities import queries as nonconformities
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.quality import check_list, nonconformity_list
from pages.parts.words import t, tn

MOST = 3


def draw(actor: Actor) -> bool:
    """What waits for the viewer; whether anything does."""
    mine, to_do = (0, []) if not actor.may(Permission.CHECK_READ) else _checks(actor)
    waits, rows = (0, []) if not actor.may(Permission.NONCONFORMITY_READ) else _waiting(actor)
    if not mine and not waits:
        return False
    st.subheader(t("Quality"), anchor=False)
    if mine:
        lead(tn("one quality check is yours", "{count} quality checks are yours", mine), "Quality_checks.py", icon=":material/checklist_rtl:")
        with st.container(gap="xsmall"):
            for check in to_do:
                check_list.card(check)
    if waits:
        lead(tn("one nonconformity waits for you", "{count} nonconformities wait for you", waits), "Nonconformities.py", icon=":material/report:")
        with st.container(gap="xsmall"):
            for row in rows:
                nonconformity_list.card(row)
    return True


def _checks(actor: Actor) -> tuple[int, list[checks.CheckRow]]:
    rows, total = desk.ask(checks.listed, actor, checks.Filter(tab="mine", size=MOST))
    return total, rows


def _waiting(actor: Actor) -> tuple[int, list[nonconformities.NonconformityRow]]:
    rows, total = desk.ask(nonconformities.listed, actor, nonconformities.Filter(tab="wait", size=MOST))
    return total, rows

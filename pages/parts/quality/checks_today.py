"""Quality on the first page: what is the viewer's to check, to plan, to judge, to assess and to confirm."""

import streamlit as st

from core.access import Actor, Permission
from core.quality.checks import queries as checks
from core.quality.compliance import queries as compliance
from core.quality.nonconformities import queries as nonconformities
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.quality import check_list, compliance_lists, nonconformity_list
from pages.parts.words import t, tn

MOST = 3


def draw(actor: Actor) -> bool:
    """What waits for the viewer; whether anything does."""
    mine, to_do = (0, []) if not actor.may(Permission.CHECK_READ) else _checks(actor)
    waits, rows = (0, []) if not actor.may(Permission.NONCONFORMITY_READ) else _waiting(actor)
    due, audits = _assessments(actor) if actor.may(Permission.COMPLIANCE_READ) else (0, [])
    trained = desk.ask(compliance.to_confirm, actor) if actor.may(Permission.NORM_READ) else []
    if not mine and not waits and not due and not trained:
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
    if due:
        lead(tn("one compliance assessment is yours", "{count} compliance assessments are yours", due), "Compliance.py", icon=":material/gavel:", part="assessments")
        with st.container(gap="xsmall"):
            for audit in audits:
                compliance_lists.card(audit)
    for code, name in trained:
        lead(t("Confirm that you were trained on {code} {name}", code=code, name=name), "Compliance.py", icon=":material/school:", part="norms")
    return True


def _checks(actor: Actor) -> tuple[int, list[checks.CheckRow]]:
    rows, total = desk.ask(checks.listed, actor, checks.Filter(tab="mine", size=MOST))
    return total, rows


def _assessments(actor: Actor) -> tuple[int, list[compliance.AssessmentRow]]:
    rows, total = desk.ask(compliance.mine, actor, limit=MOST)
    return total, rows


def _waiting(actor: Actor) -> tuple[int, list[nonconformities.NonconformityRow]]:
    rows, total = desk.ask(nonconformities.listed, actor, nonconformities.Filter(tab="wait", size=MOST))
    return total, rows

"""The budget of a project: the one in force, the next one being written, and all that were."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor
from core.cost.budgets import actions, queries
from core.cost.budgets.queries import Version
from core.cost.budgets.rules import Planned, State
from core.cost.control.queries import Control
from core.cost.rules import BUDGET_LINES
from core.initiation.charters import queries as charters
from core.reference.rules import Table
from core.words import N_
from pages.parts import budget_lines
from pages.parts.approval import panel
from pages.parts.codes import code_table
from pages.parts.cost.money import money
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.kit import badge_text, linked_table, nothing
from pages.parts.words import c, content, escaped, moment, t

BADGES = {State.DRAFT: "draft", State.SUBMITTED: "approval_submitted", State.RETURNED: "approval_returned", State.REJECTED: "approval_rejected", State.IN_FORCE: "approval_approved", State.FORMER: "retired"}
HEADINGS = {"line": N_("Budget line"), "amount": N_("Amount"), "before": N_("Before"), "remark": N_("What for")}


def draw(actor: Actor, found: Control) -> None:
    """The part of the page."""
    versions: list[Version] = ask_kept(("cost", "approvals"), queries.budgets, actor, found.code)
    lines = code_table(BUDGET_LINES)
    if not versions and not found.editable:
        nothing(N_("No budget is planned for this project yet."))
    newest = versions[0] if versions else None
    if found.editable and (newest is None or newest.editable or newest.state is State.IN_FORCE):
        _write(actor, found, newest, lines)
    for one in versions:
        _version(actor, one, lines)


def _version(actor: Actor, one: Version, lines: Table) -> None:
    with st.container(border=True, key=f"row-budget:{one.id}"):
        st.markdown(f"**{t('Budget {number}', number=str(one.number))}** {badge_text(BADGES[one.state], one.state.label)} · **{escaped(money(actor, one.total))}**")
        when = f" · {t('approved {time}', time=moment(one.approved_at))}" if one.approved_at else ""
        st.caption(f"{c(one.by)} · {escaped(moment(one.at))}{when}")
        if one.reason:
            st.markdown(escaped(one.reason))
        names, told = lines.names, {planned.line: planned for planned in one.lines}
        rows = [
            (content(names.get(line, {"en": line})), money(actor, told[line].amount if line in told else Decimal(0)), money(actor, one.changes[line][0]) if line in one.changes else "",
             told[line].remark if line in told else "")
            for line in [*told, *(line for line in one.changes if line not in told)]
        ]  # fmt: skip
        headings = {name: label for name, label in HEADINGS.items() if name != "before" or one.changes}
        linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), headings, key=f"budget:{one.id}")
        if one.state not in (State.IN_FORCE, State.FORMER):
            panel.panel(actor, queries.KIND, one.id)


def _write(actor: Actor, found: Control, newest: Version | None, lines: Table) -> None:
    """The form of the next budget: begins with the draft, else with what holds, else with what the charter says."""
    draft = newest if newest is not None and newest.editable else None
    known = {one.line: one for one in newest.lines} if newest else _of_charter(actor, found)
    form = Form(actor, "budget", record=found.code, version=draft.version if draft else 0)
    label = t("Write on the draft") if draft else t("Plan a change of the budget") if newest else t("Plan the budget")
    with st.expander(label, icon=":material/edit:", expanded=form.waiting or newest is None):
        if not form.opened():
            return
        if newest is None and known:
            st.caption(t("The amounts are those of the project's charter."))
        key = f"budget:{found.project_id}"
        planned = budget_lines.fields(form, key, lines, known.values(), Planned, lambda amount: money(actor, amount))
        reason = ""
        if any(one.approved_at for one in [newest] if one) or (draft is not None and draft.number > 1):
            reason = st.text_area(t("Why it has to be changed"), height=80, **form.field(f"{key}:reason", draft.reason if draft else ""))
        form.note()
        if st.button(t("Save the budget"), key=f"{key}:save", type="primary", icon=":material/save:") and perform_once(
            form_key(key), actions.plan, actor, found.project_id, planned, reason=reason, number=draft.number if draft else 0, version=draft.version if draft else 0
        ):
            form.done()
            st.toast(t("Saved. Submit it for approval when it is ready."))
            st.rerun()


def _of_charter(actor: Actor, found: Control) -> dict[str, Planned]:
    """What the charter plans, which was approved with the application where there was one."""
    charter = ask(charters.charter, actor, found.project_id)
    return {one.line: Planned(one.line, one.amount, one.remark) for one in charter.content.budget} if charter else {}

"""Expenses that members paid themselves: claimed on the first page, decided among the expenses of the project."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.cost.claims import actions, queries
from core.cost.claims.queries import Claim
from core.cost.claims.rules import State
from core.cost.control.queries import Control
from core.cost.rules import BUDGET_LINES, LABOUR
from core.cost.spending.queries import Receipt
from core.drafts.rules import Draft
from core.reference.rules import Table
from core.words import N_
from pages.parts import desk, draft
from pages.parts.codes import code_table
from pages.parts.cost import receipts
from pages.parts.cost.money import field, money, typed
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text, confirm
from pages.parts.kit import row as framed
from pages.parts.words import c, content, day, escaped, plain, t, tn

BADGES = {State.OPEN: "open", State.ACCEPTED: "released", State.REFUSED: "missed", State.WITHDRAWN: "planned"}
SHOWN = 20
REFUSED = "claim_refused"


# --- the own ones, on the first page ---------------------------------------------------------------------------------


def own(actor: Actor) -> None:
    """The folded part of the first page."""
    with st.expander(t("My expenses"), icon=":material/receipt_long:", key="my_claims", on_change="rerun") as panel:
        if panel.open:
            _new(actor)
            for one in ask_kept("cost", queries.mine, actor)[:SHOWN]:
                with framed(f"claim_{one.id}"):
                    _told(actor, one, by=False)
                    if one.state is State.OPEN:
                        confirm(f"claim:{one.id}:withdraw", N_("Withdraw it"), N_("Nobody decides on it then. It stays in this list."), N_("Withdraw it"), lambda one=one: _withdraw(actor, one), icon=":material/undo:")


def _withdraw(actor: Actor, one: Claim) -> None:
    if perform(actions.withdraw, actor, one.id) is not None:
        st.rerun()


def _lines(table: Table) -> dict[str, str]:
    """What can be claimed: labour follows from hours."""
    return {entry.code: content(entry.name) for entry in table.offered() if entry.code != LABOUR}


def _new(actor: Actor) -> None:
    known = ask_kept("projects", queries.projects, actor)
    if not known:
        st.caption(t("You are on no open project. Expenses are claimed on the project they were made for."))
        return
    form, key = Form(actor, "expense_claim"), "claim:new"
    if not form.opened():
        return
    st.caption(t("What you paid yourself for a project. It counts once the manager has accepted it."))
    project = st.selectbox(t("Project"), list(known), format_func=lambda id_: f"{known[id_][0]} · {content(known[id_][1])}", **form.field(f"{key}:project", next(iter(known)), known))
    offered = _lines(code_table(BUDGET_LINES))
    line = st.selectbox(t("Budget line"), list(offered), format_func=offered.__getitem__, **form.field(f"{key}:line", next(iter(offered)), offered))
    subject = st.text_input(t("What for"), **form.field(f"{key}:subject", ""), placeholder=plain("e.g. train to the customer and back"))
    left, right = st.columns(2)
    with left:
        text = field(form, f"{key}:amount")
    on = right.date_input(t("Paid on"), **form.field(f"{key}:on", today()))
    supplier = st.text_input(t("Paid to"), **form.field(f"{key}:supplier", ""))
    uploads = receipts.uploader(f"{key}:files:{st.session_state.get(f'{key}:round', 0)}")
    form.note()
    if not st.button(t("Claim it"), key=f"{key}:save", type="primary", icon=":material/send:") or (amount := typed(text)) is None or (kept := receipts.accepted(uploads)) is None:
        return
    made = perform_once(
        form_key(key), actions.enter, actor, project, line=line, amount=amount, spent_on=on if isinstance(on, date) else today(), supplier=supplier, subject=subject
    )
    if made:
        for kind, data, name in kept:
            desk.perform(actions.attach, actor, made, data=data, kind=kind, name=name)
        form.done()
        st.session_state[f"{key}:round"] = st.session_state.get(f"{key}:round", 0) + 1
        st.toast(t("Claimed. The manager is told."))
        st.rerun()


def _told(actor: Actor, one: Claim, *, by: bool) -> None:
    """A claim with what became of it."""
    who = f"{c(one.by)} · " if by else f"{escaped(one.project)} · "
    st.markdown(f"**{escaped(money(actor, one.amount))}** · {escaped(one.subject)} {badge_text(BADGES[one.state], one.state.label)}  \n:gray[:small[{who}{escaped(one.code)} · {escaped(day(one.spent_on))}{f' · {escaped(one.supplier)}' if one.supplier else ''}]]")
    if one.reason:
        st.markdown(f":red[{escaped(one.reason)}]")
    facts = ([t("Expense {code}", code=one.expense)] if one.expense else []) + ([receipts.links(one.receipts)] if one.receipts else [])
    if one.decided_by and one.state in (State.ACCEPTED, State.REFUSED):
        facts.append(c(one.decided_by))
    if facts:
        st.caption(" · ".join(facts))
    elif one.state is State.OPEN:
        st.caption(t("Without a receipt"))


# --- those that wait for a decision ----------------------------------------------------------------------------------


def waiting(actor: Actor) -> bool:
    """On the first page: on which projects claims wait for the viewer; whether there are any."""
    found = ask_kept(("cost", "projects"), queries.waiting, actor) if actor.may(Permission.COST_EDIT) else {}
    if found:
        with framed("claims_waiting"):
            st.markdown(f":material/receipt_long: {tn('{count} claimed expense waits for your decision', '{count} claimed expenses wait for your decision', sum(found.values()))}")
            with st.container(horizontal=True):
                for code in list(found)[:SHOWN]:
                    lead(t("Costs of {project}", project=code), "Costs.py", project=code, part="expenses")
    return bool(found)


def decide(actor: Actor, found: Control) -> dict[str, tuple[Receipt, ...]]:
    """The claims on a project: those that wait to be accepted or refused, and those of late. Returns their receipts by the expense they became."""
    listed: list[Claim] = ask_kept("cost", queries.of_project, actor, found.code)
    if not listed:
        return {}
    open_ = [one for one in listed if one.state is State.OPEN]
    if open_:
        st.markdown(f"**{tn('{count} claim waits for a decision', '{count} claims wait for a decision', len(open_))}**")
    table, kept = code_table(BUDGET_LINES), draft.mine(actor, REFUSED) if open_ else {}
    for one in open_[:SHOWN]:
        with framed(f"claim_{one.id}"):
            _told(actor, one, by=True)
            if found.editable and one.by_id != actor.id:
                with st.container(horizontal=True, vertical_alignment="bottom"):
                    _accept(actor, one, table)
                    _refuse(actor, one, kept)
    past = [one for one in listed if one.state is not State.OPEN]
    if past:
        with st.expander(t("Claims that were decided"), icon=":material/history:"):
            for one in past[:SHOWN]:
                with framed(f"claim_{one.id}"):
                    _told(actor, one, by=True)
    return {one.expense: one.receipts for one in past if one.expense and one.receipts}


def _accept(actor: Actor, one: Claim, table: Table) -> None:
    names = {code: content(name) for code, name in table.names.items()}
    lines = list(dict.fromkeys([one.line, *_lines(table)]))
    line = st.selectbox(t("Budget line"), lines, format_func=lambda code: names.get(code, code), key=f"claim:{one.id}:line", width=220)
    if st.button(t("Accept the claim"), key=f"claim:{one.id}:accept", type="primary", icon=":material/check:") and perform_once(
        form_key(f"claim_{one.id}"), actions.accept, actor, one.id, line=line, version=one.version
    ):
        st.toast(t("Accepted: {code} stands among the expenses.", code=one.code))
        st.rerun()


def _refuse(actor: Actor, one: Claim, kept: Mapping[tuple[str, str], Draft]) -> None:
    form = Form(actor, REFUSED, record=one.code, among=kept)
    with st.popover(t("Refuse the claim"), icon=":material/close:"):
        if not form.opened():
            return
        reason = st.text_input(t("Why"), **form.field(f"claim:{one.id}:why", ""), placeholder=plain("What is missing, or why it is not paid"))
        form.note()
        if st.button(t("Refuse the claim"), key=f"claim:{one.id}:refuse", type="primary") and perform(actions.refuse, actor, one.id, reason=reason, version=one.version):
            form.done()
            st.rerun()

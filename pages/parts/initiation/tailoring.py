"""What belongs to an initiation: what a project leaves out or has done beside the usual, and what every project of a kind needs."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.access import Actor
from core.clock import today
from core.initiation.pack import actions, queries, rules
from core.initiation.pack.rules import Found, Piece
from core.projects.queries import ProjectRow
from core.projects.rules import KINDS
from core.words import N_, Content
from pages.parts.codes import code_table
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.words import c, content, plain, t


def _name(step: str, names: Mapping[str, Content]) -> str:
    return plain(Piece(step).label) if step in set(Piece) else content(names.get(step, {"en": step}))


def adjust(actor: Actor, row: ProjectRow, found: Sequence[Found], names: Mapping[str, Content]) -> None:
    """Leave a piece out of this project's pack, or tick a further step."""
    ticked = {str(one.piece) for one in found if one.counts and one.own is None and not isinstance(one.piece, Piece)}
    may_go = [str(one.piece) for one in found if one.counts and one.own is None and not one.done and one.piece not in rules.ALWAYS]
    if not may_go:
        return
    form = Form(actor, "pack_step", record=row.code)
    with st.expander(t("Tick a further step, or leave a piece out"), icon=":material/tune:", expanded=form.waiting):
        if not form.opened():
            return
        key = f"pack_adjust:{row.id}"
        step = st.selectbox(t("Piece or step"), may_go, format_func=lambda one: _name(one, names), **form.field(f"{key}:step", may_go[0], may_go))
        ways = ["done", "out"] if step in ticked else ["out"]
        way = st.radio(
            t("What is with it"), ways, format_func=lambda one: t(N_("It is done") if one == "done" else N_("It does not belong to this project")), horizontal=True,
            **form.field(f"{key}:way:{len(ways)}", ways[0], ways),
        )  # fmt: skip
        if way == "done":
            on = st.date_input(t("Done on"), **form.field(f"{key}:on", today()))
            remark = st.text_input(t("What shows it"), **form.field(f"{key}:note", ""))
        else:
            reason = st.text_input(t("Reason"), **form.field(f"{key}:reason", ""), help=t("Everybody who sees the pack reads it."))
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary", disabled=way == "done" and on is None):
            once = form_key(f"pack_step_{row.id}")
            kept = (
                perform_once(once, actions.tick, actor, row.id, step=step, on=on, remark=remark) if way == "done" and on is not None
                else perform_once(once, actions.leave_out, actor, row.id, step=step, reason=reason)
            )  # fmt: skip
            if kept:
                form.done()
                st.rerun()


def of_kind(actor: Actor, kind: str) -> None:
    """Which pieces every project of this kind does without, and which further steps it needs."""
    here, steps = ask(queries.tailored, actor, kind), code_table(rules.STEPS)
    name = c(code_table(KINDS).names.get(kind, {"en": kind}))
    form = Form(actor, "pack_kind", record=kind, version=here.version)
    with st.expander(t("What belongs to packs of the kind “{kind}”", kind=name), icon=":material/account_tree:", expanded=form.waiting):
        if not form.opened():
            return
        st.caption(t("This holds for every project of this kind at once. What a pack does without leaves its share; purpose and scope always belong to it."))
        key = f"pack_kind:{kind}:{here.version}"
        pieces = [one.value for one in Piece if one not in rules.ALWAYS]
        out = st.multiselect(
            t("Pieces that do not belong to it"), pieces, format_func=lambda one: plain(Piece(one).label), placeholder=plain("None"),
            **form.field(f"{key}:out", [one for one in pieces if one in here.left_out]),
        )  # fmt: skip
        offered = [one.code for one in steps.entries if not one.retired or one.code in here.added]
        added = st.multiselect(
            t("Further steps"), offered, format_func=lambda one: content(steps.names[one]), placeholder=plain("None"),
            **form.field(f"{key}:added", [one for one in here.added if one in offered]),
        )  # fmt: skip
        reason = st.text_input(t("Reason"), **form.field(f"{key}:reason", here.reason))
        form.note()
        save = st.button(t("Save for this kind"), key=f"{key}:save", type="primary")
        if save and perform_once(
            form_key(f"pack_kind_{kind}"), actions.tailor, actor, kind, left_out=[Piece(one) for one in out], added=added, reason=reason, version=here.version
        ):  # fmt: skip
            form.done()
            st.rerun()

"""The lists of approvals: what waits for the viewer (several of a kind at once), what she submitted, what was decided."""

from itertools import groupby

import streamlit as st

from core.access import Actor, Permission, Scope
from core.approval import actions, queries
from core.approval.queries import Row
from core.approval.rules import Verdict
from core.errors import Refusal
from core.words import N_
from pages.parts import desk
from pages.parts.approval import deputies, told
from pages.parts.desk import ask, sentence
from pages.parts.frame import lead, on_phone
from pages.parts.kit import confirm, nothing
from pages.parts.kit import row as line
from pages.parts.words import content, escaped, several, t, tn


def draw(actor: Actor) -> None:
    """Everything the viewer has a part in."""
    _told()
    waiting = ask(queries.waiting, actor)
    sees_all = actor.scope(Permission.APPROVAL_READ) is Scope.ALL
    labels = [t("Waiting for me ({count})", count=len(waiting)), t("Submitted by me"), t("Decided")]
    labels += [t("All that waits")] if sees_all else []
    tabs = st.tabs([*labels, t("When I am away")])
    with tabs[0]:
        _waiting(actor, waiting)
    with tabs[1]:
        _rows(
            ask(queries.submitted, actor), N_("You have submitted nothing yet. A record that needs approval has a button for it on its own page."), "mine"
        )
    with tabs[2]:
        _rows(ask(queries.ended, actor), N_("Nothing has been decided yet."), "ended")
    if sees_all:
        with tabs[3]:
            _rows(ask(queries.open_of_all, actor), N_("Nothing waits for anybody."), "open")
    with tabs[-1]:
        deputies.draw(actor)


def _rows(rows: list[Row], empty: str, place: str) -> None:
    if not rows:
        nothing(empty)
    with st.container(gap="xsmall"):
        for row in rows:
            with line(f"{place}-{row.id}"):
                _row(row)


def _row(row: Row) -> None:
    with st.container(gap=None):
        lead(f"**{told.name_of(row.subject_name)} · {escaped(row.subject_code)}**", "Approvals.py", approval=row.code)
        st.markdown(f"{told.state(row)} :gray[:small[{escaped(row.code)} · {told.summary(row)}]]")
        if row.instead_of:
            st.caption(t("You decide for {name}.", name=content(row.instead_of)))


def _waiting(actor: Actor, rows: list[Row]) -> None:
    """What waits, kind by kind; where several of a kind wait, they can be approved together."""
    if not rows:
        nothing(N_("Nothing waits for your approval."), icon=":material/task_alt:")
        return
    kinds = sorted({row.kind for row in rows})
    ordered = sorted(rows, key=lambda row: kinds.index(row.kind))
    for kind, group in groupby(ordered, key=lambda row: row.kind):
        same = list(group)
        if len(kinds) > 1:
            st.subheader(told.kind_of(kind), anchor=False)
        chosen = []
        with st.container(gap="xsmall"):
            for row in same:
                with line(f"waiting-{row.id}"):
                    what, tick = (st.container(), st.container()) if on_phone() else st.columns([4, 1], vertical_alignment="center")
                    with what:
                        _row(row)
                    if len(same) > 1 and tick.checkbox(t("Choose {code}", code=row.code), key=f"choose:{row.id}:{row.step}"):
                        chosen.append(row)
        if chosen:
            question = N_("Each of them is approved by itself: {codes}. What cannot be approved is named afterwards and stays.")
            confirm(
                f"bulk:{kind}", N_("Approve what is chosen"), question, N_("Approve"), lambda chosen=chosen: _approve(actor, chosen),  # type: ignore[misc]
                icon=":material/done_all:", codes=several(row.code for row in chosen),
            )  # fmt: skip


def _approve(actor: Actor, rows: list[Row]) -> None:
    """Approve each by itself; a refusal stops none of the others."""
    done, refused = 0, []
    for row in rows:
        try:
            desk.attempt(actions.decide, actor, row.id, step=row.step, verdict=Verdict.APPROVE)
            done += 1
        except Refusal as refusal:
            refused.append((row.code, sentence(refusal)))
    st.session_state["approval_told"] = (done, refused)
    st.rerun()


def _told() -> None:
    """What became of several approved at once."""
    done, refused = st.session_state.pop("approval_told", (0, []))
    if done:
        st.success(tn("One submission approved.", "{count} submissions approved.", done), icon=":material/done_all:")
    for code, why in refused:
        st.error(f"**{escaped(code)}** · {why}", icon=":material/info:")

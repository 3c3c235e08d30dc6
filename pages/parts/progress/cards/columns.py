"""The columns of a board: their names, their order, how many cards they take."""

from dataclasses import replace
from itertools import groupby
from typing import cast

import streamlit as st

from core.access import Actor
from core.progress.cards import actions, rules
from core.progress.cards.queries import BoardView
from core.progress.cards.rules import Column, State
from core.words import N_
from pages.parts.desk import form_key, perform_once
from pages.parts.progress.cards.bits import named
from pages.parts.words import plain, t


def draw(actor: Actor, view: BoardView) -> None:
    """The part of the page. What is changed is kept on the page until it is saved."""
    key = f"columns:{view.project_id}:{view.version}"
    rows = cast(list[Column], st.session_state.setdefault(key, list(view.columns)))
    st.caption(t("What a column means for the plan stays: a card put among what is under way is begun, among what is finished it is reported as done."))
    place = 0
    for means, group in groupby(rows, key=lambda one: one.means):
        st.subheader(t(means.label), anchor=False)
        for one in group:
            _row(view, key, rows, place, one)
            place += 1
    _add(key, rows)
    said = [replace(found, number=max(found.number, 0)) for found in (_said(key, one) for one in rows)]
    if st.button(t("Save the columns"), key=f"{key}:save", type="primary") and perform_once(
        form_key(f"columns_{view.project_id}"), actions.arrange, actor, view.project_id, version=view.version, columns=said
    ):
        st.session_state.pop(key, None)
        st.toast(t("The columns are saved."))
        st.rerun()


def _mark(key: str, one: Column) -> str:
    """Of its widgets. New columns have numbers below 0 until they are saved."""
    return f"{key}:{one.number}"


def _said(key: str, one: Column) -> Column:
    """The column as it was typed."""
    mark = _mark(key, one)
    most = st.session_state.get(f"{mark}:most")
    return replace(one, name=st.session_state.get(f"{mark}:name", one.name), most=int(most) if most else None)


def _row(view: BoardView, key: str, rows: list[Column], place: int, one: Column) -> None:
    mark, same = _mark(key, one), [at for at, other in enumerate(rows) if other.means is one.means]
    with st.container(border=True), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("Name"), one.name, key=f"{mark}:name", placeholder=named(replace(one, name="")), width=220)
        if one.means is not State.DONE:
            st.number_input(
                t("Most cards"), 1, rules.MOST_CARDS, one.most, key=f"{mark}:most", placeholder=plain("Any number"), width=150,
                help=t("A full column takes no more cards; who plans the project can let one more in, and says why."),
            )  # fmt: skip
        if place != same[0] and st.button(":material/arrow_back:", key=f"{mark}:earlier", help=t("Further left")):
            _swap(key, rows, place, place - 1)
        if place != same[-1] and st.button(":material/arrow_forward:", key=f"{mark}:later", help=t("Further right")):
            _swap(key, rows, place, place + 1)
        cards = view.counts[one.number]
        if len(same) > 1 and st.button(t("Remove"), key=f"{mark}:remove", help=t("Its cards go to the first column that means the same.") if cards else None):
            _keep(key, [_said(key, other) for at, other in enumerate(rows) if at != place])


def _swap(key: str, rows: list[Column], a: int, b: int) -> None:
    said = [_said(key, one) for one in rows]
    said[a], said[b] = said[b], said[a]
    _keep(key, said)


def _keep(key: str, rows: list[Column]) -> None:
    st.session_state[key] = rows
    st.rerun()


def _add(key: str, rows: list[Column]) -> None:
    with st.popover(t("Add a column"), icon=":material/add:", key=f"{key}:{len(rows)}:adding"):
        name = st.text_input(t("Name"), key=f"{key}:{len(rows)}:new_name")
        means = st.radio(t("What is in it is"), list(State), format_func=lambda one: t(one.label), index=1, key=f"{key}:{len(rows)}:new_means")
        if st.button(t("Add"), key=f"{key}:{len(rows)}:add", type="primary"):
            if not name.strip():
                st.error(t(N_("Please fill in “{field}”."), field=plain("Name")))
                return
            said = [*(_said(key, one) for one in rows), Column(min(0, *(one.number for one in rows)) - 1, State(means), name.strip())]
            _keep(key, sorted(said, key=lambda one: list(State).index(one.means)))

"""The list of scoring sheets: filters in the address, pages of 25, each row leading to its sheet."""

from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission, Role
from core.errors import Refusal
from core.fields import decimal
from core.inspection.appeals import queries as appeals
from core.inspection.claims import queries as claims
from core.inspection.sheets import queries
from core.inspection.sheets.rules import State
from core.words import N_
from pages.parts.desk import ask
from pages.parts.frame import chosen_project, link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, day, moment, number, percent, plain, several, t, tn

HEADINGS = {
    "address": N_("Sheet"), "project": N_("Project"), "round": N_("Round"), "inspector": N_("Inspector"), "state": N_("State"),
    "progress": N_("Answered"), "total": N_("Score"), "due_on": N_("Due"), "submitted_at": N_("Submitted at"),
}  # fmt: skip
SIZE = 25


def _number(name: str) -> Decimal | None:
    """A number from the address; a bad one narrows nothing."""
    try:
        return decimal(st.query_params[name]) if name in st.query_params else None
    except Refusal:
        return None


def draw(actor: Actor) -> None:
    """The filters and one page of sheets."""
    query = st.query_params
    with st.container(horizontal=True, vertical_alignment="bottom"):
        states = st.multiselect(
            t("State"), [state.value for state in State], format_func=lambda code: plain(State(code).label), key="state", bind="query-params", width=320,
            placeholder=plain("All states"),
        )
        mine = Role.INSPECTOR in actor.roles and st.toggle(t("Only mine"), key="mine", bind="query-params")
    project = query.get("project", "") or chosen_project()
    narrowed = {name: query[name] for name in ("round", "project", "band", "low", "high") if name in query}
    if narrowed:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("Narrowed to: {what}", what=several(narrowed.values())))
            if st.button(t("Show all"), key="widen", type="tertiary"):
                for name in narrowed:
                    del st.query_params[name]
                st.rerun()
    filter_ = queries.Filter(
        states=tuple(State(code) for code in states),
        round_code=query.get("round", ""),
        project_code=project,
        band=query.get("band", ""),
        low=_number("low"),
        high=_number("high"),
        mine=bool(mine),
        page=max(1, st.session_state.get("sheets_page", 1)),
        size=SIZE,
    )
    _overturned(actor)
    frame, total = ask(queries.sheets, actor, filter_)
    if not total:
        nothing(N_("No sheet matches. Widen the filters, or wait until a round is started."))
        return
    frame["address"] = frame["code"].map(lambda code: link("Scoring_sheet.py", sheet=code))
    for name in ("project", "inspector"):
        frame[name] = frame[name].map(content)
    frame["state"] = frame["state"].map(lambda code: plain(State(code).label))
    frame["progress"] = [f"{done}/{items}" for done, items in zip(frame["answered"], frame["items"], strict=True)]
    frame["total"] = frame["total"].map(lambda value: number(value) if isinstance(value, Decimal) else "")
    frame["due_on"] = frame["due_on"].map(day)
    frame["submitted_at"] = frame["submitted_at"].map(lambda value: moment(value) if value is not None and value == value else "")
    linked_table(frame, HEADINGS, links={"address": r"sheet=(.*)$"}, key="sheets")
    pages = -(-total // SIZE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(tn("one sheet", "{count} sheets", total))
        if pages > 1:
            st.pagination(pages, key="sheets_page")


def _overturned(actor: Actor) -> None:
    """For whoever decides contests: how often an answer was another afterwards, by item and by inspector."""
    if not actor.may(Permission.SHEET_DECIDE):
        return
    with st.expander(t("Contests and how they ended"), icon=":material/gavel:"):
        found = ask(claims.claims, actor)
        if found.claimed:
            facts = {"claimed": found.claimed, "accepted": found.accepted, "open": found.open}
            st.markdown(t("Wrong object: {claimed} said so, {accepted} voided, {open} to decide. This says nothing of the inspector's severity.", **facts))
        frame = ask(appeals.overturned, actor)
        if frame.empty:
            st.caption(t("No item was contested yet."))
            return
        decided = frame["contested"] - frame["open"]
        frame["name"] = frame["name"].map(content)
        frame["rate"] = [f"{percent(Decimal(int(hit)) / int(n))}" if n else plain("none decided") for hit, n in zip(frame["changed"], decided, strict=True)]
        for by, first in (("item", N_("Item")), ("inspector", N_("Inspector"))):
            headings = {"code": first, "name": N_("Name"), "contested": N_("Contested"), "open": N_("To decide"), "changed": N_("Changed"), "rate": N_("Overturned")}
            linked_table(frame[frame["by"] == by], headings, key=f"overturned:{by}")
        st.caption(t("Overturned: the part of the decided contests after which the answer was another. With few contests it says little."))

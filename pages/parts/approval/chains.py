"""Approval chains on the screen: each kind with its steps, and a grid to change them."""

from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor, Role
from core.approval import queries
from core.approval.chains import actions
from core.approval.chains import queries as chain_queries
from core.approval.chains.queries import ChainRow
from core.approval.chains.rules import MAX_DAYS, How, Step, UnknownChain, Who
from core.approval.queries import Subject
from core.people import queries as people
from pages.parts import desk
from pages.parts.approval import told
from pages.parts.kit import nothing
from pages.parts.words import content, moment, plain, short, t, tn

COLUMNS = ["order", "who", "role", "person", "how", "amount", "days"]


def draw(actor: Actor) -> None:
    """Every kind that has to be approved."""
    st.caption(t("A chain holds for submissions from now on; those under way keep the chain they began with. Nobody decides the own submission or the own work: a step that finds nobody else asks the leadership."))
    kept = desk.ask(chain_queries.chains, actor)
    everybody = {one.id: f"{content(one.name)} · {one.username}" for one in desk.ask(people.people, actor)}
    for kind, known in queries.kinds().items():
        with st.container(border=True):
            _chain(actor, known, kept.get(kind, ChainRow(kind, (), 0)), everybody)


def _chain(actor: Actor, known: Subject, row: ChainRow, everybody: dict[int, str]) -> None:
    st.subheader(t(known.label), anchor=False)
    if not row.steps:
        nothing(UnknownChain.message)
    st.markdown("  \n".join(f"{number}\\. {_told(step, everybody)}" for number, step in enumerate(row.steps, 1)))
    if row.changed_at is not None:
        st.caption(t("Changed by {name}, {time}", name=content(row.changed_by), time=moment(row.changed_at)))
    else:
        st.caption(t("As delivered"))
    with st.expander(t("Change the chain"), icon=":material/edit:"):
        _grid(actor, row, everybody)


def _told(step: Step, everybody: dict[int, str]) -> str:
    person = {"en": everybody.get(step.person_id, "–")} if step.person_id is not None else None
    parts = [told.asked_of(step, person), t(step.how.label)]
    if step.from_amount is not None:
        parts.append(t("from an amount of {amount} on", amount=short(step.from_amount)))
    if step.days is not None:
        parts.append(tn("within one day", "within {count} days", step.days))
    return " · ".join(parts)


def _grid(actor: Actor, row: ChainRow, everybody: dict[int, str]) -> None:
    """One row a step. The words in the cells are turned back into codes when it is saved."""
    whos = {plain(one.label): one for one in Who}
    roles = {plain(one.label): one for one in Role if one is not Role.CUSTOMER_LINK}
    hows = {plain(one.label): one for one in How}
    persons = {label: id_ for id_, label in everybody.items()}
    frame = pd.DataFrame(
        [
            (
                number, plain(step.who.label), plain(step.role.label) if step.role else None, everybody.get(step.person_id or 0),
                plain(step.how.label), None if step.from_amount is None else float(step.from_amount), step.days,
            )
            for number, step in enumerate(row.steps, 1)
        ],
        columns=COLUMNS,
    ).astype({"order": "Int64", "who": "object", "role": "object", "person": "object", "how": "object", "amount": "Float64", "days": "Int64"})  # fmt: skip
    base, column = f"chain:{row.kind}:{row.version}", st.column_config
    changed = st.data_editor(
        frame, num_rows="dynamic", hide_index=True, key=base, placeholder="",
        column_config={
            "order": column.NumberColumn(plain("Order"), min_value=1, step=1, width="small", help=plain("Steps are asked in this order.")),
            "who": column.SelectboxColumn(plain("Who is asked"), options=list(whos), default=plain(Who.HOLDERS.label), required=True),
            "role": column.SelectboxColumn(plain("Role"), options=list(roles)),
            "person": column.SelectboxColumn(plain("Person"), options=list(persons)),
            "how": column.SelectboxColumn(plain("How many"), options=list(hows), default=plain(How.ANY.label), required=True),
            "amount": column.NumberColumn(plain("From amount"), min_value=0.0, step=0.01, format="%.2f", help=plain("Empty: the step always applies.")),
            "days": column.NumberColumn(plain("Days allowed"), min_value=1, max_value=MAX_DAYS, step=1, help=plain("Working days until it is overdue. Empty: as the settings say.")),
        },
    )  # fmt: skip
    if st.button(t("Save the chain"), key=f"{base}:save", type="primary"):
        steps = [_step(one, whos, roles, hows, persons) for one in _ordered(changed)]
        if desk.perform(actions.edit, actor, row.kind, steps=steps, version=row.version):
            st.rerun()


def _ordered(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values in the order their numbers give; a row without a number comes last."""
    rows = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in frame.to_dict("records")]
    return sorted(rows, key=lambda row: (row["order"] is None, row["order"] or 0))


def _step(
    row: dict[str, Any], whos: dict[str, Who], roles: dict[str, Role], hows: dict[str, How], persons: dict[str, int]
) -> Step:
    try:
        amount = None if row["amount"] is None else Decimal(str(row["amount"]))
    except InvalidOperation:
        amount = Decimal(-1)  # refused by its own sentence
    return Step(
        whos.get(row["who"] or "", Who.HOLDERS),
        roles.get(row["role"] or ""),
        persons.get(row["person"] or ""),
        hows.get(row["how"] or "", How.ANY),
        amount,
        None if row["days"] is None else int(row["days"]),
    )

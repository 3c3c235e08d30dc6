"""One submission: how it stands, what differs from the one before, the frozen copy, and the decision."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor
from core.approval import queries
from core.approval.copies.rules import Change, is_content, leaves
from core.approval.queries import View
from core.errors import NotFound
from core.words import COLON, Language
from pages.parts import comments, desk
from pages.parts.approval import told
from pages.parts.approval.panel import buttons
from pages.parts.frame import on_phone
from pages.parts.words import NOTHING, content, escaped, language, plain, several, t

ROWS_AT_MOST = 2000
ROWS_ON_A_PHONE = 100


def one(actor: Actor, code: str) -> None:
    """A submission for those who have a part in it."""
    if not code.isprintable():
        desk.say(NotFound())
        return
    view = desk.ask(queries.approval, actor, code)
    row = view.row
    st.title(f"{told.name_of(row.subject_name)}", anchor=False)
    st.markdown(f"{told.state(row)} **{escaped(row.code)}** · {told.summary(row)}")
    told.subject(actor, row, strong=False)
    if row.comment:
        st.markdown(f"> {escaped(row.comment)}".replace("\n", "\n> "))
    told.chain(view)
    buttons(actor, view)
    _difference(view)
    with st.expander(t("The copy as it was submitted"), icon=":material/ac_unit:", expanded=row.number == 1):
        _copy(view)
    comments.timeline(actor, "approval", row.id)


def _difference(view: View) -> None:
    if view.row.number == 1:
        return
    st.subheader(t("What differs from the submission before"), anchor=False)
    if not view.changes:
        st.caption(t("Nothing: it was submitted again as it was."))
        return
    changes_table(view.words, view.changes, f"changes:{view.row.id}")


def changes_table(words: Mapping[str, str], changes: Sequence[Change], key: str) -> None:
    """Where two copies differ: a table, or on a phone a list."""
    if on_phone():
        told_ = [_change(words, change) for change in changes[:ROWS_ON_A_PHONE]]
        st.markdown("\n".join(f"- **{escaped(where)}** · {escaped(kind)}  \n  {escaped(before)} → {escaped(after)}" for where, kind, before, after in told_))
        if len(changes) > ROWS_ON_A_PHONE:
            st.caption(t("The first {count} of {all} values are shown.", count=ROWS_ON_A_PHONE, all=len(changes)))
        return
    st.dataframe(
        pd.DataFrame([_change(words, change) for change in changes[:ROWS_AT_MOST]], columns=["where", "kind", "before", "after"]),
        column_config={"where": plain("Where"), "kind": plain("What"), "before": plain("Before"), "after": plain("After")},
        hide_index=True, key=key,
    )  # fmt: skip


def _change(words: Mapping[str, str], change: Change) -> tuple[str, str, str, str]:
    before, after = (_shown(words, change.path, one, every=change.kind == "changed") for one in (change.before, change.after))
    return _where(words, change.path), plain(change.kind.label), before, after


def _copy(view: View) -> None:
    """Every value of the frozen copy with the way to it."""
    rows = [(_where(view.words, path), _shown(view.words, path, value)) for path, value in leaves(dict(view.frozen))]
    st.dataframe(
        pd.DataFrame(rows[:ROWS_AT_MOST], columns=["where", "value"]),
        column_config={"where": st.column_config.TextColumn(plain("Where"), width="medium"), "value": st.column_config.TextColumn(plain("Value"), width="large")},
        hide_index=True, key=f"copy:{view.row.id}",
    )  # fmt: skip
    if len(rows) > ROWS_AT_MOST:
        st.caption(t("The first {count} of {all} values are shown.", count=ROWS_AT_MOST, all=len(rows)))


def _where(words: Mapping[str, str], path: tuple[str, ...]) -> str:
    return " › ".join(plain(words[key]) if key in words else key for key in path)


def _shown(words: Mapping[str, str], path: tuple[str, ...], value: Any, *, every: bool = False) -> str:
    """A value as a cell shows it; with `every` a text in all its languages, since any of them may have changed."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return plain("Yes") if value else plain("No")
    if is_content(value):
        if not every:
            return content(value)
        return "\n".join(f"{Language(code).own_name}{COLON[language()]}{text}" for code, text in value.items())
    if isinstance(value, Mapping | list):
        inner = [f"{_where(words, way)}{COLON[language()]}{_shown(words, (*path, *way), one)}" if way else NOTHING for way, one in leaves(value)]
        return several(inner)
    known = words.get(f"{path[-1]}.{value}") if path else None
    return plain(known) if known else str(value)

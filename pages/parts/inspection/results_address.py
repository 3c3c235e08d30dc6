"""What the results page is narrowed to, in its address: a link opens the same view, in whatever language.

Codes stand in the address and in the widgets' state; the widgets' own binding would put translated names there.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from core.access import Actor
from core.inspection.results import queries
from core.inspection.results.queries import Board
from core.inspection.results.rules import Filter, Mark, Span
from core.projects import queries as projects
from pages.parts import desk
from pages.parts.frame import link
from pages.parts.words import content, plain, t

NAMES = ("rounds", "checklist", "department", "project")
_SAID = "results:address"


def wanted() -> Filter:
    """The filter: what the address says, unless a widget changed since it was written."""
    empty = Filter()
    said = {name: st.query_params.get(name, str(getattr(empty, name))) for name in NAMES}
    if said != st.session_state.get(_SAID):  # came by a link, or by the browser's way back
        for name, value in said.items():
            st.session_state[f"results:{name}"] = value
    chosen = {name: st.session_state.get(f"results:{name}", said[name]) or str(getattr(empty, name)) for name in NAMES}
    if chosen != said:
        for name in ("show", *NAMES):
            st.query_params.pop(name, None)
        st.query_params.update({name: value for name, value in chosen.items() if value != getattr(empty, name)})
    st.session_state[_SAID] = chosen
    return Filter(**chosen)


def shown() -> Mark:
    """The mark that the address names: show=section:files,project:PRJ-2026-0001."""
    known = {one.name for one in fields(Mark)}
    found: dict[str, Any] = {}
    for part in st.query_params.get("show", "").split(","):
        name, _, value = part.partition(":")
        if name in ("low", "high"):
            found |= {name: int(value)} if value.isdecimal() else {}
        elif name in known:
            found[name] = value[:60]
    return Mark(**found)


def here(wanted: Filter, mark: Mark | None = None, **changed: str) -> str:
    """The address of this page with a filter and perhaps a mark."""
    empty, then = Filter(), replace(wanted, **changed)
    query = {name: str(getattr(then, name)) for name in NAMES if getattr(then, name) != getattr(empty, name)}
    if mark is not None:
        said = {one.name: getattr(mark, one.name) for one in fields(Mark)}
        query["show"] = ",".join(f"{name}:{value}" for name, value in said.items() if value not in ("", None))
    return link("Results.py", **query)


def pickers(actor: Actor, wanted: Filter, board: Board) -> None:
    """The widgets of the filter; what they say is read by `wanted` in the next run."""
    names = {one.code: f"{one.code} · {one.name}" for one in board.rounds}
    spans = {span.value: plain(span.label) for span in Span}
    checklists = {one.checklist: content(one.checklist_name) for one in board.rounds}
    units = {code: content(name) for code, name in desk.ask(queries.departments, actor)}
    listed = {row.code: f"{row.code} · {content(row.name)}" for row in desk.ask_kept("projects", projects.projects, actor)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("rounds", t("Rounds"), spans | names, wanted.rounds)
        if len(checklists) > 1:
            _choice("checklist", t("Checklist"), {"": plain("That of the newest round")} | checklists, wanted.checklist)
        if units:
            _choice("department", t("Department"), {"": plain("All departments")} | units, wanted.department)
        if listed:
            _choice("project", t("Project"), {"": plain("All projects")} | listed, wanted.project)


def _choice(name: str, label: str, options: Mapping[str, str], present: str) -> None:
    codes = [*options] if present in options else [*options, present]
    st.selectbox(label, codes, format_func=lambda code: options.get(code) or code, key=f"results:{name}", width=250)

"""Team by role and duties by work package on the screen: a grid that says live what is wrong with it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor
from core.initiation.duties import actions, queries, rules
from core.initiation.duties.queries import Table
from core.initiation.duties.rules import Duty, Package
from core.projects.queries import ProjectRow
from core.words import N_
from pages.parts.desk import ask, perform
from pages.parts.kit import nothing
from pages.parts.words import c, content, escaped, language, plain, t, tn

CODES = [one.value for one in Duty]


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """The team and the duties of a project."""
    table = ask(queries.duties, actor, row.id)
    st.caption(" · ".join(t(one.label) for one in Duty))
    if not writes:
        _team(table)
        if table.packages:
            st.dataframe(_frame(table), column_config=_columns(table, {}), hide_index=True, key=f"duties:{row.id}:read")
        else:
            nothing(N_("No duties are given yet."))
        _told(table.packages)
        return
    _write(actor, row, table)


def _team(table: Table) -> None:
    for person, name in table.team.items():
        st.markdown(f"- {c(name)}" + (f" · {escaped(table.roles[person])}" if table.roles.get(person) else ""))


def _frame(table: Table) -> pd.DataFrame:
    """A row a package, a column a person."""
    rows = [{"name": one.name} | {str(person): one.duties[person].value if person in one.duties else None for person in table.team} for one in table.packages]
    return pd.DataFrame(rows, columns=["name", *map(str, table.team)]).astype(object)


def _columns(table: Table, roles: Mapping[int, str]) -> dict[str, object]:
    columns: dict[str, object] = {"name": st.column_config.TextColumn(plain("Work package"), max_chars=rules.NAME_LIMIT, pinned=True)}
    for person, name in table.team.items():
        role = roles.get(person) or table.roles.get(person) or ""
        columns[str(person)] = st.column_config.SelectboxColumn(content(name), options=CODES, help=role or None)
    return columns


def _write(actor: Actor, row: ProjectRow, table: Table) -> None:
    key = f"duties:{row.id}:{table.version}"
    with st.expander(t("Team by role"), icon=":material/badge:", expanded=not table.roles):
        roles = {
            person: st.text_input(c(name), value=table.roles.get(person, ""), key=f"{key}:role:{person}", placeholder=plain("Role in the project"))
            for person, name in table.team.items()
        }
        st.caption(t("People are added to the team on the page of the project."))
    frame = st.data_editor(
        _frame(table), column_config=_columns(table, roles), num_rows="dynamic", hide_index=True, key=f"{key}:grid", height="content", placeholder="",
    )  # fmt: skip
    packages = typed(frame)
    _told(packages)
    if table.not_taken and st.button(
        tn("Add one task of the plan", "Add {count} tasks of the plan", len(table.not_taken)), key=f"{key}:plan", icon=":material/playlist_add:"
    ):
        fresh = [*packages, *(Package(name[: rules.NAME_LIMIT]) for name in table.not_taken)]
        if perform(actions.save, actor, row.id, fresh, roles=roles, version=table.version):
            st.rerun()
    if st.button(t("Save"), key=f"{key}:save", type="primary", icon=":material/save:") and perform(
        actions.save, actor, row.id, packages, roles=roles, version=table.version
    ):
        st.toast(t("Saved."))
        st.rerun()


def typed(frame: pd.DataFrame) -> list[Package]:
    """The rows of the grid as packages; rows in which nothing stands are left out."""
    found = []
    for row in frame.to_dict("records"):
        name = row.pop("name", None)
        duties = {int(person): Duty(duty) for person, duty in row.items() if isinstance(duty, str) and duty}
        if (isinstance(name, str) and name.strip()) or duties:
            found.append(Package(name.strip() if isinstance(name, str) else "", duties))
    return found


def _told(packages: "list[Package] | tuple[Package, ...]") -> None:
    """What is wrong, or that nothing is."""
    if not packages:
        return
    found = rules.gaps(packages)
    if not found:
        st.markdown(f":green[:material/check_circle:] {t('One person answers for each work package, and somebody does it.')}")
        return
    st.markdown(f":orange[:material/checklist:] **{tn('One thing is open', '{count} things are open', len(found))}**")
    st.markdown("\n".join(f"- {escaped(one.told(language()))}" for one in found))

"""People and departments on the screen: list, create, change, reset, end sign-ins."""

import secrets

import pandas as pd
import streamlit as st

from core.access import Actor, Role
from core.people import actions, passwords, queries
from core.people.factor import actions as factor
from core.people.queries import Somebody, Unit
from core.people.rules import FIRST_PASSWORD_HOURS
from core.people.signin import actions as signing
from core.people.signin import queries as signin
from core.settings import queries as settings
from core.words import N_, Language
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.kit import confirm
from pages.parts.projects.board import names
from pages.parts.words import c, content, escaped, plain, several, t


def people(actor: Actor) -> None:
    """The directory with a form for the chosen person."""
    units = {unit.id: unit for unit in desk.ask(queries.departments, actor)}
    everybody = desk.ask(queries.people, actor, active_only=False)
    _first_password_shown()
    form = Form(actor, "new_person")
    with st.expander(t("New person"), icon=":material/person_add:", expanded=form.waiting):
        if form.opened():
            _new(actor, units, form)
    frame = pd.DataFrame(
        [
            (one.username, content(one.name), content(units[one.department_id].name) if one.department_id in units else "",
             several(plain(role.label) for role in sorted(one.roles)), one.active, one.locked)
            for one in everybody
        ],
        columns=["username", "name", "department", "roles", "active", "locked"],
    )  # fmt: skip
    config = {
        "username": plain("User name"), "name": plain("Full name"), "department": plain("Department"), "roles": plain("Roles"),
        "active": plain("Active"), "locked": plain("Locked"),
    }  # fmt: skip
    picked = st.dataframe(frame, column_config=config, hide_index=True, key="people_table", on_select="rerun", selection_mode="single-row")
    rows = picked["selection"]["rows"]  # type: ignore[index]
    if rows:
        _change(actor, everybody[rows[0]], units)
    else:
        st.caption(t("Choose a row to change the person."))


ROLES = [role.value for role in Role if role is not Role.CUSTOMER_LINK]


def _role_picker(key: str, present: frozenset[Role], form: Form | None = None) -> list[Role]:
    kept = form.field(key, [], ROLES) if form else {"key": key, "default": [role.value for role in present]}
    chosen = st.pills(t("Roles"), ROLES, selection_mode="multi", format_func=lambda code: t(Role(code).label), **kept)
    return [Role(code) for code in chosen or []]


def _department_picker(key: str, units: dict[int, Unit], present: int | None, form: Form | None = None) -> int | None:
    options = [None, *units]
    kept = form.field(key, None, options) if form else {"key": key, "index": options.index(present) if present in options else 0}
    return st.selectbox(
        t("Department"), options, format_func=lambda one: "–" if one is None else "\u2003" * units[one].depth + content(units[one].name), **kept
    )


def _new(actor: Actor, units: dict[int, Unit], form: Form) -> None:
    username = st.text_input(t("User name"), **form.field("new_person:username", ""), max_chars=40)
    name = names(N_("Full name"), "new_person:name", None, form)
    roles = _role_picker("new_person:roles", frozenset(), form)
    department = _department_picker("new_person:department", units, None, form)
    email = st.text_input(t("E-mail"), **form.field("new_person:email", ""), max_chars=254)
    language = st.segmented_control(
        t("Language"), [one.value for one in Language], format_func=lambda one: Language(one).own_name,
        **form.field("new_person:language", Language.SIMPLIFIED.value, [None, *Language]),
    )  # fmt: skip
    form.note()
    if st.button(t("Create the person"), key="new_person:create", type="primary"):
        first = secrets.token_urlsafe(12)
        made = desk.perform_once(
            desk.form_key("new_person"), actions.create, actor, username=username, name=name, roles=roles, department_id=department,
            language=Language(language) if language else None, email=email,
            password_hash=passwords.hashed(first),
        )  # fmt: skip
        if made:
            form.done()
            st.session_state["first_password_of"] = (username, first)
            st.rerun()


def _first_password_shown() -> None:
    """A first password is shown once, to be handed over; it is stored nowhere."""
    shown = st.session_state.get("first_password_of")
    if shown:
        with st.container(border=True):
            hours = desk.ask(settings.value, FIRST_PASSWORD_HOURS)
            st.success(t("First password of {username}, valid for {hours} hours. It is shown only here and only now.", username=shown[0], hours=hours))
            st.code(shown[1], language=None)
            if st.button(t("I have handed it over"), key="first_password_seen"):
                del st.session_state["first_password_of"]
                st.rerun()


def _change(actor: Actor, one: Somebody, units: dict[int, Unit]) -> None:
    key = f"person:{one.id}:{one.version}"
    with st.container(border=True):
        st.markdown(f"**{escaped(one.username)}**")
        name = names(N_("Full name"), f"{key}:name", one.name)
        roles = _role_picker(f"{key}:roles", one.roles)
        department = _department_picker(f"{key}:department", units, one.department_id)
        email = st.text_input(t("E-mail"), value=one.email or "", key=f"{key}:email", max_chars=254)
        active = st.toggle(t("Active"), value=one.active, key=f"{key}:active")
        with st.container(horizontal=True):
            if st.button(t("Save"), key=f"{key}:save", type="primary"):
                done = desk.perform(
                    actions.update, actor, one.id, version=one.version, name=name, roles=roles, department_id=department, active=active,
                    email=email,
                )  # fmt: skip
                if done:
                    st.rerun()

            def reset() -> None:
                first = secrets.token_urlsafe(12)
                if desk.perform(actions.reset_password, actor, one.id, password_hash=passwords.hashed(first)):
                    st.session_state["first_password_of"] = (one.username, first)
                    st.rerun()

            def end() -> None:
                if desk.perform(actions.end_sessions, actor, one.id):
                    st.toast(t("Signed out everywhere."))

            confirm(f"{key}:reset", N_("New first password"), N_("The present password stops working and every sign-in ends."), N_("Make a new one"), reset)
            def reset_factor() -> None:
                if desk.perform(factor.reset, actor, one.id):
                    st.rerun()

            def unlink() -> None:
                if desk.perform(signing.unlink, actor, one.id):
                    st.rerun()

            doors = desk.ask(signin.doors_of, actor, one.id)
            if doors.factor_since:
                confirm(
                    f"{key}:factor", N_("Reset the second step"),
                    N_("For a lost phone: authenticator and recovery codes stop working and every sign-in ends. Make sure that it is really this person who asks."),
                    N_("Reset it"), reset_factor,
                )  # fmt: skip
            if doors.company_account:
                confirm(
                    f"{key}:unlink", N_("Forget the company account"),
                    N_("The next company account of this name is taken as this person's. Every sign-in ends."), N_("Forget it"), unlink,
                )  # fmt: skip
            confirm(f"{key}:end", N_("End all sign-ins"), N_("The person is signed out in every browser."), N_("End them"), end)


def departments(actor: Actor) -> None:
    """The tree with a form for a new department and for the chosen one."""
    units = desk.ask(queries.departments, actor)
    by_id = {unit.id: unit for unit in units}
    everybody = {one.id: f"{content(one.name)} ({one.username})" for one in desk.ask(queries.people, actor)}
    for unit in units:
        head = f" · {escaped(everybody.get(unit.head_id, ''))}" if unit.head_id else ""
        st.markdown("&emsp;" * unit.depth + f":material/account_tree: **{c(unit.name)}** :gray[{escaped(unit.code)}{head}]")
    with st.expander(t("New department"), icon=":material/add:"):
        code = st.text_input(t("Code"), key="new_department:code", max_chars=40)
        name = names(N_("Name"), "new_department:name", None)
        parent = _department_picker("new_department:parent", by_id, None)
        if st.button(t("Create the department"), key="new_department:create", type="primary"):
            made = desk.perform_once(desk.form_key("new_department"), actions.create_department, actor, code=code, name=name, parent_id=parent)
            if made:
                st.rerun()
    if units:
        with st.expander(t("Change a department"), icon=":material/edit:"):
            chosen = st.selectbox(t("Department"), list(by_id), format_func=lambda one: content(by_id[one].name), key="department:chosen")
            unit = by_id[chosen]
            key = f"department:{unit.id}:{unit.version}"
            name = names(N_("Name"), f"{key}:name", unit.name)
            parent = _department_picker(f"{key}:parent", by_id, unit.parent_id)
            heads = [None, *everybody]
            head_id = st.selectbox(
                t("Head"), heads, index=heads.index(unit.head_id) if unit.head_id in heads else 0,
                format_func=lambda one: "–" if one is None else everybody[one], key=f"{key}:head",
            )  # fmt: skip
            if st.button(t("Save"), key=f"{key}:save", type="primary"):
                done = desk.perform(
                    actions.update_department, actor, unit.id, version=unit.version, name=name, parent_id=parent, head_id=head_id
                )
                if done:
                    st.rerun()



"""Opening a follow-up by hand, from the list or from a project."""

from datetime import timedelta
from typing import Any

import streamlit as st

from core.access import GRANTS, Actor, Permission
from core.clock import today
from core.followup import actions, queries
from core.followup.rules import Kind, Priority
from core.people import queries as people
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.frame import page_of
from pages.parts.words import content, plain, t

USUAL = timedelta(days=14)


def colleagues(actor: Actor, permission: Permission) -> dict[int, str]:
    """Who can take part in a follow-up in this way: name and user name by id."""
    return {
        one.id: f"{content(one.name)} ({one.username})" for one in desk.ask(people.people, actor) if any(role in GRANTS[permission] for role in one.roles)
    }


def pair(actor: Actor, key: str, owner_id: int | None, verifier_id: int | None, form: Form | None = None) -> tuple[int | None, int | None]:
    """The two fields for who does it and who verifies it; with `form` a draft keeps them."""
    doers, lookers = colleagues(actor, Permission.FOLLOWUP_WORK), colleagues(actor, Permission.FOLLOWUP_VERIFY)
    left, right = st.columns(2)

    def place(name: str, people: dict[int, str], usual: int | None) -> dict[str, Any]:
        if form is not None:
            return form.field(f"{key}:{name}", usual if usual in people else None, people)
        return {"key": f"{key}:{name}", "index": list(people).index(usual) if usual in people else None}

    owner = left.selectbox(t("Owner"), list(doers), format_func=lambda one: doers[one], placeholder=plain("Who does it"), **place("owner", doers, owner_id))
    verifier = right.selectbox(
        t("Verifier"), list(lookers), format_func=lambda one: lookers[one], placeholder=plain("Who looks whether it was done"), help=t("Somebody other than the owner."),
        **place("verifier", lookers, verifier_id),
    )  # fmt: skip
    return owner, verifier


def form(actor: Actor, project_code: str = "", *, source_kind: str = "", source_id: int = 0) -> None:
    """A folded form; with a project it is for that one, and about a record of it where one is named."""
    with st.expander(t("Open a follow-up"), icon=":material/add_task:"):
        _fields(actor, project_code, source_kind, source_id)


def _fields(actor: Actor, project_code: str, source_kind: str, source_id: int) -> None:
    key = f"followup_new:{project_code}" + (f":{source_kind}:{source_id}" if source_kind else "")
    rows = {row.code: row for row in desk.ask_kept("projects", projects.projects, actor)}
    if project_code:
        chosen: str | None = project_code
    else:
        chosen = st.selectbox(
            t("Project"), list(rows), index=None, format_func=lambda code: f"{code} · {content(rows[code].name)}", key=f"{key}:project",
            placeholder=plain("Choose a project"),
        )  # fmt: skip
    title = st.text_input(t("What it is about"), key=f"{key}:title")
    finding = st.text_area(t("Why"), key=f"{key}:finding", placeholder=plain("What was found, agreed or feared"))
    left, middle, right = st.columns(3)
    kinds = [one.value for one in Kind]
    kind = left.selectbox(t("Kind"), kinds, index=kinds.index(Kind.CORRECTIVE), format_func=lambda one: plain(Kind(one).label), key=f"{key}:kind")
    levels = [one.value for one in Priority]
    priority = middle.selectbox(
        t("Priority"), levels, index=levels.index(Priority.NORMAL), format_func=lambda one: plain(Priority(one).label), key=f"{key}:priority"
    )
    due_on = right.date_input(t("Due"), value=today() + USUAL, key=f"{key}:due")
    manager = rows[chosen].manager_id if chosen in rows else None
    owner_id, verifier_id = pair(actor, f"{key}:{chosen}", manager, actor.id if actor.id != manager else None)
    needed = st.checkbox(t("A photo or file must show what was done"), key=f"{key}:evidence")
    ready = chosen in rows and owner_id is not None and verifier_id is not None and due_on is not None
    if st.button(t("Open it"), key=f"{key}:open", type="primary", disabled=not ready):
        made = desk.perform_once(
            desk.form_key("new_followup"), actions.open_, actor, project_id=rows[chosen].id, kind=Kind(kind), title=title, finding=finding,
            owner_id=owner_id, verifier_id=verifier_id, due_on=due_on, priority=Priority(priority), evidence_needed=needed,
            source_kind=source_kind, source_id=source_id,
        )  # fmt: skip
        if made:
            st.toast(t(N_("The follow-up is open.")), icon=":material/add_task:")
            st.switch_page(page_of("Follow_up.py"), query_params={"followup": desk.ask(queries.code_of, actor, made)})
    if not ready:
        st.caption(t("Choose the project, who does it and who verifies it."))

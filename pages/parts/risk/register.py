"""The form that registers a risk, and the fields of its subject."""

from collections.abc import Mapping

import streamlit as st

from core.access import Actor, Permission
from core.errors import NotFound
from core.projects import queries as projects
from core.risk import actions, queries, rules
from core.risk.rules import CLASSES, Origin, Phase, Subject
from core.subjects import place
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.frame import page_of
from pages.parts.risk import bits
from pages.parts.words import content, plain, t


def _source() -> tuple[str, int]:
    """What the form was opened about (?about=request:12)."""
    kind, _, number = st.query_params.get("about", "").partition(":")
    return (kind, int(number)) if kind and number.isdigit() else ("", 0)


def draw(actor: Actor) -> None:
    """The folded form; open where it was called about a record or a draft waits."""
    kind, number = _source()
    code, project_id = "", None
    if kind:
        try:
            found = desk.look_up(place, actor, kind, number)
            code, project_id = found.code, found.project_id
        except NotFound:
            kind, number = "", 0
    form = Form(actor, "risk")
    with st.expander(t("Register a risk"), icon=":material/add_alert:", expanded=form.waiting or bool(kind)):
        if not form.opened():
            return
        if code:
            st.caption(t("About {code}", code=code))
        rows = [row for row in desk.ask_kept("projects", projects.projects, actor) if project_id in (None, row.id)]
        names = {row.id: f"{row.code} · {content(row.name)}" for row in rows}
        managers, codes = {row.id: row.manager_id for row in rows}, {row.id: row.code for row in rows}
        project = st.selectbox(t("Project"), list(names), format_func=names.__getitem__, placeholder=plain("Choose a project"), **form.field("risk:project", next(iter(names)) if kind and len(names) == 1 else None, names))
        told = subject(actor, form, "risk", {"owner_id": managers[project]} if project else {}, codes[project] if project else "")
        origins = [one.value for one in Origin if kind or one is not Origin.FEEDBACK]
        usual = Origin.FEEDBACK if kind in ("request", "survey") else Origin.CHECK if kind else Origin.BRAINSTORMING
        origin = st.selectbox(t("Found by"), origins, format_func=lambda one: plain(Origin(one).label), **form.field(f"risk:origin:{kind}", usual.value, origins))
        form.note()
        if st.button(t("Register"), key="risk:save", type="primary", disabled=project is None or told is None):
            made = desk.perform_once(desk.form_key("risk"), actions.register, actor, project, told, origin=Origin(origin), source_kind=kind, source_id=number)
            if made:
                form.done()
                st.switch_page(page_of("Risks.py"), query_params={"risk": desk.ask(queries.code_of, actor, made)})
        if project is None or told is None:
            st.caption(t("Choose the project, the class and the owner."))


def subject(actor: Actor, form: Form, key: str, present: Mapping[str, object], project_code: str) -> Subject | None:
    """The fields of cause, event, effect, class, phase and owner; None while class or owner are not chosen."""
    event = st.text_input(t("What may happen"), max_chars=rules.TITLE_LIMIT, placeholder=plain("The supplier delivers late"), **form.field(f"{key}:event", present.get("event", "")))
    left, right = st.columns(2)
    cause = left.text_area(t("Because of what"), max_chars=rules.TEXT_LIMIT, height=90, placeholder=plain("What it comes from"), **form.field(f"{key}:cause", present.get("cause", "")))
    effect = right.text_area(t("With which effect"), max_chars=rules.TEXT_LIMIT, height=90, placeholder=plain("On time, cost, quality, the customer"), **form.field(f"{key}:effect", present.get("effect", "")))
    left, middle, right = st.columns(3)
    known = bits.offered(CLASSES, str(present.get("class_", "")))
    class_ = left.selectbox(t("Risk class"), list(known), format_func=lambda one: content(known[one]), placeholder=plain("Choose"), **form.field(f"{key}:class", present.get("class_"), known))
    phases = [one.value for one in Phase]
    phase = middle.selectbox(t("Phase"), phases, format_func=lambda one: plain(Phase(one).label), **form.field(f"{key}:phase", str(present.get("phase", Phase.EXECUTION.value)), phases))
    people = bits.people(actor, Permission.RISK_STEER, project_code)
    usual = present.get("owner_id")
    owner = right.selectbox(t("Owner"), list(people), format_func=people.__getitem__, placeholder=plain("Who looks after it"), **form.field(f"{key}:owner:{usual}", usual if usual in people else None, people))
    return Subject(event, cause, effect, class_, Phase(phase), owner) if class_ and owner else None

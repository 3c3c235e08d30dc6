"""What of a project can be inspected beside itself and its people: its service records, and here its teams."""

import streamlit as st

from core.access import Actor
from core.inspection.objects import actions, queries
from core.inspection.objects.queries import ObjectRow, Target
from core.inspection.objects.rules import Kind
from core.words import N_
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.inspection import service_records
from pages.parts.inspection.service_records import hands, take_off
from pages.parts.kit import badge_text, nothing
from pages.parts.kit import row as line
from pages.parts.projects.board import names
from pages.parts.words import c, content, day, escaped, labelled, plain, several, t


def called(target: Target, *, code: bool = True) -> str:
    """What a target is called in lists: plain text."""
    name = target.name if isinstance(target.name, str) else content(target.name)
    if target.kind is Kind.PROJECT:
        return f"{target.code} · {name}" if code else name
    own = [target.code.partition("/")[2], day(target.happened_on)] if target.kind is Kind.RECORD else []
    return " · ".join([target.project_code, content(target.project), *own, name] if code else [content(target.project), *own, name])


def draw(actor: Actor) -> None:
    """The whole page."""
    places = {id_: f"{code} · {content(name)}" for id_, code, name in ask(queries.places, actor)}
    if not places:
        nothing(N_("You manage no project yet. Teams and service records belong to projects."))
        return
    if code := st.query_params.get("record", ""):
        service_records.one(actor, code)
        return
    kinds = [Kind.RECORD, Kind.TEAM]
    kind = st.segmented_control(
        t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), default=kinds[0], key="targets:kind", label_visibility="collapsed", required=True,
    )  # fmt: skip
    if kind is Kind.TEAM:
        _teams(actor, places)
    else:
        service_records.draw(actor, places)


# --- teams -----------------------------------------------------------------------------------------------------------


def _teams(actor: Actor, places: dict[int, str]) -> None:
    form = Form(actor, "new_team")
    with st.expander(t("New team"), icon=":material/add:", expanded=form.waiting):
        if form.opened():
            _new_team(actor, places, form)
    rows = ask(queries.objects, actor, Kind.TEAM)
    if not rows:
        nothing(N_("There is no team yet. Name one, and a round over teams can inspect it."))
    with st.container(gap="xsmall"):
        for row in rows:
            with line(f"team-{row.id}"):
                _team(actor, row)


def _new_team(actor: Actor, places: dict[int, str], form: Form) -> None:
    project = st.selectbox(t("Project"), list(places), format_func=lambda one: places[one], **form.field("new_team:project", next(iter(places)), places))
    name = names(N_("Name"), "new_team:name", None, form)
    people = hands(actor, project)
    chosen = st.multiselect(
        t("Who belongs to it"), list(people), format_func=lambda one: people[one], **form.field("new_team:people", [], people), placeholder=plain("Choose people"),
        help=t("May stay empty. Whoever belongs to a team does not inspect it."),
    )  # fmt: skip
    form.note()
    wanted = st.button(t("Add the team"), key="new_team:save", type="primary")
    if wanted and perform_once(form_key("new_team"), actions.add_team, actor, project, name=name, people=chosen):
        form.done()
        st.rerun()


def _team(actor: Actor, row: ObjectRow) -> None:
    people = hands(actor, row.project_id)
    state = "" if row.active else f" {badge_text('superseded', N_('Taken off'))}"
    st.markdown(f"**{c(row.name)}**{state}  \n:gray[:small[{escaped(row.number)} · {escaped(row.project_code)} · {c(row.project)}]]")
    if row.members:
        st.caption(labelled(N_("Who belongs to it"), escaped(several(people.get(one, str(one)) for one in sorted(row.members)))))
    key = f"team:{row.id}:{row.version}"
    with st.container(horizontal=True):
        with st.popover(t("Change"), icon=":material/edit:"):
            name = names(N_("Name"), f"{key}:name", row.name)
            chosen = st.multiselect(
                t("Who belongs to it"), [*people, *(row.members - people.keys())], sorted(row.members), format_func=lambda one: people.get(one, str(one)),
                key=f"{key}:people", placeholder=plain("Choose people"),
            )  # fmt: skip
            if st.button(t("Save"), key=f"{key}:save", type="primary") and perform(
                actions.change_team, actor, row.id, version=row.version, name=name, people=chosen
            ):
                st.rerun()
        take_off(actor, row)

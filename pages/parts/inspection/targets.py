"""Teams and service records on the screen: what of a project can be inspected beside itself and its people."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.errors import Refusal
from core.exchange.service_records import queries as files
from core.exchange.service_records.rules import HEADINGS as COLUMNS
from core.inspection.objects import actions, queries, rules
from core.inspection.objects.queries import ObjectRow, Target
from core.inspection.objects.rules import Kind, Line
from core.projects.rules import CUSTOMER_TYPES
from core.reference import queries as reference
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import XLSX, badge_text, download, linked_table, nothing
from pages.parts.kit import row as line
from pages.parts.projects.board import names
from pages.parts.words import c, content, day, escaped, labelled, language, plain, several, t, tn


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
    kinds = [Kind.RECORD, Kind.TEAM]
    kind = st.segmented_control(
        t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), default=kinds[0], key="targets:kind", label_visibility="collapsed", required=True,
    )  # fmt: skip
    if kind is Kind.TEAM:
        _teams(actor, places)
    else:
        _records(actor, places)


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
    people = _hands(actor, project)
    chosen = st.multiselect(
        t("Who belongs to it"), list(people), format_func=lambda one: people[one], **form.field("new_team:people", [], people), placeholder=plain("Choose people"),
        help=t("May stay empty. Whoever belongs to a team does not inspect it."),
    )  # fmt: skip
    form.note()
    wanted = st.button(t("Add the team"), key="new_team:save", type="primary")
    if wanted and perform_once(form_key("new_team"), actions.add_team, actor, project, name=name, people=chosen):
        form.done()
        st.rerun()


def _hands(actor: Actor, project_id: int) -> dict[int, str]:
    return {id_: f"{content(name)} ({username})" for id_, username, name in ask(queries.hands, actor, project_id)}


def _team(actor: Actor, row: ObjectRow) -> None:
    people = _hands(actor, row.project_id)
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
        _take_off(actor, row)


def _take_off(actor: Actor, row: ObjectRow) -> None:
    if not row.removable:
        return
    label = t("Take off the list") if row.active else t("Put back on the list")
    if st.button(label, key=f"take_off:{row.id}:{row.version}") and perform(actions.take_off, actor, row.id, active=not row.active):
        st.rerun()


# --- service records -------------------------------------------------------------------------------------------------

HEADINGS = {
    "number": N_("Record number"), "day": N_("Date"), "customer": N_("Customer"), "type": N_("Customer type"), "handler": N_("Handled by"), "project": N_("Project"),
    "state": N_("State"),
}  # fmt: skip


def _records(actor: Actor, places: dict[int, str]) -> None:
    types = ask(reference.table, CUSTOMER_TYPES)
    offered = {entry.code: entry.name for entry in types.offered()}
    form = Form(actor, "new_record")
    with st.expander(t("New service record"), icon=":material/add:", expanded=form.waiting):
        if form.opened():
            _new_record(actor, places, {code: content(name) for code, name in offered.items()}, form)
    pasted = Form(actor, "paste_records")
    with st.expander(t("Paste or upload many"), icon=":material/content_paste:", expanded=pasted.waiting):
        if pasted.opened():
            _many(actor, offered, pasted)
    rows = ask(queries.objects, actor, Kind.RECORD)
    if not rows:
        nothing(N_("There is no service record yet. Enter one, or paste them from a spreadsheet; a round over service records then draws from them."))
        return
    frame = pd.DataFrame(
        [
            (row.number, day(row.happened_on), content(row.name), content(types.names.get(row.customer_type or "")) or (row.customer_type or ""),
             content(row.person), f"{row.project_code} · {content(row.project)}", "" if row.active else plain("Taken off"))
            for row in rows
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    shown = {name: label for name, label in HEADINGS.items() if name != "state" or not all(row.active for row in rows)}
    linked_table(frame, shown, key="service_records")
    removable = {row.id: row for row in rows if row.removable}
    if removable:
        with st.popover(t("Take off the list"), icon=":material/playlist_remove:"):
            st.caption(t("What is taken off is not drawn or assigned any more; its sheets stay."))
            chosen = st.selectbox(t("Service record"), list(removable), format_func=lambda one: removable[one].code, key="take_off:record")
            _take_off(actor, removable[chosen])


def _new_record(actor: Actor, places: dict[int, str], types: dict[str, str], form: Form) -> None:
    project = st.selectbox(t("Project"), list(places), format_func=lambda one: places[one], **form.field("new_record:project", next(iter(places)), places))
    left, right = st.columns(2)
    number = left.text_input(t("Record number"), **form.field("new_record:number", ""), max_chars=rules.NUMBER_LIMIT)
    happened = right.date_input(t("Date"), max_value=today(), **form.field("new_record:day", today()))
    left, right = st.columns(2)
    customer = left.text_input(t("Customer"), **form.field("new_record:customer", ""), max_chars=rules.NAME_LIMIT)
    codes = ["", *types]
    type_ = right.selectbox(t("Customer type"), codes, format_func=lambda one: types.get(one, plain("as the project's")), **form.field("new_record:type", "", codes))
    hands = {username: f"{content(name)} ({username})" for _, username, name in ask(queries.hands, actor, project)}
    handler = st.selectbox(
        t("Handled by"), ["", *hands], format_func=lambda one: hands.get(one, plain("not known")), **form.field("new_record:handler", "", ["", *hands]),
        help=t("Whoever handled a record does not inspect it."),
    )  # fmt: skip
    form.note()
    if st.button(t("Add the service record"), key="new_record:save", type="primary"):
        typed = Line(0, places[project].partition(" · ")[0], number, happened, customer, type_, handler)
        if perform_once(form_key("new_record"), actions.add_records, actor, [typed], source="screen"):
            form.done()
            st.rerun()


def _many(actor: Actor, types: dict[str, dict[str, str]], form: Form) -> None:
    spoken = language()
    st.caption(t("One row a record, with headings: {columns}. All rows are taken over, or none.", columns=several(words[spoken][0] for words in COLUMNS.values())))
    download(N_("Empty table"), lambda: files.empty_table(types, spoken), "service-records.xlsx", XLSX, "records:empty")
    text = st.text_area(t("Paste from a spreadsheet"), **form.field("paste_records:text", ""), height=140)
    upload = st.file_uploader(t("Or a file (Excel or CSV)"), type=["xlsx", "csv", "txt"], key="records:file")
    form.note()
    if st.button(t("Take them over"), key="records:save", type="primary", disabled=not text.strip() and upload is None):
        try:
            lines = files.read_file(upload.getvalue(), types) if upload is not None else files.read_text(text, types)
        except Refusal as refusal:
            desk.say(refusal)
            return
        source = upload.name[:80] if upload is not None else "paste"
        done = perform_once(form_key("paste_records"), actions.add_records, actor, lines, source=source)
        if done:
            form.done()
            st.toast(tn("One service record taken over.", "{count} service records taken over.", done))
            st.rerun()

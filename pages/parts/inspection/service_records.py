"""Service records on the screen: their list, one of them with what it tells and lacks, one entered, many pasted or uploaded."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.errors import Refusal, Stale
from core.exchange.service_records import queries as files
from core.exchange.service_records.rules import HEADINGS as COLUMNS
from core.inspection.objects import actions, queries, rules
from core.inspection.objects.queries import Named, ObjectRow
from core.inspection.objects.rules import CHANNELS, Kind, Line, Part
from core.projects.rules import CUSTOMER_TYPES
from core.words import N_
from pages.parts import desk
from pages.parts.codes import code_table
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead, link
from pages.parts.kit import XLSX, badge_text, download, linked_table, nothing
from pages.parts.words import c, content, day, escaped, labelled, language, plain, several, t, tn

HEADINGS = {
    "address": N_("Record number"), "day": N_("Date"), "customer": N_("Customer"), "lacks": N_("Still missing"), "type": N_("Customer type"),
    "handler": N_("Handled by"), "project": N_("Project"), "state": N_("State"),
}  # fmt: skip


def draw(actor: Actor, places: dict[int, str]) -> None:
    """The list of service records, and the ways to add some."""
    types, channels = code_table(CUSTOMER_TYPES), code_table(CHANNELS)
    offered = {entry.code: entry.name for entry in types.offered()}
    reached = {entry.code: entry.name for entry in channels.offered()}
    form = Form(actor, "new_record")
    with st.expander(t("New service record"), icon=":material/add:", expanded=form.waiting):
        if form.opened():
            _new(actor, places, {code: content(name) for code, name in offered.items()}, {code: content(name) for code, name in reached.items()}, form)
    pasted = Form(actor, "paste_records")
    with st.expander(t("Paste or upload many"), icon=":material/content_paste:", expanded=pasted.waiting):
        if pasted.opened():
            _many(actor, offered, reached, pasted)
    rows = ask(queries.objects, actor, Kind.RECORD)
    if not rows:
        nothing(N_("There is no service record yet. Enter one, or paste them from a spreadsheet; a round over service records then draws from them."))
        return
    lacking = sum(bool(row.lacks) for row in rows if row.active)
    if lacking:
        st.caption(tn("One service record is not complete.", "{count} service records are not complete.", lacking))
    frame = pd.DataFrame(
        [
            (link("Targets.py", record=row.code), day(row.happened_on), content(row.name), several(t(one.label) for one in row.lacks),
             content(types.names.get(row.customer_type or "")) or (row.customer_type or ""), content(row.person),
             f"{row.project_code} · {content(row.project)}", "" if row.active else plain("Taken off"))
            for row in rows
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    shown = {name: label for name, label in HEADINGS.items() if name != "state" or not all(row.active for row in rows)}
    linked_table(frame, shown, links={"address": r"%2F(.*)$"}, key="service_records")


def one(actor: Actor, code: str) -> None:
    """One record by its code: what it tells, what it lacks, and the form that completes it."""
    lead(t("All service records"), "Targets.py", icon=":material/arrow_back:")
    row = next(iter(ask(queries.objects, actor, Kind.RECORD, code=code)), None)
    if row is None:
        nothing(N_("There is no such service record among those that you may change."))
        return
    state = "" if row.active else f" {badge_text('superseded', N_('Taken off'))}"
    st.subheader(f"{escaped(row.number)} · {c(row.name)}{state}", anchor=False)
    st.caption(" · ".join((day(row.happened_on), f"{escaped(row.project_code)} {c(row.project)}")))
    if row.lacks:
        st.warning(t("Still missing: {parts}", parts=several(plain(part.label) for part in row.lacks)), icon=":material/rule:")
    else:
        st.success(t("This record is complete."), icon=":material/task_alt:")
    form = Form(actor, "change_record", record=code, version=row.version)
    if form.opened():
        _change(actor, row, form)
    take_off(actor, row)


def _change(actor: Actor, row: ObjectRow, form: Form) -> None:
    channels = {entry.code: content(entry.name) for entry in code_table(CHANNELS).offered(row.told.get(Part.CHANNEL, ""))}
    seen = f"record:{row.id}:first"
    first = st.session_state.setdefault(seen, dict(row.told))
    told = _parts(form, f"record:{row.id}", row.told, by_username(actor, row.project_id), channels)
    form.note()
    if st.button(t("Save"), key=f"record:{row.id}:save", type="primary"):
        changed = {part: text for part, text in told.items() if text != first.get(part, "")}  # what a colleague filled in meanwhile stays
        if any(row.told.get(part, "") != first.get(part, "") for part in changed):
            st.session_state[seen] = first | {part: row.told.get(part, "") for part in changed}  # said once; whoever saves again means it
            desk.say(Stale())
        elif perform(actions.change_record, actor, row.id, version=row.version, told=changed):
            st.session_state.pop(seen)
            form.done()
            st.rerun()


def _parts(form: Form, key: str, told: Mapping[str, str], people: dict[str, str], channels: dict[str, str]) -> dict[str, str]:
    """The fields of what a record tells besides number, day and customer; `told` is what it tells already."""
    left, right = st.columns(2)
    handler = told.get(Part.HANDLER, "")
    codes = ["", *dict.fromkeys([*people, *([handler] if handler else [])])]
    found = {
        Part.HANDLER: left.selectbox(
            t("Handled by"), codes, format_func=lambda one: people.get(one, one or plain("not known")), **form.field(f"{key}:handler", handler, codes),
            help=t("Whoever handled a record does not inspect it."),
        )
    }  # fmt: skip
    ways = ["", *channels]
    found[Part.CHANNEL] = right.selectbox(
        t(Part.CHANNEL.label), ways, format_func=lambda one: channels.get(one, plain("not known")), **form.field(f"{key}:channel", told.get(Part.CHANNEL, ""), ways)
    )
    for part in (Part.DEMAND, Part.RESULT, Part.FEEDBACK):
        found[part] = st.text_area(t(part.label), **form.field(f"{key}:{part}", told.get(part, "")), max_chars=rules.TEXT_LIMIT, height=80)
    found[Part.REFERENCE] = st.text_input(
        t(Part.REFERENCE.label), **form.field(f"{key}:reference", told.get(Part.REFERENCE, "")), max_chars=rules.REFERENCE_LIMIT,
        help=t("A file number, a folder or an address."),
    )  # fmt: skip
    return {part.value: text or "" for part, text in found.items()}


def _new(actor: Actor, places: dict[int, str], types: dict[str, str], channels: dict[str, str], form: Form) -> None:
    project = st.selectbox(t("Project"), list(places), format_func=lambda one: places[one], **form.field("new_record:project", next(iter(places)), places))
    left, right = st.columns(2)
    number = left.text_input(t("Record number"), **form.field("new_record:number", ""), max_chars=rules.NUMBER_LIMIT)
    happened = right.date_input(t("Date"), max_value=today(), **form.field("new_record:day", today()))
    left, right = st.columns(2)
    customer = left.text_input(t("Customer"), **form.field("new_record:customer", ""))
    codes = ["", *types]
    type_ = right.selectbox(t("Customer type"), codes, format_func=lambda one: types.get(one, plain("as the project's")), **form.field("new_record:type", "", codes))
    told = _parts(form, "new_record", {}, by_username(actor, project), channels)
    form.note()
    if st.button(t("Add the service record"), key="new_record:save", type="primary"):
        typed = Line(0, places[project].partition(" · ")[0], number, happened, customer, type_, **told)
        if perform_once(form_key("new_record"), actions.add_records, actor, [typed], source="screen"):
            form.done()
            st.rerun()


def _many(actor: Actor, types: dict[str, dict[str, str]], channels: dict[str, dict[str, str]], form: Form) -> None:
    spoken = language()
    st.caption(t("One row a record, with headings: {columns}. All rows are taken over, or none.", columns=several(words[spoken][0] for words in COLUMNS.values())))
    download(N_("Empty table"), lambda: files.empty_table(types, channels, spoken), "service-records.xlsx", XLSX, "records:empty")
    text = st.text_area(t("Paste from a spreadsheet"), **form.field("paste_records:text", ""), height=140)
    upload = st.file_uploader(t("Or a file (Excel or CSV)"), type=["xlsx", "csv", "txt"], key="records:file")
    form.note()
    if st.button(t("Take them over"), key="records:save", type="primary", disabled=not text.strip() and upload is None):
        try:
            lines = files.read_file(upload.getvalue(), types, channels) if upload is not None else files.read_text(text, types, channels)
        except Refusal as refusal:
            desk.say(refusal)
            return
        source = upload.name[:80] if upload is not None else "paste"
        done = perform_once(form_key("paste_records"), actions.add_records, actor, lines, source=source)
        if done:
            form.done()
            st.toast(tn("One service record taken over.", "{count} service records taken over.", done))
            st.rerun()


def hands(actor: Actor, project_id: int) -> dict[int, str]:
    """Who belongs to a project, by key, as lists call them."""
    return {id_: f"{content(name)} ({username})" for id_, username, name in ask(queries.hands, actor, project_id)}


def by_username(actor: Actor, project_id: int) -> dict[str, str]:
    """The same by user name."""
    return {username: f"{content(name)} ({username})" for _, username, name in ask(queries.hands, actor, project_id)}


def take_off(actor: Actor, row: ObjectRow) -> None:
    """The button that takes a team or a record off the list of what can be inspected, or puts it back, for whoever may."""
    if not row.removable:
        return
    label = t("Take off the list") if row.active else t("Put back on the list")
    if st.button(
        label, key=f"take_off:{row.id}:{row.version}", help=t("What is taken off is not drawn or assigned any more; its sheets stay.")
    ) and perform(actions.take_off, actor, row.id, active=not row.active):
        st.rerun()


def beside(thing: Named) -> None:
    """What a record tells, folded away beside the sheet that inspects it."""
    if thing.kind is not Kind.RECORD:
        return
    with st.expander(t("What the service record says"), icon=":material/description:"):
        channels = code_table(CHANNELS).names
        told: dict[str, str] = {N_("Date"): day(thing.happened_on), N_("Customer"): content(thing.name), N_("Handled by"): content(thing.handler)}
        told |= {part.label: content(channels.get(text)) or text if part is Part.CHANNEL else text for part in Part if (text := thing.told.get(part))}
        st.markdown("  \n".join(labelled(label, escaped(text)) for label, text in told.items() if text))

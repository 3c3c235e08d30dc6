"""Rounds on the screen: prepare, assign, start, follow, close, release."""

from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission, Scope
from core.clock import today
from core.inspection.feedback import queries as feedback
from core.inspection.objects.rules import Kind
from core.inspection.results.rules import Filter
from core.inspection.rounds import actions, queries
from core.inspection.rounds.queries import RoundRow
from core.inspection.rounds.rules import ROUND_DAYS, State
from core.inspection.sheets.rules import State as SheetState
from core.inspection.staffing import queries as staffing
from core.inspection.templates import queries as templates
from core.inspection.vetoes.waiting import queries as vetoes
from core.people import queries as people
from core.settings import queries as settings
from core.words import N_
from pages.parts import comments
from pages.parts.approval.panel import panel
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead, link
from pages.parts.inspection import due, qualifications, round_files, sampling, several
from pages.parts.inspection.targets import called
from pages.parts.kit import badge_text, confirm, linked_table, nothing
from pages.parts.kit import row as line
from pages.parts.words import c, content, day, escaped, moment, number, percent, plain, t, tn


def listed(actor: Actor) -> None:
    """Every round the viewer may see, newest first, and the form for a new one."""
    if actor.may(Permission.ROUND_LEAD):
        form = Form(actor, "new_round")
        with st.expander(t("New round"), icon=":material/add:", expanded=form.waiting):
            if form.opened():
                _new(actor, form)
    due.calendar(actor)
    rows = ask_kept("rounds", queries.rounds, actor)
    owed = ask_kept("rounds", feedback.due_dates, actor)
    _in_time(actor)
    if not rows:
        nothing(N_("There is no round yet. A round names a checklist, the projects to inspect and their inspectors."))
    with st.container(gap="xsmall"):
        for row in rows:
            _line(row, owed.get(row.id))
    if actor.may(Permission.ROUND_LEAD):
        qualifications.listed(actor)


def _in_time(actor: Actor) -> None:
    """How often the inspected side had its result in time."""
    found = ask_kept("rounds", feedback.in_time, actor)
    if found.n:
        st.caption(t("Result given in time, last twelve months: {kept} of {n} rounds ({share}).", kept=found.kept, n=found.n, share=percent(found.share)))


def feedback_said(due: date | None) -> str:
    """Until when the inspected side is to have its result, as a badge once that day is past."""
    if due is None:
        return ""
    if due < today():
        return f" :red-badge[{t('Result overdue since {day}', day=day(due))}]"
    return f" :small[{t('Result due by {day}', day=day(due))}]"


def _line(row: RoundRow, owed: date | None) -> None:
    with line(f"round-{row.id}"):
        lead(f"**{escaped(row.name)}**", "Rounds.py", round=row.code)
        inspects = "" if row.target_kind is Kind.PROJECT else f"{t(row.target_kind.label)} · "
        facts = f"{escaped(row.code)} · {inspects}{c(row.template)} v{row.template_number} · {day(row.period_from)} – {day(row.period_to)}"
        late = f" :red-badge[{t('Overdue')}]" if row.overdue else ""
        st.markdown(f"{badge_text(row.state, row.state.label)}{late}{feedback_said(owed)} :gray[:small[{facts}]]")
        if row.state in (State.RUNNING, State.DRAFT) and row.sheets:
            _progress(row)


def _progress(row: RoundRow) -> None:
    text = t("{submitted} of {sheets} sheets submitted", submitted=row.submitted, sheets=row.sheets)
    st.progress(row.submitted / row.sheets if row.sheets else 0.0, text=text)


def _new(actor: Actor, form: Form) -> None:
    versions = ask(templates.versions, actor, usable_only=True)
    if not versions:
        nothing(N_("No checklist is confirmed yet. Import one under Checklists and have it confirmed."))
        return
    now, length = today(), timedelta(days=ask(settings.value, ROUND_DAYS, actor.department_id))
    by_id = {version.id: f"{content(version.name)} · v{version.number} · {plain(version.state.label)}" for version in versions}
    name = st.text_input(t("Name"), **form.field("new_round:name", ""), placeholder=plain("e.g. Third quarter"))
    version = st.selectbox(t("Checklist"), list(by_id), format_func=lambda one: by_id[one], **form.field("new_round:version", next(iter(by_id)), by_id))
    kinds = [one.value for one in Kind]
    kind = st.pills(
        t("What is inspected"), kinds, format_func=lambda one: t(Kind(one).label), **form.field("new_round:kind", kinds[0], kinds), required=True,
        help=t("People, teams and service records are inspected within their projects. Teams and service records are entered on a page of their own."),
    )  # fmt: skip
    left, middle, right = st.columns(3)
    first = left.date_input(t("Period from"), **form.field("new_round:from", now.replace(day=1)))
    last = middle.date_input(t("Period to"), **form.field("new_round:to", now + length))
    until = right.date_input(t("Due"), **form.field("new_round:due", now + length))
    department = None
    if actor.scope(Permission.ROUND_LEAD) is not Scope.ALL:
        units = {unit.id: content(unit.name) for unit in ask(people.departments, actor) if unit.id in actor.department_ids}
        department = st.selectbox(t("Department"), list(units), format_func=lambda one: units[one], **form.field("new_round:department", next(iter(units), None), units))
    form.note()
    if st.button(t("Prepare the round"), key="new_round:create", type="primary"):
        made = perform_once(
            form_key("new_round"), actions.create, actor, name=name, template_version_id=version, period_from=first, period_to=last,
            due_on=until, department_id=department, target_kind=Kind(kind),
        )  # fmt: skip
        if made:
            form.done()
            st.query_params["round"] = ask(queries.code_of, actor, made)
            st.rerun()


def one(actor: Actor, code: str) -> None:
    """One round: what it is about, what can be done with it, and its sheets."""
    row = ask(queries.round_, actor, code)
    leads = ask(queries.led_by, actor, row.id)
    st.title(escaped(row.name), anchor=False)
    trial = f" · :orange-badge[{t('Trial checklist')}]" if row.trial else ""
    trial += "" if row.target_kind is Kind.PROJECT else f" · :violet-badge[{t(row.target_kind.label)}]"
    st.markdown(
        f"{badge_text(row.state, row.state.label)}{trial} · **{escaped(row.code)}** · [{c(row.template)} v{row.template_number}]({link('Checklists.py', version=str(row.template_version_id))})"
        f" · {day(row.period_from)} – {day(row.period_to)} · {t('due {day}', day=day(row.due_on))} · {t('Led by {name}', name=content(row.leader))}"
    )
    if row.sheets:
        _progress(row)
    owed = ask_kept("rounds", feedback.due_dates, actor).get(row.id)
    if owed:
        st.markdown(feedback_said(owed))
    if leads:
        _steps(actor, row)
        several.way(actor, row)
        if row.state is State.DRAFT:
            sampling.prepare(actor, row)
        if row.state in (State.DRAFT, State.RUNNING):
            with st.expander(t("Assign inspectors"), icon=":material/person_add:", expanded=row.state is State.DRAFT):
                _assign(actor, row)
    if leads and row.state is not State.DRAFT:
        _vetoes(actor, row)
        several.draw(actor, row)
    if row.state in (State.CLOSED, State.RELEASED):
        panel(actor, "round", row.id)
    _sheets(actor, row, leads)
    if leads:
        sampling.history(actor, row)
        qualifications.times(actor, row)
    if row.state in (State.CLOSED, State.RELEASED):
        lead(t("Results of this round"), "Results.py", icon=":material/insights:", rounds=row.code)
        if row.submitted:
            round_files.panel(actor, Filter(rounds=row.code))
    comments.thread(actor, "round", row.id)
    comments.timeline(actor, "round", row.id)


def _vetoes(actor: Actor, row: RoundRow) -> None:
    """Vetoes that hold up the release."""
    found = ask(vetoes.listed, actor, row.id)
    if not found:
        return
    lines = [f"- [{escaped(one.code)}]({link('Scoring_sheet.py', sheet=one.code)}) · {c(one.project)} · {c(one.inspector)} · {t(one.check.label)}" for one in found]
    st.warning(t("Before the release a second inspector settles these vetoes:") + "\n" + "\n".join(lines), icon=":material/block:")


def _steps(actor: Actor, row: RoundRow) -> None:
    """What comes next in the round's life."""

    def do(action, **values):  # type: ignore[no-untyped-def]
        def act() -> None:
            if perform(action, actor, row.id, **values):
                st.rerun()

        return act

    with st.container(horizontal=True):
        if row.state is State.DRAFT:
            confirm(f"start:{row.id}", N_("Start the round"), N_("The inspectors see their sheets from now on."), N_("Start"), do(actions.start), icon=":material/play_arrow:")
        elif row.state is State.RUNNING:
            open_ = row.sheets - row.submitted
            if open_:
                question = N_("{count} sheets are not submitted. They are counted as missed and can no longer be scored.")
                confirm(
                    f"close:{row.id}", N_("Close the round"), question, N_("Close, count open sheets as missed"),
                    do(actions.close, count_as_missed=True), icon=":material/stop_circle:", count=open_,
                )  # fmt: skip
            else:
                confirm(f"close:{row.id}", N_("Close the round"), N_("Every sheet is submitted."), N_("Close"), do(actions.close), icon=":material/stop_circle:")


def _assign(actor: Actor, row: RoundRow) -> None:
    if row.target_kind is Kind.PROJECT:
        targets = {id_: f"{code} · {content(name)}" for id_, code, name, _ in ask(queries.targets, actor)}
        if not targets:
            nothing(N_("There is no project that you may have inspected."))
            return
        project = st.selectbox(t("Project"), list(targets), format_func=lambda one: targets[one], key=f"assign_project:{row.id}")
        code, place = "", str(project)
    else:
        aims = {one.code: one for one in ask(queries.aims, actor, row.id)}
        if not aims:
            nothing(N_("There is nothing of this kind in the projects that you may have inspected. Teams and service records are entered on a page of their own, people are the members of projects."))
            return
        code = st.selectbox(t(row.target_kind.one), list(aims), format_func=lambda one: called(aims[one]), key=f"assign_target:{row.id}")
        project, place = aims[code].project_id, code
    candidates = ask(queries.candidates, actor, project, kind=row.target_kind, code=code)
    st.caption(t("Whoever manages the project, works in it or belongs to its department is not offered: they would judge their own work."))
    if not candidates:
        nothing(N_("No inspector without a conflict of interest is left here."))
        return
    unqualified = {one.id for one in ask(staffing.inspectors, actor, row.id) if not one.qualified}
    names = {
        one.id: f"{content(one.name)} · {plain('{count} open', count=one.open_sheets)}" + (f" · {plain('not qualified')}" if one.id in unqualified else "")
        for one in candidates
    }
    chosen = st.multiselect(t("Inspectors"), list(names), format_func=lambda one: names[one], key=f"assign_inspectors:{row.id}:{place}", placeholder=plain("Choose inspectors"))
    if st.button(t("Assign"), key=f"assign:{row.id}", type="primary", disabled=not chosen):
        done = [perform(actions.assign, actor, row.id, project_id=project, inspector_id=inspector, code=code) for inspector in chosen]
        if all(done):
            st.toast(tn("One sheet assigned.", "{count} sheets assigned.", len(done)))
            st.rerun()


HEADINGS = {
    "address": N_("Sheet"), "project": N_("Project"), "inspector": N_("Inspector"), "state": N_("State"), "progress": N_("Answered"), "total": N_("Score"),
    "submitted_at": N_("Submitted at"),
}  # fmt: skip


def _sheets(actor: Actor, row: RoundRow, leads: bool) -> None:
    frame = ask(queries.progress, actor, row.id)
    if frame.empty:
        nothing(N_("No sheet is assigned yet."))
        return
    ids = dict(zip(frame["code"], frame["sheet_id"], strict=True))
    removable = [
        code for code, state, answered in zip(frame["code"], frame["state"], frame["answered"], strict=True)
        if state in (SheetState.PLANNED, SheetState.OPEN) and not answered
    ]  # fmt: skip
    frame["address"] = frame["code"].map(lambda code: link("Scoring_sheet.py", sheet=code))
    for name in ("project", "inspector"):
        frame[name] = frame[name].map(content)
    frame["state"] = frame["state"].map(lambda code: plain(SheetState(code).label))
    frame["progress"] = [f"{done}/{items}" for done, items in zip(frame["answered"], frame["items"], strict=True)]
    frame["total"] = frame["total"].map(lambda value: number(value) if isinstance(value, Decimal) else "")
    frame["submitted_at"] = frame["submitted_at"].map(lambda value: moment(value) if value is not None and value == value else "")
    linked_table(frame, HEADINGS, links={"address": r"sheet=(.*)$"}, key=f"round_sheets:{row.id}")
    due.code(list(ids), f"qr:{row.id}")
    if leads and removable and row.state in (State.DRAFT, State.RUNNING):
        with st.popover(t("Take back a sheet"), icon=":material/person_remove:"):
            code = st.selectbox(t("Sheet without answers"), removable, key=f"unassign_code:{row.id}")
            if st.button(t("Take back"), key=f"unassign:{row.id}") and perform(actions.unassign, actor, row.id, sheet_id=int(ids[code])):
                st.rerun()

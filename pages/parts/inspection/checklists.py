"""Checklists on the screen: list, import, weights, states, export."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.errors import Refusal
from core.exchange.checklist import queries as exchange
from core.exchange.checklist.rules import plain as plain_number
from core.files import rules as judged
from core.inspection.rules import Method, Veto, Weighting
from core.inspection.staffing.rules import MINUTES_AN_ITEM
from core.inspection.templates import actions, queries, rules
from core.inspection.templates.queries import Checklist, Question, VersionRow
from core.inspection.templates.rules import State
from core.metrics.rules import MEASURES
from core.settings import queries as settings
from core.words import N_
from pages.parts import comments, desk
from pages.parts.approval.panel import panel
from pages.parts.frame import lead
from pages.parts.inspection import checklist_measures, checklist_minutes, repetition
from pages.parts.inspection.simulator import simulator
from pages.parts.kit import XLSX, badge_text, confirm, download, nothing
from pages.parts.kit import row as line
from pages.parts.words import c, called, content, escaped, labelled, language, number, percent, plain, several, short, t


def listed(actor: Actor) -> None:
    """Every checklist with its versions, and the ways to bring one in."""
    if actor.may(Permission.TEMPLATE_EDIT):
        with st.expander(t("Bring in a checklist"), icon=":material/upload_file:"):
            _import(actor)
    rows = desk.ask(queries.versions, actor)
    if not rows:
        nothing(N_("There is no checklist yet. An administrator imports one from Excel or takes one from the library."))
    with st.container(gap="xsmall"):
        for row in rows:
            with line(f"version-{row.id}"):
                lead(f"**{c(row.name)} · v{row.number}**", "Checklists.py", version=str(row.id))
                size = t("{sections} checkpoints, {items} items", sections=row.sections, items=row.items)
                st.markdown(f"{badge_text(row.state, row.state.label)} :gray[:small[{escaped(row.code)} · {size}]]")


def _import(actor: Actor) -> None:
    upload = st.file_uploader(t("Excel file (.xlsx)"), type=["xlsx"], key="import_checklist", help=t("One row an item. Export a checklist to see the columns."))
    if upload is not None and st.button(t("Import"), key="import_checklist:do", type="primary"):
        try:
            draft = exchange.read_excel(upload.getvalue(), judged.safe_filename(upload.name))
        except Refusal as refusal:
            desk.say(refusal)
            return
        _keep(actor, draft)
    ready = {draft.code: draft for draft in exchange.library()}
    code = st.selectbox(t("Or take one from the library"), list(ready), format_func=lambda one: content(ready[one].name), key="library_checklist")
    if st.button(t("Take it"), key="library_checklist:do"):
        _keep(actor, ready[code])


def _keep(actor: Actor, draft: rules.Draft) -> None:
    made = desk.perform_once(desk.form_key("import_checklist"), actions.create, actor, draft)
    if made:
        st.query_params["version"] = str(made)
        st.rerun()


def one(actor: Actor, version_id: int) -> None:
    """One version: what it asks, how it weighs, what can be done with it."""
    row = desk.ask(queries.version, actor, version_id)
    whole = desk.ask(queries.read, actor, version_id)
    st.title(c(row.name), anchor=False)
    st.markdown(f"{badge_text(row.state, row.state.label)} · {escaped(row.code)} v{row.number} · " + t("{sections} checkpoints, {items} items", sections=row.sections, items=row.items) + f" · {_minutes(actor, whole)}")
    if content(row.description):
        st.caption(c(row.description))
    _steps(actor, row)
    panel(actor, "template_version", row.id)
    spoken = language()
    draft = desk.ask(queries.draft, actor, version_id)
    download(N_("Export as Excel"), lambda: exchange.write_excel(draft, spoken), f"{row.code}-v{row.number}.xlsx", XLSX, f"export:{row.id}")
    trying = row.state in (State.DRAFT, State.TRIAL) and (actor.may(Permission.TEMPLATE_EDIT) or actor.may(Permission.TEMPLATE_CONFIRM))
    labels = [t("What is asked"), t("Weights"), t("Measures"), t("How it is scored"), *([t("Try on past sheets")] if trying else [])]
    asked, weights, measured, settings, *simulated = st.tabs(labels)
    with asked:
        for checkpoint in whole.checkpoints:
            st.markdown(f"#### {c(checkpoint.name)} · {number(checkpoint.weight, 0)}")
            repetition.shown(actor, row, checkpoint)
            for question in checkpoint.questions:
                _question(question)
    with weights:
        _weights(actor, row, whole, draft)
    with measured:
        checklist_measures.draw(actor, row, whole)
    with settings:
        _settings(whole)
        checklist_minutes.draw(actor, row, whole)
    for tab in simulated:
        with tab:
            simulator(actor, row, draft)
    comments.thread(actor, "template_version", row.id)
    comments.timeline(actor, "template_version", row.id)


def _minutes(actor: Actor, whole: Checklist) -> str:
    """How long a sheet should take."""
    usual = desk.ask(settings.value, MINUTES_AN_ITEM, actor.department_id)
    return t("planned {count} min", count=whole.planned(usual))


def _question(question: Question) -> None:
    draft = question.draft
    with st.container(border=True):
        marks = f" :red-badge[{t(draft.veto.label)}]" if draft.veto is not Veto.NONE else ""
        marks += f" :blue-badge[{t('Evidence required')}]" if draft.evidence_required else ""
        worth = t("Weight {weight}", weight=number(question.weight, 2))
        if draft.bonus:
            worth = t("up to {points} points", points=number(draft.maximum, 1))
        if draft.minutes:
            worth += f" · {t('{count} min', count=short(draft.minutes))}"
        st.markdown(f"**{escaped(question.code)}** · {c(draft.text)}{marks}  \n:gray[{t(draft.method.label)} · {worth}]")
        if draft.method is Method.LEVELS:
            st.caption("  \n".join(f"{number(level.points, 0)} · {c(level.name)}" for level in draft.levels))
        if draft.measured and draft.metric in MEASURES:
            rule = several(f"{plain_number(value)} → {plain_number(percent_)}%" for value, percent_ in draft.points)
            st.caption(f":material/straighten: {labelled(N_('Measured by'), t(MEASURES[draft.metric].name))} · {escaped(rule)}")
        if draft.demands:
            asked = several(t(one.label) for one in draft.demands)
            when = t("Whenever points are lost: {asked}", asked=asked)
            if draft.demands_at < rules.HUNDRED:
                when = t("At or below {share} of full points: {asked}", share=percent(draft.demands_at / rules.HUNDRED), asked=asked)
            st.caption(f":material/priority_high: {when}")
        for label, text in ((N_("Standard"), draft.standard), (N_("How points are given"), draft.rule), (N_("Evidence"), draft.evidence)):
            if content(text):
                st.caption(labelled(label, c(text), strong=True))


def _weights(actor: Actor, row: VersionRow, whole: Checklist, draft: rules.Draft) -> None:
    """Weights in a grid; totals must be 100, one click spreads them. What gives bonus points only has no weight."""
    editable = row.state is State.DRAFT and actor.may(Permission.TEMPLATE_EDIT)
    checkpoints = [s for s in whole.checkpoints if not s.bonus]
    questions = [(s, q) for s in checkpoints for q in s.questions if not q.draft.bonus]
    sections = pd.DataFrame([(s.id, s.code, content(s.name), float(s.weight)) for s in checkpoints], columns=["id", "code", "name", "weight"])
    items = pd.DataFrame(
        [(q.id, q.code, content(s.name), f"{q.code} {content(q.draft.text)}", float(q.weight)) for s, q in questions],
        columns=["id", "code", "section", "name", "weight"],
    )
    config = {
        "id": None, "code": None, "name": plain("Name"), "section": plain("Checkpoint"),
        "weight": st.column_config.NumberColumn(plain("Weight"), min_value=0.0, max_value=100.0, step=0.01, format="%.2f"),
    }  # fmt: skip
    fixed = ["id", "code", "name", "section"] + ([] if editable else ["weight"])
    base = f"weights:{row.id}:{row.version}"
    new_sections = st.data_editor(sections, column_config=config, disabled=fixed, hide_index=True, key=f"{base}:sections")
    new_items = st.data_editor(items, column_config=config, disabled=fixed, hide_index=True, key=f"{base}:items")
    if not editable:
        st.caption(t("Only a draft can be changed. Make a new version and change that."))
        return
    if draft.weighting is Weighting.BY_SECTION:
        total = number(float(new_sections["weight"].sum()), 2)
        st.caption(t("Checkpoints total {total}; the items of a checkpoint must total 100 as well.", total=total))
    else:
        st.caption(t("All items total {total}; they must total 100.", total=number(float(new_items["weight"].sum()), 2)))

    def save(spread: bool) -> None:
        grids = (new_sections, new_items)
        weights = {p.code: p.weight for s in draft.sections for p in (s, *s.items)}
        weights |= {code: _exact(w) for grid in grids for code, w in zip(grid["code"], grid["weight"], strict=True)}
        if spread:
            weights = rules.balanced(rules.reweighed(draft, weights))
        by_section, by_item = ({int(i): weights[code] for i, code in zip(grid["id"], grid["code"], strict=True)} for grid in grids)
        if desk.perform(actions.reweigh, actor, row.id, version=row.version, sections=by_section, items=by_item):
            st.rerun()

    with st.container(horizontal=True):
        if st.button(t("Save the weights"), key=f"{base}:save", type="primary"):
            save(spread=False)
        if st.button(t("Spread to 100 and save"), key=f"{base}:spread"):
            save(spread=True)


def _exact(weight: float | None) -> Decimal:
    return Decimal(str(weight or 0)).quantize(Decimal("0.01"))


def _settings(whole: Checklist) -> None:
    scheme = whole.scheme
    st.markdown(
        f"- {labelled(N_('Weighting'), t(scheme.weighting.label))}\n"
        f"- {labelled(N_('Smallest applicable share for a number'), percent(scheme.min_applicable))}\n"
        f"- {labelled(N_('Highest total after a veto of the sheet'), number(scheme.veto_cap, 0))}\n"
        f"- {labelled(N_('Cap of all bonus points'), number(scheme.bonus_cap, 0))}"
    )
    st.markdown(f"**{t('Grades')}**  \n" + "  \n".join(called(f"≥ {number(band.floor, 0)}", c(band.name)) for band in whole.bands))
    st.markdown(f"**{t('Reasons for “not applicable”')}**  \n" + "  \n".join(c(reason.name) for reason in whole.na_reasons))


def _steps(actor: Actor, row: VersionRow) -> None:
    """The next steps of a version's life."""

    def to(state: State):  # type: ignore[no-untyped-def]
        def act() -> None:
            if desk.perform(actions.move, actor, row.id, state=state):
                st.rerun()

        return act

    with st.container(horizontal=True):
        edits, confirms = actor.may(Permission.TEMPLATE_EDIT), actor.may(Permission.TEMPLATE_CONFIRM)
        if edits and row.state is State.DRAFT:
            confirm(f"try:{row.id}", N_("Start a trial"), N_("Rounds may use it, marked as a trial."), N_("Start the trial"), to(State.TRIAL), icon=":material/science:")
        if confirms and row.state is State.CONFIRMED:
            confirm(f"retire:{row.id}", N_("Retire"), N_("New rounds can no longer use it; old sheets keep it."), N_("Retire"), to(State.RETIRED), icon=":material/archive:")
        if edits and st.button(t("New version"), key=f"new_version:{row.id}", icon=":material/content_copy:"):
            made = desk.perform_once(desk.form_key(f"new_version-{row.id}"), actions.new_version, actor, row.id)
            if made:
                st.query_params["version"] = str(made)
                st.rerun()



"""The page of control charts: choose a figure, see what is usual and what is not, mark phases and points; series kept by hand."""


from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.quality.checks.standards.rules import Edition
from core.quality.rules import Source
from core.quality.spc import actions, queries
from core.quality.spc.queries import Drawn
from core.quality.spc.rules import series as rules
from core.quality.spc.rules.capability import LEAST, VAGUE, Capability, capability
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Mark
from core.words import N_
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import linked_table, nothing
from pages.parts.quality import spc_chart, spc_signals
from pages.parts.quality.spc_figure import name_of, pick, typed, typed_or_none
from pages.parts.quality.standards_page import norm_said
from pages.parts.words import c, content, day, escaped, number, plain, t

SPANS = {"12": N_("Last 12"), "24": N_("Last 24"), "36": N_("Last 36"), "60": N_("Last 60")}
FACTS = ("rounds", "results", "followups", "spc", "checks", "standards")
DAYS_OF_SERIES = 3 * 366


def draw(actor: Actor) -> None:
    """The whole page."""
    usual, of, step = spc_signals.opened(actor)
    usual = usual or st.query_params.get("measure", "") or (f"#{st.query_params['series']}" if "series" in st.query_params else "")
    source = pick(actor, "charts", usual=usual[:60], of=of or st.query_params.get("of", "")[:20], step=step or st.query_params.get("step", "")[:8])
    if source is None:
        nothing(N_("There is no figure to draw yet. Begin a series below."))
    else:
        _figure(actor, source)
    if actor.may(Permission.SERIES_EDIT):
        _begin(actor)


def _figure(actor: Actor, source: Source) -> None:
    count, laney = 24, False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not source.by_day:
            count = int(st.selectbox(t("Periods shown"), list(SPANS), index=1, format_func=lambda one: plain(SPANS[one]), key="charts:span", width=160))
        laney = st.checkbox(t("Allow for more spread than chance (Laney)"), key="charts:laney", help=t("For shares of many cases: limits by how far weeks or months really differ."))
    first = date.fromordinal(today().toordinal() - DAYS_OF_SERIES) if source.by_day else source.step.back(source.step.first(today()), count)
    found: Drawn = ask_kept(FACTS, _drawn, actor, source, first, today(), laney)
    st.subheader(escaped(name_of(found.told)), anchor=False)
    if not any(one.value is not None for one in found.points):
        nothing(N_("Nothing was recorded yet that could be drawn here."))
    else:
        spc_chart.draw(found)
        spc_chart.legend(found.told.kind)
        spc_chart.signals(found)
        spc_signals.draw(actor, found, first, laney=laney)
        if source.standard:
            _of_standard(ask_kept(FACTS, queries.editions, actor, source, first, today()))
        elif found.told.kind is Kind.IMR:
            _capability(found)
        if actor.may(Permission.IMPROVEMENT_EDIT) and found.charts[0].signals:
            lead(t("Open a PDCA card on this figure"), "Improvement.py", icon=":material/add_task:", new="#" + str(source.series_id) if source.series_id is not None else source.measure)
    _marks(actor, found)
    if source.series_id is not None:
        _series(actor, source)


def _drawn(session, actor, source, first, last, laney):  # type: ignore[no-untyped-def]
    return queries.drawn(session, actor, source, first, last, laney=laney)


def _capability(found: Drawn) -> None:
    with st.expander(t("Does it fit a tolerance?"), icon=":material/straighten:"):
        left, right = st.columns(2)
        ok_low, lower = typed_or_none(left.text_input(t("Lower limit"), key="charts:lower"))
        ok_high, upper = typed_or_none(right.text_input(t("Upper limit"), key="charts:upper"))
        if not (ok_low and ok_high) or (lower is None and upper is None):
            st.caption(t("Enter one limit or both."))
            return
        if lower is not None and upper is not None and lower >= upper:
            st.error(t("The lower limit is not below the upper one."))
            return
        judged = capability(
            Kind.IMR, [one.subgroup for at, one in enumerate(found.points) if at not in found.excluded],
            lower=None if lower is None else float(lower), upper=None if upper is None else float(upper),
        )  # fmt: skip
        _indices(judged)


def _of_standard(editions: list[Edition]) -> None:
    """How what checks measured fits the standard: under each of its versions by the tolerance of that version; of samples by their spread within."""
    if not editions:
        return
    with st.expander(t("Does it fit the standard?"), icon=":material/straighten:", expanded=True):
        for one in editions:
            norm = one.norm
            st.markdown(f"**{t('Version {number}', number=one.number)}** · {t('Tolerance')} {norm_said(norm)} :gray[:small[{escaped(day(one.first))} – {escaped(day(one.last))}]]")
            _indices(capability(one.kind, one.subgroups, lower=None if norm.lower is None else float(norm.lower), upper=None if norm.upper is None else float(norm.upper)))
        st.caption(t("Each value is judged by the version of the standard that its check was made under."))


def _indices(judged: Capability) -> None:
    for name, index in (("Cp", judged.cp), ("Cpk", judged.cpk), ("Pp", judged.pp), ("Ppk", judged.ppk)):
        if index.value is None or index.low is None or index.high is None:
            st.markdown(f"**{name}**: {t(index.why)}")
        else:
            st.markdown(f"**{name} {escaped(number(index.value, 2))}** :gray[:small[{t('95 % interval')} {escaped(number(index.low, 2))} – {escaped(number(index.high, 2))}]]")
    st.caption(t("{n} values, {outside} outside the tolerance.", n=judged.n, outside=judged.outside))
    if judged.n < LEAST:
        st.caption(f":material/info: {t(VAGUE, n=judged.n, least=LEAST)}")


def _marks(actor: Actor, found: Drawn) -> None:
    edits = actor.may(Permission.CHART_EDIT)
    if not found.marks and not edits:
        return
    with st.expander(t("Phases and points left out ({count})", count=len(found.marks)), icon=":material/flag:"):
        for one in found.marks:
            st.markdown(f"**{escaped(day(one.on))}** · {t(one.sort.label)} · {escaped(one.reason)} :gray[:small[{c(one.by)}]]")
        if not edits:
            return
        if found.points:
            days = [one.first.isoformat() for one in found.points if one.value is not None]
            on = st.selectbox(t("Point"), days[::-1], format_func=lambda one: day(date.fromisoformat(one)), key="charts:mark:on")
            sort = st.radio(t("What"), [one.value for one in Mark], format_func=lambda one: plain(Mark(one).label), key="charts:mark:sort", horizontal=True)
            reason = st.text_input(t("Why"), key="charts:mark:why")
            if st.button(t("Mark it"), key="charts:mark:save") and on and perform_once(
                form_key("chart_mark"), actions.mark, actor, found.source, sort=Mark(sort), on=date.fromisoformat(on), reason=reason
            ) is not None:
                st.rerun()
        if found.marks:
            known = {one.id: f"{day(one.on)} · {plain(one.sort.label)}" for one in found.marks}
            which = st.selectbox(t("Take a mark back"), list(known), format_func=known.__getitem__, key="charts:lift:which")
            why = st.text_input(t("Why is it taken back"), key="charts:lift:why")
            if st.button(t("Take it back"), key="charts:lift:save") and perform_once(form_key("chart_lift"), actions.lift, actor, found.source, which, reason=why) is not None:
                st.rerun()


def _series(actor: Actor, source: Source) -> None:
    series_id = source.series_id or 0
    one = next((of for of in ask_kept("spc", queries.series, actor) if of.id == series_id), None)
    if one is None:
        return
    if actor.may(Permission.SERIES_EDIT):
        form, key = Form(actor, "series_value", record=one.code), f"series:{series_id}"
        with st.expander(t("Enter a figure"), icon=":material/add:", expanded=form.waiting):
            if form.opened():
                on = st.date_input(t("Day"), **form.field(f"{key}:on", today()))
                left, right = st.columns(2)
                value = left.text_input(t("Value") if one.kind is Kind.IMR else t("Counted"), **form.field(f"{key}:value", ""))
                size = right.text_input(t("Of how many"), **form.field(f"{key}:size", "")) if one.kind in (Kind.P, Kind.NP, Kind.U) else ""
                remark = st.text_input(t("Remark (needed to correct a day)"), **form.field(f"{key}:remark", ""))
                form.note()
                if st.button(t("Enter it"), key=f"{key}:save", type="primary", disabled=on is None) and (number_ := typed(value)) is not None:
                    ok, among = typed_or_none(size)
                    if ok and perform_once(form_key(key), actions.enter, actor, series_id, on=on if isinstance(on, date) else today(), value=number_, size=among, remark=remark) is not None:
                        form.done()
                        st.toast(t("Entered."))
                        st.rerun()
    with st.expander(t("Figures entered"), icon=":material/list:"):
        rows = ask(queries.entered, actor, series_id, limit=200)
        frame = pd.DataFrame(
            [(day(of.on), f"{of.value.normalize():f}", "" if of.size is None else f"{of.size.normalize():f}", of.note, "" if of.current else plain("replaced"), content(of.by)) for of in rows],
            columns=["on", "value", "size", "note", "state", "by"],
        )  # fmt: skip
        linked_table(frame, {"on": N_("Day"), "value": N_("Value"), "size": N_("Of how many"), "note": N_("Remark"), "state": N_("State"), "by": N_("By")}, key="series_rows")


def _begin(actor: Actor) -> None:
    form, key = Form(actor, "series"), "series:new"
    with st.expander(t("Begin a series kept by hand"), icon=":material/edit_note:", expanded=form.waiting):
        if not form.opened():
            return
        name = st.text_input(t("Name"), **form.field(f"{key}:name", ""))
        kinds = [one.value for one in rules.KEPT_BY_HAND]
        kind = st.selectbox(t("Chart"), kinds, format_func=lambda one: plain(Kind(one).label), **form.field(f"{key}:kind", kinds[0], kinds))
        unit = st.text_input(t("Unit"), **form.field(f"{key}:unit", ""))
        places = ask(queries.choices, actor)
        where = ({"": plain("Whole organisation")} if places.whole else {}) | {str(one): f"{code} · {content(of)}" for one, (code, of) in places.projects.items()}
        if not where:
            return
        place = st.selectbox(t("Of"), list(where), format_func=where.__getitem__, **form.field(f"{key}:place", next(iter(where)), list(where)))
        form.note()
        if st.button(t("Begin it"), key=f"{key}:save", type="primary"):
            made = perform_once(form_key(key), actions.begin, actor, name=name, unit=unit, kind=Kind(kind), project_id=int(place) if place else None)
            if made is not None:
                form.done()
                st.toast(t("The series is begun. Choose it above to enter figures."))
                st.rerun()

"""The page Measures: everything that is measured with its value, and one measure with its definition, trend, parts and rows."""

import hashlib
from collections.abc import Mapping

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.errors import NotFound
from core.metrics import actions, queries
from core.metrics.queries import Of
from core.metrics.rules import MEASURES, Asked, Measure, Measured, Span, Subject
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import BY_FILE, fresh_actor, lead, link, on_phone
from pages.parts.metrics import charts, said
from pages.parts.sketch import draw as draw_chart
from pages.parts.whole import whole
from pages.parts.words import NOTHING, c, content, day, escaped, labelled, language, number, plain, several, t

LISTED = 30
USUAL = Span.MONTHS_12
FACTS = ("rounds", "results", "followups", "requests")
"""Topics of the rooms that provide measures: their answers are kept until one is touched, for they go through every record."""
PARTS = (Subject.DEPARTMENT, Subject.PROJECT, Subject.PERSON)


def draw(actor: Actor) -> None:
    """The dictionary, or the measure that the address names."""
    units, known = desk.ask(queries.places, actor)
    asked = _asked(units, known)
    measure = MEASURES.get(_said("measure"))
    if measure is None:
        _dictionary(actor, asked)
    else:
        _one(actor, measure, asked)


def _said(name: str) -> str:
    return st.query_params.get(name, "")[:60]


def _span() -> Span:
    return Span(_said("span")) if _said("span") in {one.value for one in Span} else USUAL


def _asked(units: Mapping[str, dict[str, str]], known: Mapping[str, dict[str, str]]) -> Asked:
    """What is asked for, picked above and kept in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("span", t("Period"), {span.value: plain(span.label) for span in Span}, USUAL.value)
        if len(units) > 1:
            _choice("department", t("Department"), {"": plain("All departments")} | {code: content(name) for code, name in units.items()}, "")
        if len(known) > 1:
            _choice("project", t("Project"), {"": plain("All projects")} | {code: f"{code} · {content(name)}" for code, name in known.items()}, "")
    period = _span().until(today())
    department, project = (_said(name) if _said(name) in places else "" for name, places in (("department", units), ("project", known)))
    return Asked(period.first, period.last, department, project)


def _choice(name: str, label: str, options: Mapping[str, str], usual: str) -> None:
    """A picker whose choice stands in the address, in codes."""
    codes, present = list(options), _said(name) or usual

    @whole
    def keep() -> None:
        st.query_params.pop(name, None)
        if (now := st.session_state[f"measures:{name}"]) != usual:
            st.query_params[name] = now

    key = f"measures:{name}"
    if st.session_state.get(key) != present and present in codes:
        st.session_state[key] = present
    st.selectbox(label, codes, format_func=lambda code: options.get(code) or code, key=key, on_change=keep, width=230)


def _query(asked: Asked, **more: str) -> dict[str, str]:
    here = {"span": "" if _span() is USUAL else _span().value, "department": asked.department, "project": asked.project, **more}
    return {name: value for name, value in here.items() if value}


def query_of(code: str, **narrowed: str) -> dict[str, str]:
    """What the address of a measure says; narrowed to a department or project by its code, over the longest period."""
    return {"measure": code, "span": Span.MONTHS_36.value, **{name: value for name, value in narrowed.items() if value}}


# --- the dictionary --------------------------------------------------------------------------------------------------


def _dictionary(actor: Actor, asked: Asked) -> None:
    st.caption(t("Every measure has one definition, here and wherever it appears. Each value leads to the records it was computed from. What cannot be computed says why and is never 0."))
    found = desk.ask_kept(FACTS, queries.values, actor, asked)
    with st.container(gap="xsmall"):
        for code, measure in MEASURES.items():
            with kit.row(f"measure-{code}"):
                lead(f"**{t(measure.name)}**", "Measures.py", **_query(asked, measure=code))
                _value(measure, found[code])
                st.caption(t(measure.definition))
    _export(actor, asked, None)


def _value(measure: Measure, figure: Measured) -> None:
    if figure.value is None:
        st.markdown(f":gray[:material/help: {said.why(figure)}]")
    else:
        st.markdown(f"**{escaped(said.value(measure, figure.value))}** :gray[:small[{_sure(measure, figure)} · {t(measure.direction)}]]")


def _sure(measure: Measure, figure: Measured) -> str:
    if figure.low is None:
        return t("{n} records", n=figure.n)
    return t("{n} records, 95 % interval {interval}", n=figure.n, interval=said.interval(measure, figure))


# --- one measure -----------------------------------------------------------------------------------------------------


def _one(actor: Actor, measure: Measure, asked: Asked) -> None:
    lead(t("All measures"), "Measures.py", icon=":material/arrow_back:", **_query(asked))
    st.subheader(t(measure.name), anchor=False)
    st.markdown(t(measure.definition))
    _value(measure, desk.ask_kept(FACTS, queries.values, actor, asked)[measure.code])
    with st.expander(t("How it is computed"), icon=":material/function:"):
        definition(measure)
    months = desk.ask_kept(FACTS, queries.trend, actor, measure.code, asked)
    if any(figure.value is not None for _, figure in months):
        draw_chart(charts.trend(measure, months))
        st.caption(t("By month, with the 95 % interval. A month with fewer than {least} records has no point.", least=measure.least))
    _parts(actor, measure, asked)
    _rows(actor, measure, asked)
    _export(actor, asked, measure)


def definition(measure: Measure) -> None:
    """Everything that a measure is, line by line: the same wherever it is shown."""
    lines = [
        (N_("Formula"), t(measure.formula)),
        (N_("Computed as"), t(measure.statistic.label)),
        (N_("Unit"), t(measure.unit.label)),
        (N_("Direction"), t(measure.direction)),
        (N_("Belongs to a period by"), t(measure.dated)),
        (N_("Asked by"), several(t(one.label) for one in measure.subjects)),
        *([(N_("Person of a record"), t(measure.person))] if measure.person else []),
        (N_("Smallest number of records"), number(measure.least, 0)),
        (N_("Serves requirements"), several(str(one) for one in measure.sources)),
    ]
    st.markdown("\n".join(f"- {labelled(label, text)}" for label, text in lines))


def _parts(actor: Actor, measure: Measure, asked: Asked) -> None:
    """By department, project or person; each name narrows the page to it."""
    offered = [one for one in PARTS if one in measure.subjects and (one is not Subject.PERSON or actor.may(Permission.PEOPLE_READ))]
    by = st.segmented_control(
        t("By"), [one.value for one in offered], format_func=lambda code: t(Subject(code).label), default=Subject.PROJECT.value, key="measures:by", required=True,
    )  # fmt: skip
    found = desk.ask_kept(FACTS, queries.by_subject, actor, measure.code, Subject(by), asked)
    if not found:
        return
    heads = [t(Subject(by).label), t("Value"), *([] if on_phone() else [t("95 % interval")]), t("Records")]
    lines = [[_name(Subject(by), one, measure, asked), *_told(measure, one.figure)] for one in found[:LISTED]]
    rule = ["---"] + ["--:"] * (len(heads) - 1)
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))
    if len(found) > LISTED:
        st.caption(t("The first {shown} of {total}.", shown=LISTED, total=len(found)))


def _name(by: Subject, one: Of, measure: Measure, asked: Asked) -> str:
    if by is Subject.PERSON:
        return c(one.name)
    return f"[{c(one.name)}]({link('Measures.py', **(_query(asked, measure=measure.code) | {by.value: one.code}))})"


def _told(measure: Measure, figure: Measured) -> list[str]:
    wide = [] if on_phone() else [escaped(said.interval(measure, figure))]
    return [t("too few") if figure.value is None else escaped(said.value(measure, figure.value)), *wide, number(figure.n, 0)]


def _rows(actor: Actor, measure: Measure, asked: Asked) -> None:
    st.markdown(f"**{t('The records behind it, those that pull it down first')}**")
    try:
        frame, total = desk.look_up(queries.rows, actor, measure.code, asked, limit=LISTED)
    except NotFound:
        return
    if frame.empty:
        st.caption(t("There is none in this period."))
        return
    rows_table(measure, frame)
    if total > len(frame):
        st.caption(t("The first {shown} of {total}.", shown=len(frame), total=total))


def rows_table(measure: Measure, frame) -> None:  # type: ignore[no-untyped-def]
    """The records behind a value, each with its page. Columns: `metrics.queries.ROWS`."""
    page, parameter = queries.record_of(measure.code)
    door = BY_FILE.get(f"{page}.py")
    wide, opens = not on_phone(), door is not None and fresh_actor().may(door.permission)
    heads = [t("Source record"), t("Day"), *([t("Project"), t("Person")] if wide else []), t("Counts as")]
    lines = [
        [
            f"[{escaped(row['code'])}]({link(f'{page}.py', **{parameter: row['code']})})" if opens else escaped(row["code"]), day(row["on"]),
            *([c(row["project"]), c(row["person"]) if row["person"] else NOTHING] if wide else []), counts_as(measure, row["value"]),
        ]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    rule = ["---"] * (len(heads) - 1) + ["--:"]
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))


def counts_as(measure: Measure, value: int) -> str:
    """What a record adds to its measure."""
    if measure.statistic.value == "share":
        return t("yes") if value else t("no")
    return escaped(said.value(measure, value))


# --- export ----------------------------------------------------------------------------------------------------------


def _export(actor: Actor, asked: Asked, measure: Measure | None) -> None:
    """The dictionary with its values, or one measure with its parts and rows, as a workbook; rows also as CSV."""
    if not actor.may(Permission.MEASURE_EXPORT):
        return
    spoken = language()  # asked here: a download is made outside the page's run

    def made(kind: str) -> bytes:
        from core.exchange import measures_workbook as files  # xlsxwriter is needed for this only

        now = desk.look_up(projects.person_acting, actor.username, origin=actor.origin)  # as she may at the moment of the click
        if measure is None:
            data, rows = files.dictionary(desk.look_up(queries.values, now, asked), asked, spoken), len(MEASURES)
        else:
            frame, rows = desk.look_up(queries.rows, now, measure.code, asked, limit=queries.ROWS_AT_MOST)
            if kind == "csv":
                data = files.rows_csv(measure, frame, spoken)
            else:
                parts = {one: desk.look_up(queries.by_subject, now, measure.code, one, asked) for one in (Subject.DEPARTMENT, Subject.PROJECT)}
                data = files.measure_workbook(measure, desk.look_up(queries.values, now, asked)[measure.code], parts, frame, asked, spoken)
        sha256 = hashlib.sha256(data).hexdigest()
        desk.attempt(actions.export, now, asked, measure=measure.code if measure else "", rows=rows, sha256=sha256)
        return data

    name = measure.code.replace(".", "-") if measure else "measures"
    with st.container(horizontal=True):
        kit.download(N_("Excel workbook"), lambda: made("xlsx"), f"{name}.xlsx", kit.XLSX, f"measures:xlsx:{name}")
        if measure is not None:
            kit.download(N_("Records as CSV"), lambda: made("csv"), f"{name}.csv", "text/csv", f"measures:csv:{name}")
    st.caption(t("The export is written into the audit trail."))

"""The part “Against facts” of the page Fairness: the scores of a checkpoint beside what is measured of the same groups.

A mark says “suspected”, always with gap, interval and n, and leads to the sheets on one side and the records on the other.
"""

import streamlit as st

from core.access import Actor, Permission
from core.fairness.facts import queries
from core.fairness.facts.queries import Checkpoint, Named
from core.fairness.rules.facts import GROUPS_LEAST, Side
from core.inspection.results.rules import Filter
from core.metrics.rules import MEASURES, Measured, Subject
from pages.parts import desk
from pages.parts.frame import lead, link, on_phone
from pages.parts.inspection import fairness_charts as charts
from pages.parts.metrics import board as measures
from pages.parts.metrics import said
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import NOTHING, c, content, day, escaped, moment, number, plain, several, t

LISTED = 30
SIDES = {Side.INFLATED: "orange", Side.DEFLATED: "violet"}


def part(actor: Actor, wanted: Filter) -> None:
    """Checkpoint by checkpoint: groups, inspectors, and what stands behind each."""
    by = st.segmented_control(
        t("Groups"), [one.value for one in queries.GROUPS], format_func=lambda code: t(Subject(code).label), default=Subject.PROJECT.value,
        key="fairness:facts:by", label_visibility="collapsed", required=True,
    )  # fmt: skip
    found = desk.ask(queries.board, actor, wanted, by)
    if not found.checkpoints or found.period is None:
        st.caption(t("No checkpoint of this checklist names a measure to be compared with. An administrator sets them on the page of the checklist, in a draft."))
        return
    st.caption(t("Both sides are compared as distances from the mean of all groups, in standard deviations: +1 is clearly better than the mean, −1 clearly worse. A gap above zero: judged better than the facts say."))
    st.caption(t("Facts of the same period: {first} to {last}.", first=day(found.period.first), last=day(found.period.last)))
    codes = {one.code: one for one in found.checkpoints}
    chosen = st.query_params.get("checkpoint", "")
    code = st.selectbox(
        t("Checkpoint"), list(codes), index=list(codes).index(chosen) if chosen in codes else 0, key="fairness:facts:checkpoint",
        format_func=lambda one: content(codes[one].name) + _count(codes[one]),
    )  # fmt: skip
    _checkpoint(actor, wanted, codes[code], by)


def _count(point: Checkpoint) -> str:
    marked = sum(one.gap.side is not None for one in (*point.groups, *point.inspectors))
    return f" · {plain('{count} marked', count=marked)}" if marked else ""


def _checkpoint(actor: Actor, wanted: Filter, point: Checkpoint, by: str) -> None:
    st.markdown(t("Compared with: {measures}", measures=several(plain(MEASURES[code].name) for code in point.measures)))
    if point.compared.why:
        st.info(t(point.compared.why.label) + " " + t("{n} of at least {least} groups.", n=point.compared.comparable, least=GROUPS_LEAST))
    marked = [one for one in point.groups if one.gap.side]
    for one in marked:
        side = one.gap.side or Side.INFLATED
        facts = several(_fact(code, figure) for code, figure in zip(point.measures, one.facts, strict=True))
        but = t("scored {score}, but {facts}", score=number(one.score), facts=facts)
        st.markdown(f"{_mark(side).strip()} **{c(one.name)}** · {but}")
    if point.compared.why is None and not marked:
        st.success(t("No group is judged clearly better or worse than its facts."), icon=":material/check:")
    if any(one.gap.gap is not None for one in point.groups):
        draw_chart(charts.against_fact(point.groups))
        st.caption(t("Filled: the scores. Hollow: the facts. The line between them is the gap; orange: suspected inflation, violet: suspected deflation."))
    _groups(point, by, wanted)
    _inspectors(point, wanted)
    _behind(actor, wanted, point, by)


def _fact(code: str, figure: Measured) -> str:
    measure = MEASURES[code]
    if figure.value is None:
        return plain("{name}: too few records (n {n})", name=plain(measure.name), n=figure.n)
    return f"{plain(measure.name)} {said.value(measure, figure.value)} (n {figure.n})"


def _address(wanted: Filter, point: Checkpoint, **more: str) -> str:
    told = {"rounds": str(wanted.rounds), "checklist": wanted.checklist, "department": wanted.department, "part": "facts", "checkpoint": point.code, **more}
    return link("Fairness.py", **{name: value for name, value in told.items() if value})


def _mark(side: Side | None) -> str:
    return f" :{SIDES[side]}-badge[{t(side.label)}]" if side else ""


def _told(one: Named) -> list[str]:
    gap = one.gap
    if gap.gap is None or gap.low is None or gap.high is None:
        return [t(gap.why.label) if gap.why else NOTHING, NOTHING]
    return [charts.signed(gap.gap), _joined(f"{charts.signed(gap.low)} … {charts.signed(gap.high)}")]


def _joined(text: str) -> str:
    """A figure that a column does not break, where there is room."""
    return text if on_phone() else text.replace(" ", "\u00a0")


def _table(heads: list[str], lines: list[list[str]], right: int) -> None:
    rule = ["---"] * (len(heads) - right) + ["--:"] * right
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))


def _groups(point: Checkpoint, by: str, wanted: Filter) -> None:
    wide = not on_phone()
    lines = [
        [
            f"[{c(one.name)}]({_address(wanted, point, group=one.code)}){_mark(one.gap.side)}", _joined(f"{number(one.score)} (n {one.gap.n})"),
            *([_joined(escaped(_short(code, figure))) for code, figure in zip(point.measures, one.facts, strict=True)] if wide else []), *_told(one),
        ]
        for one in point.groups[:LISTED]
    ]  # fmt: skip
    heads = [t(Subject(by).label), t("Score"), *([t(MEASURES[code].name) for code in point.measures] if wide else []), t("Gap"), t("95 % interval")]
    _table(heads, lines, len(heads) - 1)
    if len(point.groups) > LISTED:
        st.caption(t("The first {shown} of {total}.", shown=LISTED, total=len(point.groups)))


def _short(code: str, figure: Measured) -> str:
    return f"{said.value(MEASURES[code], figure.value)} (n {figure.n})"


def _inspectors(point: Checkpoint, wanted: Filter) -> None:
    if not point.inspectors:
        return
    st.markdown(f"**{t('Inspectors: how far their scores lie above the facts, compared with colleagues')}**")
    lines = [[f"[{c(one.name)}]({_address(wanted, point, inspector=one.code)}){_mark(one.gap.side)}", number(one.gap.n, 0), *_told(one)] for one in point.inspectors[:LISTED]]
    _table([t("Inspector"), t("Groups"), t("Gap"), t("95 % interval")], lines, 3)


def _behind(actor: Actor, wanted: Filter, point: Checkpoint, by: str) -> None:
    """The sheets on one side and the records on the other, of the group or inspector that the address names."""
    group, inspector = st.query_params.get("group", "")[:60], st.query_params.get("inspector", "")[:60]
    one = next((one for one in (*point.groups, *point.inspectors) if one.code in (group, inspector) and one.code), None)
    if one is None:
        return
    with st.container(border=True):
        st.markdown(f"**{t('What stands behind {name}', name=content(one.name))}**")
        found, total = desk.ask(queries.sheets_behind, actor, wanted, point.code, group=group, inspector=inspector)
        wide = not on_phone()
        lines = [
            [
                f"[{row['code']}]({link('Scoring_sheet.py', sheet=row['code'])})", c(row["project"]), *([c(row["inspector"]), moment(row["submitted_at"])] if wide else []),
                number(row["score"]),
            ]
            for row in found.to_dict("records")
        ]  # fmt: skip
        _table([t("Sheet"), t("Project"), *([t("Inspector"), t("Submitted at")] if wide else []), t("Score of the checkpoint")], lines, 1)
        if total > len(lines):
            st.caption(t("The first {shown} of {total}.", shown=len(lines), total=total))
        for code, figure in zip(point.measures, one.facts, strict=False):
            st.markdown(f"**{t(MEASURES[code].name)}** · {said.line(figure)}")
            if actor.may(Permission.MEASURE_READ):
                lead(t("The records behind it"), "Measures.py", icon=":material/list:", **measures.query_of(code, **{by: group}))

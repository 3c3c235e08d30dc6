"""Nonconformities in figures: days to close, the causes by how many, departments with what is overdue and what came back."""

from collections.abc import Sequence
from itertools import accumulate

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.metrics.rules import Span
from core.quality.nonconformities.figures import queries
from core.quality.nonconformities.figures.queries import Closing, Group, Period
from core.quality.nonconformities.rules import CAUSES, CLASSES
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.desk import ask_kept
from pages.parts.kit import linked_table, nothing
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, number, percent, plain, several, t, tn

TOPICS = ("nonconformities", "followups", "settings", "reference")
BAR, TALL = 30, 220
HEADINGS = {"name": N_("Department"), "n": N_("Nonconformities"), "overdue": N_("Overdue"), "back": N_("Recurrences"), "share": N_("Share that came back"), "days": N_("Days to close")}
SIDES = {"days": N_("Days from the finding to the proven effect, the middle one"), "overdue": N_("Overdue at present"), "back": N_("Recurrences")}


def _pareto_sketch() -> alt.LayerChart:
    told = [alt.Tooltip("name:N", title=say(N_("Cause"))), alt.Tooltip("n:Q", title=say(N_("Nonconformities"))), alt.Tooltip("share:N", title=say(N_("Share so far")))]
    x = alt.X("n:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d"))
    return alt.layer(
        sketch_rows().mark_bar(color=LINE, height=18).encode(y=named(), x=x, tooltip=told),
        sketch_rows().mark_text(align="left", dx=5, fontSize=11, color=INK).encode(y=named(), x=x, text="label:N"),
    ).properties(height=HEIGHT)


def _bars_sketch() -> alt.LayerChart:
    told = [alt.Tooltip("name:N", title=say(N_("Group"))), alt.Tooltip("label:N", title=say(N_("Value")))]
    x = alt.X("n:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d"), scale=alt.Scale(domainMin=0))
    return alt.layer(
        sketch_rows().mark_bar(color=LINE, height=16).encode(y=named(), x=x, tooltip=told),
        sketch_rows().mark_text(align="left", dx=5, fontSize=11, color=INK).encode(y=named(), x=x, text="label:N"),
    ).properties(height=HEIGHT)


def _days_sketch() -> alt.LayerChart:
    told = [alt.Tooltip("name:N", title=say(N_("Days"))), alt.Tooltip("n:Q", title=say(N_("Nonconformities")))]
    x = alt.X("bin:Q", title=say(N_("Days from the finding to the proven effect")), axis=alt.Axis(tickMinStep=1, format="d", grid=False))
    return alt.layer(
        sketch_rows("bars").mark_bar(color=LINE, opacity=0.85, width=14).encode(x=x, y=alt.Y("n:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")), tooltip=told),
        sketch_rows("interval").mark_rect(color=FAINT, opacity=0.25).encode(x="low:Q", x2="high:Q"),
        sketch_rows("median").mark_rule(strokeWidth=2, strokeDash=[6, 4], color=theme.POOR).encode(x="bin:Q"),
    ).properties(height=HEIGHT)


SKETCHES = (_pareto_sketch, _bars_sketch, _days_sketch)


def draw(actor: Actor) -> None:
    """All of it, for a period that is chosen."""
    spans = [one.value for one in Span]
    chosen = st.segmented_control(t("Period"), spans, format_func=lambda one: t(Span(one).label), default=Span.MONTHS_12.value, key="nonconformities_span", label_visibility="collapsed", required=True)
    asked = Span(chosen).until(today())
    period = Period(asked.first, asked.last)
    causes: list[Group] = ask_kept(TOPICS, queries.by_cause, actor, period)
    if not causes:
        nothing(N_("Nothing was found in this period."))
        return
    st.subheader(t("Causes, most first"), anchor=False)
    names = {code: content(name) for code, name in bits.names(CAUSES).items()} | {"": plain("Not yet known")}
    sketch.draw(pareto(causes, names))
    st.subheader(t("Classes, most first"), anchor=False)
    classes: list[Group] = ask_kept(TOPICS, queries.by_class, actor, period)
    sketch.draw(pareto(classes, {code: content(name) for code, name in bits.names(CLASSES).items()}))
    st.subheader(t("Days to close"), anchor=False)
    _closing(ask_kept(TOPICS, queries.closing, actor, period))
    _side_by_side(actor, period, causes, names)
    st.caption(t("Of the nonconformities found in the period; withdrawn ones are left out. What came back repeats another of the same department, class and cause, or was opened again."))


def _side_by_side(actor: Actor, period: Period, causes: list[Group], names: dict[str, str]) -> None:
    """Days to close, what is overdue and what came back, of each department or each cause; the same in numbers below."""
    st.subheader(t("Side by side"), anchor=False)
    way = st.segmented_control(
        t("By"), ["department", "cause"], format_func=lambda one: t(N_("By department")) if one == "department" else t(N_("By cause")), default="department", key="nonconformities_by",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    if way == "cause":
        groups, closed = causes, ask_kept(TOPICS, queries.closing_by_cause, actor, period)
    else:
        groups, closed = ask_kept(TOPICS, queries.by_department, actor, period), ask_kept(TOPICS, queries.closing_by_department, actor, period)
        names = {one.code: content(one.name) for one in groups}
    columns: dict[str, list[tuple[str, float, str]]] = {"days": [], "overdue": [], "back": []}
    rows = []
    for one in groups:
        name, done = names.get(one.code, one.code), closed.get(one.code)
        middle = float(done.median.value) if done is not None and done.median is not None else None
        if middle is not None and done is not None:
            columns["days"].append((name, middle, f"{number(middle, 0)} · n = {done.n}"))
        columns["overdue"].append((name, one.overdue, plain("{count} of {n}", count=one.overdue, n=one.n)))
        columns["back"].append((name, one.came_back, plain("{count} of {n}", count=one.came_back, n=one.n) + f" · {percent(one.came_back / one.n)}"))
        rows.append((name, number(one.n, 0), number(one.overdue, 0), number(one.came_back, 0), percent(one.came_back / one.n), number(middle, 0) if middle is not None else "–"))
    for part, label in SIDES.items():
        st.markdown(f"**{t(label)}**")
        if columns[part]:
            sketch.draw(_bars(label, columns[part]))
        else:
            st.caption(t("No nonconformity was closed in this period."))
    headings = HEADINGS | {"name": N_("Department") if way != "cause" else N_("Cause")}
    linked_table(pd.DataFrame(rows, columns=list(headings)), headings, key=f"nonconformities_{way}")


def _bars(label: str, found: Sequence[tuple[str, float, str]]) -> Chart:
    rows: Rows = [{"name": name, "n": value, "label": told, "what": plain(label)} for name, value, told in found]
    said = plain("{what}: {said}", what=plain(label), said=several(f"{name} {told}" for name, _, told in found))
    return filled(_bars_sketch, {"rows": sketch.numbered(rows)}, said, height=BAR * len(rows) + 30, names=[name for name, _, _ in found])


def pareto(groups: Sequence[Group], names: dict[str, str]) -> Chart:
    """A bar a group, most first, with the share that has added up so far."""
    total = sum(one.n for one in groups)
    rows: Rows = []
    for one, so_far in zip(groups, accumulate(one.n for one in groups), strict=True):
        back = f" · {tn('one came back', '{count} came back', one.came_back)}".replace("\\", "") if one.came_back else ""
        rows.append({"name": names.get(one.code, one.code), "n": one.n, "share": percent(so_far / total), "label": f"{one.n} · {percent(so_far / total)}{back}"})
    said = plain("Most first: {said}", said=several(f"{row['name']} {row['n']}" for row in rows))
    return filled(_pareto_sketch, {"rows": sketch.numbered(rows)}, said, height=BAR * len(rows) + 30, names=[row["name"] for row in rows])


def _closing(found: Closing) -> None:
    if not found.n or found.median is None:
        st.caption(t("No nonconformity was closed in this period."))
        return
    middle = found.median
    interval = "" if middle.low is None else " " + t("(95 % interval {low} to {high})", low=number(middle.low, 0), high=number(middle.high, 0))
    st.markdown(t("Half of them took at most **{days}** days", days=number(float(middle.value), 0)) + interval + f" · n = {found.n}")
    wide = max(1, -(-max(found.cells) // 20))
    bins: dict[int, int] = {}
    for days, count in found.cells.items():
        bins[days // wide * wide] = bins.get(days // wide * wide, 0) + count
    bars = [{"bin": first, "n": count, "name": f"{first}–{first + wide - 1}" if wide > 1 else str(first)} for first, count in sorted(bins.items())]
    interval_rows: Rows = [] if middle.low is None else [{"low": middle.low, "high": middle.high}]
    said = plain("Days to close of {n} nonconformities, the middle one {days}", n=found.n, days=number(float(middle.value), 0))
    sketch.draw(filled(_days_sketch, {"bars": bars, "interval": interval_rows, "median": [{"bin": float(middle.value)}]}, said, height=TALL))
    st.caption(t("Dashed: the middle one. Shaded: its 95 % interval."))

"""A control chart as it is drawn: points, centre, limits, signals in red with the number of their rule, points left out hollow, phases apart."""

import altair as alt
import streamlit as st

from core.quality.spc.queries import Drawn
from core.quality.spc.rules.charts import Chart as Charted
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.nelson import Nelson
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.quality.spc_figure import name_of, shown
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, plain, several, t

TALL, LOW = 300, 170
TITLES = {
    "i": N_("Single values"), "mr": N_("Moving range"), "p": N_("Share"), "np": N_("Number of cases"), "u": N_("Defects per unit"), "c": N_("Defects"), "xbar": N_("Means"), "r": N_("Ranges"),
    "s": N_("Standard deviations"),
}  # fmt: skip


def _chart_sketch() -> alt.LayerChart:
    x = alt.X("on:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False))
    tips = [alt.Tooltip("on:O", title=say(N_("From"))), alt.Tooltip("said:N", title=say(N_("Value"))), alt.Tooltip("limits:N", title=say(N_("Limits"))), alt.Tooltip("n:Q", title=say(N_("Cases")))]

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=5))

    limits = sketch_rows("rows").encode(x=x, detail="phase:N")
    dots = sketch_rows("rows").encode(x=x, y=y("value"), tooltip=tips)
    return alt.layer(
        limits.mark_line(interpolate="step", strokeWidth=1.5, strokeDash=[5, 4], color=theme.FAIR).encode(y=y("ucl")),
        limits.mark_line(interpolate="step", strokeWidth=1.5, strokeDash=[5, 4], color=theme.FAIR).encode(y=y("lcl")),
        limits.mark_line(interpolate="step", strokeWidth=1, color=FAINT).encode(y=y("center")),
        sketch_rows("begins").mark_rule(strokeWidth=1.5, color=FAINT, strokeDash=[2, 3]).encode(x=x),
        dots.mark_line(strokeWidth=1.5, color=LINE, opacity=0.6),
        dots.transform_filter("datum.state == 'plain'").mark_point(filled=True, size=50, color=LINE, opacity=1),
        dots.transform_filter("datum.state == 'out'").mark_point(filled=False, size=70, color=FAINT, opacity=1, strokeWidth=2),
        dots.transform_filter("datum.state == 'signal'").mark_point(filled=True, size=90, color=theme.POOR, opacity=1, shape="diamond"),
        dots.transform_filter("datum.rules != ''").mark_text(dy=-13, fontSize=11, color=INK).encode(text="rules:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_chart_sketch,)


def chart(found: Drawn, one: Charted) -> Chart:
    """One of the control charts of a figure."""
    scale = 100 if one.name == "p" else 1
    fired: dict[int, list[Nelson]] = {}
    for signal in one.signals:
        fired.setdefault(signal.index, []).append(signal.rule)
    rows: Rows = []
    phase = 0
    for at, (point, value) in enumerate(zip(found.points, one.points, strict=True)):
        phase += at in found.begins
        if point.value is None:
            continue  # nothing was recorded: the line goes on to the next point
        center, lcl, ucl = (None if limit is None else limit * scale for limit in (one.center[at], one.lcl[at], one.ucl[at]))
        rows.append({
            "on": point.first.isoformat(), "value": None if value is None else value * scale, "center": center, "lcl": lcl, "ucl": ucl, "phase": str(phase), "n": point.n,
            "said": shown(found.told, None if value is None else value * scale), "limits": "–" if lcl is None or ucl is None else f"{shown(found.told, lcl)} – {shown(found.told, ucl)}",
            "state": "out" if at in found.excluded else "signal" if at in fired else "plain", "rules": ",".join(str(rule.value) for rule in fired.get(at, [])),
        })  # fmt: skip
    begins = [{"on": found.points[at].first.isoformat()} for at in sorted(found.begins) if found.points[at].value is not None]
    said = several(f"{row['on']} {row['said']}" + (f" ({plain('signal')} {row['rules']})" if row["rules"] else "") for row in rows)
    text = plain("{name}, {chart}: {said}", name=name_of(found.told), chart=plain(TITLES[one.name]), said=said)
    return filled(_chart_sketch, {"rows": rows, "begins": begins}, text, height=LOW if one.name in ("mr", "r", "s") else TALL)


def draw(found: Drawn) -> None:
    """Every chart of a figure with its limits and reasons."""
    for one in found.charts:
        scale = 100 if one.name == "p" else 1
        last = next((at for at in range(len(one.center) - 1, -1, -1) if one.center[at] is not None), None)
        st.markdown(f"**{t(TITLES[one.name])}**")
        sketch.draw(chart(found, one))
        if last is not None:
            center, lcl, ucl = (shown(found.told, (limit or 0.0) * scale) for limit in (one.center[last], one.lcl[last], one.ucl[last]))
            st.caption(t("Centre {center}, limits {lcl} to {ucl} (of the last point)", center=center, lcl=lcl, ucl=ucl))
        for reason in one.reasons:
            st.caption(f":material/info: {t(reason)}")


def signals(found: Drawn) -> None:
    """Every signal in plain words, with what to do."""
    by_rule: dict[Nelson, list[str]] = {}
    for signal in found.charts[0].signals if found.charts else ():
        by_rule.setdefault(signal.rule, []).append(day(found.points[signal.index].first))
    if not by_rule:
        st.markdown(f":material/check_circle: {t('No signal: what is seen is the usual ups and downs. Changing something because of a single point would be a mistake.')}")
        return
    for rule, days in sorted(by_rule.items()):
        with st.container(border=True, key=f"row-signal:{rule.value}", gap="xsmall"):
            st.markdown(f":red-badge[{rule.value}] **{t(rule.label)}**")
            st.markdown(t("At {days}", days=several(days[-6:])))
            st.caption(t(rule.advice))


def legend(kind: Kind) -> None:
    """What colours and lines mean."""
    st.caption(t("Dashed: control limits, three sigma from the centre. Red diamonds: signals, with the number of the rule. Hollow: left out of the limits. The running week or month joins when it is over."))

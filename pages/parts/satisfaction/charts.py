"""Satisfaction in charts: month by month with its interval, and the dimensions beside each other."""

from collections.abc import Sequence

import altair as alt

from core.satisfaction.rules import Dimension, Told
from core.satisfaction.tally.queries import Month, Overview
from core.words import N_
from pages.parts.satisfaction import said
from pages.parts.sketch import FAINT, FLOOR, HEIGHT, LINE, TOP, Chart, filled, label, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import NOTHING, number, plain, several

TALL, BAR = 240, 40


def _trend_sketch() -> alt.LayerChart:
    base = sketch_rows().encode(x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(domain=[FLOOR, TOP], nice=False, clamp=True), axis=alt.Axis(tickCount=5))

    told = [
        alt.Tooltip("month:O", title=say(N_("Month"))), alt.Tooltip("said:N", title=say(N_("Value"))), alt.Tooltip("sure:N", title=say(N_("95 % interval"))),
        alt.Tooltip("n:Q", title=say(N_("Number of answers"))),
    ]  # fmt: skip
    return alt.layer(
        base.mark_rule(strokeWidth=6, opacity=0.22, color=LINE).encode(y=y("low"), y2="high:Q"),
        base.mark_line(color=LINE, strokeWidth=2).encode(y=y("value")),
        base.mark_point(filled=True, size=70, color=LINE, opacity=1).encode(y=y("value"), tooltip=told),
        label(dy=-12, colour=FAINT)(base).encode(y=y("value")),
    ).properties(height=HEIGHT)


def _dimensions_sketch() -> alt.LayerChart:
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    told = [
        alt.Tooltip("name:N", title=say(N_("Dimension"))), alt.Tooltip("said:N", title=say(N_("Satisfied"))), alt.Tooltip("sure:N", title=say(N_("95 % interval"))),
        alt.Tooltip("n:Q", title=say(N_("Number of answers"))),
    ]  # fmt: skip
    return alt.layer(
        sketch_rows().mark_bar(height=16, color=LINE, opacity=0.55).encode(y=named(), x=x, tooltip=told),
        sketch_rows().mark_rule(strokeWidth=3, color=LINE).encode(y=named(), x="low:Q", x2="high:Q", tooltip=told),
        sketch_rows().mark_text(align="left", dx=4, dy=-14, fontSize=11, color=FAINT).encode(y=named(), x=alt.value(0), text="text:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_trend_sketch, _dimensions_sketch)


def _row(told: Told, unit: str) -> dict[str, object]:
    figure = told.figure
    return {
        "value": None if figure is None else float(figure.value), "low": None if figure is None else figure.low, "high": None if figure is None else figure.high, "n": told.n,
        "said": said.value(told, unit), "sure": said.interval(told, unit),
    }  # fmt: skip


def trend(months: Sequence[Month], unit: str) -> Chart:
    """The share of the satisfied (percent) or net promoters (net) by month; a month with too few answers has no point."""
    rows = []
    for one in months:
        told = one.net if unit == said.NET else one.satisfied
        rows.append({"month": f"{one.month:%Y-%m}", "label": "" if told.figure is None else f"n {told.n}", **_row(told, unit)})
    text = plain("By month: {said}", said=several(f"{row['month']} {row['said']} (n {row['n']})" for row in rows if row["said"] != NOTHING))
    return filled(_trend_sketch, {"rows": rows}, text, height=TALL, floor=-100 if unit == said.NET else 0, top=105)


def dimensions(found: Overview) -> Chart:
    """The share of the satisfied by dimension, with its interval as a line over the bar."""
    shown = [(one, found.dimensions[one]) for one in Dimension if found.dimensions[one].figure is not None]
    rows = [
        {"place": place, "name": plain(one.label), "text": f"{said.value(told, said.PERCENT)} · {number(found.means[one].value, 2)}", **_row(told, said.PERCENT)}
        for place, (one, told) in enumerate(shown)
    ]
    text = plain("Satisfied by dimension: {said}", said=several(f"{row['name']} {row['said']}" for row in rows))
    return filled(_dimensions_sketch, {"rows": rows}, text, height=BAR * len(rows) + 40, names=[str(row["name"]) for row in rows])

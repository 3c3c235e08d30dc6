"""The chart of a measure: month by month, with its interval; a month that tells nothing has no point."""

from collections.abc import Sequence
from datetime import date

import altair as alt

from core.metrics.rules import Measure, Measured, Statistic, Unit
from core.words import N_
from pages.parts.metrics.said import interval, value
from pages.parts.sketch import FAINT, FLOOR, HEIGHT, LINE, TOP, Chart, filled, label, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import NOTHING, plain, several

TALL = 230


def _trend_sketch() -> alt.LayerChart:
    base = sketch_rows().encode(x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(domain=[FLOOR, TOP], nice=False, clamp=True), axis=alt.Axis(tickCount=5))

    tips = [
        alt.Tooltip("month:O", title=say(N_("Month"))), alt.Tooltip("said:N", title=say(N_("Value"))),
        alt.Tooltip("sure:N", title=say(N_("95 % interval"))), alt.Tooltip("n:Q", title=say(N_("Records"))),
    ]  # fmt: skip
    return alt.layer(
        base.mark_rule(strokeWidth=6, opacity=0.22, color=LINE).encode(y=y("low"), y2="high:Q"),
        base.mark_line(color=LINE, strokeWidth=2).encode(y=y("value")),
        base.mark_point(filled=True, size=70, color=LINE, opacity=1).encode(y=y("value"), tooltip=tips),
        label(dy=-12, colour=FAINT)(base).encode(y=y("value")),
    ).properties(height=HEIGHT)


def trend(measure: Measure, months: Sequence[tuple[date, Measured]]) -> Chart:
    """A measure by month. Months with too few records are named below the chart's line by a gap."""
    rows = [
        {
            "month": f"{month:%Y-%m}", "value": None if one.value is None else float(one.value), "low": None if one.low is None else float(one.low),
            "high": None if one.high is None else float(one.high), "n": one.n, "said": value(measure, one.value), "sure": interval(measure, one),
            "label": "" if one.value is None else f"n {one.n}",
        }
        for month, one in months
    ]  # fmt: skip
    known = [number for row in rows for number in (row["value"], row["high"]) if isinstance(number, float)]
    top = 105.0 if measure.unit is Unit.PERCENT else max([1.0, *known]) * 1.15
    floor = -100.0 if measure.statistic is Statistic.NET else 0
    top = 100.0 if measure.statistic is Statistic.NET else top
    text = plain("{name} by month: {said}", name=plain(measure.name), said=several(f"{row['month']} {row['said']} (n {row['n']})" for row in rows if row["said"] != NOTHING))
    return filled(_trend_sketch, {"rows": rows}, text, height=TALL, floor=floor, top=top)


SKETCHES = (_trend_sketch,)

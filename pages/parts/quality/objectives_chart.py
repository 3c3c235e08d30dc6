"""The course of an objective: points, target, and where a line through them leads."""

import altair as alt

from core.quality.objectives.queries import Whole
from core.words import N_
from pages.parts import theme
from pages.parts.quality.spc_figure import shown
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import plain, several


def _course_sketch() -> alt.LayerChart:
    x = alt.X("on:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5))
    tips = [alt.Tooltip("on:O", title=say(N_("From"))), alt.Tooltip("said:N", title=say(N_("Value")))]
    return alt.layer(
        sketch_rows("target").mark_rule(strokeDash=[6, 4], strokeWidth=2, color=theme.POOR).encode(y=y),
        sketch_rows("target").mark_text(align="left", baseline="bottom", dx=4, dy=-3, fontSize=11, color=INK).encode(x=alt.value(0), y=y, text="said:N"),
        sketch_rows("ahead").mark_rule(strokeWidth=7, opacity=0.3, color=FAINT).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        sketch_rows("ahead").mark_point(filled=False, size=80, color=FAINT, strokeWidth=2).encode(x=x, y=y, tooltip=tips),
        sketch_rows("rows").mark_line(strokeWidth=2, color=LINE).encode(x=x, y=y),
        sketch_rows("rows").mark_point(filled=True, size=60, color=LINE, opacity=1).encode(x=x, y=y, tooltip=tips),
    ).properties(height=HEIGHT)


SKETCHES = (_course_sketch,)


def course(found: Whole) -> Chart:
    """The points by step, the target as a line, the forecast at the last day with its interval."""
    one = found.standing
    rows: Rows = [{"on": point.first.isoformat(), "value": point.value, "said": shown(one.told, point.value)} for point in found.points]
    target: Rows = [{"value": float(one.target), "said": f"{plain('Target')} {shown(one.told, float(one.target))}"}]
    ahead: Rows = []
    if found.forecast is not None and found.forecast.steps:
        line = found.forecast
        ahead = [{"on": one.last.isoformat(), "value": line.at_end, "low": line.low, "high": line.high, "said": f"{shown(one.told, line.at_end)} ({shown(one.told, line.low)} – {shown(one.told, line.high)})"}]
    text = plain("{name}: {said}; target {target}", name=one.name, said=several(f"{row['on']} {row['said']}" for row in rows), target=shown(one.told, float(one.target)))
    return filled(_course_sketch, {"rows": rows, "target": target, "ahead": ahead}, text, height=240)

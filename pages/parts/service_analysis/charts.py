"""Service in charts: what came in and what was done, how long it took, why, how old the open ones are, where time goes."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import altair as alt

from core.service.analysis.queries import Aged
from core.service.analysis.rules import PER_DECADE, SHORTEST, Flow, Ranked, Spread, Stage, edges
from core.service.analysis.rules import Point as Block
from core.service.forecast.queries import Outlook
from core.service.forecast.rules import Point
from core.words import N_
from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.service_analysis import said
from pages.parts.sketch import HEIGHT, INK, LINE, TOP, Chart, Rows, filled, label, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, number, percent, plain, several

TALL, BAR = 250, 34
COARSE = 4
"""Bins that make one bar."""
HOUR = 3600


def _flow_sketch() -> alt.LayerChart:
    x = alt.X("week:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, grid=False, labelAngle=0))
    told = [alt.Tooltip("day:N", title=say(N_("Week from"))), alt.Tooltip("kind:N", title=say(N_("What"))), alt.Tooltip("value:Q", title=say(N_("Requests")))]
    colour = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["opened", "closed", "open"], range=[theme.SERIES[1], theme.SERIES[4], LINE]))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5, tickMinStep=1, format="~s"))
    return alt.layer(
        sketch_rows("standing").mark_area(opacity=0.18, color=LINE).encode(x=x, y=y),
        sketch_rows("lines").mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, detail="code:N"),
        sketch_rows("lines").mark_circle(size=36, opacity=1).encode(x=x, y=y, color=colour, tooltip=told),
    ).properties(height=HEIGHT)


def _times_sketch() -> alt.LayerChart:
    scale = alt.Scale(type="log", nice=False)
    x = alt.X("low:Q", title=say(N_("Hours, on a growing scale")), scale=scale, axis=alt.Axis(values=[1 / 60, 0.1, 1, 4, 24, 168, 720, 4380], labelExpr="datum.value < 0.9 ? round(datum.value * 60) + '′' : datum.value + ' h'", grid=False))
    told = [alt.Tooltip("text:N", title=say(N_("Time"))), alt.Tooltip("n:Q", title=say(N_("Requests"))), alt.Tooltip("part:N", title=say(N_("Part")))]
    return alt.layer(
        sketch_rows("bars").mark_rect(color=LINE, opacity=0.8, stroke="white", strokeWidth=1).encode(x=x, x2="high:Q", y=alt.Y("n:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1)), y2="zero:Q", tooltip=told),
        sketch_rows("marks").mark_rule(color=INK, strokeWidth=2, strokeDash=[5, 3]).encode(x=alt.X("at:Q", scale=scale)),
        label("text", align="left", dx=4, baseline="top")(sketch_rows("marks")).encode(x=alt.X("at:Q", scale=scale), y=alt.value(0)),
    ).properties(height=HEIGHT)  # fmt: skip


def _pareto_sketch() -> alt.LayerChart:
    told = [
        alt.Tooltip("name:N", title=say(N_("Cause"))), alt.Tooltip("n:Q", title=say(N_("Requests"))), alt.Tooltip("so_far:N", title=say(N_("With those above"))),
        alt.Tooltip("late:N", title=say(N_("Resolved late"))),
    ]  # fmt: skip
    x = alt.X("n:Q", title=None, axis=alt.Axis(tickCount=5, tickMinStep=1), scale=alt.Scale(domain=[0, TOP], nice=False))
    return alt.layer(
        sketch_rows().mark_bar(height=18, color=LINE).encode(y=named(), x=x, tooltip=told),
        label("label", align="left", dx=5)(sketch_rows()).encode(y=named(), x=x),
    ).properties(height=HEIGHT)


def _ages_sketch() -> alt.LayerChart:
    told = [alt.Tooltip("name:N", title=say(N_("Age"))), alt.Tooltip("kind:N", title=say(N_("What"))), alt.Tooltip("n:Q", title=say(N_("Requests")))]
    colour = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["in_time", "late"], range=[LINE, theme.POOR]))
    return alt.layer(
        sketch_rows().mark_bar(height=20).encode(y=named(), x=alt.X("n:Q", title=None, stack="zero", axis=alt.Axis(tickCount=5, tickMinStep=1)), color=colour, order="order:Q", tooltip=told),
    ).properties(height=HEIGHT)


def _stream_sketch() -> alt.LayerChart:
    told = [alt.Tooltip("name:N", title=say(N_("Stage"))), alt.Tooltip("hours:N", title=say(N_("Hours together"))), alt.Tooltip("part:N", title=say(N_("Part")))]
    colour = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["work", "wait"], range=[theme.SERIES[4], theme.SERIES[1]]))
    x = alt.X("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5), scale=alt.Scale(domain=[0, TOP], nice=False))
    return alt.layer(
        sketch_rows().mark_bar(height=20).encode(y=named(), x=x, color=colour, tooltip=told),
        label("label", align="left", dx=5)(sketch_rows()).encode(y=named(), x=x),
    ).properties(height=HEIGHT)


def _outlook_sketch() -> alt.LayerChart:
    x = alt.X("week:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, grid=False, labelAngle=0))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5, tickMinStep=1))
    told = [alt.Tooltip("day:N", title=say(N_("Week from"))), alt.Tooltip("kind:N", title=say(N_("What"))), alt.Tooltip("text:N", title=say(N_("Requests")))]
    return alt.layer(
        sketch_rows("band").mark_area(opacity=0.22, color=theme.SERIES[1]).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        sketch_rows("held").mark_rule(strokeWidth=5, opacity=0.3, color=theme.SERIES[3]).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        sketch_rows("came").mark_line(strokeWidth=2, color=LINE).encode(x=x, y=y),
        sketch_rows("came").mark_circle(size=30, opacity=1, color=LINE).encode(x=x, y=y, tooltip=told),
        sketch_rows("held").mark_point(size=50, strokeWidth=2, color=theme.SERIES[3]).encode(x=x, y=y, tooltip=told),
        sketch_rows("told").mark_line(strokeWidth=2, strokeDash=[5, 3], color=theme.SERIES[1]).encode(x=x, y=y),
        sketch_rows("told").mark_circle(size=40, opacity=1, color=theme.SERIES[1]).encode(x=x, y=y, tooltip=told),
    ).properties(height=HEIGHT)  # fmt: skip


def _trend_sketch() -> alt.LayerChart:
    x = alt.X("week:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, grid=False, labelAngle=0))
    scale = alt.Scale(domain=[0, TOP], nice=False)
    told = [alt.Tooltip("day:N", title=say(N_("Weeks from"))), alt.Tooltip("text:N", title=say(N_("Part"))), alt.Tooltip("n:Q", title=say(N_("Requests")))]
    return alt.layer(
        sketch_rows().mark_rule(strokeWidth=6, opacity=0.25, color=LINE).encode(x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q"),
        sketch_rows().mark_line(strokeWidth=2, color=LINE).encode(x=x, y=alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(format=".0%", tickCount=5))),
        sketch_rows().mark_circle(size=50, opacity=1, color=LINE).encode(x=x, y=alt.Y("value:Q", title=None, scale=scale), tooltip=told),
    ).properties(height=HEIGHT)


SKETCHES = (_flow_sketch, _times_sketch, _pareto_sketch, _ages_sketch, _stream_sketch, _outlook_sketch, _trend_sketch)
FLOWS = {"opened": N_("Came in"), "closed": N_("Resolved"), "open": N_("Open at the end of the week")}


def flow(weeks: Sequence[Flow]) -> Chart:
    """Every week: came in, resolved, open at its end."""
    lines: Rows = [
        {"week": one.week.isoformat(), "day": one.week.isoformat(), "code": code, "kind": plain(name), "value": getattr(one, code)} for one in weeks for code, name in FLOWS.items()
    ]
    standing = [{"week": one.week.isoformat(), "value": one.open} for one in weeks]
    last = weeks[-1]
    text = plain("Weeks with what came in and what was resolved; open at the end: {open}. Last week: {opened} came in, {closed} resolved.", open=last.open, opened=last.opened, closed=last.closed)
    return filled(_flow_sketch, {"lines": lines, "standing": standing}, text, height=TALL)


def times(bins: Mapping[int, int], found: Spread) -> Chart:
    """How long it took: four bars a decade, the median and the ninetieth percentile as marks."""
    whole, coarse = sum(bins.values()), {}
    for place, count in bins.items():
        step = -1 if place < 0 else place // COARSE
        coarse[step] = coarse.get(step, 0) + count
    bars: Rows = []
    for step, count in sorted(coarse.items()):
        # What took less than a minute stands in one bar before the first.
        low, high = (SHORTEST * 10 ** (-COARSE / PER_DECADE), SHORTEST) if step < 0 else (edges(step * COARSE)[0], edges(step * COARSE + COARSE - 1)[1])
        text = said.time(0) if step < 0 else f"{said.time(low)} – {said.time(high)}"
        bars.append({"low": low / HOUR, "high": high / HOUR, "n": count, "zero": 0, "text": text, "part": percent(count / whole, 1)})
    marks = [
        {"at": max(at, SHORTEST) / HOUR, "text": plain(name, value=said.time(at))} for name, at in ((N_("Median {value}"), found.median), (N_("90 of 100: {value}"), found.p90)) if at is not None
    ]
    text = several([plain("How long it took, {n} requests", n=found.n), *(row["text"] for row in marks)])
    return filled(_times_sketch, {"bars": bars, "marks": marks}, text, height=TALL)


def pareto(found: Sequence[Ranked], names: Mapping[str, str]) -> Chart:
    """The most frequent first, each with the part that it and those above make."""
    data: Rows = [
        {
            "place": place, "name": names.get(one.code, one.code), "n": one.n, "so_far": percent(one.cumulated / 100), "late": said.share(one.late),
            "label": f"{number(one.n, 0)} · {percent(one.cumulated / 100)}",
        }
        for place, one in enumerate(found)
    ]  # fmt: skip
    text = plain("The most frequent first: {said}", said=several(f"{row['name']} {row['n']}" for row in data[:5]))
    return filled(_pareto_sketch, {"rows": data}, text, height=BAR * len(data) + 30, names=[row["name"] for row in data], top=max(row["n"] for row in data) * 1.25)


def ages(found: Sequence[Aged]) -> Chart:
    """Open requests by age; overdue ones in red."""
    names = [age(one) for one in found]
    data: Rows = []
    for place, (one, name) in enumerate(zip(found, names, strict=True)):
        for order, (code, kind, n) in enumerate((("in_time", N_("In time"), one.n - one.late), ("late", N_("Overdue"), one.late))):
            data.append({"place": place, "name": name, "code": code, "order": order, "kind": plain(kind), "n": n})
    text = plain("Open requests by age: {said}", said=several(f"{name} {one.n}" for one, name in zip(found, names, strict=True)))
    return filled(_ages_sketch, {"rows": data}, text, height=BAR * len(found) + 30, names=names)


def age(one: Aged) -> str:
    """The name of an age."""
    if one.most is None:
        return plain("over {days} days", days=one.least)
    return plain("under a day") if one.least == 0 else plain("{least} to {most} days", least=one.least, most=one.most)


def stream(seconds: Mapping[str, int]) -> Chart:
    """Where the time of all requests went, stretch by stretch: green is work, orange is waiting."""
    whole = sum(seconds.values())
    found = [stage for stage in Stage if seconds.get(stage.value)]
    data: Rows = [
        {
            "place": place, "name": plain(stage.label), "code": "wait" if stage.waits else "work", "share": seconds[stage.value] / whole, "hours": number(seconds[stage.value] / HOUR, 0),
            "part": percent(seconds[stage.value] / whole, 1), "label": percent(seconds[stage.value] / whole, 1),
        }
        for place, stage in enumerate(found)
    ]  # fmt: skip
    text = plain("Where time goes: {said}", said=several(f"{row['name']} {row['part']}" for row in data))
    return filled(_stream_sketch, {"rows": data}, text, height=BAR * len(data) + 30, names=[row["name"] for row in data], top=min(1.0, max(row["share"] for row in data) * 1.2))


def trend(blocks: Sequence[Block]) -> Chart:
    """How a share went, block of weeks by block, with its interval; blocks with too few records are left out."""
    data: Rows = [
        {
            "week": one.first.isoformat(), "day": f"{day(one.first)} – {day(one.last + timedelta(days=6))}", "value": one.share.value / 100, "low": (one.share.low or 0) / 100,
            "high": (one.share.high or 0) / 100, "n": one.share.n, "text": f"{said.share(one.share)} ({said.between(one.share)})",
        }
        for one in blocks if one.share.value is not None
    ]  # fmt: skip
    text = plain("The share by weeks: {said}", said=several(f"{row['day']} {row['text']}" for row in data[-4:]))
    return filled(_trend_sketch, {"rows": data}, text, height=TALL, top=min(1.0, max(row["high"] for row in data) * 1.15))


SHOWN = {False: 52, True: 20}
"""Past weeks in the chart, at a desk and on a phone."""


def outlook(found: Outlook) -> Chart:
    """The last weeks, what the next will bring with its interval, and the last ones as they would have been foretold."""
    weeks = [(found.first + timedelta(days=7 * step), n) for step, n in enumerate(found.series)][-SHOWN[on_phone()] :]

    def row(week: date, value: float, kind: str, text: str, **more: float) -> dict[str, object]:
        return {"week": week.isoformat(), "day": week.isoformat(), "value": value, "kind": plain(kind), "text": text, **more}

    def ranged(points: Sequence[Point], kind: str) -> Rows:
        return [row(one.week, one.expected, kind, said.ranged(one), low=one.low, high=one.high) for one in points]

    told = ranged(found.forecast.points, N_("Expected"))
    last_week, last = weeks[-1]
    band: Rows = [{"week": last_week.isoformat(), "low": last, "high": last}, *told]
    data = {
        "came": [row(week, n, N_("Came in"), number(n, 0)) for week, n in weeks], "told": told, "band": band,
        "held": ranged(found.held_out.points, N_("Would have been expected")) if found.held_out else [],
    }  # fmt: skip
    text = plain("Requests by week with the forecast of the next: {said}", said=several(said.ranged(one) for one in found.forecast.points))
    return filled(_outlook_sketch, data, text, height=TALL)

"""Charts of the inspection: a frame goes in, a chart comes out (see `sketch`); `sketch.draw` puts it on the page.

A mark that can be chosen carries codes in its fields. Numbers stand beside the marks, with how many sheets; where
nothing was counted nothing is drawn: undefined is not zero.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import cos, pi, sin
from typing import Any

import altair as alt
import pandas as pd

from core.inspection.explanation.rules import Step, StepKind
from core.inspection.results.rules import UNRATABLE
from core.inspection.rules import shown
from core.inspection.tally.rules import N_MIN
from core.words import N_
from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.sketch import (
    FAINT,
    FLOOR,
    GROUND,
    HEIGHT,
    INK,
    LINE,
    TOP,
    Chart,
    Rows,
    Sketch,
    dim,
    filled,
    label,
    named,
    numbered,
    pick,
    say,
    sketched,
)
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import NOTHING, content, day, number, plain, several

ROW, CELL, HEAD = 30, 40, 96
"""Pixels: a row of points or bars, a row of cells, and a column below which its name stands upright."""


def _score(field: str, title: str, channel: type[Any] = alt.X) -> Any:
    scale = alt.Scale(domain=[FLOOR, 100], nice=False, clamp=True)
    return channel(f"{field}:Q", title=title, scale=scale, axis=alt.Axis(tickCount=6, format="d", labelFlush=False))


def _tips(name: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=name),
        alt.Tooltip("said:N", title=say(N_("Mean score"))),
        alt.Tooltip("sure:N", title=say(N_("95 % interval"))),
        alt.Tooltip("n:Q", title=say(N_("Targets"))),
    ]


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a mark, a tooltip and a label say about a figure."""
    said = NOTHING if row["mean"] is None else number(row["mean"])
    sure = plain("too little data") if row["half"] is None else f"± {number(row['half'])}"
    return {
        "mean": row["mean"], "low": row["low"], "high": row["high"], "n": row["n"], "said": said,
        "sure": sure if row["n"] else plain("no targets"), "label": f"{said} · n {row['n']}",
    }  # fmt: skip


def _spoken(frame: pd.DataFrame, name: Callable[[Mapping[str, Any]], str]) -> str:
    """The figures of a frame in a row, for those who do not see the chart."""
    return several(f"{name(row)} {NOTHING if row['mean'] is None else number(row['mean'])} (n {row['n']})" for row in frame.to_dict("records"))


def _floor(rows: Rows) -> int:
    """Where a scale of scores may begin: the empty part below is left out, in steps of ten."""
    lowest = [value for row in rows for value in (row["low"], row["mean"]) if value is not None]
    return min(90, max(0, int(min(lowest, default=0) // 10) * 10))


def prepare() -> Iterator[None]:
    """Describe one chart after another, so that no visitor waits for it; the one of the first page comes first."""
    for sketch in SKETCHES:
        sketched(sketch)
        yield


# --- checkpoints -----------------------------------------------------------------------------------------------------

RADAR_WIDTH, RADAR_UNIT = 356, 92
"""Pixels: the whole width, which a phone has, and from the middle to the ring of 100."""
_BOTTOM, _TOP = -1.3, 1.5
_RINGS = (20, 40, 60, 80, 100)


def _radar_sketch() -> alt.LayerChart:
    wide = RADAR_WIDTH / RADAR_UNIT / 2
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-wide, wide], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[_BOTTOM, _TOP], nice=False))
    selected, ring = pick("section"), {"interpolate": "linear-closed", "opacity": 0.45, "strokeWidth": 1, "color": FAINT}
    return alt.layer(
        sketch_rows("rings").mark_line(**ring).encode(x=x, y=y, order="order:Q", detail="ring:N"),
        sketch_rows("spokes").mark_rule(strokeWidth=1, opacity=0.45, color=FAINT).encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        sketch_rows("ring_names").mark_text(align="right", fontSize=9, color=FAINT).encode(x=x, y=y, text="said:N"),
        sketch_rows("compared").mark_line(color=FAINT, strokeWidth=1.5, strokeDash=[5, 4]).encode(x=x, y=y, order="order:Q"),
        sketch_rows("whole").mark_line(interpolate="linear-closed", color=LINE, strokeWidth=2.5, fill=LINE, fillOpacity=0.16).encode(x=x, y=y, order="order:Q"),
        sketch_rows("broken").mark_line(color=LINE, strokeWidth=2.5).encode(x=x, y=y, order="order:Q"),
        sketch_rows("points")
        .mark_point(filled=True, size=110, color=LINE, cursor="pointer", opacity=1)
        .encode(x=x, y=y, opacity=dim(selected), tooltip=_tips(say(N_("Checkpoint"))))
        .add_params(selected),
        *(
            sketch_rows(side).mark_text(align=side, baseline="middle", fontSize=11, color=INK, lineBreak="\n", lineHeight=14).encode(x=x, y=y, text="text:N")
            for side in ("left", "center", "right")
        ),
    ).properties(width=RADAR_WIDTH, height=round((_TOP - _BOTTOM) * RADAR_UNIT))


def radar(sections: pd.DataFrame, compared: pd.DataFrame | None = None) -> Chart:
    """The checkpoints as a polygon with rings at 20 to 100; `compared` is drawn dashed behind it.

    Columns of both: `results.queries.SECTIONS`. Selects `section`. A checkpoint without a figure leaves a gap.
    """
    count = len(sections)
    corners = [(cos(pi / 2 - 2 * pi * place / count), sin(pi / 2 - 2 * pi * place / count)) for place in range(count)]
    points = _polygon(sections, corners)
    known = [point for point in points if point["mean"] is not None]
    whole = len(known) == count
    names = [_corner_name(row, corner) for row, corner in zip(points, corners, strict=True)]
    other = [] if compared is None else _polygon(_aligned(compared, sections), corners)
    behind = [point for point in other if point["mean"] is not None]
    data = {
        "rings": [{"ring": ring, "order": place, "x": ring / 100 * cx, "y": ring / 100 * cy} for ring in _RINGS for place, (cx, cy) in enumerate(corners)],
        "spokes": [{"x": 0, "y": 0, "x2": cx, "y2": cy} for cx, cy in corners],
        "ring_names": [{"x": -0.02, "y": ring / 100 - 0.05, "said": str(ring)} for ring in _RINGS[:-1]],
        "compared": [*behind, behind[0] | {"order": count}] if behind and len(behind) == count else behind,
        "whole": known if whole else [],
        "broken": [] if whole else known,
        "points": known,
        **{side: [name for name in names if name["side"] == side] for side in ("left", "center", "right")},
    }
    said = _spoken(sections, lambda row: content(row["name"]))
    chart = filled(_radar_sketch, data, plain("Radar chart of the mean score by checkpoint: {said}", said=said))
    chart.spec["autosize"] = {"type": "none"}  # its circle must stay round
    return chart


def _aligned(compared: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """`compared` in the order of `sections`; what it lacks is undefined."""
    known = {row["code"]: row for row in compared.to_dict("records")}
    empty = {"n": 0, "mean": None, "half": None, "low": None, "high": None}
    rows = [known.get(row["code"]) or {"code": row["code"], "name": row["name"], **empty} for row in sections.to_dict("records")]
    return pd.DataFrame(rows, columns=list(sections.columns), dtype=object)


def _polygon(sections: pd.DataFrame, corners: Sequence[tuple[float, float]]) -> Rows:
    found = []
    for place, (row, (cx, cy)) in enumerate(zip(sections.to_dict("records"), corners, strict=True)):
        part = (row["mean"] or 0.0) / 100
        found.append(_told(row) | {"section": row["code"], "name": content(row["name"]), "order": place, "x": part * cx, "y": part * cy})
    return found


def _corner_name(row: Mapping[str, Any], corner: tuple[float, float]) -> dict[str, Any]:
    cx, cy = corner
    side = "center" if abs(cx) < 0.25 else "left" if cx > 0 else "right"
    return {"text": f"{row['name']}\n{row['label']}", "side": side, "x": cx * 1.09, "y": cy * 1.09 + (0.15 if cy > 0.9 else -0.12 if cy < -0.7 else 0)}


def _points(field: str, thing: str) -> alt.LayerChart:
    """A row per thing: its mean as a point, its interval as a line, its number and n beside it."""
    selected, base = pick(field), sketch_rows().encode(y=named())
    score = say(N_("Score"))
    return alt.layer(
        base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=3, color=LINE, opacity=0.45).encode(x=_score("low", score), x2="high:Q"),
        base.transform_filter("isValid(datum.mean)")
        .mark_point(filled=True, size=120, color=LINE, cursor="pointer", opacity=1)
        .encode(x=_score("mean", score), opacity=dim(selected), tooltip=_tips(thing))
        .add_params(selected),
        label(align="left", dx=10)(base).encode(x=alt.value("width")),
    ).properties(height=HEIGHT)


def _intervals_sketch() -> alt.LayerChart:
    return _points("section", say(N_("Checkpoint")))


def intervals(sections: pd.DataFrame) -> Chart:
    """The checkpoints' means with their intervals, in the checklist's order. Columns: `results.queries.SECTIONS`. Selects `section`."""
    rows = [_told(row) | {"section": row["code"], "name": content(row["name"])} for row in sections.to_dict("records")]
    said = _spoken(sections, lambda row: content(row["name"]))
    return _listed(_intervals_sketch, rows, plain("Mean score by checkpoint with 95 % intervals: {said}", said=said), floor=_floor(rows))


def _listed(sketch: Sketch, rows: Rows, alt_text: str, *, floor: float = 0, top: float = 100) -> Chart:
    """A chart with a named row for each of `rows`."""
    names = [one["name"] for one in rows]
    return filled(sketch, {"rows": numbered(rows)}, alt_text, height=max(1, len(rows)) * ROW, names=names, floor=floor, top=top)


# --- ranking and trend -----------------------------------------------------------------------------------------------


def _ranking_sketch() -> alt.LayerChart:
    return _points("project", say(N_("Project")))


def ranking(ranked: pd.DataFrame) -> Chart:
    """One page of the ranking, the best first. Columns: `results.league.queries.RANKED`. Selects `project`."""
    rows = [
        _told(row) | {"project": row["project_code"], "name": f"{row['rank']}  {content(row['project'])}"} for row in ranked.to_dict("records")
    ]
    said = _spoken(ranked, lambda row: f"{row['rank']}. {content(row['project'])}")
    return _listed(_ranking_sketch, rows, plain("Ranking by the lower end of the 95 % interval: {said}", said=said), floor=_floor(rows))


def _trend_sketch() -> alt.LayerChart:
    selected, mean = pick("round"), say(N_("Mean score"))
    axis = alt.Axis(labelAngle=-35, labelOverlap="greedy", grid=False)
    base = sketch_rows().encode(x=alt.X("label:N", sort=None, title=say(N_("Round, by the end of its period")), axis=axis))
    known = base.transform_filter("isValid(datum.mean)").encode(y=_score("mean", mean, alt.Y))
    filled = alt.when(alt.datum.few).then(alt.value(0.0)).otherwise(alt.value(1.0))
    tips = [*_tips(say(N_("Round"))), alt.Tooltip("period:N", title=say(N_("Period")))]
    return alt.layer(
        base.mark_area(opacity=0.2, color=LINE).encode(y=_score("low", mean, alt.Y), y2="high:Q"),
        known.mark_line(color=LINE, strokeWidth=2),
        known.mark_point(size=110, color=LINE, cursor="pointer", strokeWidth=2, fill=LINE)
        .encode(opacity=dim(selected), fillOpacity=filled, tooltip=tips)
        .add_params(selected),
        label("shown", dy=-14)(known),
    ).properties(height=240)


def trend(rounds: pd.DataFrame) -> Chart:
    """The mean by round with its interval as a band. Columns: `results.queries.TREND`. Selects `round`.

    Rounds with too little data for an interval are hollow points.
    """
    rows = [
        _told(row) | {
            "round": row["round_code"], "label": label, "name": f"{row['round_code']} · {row['round']}",
            "period": f"{day(row['period_from'])} – {day(row['period_to'])}", "few": row["n"] < N_MIN,
        }
        for row, label in zip(rounds.to_dict("records"), _periods(rounds), strict=True)
    ]  # fmt: skip
    every = -(-len(rows) // (9 if on_phone() else 24))  # so many numbers fit above the points
    rows = [row | {"shown": row["said"] if (len(rows) - 1 - place) % every == 0 else ""} for place, row in enumerate(rows)]
    said = _spoken(rounds, lambda row: row["round_code"])
    return filled(_trend_sketch, {"rows": rows}, plain("Mean score by round with 95 % intervals: {said}", said=said), floor=_floor(rows))


def _periods(rounds: pd.DataFrame) -> list[str]:
    """A short name for each round: the month its period ends in, with the code's number where two share one."""
    months = [f"{until:%Y-%m}" for until in rounds["period_to"]]
    return [
        month if months.count(month) == 1 else f"{month} ({code.rsplit('-', 1)[-1].lstrip('0')})"
        for month, code in zip(months, rounds["round_code"], strict=True)
    ]


# --- heat map and distribution ---------------------------------------------------------------------------------------


def _heatmap_sketch() -> alt.LayerChart:
    selected, x = pick("subject", "section"), alt.X("across:O", axis=None)
    base = sketch_rows().encode(x=x, y=named())
    narrow = f"width < {TOP}"
    write = alt.Color("ink:N", scale=None, legend=None)
    tips = [*_tips(say(N_("Team"))), alt.Tooltip("checkpoint:N", title=say(N_("Checkpoint")))]
    cells = alt.layer(
        base.mark_rect(cornerRadius=3, cursor="pointer", strokeWidth=2, stroke=GROUND)
        .encode(color=alt.Color("fill:N", scale=None, legend=None), tooltip=tips, opacity=dim(selected))
        .add_params(selected),
        base.mark_text(fontSize=12, fontWeight="bold", dy=-5).encode(text="said:N", color=write),
        base.mark_text(fontSize=9, dy=8).encode(text="few:N", color=write),
    )
    turned, aligned = alt.expr(f"{narrow} ? 270 : 0"), alt.expr(f"{narrow} ? 'left' : 'center'")
    heads = sketch_rows("heads").mark_text(angle=turned, align=aligned, limit=130, fontSize=12, color=FAINT)
    return alt.layer(cells, heads.encode(x=x, y=alt.value(-12), text="said:N")).properties(height=HEIGHT)


def heatmap(cells: pd.DataFrame) -> Chart:
    """Projects or departments by checkpoint, the number and n in each cell. Columns: `results.league.queries.CELLS`.

    Selects `subject` and `section`.
    """
    told, teams, checkpoints = cells.to_dict("records"), {}, {}
    for row in told:
        teams.setdefault(row["code"], content(row["name"]))
        checkpoints.setdefault(row["section"], content(row["section_name"]) if row["section"] else plain("Total"))
    codes, sections = list(teams), list(checkpoints)
    rows = []
    for row in told:
        fill = theme.score_colour(row["mean"])
        rows.append(
            _told(row) | {
                "subject": row["code"], "section": row["section"], "name": f"{row['code']} · {teams[row['code']]}",
                "checkpoint": checkpoints[row["section"]], "few": f"n {row['n']}", "fill": fill, "ink": theme.readable_on(fill),
                "across": sections.index(row["section"]), "place": codes.index(row["code"]),
            }
        )  # fmt: skip
    heads = [{"across": place, "said": name} for place, name in enumerate(checkpoints.values())]
    height, narrow = max(1, len(teams)) * CELL, HEAD * len(heads)
    said = _spoken(cells[cells["section"] == ""], lambda row: content(row["name"]))
    text = plain("Heat map of mean scores by team and checkpoint. Totals: {said}", said=said)
    return filled(_heatmap_sketch, {"rows": rows, "heads": heads}, text, height=height, names=list(teams.values()), top=narrow)


def _classes_sketch() -> alt.LayerChart:
    selected, axis = pick("low"), alt.Axis(labelAngle=-35, labelOverlap=False, grid=False)
    y = alt.Y("n:Q", title=say(N_("Targets")), axis=alt.Axis(tickMinStep=1, format="d"))
    base = sketch_rows().encode(x=alt.X("said:N", sort=None, title=say(N_("Score")), axis=axis), y=y)
    tips = [alt.Tooltip("said:N", title=say(N_("Score"))), alt.Tooltip("n:Q", title=say(N_("Targets")))]
    return alt.layer(
        base.mark_bar(color=LINE, cursor="pointer", cornerRadiusEnd=2).encode(opacity=dim(selected), tooltip=tips).add_params(selected),
        label(dy=-7)(base),
    ).properties(height=190)


def classes(counts: pd.DataFrame) -> Chart:
    """How many targets fall into each five-point class, from the lowest one with any. Columns: `results.queries.CLASSES`. Selects `low`."""
    buckets = [row for row in counts.to_dict("records") if row["measure"] == "bucket"]
    first = next((place for place, row in enumerate(buckets) if row["n"]), 0)
    rows = [
        {"low": int(row["code"]), "said": f"{int(row['code'])}–{int(row['code']) + 5}", "n": row["n"], "label": str(row["n"] or "")}
        for row in buckets[first:]
    ]
    said = several(f"{row['said']}: {row['n']}" for row in rows if row["n"])
    return filled(_classes_sketch, {"rows": rows}, plain("Number of targets by five-point class: {said}", said=said))


def _bars(field: str, measure: str, title: str, tips: list[alt.Tooltip], **look: Any) -> alt.LayerChart:
    """A named row for each thing with its bar and its label."""
    selected = pick(field)
    x = alt.X(f"{measure}:Q", title=title, scale=alt.Scale(domain=[0, TOP], nice=False), axis=alt.Axis(tickMinStep=1 if measure == "n" else 0.01))
    base = sketch_rows().encode(x=x, y=named())
    return alt.layer(
        base.mark_bar(cursor="pointer", cornerRadiusEnd=2, **look).encode(opacity=dim(selected), tooltip=tips).add_params(selected),
        label(align="left", dx=5)(base),
    ).properties(height=HEIGHT)


def _grades_sketch() -> alt.LayerChart:
    tips = [alt.Tooltip("name:N", title=say(N_("Grade"))), alt.Tooltip("n:Q", title=say(N_("Targets")))]
    drawn = _bars("band", "n", say(N_("Targets")), tips)
    drawn.layer[0] = drawn.layer[0].encode(color=alt.Color("fill:N", scale=None, legend=None))
    return drawn


def grades(counts: pd.DataFrame) -> Chart:
    """How many targets reached each grade, and how many could not be rated. Columns: `results.queries.CLASSES`. Selects `band`."""
    bands = [row for row in counts.to_dict("records") if row["measure"] == "band" and (row["code"] != UNRATABLE or row["n"])]
    whole = sum(row["n"] for row in bands)
    rated = [row["code"] for row in bands if row["code"] != UNRATABLE]
    steps = max(1, len(rated) - 1)
    fills = {code: theme.SCALE[round((steps - place) / steps * (len(theme.SCALE) - 1))] for place, code in enumerate(rated)}
    rows = [
        {
            "band": row["code"], "n": row["n"], "fill": fills.get(row["code"], theme.MUTED),
            "name": plain("Not ratable") if row["code"] == UNRATABLE else content(row["name"]),
            "label": f"{row['n']} · {number(100 * row['n'] / whole, 0)}%" if whole else "0",
        }
        for row in bands
    ]  # fmt: skip
    text = plain("Number of targets by grade: {said}", said=several(f"{row['name']} {row['n']}" for row in rows))
    return _listed(_grades_sketch, rows, text, top=max([1, *(row["n"] for row in rows)]) * 1.5)


# --- items -----------------------------------------------------------------------------------------------------------


def _items_sketch() -> alt.LayerChart:
    tips = [
        alt.Tooltip("name:N", title=say(N_("Item"))),
        alt.Tooltip("checkpoint:N", title=say(N_("Checkpoint"))),
        alt.Tooltip("label:N", title=say(N_("Lost · how often"))),
    ]
    return _bars("item", "lost", say(N_("Points lost per sheet, on average")), tips, color=theme.POOR)


def items(costs: pd.DataFrame) -> Chart:
    """The items that cost most points. Columns: `results.rows.queries.ITEMS`. Selects `item`."""
    rows = [
        {
            "item": row["code"], "name": f"{row['code']}  {content(row['text'])}", "lost": row["lost"], "n": row["n"],
            "label": plain("{lost} · {often}% of {n}", lost=number(row["lost"], 2), often=number(100 * row["often"], 0), n=row["n"]),
            "checkpoint": content(row["section_name"]),
        }
        for row in costs.to_dict("records")
    ]  # fmt: skip
    text = plain("Points lost per sheet by item: {said}", said=several(f"{row['item']} {number(row['lost'], 2)}" for row in rows))
    return _listed(_items_sketch, rows, text, top=max([0.1, *(row["lost"] for row in rows)]) * 1.45)


def _waterfall_sketch() -> alt.LayerChart:
    selected, score = pick("code"), say(N_("Score"))
    base = sketch_rows().encode(y=named())
    tips = [
        alt.Tooltip("name:N", title=say(N_("Step"))),
        alt.Tooltip("said:N", title=say(N_("Points"))),
        alt.Tooltip("left:N", title=say(N_("Left"))),
    ]
    bars = base.mark_bar(cornerRadius=2, cursor="pointer").encode(
        x=_score("start", score), x2="end:Q", color=alt.Color("fill:N", scale=None, legend=None), opacity=dim(selected), tooltip=tips
    )
    return alt.layer(bars.add_params(selected), label("said", align="left", dx=5)(base).encode(x=_score("edge", score))).properties(height=HEIGHT)


def waterfall(named_steps: Sequence[tuple[Step, str]]) -> Chart:
    """The way from 100 points to the score, a bar per step with its name, below the full marks. Selects `code`."""
    colours = {StepKind.SPREAD: theme.MUTED, StepKind.COMBINED: theme.MUTED, StepKind.SECTION_VETO: theme.POOR, StepKind.TOTAL_VETO: theme.POOR, StepKind.ADDED: theme.GOOD}
    full = {"code": "full", "name": plain("Full marks"), "start": 0.0, "end": 100.0, "fill": theme.line(), "said": number(100, 0), "left": ""}
    rows: Rows = [full]
    for step, name in named_steps:
        last = step.kind is StepKind.TOTAL
        start, end = (0.0 if last else float(step.after - step.change)), float(step.after)
        change = f"{'+' if step.change > 0 else '−'}{number(abs(shown(step.change, 2)), 2)}"
        rows.append({
            "code": step.code, "name": name, "start": start, "end": end, "fill": theme.line() if last else colours.get(step.kind, theme.FAIR),
            "said": number(shown(step.after)) if last else change, "left": number(shown(step.after, 2), 2),
        })  # fmt: skip
    floor = max(0, int((min(row["end"] for row in rows) - 8) // 10) * 10)
    rows = [row | {"start": max(row["start"], floor), "edge": max(row["start"], row["end"], floor)} for row in rows]
    text = plain("From 100 points down to the score: {said}", said=several(f"{row['name']} {row['said']}" for row in rows))
    return _listed(_waterfall_sketch, rows, text, floor=floor)


SKETCHES = (
    _heatmap_sketch, _radar_sketch, _intervals_sketch, _ranking_sketch, _trend_sketch, _classes_sketch, _grades_sketch, _items_sketch,
    _waterfall_sketch,
)  # fmt: skip

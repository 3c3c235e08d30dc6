"""Charts of the inspection: a frame goes in, a chart comes out. Numbers stand beside the marks, with how many sheets.

A mark that can be selected carries codes in its fields; the selection is called MARK. Rows where nothing was counted
draw nothing: undefined is not zero.
"""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import Any

import altair as alt
import pandas as pd

from core.inspection.results.rules import UNRATABLE
from core.inspection.tally.rules import N_MIN
from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.words import NOTHING, content, day, number, plain

MARK = "mark"
ROW, CELL = 30, 40
AXIS, UPRIGHT = 52, 100
"""Room for an axis below, and for upright names above: a chart's height is that of the whole, axes included."""
HEAD = 96
"""Narrower columns have upright names."""
Rows = list[dict[str, Any]]


def _data(rows: Rows) -> alt.Data:
    return alt.Data(values=rows)


def _pick(*fields: str) -> Any:
    return alt.selection_point(name=MARK, fields=list(fields), toggle=False)


def _dim(selected: Any, faded: float = 0.45) -> Any:
    """Full strength for what is selected, or for everything while nothing is."""
    return alt.when(selected).then(alt.value(1.0)).otherwise(alt.value(faded))


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a tooltip and a label say about a figure."""
    sure = plain("too little data") if row["half"] is None else f"± {number(row['half'])}"
    return {
        "mean": row["mean"], "low": row["low"], "high": row["high"], "n": row["n"],
        "said": NOTHING if row["mean"] is None else number(row["mean"]),
        "sure": plain("no sheets") if not row["n"] else sure,
        "label": f"{NOTHING if row['mean'] is None else number(row['mean'])} · n {row['n']}",
    }  # fmt: skip


def _tips(name: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=name),
        alt.Tooltip("said:N", title=plain("Mean score")),
        alt.Tooltip("sure:N", title=plain("95 % interval")),
        alt.Tooltip("n:Q", title=plain("Sheets")),
    ]


def _score_scale(rows: Rows) -> alt.Scale:
    """A scale of scores that leaves out the empty part below, in steps of ten, never past 100."""
    floors = [value for row in rows for value in (row["low"], row["mean"]) if value is not None]
    start = max(0, int(min(floors, default=0) // 10) * 10)
    return alt.Scale(domain=[min(start, 90), 100], nice=False, clamp=True)


def _limit() -> int:
    """How many pixels a name beside a row may take."""
    return 120 if on_phone() else 260


def _names(field: str, names: Sequence[str], **axis: Any) -> dict[str, Any]:
    """How numbered rows or columns (`field`) are shown by name: two things may be called the same."""
    quoted = ",".join("'" + name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'" for name in names)
    return {"shorthand": f"{field}:O", "title": None, "axis": alt.Axis(labelExpr=f"[{quoted}][datum.value]", labelOverlap=False, labelFlush=False, labelBound=False, ticks=False, domain=False, grid=False, **axis)}


# --- checkpoints -----------------------------------------------------------------------------------------------------

RADAR_WIDTH, RADAR_UNIT = 356, 92
"""Pixels: the whole width, which a phone has, and from the middle to the ring of 100."""
_BOTTOM, _TOP = -1.3, 1.5


def radar(sections: pd.DataFrame, compared: pd.DataFrame | None = None) -> alt.LayerChart:
    """The checkpoints as a polygon with rings at 20 to 100; `compared` is drawn dashed behind it.

    Columns of both: `results.queries.SECTIONS`. Selects `section`.
    """
    spokes = len(sections)
    corners = [(cos(pi / 2 - 2 * pi * place / spokes), sin(pi / 2 - 2 * pi * place / spokes)) for place in range(spokes)]
    wide = RADAR_WIDTH / RADAR_UNIT / 2
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-wide, wide], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[_BOTTOM, _TOP], nice=False))
    faint = theme.ink(faint=True)
    rings = [
        {"ring": ring, "order": place, "x": ring / 100 * corners[place][0], "y": ring / 100 * corners[place][1]}
        for ring in (20, 40, 60, 80, 100)
        for place in range(spokes)
    ]
    ring_names = [{"x": -0.02, "y": ring / 100 - 0.05, "said": str(ring)} for ring in (20, 40, 60, 80)]
    lines = [{"spoke": place, "x": 0, "y": 0, "x2": cx, "y2": cy} for place, (cx, cy) in enumerate(corners)]
    points = _polygon(sections, corners)
    selected = _pick("section")
    layers = [
        alt.Chart(_data(rings)).mark_line(interpolate="linear-closed", strokeWidth=1, opacity=0.45, color=faint)
        .encode(x=x, y=y, order="order:Q", detail="ring:N"),
        alt.Chart(_data(lines)).mark_rule(strokeWidth=1, opacity=0.45, color=faint).encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        alt.Chart(_data(ring_names)).mark_text(align="right", fontSize=9, color=faint).encode(x=x, y=y, text="said:N"),
    ]  # fmt: skip
    if compared is not None:
        layers.append(_outline(_polygon(_aligned(compared, sections), corners), x, y, faint, dashed=True))
    layers.append(_outline(points, x, y, theme.line(), dashed=False))
    layers.append(
        alt.Chart(_data([row for row in points if row["mean"] is not None]))
        .mark_point(filled=True, size=110, color=theme.line(), cursor="pointer", opacity=1)
        .encode(x=x, y=y, opacity=_dim(selected), tooltip=_tips(plain("Checkpoint")))
        .add_params(selected)
    )
    names = [_corner_name(row, corner) for row, corner in zip(points, corners, strict=True)]
    for side in ("left", "center", "right"):
        here = [name for name in names if name["side"] == side]
        if here:
            layers.append(
                alt.Chart(_data(here)).mark_text(align=side, baseline="middle", fontSize=11, color=theme.ink(), lineBreak="\n", lineHeight=14)
                .encode(x=x, y=y, text="text:N")
            )  # fmt: skip
    return alt.layer(*layers).properties(width=RADAR_WIDTH, height=round((_TOP - _BOTTOM) * RADAR_UNIT))


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


def _outline(points: Rows, x: alt.X, y: alt.Y, colour: str, *, dashed: bool) -> alt.Chart:
    """The polygon; with a gap where a checkpoint has no figure, so that nobody reads a zero into it."""
    whole = all(point["mean"] is not None for point in points)
    known = [point for point in points if point["mean"] is not None]
    look: dict[str, Any] = {"color": colour, "strokeWidth": 1.5 if dashed else 2.5, "strokeDash": [5, 4] if dashed else [1, 0]}
    if whole and not dashed:
        look |= {"fill": colour, "fillOpacity": 0.16}
    return (
        alt.Chart(_data(known))
        .mark_line(interpolate="linear-closed" if whole else "linear", **look)
        .encode(x=x, y=y, order="order:Q")
    )


def _corner_name(row: Mapping[str, Any], corner: tuple[float, float]) -> dict[str, Any]:
    cx, cy = corner
    side = "center" if abs(cx) < 0.25 else "left" if cx > 0 else "right"
    return {"text": f"{row['name']}\n{row['label']}", "side": side, "x": cx * 1.09, "y": cy * 1.09 + (0.15 if cy > 0.9 else -0.12 if cy < -0.7 else 0)}


def intervals(sections: pd.DataFrame) -> alt.LayerChart:
    """The checkpoints' means with their intervals, in the checklist's order. Columns: `results.queries.SECTIONS`. Selects `section`."""
    rows = [_told(row) | {"section": row["code"], "name": content(row["name"])} for row in sections.to_dict("records")]
    return _points(rows, "section", plain("Checkpoint"))


def _points(rows: Rows, field: str, named: str) -> alt.LayerChart:
    """A row per thing: its mean as a point, its interval as a line, its number and n beside it."""
    selected, scale = _pick(field), _score_scale(rows)
    rows = [row | {"place": place} for place, row in enumerate(rows)]
    base = alt.Chart(_data(rows)).encode(y=alt.Y(**_names("place", [row["name"] for row in rows], labelLimit=_limit())))
    axis = {"scale": scale, "title": plain("Score"), "axis": alt.Axis(tickCount=6, format="d", labelFlush=False)}
    return alt.layer(
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=3, color=theme.line(), opacity=0.45)
        .encode(x=alt.X("low:Q", **axis), x2="high:Q"),
        base.transform_filter("isValid(datum.mean)")
        .mark_point(filled=True, size=120, color=theme.line(), cursor="pointer", opacity=1)
        .encode(x=alt.X("mean:Q", **axis), opacity=_dim(selected), tooltip=_tips(named))
        .add_params(selected),
        base.mark_text(align="left", dx=10, fontSize=11, color=theme.ink()).encode(x=alt.value("width"), text="label:N"),
    ).properties(height=max(1, len(rows)) * (ROW + 6) + AXIS)


# --- ranking and trend -----------------------------------------------------------------------------------------------


def ranking(ranked: pd.DataFrame) -> alt.LayerChart:
    """One page of the ranking, the best first. Columns: `results.league.queries.RANKED`. Selects `project`."""
    rows = [
        _told(row) | {"project": row["project_code"], "name": f"{row['rank']}  {content(row['project'])}"}
        for row in ranked.to_dict("records")
    ]
    return _points(rows, "project", plain("Project"))


def trend(rounds: pd.DataFrame) -> alt.LayerChart:
    """The mean by round with its interval as a band. Columns: `results.queries.TREND`. Selects `round`.

    Rounds with too little data for an interval are hollow points.
    """
    labels = _periods(rounds)
    rows = [
        _told(row) | {
            "round": row["round_code"], "label": label, "name": f"{row['round_code']} · {row['round']}",
            "period": f"{day(row['period_from'])} – {day(row['period_to'])}", "few": row["n"] < N_MIN,
        }
        for row, label in zip(rounds.to_dict("records"), labels, strict=True)
    ]  # fmt: skip
    selected, scale = _pick("round"), _score_scale(rows)
    x = alt.X("label:N", sort=labels, title=plain("Round, by the end of its period"), axis=alt.Axis(labelAngle=-35, labelOverlap=False, grid=False))
    axis = {"scale": scale, "title": plain("Mean score"), "axis": alt.Axis(tickCount=5, format="d")}
    tips = [*_tips(plain("Round")), alt.Tooltip("period:N", title=plain("Period"))]
    base = alt.Chart(_data(rows)).encode(x=x)
    known = base.transform_filter("isValid(datum.mean)").encode(y=alt.Y("mean:Q", **axis))
    filled = alt.when(alt.datum.few).then(alt.value(0.0)).otherwise(alt.value(1.0))
    return alt.layer(
        base.mark_area(opacity=0.2, color=theme.line()).encode(y=alt.Y("low:Q", **axis), y2="high:Q"),
        known.mark_line(color=theme.line(), strokeWidth=2),
        known.mark_point(size=110, color=theme.line(), cursor="pointer", strokeWidth=2, fill=theme.line())
        .encode(opacity=_dim(selected), fillOpacity=filled, tooltip=tips)
        .add_params(selected),
        known.mark_text(dy=-14, fontSize=11, color=theme.ink()).encode(text="said:N"),
    ).properties(height=320)


def _periods(rounds: pd.DataFrame) -> list[str]:
    """A short name for each round: the month its period ends in, with the code's number where two share one."""
    months = [f"{until:%Y-%m}" for until in rounds["period_to"]]
    return [
        month if months.count(month) == 1 else f"{month} ({code.rsplit('-', 1)[-1].lstrip('0')})"
        for month, code in zip(months, rounds["round_code"], strict=True)
    ]


# --- heat map and distribution ---------------------------------------------------------------------------------------


def heatmap(cells: pd.DataFrame) -> alt.LayerChart:
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
                "across": sections.index(row["section"]), "down": codes.index(row["code"]),
            }
        )  # fmt: skip
    selected = _pick("subject", "section")
    x, y = alt.X("across:O", axis=None), alt.Y(**_names("down", list(teams.values()), labelLimit=_limit()))
    base = alt.Chart(_data(rows)).encode(x=x, y=y)
    heads = alt.Chart(_data([{"across": place, "said": name} for place, name in enumerate(checkpoints.values())]))
    narrow = f"width < {len(checkpoints) * HEAD}"
    tips = [*_tips(plain("Team")), alt.Tooltip("checkpoint:N", title=plain("Checkpoint"))]
    write = alt.Color("ink:N", scale=None, legend=None)
    return alt.layer(
        base.mark_rect(cornerRadius=3, cursor="pointer", strokeWidth=2, stroke=theme.ground())
        .encode(color=alt.Color("fill:N", scale=None, legend=None), tooltip=tips, opacity=_dim(selected))
        .add_params(selected),
        base.mark_text(fontSize=12, fontWeight="bold", dy=-5).encode(text="said:N", color=write),
        base.mark_text(fontSize=9, dy=8).encode(text="few:N", color=write),
        heads.mark_text(
            angle=alt.expr(f"{narrow} ? 270 : 0"), align=alt.expr(f"{narrow} ? 'left' : 'center'"), limit=130, fontSize=12, color=theme.ink(faint=True),
        ).encode(x=x, y=alt.value(-12), text="said:N"),
    ).properties(height=max(1, len(teams)) * CELL + UPRIGHT)  # fmt: skip


def classes(counts: pd.DataFrame) -> alt.LayerChart:
    """How many sheets fall into each five-point class, from the lowest one with any. Columns: `results.queries.CLASSES`. Selects `low`."""
    buckets = [row for row in counts.to_dict("records") if row["measure"] == "bucket"]
    first = next((place for place, row in enumerate(buckets) if row["n"]), 0)
    rows = [
        {"low": int(row["code"]), "said": f"{int(row['code'])}–{int(row['code']) + 5}", "n": row["n"], "label": str(row["n"]) if row["n"] else ""}
        for row in buckets[first:]
    ]
    selected = _pick("low")
    x = alt.X("said:N", sort=[row["said"] for row in rows], title=plain("Score"), axis=alt.Axis(labelAngle=-35, grid=False))
    y = alt.Y("n:Q", title=plain("Sheets"), axis=alt.Axis(tickMinStep=1, format="d"))
    base = alt.Chart(_data(rows)).encode(x=x, y=y)
    tips = [alt.Tooltip("said:N", title=plain("Score")), alt.Tooltip("n:Q", title=plain("Sheets"))]
    return alt.layer(
        base.mark_bar(color=theme.line(), cursor="pointer", cornerRadiusEnd=2).encode(opacity=_dim(selected), tooltip=tips).add_params(selected),
        base.mark_text(dy=-7, fontSize=11, color=theme.ink()).encode(text="label:N"),
    ).properties(height=260)


def grades(counts: pd.DataFrame) -> alt.LayerChart:
    """How many sheets reached each grade, and how many could not be rated. Columns: `results.queries.CLASSES`. Selects `band`."""
    bands = [row for row in counts.to_dict("records") if row["measure"] == "band" and (row["code"] != UNRATABLE or row["n"])]
    whole = sum(row["n"] for row in bands)
    rated = [row for row in bands if row["code"] != UNRATABLE]
    steps = max(1, len(rated) - 1)
    fills = {row["code"]: theme.SCALE[round((steps - place) / steps * (len(theme.SCALE) - 1))] for place, row in enumerate(rated)}
    rows = [
        {
            "band": row["code"], "n": row["n"], "fill": fills.get(row["code"], theme.MUTED),
            "name": plain("Not ratable") if row["code"] == UNRATABLE else content(row["name"]),
            "label": f"{row['n']} · {number(100 * row['n'] / whole, 0)}%" if whole else "0",
        }
        for row in bands
    ]  # fmt: skip
    selected = _pick("band")
    rows = [row | {"place": place} for place, row in enumerate(rows)]
    y = alt.Y(**_names("place", [row["name"] for row in rows], labelLimit=130))
    x = alt.X("n:Q", title=plain("Sheets"), axis=alt.Axis(tickMinStep=1, format="d"), scale=alt.Scale(domain=[0, max([1, *(row["n"] for row in rows)]) * 1.5]))
    base = alt.Chart(_data(rows)).encode(x=x, y=y)
    tips = [alt.Tooltip("name:N", title=plain("Grade")), alt.Tooltip("n:Q", title=plain("Sheets"))]
    return alt.layer(
        base.mark_bar(cursor="pointer", cornerRadiusEnd=2)
        .encode(color=alt.Color("fill:N", scale=None, legend=None), opacity=_dim(selected), tooltip=tips)
        .add_params(selected),
        base.mark_text(align="left", dx=5, fontSize=11, color=theme.ink()).encode(text="label:N"),
    ).properties(height=max(1, len(rows)) * ROW + AXIS)


# --- items -----------------------------------------------------------------------------------------------------------


def items(costs: pd.DataFrame) -> alt.LayerChart:
    """The items that cost most points. Columns: `results.rows.queries.ITEMS`. Selects `item`."""
    rows = [
        {
            "place": place, "item": row["code"], "name": f"{row['code']}  {content(row['text'])}", "lost": row["lost"], "n": row["n"],
            "label": plain("{lost} · {often}% of {n}", lost=number(row["lost"], 2), often=number(100 * row["often"], 0), n=row["n"]),
            "checkpoint": content(row["section_name"]),
        }
        for place, row in enumerate(costs.to_dict("records"))
    ]  # fmt: skip
    selected = _pick("item")
    top = max([0.1, *(row["lost"] for row in rows)])
    x = alt.X("lost:Q", title=plain("Points lost per sheet, on average"), scale=alt.Scale(domain=[0, top * 1.45], nice=False))
    y = alt.Y(**_names("place", [row["name"] for row in rows], labelLimit=_limit()))
    base = alt.Chart(_data(rows)).encode(x=x, y=y)
    tips = [
        alt.Tooltip("name:N", title=plain("Item")),
        alt.Tooltip("checkpoint:N", title=plain("Checkpoint")),
        alt.Tooltip("label:N", title=plain("Lost · how often")),
    ]
    return alt.layer(
        base.mark_bar(color=theme.POOR, cursor="pointer", cornerRadiusEnd=2).encode(opacity=_dim(selected), tooltip=tips).add_params(selected),
        base.mark_text(align="left", dx=5, fontSize=11, color=theme.ink()).encode(text="label:N"),
    ).properties(height=max(1, len(rows)) * ROW + AXIS)


def waterfall(losses: pd.DataFrame) -> alt.LayerChart:
    """The way from 100 points to the score, a row per step.

    Columns: label; lost (points taken away; for kind "total" the score itself); kind: "item", "others", "veto" or "total".
    """
    rows, level = [], 100.0
    colours = {"item": theme.FAIR, "others": theme.FAIR, "veto": theme.POOR, "total": theme.line()}
    for place, row in enumerate(losses.to_dict("records")):
        lost = float(row["lost"])
        start, end = (0.0, lost) if row["kind"] == "total" else (level, level - lost)
        rows.append(
            {
                "place": place, "name": row["label"], "start": start, "end": end, "fill": colours[row["kind"]],
                "said": number(lost) if row["kind"] == "total" else f"−{number(lost, 2)}", "edge": max(start, end),
            }
        )  # fmt: skip
        level = end
    lowest = min([100.0, *(min(row["start"], row["end"]) for row in rows if row["start"])])
    floor = max(0, int((lowest - 5) // 10) * 10)
    for row in rows:
        row["start"] = max(row["start"], floor)
        row["edge"] = max(row["edge"], floor)
    scale = alt.Scale(domain=[floor, 100], nice=False, clamp=True)
    y = alt.Y(**_names("place", [row["name"] for row in rows], labelLimit=_limit()))
    base = alt.Chart(_data(rows))
    tips = [alt.Tooltip("name:N", title=plain("Item")), alt.Tooltip("said:N", title=plain("Points"))]
    return alt.layer(
        base.mark_bar(cornerRadius=2).encode(
            x=alt.X("start:Q", scale=scale, title=plain("Score"), axis=alt.Axis(format="d", tickCount=6)), x2="end:Q", y=y,
            color=alt.Color("fill:N", scale=None, legend=None), tooltip=tips,
        ),
        base.mark_text(align="right", dx=-5, fontSize=11, color=theme.ink()).encode(x=alt.X("end:Q", scale=scale), y=y, text="said:N"),
    ).properties(height=max(1, len(rows)) * ROW + AXIS)  # fmt: skip

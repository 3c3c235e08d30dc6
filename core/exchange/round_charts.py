"""The charts of a round's report as Vega-Lite descriptions, for print on white. Numbers stand beside every mark."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from core.exchange.voice import Voice
from core.words import N_

INK, SOFT, BLUE, AMBER = "#1B2A33", "#5B6B75", "#0F6E84", "#D08A00"
_STEPS = ((65, "#C0392B"), (75, "#E08A5A"), (85, "#F2D9A0"), (92, "#A9D3BD"), (101, "#2A8F5B"))
"""Upper ends of the classes of a score with the screen's colours from poor to good; the number in the cell decides."""
_DARK = {"#C0392B", "#2A8F5B"}
_CONFIG = {"view": {"stroke": None}, "axis": {"labelFontSize": 11, "titleFontSize": 11, "gridColor": "#E3E8EB", "labelColor": INK}}
Spec = dict[str, Any]


def _spec(**parts: Any) -> Spec:
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": _CONFIG, **parts}


def _quoted(names: Sequence[str]) -> str:
    """Names as a list of the expression language: only text, whatever they contain."""
    return "[" + ",".join("'" + name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'" for name in names) + "]"


def _fitting(name: str, room: int) -> str:
    """A name cut to `room` columns, a Chinese character counted as two. Cut here: the renderer would measure every beginning."""
    used = 0
    for place, letter in enumerate(name):
        used += 2 if east_asian_width(letter) in "WF" else 1
        if used > room:
            return name[: max(0, place - 1)].rstrip() + "…"
    return name


def _rows_axis(names: Sequence[str], room: int = 42) -> Spec:
    """Rows by their place, named by `names`: two things of one name stay two."""
    shown = _quoted([_fitting(name, room) for name in names])
    return {
        "field": "place", "type": "ordinal", "title": None,
        "axis": {"labelExpr": f"{shown}[datum.value]", "labelLimit": 0, "ticks": False, "domain": False},
    }  # fmt: skip


def said(row: Mapping[str, Any], voice: Voice) -> str:
    """A mean with how many sheets it stands on."""
    return f"{voice.number(row['mean'])} · n {row['n']}"


def intervals(rows: Iterable[Mapping[str, Any]], names: Sequence[str], voice: Voice) -> Spec:
    """A row each: the mean as a point, its interval as a line, number and n at the right."""
    data = [
        {"place": place, "mean": row["mean"], "low": row["low"], "high": row["high"], "said": said(row, voice)} for place, row in enumerate(rows)
    ]
    known = [value for row in data for value in (row["low"], row["mean"]) if value is not None]
    floor = min(90, max(0, int((min(known, default=0) - 2) // 10) * 10))
    scale = {"domain": [floor, 100], "nice": False, "clamp": True}
    y = _rows_axis(names)
    x = {"type": "quantitative", "scale": scale, "title": voice.t(N_("Score")), "axis": {"format": "d", "tickCount": 6}}
    return _spec(
        width=300, height={"step": 24}, data={"values": data},
        layer=[
            {
                "transform": [{"filter": "isValid(datum.low)"}], "mark": {"type": "rule", "strokeWidth": 3, "color": BLUE, "opacity": 0.45},
                "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "isValid(datum.mean)"}], "mark": {"type": "point", "filled": True, "size": 90, "color": BLUE, "opacity": 1},
                "encoding": {"y": y, "x": x | {"field": "mean"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": 10, "color": INK},
                "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": "said"}},
            },
        ],
    )  # fmt: skip


def bars(values: Sequence[float], names: Sequence[str], labels: Sequence[str], title: str, fill: str = BLUE) -> Spec:
    """A named bar each with its label."""
    data = [{"place": place, "value": value, "said": label} for place, (value, label) in enumerate(zip(values, labels, strict=True))]
    y = _rows_axis(names)
    x = {
        "field": "value", "type": "quantitative", "title": title,
        "scale": {"domain": [0, max([*values, 0.01]) * 1.35], "nice": False}, "axis": {"tickCount": 5},
    }  # fmt: skip
    return _spec(
        width=300, height={"step": 22}, data={"values": data},
        layer=[
            {"mark": {"type": "bar", "color": fill, "cornerRadiusEnd": 2}, "encoding": {"y": y, "x": x}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 10, "color": INK},
                "encoding": {"y": y, "x": x, "text": {"field": "said"}},
            },
        ],
    )  # fmt: skip


def columns(labels: Sequence[str], counts: Sequence[int], x_title: str, y_title: str) -> Spec:
    """How many fall into each class, side by side."""
    data = [{"label": label, "n": n, "said": str(n or "")} for label, n in zip(labels, counts, strict=True)]
    x = {"field": "label", "type": "nominal", "sort": None, "title": x_title, "axis": {"labelAngle": -35, "labelOverlap": False, "grid": False}}
    y = {"field": "n", "type": "quantitative", "title": y_title, "axis": {"tickMinStep": 1, "format": "d"}}
    return _spec(
        width=440, height=150, data={"values": data},
        layer=[
            {"mark": {"type": "bar", "color": BLUE, "cornerRadiusEnd": 2}, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "text", "dy": -7, "fontSize": 10, "color": INK}, "encoding": {"x": x, "y": y, "text": {"field": "said"}}},
        ],
    )  # fmt: skip


def heat(cells: Iterable[Mapping[str, Any]], teams: Sequence[str], checkpoints: Sequence[str], voice: Voice) -> Spec:
    """Teams by checkpoint. `cells`: place, across, mean, n."""
    data = []
    for cell in cells:
        fill = "#EEF2F4" if cell["mean"] is None else next(colour for end, colour in _STEPS if cell["mean"] < end)
        data.append({
            "place": cell["place"], "across": cell["across"], "said": voice.number(cell["mean"]), "few": f"n {cell['n']}", "fill": fill,
            "ink": "#FFFFFF" if fill in _DARK else INK,
        })  # fmt: skip
    y = _rows_axis(teams, 26)
    heads = _quoted([_fitting(name, 18) for name in checkpoints])
    x = {
        "field": "across", "type": "ordinal", "title": None,
        "axis": {"labelExpr": f"{heads}[datum.value]", "orient": "top", "labelAngle": -25, "labelAlign": "left", "labelLimit": 0, "ticks": False, "domain": False},
    }  # fmt: skip
    ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
    return _spec(
        width={"step": 66}, height={"step": 32}, data={"values": data},
        layer=[
            {
                "mark": {"type": "rect", "stroke": "#FFFFFF", "strokeWidth": 2, "cornerRadius": 2},
                "encoding": {"x": x, "y": y, "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None}},
            },
            {"mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "dy": -5}, "encoding": {"x": x, "y": y, "text": {"field": "said"}, "color": ink}},
            {"mark": {"type": "text", "fontSize": 9, "dy": 8}, "encoding": {"x": x, "y": y, "text": {"field": "few"}, "color": ink}},
        ],
    )  # fmt: skip

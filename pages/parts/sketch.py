"""Charts that Altair describes once and a frame's rows are put into.

Building a layered Altair chart takes a tenth of a second, under a lock that every visitor shares; putting rows into
a description takes a thousandth. So a sketch (a function that returns an Altair chart) runs once a process. In it,
texts that begin with @ and the numbers FLOOR, TOP, LIMIT and HEIGHT stand for the viewer's words and colours and for
what the rows decide; its data are names of rows.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st
from altair.utils import schemapi

from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.words import plain

MARK = "mark"
"""The selection of every chart whose marks can be chosen."""
FLOOR, TOP, LIMIT, HEIGHT = 90001, 90002, 90003, 90004
"""Numbers in a sketch that stand for: both ends of the scale, room for names, height."""
INK, FAINT, LINE, GROUND, NAMED = "@ink", "@faint", "@line", "@ground", "@named"
"""Texts in a sketch that stand for: colours of the viewer's theme, and the names of numbered rows."""
Rows = list[dict[str, Any]]
Sketch = Callable[[], alt.LayerChart]


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite description with its data, and what it says to those who do not see it."""

    spec: dict[str, Any]
    alt: str


def say(message: str) -> str:
    """A message in a sketch, marked by N_; it is translated when the sketch is filled."""
    return f"@say {message}"


def rows(name: str = "rows") -> alt.Chart:
    """A chart of rows that are put in under `name`."""
    return alt.Chart(alt.NamedData(name))


def pick(*fields: str) -> Any:
    """The selection of one mark by the codes in its fields."""
    return alt.selection_point(name=MARK, fields=list(fields), toggle=False)


def dim(selected: Any) -> Any:
    """Full strength for what is chosen, or for everything while nothing is."""
    return alt.when(selected).then(alt.value(1.0)).otherwise(alt.value(0.45))


def named(**more: Any) -> alt.Y:
    """Numbered rows (`place`) shown by their names: two things may be called the same."""
    axis = alt.Axis(
        labelExpr=NAMED, labelLimit=LIMIT, labelOverlap=False, labelFlush=False, labelBound=False, ticks=False, domain=False, grid=False
    )
    return alt.Y("place:O", title=None, axis=axis, **more)


def label(field: str = "label", *, colour: str = INK, **look: Any) -> Callable[[alt.Chart], alt.Chart]:
    """What adds a small text to a chart's marks."""
    return lambda base: base.mark_text(fontSize=11, color=colour, **look).encode(text=f"{field}:N")


@cache
def sketched(sketch: Sketch) -> str:
    """The description of a sketch; made once a process. A test checks each against Vega-Lite's schema, which takes half of the time."""
    with schemapi.debug_mode(False):
        return json.dumps(theme.dressed(sketch()).to_dict(validate=False))


def filled(
    sketch: Sketch,
    data: Mapping[str, Rows],
    alt_text: str,
    *,
    height: int = 0,
    names: Sequence[str] = (),
    floor: float = 0,
    top: float = 100,
    tables: Mapping[str, bytes] | None = None,
) -> Chart:
    """A sketch with `data` (rows by the name the sketch gives them) and the viewer's words and colours.

    `tables` are many rows at once (`table`), by the name the sketch gives them.
    """
    quoted = ",".join("'" + name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'" for name in names)
    told: dict[Any, Any] = {
        INK: theme.ink(), FAINT: theme.ink(faint=True), LINE: theme.line(), GROUND: theme.ground(), NAMED: f"[{quoted}][datum.value]",
        FLOOR: floor, TOP: top, LIMIT: 120 if on_phone() else 260, HEIGHT: height,
    }  # fmt: skip
    spec: dict[str, Any] = _put(json.loads(sketched(sketch)), told, data)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    if "data" in spec:  # beside the layers Streamlit would turn it into a table of its own; inside it stays as it is
        spec["layer"] = [{"data": spec.pop("data"), "layer": spec["layer"]}]
    if tables:
        spec["datasets"] = dict(tables)
    return Chart(spec, alt_text)


def table(**columns: Any) -> bytes:
    """Rows by columns, as they travel: ten thousand in the time of a hundred that are written out one by one."""
    found = pa.table(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, found.schema) as out:
        out.write_table(found)
    return sink.getvalue().to_pybytes()


def _put(part: Any, told: Mapping[Any, Any], data: Mapping[str, Rows]) -> Any:
    if isinstance(part, dict):
        return {
            key: {"values": data[one["name"]]} if key == "data" and one.get("name") in data else _put(one, told, data)
            for key, one in part.items()
        }
    if isinstance(part, list):
        return [_put(one, told, data) for one in part]
    if isinstance(part, str):
        return plain(part[5:]) if part.startswith("@say ") else told.get(part, part).replace(str(TOP), str(told[TOP]))
    return told.get(part, part) if isinstance(part, (int, float)) and not isinstance(part, bool) else part


def numbered(found: Rows) -> Rows:
    return [row | {"place": place} for place, row in enumerate(found)]


def draw(chart: Chart, *, key: str | None = None, width: Any = "stretch") -> dict[str, Any]:
    """Put a chart on the page. With a `key`, returns the fields of the mark chosen in it, or nothing."""
    if key is None:
        st.vega_lite_chart(spec=chart.spec, alt=chart.alt, width=width)
        return {}
    event = st.vega_lite_chart(spec=chart.spec, alt=chart.alt, width=width, key=key, on_select="rerun")
    chosen = (event.get("selection") or {}).get(MARK) or []
    return dict(chosen[0]) if chosen else {}

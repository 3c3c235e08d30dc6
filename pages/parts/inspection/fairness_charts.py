"""The chart of the page Fairness: what each inspector adds to a score, with its interval, around zero."""

import altair as alt
import pandas as pd

from core.words import N_
from pages.parts import theme
from pages.parts.inspection.charts import ROW
from pages.parts.sketch import FAINT, FLOOR, HEIGHT, TOP, Chart, dim, filled, label, named, numbered, pick, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, number, plain, several


def _effects_sketch() -> alt.LayerChart:
    selected, base = pick("who"), sketch_rows().encode(y=named())
    points = say(N_("Points added to a score"))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=points, scale=alt.Scale(domain=[FLOOR, TOP], nice=False, clamp=True), axis=alt.Axis(tickCount=6, labelFlush=False))

    tips = [
        alt.Tooltip("name:N", title=say(N_("Inspector"))), alt.Tooltip("said:N", title=points), alt.Tooltip("sure:N", title=say(N_("95 % interval"))),
        alt.Tooltip("n:Q", title=say(N_("Sheets"))),
    ]  # fmt: skip
    return alt.layer(
        sketch_rows().mark_rule(strokeDash=[4, 4], color=FAINT).encode(x=x("zero")),
        base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=x("low"), x2="high:Q", color=alt.Color("fill:N", scale=None, legend=None)),
        base.mark_point(filled=True, size=120, cursor="pointer", opacity=1)
        .encode(x=x("effect"), color=alt.Color("fill:N", scale=None, legend=None), opacity=dim(selected), tooltip=tips)
        .add_params(selected),
        label(align="left", dx=10)(base).encode(x=alt.value("width")),
    ).properties(height=HEIGHT)


def signed(value: float | None, places: int = 1) -> str:
    """A number with its sign, as a difference is written."""
    return number(value, places) if value is None or round(value, places) <= 0 else f"+{number(value, places)}"


def effects(inspectors: pd.DataFrame) -> Chart:
    """What each inspector adds to a score, the strictest first. Columns: `fairness.queries.INSPECTORS`; undefined ones are left out. Selects `who`."""
    known = [row for row in inspectors.to_dict("records") if row["effect"] is not None]
    reach = max([1.0, *(abs(row[end]) for row in known for end in ("low", "high"))])
    rows = [
        {
            "who": row["username"], "name": content(row["name"]), "zero": 0, "effect": row["effect"], "low": row["low"], "high": row["high"], "n": row["n"],
            "said": signed(row["effect"]), "sure": f"{signed(row['low'])} … {signed(row['high'])}", "label": f"{signed(row['effect'])} · n {row['n']}",
            "fill": theme.FAIR if row["flag"] else theme.line(),
        }
        for row in known
    ]  # fmt: skip
    text = plain("Points that each inspector adds to a score: {said}", said=several(f"{row['name']} {row['said']} (n {row['n']})" for row in rows))
    height = max(1, len(rows)) * ROW
    return filled(_effects_sketch, {"rows": numbered(rows)}, text, height=height, names=[row["name"] for row in rows], floor=-reach * 1.08, top=reach * 1.08)

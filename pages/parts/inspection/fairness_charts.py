"""The charts of the page Fairness: what each inspector adds to a score, around zero; each group's scores beside its facts."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.fairness.facts.queries import Named
from core.fairness.rules.facts import Side
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


VIOLET = "#7A5BB5"
GROUPS_SHOWN = 24


def _against_sketch() -> alt.LayerChart:
    base = sketch_rows().encode(y=named())
    title = say(N_("Standard deviations from the mean of all groups"))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=title, scale=alt.Scale(domain=[FLOOR, TOP], nice=False, clamp=True), axis=alt.Axis(tickCount=6, labelFlush=False))

    tips = [
        alt.Tooltip("name:N", title=say(N_("Group"))), alt.Tooltip("judged_said:N", title=say(N_("Scores"))), alt.Tooltip("fact_said:N", title=say(N_("Facts"))),
        alt.Tooltip("said:N", title=say(N_("Gap"))), alt.Tooltip("sure:N", title=say(N_("95 % interval"))), alt.Tooltip("n:Q", title=say(N_("Sheets"))),
    ]  # fmt: skip
    colour = alt.Color("fill:N", scale=None, legend=None)
    return alt.layer(
        sketch_rows().mark_rule(strokeDash=[4, 4], color=FAINT).encode(x=x("zero")),
        base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=x("judged"), x2="fact:Q", color=colour),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=x("judged"), color=colour, tooltip=tips),
        base.mark_point(filled=False, size=90, strokeWidth=2, opacity=1).encode(x=x("fact"), color=colour, tooltip=tips),
        label(align="left", dx=6)(base).encode(x=alt.value("width")),
    ).properties(height=HEIGHT)


def against_fact(groups: Sequence[Named]) -> Chart:
    """Each group's scores (filled) beside its facts (hollow), the widest gaps first; groups that cannot be compared are left out."""
    colours = {Side.INFLATED: theme.FAIR, Side.DEFLATED: VIOLET, None: theme.line()}
    rows = [
        {
            "name": content(one.name), "zero": 0, "judged": one.gap.judged, "fact": one.gap.fact, "judged_said": signed(one.gap.judged), "fact_said": signed(one.gap.fact),
            "said": signed(one.gap.gap), "sure": f"{signed(one.gap.low)} … {signed(one.gap.high)}", "n": one.gap.n, "label": signed(one.gap.gap),
            "fill": colours[one.gap.side],
        }
        for one in [group for group in groups if group.gap.gap is not None][:GROUPS_SHOWN]
    ]  # fmt: skip
    reach = max([1.0, *(abs(row[end]) for row in rows for end in ("judged", "fact") if isinstance(row[end], float))])
    text = plain(
        "Scores beside facts by group: {said}",
        said=several(f"{row['name']}: {plain('scores {scores}, facts {facts}, gap {gap}', scores=row['judged_said'], facts=row['fact_said'], gap=row['said'])}" for row in rows),
    )
    height = max(1, len(rows)) * ROW
    return filled(_against_sketch, {"rows": numbered(rows)}, text, height=height, names=[str(row["name"]) for row in rows], floor=-reach * 1.15, top=reach * 1.3)

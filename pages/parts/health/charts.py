"""Page times by day."""

from collections.abc import Sequence
from datetime import date

import altair as alt

from core.resources.speed.rules import Quick
from core.words import N_
from pages.parts import theme
from pages.parts.sketch import HEIGHT, LINE, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, number, plain, several

TALL = 220


def _speed_sketch() -> alt.LayerChart:
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, grid=False, labelAngle=0))
    y = alt.Y("value:Q", title=say(N_("ms")), axis=alt.Axis(tickCount=4))
    told = [alt.Tooltip("told:N", title=say(N_("Day"))), alt.Tooltip("kind:N", title=say(N_("What"))), alt.Tooltip("value:Q", title=say(N_("ms")), format=".0f"), alt.Tooltip("n:Q", title=say(N_("Runs")))]
    colour = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["half", "most"], range=[LINE, theme.SERIES[1]]))
    return alt.layer(
        sketch_rows().mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, detail="code:N"), sketch_rows().mark_circle(size=40, opacity=1).encode(x=x, y=y, color=colour, tooltip=told),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_speed_sketch,)


def speed(days: Sequence[tuple[date, Quick]]) -> Chart:
    """Half and nineteen of twenty runs, day by day."""
    data: Rows = [
        {"day": on.isoformat(), "told": day(on), "code": code, "kind": plain(kind), "value": value, "n": one.n}
        for on, one in days for code, kind, value in (("half", N_("Half within, ms"), one.half), ("most", N_("95% within, ms"), one.most)) if value is not None
    ]  # fmt: skip
    last = [one for _, one in days if one.most is not None][-1]
    text = several([plain("Page times by day"), f"{number(last.half, 0)} ms, {number(last.most, 0)} ms"])
    return filled(_speed_sketch, {"rows": data}, text, height=TALL)

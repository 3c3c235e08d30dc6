"""The map of probability and impact with how many stand where, and the path of one risk over time."""

from collections.abc import Mapping, Sequence

import altair as alt

from core.clock import here
from core.risk.queries import Assessed, Occurred
from core.risk.rules import IMPACTS, PROBABILITIES, Level, Limits, exposure, grade
from core.words import N_
from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.risk import bits
from pages.parts.sketch import FAINT, GROUND, HEIGHT, INK, LINE, Chart, Rows, dim, filled, named, pick, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import plain, several

CELL = 54
COLOURS = {Level.INHERENT: theme.MUTED, Level.RESIDUAL: theme.PRIMARY, Level.TARGET: theme.GOOD}


def _map_sketch() -> alt.LayerChart:
    selected, x = pick("p", "i"), alt.X("i:O", title=say(N_("Impact if it happens")), axis=alt.Axis(labelAngle=0, ticks=False, domain=False, grid=False, orient="bottom"))
    base = sketch_rows().encode(x=x, y=named())
    tips = [alt.Tooltip("name:N", title=say(N_("Likelihood"))), alt.Tooltip("across:N", title=say(N_("Impact if it happens"))), alt.Tooltip("grade:N", title=say(N_("Grade"))), alt.Tooltip("said:N", title=say(N_("Risks")))]
    return alt.layer(
        base.mark_rect(cornerRadius=4, cursor="pointer", strokeWidth=3, stroke=GROUND)
        .encode(color=alt.Color("fill:N", scale=None, legend=None), tooltip=tips, opacity=dim(selected))
        .add_params(selected),
        base.mark_text(fontSize=18, fontWeight="bold").encode(text="said:N", color=alt.Color("ink:N", scale=None, legend=None)),
    ).properties(height=HEIGHT)


def _path_sketch() -> alt.LayerChart:
    x = alt.X("on:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False))
    y = alt.Y("value:Q", title=say(N_("Exposure")), scale=alt.Scale(domain=[0, 25], nice=False), axis=alt.Axis(values=[0, 5, 10, 15, 20, 25]))
    colour = alt.Color("colour:N", scale=None, legend=None)
    tips = [alt.Tooltip("on:O", title=say(N_("Day"))), alt.Tooltip("level:N", title=say(N_("Assessed"))), alt.Tooltip("said:N", title=say(N_("Exposure")))]
    return alt.layer(
        sketch_rows("line").mark_rule(strokeDash=[6, 4], strokeWidth=2, color=theme.POOR).encode(y=y),
        sketch_rows("line").mark_text(align="left", baseline="bottom", dx=4, dy=-3, fontSize=11, color=INK).encode(x=alt.value(0), y=y, text="said:N"),
        sketch_rows("now").mark_line(strokeWidth=2, color=LINE, interpolate="step-after").encode(x=x, y=y),
        sketch_rows("rows").mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, color=colour, shape=alt.Shape("shape:N", scale=None, legend=None), tooltip=tips),
        sketch_rows("rows").mark_text(dy=-12, fontSize=11, color=INK).encode(x=x, y=y, text="value:Q"),
        sketch_rows("happened").mark_text(fontSize=16, color=FAINT, dy=0).encode(x=x, y=y, text="mark:N", tooltip=tips),
    ).properties(height=HEIGHT)


SKETCHES = (_map_sketch, _path_sketch)


def heat(cells: Mapping[tuple[int, int], int], limits: Limits) -> Chart:
    """Probability upwards, impact to the right, in each field how many risks; selects `p` and `i`."""
    up, across = bits.places(PROBABILITIES), bits.places(IMPACTS)
    rows: Rows = []
    for place, p in enumerate(sorted(up, reverse=True)):
        for i in sorted(across):
            found, n = grade(exposure(p, i), limits), cells.get((p, i), 0)
            rows.append({"p": p, "i": i, "place": place, "name": up[p], "across": across[i], "grade": plain(found.label), "fill": bits.FILLS[found], "ink": bits.ink_on(found), "said": str(n) if n else ""})
    text = plain("Map of risks by probability and impact: {said}", said=several(f"{p} × {i}: {n}" for (p, i), n in sorted(cells.items())) or "0")
    names = [str(p) if on_phone() else up[p] for p in sorted(up, reverse=True)]
    return filled(_map_sketch, {"rows": rows}, text, height=CELL * len(names), names=names)


def path(found: Sequence[Assessed], happened: Sequence[Occurred], appetite: int) -> Chart:
    """How its exposure went: every assessment on its day, the line of what is borne, and the days on which it happened."""
    rows: Rows = [
        {
            "on": here(one.at).date().isoformat(), "value": one.estimate.exposure, "level": plain(one.level.label), "colour": COLOURS[one.level],
            "shape": "diamond" if one.level is Level.TARGET else "circle" if one.level is Level.RESIDUAL else "square",
            "said": f"{one.estimate.exposure} ({one.estimate.probability} × {one.estimate.impact})", "now": one.level is not Level.TARGET,
        }
        for one in reversed(found)
    ]  # fmt: skip
    marks: Rows = [{"on": one.happened_on.isoformat(), "value": 1, "mark": "✸", "level": plain("It happened"), "said": str(one.impact)} for one in happened]
    line: Rows = [{"value": appetite, "said": plain("borne up to {count}", count=appetite)}]
    text = plain("Path of the risk: {said}", said=several(f"{row['on']} {row['level']} {row['said']}" for row in rows))
    return filled(_path_sketch, {"rows": rows, "now": [row for row in rows if row["now"]], "line": line, "happened": marks}, text, height=230)

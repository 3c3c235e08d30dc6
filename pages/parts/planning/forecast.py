"""How sure the finish is: the plan run a thousand times with durations between at best and at worst."""

from collections import Counter

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.planning import queries
from core.planning.queries import Loaded, PlanView
from core.planning.rules import sheet
from core.planning.rules.moments import day_of
from core.planning.rules.risk import RUNS, Risk, risk
from core.planning.rules.worktime import DAY
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.desk import ask_kept
from pages.parts.kit import linked_table, nothing
from pages.parts.sketch import FAINT, GROUND, HEIGHT, INK, LINE, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, escaped, labelled, percent, plain, t, tn

MOST_BARS, TALL, SHOWN = 60, 220, 15
HEADINGS = {"name": N_("Task"), "criticality": N_("Decides the finish"), "finish": N_("Finish in 80 of 100 runs")}


def _finishes_sketch() -> alt.LayerChart:
    x = alt.X("finish:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True, grid=False), scale=alt.Scale(type="utc"))
    told = [alt.Tooltip("day:N", title=say(N_("Finish"))), alt.Tooltip("share:N", title=say(N_("Runs that finish then"))), alt.Tooltip("until:N", title=say(N_("Runs finished by then")))]
    return alt.layer(
        sketch_rows("bars").mark_rect(color=LINE, opacity=0.8, stroke=GROUND).encode(x=x, x2="end:T", y=alt.Y("runs:Q", title=say(N_("Runs")), axis=alt.Axis(grid=True)), y2="zero:Q", tooltip=told),
        sketch_rows("marks").mark_rule(strokeWidth=2, color=theme.FAIR).encode(x=alt.X("at:T")),
        sketch_rows("marks").mark_text(align=alt.ExprRef("datum.first ? 'right' : 'left'"), dx=alt.ExprRef("datum.first ? -4 : 4"), baseline="top", fontSize=11, color=INK).encode(x=alt.X("at:T"), y=alt.value(0), text="label:N"),
        sketch_rows("planned").mark_rule(strokeWidth=2, strokeDash=[4, 3], color=FAINT).encode(x=alt.X("at:T")),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_finishes_sketch,)


def of_plan(actor: Actor, view: PlanView) -> Risk | None:
    """The runs of a plan as it stands, worked out once a version; None where no open task has a best and a worst case."""
    if not sheet.estimates([one.row for one in view.tasks]):
        return None
    found: Loaded = ask_kept(("plans", "calendar"), queries.loaded, actor, view.id)
    key, run = f"forecast:{view.id}", (view.id, found.version)
    held = st.session_state.get(key)
    if held is None or held[0] != run:
        with st.spinner(t("Running the plan {count} times", count=RUNS)):
            held = st.session_state[key] = (run, risk(sheet.plan(found.frame, found.rows), sheet.estimates(found.rows), RUNS, seed=view.id))
    return held[1]  # type: ignore[no-any-return]


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    made = of_plan(actor, view)
    if made is None:
        nothing(N_("No open task says how long it takes at best and at worst. Enter both in “One row in full”; the forecast then shows how sure the finish is."))
        return
    points = sheet.estimates([one.row for one in view.tasks])
    half, most = made.by(0.5), made.by(0.8)
    st.markdown(" · ".join((
        labelled(N_("Planned finish"), f"**{escaped(day(day_of(made.planned, ends=True)))}**"), labelled(N_("In time"), f"**{percent(made.chance(made.planned))}**"),
        labelled(N_("In 50 of 100 runs by"), f"**{escaped(day(day_of(half, ends=True)))}**"), labelled(N_("In 80 of 100 runs by"), f"**{escaped(day(day_of(most, ends=True)))}**"),
    )))  # fmt: skip
    sketch.draw(chart(made))
    st.caption(
        tn("{runs} runs; {count} task has a best and a worst case, the others take what is planned. The same plan gives the same figures.",
           "{runs} runs; {count} tasks have a best and a worst case, the others take what is planned. The same plan gives the same figures.", len(points), runs=RUNS)
    )  # fmt: skip
    _tasks(made, view)


def chart(made: Risk) -> Chart:
    """In how many runs the plan finishes on which days."""
    days = [(finish - 1) // DAY for finish in made.finishes]
    width = max(1, -(-(days[-1] - days[0] + 1) // MOST_BARS))
    counted = Counter((number - days[0]) // width for number in days)
    bars: Rows = []
    until = 0
    for place in range(max(counted) + 1):
        until += counted[place]
        first = days[0] + place * width
        bars.append({
            "finish": first * DAY * 6000, "end": (first + width) * DAY * 6000, "runs": counted[place], "zero": 0, "day": day(day_of(first * DAY)),
            "share": percent(counted[place] / len(days)), "until": percent(until / len(days)),
        })  # fmt: skip
    marks = [{"at": made.by(share) * 6000, "label": f"P{share:.0%}".rstrip("%"), "first": share == 0.5} for share in (0.5, 0.8)]
    said = plain("Finishes of all runs: half by {half}, 80 of 100 by {most}", half=day(day_of(made.by(0.5), ends=True)), most=day(day_of(made.by(0.8), ends=True)))
    return filled(_finishes_sketch, {"bars": bars, "marks": marks, "planned": [{"at": made.planned * 6000}]}, said, height=TALL)


def _tasks(made: Risk, view: PlanView) -> None:
    rows = {one.row.uid: one for one in view.tasks}
    ranked = sorted((one for one in made.tasks if one.uid in rows and not rows[one.uid].summary and one.criticality > 0), key=lambda one: -one.criticality)[:SHOWN]
    if not ranked:
        return
    st.subheader(t("Which tasks decide the finish"), anchor=False)
    frame = pd.DataFrame([(rows[one.uid].row.name, one.criticality, day(day_of(one.finish[1], ends=True))) for one in ranked], columns=list(HEADINGS))
    linked_table(
        frame, HEADINGS, key="forecast_tasks",
        criticality=st.column_config.ProgressColumn(plain("Decides the finish"), format="percent", min_value=0, max_value=1, help=plain("In which share of the runs the task lies on the critical path.")),
    )  # fmt: skip

"""Where the plan is heading: planned, promised and expected finish, and how the expected days of milestones moved."""

from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.planning.queries import PlanView
from core.progress.trend import queries
from core.progress.trend.queries import Heading
from core.progress.trend.rules import Course
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.desk import ask
from pages.parts.frame import on_phone
from pages.parts.kit import linked_table, nothing
from pages.parts.sketch import FAINT, HEIGHT, INK, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, escaped, labelled, plain, several, t, tn

HEADINGS = {"name": N_("Milestone"), "first": N_("Expected at first"), "last": N_("Expected now"), "days": N_("Calendar days later"), "moves": N_("Times put later"), "state": N_("State")}
USUAL, TALL = 6, 320
DAY_MS = 86_400_000


def _trend() -> alt.LayerChart:
    x = alt.X("at:T", title=say(N_("As it stood on")), axis=alt.Axis(format="%m-%d", labelOverlap=True, grid=False), scale=alt.Scale(type="utc"))
    y = alt.Y("expected:T", title=say(N_("Expected on")), axis=alt.Axis(format="%m-%d", labelOverlap=True, grid=True), scale=alt.Scale(type="utc", zero=False, padding=16))
    look = alt.Color("place:N", legend=None, scale=alt.Scale(range=theme.SERIES))
    told = [alt.Tooltip("name:N", title=say(N_("Milestone"))), alt.Tooltip("on:N", title=say(N_("As it stood on"))), alt.Tooltip("day:N", title=say(N_("Expected on")))]
    return alt.layer(
        sketch_rows("border").mark_line(strokeDash=[4, 3], strokeWidth=1.5, color=FAINT).encode(x=x, y=y),
        sketch_rows("lines").mark_line(strokeWidth=2.5, interpolate="step-after").encode(x=x, y=y, color=look),
        sketch_rows("lines").mark_point(filled=True, opacity=1, size=60).encode(x=x, y=y, color=look, shape=alt.Shape("shape:N", scale=None), tooltip=told),
        sketch_rows("ends").mark_text(align="right", dx=-6, dy=-9, fontSize=11, fontWeight="bold").encode(x=x, y=y, color=look, text="name:N"),
        sketch_rows("border_name").mark_text(align="right", dx=-4, dy=12, fontSize=11, color=INK).encode(x=x, y=y, text="label:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_trend,)


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    found: Heading | None = ask(queries.heading, actor, view.project_code)
    if found is None:
        nothing(N_("The plan has no task yet."))
        return
    _finish(found)
    st.subheader(t("Milestone trend"), anchor=False)
    if not found.courses:
        nothing(N_("The plan has no milestone yet. A row with the duration 0 is one."))
        return
    names = {one.uid: one.name for one in found.courses}
    moved = sorted(found.courses, key=lambda one: (-abs(one.moves[1]), one.uid))[:USUAL]
    wanted = st.multiselect(
        t("Milestones"), list(names), [one.uid for one in found.courses if one in moved], format_func=lambda uid: names[uid], key=f"trend:{view.id}:which", placeholder=plain("All milestones")
    )
    shown = [one for one in found.courses if not wanted or one.uid in wanted]
    sketch.draw(chart(shown))
    st.caption(
        t("A level line: the milestone holds its day. A rising line: it is put off. Where a line meets the dashed one it is reached. Told by the baselines, by what was read on each day on which it changed (since {day}), and by the plan of today.",
          day=day(found.since))
    )  # fmt: skip
    frame = pd.DataFrame([_line(one) for one in found.courses], columns=list(HEADINGS))
    linked_table(frame, HEADINGS, key="milestone_trend", name=st.column_config.TextColumn(plain("Milestone"), width=150 if on_phone() else "large", pinned=True))


def _finish(found: Heading) -> None:
    parts = [labelled(N_("By the baseline"), f"**{escaped(day(found.baseline))}**")] if found.baseline else []
    parts += [labelled(N_("Planned finish"), f"**{escaped(day(found.planned))}**"), labelled(N_("Expected"), f"**{escaped(day(found.forecast))}**")]
    st.markdown(" · ".join(parts), help=t("Expected: the plan worked out anew with what is finished and begun; what should be done by now and is not goes on from this hour."))
    over = (found.forecast - found.planned).days
    if over > 0:
        st.warning(
            tn("What is left cannot be done by the planned finish: {count} calendar day more is needed.", "What is left cannot be done by the planned finish: {count} calendar days more are needed.", over),
            icon=":material/schedule:",
        )  # fmt: skip
    if found.baseline is None:
        st.caption(t("No baseline is kept, so nothing was promised to compare with."))


def chart(shown: list[Course]) -> Chart:
    """Over the days of reading, when each milestone was expected."""
    lines: Rows = []
    ends: Rows = []
    for place, one in enumerate(shown):
        for reading in one.readings:
            lines.append({
                "at": _ms(reading.on), "expected": _ms(reading.expected), "name": one.name, "place": place, "on": day(reading.on), "day": day(reading.expected),
                "shape": "diamond" if reading.reached else "circle",
            })  # fmt: skip
        ends.append({"at": lines[-1]["at"], "expected": lines[-1]["expected"], "name": one.name, "place": place})
    low, high = min(row["at"] for row in lines), max(row["at"] for row in lines)
    border: Rows = [{"at": low, "expected": low}, {"at": high, "expected": high}]
    said = several(f"{one.name} {day(one.readings[0].expected)} → {day(one.readings[-1].expected)}" for one in shown)
    name: Rows = [border[1] | {"label": plain("Today")}]
    return filled(_trend, {"lines": lines, "ends": ends, "border": border, "border_name": name}, plain("Expected days of milestones, at first and now: {said}", said=said), height=TALL)


def _ms(on: date) -> int:
    return (on.toordinal() - 719_163) * DAY_MS


def _line(one: Course) -> tuple[object, ...]:
    times, days = one.moves
    state = plain("Reached") if one.reached_on else plain("Overdue") if one.readings[-1].expected < today() else ""
    return one.name, day(one.readings[0].expected), day(one.readings[-1].expected), days, times, state

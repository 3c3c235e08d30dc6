"""The chart of a plan: bars over time with the critical path, slack, progress, a baseline beside them and today."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from core.access import Actor
from core.clock import here, now
from core.planning import actions
from core.planning.baselines import queries as baseline_queries
from core.planning.queries import Planned, PlanView
from core.planning.rules.moments import day_of, midnight, ticks, wall
from core.planning.rules.plan import Constraint, LinkType
from core.planning.rules.sheet import Kind
from core.planning.rules.tasks import Tasks
from core.planning.rules.worktime import DAY
from core.words import N_, pick
from pages.parts import sketch, theme
from pages.parts.desk import ask_kept, perform
from pages.parts.frame import fresh_actor
from pages.parts.kit import nothing
from pages.parts.planning import baselines
from pages.parts.planning.grid import people_by_label, roughly
from pages.parts.sketch import FAINT, FLOOR, GROUND, HEIGHT, INK, LINE, TOP, Chart, Rows, filled, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, escaped, language, plain, several, t

STEP, HEAD, BAR = 24, 46, 13
"""Pixels: a row, the head with the axis, and a bar."""
PAGE, WHOLE = 300, 420
"""Rows that are drawn one by one at a time, and the pixels in which all rows of a larger plan are shown at once."""
MS = 6000
"""Milliseconds a tick: the chart counts time as the plan's wall clock, without zones."""
MOST_LINKED = 400
"""In a plan of more than a quarter of these the arrows are drawn only when they are asked for."""
CRITICAL = theme.POOR
WEEK, MONTH, QUARTER, ALL = "week", "month", "quarter", "all"
SPANS = {ALL: N_("All"), QUARTER: N_("Quarter"), MONTH: N_("Month"), WEEK: N_("Week")}
DAYS = {WEEK: 10, MONTH: 35, QUARTER: 100}


def _time(field: str, **more: object) -> alt.X:
    axis = alt.Axis(orient="top", format="%m-%d", labelOverlap=True, tickCount=9, labelFlush=False, grid=True)
    return alt.X(f"{field}:T", title=None, axis=axis, scale=alt.Scale(type="utc", nice=False), **more)


def _tips() -> list[alt.Tooltip]:
    told = (("name", N_("Task")), ("starts", N_("Start")), ("ends", N_("Finish")), ("percent", N_("Done")), ("slack", N_("Slack")), ("people", N_("People")))
    return [alt.Tooltip(f"{field}:N", title=say(label)) for field, label in told]


def _gantt_sketch() -> alt.LayerChart:
    zoom = alt.selection_interval(bind="scales", encodings=["x"])
    colour = alt.Color("critical:N", legend=None, scale=alt.Scale(domain=[False, True], range=[LINE, CRITICAL]))
    return alt.layer(
        sketch_rows("bounds").mark_point(opacity=0).encode(x=_time("at"), y=named()),
        sketch_rows("rest").mark_rect(color=FAINT, opacity=0.1).encode(x=_time("a"), x2="b:T"),
        sketch_rows("links").mark_line(color=FAINT, opacity=0.55, strokeWidth=1, interpolate="linear").encode(x=_time("at"), y=named(), detail="link:N", order="order:Q"),
        sketch_rows("baseline").mark_bar(color=FAINT, opacity=0.6, height=4, yOffset=9).encode(x=_time("a"), x2="b:T", y=named()),
        sketch_rows("slack").mark_rule(color=FAINT, strokeWidth=2, strokeDash=[2, 2]).encode(x=_time("a"), x2="b:T", y=named()),
        sketch_rows("summaries").mark_bar(color=INK, height=6, opacity=0.8).encode(x=_time("a"), x2="b:T", y=named(), tooltip=_tips()),
        sketch_rows("bars").mark_bar(height=BAR, cornerRadius=2, opacity=0.85).encode(x=_time("a"), x2="b:T", y=named(), color=colour, tooltip=_tips()).add_params(zoom),
        sketch_rows("done").mark_bar(height=4, color=GROUND, opacity=0.9).encode(x=_time("a"), x2="b:T", y=named()),
        sketch_rows("milestones").mark_point(shape="diamond", filled=True, size=130, opacity=1).encode(x=_time("a"), y=named(), color=colour, tooltip=_tips()),
        sketch_rows("milestones").mark_text(align=alt.ExprRef("datum.last ? 'right' : 'left'"), dx=alt.ExprRef("datum.last ? -10 : 10"), fontSize=11, color=INK).encode(x=_time("a"), y=named(), text="label:N"),
        sketch_rows("today").mark_rule(color=theme.FAIR, strokeWidth=2).encode(x=_time("at")),
    ).properties(height=HEIGHT)  # fmt: skip


def _projects_sketch() -> alt.LayerChart:
    colour = alt.Color("late:N", legend=None, scale=alt.Scale(domain=[False, True], range=[LINE, CRITICAL]))
    tips = [alt.Tooltip(f"{field}:N", title=say(label)) for field, label in (("name", N_("Project")), ("starts", N_("Start")), ("ends", N_("Finish")), ("percent", N_("Done")), ("overdue", N_("Overdue")))]
    return alt.layer(
        sketch_rows("bars").mark_bar(height=BAR, cornerRadius=2, opacity=0.85).encode(x=_time("a"), x2="b:T", y=named(), color=colour, tooltip=tips),
        sketch_rows("done").mark_bar(height=4, color=GROUND, opacity=0.9).encode(x=_time("a"), x2="b:T", y=named()),
        sketch_rows("today").mark_rule(color=theme.FAIR, strokeWidth=2).encode(x=_time("at")),
    ).properties(height=HEIGHT)  # fmt: skip


def _whole_sketch() -> alt.LayerChart:
    """All bars of a large plan at once, thin, to be moved and enlarged; the rows in view below are marked."""
    zoom = alt.selection_interval(bind="scales")
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["task", "summary", "critical"], range=[LINE, INK, CRITICAL]))
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[TOP, FLOOR], nice=False, zero=False))
    tips = [alt.Tooltip("name:N", title=say(N_("Task"))), *(alt.Tooltip(f"{field}:T", title=say(label), format="%Y-%m-%d %H:%M") for field, label in (("a", N_("Start")), ("b", N_("Finish"))))]
    return alt.layer(
        sketch_rows("page").mark_rect(color=FAINT, opacity=0.18).encode(y=y, y2="bottom"),
        sketch_rows("whole").mark_rect(clip=True).encode(x=_time("a"), x2="b:T", y=y, y2="bottom", color=colour, tooltip=tips).add_params(zoom),
        sketch_rows("today").mark_rule(color=theme.FAIR, strokeWidth=2, clip=True).encode(x=_time("at")),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_gantt_sketch, _projects_sketch, _whole_sketch)


def of_projects(frame: pd.DataFrame) -> None:
    """All plans as bars. Columns: `queries.portfolio`."""
    bars: Rows = []
    done: Rows = []
    names = []
    spoken = language()
    begins, finishes = cache(lambda at: day(day_of(at))), cache(lambda at: day(day_of(at, ends=True)))
    for place, row in enumerate(frame.itertuples()):
        share = row.done / 100 if row.done == row.done and row.done is not None else 0.0
        a, b = int(row.starts) * MS, max(int(row.finish), int(row.starts) + DAY // 3) * MS
        name = pick(row.name, spoken)
        bars.append({
            "place": place, "a": a, "b": b, "late": bool(row.late or row.lacks), "name": name, "starts": begins(int(row.starts)), "ends": finishes(int(row.finish)),
            "percent": f"{share:.0%}", "overdue": str(row.late),
        })  # fmt: skip
        done.append({"place": place, "a": a, "b": a + round((b - a) * share)})
        names.append(f"{row.project} {name}")
    said = several(f"{name} {bar['starts']} – {bar['ends']}" for name, bar in zip(names, bars, strict=True))
    data = {"bars": bars, "done": [one for one in done if one["b"] > one["a"]], "today": [{"at": _now() * MS}]}
    sketch.draw(filled(_projects_sketch, data, plain("All plans over time: {said}", said=said), height=STEP * len(bars) + HEAD, names=names))
    st.caption(t("Red: something is overdue or cannot be kept. The pale line in a bar is what is done; the upright line is today."))


def _now() -> int:
    return ticks(here(now()).replace(tzinfo=None))


def draw(actor: Actor, view: PlanView) -> None:
    """The chart with its tools."""
    if not view.tasks:
        nothing(N_("The plan has no rows yet."))
        return
    if view.editable:
        _move(view)
    deepest = int(view.tasks.column("level").max())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = st.segmented_control(t("Time shown"), list(SPANS), format_func=lambda one: t(SPANS[one]), default=ALL, key=f"gantt:{view.id}:span", required=True)
        level = st.segmented_control(
            t("Outline levels"), list(range(1, deepest + 1)), default=deepest, key=f"gantt:{view.id}:level", required=True
        ) if deepest > 1 else 1  # fmt: skip
        only = st.toggle(t("Only critical"), key=f"gantt:{view.id}:critical")
        lines = st.toggle(t("Links"), len(view.tasks) <= MOST_LINKED // 4, key=f"gantt:{view.id}:links")
        row = baselines.picked(actor, view, f"gantt:{view.id}:baseline", none=N_("None"))
    was = {one.uid: (one.starts, one.ends) for one in ask_kept("plans", baseline_queries.stood, actor, row.id)} if row else {}
    shown = view.tasks if level >= deepest and not only else [one for one in view.tasks if one.row.level <= level and (not only or one.critical)]
    if not shown:
        nothing(N_("No task is critical."))
        return
    shown = _page(view, shown)
    with st.container(height=min(STEP * len(shown) + HEAD, 760), border=False):
        sketch.draw(chart(view, shown, was, span, links=lines))
    st.caption(t("Red: critical. Dashed: slack. The pale line in a bar is what is done, the grey one below it the baseline, the upright one today. Drag to move in time, turn the wheel to zoom."))


def _page(view: PlanView, shown: Sequence[Planned]) -> Sequence[Planned]:
    """So many rows as can be read; of more, all of them at once above, and those below that are chosen."""
    if len(shown) <= PAGE:
        return shown
    pages = -(-len(shown) // PAGE)
    key = f"gantt:{view.id}:page"
    number = min(st.session_state.get(key) or 1, pages)
    first = (number - 1) * PAGE
    sketch.draw(whole(view, shown, first, min(first + PAGE, len(shown))))
    st.caption(t("All {count} rows at once. Drag to move, turn the wheel to zoom. The grey band is what stands below, row by row.", count=len(shown)))
    st.pagination(pages, key=key)
    return shown[first : first + PAGE]


def whole(view: PlanView, shown: Sequence[Planned], first: int, last: int) -> Chart:
    """All rows as thin bars, each at least a pixel high; those from `first` to before `last` are marked."""
    tasks = shown if isinstance(shown, Tasks) else Tasks(shown)
    a, b = tasks.column("starts").astype(np.float64), tasks.column("ends").astype(np.float64)
    kinds = pa.DictionaryArray.from_arrays(np.where(tasks.column("summary"), 1, tasks.column("critical") * 2).astype(np.int8), ["task", "summary", "critical"])
    top = np.arange(len(tasks), dtype=np.float64)
    least = max(DAY // 4, float(b.max() - a.min()) / 400)
    titles = view.tasks.titles if tasks is view.tasks else [view.tasks.titles[view.tasks.places[one.row.uid]] for one in tasks]
    table = sketch.table(a=_moments(a), b=_moments(np.maximum(b, a + least)), top=top, bottom=top + max(0.9, len(tasks) / WHOLE), kind=kinds, name=titles)
    data: dict[str, Rows] = {"page": [{"top": first, "bottom": last}], "today": [{"at": _now() * MS}] if a.min() <= _now() <= b.max() else []}
    said = plain("The whole plan over time, {count} rows", count=len(shown))
    return filled(_whole_sketch, data, said, height=WHOLE, floor=0, top=len(shown), tables={"whole": table})


def _moments(ticks_: np.ndarray) -> np.ndarray:
    return ticks_ * MS


@st.fragment
def _move(view: PlanView) -> None:
    """One task put to another day, where the chart shows what follows. Runs by itself until something is moved: the chart waits."""
    with st.expander(t("Move a task"), icon=":material/event_repeat:", key=f"move:{view.id}", on_change="rerun") as panel:
        if not panel.open:
            return
        key = f"move:{view.id}:{view.version}"
        left, middle, right = st.columns([1, 3, 2], vertical_alignment="bottom")
        number = int(left.number_input(t("Row"), 1, len(view.tasks), 1, key=f"move:{view.id}:row"))
        one = view.tasks[number - 1]
        middle.markdown(f"**{escaped(view.numbers[one.row.uid])} {escaped(one.row.name)}**  \n{escaped(_said(one.starts))} – {escaped(_said(one.ends))}")
        if one.summary or one.row.actual_start is not None:
            right.caption(t("It has begun: its real dates are in the task table.") if not one.summary else t("It follows from the rows in it. Please move those."))
            return
        first = right.date_input(t("Start no earlier than"), day_of(one.starts), key=f"{key}:{number}:day", help=t("What waits for it follows; what it waits for itself still holds it."))
        if st.button(t("Move it"), key=f"{key}:{number}:save", type="primary", disabled=not isinstance(first, date) or first == day_of(one.starts)) and isinstance(first, date):
            at = midnight(first) + one.starts % DAY
            if perform(actions.change, fresh_actor(), view.id, seen=view.version, changes={one.row.uid: {"constraint": Constraint.START_NO_EARLIER_THAN, "constraint_at": at}}):
                st.rerun()


def chart(view: PlanView, shown: Sequence[Planned], was: Mapping[int, tuple[int, int]], span: str, *, links: bool) -> Chart:
    """The chart of some rows of a plan; `was`: starts and finishes of a baseline by uid."""
    numbers, done = view.numbers, view.done
    people = {who: label for label, who in people_by_label(view).items()}
    data: dict[str, Rows] = {name: [] for name in ("rest", "links", "baseline", "slack", "summaries", "bars", "done", "milestones", "today", "bounds")}
    ends = [one.ends for one in shown] + [finish for uid, (_, finish) in was.items()]
    first, last = min([one.starts for one in shown] + [start for start, _ in was.values()]), max(ends)
    if span in DAYS:
        first = max(first, min(_now() - 2 * DAY, last - DAYS[span] * DAY))
        last = first + DAYS[span] * DAY
    margin = max(DAY // 2, (last - first) // 50)
    first, last = first - margin, last + 4 * margin
    collapsed = {one.row.uid for one in shown if one.summary}
    said_at, rough, crew = cache(_said), cache(lambda slack, elapsed: roughly(slack, elapsed, view)), cache(lambda who: several(people[one] for one, _ in who))
    for place, one in enumerate(shown):
        if one.ends < first or one.starts > last:
            continue
        a, b = max(one.starts, first), min(one.ends, last)
        told = {
            "place": place, "a": a * MS, "b": b * MS, "critical": bool(one.critical and one.row.actual_finish is None), "name": f"{numbers[one.row.uid]} {one.row.name}",
            "starts": said_at(one.starts), "ends": said_at(one.ends), "percent": f"{done[one.row.uid]} %", "slack": rough(one.total_slack, one.row.elapsed),
            "people": crew(one.row.people),
        }  # fmt: skip
        if one.row.uid in collapsed:
            data["summaries"].append(told)
        elif one.row.kind is not Kind.TASK or one.starts == one.ends:
            data["milestones"].append(told | {"label": wall(one.ends).strftime("%m-%d"), "last": one.starts > last - (last - first) // 4})
        else:
            data["bars"].append(told)
            if one.row.percent and (end := min(last, one.starts + (one.ends - one.starts) * one.row.percent // 100)) > a:
                data["done"].append({"place": place, "a": a * MS, "b": end * MS})
            if one.total_slack > 0 and one.row.actual_finish is None and one.late_finish > one.ends:
                data["slack"].append({"place": place, "a": b * MS, "b": min(one.late_finish, last) * MS})
        if one.row.uid in was:
            start, finish = was[one.row.uid]
            if finish >= first and start <= last:
                data["baseline"].append({"place": place, "a": max(start, first) * MS, "b": min(max(finish, start + 200), last) * MS})
    if links:
        data["links"] = _links(shown, first, last)
    data["rest"] = _free_days(view, first, last)
    data["bounds"] = [{"at": at * MS, "place": place} for place, at in ((0, first), (len(shown) - 1, last))] + [{"at": first * MS, "place": place} for place in range(len(shown))]
    if first <= _now() <= last:
        data["today"] = [{"at": _now() * MS}]
    names = [f"{'  ' * (one.row.level - 1)}{numbers[one.row.uid]} {one.row.name}" for one in shown]
    critical = several(one.row.name for one in shown if one.critical and not one.summary)
    said = plain("The plan over time, {count} rows; critical: {critical}", count=len(shown), critical=critical or "–")
    return filled(_gantt_sketch, data, said, height=STEP * len(shown), names=names)


def _said(at: int) -> str:
    when = wall(at)
    return f"{day(when.date())} {when:%H:%M}"


def _links(shown: Sequence[Planned], first: int, last: int) -> Rows:
    """Each link as a line of three points: from the end it waits for, down or up, to the end that waits."""
    places = {one.row.uid: (place, one) for place, one in enumerate(shown)}
    found: Rows = []
    for place, one in enumerate(shown):
        for tie in one.row.before:
            if tie.uid not in places:
                continue
            other_place, other = places[tie.uid]
            a = other.ends if tie.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH) else other.starts
            b = one.starts if tie.type in (LinkType.FINISH_START, LinkType.START_START) else one.ends
            if not (first <= a <= last and first <= b <= last):
                continue
            link = f"{tie.uid}-{one.row.uid}-{int(tie.type)}"
            found += [{"link": link, "order": order, "at": at * MS, "place": where} for order, (at, where) in enumerate(((a, other_place), (b, other_place), (b, place)))]
    return found


def _free_days(view: PlanView, first: int, last: int) -> Rows:
    """Days on which the organisation does not work, where the time shown is short enough for them to be seen."""
    if last - first > 200 * DAY:
        return []
    low = midnight(day_of(first))
    days = [low + n * DAY for n in range((last - low) // DAY + 1)]
    free = [at for at in days if day_of(at) in view.free_days]
    found = []
    for _, group in groupby(enumerate(free), lambda pair: pair[1] - pair[0] * DAY):
        run = [at for _, at in group]
        found.append({"a": max(run[0], first) * MS, "b": min(run[-1] + DAY, last) * MS})
    return found


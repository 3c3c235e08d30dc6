"""The critical chain as a network: what holds the finish, in columns from left to right, and the same as a list to read."""

import unicodedata
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from core.planning.queries import Planned, PlanView
from core.planning.rules import diagram, notation
from core.planning.rules.diagram import Diagram, Tie
from core.planning.rules.moments import day_of, wall
from core.planning.rules.plan import LinkType
from core.planning.rules.sheet import Kind
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.frame import on_phone
from pages.parts.kit import linked_table, nothing
from pages.parts.planning.grid import UNITS, amount, roughly
from pages.parts.sketch import FAINT, FLOOR, GROUND, HEIGHT, INK, LINE, TOP, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, day, escaped, labelled, plain, several, t, tn

WIDE, HIGH = 156, 78
"""Pixels: a box."""
ACROSS, DOWN = 222, 96
"""Pixels from one column to the next, and from one row to the next."""
EDGE = 8
LANE = 22
"""Pixels of a row in which only lines pass by."""
LINE_UNITS = 20
"""So much of a name fits into a line of its box; a Chinese character counts two."""
MOST = 120
"""With more boxes nobody finds a way through."""
CRITICAL, NEAR = theme.POOR, theme.FAIR
HEADINGS = {
    "wbs": N_("No."), "name": N_("Task"), "starts": N_("Start"), "ends": N_("Finish"), "duration": N_("Duration"), "slack": N_("Slack"), "before": N_("Waits for"),
}  # fmt: skip


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[FLOOR, TOP], nice=False, zero=False))


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False, zero=False))


def _text(field: str, dy: int, **look: object) -> alt.Chart:
    return sketch_rows("boxes").mark_text(baseline="middle", dy=dy, **look).encode(x=_x("right" if look.get("align") == "right" else "left"), y=_y("y"), text=f"{field}:N")


def _chain_sketch() -> alt.LayerChart:
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["critical", "near", "free"], range=[CRITICAL, NEAR, LINE]))
    of_link = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["critical", "near", "free"], range=[CRITICAL, FAINT, FAINT]))
    told = (("name", N_("Task")), ("starts", N_("Earliest start")), ("ends", N_("Earliest finish")), ("late_starts", N_("Latest start")), ("late_ends", N_("Latest finish")), ("duration", N_("Duration")), ("slack", N_("Slack")), ("people", N_("People")))
    tips = [alt.Tooltip(f"{field}:N", title=say(label)) for field, label in told]
    links = alt.layer(
        sketch_rows("links").mark_line(strokeWidth=1.6, opacity=0.85, interpolate="monotone").encode(x=_x("x"), y=_y("y"), detail="link:N", order="order:Q", color=of_link),
        sketch_rows("heads").mark_point(shape="triangle-right", filled=True, size=60, opacity=1, xOffset=-4).encode(x=_x("x"), y=_y("y"), color=of_link, tooltip=alt.Tooltip("link:N", title=say(N_("Link")))),
    ).resolve_scale(color="shared")
    boxes = alt.layer(
        sketch_rows("boxes").mark_rect(fill=GROUND, fillOpacity=1, strokeWidth=1.8, cornerRadius=6).encode(x=_x("x"), x2="x2", y=_y("top"), y2="bottom", stroke=colour, tooltip=tips),
        _text("wbs", -28, align="left", fontSize=11, color=FAINT), _text("slack", -28, align="right", fontSize=11, color=FAINT),
        _text("first", -11, align="left", fontSize=12, fontWeight="bold", color=INK), _text("second", 4, align="left", fontSize=12, fontWeight="bold", color=INK),
        _text("when", 26, align="left", fontSize=11, color=INK), _text("duration", 26, align="right", fontSize=11, color=INK),
    )  # fmt: skip
    lags = alt.layer(
        sketch_rows("lags").mark_text(fontSize=11, fontWeight="bold", color=GROUND, stroke=GROUND, strokeWidth=5, baseline="bottom", align="right", dx=-10, dy=-3).encode(x=_x("x"), y=_y("y"), text="label:N"),
        sketch_rows("lags").mark_text(fontSize=11, fontWeight="bold", color=INK, baseline="bottom", align="right", dx=-10, dy=-3).encode(x=_x("x"), y=_y("y"), text="label:N"),
    )  # fmt: skip
    return alt.layer(links, boxes, lags).resolve_scale(color="independent").properties(height=HEIGHT)


SKETCHES = (_chain_sketch,)


def draw(view: PlanView) -> None:
    """The part of the page."""
    if not view.tasks:
        nothing(N_("The plan has no rows yet."))
        return
    activities = _activities(view)
    links = diagram.ties(activities)
    numbers = view.numbers
    leads_to, slack = _choice(view, numbers)
    kept = diagram.chain(activities, links, slack=slack, leads_to=leads_to)
    if not kept:
        nothing(N_("No open task holds the finish: all that is critical is done.") if leads_to is None else N_("Nothing open leads there any more."))
        return
    if len(kept) > MOST:
        st.info(t("{count} tasks belong to it. The first {most} are drawn; choose a task or a milestone to see what leads there.", count=len(kept), most=MOST), icon=":material/info:")
        kept = sorted(kept, key=lambda one: (one.starts, one.ends, one.uid))[:MOST]
    found = diagram.drawn(kept, links)
    tasks = {one.row.uid: one for one in view.tasks}
    paths = 1 + max(spot.path for spot in found.spots)
    said = tn("{count} task holds the finish.", "{count} tasks hold the finish.", len(kept)) if leads_to is None else tn("{count} task leads there.", "{count} tasks lead there.", len(kept))
    st.markdown(said + (" " + t("They are {count} paths that do not touch.", count=paths) if paths > 1 else ""))
    listed = _in_order(found, tasks)
    inner = [one.tie for one in found.routes]
    if on_phone():
        _lines(listed, inner, view, numbers, paths)
    with st.container(height=min(_middles(found)[1] + 24, 640), border=False, key="wide-chain"):
        sketch.draw(chart(found, tasks, view, numbers), width=found.columns * ACROSS - (ACROSS - WIDE) + 2 * EDGE)
    st.caption(t("Each box: number and slack, name, earliest start and finish, duration. Red: critical. Yellow: slack within what you chose. A line without a word runs from finish to start; FS, SS, FF and SF with a time tell the others."))
    if not on_phone():
        with st.expander(t("The chain in order"), icon=":material/format_list_numbered:"):
            _table(listed, inner, view, numbers, paths)


def _activities(view: PlanView) -> list[diagram.Activity]:
    return [
        diagram.Activity(one.row.uid, one.row.level, one.starts, one.ends, one.total_slack, one.critical, one.row.actual_finish is not None, one.row.before)
        for one in view.tasks
    ]  # fmt: skip


def _choice(view: PlanView, numbers: Mapping[int, str]) -> tuple[int | None, int]:
    """What is to be seen: the row that it leads to, and how much slack (ticks) counts as nearly critical."""
    events = [one for one in view.tasks if one.row.kind is not Kind.TASK]
    others = [one for one in view.tasks if one.row.kind is Kind.TASK]
    offered: dict[int | None, str] = {None: plain("The finish of the plan")} | {one.row.uid: f"{_sign(one)}{numbers[one.row.uid]} {one.row.name}" for one in (*events, *others)}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    uid = left.selectbox(t("What leads to"), list(offered), format_func=lambda one: offered.get(one, ""), key=f"chain:{view.id}:to")
    days = right.number_input(t("With slack up to (days)"), 0, 60, 0, key=f"chain:{view.id}:slack", help=t("Shows the tasks too that become critical if they slip by a little more."))
    return (uid if uid in offered else None), int(days) * view.scale.day


def _sign(one: Planned) -> str:
    return "" if one.row.kind is Kind.TASK else "◆ "


def _kind(one: Planned) -> str:
    return "critical" if one.critical else "near"


def chart(found: Diagram, tasks: Mapping[int, Planned], view: PlanView, numbers: Mapping[int, str]) -> Chart:
    """The boxes and the lines between them."""
    boxes: Rows = []
    middle, tall = _middles(found)
    for spot in found.spots:
        one = tasks[spot.uid]
        x, y = _left(spot.column), middle[spot.row]
        first, second = folded(f"{_sign(one)}{one.row.name}", LINE_UNITS)
        boxes.append({
            "x": x, "x2": x + WIDE, "top": y - HIGH // 2, "bottom": y + HIGH // 2, "y": y, "left": x + 10, "right": x + WIDE - 10, "kind": _kind(one),
            "wbs": numbers[spot.uid], "slack": plain("Slack {time}", time=roughly(one.total_slack, one.row.elapsed, view)), "first": first, "second": second, "name": one.row.name,
            "when": _when(one), "starts": _at(one.starts), "ends": _at(one.ends), "late_starts": _at(one.late_start), "late_ends": _at(one.late_finish),
            "duration": amount(one.row.duration, one.row.elapsed, view), "people": several(_names(one, view)) or "–",
        })  # fmt: skip
    lines: Rows = []
    heads: Rows = []
    lags: Rows = []
    for number, route in enumerate(found.routes):
        tie = route.tie
        a, b = tasks[tie.before], tasks[tie.after]
        kind = "critical" if a.critical and b.critical else "near"
        label = link_label(tie, view)
        name = f"{numbers[tie.before]} {a.row.name} → {numbers[tie.after]} {b.row.name} ({label or notation.SIGNS[LinkType.FINISH_START]})"
        lines += [{"link": f"{number}", "order": order, "x": x, "y": y, "kind": kind} for order, (x, y) in enumerate(_way(route.points, middle))]
        x, y = _left(route.points[-1][0]), middle[route.points[-1][1]]
        heads.append({"x": x, "y": y, "link": name, "kind": kind})
        if label:
            lags.append({"x": x, "y": y, "label": label})
    said = plain("The network, {count} tasks: {names}", count=len(boxes), names=several(f"{one['wbs']} {one['name']}" for one in boxes))
    data = {"boxes": boxes, "links": lines, "heads": heads, "lags": lags}
    return filled(_chain_sketch, data, said, height=tall, top=found.columns * ACROSS - (ACROSS - WIDE) + 2 * EDGE)


def _left(column: int) -> int:
    return EDGE + column * ACROSS


def _middles(found: Diagram) -> tuple[list[int], int]:
    """The middle of each row, and the height of all."""
    taken = {spot.row for spot in found.spots}
    middles, y = [], EDGE
    for row in range(found.rows):
        high = DOWN if row in taken else LANE
        middles.append(y + high // 2)
        y += high
    return middles, y + EDGE


def _way(points: Sequence[tuple[int, int]], middle: Sequence[int]) -> list[tuple[int, int]]:
    """A line through the gaps between the columns: level through every column that it passes."""
    way = [(_left(points[0][0]) + WIDE, middle[points[0][1]])]
    for column, row in points[1:-1]:
        way += [(_left(column), middle[row]), (_left(column) + WIDE, middle[row])]
    return [*way, (_left(points[-1][0]) - 3, middle[points[-1][1]])]


def link_label(tie: Tie, view: PlanView) -> str:
    """What is written at a link: nothing where the one follows the other at once."""
    kind = tie.kind
    if kind.type is LinkType.FINISH_START and not kind.lag:
        return ""
    units = {letter: plain(word) for letter, word in UNITS.items()}
    lag = f"{abs(kind.lag)}%" if kind.percent else notation.written(abs(kind.lag), kind.elapsed, view.scale, units)
    return notation.SIGNS[kind.type] + (("-" if kind.lag < 0 else "+") + lag if kind.lag else "")


def folded(text: str, units: int) -> tuple[str, str]:
    """A name in two lines of so many units at most, broken between words where it can be; what is left over is an ellipsis."""
    first, rest = _cut(text, units)
    second, over = _cut(rest, units)
    return first, (_cut(rest, units - 1)[0] + "…" if over else second)


def _cut(text: str, units: int) -> tuple[str, str]:
    """The part of a text that fits, and what is left."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if unicodedata.east_asian_width(letter) in "WFA" else 1
        if used > units:
            blank = text.rfind(" ", 0, place + 1)
            end = blank if blank > place // 2 else place
            return text[:end].rstrip(), text[end:].lstrip()
    return text, ""


def _when(one: Planned) -> str:
    first, last = wall(one.starts), day_of(one.ends, ends=one.ends > one.starts)
    return f"{first:%m-%d}" if first.date() == last else f"{first:%m-%d} – {last:%m-%d}"


def _at(ticks: int) -> str:
    when = wall(ticks)
    return f"{day(when.date())} {when:%H:%M}"


def _names(one: Planned, view: PlanView) -> list[str]:
    return [content(view.people.get(who)) or str(who) for who, _ in one.row.people]


# --- to be read ------------------------------------------------------------------------------------------------------


def _in_order(found: Diagram, tasks: Mapping[int, Planned]) -> list[tuple[int, Planned]]:
    """The path of each task and the task, path by path, in the order of time."""
    return sorted(((spot.path, tasks[spot.uid]) for spot in found.spots), key=lambda pair: (pair[0], pair[1].starts, pair[1].ends, pair[1].row.uid))


def _waits(one: Planned, links: Sequence[Tie], view: PlanView, numbers: Mapping[int, str]) -> str:
    return several(f"{numbers[link.before]} {link_label(link, view)}".strip() for link in links if link.after == one.row.uid)


def _table(listed: Sequence[tuple[int, Planned]], links: Sequence[Tie], view: PlanView, numbers: Mapping[int, str], paths: int) -> None:
    headings = ({"path": N_("Path")} if paths > 1 else {}) | HEADINGS
    rows = [
        (*((path + 1,) if paths > 1 else ()), numbers[one.row.uid], f"{_sign(one)}{one.row.name}", day(day_of(one.starts)), day(day_of(one.ends, ends=one.ends > one.starts)),
         amount(one.row.duration, one.row.elapsed, view), roughly(one.total_slack, one.row.elapsed, view), _waits(one, links, view, numbers))
        for path, one in listed
    ]  # fmt: skip
    linked_table(pd.DataFrame(rows, columns=list(headings)), headings, key=f"chain:{view.id}:rows")


def _lines(listed: Sequence[tuple[int, Planned]], links: Sequence[Tie], view: PlanView, numbers: Mapping[int, str], paths: int) -> None:
    """The chain as lines: what a small screen shows well."""
    shown = None
    for path, one in listed:
        if paths > 1 and path != shown:
            st.markdown(f"**{t('Path {number}', number=path + 1)}**")
        shown = path
        waits = _waits(one, links, view, numbers)
        facts = [
            escaped(_when(one)), escaped(amount(one.row.duration, one.row.elapsed, view)), t("Slack {time}", time=roughly(one.total_slack, one.row.elapsed, view)),
            *((labelled(N_("Waits for"), escaped(waits)),) if waits else ()),
        ]  # fmt: skip
        st.markdown(f"{':red' if one.critical else ':orange'}[●] {escaped(_sign(one))}{escaped(numbers[one.row.uid])} **{escaped(one.row.name)}**  \n{' · '.join(facts)}")

"""Reviews in charts: who judges how (radar), self beside others, how answers spread, the path over the points."""

from fractions import Fraction
from math import cos, pi, sin

import altair as alt

from core.review.queries import Before
from core.review.rules import OTHERS, SCORES, Group, Instrument, Outcome, kept
from core.words import N_
from pages.parts import theme
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, day, number, plain, several

COLOURS = {Group.SELF: theme.SERIES[1], Group.TEAM: theme.SERIES[0], Group.CUSTOMER: theme.SERIES[2], Group.MANAGEMENT: theme.SERIES[3]}
READ_PATH = N_("The thick line is the total; its score stands below each review.")
INKS = ["#ffffff", "#1b2a33", "#1b2a33", "#1b2a33", "#ffffff"]
"""What is read on the colours of the scores."""
WIDTH, UNIT, BOTTOM, TOP_ = 356, 96, -1.25, 1.45


def _radar_sketch() -> alt.LayerChart:
    wide = WIDTH / UNIT / 2
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-wide, wide], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[BOTTOM, TOP_], nice=False))
    colour = alt.Color("colour:N", scale=None)
    tips = [alt.Tooltip("group:N", title=say(N_("Group"))), alt.Tooltip("name:N", title=say(N_("Dimension"))), alt.Tooltip("said:N", title=say(N_("Score")))]
    return alt.layer(
        sketch_rows("rings").mark_line(interpolate="linear-closed", opacity=0.45, strokeWidth=1, color=FAINT).encode(x=x, y=y, order="order:Q", detail="ring:N"),
        sketch_rows("ring_names").mark_text(align="right", fontSize=9, color=FAINT).encode(x=x, y=y, text="said:N"),
        sketch_rows("lines").mark_line(interpolate="linear-closed", strokeWidth=2.5).encode(x=x, y=y, order="order:Q", detail="group:N", color=colour),
        sketch_rows("points").mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour, tooltip=tips),
        *(
            sketch_rows(side).mark_text(align=side, baseline="middle", fontSize=11, color=INK, lineBreak="\n").encode(x=x, y=y, text="text:N") for side in ("left", "center", "right")
        ),
    ).properties(width=WIDTH, height=round((TOP_ - BOTTOM) * UNIT))  # fmt: skip


def _gap_sketch() -> alt.LayerChart:
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=[1, 5], nice=False), axis=alt.Axis(tickCount=5, values=[1, 2, 3, 4, 5]))
    tips = [alt.Tooltip("name:N", title=say(N_("Dimension"))), alt.Tooltip("group:N", title=say(N_("Group"))), alt.Tooltip("said:N", title=say(N_("Score")))]
    return alt.layer(
        sketch_rows("gaps").mark_rule(strokeWidth=4, opacity=0.35, color=FAINT).encode(y=named(), x=alt.X("low:Q"), x2="high:Q"),
        sketch_rows("rows").mark_point(filled=True, size=110, opacity=1).encode(y=named(), x=x, color=alt.Color("colour:N", scale=None), shape=alt.Shape("shape:N", scale=None), tooltip=tips),
        sketch_rows("gaps").mark_text(dy=-13, fontSize=11, color=INK).encode(y=named(), x=alt.X("middle:Q"), text="said:N"),
    ).properties(height=HEIGHT)


def _spread_sketch() -> alt.LayerChart:
    tips = [alt.Tooltip("name:N", title=say(N_("Question"))), alt.Tooltip("score:O", title=say(N_("Score"))), alt.Tooltip("n:Q", title=say(N_("Number of answers")))]
    x = alt.X("low:Q", title=None, scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    y = alt.Y("place:O", title=None, axis=None)  # questions are sentences: each stands above its bar, over the whole width
    return alt.layer(
        sketch_rows("asked").mark_text(align="left", baseline="bottom", dy=-9, fontSize=12, color=INK).encode(y=y, x=alt.value(0), text="text:N"),
        sketch_rows("rows").mark_bar(height=14, yOffset=2).encode(y=y, x=x, x2="high:Q", color=alt.Color("colour:N", scale=None), tooltip=tips),
        sketch_rows("rows").mark_text(fontSize=11, dy=2).encode(y=y, x=alt.X("middle:Q"), text="text:N", color=alt.Color("ink:N", scale=None)),
    ).properties(height=HEIGHT)


def _path_sketch() -> alt.LayerChart:
    x = alt.X("place:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelExpr="datum.label", labels=False, ticks=False))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[1, 5], nice=False), axis=alt.Axis(values=[1, 2, 3, 4, 5]))
    tips = [alt.Tooltip("when:N", title=say(N_("Review"))), alt.Tooltip("name:N", title=say(N_("Dimension"))), alt.Tooltip("said:N", title=say(N_("Score")))]
    colour = alt.Color("name:N", sort=None, scale=alt.Scale(range=theme.SERIES[1:]), legend=alt.Legend(orient="top", title=None, columns=3, labelLimit=200, symbolType="circle"))
    return alt.layer(
        sketch_rows("rows").mark_line(strokeWidth=1.5, opacity=0.8).encode(x=x, y=y, detail="name:N", color=colour),
        sketch_rows("rows").mark_point(filled=True, size=50, opacity=1).encode(x=x, y=y, color=colour, tooltip=tips),
        sketch_rows("totals").mark_line(strokeWidth=4, color=LINE).encode(x=x, y=y),
        sketch_rows("totals").mark_point(filled=True, size=110, color=LINE, opacity=1).encode(x=x, y=y, tooltip=tips),
        sketch_rows("totals").mark_text(dy=14, fontSize=11, color=INK).encode(x=x, y=alt.value(HEIGHT), text="when:N"),
        sketch_rows("totals").mark_text(dy=32, fontSize=13, fontWeight="bold", color=INK).encode(x=x, y=alt.value(HEIGHT), text="said:N"),
    ).properties(height=HEIGHT)


SKETCHES = (_radar_sketch, _gap_sketch, _spread_sketch, _path_sketch)


def radar(instrument: Instrument, outcome: Outcome) -> Chart:
    """A line for each group that is shown, rings at 1 to 5."""
    count = len(instrument.dimensions)
    corners = [(cos(pi / 2 - 2 * pi * place / count), sin(pi / 2 - 2 * pi * place / count)) for place in range(count)]
    points: Rows = []
    for of in outcome.groups:
        for place, one in enumerate(instrument.dimensions):
            if one.code in of.dimensions:
                value = float(of.dimensions[one.code])
                points.append(
                    {"group": plain(of.group.label), "colour": COLOURS[of.group], "order": place, "name": content(one.name), "said": number(value, 2), "x": value / 5 * corners[place][0], "y": value / 5 * corners[place][1]}
                )
    sides: dict[str, Rows] = {"left": [], "center": [], "right": []}
    for one, (cx, cy) in zip(instrument.dimensions, corners, strict=True):
        side = "center" if abs(cx) < 0.25 else "left" if cx > 0 else "right"
        sides[side].append({"text": _in_lines(content(one.name)), "x": cx * 1.09, "y": cy * 1.09 + (0.1 if cy > 0.9 else -0.1 if cy < -0.7 else 0)})
    data: dict[str, Rows] = {
        "rings": [{"ring": ring, "order": place, "x": ring / 5 * cx, "y": ring / 5 * cy} for ring in SCORES for place, (cx, cy) in enumerate(corners)],
        "ring_names": [{"x": -0.02, "y": ring / 5 - 0.05, "said": str(ring)} for ring in SCORES], "lines": points, "points": points, **sides,
    }  # fmt: skip
    told = several(f"{row['group']} {row['name']} {row['said']}" for row in points)
    chart = filled(_radar_sketch, data, plain("Radar chart of the scores by group: {said}", said=told))
    chart.spec["autosize"] = {"type": "none"}  # its circle must stay round
    return chart


def _in_lines(name: str, most: int = 14) -> str:
    """A long name in two lines, broken at the blank nearest to its middle: beside the radar there is room for few letters."""
    blanks = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= most or not blanks:
        return name
    at = min(blanks, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1 :]}"


def gap(instrument: Instrument, outcome: Outcome) -> Chart | None:
    """Self beside the others together, by dimension; None while one of them is missing."""
    own = next(one for one in outcome.groups if one.group is Group.SELF).dimensions
    known = [one for one in instrument.dimensions if one.code in outcome.gaps]
    if not known:
        return None
    rows: Rows = []
    gaps: Rows = []
    for place, one in enumerate(known):
        mine, theirs = float(own[one.code]), float(outcome.dimensions[one.code])
        for label, value, colour, shape in ((Group.SELF.label, mine, COLOURS[Group.SELF], "diamond"), (N_("Others"), theirs, theme.PRIMARY, "circle")):
            rows.append({"place": place, "name": content(one.name), "group": plain(label), "value": value, "said": number(value, 2), "colour": colour, "shape": shape})
        apart = mine - theirs
        gaps.append({"place": place, "low": min(mine, theirs), "high": max(mine, theirs), "middle": (mine + theirs) / 2, "said": ("+" if apart > 0 else "") + number(apart, 2)})
    told = several(f"{row['name']} {row['group']} {row['said']}" for row in rows)
    return filled(_gap_sketch, {"rows": rows, "gaps": gaps}, plain("Self beside others: {said}", said=told), height=52 * len(known) + 20, names=[content(one.name) for one in known])


def spread(instrument: Instrument, outcome: Outcome, group: Group) -> Chart | None:
    """Of each question how many of a group gave which score; None for a group that is not shown."""
    by_code = {one.question: one for one in outcome.spreads if one.group is group}
    known = [one for one in instrument.questions if one.code in by_code]
    if not known:
        return None
    rows: Rows = []
    for place, one in enumerate(known):
        told, at = by_code[one.code], 0.0
        for score in SCORES:
            n = told.cells[score]
            if n:
                share = n / told.n
                rows.append(
                    {"place": place, "name": content(one.text), "score": score, "n": n, "low": at, "high": at + share, "middle": at + share / 2, "colour": theme.SCALE[score - 1], "ink": INKS[score - 1], "text": f"{score}"}
                )
                at += share
    said = several(f"{content(one.text)} {number(float(by_code[one.code].mean), 2)}" for one in known)
    asked: Rows = [{"place": place, "text": content(one.text)} for place, one in enumerate(known)]
    return filled(_spread_sketch, {"rows": rows, "asked": asked}, plain("Answers by question: {said}", said=said), height=46 * len(known) + 20)


def path(instrument: Instrument, before: tuple[Before, ...]) -> Chart | None:
    """Total and dimensions over the closed reviews; None where there are not two of them."""
    known = [one for one in before if one.outcome.total is not None]
    if len(known) < 2:
        return None
    rows: Rows = []
    totals: Rows = []
    for place, one in enumerate(known):
        when = f"{plain(one.point.label)} {day(one.closed_at.date())}"
        for dimension in instrument.dimensions:
            if dimension.code in one.outcome.dimensions:
                value = float(one.outcome.dimensions[dimension.code])
                rows.append({"place": place, "when": when, "name": content(dimension.name), "value": value, "said": number(value, 2)})
        total = kept(one.outcome.total or Fraction(0))
        totals.append({"place": place, "when": plain(one.point.label), "name": plain("Total"), "value": float(total), "said": number(total, 2)})
    return filled(_path_sketch, {"rows": rows, "totals": totals}, plain("Score over the reviews: {said}", said=several(f"{row['when']} {row['said']}" for row in totals)), height=280)


def groups_shown(outcome: Outcome) -> list[Group]:
    """The groups whose answers may be seen, others first."""
    shown = {one.group for one in outcome.spreads}
    return [one for one in (*OTHERS, Group.SELF) if one in shown]

"""How the two indexes went: a path of points by period over four quadrants that are named in words."""

from fractions import Fraction

import altair as alt
import streamlit as st

from core.progress.value.queries import Value
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.sketch import FAINT, FLOOR, HEIGHT, INK, LINE, TOP, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, number, plain, t

TALL = 320
LEAST_SPAN, MOST = 0.3, 3.0
"""The picture reaches so far beyond 1 at least; what lies farther out is drawn at its edge."""
QUADRANTS = {
    (True, True): N_("Ahead and cheaper than planned"), (True, False): N_("Ahead, but dearer than planned"),
    (False, True): N_("Behind, but cheaper than planned"), (False, False): N_("Behind and dearer than planned"),
}  # fmt: skip
"""By whether SPI and CPI are at least 1."""


def _bullseye() -> alt.LayerChart:
    span = alt.Scale(domain=[FLOOR, TOP], nice=False, zero=False)
    x = alt.X("spi:Q", title=say(N_("SPI: done against planned")), scale=span, axis=alt.Axis(grid=False, format=".2f"))
    y = alt.Y("cpi:Q", title=say(N_("CPI: done against spent")), scale=span, axis=alt.Axis(grid=False, format=".2f"))
    told = [alt.Tooltip("day:N", title=say(N_("Until the end of"))), alt.Tooltip("spi_text:N", title=say(N_("SPI"))), alt.Tooltip("cpi_text:N", title=say(N_("CPI")))]
    return alt.layer(
        sketch_rows("good").mark_rect(opacity=0.10, color=theme.SERIES[1]).encode(x=alt.X("x:Q", scale=span), x2="x2:Q", y=alt.Y("y:Q", scale=span), y2="y2:Q"),
        sketch_rows("one").mark_rule(color=FAINT, strokeDash=[4, 3]).encode(x=alt.X("spi:Q", scale=span)),
        sketch_rows("one").mark_rule(color=FAINT, strokeDash=[4, 3]).encode(y=alt.Y("cpi:Q", scale=span)),
        sketch_rows("left").mark_text(align="left", fontSize=11, color=INK, dx=4).encode(x=x, y=y, text="label:N"),
        sketch_rows("right").mark_text(align="right", fontSize=11, color=INK, dx=-4).encode(x=x, y=y, text="label:N"),
        sketch_rows("path").mark_line(color=LINE, strokeWidth=1.5, opacity=0.6).encode(x=x, y=y, order="place:Q"),
        sketch_rows("path").mark_circle(color=LINE, size=50, opacity=0.7).encode(x=x, y=y, tooltip=told),
        sketch_rows("last").mark_circle(color=LINE, size=160, opacity=1).encode(x=x, y=y, tooltip=told),
        sketch_rows("last").mark_text(fontSize=11, fontWeight="bold", color=INK, dy=-14).encode(x=x, y=y, text="day:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_bullseye,)


def quadrant(spi: Fraction, cpi: Fraction) -> str:
    """The message that names where two indexes lie."""
    return QUADRANTS[spi >= 1, cpi >= 1]


def path(found: Value) -> list[tuple[str, Fraction, Fraction]]:
    """The two indexes at the end of each period in which both are known."""
    return [
        (day(one.day), one.least / one.pv, one.least / one.ac)
        for one in found.points if one.least is not None and one.least == one.most and one.pv and one.ac
    ]  # fmt: skip


def draw(found: Value) -> None:
    """The picture with what it says in words; nothing where the two are never known together."""
    known = path(found)
    st.subheader(t("Time and money together"), anchor=False)
    if not known:
        st.caption(t("Shown as soon as something was planned, done and paid for: both indexes need it."))
        return
    on, spi, cpi = known[-1]
    st.markdown(f"**{t('On {day}: {where}.', day=on, where=plain(quadrant(spi, cpi)))}**")
    if len(known) > 1:
        then, old_spi, old_cpi = known[-2]
        way = N_("Both indexes are better than on {day}.") if spi > old_spi and cpi > old_cpi else N_("Both indexes are worse than on {day}.") if spi < old_spi and cpi < old_cpi else ""
        if way:
            st.caption(t(way, day=then))
    sketch.draw(chart(known))


def chart(known: list[tuple[str, Fraction, Fraction]]) -> Chart:
    farthest = max(LEAST_SPAN, *(abs(float(min(one, MOST)) - 1) for _, *both in known for one in both))
    floor, top = max(0.0, 1 - farthest * 1.15), 1 + farthest * 1.15
    rows: Rows = [
        {
            "place": place, "day": on, "spi": min(max(float(spi), floor), top), "cpi": min(max(float(cpi), floor), top),
            "spi_text": number(float(spi), 2), "cpi_text": number(float(cpi), 2),
        }
        for place, (on, spi, cpi) in enumerate(known)
    ]  # fmt: skip
    def corner(ahead: bool, cheap: bool) -> dict[str, object]:
        inset = (top - floor) * (0.08 if ahead else 0.03)  # on a phone two of them do not fit side by side
        return {"spi": top if ahead else floor, "cpi": top - inset if cheap else floor + inset, "label": plain(QUADRANTS[ahead, cheap])}

    data: dict[str, Rows] = {
        "good": [{"x": 1, "x2": top, "y": 1, "y2": top}], "one": [{"spi": 1, "cpi": 1}], "left": [corner(False, True), corner(False, False)],
        "right": [corner(True, True), corner(True, False)], "path": rows, "last": rows[-1:],
    }  # fmt: skip
    on, spi, cpi = known[-1]
    said = plain("SPI and CPI over time; on {day} {spi} and {cpi}: {where}", day=on, spi=number(float(spi), 2), cpi=number(float(cpi), 2), where=plain(quadrant(spi, cpi)))
    return filled(_bullseye, data, said, height=TALL, floor=floor, top=top)

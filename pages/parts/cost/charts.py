"""Cost in charts: every line of the budget with what is promised and spent, and what was spent month by month against the budget."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

import altair as alt
import streamlit as st

from core.access import Actor
from core.cost.control.queries import Control
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.cost.money import money
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, plain, several, t

BAR, TALL = 46, 240
KINDS = {"spent": N_("Spent"), "committed": N_("Ordered, not yet spent")}


def _lines_sketch() -> alt.LayerChart:
    x = alt.X("value:Q", title=None, axis=alt.Axis(grid=True, format="~s", tickCount=5), stack="zero")
    told = [alt.Tooltip("name:N", title=say(N_("Budget line"))), alt.Tooltip("kind:N", title=say(N_("What"))), alt.Tooltip("text:N", title=say(N_("Amount")))]
    colour = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["spent", "committed"], range=[LINE, theme.SERIES[1]]))
    return alt.layer(
        sketch_rows("bars").mark_bar(height=18).encode(y=named(), x=x, color=colour, order="order:Q", tooltip=told),
        sketch_rows("planned").mark_tick(thickness=3, size=30, color=INK).encode(y=named(), x=alt.X("value:Q"), tooltip=told),
        sketch_rows("planned").mark_text(align="left", dx=6, dy=-13, fontSize=11, color=INK).encode(y=named(), x=alt.X("value:Q"), text="share:N"),
    ).properties(height=HEIGHT)  # fmt: skip



def _months_sketch() -> alt.LayerChart:
    x = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False))
    told = [alt.Tooltip("month:N", title=say(N_("Month"))), alt.Tooltip("kind:N", title=say(N_("What"))), alt.Tooltip("text:N", title=say(N_("Amount")))]
    return alt.layer(
        sketch_rows("months").mark_bar(color=FAINT, opacity=0.5, width={"band": 0.6}).encode(x=x, y=alt.Y("value:Q", title=None, axis=alt.Axis(format="~s")), tooltip=told),
        sketch_rows("sums").mark_line(strokeWidth=2.5, color=LINE).encode(x=x, y="value:Q"),
        sketch_rows("sums").mark_circle(size=60, color=LINE, opacity=1).encode(x=x, y="value:Q", tooltip=told),
        sketch_rows("budget").mark_rule(strokeWidth=2, strokeDash=[6, 4], color=theme.POOR).encode(y="value:Q", tooltip=told[1:]),
        sketch_rows("budget").mark_text(align="left", baseline="bottom", dx=4, dy=-4, fontSize=11, color=INK).encode(x=alt.value(0), y="value:Q", text="text:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_lines_sketch, _months_sketch)


def by_line(actor: Actor, found: Control) -> Chart:
    """A bar a line: spent and ordered beside each other, the budget as a mark."""
    bars: Rows = []
    planned: Rows = []
    names = [content(one.name) for one in found.lines]
    for place, (one, name) in enumerate(zip(found.lines, names, strict=True)):
        standing = one.standing
        for order, (code, amount) in enumerate((("spent", standing.spent), ("committed", standing.committed))):
            if amount:
                bars.append({"place": place, "name": name, "code": code, "order": order, "kind": plain(KINDS[code]), "value": float(amount), "text": money(actor, amount)})
        if standing.planned is not None:
            share = "" if standing.share is None else f"{float(standing.share):.0%}"
            planned.append({"place": place, "name": name, "kind": plain("Budget"), "value": float(standing.planned), "text": money(actor, standing.planned), "share": share})
    said = plain("Budget lines with what is used of them: {said}", said=several(f"{row['name']} {row['share']}" for row in planned))
    return filled(_lines_sketch, {"bars": bars, "planned": planned}, said, height=BAR * len(names) + 30, names=names)


def by_month(actor: Actor, months: Sequence[tuple[date, Decimal, Decimal]], budget: Decimal | None) -> Chart:
    """What each month cost, the sum so far, and the budget as a line."""
    labels = [f"{month:%Y-%m}" for month, _, _ in months]
    each = [expenses + labour for _, expenses, labour in months]
    sums = list(accumulate(each))
    bars = [{"month": label, "kind": plain("Spent in the month"), "value": float(amount), "text": money(actor, amount)} for label, amount in zip(labels, each, strict=True)]
    line = [{"month": label, "kind": plain("Spent so far"), "value": float(amount), "text": money(actor, amount)} for label, amount in zip(labels, sums, strict=True)]
    limit: Rows = [] if budget is None else [{"month": "", "kind": plain("Budget"), "value": float(budget), "text": f"{plain('Budget')} {money(actor, budget)}"}]
    said = plain("Spent by month; so far {amount}", amount=money(actor, sums[-1] if sums else Decimal(0)))
    return filled(_months_sketch, {"months": bars, "sums": line, "budget": limit}, said, height=TALL)



def draw(actor: Actor, found: Control, months: Sequence[tuple[date, Decimal, Decimal]]) -> None:
    """Both, one below the other."""
    if found.lines:
        sketch.draw(by_line(actor, found))
        st.caption(t("Blue: spent. Orange: ordered, not yet spent. The mark is what is planned."))
    if months:
        sketch.draw(by_month(actor, months, found.whole.planned))
        st.caption(t("Grey: what a month cost. The line: all that was spent so far. Dashed: the budget."))

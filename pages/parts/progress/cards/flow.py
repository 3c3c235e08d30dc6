"""How the cards of a board flow: how many stood in each column day by day, and how long they took."""

from datetime import date, timedelta
from itertools import accumulate

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.progress.cards import queries as cards
from core.progress.cards.queries import BoardView
from core.progress.flow import queries, rules
from core.progress.flow.queries import Flow
from core.progress.flow.rules import Spell
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.desk import ask_kept
from pages.parts.kit import linked_table, nothing
from pages.parts.progress.cards.bits import TOPICS, named
from pages.parts.sketch import HEIGHT, INK, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, day, labelled, moment, number, plain, several, t, tn

MS, TALL = 86_400_000, 300
SPANS = {30: N_("30 days"), 90: N_("90 days"), 365: N_("A year")}
HEADINGS = {"at": N_("When"), "task": N_("Task"), "from": N_("From"), "to": N_("Into"), "by": N_("Who"), "how": N_("How"), "reason": N_("Reason")}
FEW = 5
"""Of fewer finished cards the figures say that they are few."""


def _flow_sketch() -> alt.LayerChart:
    x = alt.X("at:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True, grid=False), scale=alt.Scale(type="utc"))
    y = alt.Y("low:Q", title=say(N_("Cards")), axis=alt.Axis(grid=True, tickMinStep=1))
    colour = alt.Color("place:O", scale=alt.Scale(domain=list(range(12)), range=[*theme.SERIES, *theme.SERIES[:4]]), legend=None)
    told = [alt.Tooltip("day:N", title=say(N_("Day"))), alt.Tooltip("name:N", title=say(N_("Column"))), alt.Tooltip("cards:Q", title=say(N_("Cards")))]
    return alt.layer(
        sketch_rows("days").mark_area(interpolate="step-after", opacity=0.85).encode(x=x, y=y, y2="high:Q", color=colour, order="place:O"),
        sketch_rows("days").mark_bar(opacity=0.001, width=6).encode(x=x, y=y, y2="high:Q", tooltip=told),
        sketch_rows("names").mark_text(align="right", dx=-6, fontSize=11, fontWeight="bold", color=INK).encode(x=x, y=alt.Y("middle:Q"), text="name:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_flow_sketch,)


def draw(actor: Actor, view: BoardView) -> None:
    """The part of the page."""
    days = st.segmented_control(t("Time shown"), list(SPANS), format_func=lambda one: t(SPANS[one]), default=30, key="flow_days", required=True)
    now = today()
    found: Flow | None = ask_kept((*TOPICS, "calendar"), queries.flow, actor, view.project_code, now - timedelta(days=int(days) - 1), now)
    if found is None:
        nothing(N_("No card has moved yet. From the first move on, the flow is told here day by day."))
        return
    sketch.draw(chart(found))
    st.caption(t("Each band is a column, from the bottom: what is finished first. A band that grows wider is where cards wait. Known since {day}.", day=day(found.known_from)))
    _times(found)
    _moves(actor, view)


def chart(found: Flow) -> Chart:
    """The bands from the bottom: what is finished first."""
    order = list(reversed(found.columns))
    data: Rows = []
    for one in found.days:
        tops = list(accumulate(one.cards.get(column.number, 0) for column in order))
        for place, (column, top) in enumerate(zip(order, tops, strict=True)):
            count = one.cards.get(column.number, 0)
            data.append({"at": _ms(one.on), "low": top - count, "high": top, "place": place, "name": named(column), "cards": count, "day": day(one.on)})
    last = found.days[-1]
    data += [one | {"at": one["at"] + MS} for one in data[-len(order):]]  # the last day is as wide as the others
    names = [{"at": one["at"], "middle": (one["low"] + one["high"]) / 2, "name": f"{one['name']} {one['cards']}"} for one in data[-len(order):] if one["cards"]]
    said = plain("Cards by column and day; on the last day: {cards}", cards=several(f"{named(one)} {last.cards.get(one.number, 0)}" for one in found.columns))
    return filled(_flow_sketch, {"days": data, "names": names}, said, height=TALL)


def _ms(on: date) -> int:
    return (on - date(1970, 1, 1)).days * MS


def _times(found: Flow) -> None:
    st.subheader(t("How long cards take"), anchor=False)
    if not found.done:
        st.caption(t("No card was finished in these days."))
        return
    st.markdown(tn("{count} card was finished in these days.", "{count} cards were finished in these days.", found.done))
    left, right = st.columns(2)
    with left:
        _spell(N_("From begun to finished"), found.cycle, found.done)
    with right:
        _spell(N_("From the board to finished"), found.lead, found.done)
    if found.little is not None:
        st.caption(
            t("On average {cards} cards were under way and {rate} were finished a day: at this pace a card takes {days} days (Little's law).",
              cards=number(float(found.little.under_way)), rate=number(float(found.little.a_day), 2), days=number(float(found.little.days)))
        )  # fmt: skip
    else:
        st.caption(t("Of at least {cards} finished cards in {days} days the pace is told as well.", cards=rules.LEAST_DONE, days=rules.LEAST_DAYS))


def _spell(label: str, found: Spell | None, done: int) -> None:
    with st.container(border=True):
        if found is None:
            st.markdown(labelled(label, t("not known: they were there before moves were kept")))
            return
        days = found.median
        told = tn("{count} day", "{count} days", int(days)) if days.denominator == 1 else t("{days} days", days=number(float(days)))
        st.markdown(labelled(label, f"**{told}**"))
        facts = [tn("the only one", "the middle one of {count} cards", found.cards)]
        if found.least != found.most:
            facts.append(t("{least} to {most} days", least=found.least, most=found.most))
        if found.cards >= FEW:
            facts += [t("on average {mean}", mean=number(float(found.mean))), t("85 of 100 in at most {days}", days=found.most_of)]
        st.caption(several(facts))
        if found.cards < FEW:
            st.caption(t("So few cards say little."))
        if found.cards < done:
            st.caption(tn("Of {count} card it is not known since when.", "Of {count} cards it is not known since when.", done - found.cards))


def _moves(actor: Actor, view: BoardView) -> None:
    with st.expander(t("How cards moved"), icon=":material/history:", key=f"flow:{view.project_id}:moves", on_change="rerun") as panel:
        if not panel.open:
            return
        told = ask_kept(TOPICS, cards.moves, actor, view.project_code)
        names = {one.number: named(one) for one in view.columns}
        frame = pd.DataFrame(
            [(moment(one.at), one.task, _where(names, one.came_from), _where(names, one.into), content(one.by), _how(one), one.reason) for one in told], columns=list(HEADINGS)
        )
        linked_table(frame, HEADINGS, key="card_moves", task=st.column_config.TextColumn(plain("Task"), pinned=True))
        if len(told) == cards.MOST_MOVES:
            st.caption(t("The newest {count} moves.", count=number(cards.MOST_MOVES, 0)))


def _where(names: dict[int, str], column: int | None) -> str:
    return "" if column is None else names.get(column, plain("a column that is no more"))


def _how(one: cards.Move) -> str:
    return plain("By hand") if one.by_hand else plain("Found there") if one.found else plain("With the plan")


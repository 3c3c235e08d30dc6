"""How well a customer is served: one figure, and everything it is made of."""

from datetime import date

import streamlit as st

from core.access import Actor
from core.customers.queries import CustomerRow
from core.satisfaction.health import queries
from core.satisfaction.health.rules import SPAN, Band, Health, Points
from pages.parts.customers.choose import mark
from pages.parts.desk import ask
from pages.parts.words import day, number, plain, t

COLOURS = {Band.GOOD: "green", Band.FAIR: "orange", Band.POOR: "red"}


def badge(actor: Actor, found: CustomerRow) -> str:
    """The score as a coloured word; empty where there is none."""
    told = ask(queries.healths, actor, [found.id]).get(found.id)
    return mark(COLOURS[told.band], f"{t(told.band.label)} {told.score}") if told and told.band else ""


def short(told: Health | None) -> str:
    """The score for a list."""
    return "–" if told is None or told.score is None or told.band is None else f"{told.score} {plain(told.band.label)}"


def draw(actor: Actor, found: CustomerRow) -> None:
    """The score with its parts."""
    told = ask(queries.healths, actor, [found.id]).get(found.id)
    st.subheader(t("Customer health"), anchor=False)
    if told is None:
        return
    if told.score is None or told.band is None:
        st.info(t(told.why, days=SPAN.days))
    else:
        st.metric(t(told.band.label), number(told.score, 0), help=t("From 0 to 100."))
    for one in told.parts:
        _part(one)
    st.caption(t("The mean of the parts that are known, by their weights; from 80 on healthy, from 60 on to be watched."))


def _part(one: Points) -> None:
    facts = {name: day(value) if isinstance(value, date) else value for name, value in one.facts.items()}
    points = "–" if one.points is None else number(one.points, 0)
    st.markdown(f"**{t(one.part.label)}**: {points} · :gray[{t('weight {weight}', weight=one.weight)}]  \n:small[{t(one.said, **facts)}]")

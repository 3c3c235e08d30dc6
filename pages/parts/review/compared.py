"""A project beside similar closed ones: the overrun ratios of the reference class with n and interval."""

import streamlit as st

from core.access import Actor
from core.projects.rules import KINDS
from core.review.compared import queries
from core.review.compared.rules import LEAST, TOO_FEW, Against
from core.words import N_
from pages.parts.desk import ask
from pages.parts.kit import nothing
from pages.parts.knowledge.bits import names
from pages.parts.words import number, percent, t


def draw(actor: Actor, code: str) -> None:
    """The part of the page."""
    found = ask(queries.reference_class, actor, code)
    kind = names(KINDS).get(found.kind, "")
    if not found.kind:
        nothing(N_("The project has no kind, so there is nothing similar to compare with. Its page sets the kind."))
        return
    st.caption(t("Closed projects of the kind “{kind}”, whoever led them; only figures of all of them together are shown. A ratio of 1 is as promised, above 1 is over.", kind=kind))
    _ratio(N_("Duration: actual to first promised"), found.time)
    if found.cost is not None:
        _ratio(N_("Cost: spent to budget"), found.cost)


def _ratio(label: str, one: Against) -> None:
    with st.container(border=True):
        st.markdown(f"**{t(label)}**")
        own, middle, over = st.columns(3)
        own.metric(t("This project"), number(None if one.own is None else float(one.own), 2))
        if one.median is None:
            middle.caption(t(TOO_FEW, n=one.n, least=LEAST))
            return
        middle.metric(t("Median of {n} projects", n=one.n), number(float(one.median), 2))
        over.metric(t("Ran over"), percent(float(one.over or 0)))
        sure = t("95 % interval of the median {low} to {high}.", low=number(float(one.low), 2), high=number(float(one.high), 2)) if one.low is not None and one.high is not None else t("Too few for an interval of the median.")
        quarters = t("Half of them lie between {first} and {third}.", first=number(float(one.first or 0), 2), third=number(float(one.third or 0), 2))
        better = f" {t('{share} of them had a higher ratio than this project.', share=percent(float(one.better)))}" if one.better is not None else ""
        st.caption(f"{sure} {quarters}{better}")

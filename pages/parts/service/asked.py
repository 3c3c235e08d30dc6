"""What customers were asked about a request, and which answer opened it."""

from collections.abc import Sequence

import streamlit as st

from core.satisfaction.surveys import queries
from core.satisfaction.surveys.queries import Sent
from core.service.requests.queries import View
from pages.parts.frame import lead
from pages.parts.words import escaped, t


def origin(view: View) -> None:
    """The record that opened the request by itself."""
    if view.origin and view.origin[0] == queries.KIND:
        lead(f"{escaped(view.origin[1])} · {t('the answer of the customer that opened this request')}", "Satisfaction.py", icon=":material/sentiment_dissatisfied:", survey=view.origin[1])


def draw(known: Sequence[Sent], code: str, *, may_ask: bool) -> None:
    """Surveys about a solved request, and the way to ask."""
    if not (known or may_ask):
        return
    with st.container(horizontal=True, gap="small"):
        for one in known:
            lead(f"{escaped(one.code)} · {t(one.standing.label)}", "Satisfaction.py", icon=":material/reviews:", survey=one.code)
        if may_ask:
            lead(t("Ask the customer how it went"), "Satisfaction.py", icon=":material/reviews:", part="send", request=code)

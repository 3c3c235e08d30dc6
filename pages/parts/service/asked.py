"""What customers were asked about a request, and which answer opened it."""

import streamlit as st

from core.access import Actor, Permission
from core.satisfaction.surveys import queries
from core.satisfaction.surveys.rules import Standing
from core.service.requests.queries import View
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import escaped, t


def origin(view: View) -> None:
    """The record that opened the request by itself."""
    if view.origin and view.origin[0] == queries.KIND:
        lead(f"{escaped(view.origin[1])} · {t('the answer of the customer that opened this request')}", "Satisfaction.py", icon=":material/sentiment_dissatisfied:", survey=view.origin[1])


def draw(actor: Actor, view: View) -> None:
    """Surveys about a solved request, and the way to ask."""
    if not actor.may(Permission.SURVEY_READ):
        return
    known = desk.ask(queries.of_request, actor, view.id)
    wanting = view.state in queries.SOLVED and all(one.standing is Standing.REVOKED for one in known) and actor.may(Permission.SURVEY_SEND) and desk.ask(queries.solved, actor, view.code)
    if not (known or wanting):
        return
    with st.container(horizontal=True, gap="small"):
        for one in known:
            lead(f"{escaped(one.code)} · {t(one.standing.label)}", "Satisfaction.py", icon=":material/reviews:", survey=one.code)
        if wanting:
            lead(t("Ask the customer how it went"), "Satisfaction.py", icon=":material/reviews:", part="send", request=view.code)

"""The second step of signing in: nothing is open yet, and nothing is told about whose code is awaited."""

from collections.abc import Callable

import streamlit as st

from core.audit.actions import NOBODY
from core.errors import TryAgain
from core.people.factor import rules
from core.people.signin import actions as signing
from core.people.signin.rules import Challenge, SecondStepOver
from pages.parts import desk
from pages.parts.words import t

PATTERN = rules.written_recovery(rules.LETTERS[: rules.GROUPS * rules.GROUP])
"""What a recovery code looks like."""


def draw(challenge: Challenge, origin: str, carry: Callable[[str], None]) -> None:
    """Ask for a code, or for a recovery code; a right one is carried to the session's cookie."""
    backup = st.session_state.get("_by_recovery", False)
    with st.form("second_step", enter_to_submit=True):
        st.subheader(t("Second step"), anchor=False)
        if backup:
            typed = st.text_input(t("Recovery code"), key="second_step:backup", max_chars=20, autocomplete="off", placeholder=PATTERN)
        else:
            typed = st.text_input(
                t("Code from the authenticator"), key="second_step:code", max_chars=10, autocomplete="one-time-code", placeholder="123456",
            )  # fmt: skip
        sent = st.form_submit_button(t("Sign in"), type="primary")
    if sent and typed:
        _answer(challenge, typed, origin, carry)
    with st.container(horizontal=True):
        other = t("Use the authenticator") if backup else t("Use a recovery code")
        if st.button(other, key="second_step:other", type="tertiary", icon=":material/swap_horiz:"):
            st.session_state["_by_recovery"] = not backup
            st.rerun()
        if st.button(t("Begin again"), key="second_step:again", type="tertiary", icon=":material/arrow_back:"):
            _leave()


def _answer(challenge: Challenge, typed: str, origin: str, carry: Callable[[str], None]) -> None:
    try:
        answered = desk.attempt(signing.answer, NOBODY, challenge, typed, origin)
    except TryAgain as refusal:
        desk.say(refusal)
        return
    if answered.ticket:
        st.session_state.pop("_challenge", None)
        carry(answered.ticket)
    elif answered.over:
        st.session_state["_step_over"] = SecondStepOver()
        _leave()
    else:
        desk.say(rules.CodeWrong())


def _leave() -> None:
    for name in ("_challenge", "_by_recovery"):
        st.session_state.pop(name, None)
    st.rerun()

"""The own second step: set it up, keep the recovery codes, renew them, turn it off."""

import io

import segno
import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.people import queries as people
from core.people.factor import actions, queries, rules, vault
from core.people.rules import PasswordWrong
from core.words import N_
from pages.parts import desk, kit, signin
from pages.parts.words import day, plain, t, tn

SHOWN = "_recovery_codes"
QR_SIZE = 220


def picture(address: str) -> str:
    """The QR code of an otpauth address as SVG, dark on white whatever the theme: cameras want it so."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=5, border=4, light="#ffffff", xmldecl=False)
    return drawn.getvalue().decode()


def section(actor: Actor) -> None:
    """The part of "My account"."""
    st.subheader(t("Second step"), anchor=False)
    state = desk.ask(queries.mine, actor)
    if state.since is None:
        st.markdown(t("Besides the password, a code from an authenticator on your phone. Whoever learns your password then still cannot sign in."))
        _set_up(actor)
        return
    st.markdown(f":material/verified_user: {t('Set up since {day}.', day=day(state.since.date()))}")
    left = tn("{count} recovery code is left.", "{count} recovery codes are left.", state.codes_left)
    (st.warning if state.codes_left < rules.FEW_CODES else st.caption)(left)
    with st.expander(t("New recovery codes"), icon=":material/password:"):
        _renew(actor)
    if not state.demanded:
        with st.expander(t("Turn off the second step"), icon=":material/no_encryption:"):
            _turn_off(actor)


def set_up_first(actor: Actor) -> None:
    """Shown instead of every page to whoever must have a second step and has none."""
    with st.container(horizontal_alignment="center"), st.container(width=460):
        st.title(t("Set up the second step"), anchor=False)
        st.markdown(t("Your role asks for a code besides the password. Until it is set up nothing but this page opens."))
        _set_up(actor)
        if st.button(t("Sign out"), key="factor_sign_out"):
            signin.sign_out()


def are_codes_shown() -> bool:
    """Whether fresh recovery codes wait to be kept: they are shown once, instead of every page."""
    return SHOWN in st.session_state


def codes_page() -> None:
    """The recovery codes, this once."""
    codes: list[str] = st.session_state[SHOWN]
    with st.container(horizontal_alignment="center"), st.container(width=460):
        st.title(t("Keep your recovery codes"), anchor=False)
        st.markdown(t("Each of them signs you in once if your phone is away. Keep them where your password is not. They are shown only here and only now."))
        st.code("\n".join(codes), language=None)
        with st.container(horizontal=True):
            if st.button(t("I have kept them"), key="codes_kept", type="primary"):
                del st.session_state[SHOWN]
                st.rerun()
            kit.download(N_("Save as a file"), lambda: "\n".join(codes).encode(), plain("recovery-codes.txt"), "text/plain", "codes_file")


def _set_up(actor: Actor) -> None:
    proposal = desk.ask(queries.proposal, actor)
    if proposal is None:
        if st.button(t("Set up the second step"), key="factor:propose", type="primary", icon=":material/add_moderator:") and desk.perform(actions.propose, actor):
            st.rerun()
        return
    st.markdown(t("Scan this picture with an authenticator app, or type the key into it."))
    st.image(picture(proposal.address), width=QR_SIZE)
    st.caption(t("Key"))
    st.code(rules.spaced(proposal.secret), language=None, wrap_lines=True)
    st.markdown(t("Then type the code that the app shows now."))
    has_password = desk.ask(people.own_password_hash, actor) is not None
    with st.form("factor_confirm", border=True):
        typed = st.text_input(t("Code from the authenticator"), key="factor:code", max_chars=10, autocomplete="one-time-code", placeholder="123456")
        password = st.text_input(t("Present password"), type="password", key="factor:password", autocomplete="current-password") if has_password else ""
        sent = st.form_submit_button(t("Turn on the second step"), type="primary")
    if sent:
        _confirm(actor, typed, password, has_password)


def _confirm(actor: Actor, typed: str, password: str, has_password: bool) -> None:
    codes = vault.fresh_codes()
    try:
        if has_password and not signin.password_is(actor, password):
            raise PasswordWrong()
        desk.attempt(actions.confirm, actor, code=typed, fingerprints=[vault.fingerprint(one) for one in codes])
    except Refusal as refusal:
        desk.say(refusal)
        return
    st.session_state[SHOWN] = codes
    st.rerun()


def _renew(actor: Actor) -> None:
    st.markdown(t("The former codes stop working."))
    if (typed := _code_asked("factor:renew", t("Make new codes"))) is None:
        return
    codes = vault.fresh_codes()
    try:
        done = desk.attempt(actions.renew_codes, actor, code=typed, fingerprints=[vault.fingerprint(one) for one in codes])
        if done is None:
            raise rules.CodeWrong()
    except Refusal as refusal:
        desk.say(refusal)
        return
    st.session_state[SHOWN] = codes
    st.rerun()


def _turn_off(actor: Actor) -> None:
    st.markdown(t("Afterwards the password alone signs you in. Your other sign-ins end."))
    if (typed := _code_asked("factor:off", t("Turn it off"))) is None:
        return
    try:
        if desk.attempt(actions.turn_off, actor, code=typed) is None:
            raise rules.CodeWrong()
    except Refusal as refusal:
        desk.say(refusal)
        return
    st.rerun()


def _code_asked(key: str, label: str) -> str | None:
    with st.form(key, border=False):
        typed = st.text_input(t("Code from the authenticator, or a recovery code"), key=f"{key}:code", max_chars=20, autocomplete="one-time-code")
        return typed if st.form_submit_button(label) and typed else None

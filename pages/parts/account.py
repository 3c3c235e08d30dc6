"""The viewer's own account: password, language, sign-ins."""

import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.people import actions, passwords, queries, rules
from core.settings import queries as settings
from core.words import N_
from pages.parts import desk, kit, signin
from pages.parts.words import escaped, moment, t


def password_form(actor: Actor, key: str) -> None:
    """Change the password; afterwards every session ends and one signs in anew."""
    least = desk.ask(settings.value, rules.PASSWORD_LENGTH)
    with st.form(key, border=True):
        present = st.text_input(t("Present password"), type="password", autocomplete="current-password", key=f"{key}:present")
        new = st.text_input(
            t("New password"), type="password", autocomplete="new-password", key=f"{key}:new",
            help=t("At least {least} characters. A short sentence that only you would write is strong and easy to remember.", least=least),
        )  # fmt: skip
        again = st.text_input(t("New password once more"), type="password", autocomplete="new-password", key=f"{key}:again")
        if st.form_submit_button(t("Change password"), type="primary"):
            _change(actor, present, new, again, least)


def _change(actor: Actor, present: str, new: str, again: str, least: int) -> None:
    if new != again:
        st.error(t("The two new passwords differ."))
        return
    try:
        rules.check_password(new, actor.username, least)
        if not signin.password_is(actor, present):
            raise rules.PasswordWrong()
        if passwords.matches(new, desk.ask(queries.own_password_hash, actor)):
            raise rules.PasswordUnchanged()
    except Refusal as refusal:
        desk.say(refusal)
        return
    if desk.perform(actions.change_password, actor, password_hash=passwords.hashed(new)):
        st.success(t("The password is changed. Please sign in with it."))
        signin.sign_out()


def first_password(actor: Actor) -> None:
    """Shown instead of every page until a first password is changed."""
    with st.container(horizontal_alignment="center"), st.container(width=460):
        st.title(t("Choose your own password"), anchor=False)
        st.markdown(t("You signed in with a first password. It is valid for a short time and opens nothing but this page."))
        password_form(actor, "first_password")
        if st.button(t("Sign out"), key="first_sign_out"):
            signin.sign_out()


def email_form(actor: Actor) -> None:
    """Where the viewer's own mail goes."""
    with st.form("own_email", border=True):
        typed = st.text_input(
            t("E-mail"), value=desk.ask(queries.own_email, actor) or "", max_chars=254, autocomplete="email", key="own_email:address",
            help=t("What is mailed to you, and when, you choose in your inbox. Without an address nothing is mailed."),
        )  # fmt: skip
        if st.form_submit_button(t("Save")) and desk.perform(actions.choose_email, actor, typed):
            st.success(t("Saved."))


def sessions(actor: Actor) -> None:
    """My sign-ins, with the way to end one or all."""
    st.subheader(t("Where I am signed in"), anchor=False)
    for one in desk.ask(queries.my_sessions, actor):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            here = f" :green-badge[{t('this one')}]" if one.current else ""
            st.markdown(f"**{escaped(browser(one.browser))}**{here}  \n{escaped(one.address)} · {t('Last used {time}', time=moment(one.last_seen))}")
            if not one.current and st.button(t("End"), key=f"end_session:{one.id}") and desk.perform(actions.revoke_session, actor, one.id):
                st.rerun()

    def everywhere() -> None:
        if desk.perform(actions.sign_out_everywhere, actor):
            signin.sign_out()

    kit.confirm(
        "sign_out_everywhere", N_("Sign out everywhere"), N_("Every browser in which you are signed in, this one too, is signed out."),
        N_("Sign out everywhere"), everywhere, icon=":material/logout:",
    )  # fmt: skip


def browser(agent: str) -> str:
    """A browser's long self-description in two words."""
    name = next((known for mark, known in (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")) if mark in agent), "?")
    system = next(
        (known for mark, known in (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")) if mark in agent),
        "",
    )  # fmt: skip
    return f"{name} {system}".strip()

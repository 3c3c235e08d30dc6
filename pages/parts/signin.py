"""Who is looking: derived from the HttpOnly cookie at every run, never from the browser's session state.

The form is streamlit-authenticator's; everything it would keep in the browser or in YAML is replaced by two
controllers over our own people and sessions. A right password becomes a ticket, our own route (gate.py) trades the
ticket for the cookie, and the page loads again. Whoever has a second factor meets the second step in between
(second_step.py); whoever comes from a company account (company.py) gets the same ticket.
"""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlparse

import streamlit as st

from core import work
from core.access import Actor
from core.audit.actions import NOBODY
from core.clock import now
from core.config import settings
from core.errors import TryAgain
from core.people import passwords
from core.people.rules import SEEN_EVERY, SignInRefused, token_hash
from core.people.signin import actions as signing
from core.people.signin.rules import Challenge
from core.projects import queries as projects
from core.words import Language
from pages.parts import company, desk, second_step
from pages.parts.authenticator import Authenticate
from pages.parts.words import language, t

COOKIE_PLAIN, COOKIE_SECURE = "cockpit", "__Host-cockpit"
HEARTBEAT_SECONDS = 30

_JS = """
export default function(component) {
  const d = component.data;
  if (!d || window.__cockpit_session === d.n) return;
  window.__cockpit_session = d.n;
  fetch(d.url, {method: 'POST', credentials: 'same-origin', headers: {'Content-Type': 'application/json'},
                body: JSON.stringify({ticket: d.ticket || ''})})
    .finally(() => { if (d.stay) { return; } if (d.then) { window.location.assign(d.then); } else { window.location.reload(); } });
}"""


def _session_call(**data: str) -> None:
    st.components.v2.component("cockpit_session", js=_JS)(data=data, key=f"session_{data['n']}")


def cookie_name() -> str:
    return COOKIE_SECURE if settings().secure else COOKIE_PLAIN


def read_token() -> str | None:
    """The session's secret id from the cookie of this connection. Tests put their own reader here."""
    try:
        value = st.context.cookies.get(cookie_name())
    except Exception:  # outside a browser (AppTest) there is no connection to read from
        return None
    return value if isinstance(value, str) else None


def origin() -> str:
    """Where the viewer comes from, for the trail and the lock-out.

    Without a proxy that overwrites it, X-Forwarded-For is whatever the visitor wrote: then it says nothing.
    """
    if not settings().cockpit_trusted_proxy and st.context.headers.get("X-Forwarded-For"):
        return "local"
    address = st.context.ip_address
    return address if isinstance(address, str) else "local"


def _resolve() -> Actor | None:
    found = work.ask(projects.acting, read_token(), origin=origin())
    if found is None:
        return None
    actor, sign_in_id, last_seen = found
    if isinstance(last_seen, datetime) and now() - last_seen > SEEN_EVERY:
        work.do(signing.seen, NOBODY, sign_in_id)
    return actor


def viewer() -> Actor | None:
    """The signed-in person, or None. Everything kept for another identity is forgotten first. Refuses TryAgain."""
    actor = _resolve()
    st.session_state["_looked"] = time.monotonic()
    bound = st.session_state.get("_bound")
    if bound and (actor is None or bound != actor.session_key):
        st.session_state.clear()
    if actor is not None:
        st.session_state["_bound"] = actor.session_key
        if not actor.language_chosen:
            return replace(actor, language=language())
        if "language" not in st.session_state:
            st.session_state["language"] = actor.language.value
    return actor


def _carry(ticket: str) -> None:
    """Let the browser trade a ticket for the cookie. Nothing else is drawn in this run."""
    # Of a hash: a key may not contain "__", and a ticket's own letters sometimes do.
    _session_call(url="session/start", ticket=ticket, n=token_hash(ticket)[:12])
    st.info(t("Signing in…"))
    st.stop()


class _Cookies:
    """Stands where streamlit-authenticator has its script-readable cookie."""

    def get_cookie(self) -> None:
        return None  # whoever holds a session does not reach the form

    def set_cookie(self) -> None:
        ticket = st.session_state.pop("_ticket", None)
        if ticket:
            _carry(ticket)

    def delete_cookie(self) -> None:
        sign_out()


class _Credentials:
    """Stands where streamlit-authenticator has its dictionary of credentials."""

    def login(self, username: str | None = None, password: str | None = None, *_: object, token: object = None, **__: object) -> bool | None:
        if token is not None or not username or not password:
            return None
        reserved = work.do(signing.reserve, NOBODY, username[:200], origin())
        right = passwords.matches(password[:1000], reserved.password_hash)
        entry = work.do(signing.settle, NOBODY, reserved, right)
        if isinstance(entry, Challenge):
            st.session_state["_challenge"] = entry
            return None
        if entry is None:
            st.session_state["authentication_status"] = False
            return False
        st.session_state["_ticket"] = entry
        return True

    def logout(self, *_: object) -> None:
        return None


class Doorkeeper(Authenticate):
    """streamlit-authenticator's form over our people. Its constructor would draw a cookie script and keep credentials."""

    def __init__(self) -> None:
        self.api_key, self.path, self.secret_key = None, None, ""
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller, self.authentication_controller = _Cookies(), _Credentials()

    def _closed(self, *_: object, **__: object) -> None:
        raise PermissionError("mails secrets to a third party, or resets any account")

    forgot_password = forgot_username = register_user = experimental_guest_login = reset_password = update_user_details = _closed


def _from_company() -> None:
    """Whoever comes back from the company's sign-in server: looked at once, then Streamlit's own cookie goes."""
    said = company.claims_at_hand()
    if said is None:
        return
    if "_company_seen" not in st.session_state:
        try:
            entry = work.do(
                signing.by_company_account, NOBODY, said, claim=settings().cockpit_oidc_claim, domain=settings().cockpit_oidc_domain, address=origin()
            )
        except TryAgain:
            st.warning(t(TryAgain.message))
            return
        st.session_state["_company_seen"] = True
        if isinstance(entry, str):
            _carry(entry)
        elif isinstance(entry, Challenge):
            st.session_state["_challenge"] = entry
        else:
            st.session_state["_company_refused"] = entry
    _session_call(url="session/forget", stay="yes", n="forget")


def password_is(actor: Actor, typed: str) -> bool:
    """Whether the signed-in person types her own password; wrong ones count like at the door. Refuses TryAgain."""
    reserved = work.do(signing.reserve, NOBODY, actor.username, actor.origin)
    return work.do(signing.prove, NOBODY, reserved, passwords.matches(typed[:1000], reserved.password_hash))


def sign_in_page() -> None:
    """The only page strangers see."""
    _from_company()
    with st.container(horizontal_alignment="center"), st.container(width=420):
        st.title(f":material/dashboard: {t('Service Cockpit')}", anchor=False)
        st.caption(t("Customer-service projects: plan, inspect, review"))
        chosen = st.segmented_control(
            t("Language"), list(Language), default=language(), format_func=lambda one: one.own_name,
            key="language_choice", label_visibility="collapsed", required=True,
        )  # fmt: skip
        if chosen and chosen != language():
            st.session_state["language"] = chosen.value
            st.rerun()
        if challenge := st.session_state.get("_challenge"):
            second_step.draw(challenge, origin(), _carry)
            return
        st.session_state.pop("authentication_status", None)
        fields = {"Form name": t("Sign in"), "Username": t("User name"), "Password": t("Password"), "Login": t("Sign in")}
        try:
            Doorkeeper().login(fields=fields)
        except TryAgain:
            st.warning(t(TryAgain.message))
            return
        if "_challenge" in st.session_state:
            st.rerun()
        if st.session_state.get("authentication_status") is False:
            st.error(t(SignInRefused.message), icon=":material/info:")
        if over := st.session_state.pop("_step_over", None):
            desk.say(over)
        company.door()
        st.caption(t("No account, or the password is lost? An administrator gives you a first password."))


def asked_path() -> str:
    """The path in the address bar as far as it can name a page; empty for the first page."""
    want = urlparse(st.context.url).path.strip("/") if isinstance(st.context.url, str) else ""
    return want if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", want) else ""


def only_page(draw: Callable[[], None], title: str) -> "st.navigation":  # type: ignore[valid-type]
    """One page whatever the address says. The asked-for path is registered too: an unknown one would open Streamlit's
    "Page not found" dialog over the form, and registering every page would send their list to strangers."""

    def door() -> None:
        draw()

    def asked() -> None:
        draw()

    pages = [st.Page(door, title=title, default=True)]
    if asked_path() not in ("", "door"):
        pages.append(st.Page(asked, title=title, url_path=asked_path()))
    return st.navigation(pages, position="hidden")


def strangers_navigation() -> "st.navigation":  # type: ignore[valid-type]
    """Nothing but the way in."""
    return only_page(sign_in_page, t("Sign in"))


def sign_out() -> None:
    """End the session on the server first, then in the browser."""
    token = read_token()
    if token:
        work.do(signing.end, NOBODY, token)
    st.session_state.clear()
    _session_call(url="session/end", n="out", then="/")
    st.info(t("Signed out."))
    st.stop()


@st.fragment(run_every=HEARTBEAT_SECONDS)
def heartbeat() -> None:
    """An open, idle tab notices that its session ended; looking does not count as use."""
    if time.monotonic() - st.session_state.get("_looked", 0.0) < 1:
        return  # drawn with its page, which has just looked itself
    try:
        gone = work.ask(projects.acting, read_token()) is None
    except TryAgain:
        st.warning(t("The database cannot be reached at the moment. Nothing was saved just now; this page continues by itself."))
        return
    if gone:
        st.rerun(scope="app")

"""The door for company accounts: Streamlit's own sign-in (OIDC) brings somebody to us and is not asked again.

Its cookie lives for thirty days, cannot be revoked and opens every tab, so it is only looked at on the way in, for two
minutes and once; our route drops it, and from then on our own session says who is here.
"""

from collections.abc import Mapping

import streamlit as st

from core.config import secret, settings
from core.people.factor.vault import key_for
from pages.parts import desk
from pages.parts.words import t

COOKIES = "_streamlit_user"
"""How the names of Streamlit's identity and token cookies begin."""


def secrets() -> dict[str, dict[str, str]]:
    """What Streamlit is told of the company's sign-in server; nothing where none is set."""
    given = settings()
    if not given.cockpit_oidc_url or given.cockpit_oidc_secret is None:
        return {}
    secret()  # made at the first start
    return {
        "auth": {
            "redirect_uri": given.cockpit_url.split(",")[0] + "/oauth2callback",
            "cookie_secret": key_for("company accounts").hex(),
            "client_id": given.cockpit_oidc_client,
            "client_secret": given.cockpit_oidc_secret.get_secret_value(),
            "server_metadata_url": given.cockpit_oidc_url,
        }
    }


def claims_at_hand() -> Mapping[str, object] | None:
    """The claims of a company account that has just come back, as far as this connection brought them."""
    if not settings().cockpit_oidc_url:
        return None
    said = st.user.to_dict()
    return said if said.get("is_logged_in") is True else None


def door() -> None:
    """The button, where a company's sign-in server is set, and why it did not open."""
    if not settings().cockpit_oidc_url:
        return
    if st.button(t("Sign in with the company account"), key="company_account", icon=":material/domain:", width="stretch"):
        st.login()
    if refused := st.session_state.get("_company_refused"):
        desk.say(refused)

"""My account: password, e-mail, second step, where I am signed in."""

import streamlit as st

from pages.parts import account, factor
from pages.parts.frame import open_page
from pages.parts.words import t

actor = open_page(__file__)

left, right = st.columns(2)
with left:
    st.subheader(t("Password"), anchor=False)
    account.password_form(actor, "change_password")
    st.subheader(t("E-mail"), anchor=False)
    account.email_form(actor)
with right:
    factor.section(actor)
    account.sessions(actor)

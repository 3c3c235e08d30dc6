"""The one grants table: which role may do what, how far."""

import pandas as pd
import streamlit as st

from core.access import GRANTS, Permission, Role
from pages.parts.frame import open_page
from pages.parts.words import plain, t

open_page(__file__)
st.caption(t("What a role may do, and how far. Every action and every question checks this table; a person with several roles has all of them."))
roles = [role for role in Role if role is not Role.CUSTOMER_LINK]
frame = pd.DataFrame(
    [
        [plain(permission.label), *(plain(scope.label) if (scope := GRANTS[permission].get(role)) else "" for role in roles), permission.value]
        for permission in Permission
    ],
    columns=["permission", *roles, "code"],
)
st.dataframe(
    frame,
    column_config={"permission": plain("Permission"), "code": plain("Code")} | {role.value: plain(role.label) for role in roles},
    hide_index=True,
    height="content",
    key="grants",
)

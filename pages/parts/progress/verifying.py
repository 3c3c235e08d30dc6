"""A follow-up on a measure against a deviation: somebody else looks whether it was done, and later whether it helped."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.followup import actions, queries
from core.followup.rules import TITLE_LIMIT, Kind
from core.planning.queries import PlanView
from core.progress.deviations.queries import Recorded
from core.words import N_
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.followup.opening import colleagues
from pages.parts.frame import page_of
from pages.parts.words import plain, t


def verifying(actor: Actor, view: PlanView, one: Recorded) -> None:
    """The button and its form."""
    key = f"deviation:{one.id}:verify"
    with st.popover(t("Have it verified"), icon=":material/fact_check:", key=f"{key}:open", help=t("Opens a follow-up: somebody else looks whether it was done and whether it helped.")):
        lookers = {who: name for who, name in colleagues(actor, Permission.FOLLOWUP_VERIFY).items() if who != one.owner_id}
        who = list(lookers)
        chosen = st.selectbox(
            t("Verifier"), who, index=who.index(actor.id) if actor.id in lookers else None, format_func=lambda each: lookers[each], key=f"{key}:who",
            placeholder=plain("Who looks whether it was done"),
        )  # fmt: skip
        if st.button(t("Open the follow-up"), key=f"{key}:save", type="primary", disabled=chosen is None) and chosen is not None:
            made = perform_once(
                form_key(f"verify_{one.id}"), actions.open_, actor, project_id=view.project_id, kind=Kind.CORRECTIVE, title=f"{one.code} {one.task}"[:TITLE_LIMIT], finding=one.words,
                owner_id=one.owner_id, verifier_id=chosen, due_on=max(one.expected_on, today()), source_kind="deviation", source_id=one.id,
            )  # fmt: skip
            if made:
                st.toast(t(N_("The follow-up is open.")), icon=":material/add_task:")
                st.switch_page(page_of("Follow_up.py"), query_params={"followup": ask(queries.code_of, actor, made)})

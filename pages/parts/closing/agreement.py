"""What was agreed for an acceptance: day, way, people; and the presentation."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.closing.acceptance import actions
from core.closing.acceptance.queries import OfProject, Whole
from core.closing.acceptance.rules import METHODS, Agreement, FormalBy, State
from core.words import N_
from pages.parts.closing.uploads import people_for
from pages.parts.codes import code_table
from pages.parts.desk import perform
from pages.parts.draft import Form
from pages.parts.words import c, content, day, escaped, labelled, plain, t

USUAL = timedelta(days=14)


def draw(actor: Actor, found: OfProject, shown: Whole) -> None:
    """The part of the page."""
    names = code_table(METHODS).names
    said = shown.agreement
    if said is not None:
        who = shown.people
        facts = [
            (N_("Agreed day"), day(said.planned_on)), (N_("Way of acceptance"), c(names.get(said.method, {"en": said.method}))), (N_("Place"), escaped(said.place) or "–"),
            (N_("Invited"), f"{escaped(said.invited)} ({day(said.invited_on)})"), (N_("Formal acceptance by"), t(said.formal_by.label)), (N_("For the team"), c(who.get(said.team_id))),
            (N_("First acceptor"), c(who.get(said.first_id))), (N_("Second acceptor"), c(who.get(said.second_id))), (N_("Puts remarks right"), c(who.get(said.remarks_owner_id))),
            (N_("Verifies remarks"), c(who.get(said.remarks_verifier_id))),
        ]  # fmt: skip
        st.markdown("  \n".join(labelled(label, f"**{text}**") for label, text in facts))
    if found.editable and shown.state is State.PREPARING:
        _agree(actor, found, shown)
    _presentation(actor, found, shown)


def _agree(actor: Actor, found: OfProject, shown: Whole) -> None:
    form, key, said = Form(actor, "acceptance_agreement", record=shown.code, version=shown.version), f"agree:{shown.id}", shown.agreement
    with st.expander(t("Change what was agreed") if said else t("Write down what was agreed"), icon=":material/handshake:", expanded=form.waiting or said is None):
        if not form.opened():
            return
        offered = {entry.code: content(entry.name) for entry in code_table(METHODS).offered(said.method if said else "")}
        signers, doers, lookers = (people_for(actor, one) for one in (Permission.ACCEPTANCE_SIGN, Permission.FOLLOWUP_WORK, Permission.FOLLOWUP_VERIFY))
        left, right = st.columns(2)
        on = left.date_input(t("Agreed day"), **form.field(f"{key}:on", said.planned_on if said else today() + USUAL))
        method = right.selectbox(t("Way of acceptance"), list(offered), format_func=offered.__getitem__, **form.field(f"{key}:method", said.method if said else next(iter(offered)), list(offered)))
        place = st.text_input(t("Place"), **form.field(f"{key}:place", said.place if said else ""))
        left, right = st.columns(2)
        invited = left.text_input(t("Invited of the customer"), **form.field(f"{key}:invited", said.invited if said else ""))
        invited_on = right.date_input(t("Invited on"), **form.field(f"{key}:invited_on", said.invited_on if said else today()))
        ways = [one.value for one in FormalBy]
        formal_by = st.segmented_control(t("Formal acceptance by"), ways, format_func=lambda one: t(FormalBy(one).label), required=True, **form.field(f"{key}:formal_by", said.formal_by.value if said else ways[0], ways))
        columns = st.columns(3)
        chosen = [
            column.selectbox(t(label), list(signers), format_func=signers.__getitem__, placeholder=plain("Choose a person"), **form.field(f"{key}:{name}", present if present in signers else None, [None, *signers]))
            for column, label, name, present in zip(
                columns, (N_("For the team"), N_("First acceptor"), N_("Second acceptor")), ("team", "first", "second"),
                (said.team_id, said.first_id, said.second_id) if said else (next(iter(found.team), None), None, None), strict=True,
            )
        ]  # fmt: skip
        left, right = st.columns(2)
        owner = left.selectbox(t("Puts remarks right"), list(doers), format_func=doers.__getitem__, **form.field(f"{key}:owner", said.remarks_owner_id if said else found.manager_id if found.manager_id in doers else None, [None, *doers]))
        verifier = right.selectbox(
            t("Verifies remarks"), list(lookers), format_func=lookers.__getitem__, placeholder=plain("Choose a person"), **form.field(f"{key}:verifier", said.remarks_verifier_id if said else None, [None, *lookers])
        )
        form.note()
        st.caption(t("Whoever signs for the team and the two acceptors are three different people. The customer signs by a link."))
        ready = None not in (*chosen, owner, verifier) and isinstance(on, date) and isinstance(invited_on, date)
        if st.button(t("Save what was agreed"), key=f"{key}:save", type="primary", disabled=not ready):
            told = Agreement(on, method, place, invited_on, invited, FormalBy(formal_by), *chosen, owner, verifier)
            if perform(actions.agree, actor, shown.id, told, version=shown.version) is not None:
                form.done()
                st.rerun()


def _presentation(actor: Actor, found: OfProject, shown: Whole) -> None:
    st.subheader(t("Presentation to the customer"), anchor=False)
    if shown.presented_on is not None:
        st.markdown(f"**{day(shown.presented_on)}** · {c(shown.presented_by)}")
        st.markdown("  \n".join(escaped(line) for line in shown.presented.split("\n")))
    else:
        st.caption(t("Nothing was presented yet. What is shown, asked and answered is recorded before the formal acceptance."))
    if not found.editable or shown.state not in (State.PREPARING, State.PRELIMINARY):
        return
    form, key = Form(actor, "acceptance_presentation", record=shown.code), f"present:{shown.id}"
    with st.expander(t("Record the presentation"), icon=":material/co_present:", expanded=form.waiting):
        if not form.opened():
            return
        on = st.date_input(t("Presented on"), **form.field(f"{key}:on", shown.presented_on or today()))
        text = st.text_area(t("What was shown, asked and answered"), height=140, **form.field(f"{key}:text", shown.presented))
        form.note()
        if st.button(t("Save the presentation"), key=f"{key}:save", type="primary") and perform(actions.present, actor, shown.id, presented_on=on if isinstance(on, date) else today(), text=text) is not None:
            form.done()
            st.rerun()

"""Suggestions: make one, see what became of it; assess, record the effect, reward, share."""

import streamlit as st

from core.access import Actor, Permission
from core.projects import queries as projects
from core.quality.suggestions import actions, queries, rules
from core.quality.suggestions.queries import Listed
from core.quality.suggestions.rules import State
from core.words import N_
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.kit import badge_text, nothing, row
from pages.parts.knowledge import beside
from pages.parts.quality.spc_figure import typed
from pages.parts.words import c, content, day, escaped, number, plain, t

BADGES = {State.MADE: "open", State.ACCEPTED: "in_hand", State.DECLINED: "cancelled", State.DONE: "followup_closed"}


def draw(actor: Actor) -> None:
    """The form and the list."""
    _new(actor)
    found: list[Listed] = ask_kept("suggestions", queries.suggestions, actor)
    if not found:
        nothing(N_("No suggestion was made yet. Whoever works here may make one; it is assessed by somebody else."))
    for one in found:
        _one(actor, one)


def _new(actor: Actor) -> None:
    form, key = Form(actor, "suggestion"), "suggestion:new"
    with st.expander(t("Suggest an improvement"), icon=":material/lightbulb:", expanded=form.waiting):
        if not form.opened():
            return
        title = st.text_input(t("Title"), **form.field(f"{key}:title", ""))
        text = st.text_area(t("What, how, what it brings"), height=120, **form.field(f"{key}:text", ""))
        known = {0: plain("Whole organisation")}
        if actor.may(Permission.PROJECT_READ):
            known |= {one.id: f"{one.code} · {content(one.name)}" for one in ask(projects.projects, actor)}
        place = st.selectbox(t("Of"), list(known), format_func=known.__getitem__, **form.field(f"{key}:place", 0, list(known)))
        form.note()
        if st.button(t("Suggest it"), key=f"{key}:save", type="primary") and perform_once(form_key(key), actions.suggest, actor, title=title, text=text, project_id=place or None) is not None:
            form.done()
            st.toast(t("Thank you. It will be assessed."))
            st.rerun()


def _one(actor: Actor, one: Listed) -> None:
    with row(f"suggestion:{one.code}"):
        st.markdown(f"**{one.code}** {escaped(one.title)} {badge_text(BADGES[one.state], one.state.label)}")
        st.markdown(escaped(one.text).replace("\n", "  \n"))
        st.caption(" · ".join([c(one.by), escaped(day(one.at.date())), *([escaped(one.project)] if one.project else [])]))
        if one.benefit is not None and one.feasibility is not None:
            st.caption(t("Benefit {benefit}, feasibility {feasibility}: {why}", benefit=one.benefit, feasibility=one.feasibility, why=one.assessed_why) + f" ({c(one.assessed_by)})")
        if one.effect:
            st.markdown(f"**{t('What it brought')}** {escaped(one.effect)} ({escaped(one.before)} → {escaped(one.after)})")
        if one.awarded_on is not None:
            money = f" {escaped(number(one.amount, 2))}" if one.amount else ""
            st.markdown(f":material/military_tech: {escaped(one.award)}{money}")
        if one.shared:
            beside.promoted(actor, queries.KIND, one.id, offered=True)
        if one.assessable:
            _next(actor, one)


def _next(actor: Actor, one: Listed) -> None:
    key = f"suggestion:{one.id}"
    if one.state is State.MADE:
        with st.popover(t("Assess it"), icon=":material/grading:"):
            benefit = st.select_slider(t("Benefit"), list(rules.GRADES), 3, key=f"{key}:benefit")
            feasibility = st.select_slider(t("Feasibility"), list(rules.GRADES), 3, key=f"{key}:feasibility")
            reason = st.text_area(t("Reason"), key=f"{key}:reason")
            yes, no = st.button(t("Accept it"), key=f"{key}:accept", type="primary"), st.button(t("Decline it"), key=f"{key}:decline")
            if (yes or no) and perform_once(
                form_key(key), actions.assess, actor, one.id, accepted=yes, benefit=benefit, feasibility=feasibility, reason=reason, version=one.version
            ) is not None:
                st.rerun()
    elif one.state is State.ACCEPTED:
        with st.popover(t("Record the effect"), icon=":material/trending_up:"):
            effect = st.text_area(t("What it brought"), key=f"{key}:effect")
            before = st.text_input(t("Before"), key=f"{key}:before")
            after = st.text_input(t("After"), key=f"{key}:after")
            if st.button(t("It is carried out"), key=f"{key}:finish", type="primary") and perform_once(
                form_key(key), actions.finish, actor, one.id, effect=effect, before=before, after=after, version=one.version
            ) is not None:
                st.rerun()
    elif one.state is State.DONE:
        with st.container(horizontal=True):
            if one.awarded_on is None:
                with st.popover(t("Reward it"), icon=":material/military_tech:"):
                    what = st.text_input(t("Award"), key=f"{key}:award")
                    amount = st.text_input(t("Amount, 0 for none"), value="0", key=f"{key}:amount")
                    if st.button(t("Reward it"), key=f"{key}:give", type="primary") and (money := typed(amount)) is not None and perform_once(
                        form_key(key), actions.award, actor, one.id, what=what, amount=money, version=one.version
                    ) is not None:
                        st.rerun()
            if not one.shared and st.button(t("Share as a good case"), key=f"{key}:share", icon=":material/share:") and perform_once(
                form_key(f"{key}-share"), actions.share, actor, one.id, version=one.version
            ) is not None:
                st.rerun()

"""What a stage wants: for one customer with the steps taken, for all customers who came to a stage of late, and the text itself in versions."""

from datetime import timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.care import actions as care
from core.customers.care.rules import Kind, stage
from core.customers.queries import CustomerRow
from core.customers.rules import STAGES
from core.customers.strategies import actions, queries
from core.customers.strategies.queries import Strategy, Taken
from pages.parts.customers.choose import offered, stage_name
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.words import c, content, day, escaped, moment, number, plain, t, tn

TOPICS = ("customer", "people")
SOON, OF_LATE = timedelta(days=14), timedelta(days=90)


def of_customer(actor: Actor, found: CustomerRow) -> None:
    """What this customer's stage wants, with a button for each step for which nothing is planned."""
    st.subheader(t("What this stage wants"), anchor=False)
    wanted = ask(queries.wanted, actor, found.id)
    if wanted is None:
        st.caption(t("Nobody has written what the stage “{stage}” wants yet. It is written on the page of all customers.", stage=stage_name(found.stage)))
        return
    st.markdown(f":material/flag: **{escaped(wanted.strategy.goal)}**")
    for place, one in enumerate(wanted.steps):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{_mark(one)} {escaped(one.step)}" + (f"  \n:small[{escaped(one.result)}]" if one.result else ""))
            if one.due_on is None and actor.may(Permission.CUSTOMER_WORK) and st.button(
                t("Plan it"), key=f"strategy:{found.id}:{place}", icon=":material/event:"
            ) and perform_once(
                form_key(f"strategy_{found.id}_{place}"), care.plan, actor, found.id, kind=Kind.VISIT, title=one.step, due_on=today() + SOON, owner_id=found.owner_id, cause=stage(found.stage, one.step)
            ) is not None:  # fmt: skip
                st.rerun()
    if wanted.strategy.offers:
        st.markdown(f"**{t('Offers')}**  \n" + escaped(wanted.strategy.offers).replace("\n", "  \n"))
    done = sum(one.done_on is not None for one in wanted.steps)
    st.caption(t(
        "Since {day}: {done} of {all} steps done, {talks} conversations. Version {number} of {by}.", day=day(wanted.since), done=number(done, 0), all=number(len(wanted.steps), 0),
        talks=number(wanted.talks, 0), number=wanted.strategy.number, by=content(wanted.strategy.by),
    ))  # fmt: skip


def _mark(one: Taken) -> str:
    if one.done_on is not None:
        return f":green-badge[:material/check: {t('done on {day}', day=day(one.done_on))}]"
    if one.due_on is not None:
        return f":blue-badge[{t('planned for {day}', day=day(one.due_on))}]"
    return f":gray-badge[{t('not planned')}]"


def moved(actor: Actor) -> None:
    """Customers who came to another stage of late and for whom nothing was planned yet."""
    found = ask_kept(TOPICS, queries.untouched, actor, today() - OF_LATE)
    if not found:
        return
    with st.expander(tn("{count} customer came to a stage whose steps nobody has planned", "{count} customers came to a stage whose steps nobody has planned", len(found)), icon=":material/moving:"):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                lead(f"**{escaped(one.name)}**", "Customers.py", customer=one.code)
                st.markdown(f"{escaped(stage_name(one.stage))} · {t('since {day}', day=day(one.since))} · {c(one.owner)}")
        st.caption(t("Open a customer, part “Stage, health and value”, to plan the steps of its stage."))


def texts(actor: Actor) -> None:
    """What every stage wants, and the form for the next version."""
    with st.expander(t("What each stage wants"), icon=":material/signpost:"):
        known = ask_kept(TOPICS, queries.strategies, actor)
        stages = offered(STAGES)
        chosen = str(st.segmented_control(t("Stage"), list(stages), format_func=stages.__getitem__, default=next(iter(stages)), key="strategy:stage", label_visibility="collapsed", required=True))
        present = known.get(chosen)
        if present is None:
            st.caption(t("Nothing is written for this stage yet."))
        else:
            _told(present)
            if present.number > 1:
                for one in ask(queries.versions, actor, chosen)[1:]:
                    st.caption(f"{one.number} · {moment(one.at)} · {c(one.by)} · {escaped(one.goal)}")
        if actor.may(Permission.STRATEGY_EDIT):
            _write(actor, chosen, present)


def _told(one: Strategy) -> None:
    steps = "\n".join(f"1. {escaped(step)}" for step in one.steps)
    st.markdown(f":material/flag: **{escaped(one.goal)}**\n\n{steps}")
    if one.offers:
        st.markdown(f"**{t('Offers')}**  \n" + escaped(one.offers).replace("\n", "  \n"))
    st.caption(t("Version {number} of {by}, {at}", number=one.number, by=content(one.by), at=moment(one.at)) + (f" · {escaped(one.reason)}" if one.reason else ""))


def _write(actor: Actor, chosen: str, present: Strategy | None) -> None:
    version, key = present.number if present else 0, f"strategy:{chosen}"
    with st.popover(t("Write the next version") if present else t("Write it"), icon=":material/edit:"):
        form = Form(actor, "strategy", record=chosen, version=version)
        if not form.opened():
            return
        goal = st.text_input(t("Goal"), **form.field(f"{key}:goal", present.goal if present else ""))
        steps = st.text_area(t("Steps, one a line"), placeholder=plain("Call in the first week\nShow the portal\nAsk after a month how it goes"), **form.field(f"{key}:steps", "\n".join(present.steps) if present else ""))
        offers = st.text_area(t("Offers"), height=80, **form.field(f"{key}:offers", present.offers if present else ""))
        reason = st.text_input(t("What changes, and why"), **form.field(f"{key}:reason", "")) if present else ""
        form.note()
        if st.button(t("Save the version"), key=f"{key}:save", type="primary") and perform(
            actions.write, actor, stage=chosen, goal=goal, steps=steps, offers=offers, reason=reason, version=version
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()

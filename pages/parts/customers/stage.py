"""Where the relation stands and why, set by hand, lost and won back; the value over a lifetime with its inputs; the history."""

from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.queries import CustomerRow
from core.customers.rules import CLASSES, STAGES, What
from core.customers.stages import actions, queries
from core.customers.stages.rules import Loss
from core.customers.value import queries as values
from core.customers.value.rules import LEAST, Worth
from core.words import N_
from pages.parts.customers import health, strategy
from pages.parts.customers.choose import money, named, offered, stage_name
from pages.parts.desk import ask, ask_kept, perform
from pages.parts.draft import Form
from pages.parts.words import c, day, escaped, labelled, number, plain, t


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    how = t("set by hand") if found.stage_by_hand else t("by the rule")
    st.markdown(f"**{escaped(stage_name(found.stage))}** · {how} · {t('since {day}', day=day(found.stage_since))}")
    st.markdown(escaped(found.stage_why) if found.stage_by_hand else sentence(found.stage_why, found.stage_facts) if found.stage_why else t("The rule has not judged yet; it does so with the first contract or contact."))
    _rule(actor)
    strategy.of_customer(actor, found)
    if actor.may(Permission.CUSTOMER_EDIT):
        with st.container(horizontal=True):
            _change(actor, found)
    health.draw(actor, found)
    st.subheader(t("Value over a lifetime"), anchor=False)
    _worth(actor, ask_kept(("customer", "settings"), values.worth, actor, found.id))
    st.subheader(t("History"), anchor=False)
    for one in ask(queries.history, actor, found.id):
        _step(one)


def sentence(message: str, facts: dict[str, object]) -> str:
    """What the rule said; days were kept as text."""
    return t(message, **{name: _said(value) for name, value in facts.items()})


def _said(value: object) -> object:
    try:
        return day(date.fromisoformat(value)) if isinstance(value, str) else value
    except ValueError:
        return value


def _rule(actor: Actor) -> None:
    limits = ask(queries.limits)
    with st.expander(t("How the rule judges"), icon=":material/rule:"):
        st.markdown("\n".join((
            f"1. **{escaped(stage_name('lost'))}**: {t('recorded as lost, or no contract and no contact for {days} days.', days=limits.lost)}",
            f"1. **{escaped(stage_name('potential'))}**: {t('no contract has begun yet.')}",
            f"1. **{escaped(stage_name('dormant'))}**: {t('no contact for more than {days} days.', days=limits.dormant)}",
            f"1. **{escaped(stage_name('declining'))}**: {t('no contract runs, or it ends within {days} days and none follows, or requests fell by {percent} % within 90 days.', days=limits.risk, percent=limits.fall)}",
            f"1. **{escaped(stage_name('fresh'))}**: {t('the first contract began less than {days} days ago.', days=limits.new)}",
            f"1. **{escaped(stage_name('growing'))}**: {t('the yearly value of its contracts is higher than a year ago.')}",
            f"1. **{escaped(stage_name('mature'))}**: {t('everybody else.')}",
        )))  # fmt: skip
        st.caption(t("The first line that fits holds. The numbers are settings."))


def _worth(actor: Actor, worth: Worth) -> None:
    if worth.amount is None:
        st.info(t(worth.why, n=number(worth.n, 0), least=LEAST))
    else:
        st.metric(t("Lifetime value"), money(actor, worth.amount))
    told = [
        labelled(N_("Mean value by year"), escaped(money(actor, worth.yearly))), labelled(N_("Left of it"), f"{number(worth.margin, 0)} %" if worth.margin else "–"),
        labelled(N_("Retention of all customers"), f"{number(worth.retention, 1)} %" if worth.retention is not None else "–"), labelled(N_("Discount by year"), f"{number(worth.discount, 0)} %"),
    ]  # fmt: skip
    st.caption(" · ".join(told))
    st.caption(t("Value by year × what is left × retention ÷ (100 % + discount − retention); Gupta and Lehmann 2003."))


def _step(one: queries.Step) -> None:
    names = {What.CLASS: CLASSES, What.STAGE: STAGES}
    if one.what in names:
        table = names[one.what]
        moved = f"{escaped(named(table, one.before))} → {escaped(named(table, one.after))}" if one.before else escaped(named(table, one.after))
    else:
        moved = t(Loss(one.after).label) + (f" · :red[{t('reason of service')}]" if one.by_service else "") if one.what is What.LOSS else ""
    why = sentence(one.why, one.facts) if one.who is None else escaped(one.why)
    head = labelled(one.what.label, moved, strong=True) if moved else f"**{t(one.what.label)}**"
    st.markdown(f"{head}  \n{why}" if why else head)
    st.caption(f"{day(one.day)} · {c(one.who) if one.who else t('by the rule')}")


def _change(actor: Actor, found: CustomerRow) -> None:
    version, key = found.version, f"stage:{found.id}"
    with st.popover(t("Set by hand"), icon=":material/edit:", key=f"{key}:put"):
        form = Form(actor, "stage", record=found.code, version=version)
        if form.opened():
            known = offered(STAGES, found.stage)
            chosen = st.selectbox(t("Stage"), list(known), format_func=known.__getitem__, **form.field(f"{key}:to", found.stage, known))
            why = st.text_input(t("Why"), **form.field(f"{key}:why", ""))
            form.note()
            if st.button(t("Set the stage"), key=f"{key}:save", type="primary") and perform(actions.put, actor, found.id, version=version, stage=chosen, why=why) is not None:
                form.done()
                st.rerun()
    if found.stage_by_hand and st.button(t("Leave it to the rule again"), key=f"{key}:rule") and perform(actions.follow_rule, actor, found.id, version=version) is not None:
        st.rerun()
    if found.lost_on is None:
        _lose(actor, found, key)
    else:
        with st.popover(t("Won back"), icon=":material/undo:", key=f"{key}:back"):
            form = Form(actor, "win_back", record=found.code, version=version)
            if form.opened():
                why = st.text_input(t("What won it back"), **form.field(f"{key}:backwhy", ""))
                form.note()
                if st.button(t("Record it"), key=f"{key}:won", type="primary") and perform(actions.win_back, actor, found.id, version=version, why=why) is not None:
                    form.done()
                    st.rerun()


def _lose(actor: Actor, found: CustomerRow, key: str) -> None:
    with st.popover(t("Record the loss"), icon=":material/person_off:", key=f"{key}:lost"):
        form = Form(actor, "loss", record=found.code, version=found.version)
        if form.opened():
            reason = st.selectbox(t("Reason"), list(Loss), format_func=lambda one: plain(Loss(one).label), **form.field(f"{key}:reason", Loss.QUALITY.value, list(Loss)))
            if Loss(reason).by_service:
                st.caption(t("A reason of service: it counts as churn."))
            on = st.date_input(t("Lost on"), **form.field(f"{key}:on", today()))
            why = st.text_input(t("What happened"), **form.field(f"{key}:lostwhy", ""))
            form.note()
            if st.button(t("Record the loss"), key=f"{key}:lose", type="primary") and perform(
                actions.lose, actor, found.id, version=found.version, reason=Loss(reason), why=why, on=on if isinstance(on, date) else today()
            ) is not None:  # fmt: skip
                form.done()
                st.rerun()

"""What the coming weeks will bring, how well that was foretold so far, and where somebody should go before a problem comes again."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.care import actions as care
from core.customers.care.rules import Kind, problem
from core.service.analysis.queries import Asked, Choices
from core.service.forecast import queries, rules
from core.service.forecast.queries import Kept, Outlook, Recurring
from core.service.rules import TOPIC
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import lead, on_phone
from pages.parts.service_analysis import charts
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import NOTHING, c, content, day, escaped, number, percent, plain, t, tn

CUSTOMERS = "customers"


def draw(actor: Actor, asked: Asked, known: Choices) -> None:
    """The part of the page."""
    found = desk.ask_kept((TOPIC, "requests"), queries.outlook, actor, asked)
    st.markdown(f"**{t('Requests in the coming weeks')}**")
    if found.forecast.points:
        _foretold(found)
    else:
        st.info(
            t("Too little data for a forecast: there are {n} whole weeks, {least} are needed, {lacks} are missing.", n=found.forecast.used, least=rules.LEAST, lacks=found.forecast.lacks),
            icon=":material/hourglass_top:",
        )
    _recurring(actor, asked, known)


def _foretold(found: Outlook) -> None:
    best = found.forecast.best
    draw_chart(charts.outlook(found))
    st.caption(t("Blue: came in. Orange: expected, with what it should lie between four times of five. Purple: the last weeks as they would have been expected without knowing them. The running week is expected, too."))
    st.markdown(t(
        "**{method}** missed least when tried on {tries} forecasts of earlier weeks: by {miss} requests a week on average.", method=plain(best.method.label), tries=number(best.tries, 0), miss=number(best.miss, 1),
    ))  # fmt: skip
    if best.scaled is not None:
        st.caption(t("That is {part} of what “as the week before” misses in these weeks (MASE {mase}).", part=percent(best.scaled), mase=number(best.scaled, 2)))
    if found.held_out is not None:
        met = found.held_out.met
        st.markdown(t("Of the last {weeks} weeks, held out, {inside} lay inside the interval; the mean miss was {miss}.", weeks=met.weeks, inside=met.inside, miss=number(met.miss, 1)))
    with st.expander(t("Week by week, and the methods that were tried")):
        _table([t("Week from"), t("Expected"), t("Four times of five between")], [
            [day(one.week), number(one.expected, 1), f"{number(one.low, 0)} – {number(one.high, 0)}"] for one in found.forecast.points
        ])  # fmt: skip
        _table([t("Method"), t("Mean miss"), "MASE"], [
            [t(one.method.label), number(one.miss, 2), number(one.scaled, 2) if one.scaled is not None else NOTHING] for one in found.forecast.tried
        ])  # fmt: skip
        st.caption(t("Tried from each of many earlier weeks on, knowing only what lay before it. MASE below 1: better than saying “as the week before”. The interval comes from these misses and holds if the coming weeks are like those that were."))
    if any(one.met for one in found.earlier):
        _earlier(found.earlier)


def _earlier(earlier: tuple[Kept, ...]) -> None:
    judged = [(one, one.met) for one in earlier if one.met]
    weeks, inside = sum(met.weeks for _, met in judged), sum(met.inside for _, met in judged)
    with st.expander(t("Earlier forecasts and what came: {inside} of {weeks} weeks inside the interval", inside=number(inside, 0), weeks=number(weeks, 0))):
        wide = not on_phone()
        _table([t("Kept in the week from"), *([t("Method")] if wide else []), t("Weeks passed"), t("Inside"), t("Mean miss")], [
            [day(one.week), *([t(one.method.label)] if wide else []), number(met.weeks, 0), number(met.inside, 0), number(met.miss, 1)] for one, met in judged
        ])  # fmt: skip
        st.caption(t("Kept each week by the house itself and never changed afterwards."))


def _table(heads: list[str], lines: list[list[str]]) -> None:
    rule = ["---"] + ["--:"] * (len(heads) - 1)
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))


def _recurring(actor: Actor, asked: Asked, known: Choices) -> None:
    st.markdown(f"**{t('Visit before it breaks')}**")
    found = desk.ask_kept((TOPIC, CUSTOMERS), queries.recurring, actor, asked)
    if not found:
        kit.nothing(N_("No customer had the same problem again and again of late. How often and within how many days stands in the settings."))
        return
    st.caption(t("The same customer, the same type of problem, again and again. If it keeps its pace it comes again on the day that is told: somebody should have been there before."))
    for one in found:
        with st.container(border=True, key=f"again-{one.customer_id}-{one.project_id}-{one.problem_type}"):
            _again(actor, one, known)


def _again(actor: Actor, one: Recurring, known: Choices) -> None:
    what = known.types.get(one.problem_type, {"en": one.problem_type})
    lead(f"**{escaped(one.customer_name)}**", "Customers.py", customer=one.customer)
    again = t("expected again about {day}", day=day(one.expected)) if one.expected >= today() else t("was to come again about {day}", day=day(one.expected))
    st.markdown(f"{c(what)} · {tn('once', '{count} times', one.n)} · {t('last on {day}', day=day(one.last))} · {again}")
    st.caption(f"{escaped(one.project)} {c(one.project_name)}")
    if one.planned is not None:
        st.markdown(f":green-badge[:material/event_available: {t('A visit is planned for {day}', day=day(one.planned))}]")
    elif actor.may(Permission.CUSTOMER_WORK):
        key = f"again:{one.customer_id}:{one.problem_type}"
        title = plain("Before it comes again: {problem} ({n} times)", problem=content(what), n=one.n)
        if st.button(t("Plan a visit by {day}", day=day(one.go_by)), key=key, icon=":material/event:") and desk.perform_once(
            desk.form_key(key.replace(":", "_")), care.plan, actor, one.customer_id, kind=Kind.VISIT, title=title, due_on=one.go_by, cause=problem(one.problem_type)
        ) is not None:  # fmt: skip
            st.toast(t("The visit is planned; it stands with the customer's care."), icon=":material/event_available:")
            st.rerun()

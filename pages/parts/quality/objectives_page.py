"""Objectives with how far each is reached, those due for review first named, and the form of a new one."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.quality.objectives import actions, queries
from core.quality.objectives.queries import Standing
from core.quality.objectives.rules import Tier, Verdict
from core.quality.rules import Direction
from core.words import N_
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text, nothing, row
from pages.parts.quality.spc_figure import name_of, pick, shown, typed, usual_way
from pages.parts.words import c, content, day, escaped, number, plain, several, t

FACTS = ("rounds", "results", "followups", "spc", "objectives")
BADGES = {Verdict.MET: "met", Verdict.MET_UNSURE: "met_unsure", Verdict.MISSED_UNSURE: "missed_unsure", Verdict.MISSED: "missed_target", Verdict.UNKNOWN: "pending"}


def draw(actor: Actor) -> None:
    """The list and the form."""
    closed = st.toggle(t("Closed ones"), key="objectives:closed")
    found: list[Standing] = ask_kept(FACTS, _listed, actor, today(), closed)
    due = [one for one in found if not closed and one.review_on <= today()]
    if due:
        st.warning(t("Due for review: {codes}", codes=several(one.code for one in due)), icon=":material/event_repeat:")
    if not found:
        nothing(N_("No quality objective is set yet. An objective names a figure, its target, its owner and a period; how far it is reached is computed."))
    for one in found:
        line(one)
    if actor.may(Permission.OBJECTIVE_EDIT) and not closed:
        _new(actor, found)


def _listed(session, actor, on, closed):  # type: ignore[no-untyped-def]
    return queries.objectives(session, actor, on, closed=closed)


def line(one: Standing) -> None:
    """An objective as lists show it."""
    with row(f"objective:{one.code}"):
        indent = "↳ " if one.parent_id is not None else ""
        lead(f"{indent}**{escaped(one.code)}** {escaped(one.name)}", "Objectives.py", objective=one.code)
        st.markdown(f"{badge_text(BADGES[one.verdict], one.verdict.label)} {attained(one)}")
        place = f"{t(one.tier.label)} {escaped(one.place)}" if one.place else t(one.tier.label)
        weight = f" · {t('weighs {weight} %', weight=number(one.weight, 0))}" if one.weight is not None else ""
        st.caption(f"{place}{weight} · {c(one.owner)} · {escaped(day(one.first))} – {escaped(day(one.last))} · {escaped(name_of(one.told))}")


def attained(one: Standing) -> str:
    """Value against target, with n and interval, or why there is none."""
    aim = t("target {sign} {target}", sign="≥" if one.direction is Direction.UP else "≤", target=shown(one.told, float(one.target)))
    if one.level is None:
        return f"{aim} :gray[{t('Nothing was recorded yet in its period.')}]"
    sure = "" if one.level.low is None or one.level.high is None else f", {t('95 % interval')} {escaped(shown(one.told, one.level.low))} – {escaped(shown(one.told, one.level.high))}"
    return f"**{escaped(shown(one.told, one.level.value))}** · {aim} :gray[:small[n = {escaped(number(one.level.n, 0))}{sure}]]"


def _new(actor: Actor, found: list[Standing]) -> None:
    form, key = Form(actor, "objective"), "objective:new"
    with st.expander(t("Set an objective"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        source = pick(actor, key, form)
        if source is None:
            nothing(N_("There is no figure you may set an objective on."))
            return
        usual = usual_way(actor, source)
        name = st.text_input(t("Name"), **form.field(f"{key}:name", ""))
        left, right = st.columns(2)
        ways = [one.value for one in Direction]
        with left:
            way = st.selectbox(t("Direction"), ways, format_func=lambda one: plain(Direction(one).label), **form.field(f"{key}:way:{source.measure}", usual.value, ways))
        target = right.text_input(t("Target"), **form.field(f"{key}:target", ""))
        people = ask(queries.people, actor)
        owner = st.selectbox(t("Owner"), list(people), format_func=lambda one: content(people[one]), **form.field(f"{key}:owner", actor.id, list(people)))
        tiers = [one.value for one in Tier]
        tier = st.selectbox(t("Level"), tiers, format_func=lambda one: plain(Tier(one).label), **form.field(f"{key}:tier", Tier.WHOLE.value, tiers))
        place = st.text_input(t("Post or process step"), **form.field(f"{key}:place", "")) if tier != Tier.WHOLE else ""
        wholes = {0: plain("None: it stands alone")} | {one.id: f"{one.code} · {one.name}" for one in found if one.parent_id is None and one.editable}
        parent = st.selectbox(t("Part of"), list(wholes), format_func=wholes.__getitem__, **form.field(f"{key}:parent", 0, list(wholes)))
        weight = st.text_input(t("Weight, % of the whole"), **form.field(f"{key}:weight", "")) if parent else ""
        duty = st.text_area(t("What its owner does for it"), height=80, **form.field(f"{key}:duty", ""))
        days = st.columns(3)
        first = days[0].date_input(t("From"), **form.field(f"{key}:first", today().replace(day=1)))
        last = days[1].date_input(t("To"), **form.field(f"{key}:last", date(today().year + (today().month > 9), 12, 31)))
        review = days[2].date_input(t("Next review"), **form.field(f"{key}:review", today() + timedelta(days=30)))
        form.note()
        if st.button(t("Set it"), key=f"{key}:save", type="primary", disabled=None in (first, last, review)) and (aim := typed(target)) is not None:
            share = typed(weight) if parent else None
            if (not parent or share is not None) and perform_once(
                form_key(key), actions.aim, actor, name=name, source=source, direction=Direction(way), target=aim, owner_id=owner, first=_day(first), last=_day(last), review_on=_day(review),
                tier=Tier(tier), place=place, duty=duty, parent_id=parent or None, weight=share,
            ) is not None:  # fmt: skip
                form.done()
                st.toast(t("Saved."))
                st.rerun()


def _day(value: object) -> date:
    return value if isinstance(value, date) else today()

"""One risk: what may happen, how it stands and stood, what is done about it, what watches it, what happened."""

from decimal import Decimal
from urllib.parse import parse_qsl

import streamlit as st

from core.access import Actor, Permission
from core.metrics.rules import MEASURES, Unit
from core.risk import queries
from core.risk.life.rules import State
from core.risk.queries import View
from core.risk.rules import IMPACTS, PROBABILITIES, Estimate, Level, Trend, expected
from core.risk.watch.queries import Watching
from core.risk.watch.rules import Direction, Signal
from core.words import N_
from pages.parts import about, comments, desk, sketch
from pages.parts.cost.money import money
from pages.parts.followup import bits as followup_bits
from pages.parts.frame import lead
from pages.parts.risk import answer, bits, charts, course
from pages.parts.words import c, content, day, escaped, labelled, moment, number, plain, short, t

LINE = "  \n"
TREND_COLOURS = {Trend.RISING: "red", Trend.STEADY: "gray", Trend.FALLING: "green"}


def draw(actor: Actor, code: str) -> None:
    """The whole page of one risk."""
    view = desk.ask(queries.view, actor, code)
    st.title(escaped(view.row.event), anchor=False)
    _subject(view)
    _next(view)
    _path(actor, view)
    _answer(actor, view)
    _measures(actor, view)
    _watched(actor, view)
    _happened(actor, view)
    _reviews(actor, view)
    if view.may_steer:
        course.end(actor, view)
    if actor.may(Permission.NONCONFORMITY_READ) or actor.may(Permission.NONCONFORMITY_REGISTER):
        about.links(about.NONCONFORMITIES, actor, queries.KIND, view.row.id)
    comments.timeline(actor, queries.KIND, view.row.id)


def _lines(text: str) -> str:
    return escaped(text).replace("\n", LINE)


def _subject(view: View) -> None:
    row = view.row
    st.markdown(f"{bits.badges(row, view.indicators)}{LINE}**{escaped(row.code)}** · {bits.told(row)}")
    with st.container(border=True):
        left, right = st.columns(2)
        left.markdown(f"**{t('Because of what')}**{LINE}{_lines(view.cause)}")
        right.markdown(f"**{t('With which effect')}**{LINE}{_lines(view.effect)}")
        found = t("found {day}", day=day(row.identified_on))
        st.caption(f"{labelled(N_('Project'), bits.project(row))} · {found} · {t(row.origin.label)} · {content(view.by)}")
        if view.source:
            page, _, query = view.source.path.partition("?")
            lead(f"{escaped(view.source.code)} · {t('what it came from')}", f"{page}.py", icon=":material/link:", **dict(parse_qsl(query)))
        elif view.source_code:
            st.caption(f"{escaped(view.source_code)} · {t('what it came from')}")
    if view.lesson and row.state is State.CLOSED:
        st.success(f"**{t('What was learned')}**{LINE}{_lines(view.lesson)}", icon=":material/school:")


def _next(view: View) -> None:
    """What the risk wants now, in a sentence."""
    row, life = view.row, view.row.life
    if row.state is State.IDENTIFIED:
        st.info(t("Assess it first: how likely and how bad it would be if nothing were done."), icon=":material/straighten:")
    elif row.state is State.OCCURRED:
        plan = view.response
        if plan and plan.contingency:
            st.error(f"**{t('It happened. The contingency plan:')}**{LINE}{_lines(plan.contingency)}", icon=":material/emergency:")
        else:
            st.error(t("It happened, and there is no contingency plan. Write one with the response, and begin what has to be done."), icon=":material/emergency:")
    elif life.unanswered:
        st.warning(t("Its exposure of {exposure} is above what is borne ({appetite}) and nothing is being done: choose a response and begin a measure, or a manager accepts it with a reason.", exposure=life.exposure, appetite=life.appetite), icon=":material/priority_high:")
    elif row.state is State.RESPONDING and not life.open and life.borne:
        st.info(t("No measure is open. Say how it stands now; if that is enough, it is only watched from here on."), icon=":material/visibility:")


def _estimate(actor: Actor, one: Estimate) -> str:
    """Chance and cost, as far as they are known."""
    value = expected(one.chance, one.cost)
    parts = [f"{short(one.chance)} %" if one.chance is not None else "", escaped(money(actor, one.cost)) if one.cost is not None else ""]
    told = " × ".join(part for part in parts if part)
    return told + (f" = **{escaped(money(actor, value))}**" if value is not None else "")


def _path(actor: Actor, view: View) -> None:
    st.subheader(t("How grave it is"), anchor=False)
    ups, acrosses = bits.places(PROBABILITIES), bits.places(IMPACTS)
    for place, level in zip(st.columns(3), Level, strict=True):
        found = view.latest(level)
        if level is Level.RESIDUAL and found is None:
            found = view.latest(Level.INHERENT)
        with place, st.container(border=True, gap="xsmall"):
            st.markdown(f"**{t(level.label)}**{LINE}" + (bits.said(found.estimate.exposure, view.limits) if found else f":gray[{t('Not assessed')}]"))
            if found:
                st.markdown(f":small[{labelled(N_('Likelihood'), escaped(ups[found.estimate.probability]))}{LINE}{labelled(N_('Impact if it happens'), escaped(acrosses[found.estimate.impact]))}]")
                if told := _estimate(actor, found.estimate):
                    st.markdown(f":small[{told}]")
                if found.estimate.note:
                    st.caption(_lines(found.estimate.note))
    if view.assessments:
        sketch.draw(charts.path(view.assessments, view.occurrences, view.limits.appetite))
        st.caption(t("Square: without any response. Line and circle: as it stands. Diamond: as it shall become. Dashed: what is borne."))
    if view.may_steer and view.row.state is not State.CLOSED:
        answer.assess(actor, view)


def _answer(actor: Actor, view: View) -> None:
    st.subheader(t("How it is answered"), anchor=False)
    one = view.response
    if one is None:
        st.caption(t("Nobody has chosen yet how it is answered."))
    else:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f":blue-badge[{t(one.strategy.label)}]" + (f" :gray-badge[{t('Accepted by a manager')}]" if one.accepted else "") + (f" {_lines(one.reason)}" if one.reason else ""))
            st.markdown(f"**{t('Contingency plan')}**{LINE}" + (_lines(one.contingency) if one.contingency else f":gray[{t('none is written')}]"))
            if one.trigger:
                st.markdown(labelled(N_("Trigger"), _lines(one.trigger), strong=True))
            st.caption(f"{c(one.by)} · {escaped(moment(one.at))}")
    if len(view.responses) > 1:
        with st.expander(t("Earlier responses")):
            for old in view.responses[1 if one else 0 :]:
                warned = f" · {t('while an indicator warned')}" if old.warned else ""
                st.markdown(f":gray-badge[{t(old.strategy.label)}] {_lines(old.reason)}{LINE}:small[:gray[{c(old.by)} · {escaped(moment(old.at))} · {t('Exposure')} {old.exposure}{warned}]]")
    if view.row.state not in (State.IDENTIFIED, State.CLOSED) and view.row.life.exposure:
        answer.respond(actor, view)


def _measures(actor: Actor, view: View) -> None:
    if not view.measures and view.row.life.strategy is None:
        return
    st.subheader(t("Measures against it"), anchor=False)
    for one in view.measures:
        with st.container(border=True, key=f"row-measure-{one.code}", gap="xsmall"):
            late = f" :red-badge[{t('Overdue')}]" if one.late else ""
            st.markdown(f"{followup_bits.state(one.state)}{late} {_lines(one.text)}")
            st.caption(f"{labelled(N_('Owner'), c(one.owner))} · {labelled(N_('Verifier'), c(one.verifier))} · {t('due {day}', day=day(one.due_on))}")
            lead(escaped(one.code), "Follow_up.py", icon=":material/build:", followup=one.code)
    if not view.measures:
        st.caption(t("No measure was begun."))
    if view.may_steer and view.row.life.strategy is not None and view.row.state is not State.CLOSED:
        answer.measure(actor, view)


def value(code: str, told: object) -> str:
    """A measured value with its unit."""
    percent = code in MEASURES and MEASURES[code].unit is Unit.PERCENT
    return f"{short(round(Decimal(str(told)), 1))}{' %' if percent else ''}" if told is not None else "–"


def _indicator(one: Watching) -> str:
    name = plain(MEASURES[one.bound.measure].name) if one.bound.measure in MEASURES else one.bound.measure
    sign = "≥" if one.bound.direction is Direction.ABOVE else "≤"
    told = f":{bits.SIGNAL_COLOURS[one.signal]}-badge[{t(one.signal.label)}] **{escaped(name)}**{LINE}"
    told += t("now {value} (n = {n}), warns at {sign} {threshold}, over {days} days", value=value(one.bound.measure, one.told.value), n=one.told.n, sign=sign, threshold=value(one.bound.measure, one.bound.threshold), days=number(one.bound.days, 0))
    if one.signal is Signal.UNKNOWN and one.told.why:
        told += f"{LINE}:gray[:small[{t(one.told.why, **one.told.facts)}]]"
    if one.note:
        told += f"{LINE}:small[{_lines(one.note)}]"
    return told


def _watched(actor: Actor, view: View) -> None:
    st.subheader(t("What watches it"), anchor=False)
    if not view.indicators:
        st.caption(t("No indicator watches it."))
    for one in view.indicators:
        with st.container(border=True, key=f"row-indicator-{one.id}", gap="xsmall"):
            st.markdown(_indicator(one))
            lead(t("Records behind it"), "Measures.py", icon=":material/straighten:", measure=one.bound.measure, project=view.row.project_code)
            if view.may_steer:
                course.unbind(actor, one)
    if view.signals:
        with st.expander(t("Warnings so far ({count})", count=len(view.signals))):
            for old in view.signals:
                over = t("until {time}", time=moment(old.over_at)) if old.over_at else t("still standing")
                name = plain(MEASURES[old.measure].name) if old.measure in MEASURES else old.measure
                st.markdown(f"{escaped(moment(old.at))} · {escaped(name)} **{escaped(value(old.measure, old.value))}** (n = {old.n}) · {over}")
    if view.may_steer and view.row.state is not State.CLOSED:
        course.bind(actor, view)


def _happened(actor: Actor, view: View) -> None:
    if view.occurrences:
        st.subheader(t("What happened"), anchor=False)
    words = bits.places(IMPACTS)
    for one in view.occurrences:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{day(one.happened_on)}** · {_lines(one.note)}")
            before = labelled(N_("Impact if it happens"), escaped(words[one.impact])) + (f" ({t('expected {word}', word=words[one.foreseen])})" if one.foreseen else f" ({t('not assessed before')})")
            lost = [t("{count} days lost", count=one.days) if one.days is not None else "", escaped(money(actor, one.cost)) if one.cost is not None else ""]
            st.markdown(" · ".join([before, *(part for part in lost if part)]))
            if one.followup_code:
                lead(f"{escaped(one.followup_code)} · {t('what it led to')}", "Follow_up.py", icon=":material/build:", followup=one.followup_code)
            st.caption(c(one.by))
    if view.may_steer and view.row.state is not State.CLOSED:
        course.occur(actor, view)


def _reviews(actor: Actor, view: View) -> None:
    st.subheader(t("Risk reviews"), anchor=False)
    if view.row.next_on:
        st.markdown(t("Next review: **{day}**", day=day(view.row.next_on)))
    for one in view.reviews[:10]:
        badge = f":{TREND_COLOURS[one.trend]}-badge[{t(one.trend.label)}]"
        st.markdown(f"{badge} {_lines(one.note)}{LINE}:small[:gray[{c(one.by)} · {escaped(moment(one.at))} · {t('Exposure')} {one.exposure or '–'}]]")
    if not view.reviews:
        st.caption(t("Nobody has looked at it again yet."))
    if view.may_steer and view.row.state is not State.CLOSED:
        course.review(actor, view)

"""One nonconformity: what was found, why it happened, what is done about it, and whether it helped."""

from decimal import Decimal
from urllib.parse import parse_qsl

import streamlit as st

from core.access import Actor
from core.quality.nonconformities import actions, queries, rules
from core.quality.nonconformities.queries import Judged, MeasureRow, View
from core.quality.nonconformities.rules import Basis, Effect, Found, Metric, State
from core.words import N_
from pages.parts import comments, desk
from pages.parts.approval import panel
from pages.parts.followup import bits as followup_bits
from pages.parts.frame import lead
from pages.parts.kit import confirm
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.quality import nonconformity_plan as plan
from pages.parts.words import c, content, day, escaped, labelled, moment, plain, short, t

EFFECT_COLOURS = {Effect.EFFECTIVE: "green", Effect.PARTLY: "orange", Effect.NOT: "red"}


def draw(actor: Actor, code: str) -> None:
    """The whole page of one nonconformity."""
    view = desk.ask(queries.view, actor, code)
    st.title(escaped(view.row.title), anchor=False)
    _facts(view)
    _next(view)
    if view.may_judge:
        _judge(actor, view)
    plan.cause(actor, view)
    _metric(actor, view)
    _measures(actor, view)
    _judgements(view)
    _reopen(actor, view)
    if view.may_withdraw:
        _withdraw(actor, view)
    comments.timeline(actor, queries.KIND, view.row.id)


def _facts(view: View) -> None:
    row = view.row
    st.markdown(f"{bits.badges(row)}  \n**{escaped(row.code)}** · {bits.told(row)}")
    with st.container(border=True):
        st.markdown(f"**{t('Finding')}**  \n" + escaped(row.finding).replace("\n", "  \n"))
        if row.containment:
            st.markdown(f"**{t('Containment')}**  \n" + escaped(row.containment).replace("\n", "  \n"))
        st.caption(f"{labelled(N_('Project'), bits.project(row))} · {t('found by {name}', name=content(row.by))} · {t(row.origin.label)}")
        with st.container(horizontal=True, gap="small"):
            if view.source and view.row.source_kind != "project":
                page, _, query = view.source.path.partition("?")
                lead(f"{escaped(view.source.code)} · {t('what it came from')}", f"{page}.py", icon=":material/link:", **dict(parse_qsl(query)))
            for label, others in ((t("the same before"), (view.earlier,)), (t("again"), view.later)):
                for other in filter(None, others):
                    lead(f"{escaped(other)} · {label}", "Nonconformities.py", icon=":material/replay:", nonconformity=other)


STEPS = (N_("Cause"), N_("Rectification measures"), N_("Verified"), N_("Effect"))


def _next(view: View) -> None:
    """Where it stands on its way, and what comes next."""
    row = view.row
    if row.state is State.WITHDRAWN:
        return
    done = [
        view.cause.known, row.state is not State.OPEN, row.state in (State.TO_JUDGE, State.CLOSED), row.state is State.CLOSED,
    ]  # fmt: skip
    here = next((place for place, one in enumerate(done) if not one), len(STEPS))
    marks = [f":green[:material/check_circle: {t(step)}]" if one else (f"**:blue[:material/radio_button_checked: {t(step)}]**" if place == here else f":gray[:material/radio_button_unchecked: {t(step)}]") for place, (step, one) in enumerate(zip(STEPS, done, strict=True))]
    st.markdown(" → ".join(marks))
    if view.waiting:
        st.info(t("The plan waits for approval. Work begins with it."), icon=":material/approval:")
    elif row.state is State.OPEN and row.severity.grave:
        st.warning(t("This needs a dedicated plan: the cause, on what the effect is judged, and at least {least} measures, approved before work begins.", least=rules.SEVERAL), icon=":material/assignment_late:")
    elif row.state is State.TO_JUDGE and not row.ripe and row.effect_due_on:
        st.info(t("All measures are verified. Whether they helped is judged from {day} on, by somebody who carried out none of them.", day=day(row.effect_due_on)), icon=":material/hourglass_top:")
    elif row.ripe and not view.may_judge:
        st.info(t("Whether the measures helped can be judged now, by its finder or whoever leads, but not by who carried one out."), icon=":material/balance:")


def value(metric: Metric, number: Decimal | None) -> str:
    """A value with its unit; a dash where there is none."""
    return "–" if number is None else f"{short(number)} {plain(metric.unit) if metric.unit else ''}".strip()


def _metric(actor: Actor, view: View) -> None:
    st.subheader(t("On what the effect is judged"), anchor=False)
    metric = view.metric
    if metric is None:
        st.caption(t("Nothing is chosen yet. Before and after are compared on the same figure."))
    else:
        name = t(metric.name) if metric.basis is Basis.MEASURE else escaped(metric.name)
        parts = [labelled(N_("Before"), f"**{escaped(value(metric, metric.before))}**" + (f" (n = {metric.before_n})" if metric.basis is not Basis.MANUAL else ""))]
        if metric.target is not None:
            parts.append(labelled(N_("Target"), f"**{escaped(value(metric, metric.target))}**"))
        if view.now is not None:
            parts.append(labelled(N_("Since then"), f"**{escaped(value(metric, view.now.value))}** (n = {view.now.n})"))
        direction = t("Higher is better") if metric.higher else t("Lower is better")
        st.markdown(f"**{name}** · {t(metric.basis.label)} · {direction}  \n{' · '.join(parts)}")
    if view.may_steer and not view.waiting and view.row.state in (State.OPEN, State.IN_HAND):
        plan.metric(actor, view)


def _measures(actor: Actor, view: View) -> None:
    st.subheader(t("Rectification measures"), anchor=False)
    if not view.measures:
        st.caption(t("No measure is planned yet."))
    for one in view.measures:
        _measure(actor, view, one)
    if view.may_steer and not view.waiting:
        plan.measure(actor, view)
        if view.planned and not view.row.severity.grave and st.button(t("Begin with the measures"), key=f"begin:{view.row.id}", type="primary", icon=":material/play_arrow:"):
            _done(desk.perform_once(f"nc-begin:{view.row.id}:{view.row.version}", actions.begin, actor, view.row.id), N_("Work has begun; owners and verifiers are told."))
    if view.row.severity.grave and (view.planned or view.waiting):
        panel.panel(actor, queries.KIND, view.row.id)


def _measure(actor: Actor, view: View, one: MeasureRow) -> None:
    with st.container(border=True, key=f"row-measure-{one.id}", gap="xsmall"):
        state = followup_bits.state(one.state) if one.state else f":gray-badge[{t('Planned')}]"
        again = f" · {t('round {number}', number=str(one.round))}" if one.round != view.row.round else ""
        late = f" :red-badge[{t('Overdue')}]" if one.late else ""
        st.markdown(f"{state}{late} {escaped(one.text)}".replace("\n", "  \n"))
        st.caption(f"{labelled(N_('Owner'), c(one.owner))} · {labelled(N_('Verifier'), c(one.verifier))} · {t('due {day}', day=day(one.due_on))}{again}")
        if one.code:
            lead(escaped(one.code), "Follow_up.py", icon=":material/build:", followup=one.code)
        elif view.may_steer and not view.waiting and one.round == view.row.round and st.button(t("Take out"), key=f"drop:{one.id}", type="tertiary"):
            _done(desk.perform(actions.drop, actor, view.row.id, number=one.number), N_("Taken out."))


def _judge(actor: Actor, view: View) -> None:
    row, metric = view.row, view.metric
    with st.container(border=True, key=f"judge-{row.id}"):
        st.markdown(f"**{t('Did the measures help?')}**")
        counted = None
        if metric is not None and metric.basis is Basis.MANUAL:
            st.caption(t("{metric}: before {before}. Enter what it is now.", metric=metric.name, before=value(metric, metric.before)))
            left, right = st.columns([1, 2])
            now = left.number_input(t("Now"), value=None, step=1.0, key=f"judge_value:{row.id}:{row.version}", placeholder=plain("Value"))
            note = right.text_input(t("How it was found"), key=f"judge_note:{row.id}:{row.version}", placeholder=plain("Which records of which days were counted"))
            counted = Found(None if now is None else Decimal(str(now)), 1, note)
        elif metric is not None:
            st.caption(t("The house has read the value itself: it stands below."))
        effects = [one.value for one in Effect]
        effect = st.radio(t("Effect"), effects, format_func=lambda one: t(Effect(one).label), horizontal=True, index=None, key=f"judge_effect:{row.id}:{row.version}")
        remark = st.text_area(t("Remark"), height=80, key=f"judge_remark:{row.id}:{row.version}", help=t("Partly and not effective need a reason."))
        if st.button(t("Judge the effect"), key=f"judge:{row.id}", type="primary", disabled=effect is None):
            done = desk.perform_once(f"nc-judge:{row.id}:{row.version}", actions.judge, actor, row.id, effect=Effect(effect), remark=remark, counted=counted, version=row.version)
            _done(done, N_("Judged. It is rectified anew and counts as a recurrence.") if effect == Effect.NOT else N_("Judged and closed."))


def _judgements(view: View) -> None:
    if not view.judgements:
        return
    st.subheader(t("What was judged"), anchor=False)
    for one in view.judgements:
        _judgement(one)


def _judgement(one: Judged) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":{EFFECT_COLOURS[one.effect]}-badge[{t(one.effect.label)}] {escaped(one.remark)}".replace("\n", "  \n"))
        if one.metric is not None:
            name = plain(one.metric.name) if one.metric.basis is Basis.MEASURE else one.metric.name
            st.markdown(t("{metric}: {before} before, {after} after", metric=name, before=value(one.metric, one.metric.before), after=value(one.metric, one.value)) + (f" · {escaped(one.note)}" if one.note else ""))
        st.caption(f"{c(one.by)} · {escaped(moment(one.at))} · {t('round {number}', number=str(one.round))}")


def _reopen(actor: Actor, view: View) -> None:
    row = view.row
    if not view.may_reopen:
        return
    with st.expander(t("It came back"), icon=":material/replay:"):
        reason = st.text_area(t("Reason"), height=80, key=f"reopen:{row.id}:{row.version}")
        if st.button(t("Open it again"), key=f"reopen_go:{row.id}"):
            _done(desk.perform(actions.reopen, actor, row.id, reason=reason, version=row.version), N_("Opened again; it counts as a recurrence."))


def _withdraw(actor: Actor, view: View) -> None:
    with st.expander(t("It is no nonconformity"), icon=":material/cancel:"):
        reason = st.text_area(t("Reason"), height=80, key=f"withdraw:{view.row.id}")
        confirm(
            f"withdraw_go:{view.row.id}", N_("Withdraw"), N_("Its open measures are cancelled with it."), N_("Withdraw"),
            lambda: _done(desk.perform(actions.withdraw, actor, view.row.id, reason=reason), N_("Withdrawn.")),
        )  # fmt: skip


def _done(done: object, message: str) -> None:
    if done:
        st.toast(t(message), icon=":material/task_alt:")
        st.rerun()



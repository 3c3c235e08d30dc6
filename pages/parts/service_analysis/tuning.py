"""Decisions on channels beside their comparison: figures before, what is changed, and what the same figures say afterwards."""

from datetime import timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.projects import queries as projects
from core.service.analysis import rules as shares
from core.service.analysis.queries import Asked, Choices
from core.service.rules import TOPIC
from core.service.tuning import actions, queries, rules
from core.service.tuning.queries import Tuned
from core.service.tuning.rules import Aspect, Verdict
from core.words import N_
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.followup.opening import pair
from pages.parts.frame import lead
from pages.parts.service_analysis import said
from pages.parts.words import c, content, day, escaped, number, plain, t

USUAL = timedelta(days=14)
COLOURS = {Verdict.BETTER: "green", Verdict.SAME: "gray", Verdict.WORSE: "red", Verdict.TOO_LITTLE: "orange"}


def draw(actor: Actor, asked: Asked, known: Choices) -> None:
    """Below the comparison."""
    st.markdown(f"**{t('Changes of channels')}**")
    found = desk.ask_kept((TOPIC, "requests"), queries.listed, actor, asked)
    if not found:
        kit.nothing(N_("Nothing was decided on a channel yet. Where the comparison asks a question, decide what is changed: the figures of today are kept and held against those afterwards."))
    for one in found:
        with st.container(border=True, key=f"tuning-{one.id}"):
            _card(actor, one, known)
    if actor.may(Permission.TUNING_DECIDE):
        _decide(actor, asked, known)


def _card(actor: Actor, one: Tuned, known: Choices) -> None:
    name = content(known.channels[one.channel]) if one.channel in known.channels else one.channel
    badge = f":{COLOURS[one.verdict]}-badge[{t(one.verdict.label)}]" if one.verdict else f":blue-badge[{t('in effect since {day}', day=day(one.changed_on))}]" if one.changed_on else f":gray-badge[{t('decided')}]"
    st.markdown(f"**{escaped(one.code)} · {escaped(name)}** {badge}  \n{escaped(one.change)}")
    st.caption(f"{escaped(one.project)} {c(one.project_name)} · {c(one.owner)} · {t('due {day}', day=day(one.due_on))}")
    if one.follow_up:
        lead(escaped(one.follow_up), "Follow_up.py", followup=one.follow_up)
    lines = [[t(N_("Weeks from {first} to {last}"), first=day(one.first), last=day(one.last)), *_shares(one.before)]]
    if one.after and one.after_first and one.after_last:
        lines.append([t(N_("Weeks from {first} to {last}"), first=day(one.after_first), last=day(one.after_last)), *_shares(one.after)])
    with st.expander(t("Figures that were kept")):
        rule = ["---"] + ["--:"] * len(Aspect)
        st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in ([t("Period"), *(t(aspect.label) for aspect in Aspect)], rule, *lines)))
    wanted = t(one.aspect.label) if one.up else t("{figure} (less is wanted)", figure=plain(one.aspect.label))
    if one.found is None or one.found.difference is None or one.found.low is None or one.found.high is None:
        st.caption(t("Judged by: {figure}, {before} before.", figure=wanted, before=_share(one.before[one.aspect])))
    elif min(one.before[one.aspect][1], one.after[one.aspect][1]) < rules.LEAST:
        st.caption(t(
            "Too few records to judge: {before} before, {after} after; at least {least} are needed each time.", before=number(one.before[one.aspect][1], 0), after=number(one.after[one.aspect][1], 0), least=rules.LEAST,
        ))  # fmt: skip
    else:
        st.markdown(t(
            "{figure}: {before} before, {after} after, a difference of {difference} points (95 % interval {low} to {high}).", figure=plain(one.aspect.label), before=_share(one.before[one.aspect]),
            after=_share(one.after[one.aspect]), difference=number(100 * one.found.difference, 1), low=number(100 * one.found.low, 1), high=number(100 * one.found.high, 1),
        ))  # fmt: skip
    if one.may_edit and one.verdict in (None, Verdict.TOO_LITTLE):
        _go_on(actor, one)


def _go_on(actor: Actor, one: Tuned) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if one.changed_on is None:
            on = st.date_input(t("In effect since"), today(), key=f"tuning:{one.id}:on", width=170)
            if st.button(t("It is changed"), key=f"tuning:{one.id}:changed", disabled=on is None) and desk.perform(actions.changed, actor, one.id, changed_on=on, version=one.version):
                st.rerun()
        elif one.judge_from and today() < one.judge_from:
            st.caption(t("It can be judged from {day} on.", day=day(one.judge_from)))
        elif st.button(t("Judge by the figures of today"), key=f"tuning:{one.id}:judge", icon=":material/balance:") and desk.perform(actions.judge, actor, one.id, version=one.version):
            st.rerun()


def _share(figure: list[int]) -> str:
    one = shares.share(*figure)
    return f"{said.share(one)} (n {number(one.n, 0)})"


def _shares(figures: rules.Figures) -> list[str]:
    return [escaped(_share(figures[aspect])) for aspect in Aspect]


def _decide(actor: Actor, asked: Asked, known: Choices) -> None:
    form = Form(actor, "tuning")
    with st.expander(t("Decide what is changed about a channel"), icon=":material/tune:", expanded=form.waiting):
        if not form.opened():
            return
        rows = {row.code: row for row in desk.ask_kept("projects", projects.projects, actor)}
        left, right = st.columns(2)
        chosen = left.selectbox(t("Project"), list(rows), format_func=lambda code: f"{code} · {content(rows[code].name)}", placeholder=plain("Choose a project"), **form.field("tuning:project", asked.project or None, rows))
        channel = right.selectbox(t("Channel"), list(known.channels), format_func=lambda code: content(known.channels[code]), placeholder=plain("Choose"), **form.field("tuning:channel", asked.channel or None, known.channels))
        change = st.text_area(t("What is changed, and why"), height=80, **form.field("tuning:change", ""))
        aspects = [one.value for one in Aspect]
        left, middle, right = st.columns(3)
        aspect = left.selectbox(t("Judged by"), aspects, format_func=lambda one: plain(Aspect(one).label), **form.field("tuning:aspect", Aspect.RESOLVED.value, aspects))
        weeks = middle.selectbox(t("Figures before, weeks"), rules.WEEKS, **form.field("tuning:weeks", rules.WEEKS[1], rules.WEEKS))
        wait = right.number_input(t("Judged so many days after the change"), min_value=rules.WAIT_LEAST, max_value=rules.WAIT_MOST, step=7, **form.field("tuning:wait", rules.WAIT_USUAL))
        less = aspect == Aspect.USAGE and st.checkbox(t("Fewer requests by this channel are wanted"), **form.field("tuning:less", False))
        project = rows.get(chosen or "")
        owner, verifier = pair(actor, "tuning", project.manager_id if project else None, None, form)
        due_on = st.date_input(t("Due"), **form.field("tuning:due", today() + USUAL))
        form.note()
        ready = project is not None and channel and owner is not None and verifier is not None and due_on is not None
        if st.button(t("Decide it"), key="tuning:save", type="primary", disabled=not ready) and project is not None:
            done = desk.perform_once(
                desk.form_key("tuning"), actions.decide, actor, project.id, channel=channel, weeks=weeks, aspect=Aspect(aspect), up=not less, change=change, owner_id=owner, verifier_id=verifier,
                due_on=due_on, wait_days=int(wait),
            )  # fmt: skip
            if done:
                form.done()
                st.toast(t("Saved."), icon=":material/task_alt:")
                st.rerun()
        if not ready:
            st.caption(t("Choose the project, the channel, who does it and who verifies it."))

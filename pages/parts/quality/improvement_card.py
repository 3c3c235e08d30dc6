"""One PDCA card: the four steps with what stands in each, and what can be done next."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.quality.improvement import actions, queries, rules
from core.quality.improvement.queries import Measure, Whole
from core.quality.improvement.rules import Outcome, State, Verdict
from core.quality.objectives.queries import people
from core.quality.rules import Direction
from core.words import N_
from pages.parts import comments
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text, confirm
from pages.parts.quality import spc_chart
from pages.parts.quality.improvement_page import STATES, VERDICTS
from pages.parts.quality.spc_figure import gap, name_of, shown, typed
from pages.parts.words import c, called, content, day, escaped, number, plain, several, t


def draw(actor: Actor, code: str) -> None:
    """The page of one card."""
    found: Whole = ask(queries.card, actor, code, today())
    one = found.listed
    st.subheader(f"{one.code} {escaped(one.title)}", anchor=False)
    verdict = f" {badge_text(VERDICTS[one.verdict], one.verdict.label)}" if one.verdict else ""
    st.markdown(f"{badge_text(STATES[one.state], one.state.label)}{verdict}")
    st.caption(f"{escaped(name_of(found.told))} · {c(one.owner)} · {t('opened {day}', day=day(one.opened_on))}")
    for label, other in ((t("Begins anew what {code} tried", code=found.before), found.before), (t("Went on as {code}", code=found.after), found.after)):
        if other:
            lead(label, "Improvement.py", icon=":material/link:", card=other)
    _plan(actor, found)
    _do(actor, found)
    _check(actor, found)
    _act(actor, found)
    comments.thread(actor, queries.KIND, one.id)
    comments.timeline(actor, queries.KIND, one.id)


def _plan(actor: Actor, found: Whole) -> None:
    st.markdown(f"#### {t('Plan')}")
    st.markdown(escaped(found.problem).replace("\n", "  \n"))
    if found.cause:
        st.markdown(f"**{t('Cause')}** {escaped(found.cause)}")
    base = found.baseline
    value = base.get("value")
    sign = "≥" if found.direction is Direction.UP else "≤"
    if value is None:
        st.markdown(t("No baseline: nothing was recorded before. Target {sign} {target}", sign=sign, target=shown(found.told, float(found.target))))
    else:
        sure = "" if base.get("low") is None else f" :gray[:small[n = {several((escaped(number(base['n'], 0)), t('95 % interval')))} {escaped(shown(found.told, base['low']))} – {escaped(shown(found.told, base['high']))}]]"
        st.markdown(t("Baseline {value}, target {sign} {target}", value=shown(found.told, value), sign=sign, target=shown(found.told, float(found.target))) + sure)
    if found.data:
        with st.expander(t("The points that opened this card"), icon=":material/dataset:"):
            st.markdown("\n".join(f"- {called(escaped(day(date.fromisoformat(one['first']))), escaped(shown(found.told, one['value'])))} (n = {escaped(number(one['n'], 0))})" for one in found.data))
    if found.editable and found.listed.state is State.PLAN:
        _edit(actor, found)


def _edit(actor: Actor, found: Whole) -> None:
    one = found.listed
    form, key = Form(actor, "pdca_plan", record=one.code, version=found.version), f"card:{one.id}:plan"
    with st.expander(t("Change what is planned"), icon=":material/edit:", expanded=form.waiting):
        if not form.opened():
            return
        title = st.text_input(t("Title"), **form.field(f"{key}:title", one.title))
        problem = st.text_area(t("Problem"), height=90, **form.field(f"{key}:problem", found.problem))
        cause = st.text_area(t("Cause"), height=90, **form.field(f"{key}:cause", found.cause))
        target = st.text_input(t("Target"), **form.field(f"{key}:target", f"{found.target.normalize():f}"))
        known = ask(people, actor)
        owner = st.selectbox(t("Owner"), list(known), format_func=lambda of: content(known[of]), **form.field(f"{key}:owner", one.owner_id, list(known)))
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary") and (aim := typed(target)) is not None and perform_once(
            form_key(key), actions.plan, actor, one.id, title=title, problem=problem, cause=cause, target=aim, owner_id=owner, version=found.version
        ) is not None:
            form.done()
            st.rerun()


def _do(actor: Actor, found: Whole) -> None:
    one = found.listed
    st.markdown(f"#### {t('Do')}")
    if not found.measures:
        st.caption(t("No measure yet: what is to be done, by whom, until when."))
    for measure in found.measures:
        _measure(actor, found, measure)
    if found.editable and one.state in (State.PLAN, State.DO):
        _add(actor, found)
    begins = found.editable and one.state is State.PLAN and found.measures and st.button(t("Begin with the measures"), key=f"card:{one.id}:start", type="primary")
    if begins and perform(actions.start, actor, one.id, version=found.version) is not None:
        st.rerun()
    if found.editable and one.state is State.DO:
        on = st.date_input(t("The change is in effect since"), value=today(), key=f"card:{one.id}:on")
        if st.button(t("Check the effect from this day on"), key=f"card:{one.id}:changed", type="primary", disabled=on is None) and perform(
            actions.changed, actor, one.id, changed_on=on if isinstance(on, date) else today(), version=found.version
        ) is not None:
            st.rerun()


def _measure(actor: Actor, found: Whole, one: Measure) -> None:
    with st.container(border=True, key=f"row-measure:{one.id}", gap="xsmall"):
        state = t("struck") if one.struck else t("done {day}", day=day(one.done_on)) if one.done_on else t("due {day}", day=day(one.due_on))
        st.markdown(escaped(one.what))
        st.badge(state, color="gray" if one.struck else "green" if one.done_on else "red" if one.due_on < today() else "blue")
        st.caption(" · ".join([t(rules.SORTS.get(one.sort, one.sort)), c(one.owner), *([escaped(one.result)] if one.result else [])]))
        waits = one.done_on is None and not one.struck and found.listed.state in (State.PLAN, State.DO)
        if waits and (found.editable or one.owner_id == actor.id):
            with st.popover(t("Done or struck"), icon=":material/task_alt:"):
                result = st.text_input(t("Result, or why it is struck"), key=f"measure:{one.id}:result")
                done = st.button(t("It is done"), key=f"measure:{one.id}:done", type="primary")
                struck = found.editable and st.button(t("Strike it"), key=f"measure:{one.id}:strike")
                if (done or struck) and perform(actions.end_measure, actor, one.id, done=done, result=result) is not None:
                    st.rerun()


def _add(actor: Actor, found: Whole) -> None:
    form, key = Form(actor, "pdca_measure", record=found.listed.code), f"card:{found.listed.id}:add"
    with st.expander(t("Add a measure"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        what = st.text_input(t("Measure"), **form.field(f"{key}:what", ""))
        sorts = list(rules.SORTS)
        sort = st.selectbox(t("Kind"), sorts, format_func=lambda one: plain(rules.SORTS[one]), **form.field(f"{key}:sort", sorts[0], sorts))
        known = ask(people, actor)
        owner = st.selectbox(t("Owner"), list(known), format_func=lambda one: content(known[one]), **form.field(f"{key}:owner", actor.id, list(known)))
        due = st.date_input(t("Due"), **form.field(f"{key}:due", today() + timedelta(days=14)))
        form.note()
        if st.button(t("Add it"), key=f"{key}:save", type="primary", disabled=due is None) and perform_once(
            form_key(key), actions.add_measure, actor, found.listed.id, what=what, sort=sort, owner_id=owner, due_on=due if isinstance(due, date) else today()
        ) is not None:
            form.done()
            st.rerun()


def _check(actor: Actor, found: Whole) -> None:
    st.markdown(f"#### {t('Check')}")
    if any(one.value is not None for one in found.drawn.points):
        spc_chart.draw(found.drawn)
    else:
        st.caption(t("Nothing was recorded yet that could be drawn here."))
    check = found.check
    if check is None:
        return
    st.caption(t("The vertical line is the change, in effect since {day}; each side has limits of its own.", day=day(found.listed.changed_on)))
    if check.before is not None and check.after is not None:
        st.markdown(t("Before {before}, after {after} ({points} points since)", before=shown(found.told, check.before.value), after=shown(found.told, check.after.value), points=check.points_after))
    if check.gain is not None and check.low is not None and check.high is not None:
        if check.gain >= 0:
            st.markdown(t("Better by {gain}, 95 % interval {low} to {high}", gain=gap(found.told, check.gain), low=gap(found.told, check.low), high=gap(found.told, check.high)))
        else:
            st.markdown(t("Worse by {gain}, 95 % interval {low} to {high}", gain=gap(found.told, -check.gain), low=gap(found.told, -check.high), high=gap(found.told, -check.low)))
    st.markdown(f"{t('The figures say')} {badge_text(VERDICTS[check.proposal], check.proposal.label)}")
    if found.judged_by:
        said = f" · {escaped(found.judged_why)}" if found.judged_why else ""
        st.caption(t("Judged by {name}", name=content(found.judged_by)) + said)
    if found.listed.state is State.CHECK:
        if found.judges:
            _judge(actor, found, check.proposal)
        elif found.editable:
            st.info(t("Somebody else than the owner judges whether it helped."))


def _judge(actor: Actor, found: Whole, proposal: Verdict) -> None:
    key = f"card:{found.listed.id}:judge"
    verdicts = [one.value for one in Verdict]
    said = st.radio(t("Did it help?"), verdicts, index=verdicts.index(proposal.value), format_func=lambda one: plain(Verdict(one).label), key=f"{key}:verdict", horizontal=True)
    reason = st.text_area(t("Why (needed where you judge otherwise than the figures)"), height=70, key=f"{key}:why")
    if st.button(t("Judge the effect"), key=f"{key}:save", type="primary") and perform_once(
        form_key(key), actions.judge, actor, found.listed.id, verdict=Verdict(said), reason=reason, version=found.version
    ) is not None:
        st.rerun()


def _act(actor: Actor, found: Whole) -> None:
    one = found.listed
    if one.state in (State.ACT, State.CLOSED, State.DROPPED):
        st.markdown(f"#### {t('Act')}")
    if found.lesson:
        st.markdown((f"**{t(found.outcome.label)}**  \n" if found.outcome else "") + escaped(found.lesson).replace("\n", "  \n"))
    if not found.editable:
        return
    key = f"card:{one.id}:act"
    if one.state is State.ACT:
        outcomes = [of.value for of in Outcome if of is Outcome.REDO or one.verdict is Verdict.EFFECTIVE]
        outcome = st.radio(t("What follows"), outcomes, format_func=lambda of: plain(Outcome(of).label), key=f"{key}:outcome")
        lesson = st.text_area(t("What is standard from now on, or what was learned"), height=90, key=f"{key}:lesson")
        if st.button(t("Close the card"), key=f"{key}:save", type="primary") and perform_once(
            form_key(key), actions.act, actor, one.id, outcome=Outcome(outcome), lesson=lesson, version=found.version
        ) is not None:
            st.rerun()
    elif one.state is State.CLOSED and one.verdict is Verdict.EFFECTIVE and not one.shared:
        confirm(
            f"{key}:share", N_("Share as a good case"), N_("Everybody who sees improvements can copy it then."), N_("Share it"), lambda: perform(actions.share, actor, one.id, version=found.version),
            icon=":material/share:",
        )  # fmt: skip
    elif one.state.open:
        with st.popover(t("Give the card up"), icon=":material/cancel:"):
            why = st.text_input(t("Why"), key=f"{key}:why")
            if st.button(t("Give it up"), key=f"{key}:drop", type="primary") and perform(actions.drop, actor, one.id, reason=why, version=found.version) is not None:
                st.rerun()

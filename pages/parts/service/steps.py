"""What to do next about a request: one thing stands out, the others are folded."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.access import Actor
from core.clock import today
from core.drafts.rules import Draft
from core.service.closing import actions as closing
from core.service.handling import actions as handling
from core.service.requests import actions, queries, rules
from core.service.requests.queries import View
from core.service.requests.rules import ATTEMPTS, OPEN, State, Visit
from core.service.rules import (
    ATTEMPT_HOURS,
    CHANNELS,
    MODES,
    PAUSE_REASONS,
    PROBLEM_CLASSES,
    PROBLEM_TYPES,
    RECEIVED,
    SOLVED,
    USUAL_MODES,
)
from core.settings import queries as settings
from core.words import N_
from pages.parts import desk
from pages.parts.customers import mails
from pages.parts.customers.talks import HEARD
from pages.parts.draft import Form
from pages.parts.service import bits, register
from pages.parts.words import content, moment, plain, t

Drafts = Mapping[tuple[str, str], Draft]
ANSWER, SOLUTION, VISIT, CAUSE = FORMS = ("request_answer", "request_solution", "request_visit", "request_cause")
"""The forms of a request whose drafts are kept."""


def done(view: View, name: str, deed: Callable[..., Any], actor: Actor, typed: Form | str = "", **facts: Any) -> None:
    """One deed for what the page shows now, however often its button is clicked; then the page shows what is, what was `typed` for it (a form, or the name of a text) sent."""
    if desk.perform_once(f"request-{name}:{view.id}:{view.version}:{len(view.log)}", deed, actor, view.id, **facts):
        if isinstance(typed, Form):
            typed.done()
        elif typed:
            st.session_state.pop(text_key(view, typed)["key"], None)
        again(view)


def again(view: View) -> None:
    """Show what is after a deed of the viewer's own."""
    st.session_state.pop(seen_key(view), None)
    st.rerun()


def seen_key(view: View) -> str:
    """Under which a session remembers how it last saw a request."""
    return f"request_seen:{view.id}"


def _key(view: View, name: str) -> str:
    """Of what shows how the request is now: a colleague's deed draws it anew."""
    return f"request:{name}:{view.id}:{view.version}"


def text_key(view: View, name: str) -> dict[str, Any]:
    """Of what somebody types: it stays, whatever a colleague does meanwhile and whether its part is folded, until it is sent."""
    return {"key": f"request_text:{view.id}:{name}", "persist_state": "session"}


def draw(actor: Actor, view: View, drafts: Drafts) -> None:
    """The next step as a card with its fields, for whoever may do it. `drafts`: what of its forms waits for the viewer."""
    for step in _next(actor, view):
        with st.container(border=True, key=f"next-{step.__name__}-{view.id}"):
            step(actor, view, drafts)
    if view.may_work and view.state in OPEN and view.readings[0].stopped_at is None:
        _acknowledge(actor, view)


def _next(actor: Actor, view: View) -> list[Callable[[Actor, View, Drafts], None]]:
    found: list[Callable[[Actor, View, Drafts], None]] = []
    if view.may_work:
        if view.state is State.REPORTED:
            found = [classify]
        elif view.state is State.CLASSIFIED:
            found = [_give]
        elif view.state is State.RECORDED or (view.state is State.IN_HAND and view.awaited):
            found = [_begin]
        elif view.state is State.IN_HAND:
            found = [_resume] if view.paused_at else [_resolve] if view.readings[1].stopped_at else [_respond]
        elif view.state is State.RESOLVED:
            found = [_ask_customer]
        if view.state in (State.CONFIRMED, State.ARCHIVED) and view.visit_due_on and view.visit_due_on <= today():
            found.append(_visit)
        if view.state is State.CONFIRMED and view.verifier:
            found.append(_archive)
    if view.may_verify and view.state in (State.RESOLVED, State.CONFIRMED) and not view.verifier and actor.id not in view.life.worked:
        found.append(_verify)
    return found


def classify(actor: Actor, view: View, _: Drafts) -> None:
    """What it is: class, type, urgency, impact; priority and targets follow."""
    from core.service.commitments import queries as promises

    st.markdown(f"**{t('What is it?')}**")
    classes, types = bits.offered(PROBLEM_CLASSES, view.problem_class), bits.offered(PROBLEM_TYPES, view.problem_type)
    left, right = st.columns(2)
    codes = list(classes)
    problem = left.selectbox(t("Problem class"), codes, index=codes.index(view.problem_class) if view.problem_class in codes else 0, format_func=classes.__getitem__, key=_key(view, "class"))
    mine = ["", *(one for one in types if one.startswith(f"{problem}_"))]
    sort = right.selectbox(
        t("Problem type"), mine, index=mine.index(view.problem_type) if view.problem_type in mine else 0, format_func=lambda one: types.get(one) or plain("Not said"), key=_key(view, f"type:{problem}"),
    )  # fmt: skip
    urgency, impact = register.weights(None, _key(view, "weight"), left, right, view.urgency, view.impact)
    register.explained(desk.ask(promises.told_matrix, actor), urgency, impact, view.customer_class)
    with st.container(horizontal=True):
        upset = st.checkbox(t("The customer is upset"), value=view.upset, key=_key(view, "upset"))
        complaint = st.checkbox(t("It is a complaint"), value=view.complaint, key=_key(view, "complaint"))
    if st.button(t("Classify"), key=_key(view, "classify"), type="primary"):
        done(
            view, "classify", handling.classify, actor, problem_class=problem, problem_type=sort, urgency=urgency, impact=impact, upset=upset, complaint=complaint, version=view.version,
        )  # fmt: skip


def _give(actor: Actor, view: View, _: Drafts) -> None:
    team = {view.handler_id: view.handler} | desk.ask(queries.team_of, actor, view.project_id)
    st.markdown(f"**{t('Who handles it?')}**")
    chosen = st.selectbox(t("Handler"), list(team), format_func=lambda one: content(team[one]), key=_key(view, "handler"))
    st.caption(t("{name} stays its first receiver, whoever handles it.", name=content(view.first_receiver)))
    if st.button(t("Record it"), key=_key(view, "give"), type="primary"):
        done(view, "give", handling.give, actor, handler_id=chosen, version=view.version)


def _begin(actor: Actor, view: View, _: Drafts) -> None:
    if view.handler_id != actor.id:
        st.markdown(t("It waits for {name} to begin.", name=content(view.handler)))
        return
    if st.button(t("Begin to work on it"), key=_key(view, "begin"), type="primary", icon=":material/play_arrow:"):
        done(view, "begin", handling.begin, actor)


def _acknowledge(actor: Actor, view: View) -> None:
    with bits.fold(view, "acknowledge", t("The customer knows that we have it"), ":material/mark_email_read:") as part:
        if not part.open:
            return
        at = bits.moment_field(N_("When"), _key(view, "acknowledge_at"))
        if mails.foretold(actor, RECEIVED, view.customer_id, view.department_id):
            st.caption(t("A receipt with its number is mailed to the customer."))
        if st.button(t("Receipt acknowledged"), key=_key(view, "acknowledge")):
            done(view, "acknowledge", handling.acknowledge, actor, at=at)


def _respond(actor: Actor, view: View, drafts: Drafts) -> None:
    form = Form(actor, ANSWER, record=view.code, version=view.version, among=drafts)
    st.markdown(f"**{t('Answer the customer')}**")
    if not form.opened():
        return
    text = st.text_area(t("What the customer was told"), height=90, placeholder=plain("What you found, what is done about it, until when"), **form.field(f"request:answer:{view.id}", ""))
    at = bits.moment_field(N_("When"), f"request:answer_at:{view.id}", form)
    form.note()
    if st.button(t("The customer is answered"), key=_key(view, "respond"), type="primary"):
        done(view, "respond", handling.respond, actor, form, text=text, at=at)


def _resume(actor: Actor, view: View, _: Drafts) -> None:
    st.markdown(t("The clocks stand still since {time}.", time=moment(view.paused_at)))
    at = bits.moment_field(N_("When"), _key(view, "resume_at"))
    if st.button(t("Let the clocks go on"), key=_key(view, "resume"), type="primary", icon=":material/resume:"):
        done(view, "resume", handling.resume, actor, at=at)


def _resolve(actor: Actor, view: View, drafts: Drafts) -> None:
    form = Form(actor, SOLUTION, record=view.code, version=view.version, among=drafts)
    st.markdown(f"**{t('Is it solved?')}**")
    if not form.opened():
        return
    text = st.text_area(t("How it was solved"), height=110, placeholder=plain("So that a colleague can solve the next one by it"), **form.field(f"request:solution:{view.id}", ""))
    mode = mode_field(view, view.mode or USUAL_MODES.get(view.channel, ""))
    at = bits.moment_field(N_("When"), f"request:resolve_at:{view.id}", form)
    form.note()
    tell = False
    if mails.foretold(actor, SOLVED, view.customer_id, view.department_id):
        st.caption(t("The customer gets a mail that it is solved, and is asked whether it is as it should be."))
        tell = st.checkbox(t("The mail says how it was solved, in the words above"), key=_key(view, "tell"))
    if st.button(t("Solved"), key=_key(view, "resolve"), type="primary", icon=":material/task_alt:"):
        done(view, "resolve", handling.resolve, actor, form, solution=text, mode=mode or "", at=at, version=view.version, tell=tell)


def mode_field(view: View, usual: str) -> str | None:
    """By which way of service it was served; `usual` is offered first, where it may be chosen."""
    modes = bits.offered(MODES, view.mode)
    codes = list(modes)
    return st.selectbox(
        t("Way of service"), codes, index=codes.index(usual) if usual in codes else None, format_func=lambda one: modes.get(one) or one, key=_key(view, "mode"),
        placeholder=plain("How the customer was served in the end"), help=t("Self-service: the customer found the solution alone, for instance in a guide, and only told you."),
    )  # fmt: skip


def say_mode(actor: Actor, view: View) -> None:
    """Set right by which way of service it was served."""
    mode = mode_field(view, view.mode)
    if st.button(t("Set it right"), key=_key(view, "say_mode"), disabled=mode is None or mode == view.mode):
        done(view, "say_mode", handling.say_mode, actor, mode=mode, version=view.version)


def _ask_customer(actor: Actor, view: View, _: Drafts) -> None:
    """The customer's word, or what was tried to get it."""
    hours = int(desk.ask(settings.value, ATTEMPT_HOURS))
    count = rules.counted(view.attempts, hours)
    st.markdown(f"**{t('Does the customer confirm it?')}**")
    left, right = st.columns(2)
    with left:
        text = st.text_input(t("Who confirmed, and how"), **text_key(view, "confirm"), placeholder=plain("Name, and by telephone, mail, message"))
        if st.button(t("Confirmed"), key=_key(view, "confirm"), type="primary", icon=":material/thumb_up:"):
            done(view, "confirm", closing.confirm, actor, "confirm", text=text)
    with right:
        channels = bits.offered(CHANNELS)
        channel = st.selectbox(t("Tried by"), list(channels), format_func=channels.__getitem__, key=_key(view, "attempt_channel"))
        how = st.text_input(t("How the attempt went"), **text_key(view, "attempt"), placeholder=plain("Nobody picks up"))
        if st.button(t("Not reached"), key=_key(view, "attempt"), icon=":material/phone_missed:"):
            done(view, "attempt", closing.attempt, actor, "attempt", channel=channel, text=how)
    st.caption(t("{count} of {needed} attempts count: each on another day, or at least {hours} hours after the one before.", count=count, needed=ATTEMPTS, hours=hours))
    if count >= ATTEMPTS and st.button(t("Close it after three attempts"), key=_key(view, "give_up")):
        done(view, "give_up", closing.give_up, actor)


def _verify(actor: Actor, view: View, _: Drafts) -> None:
    st.markdown(f"**{t('Was it done as it should be?')}** :small[{t('Handled by {name}.', name=content(view.handler))}]")
    remark = st.text_area(t("Remark"), **text_key(view, "remark"), height=80, placeholder=plain("Needed if you do not accept it"))
    with st.container(horizontal=True):
        yes = st.button(t("Verified"), key=_key(view, "verify"), type="primary", icon=":material/verified:")
        no = st.button(t("Not accepted"), key=_key(view, "return"), icon=":material/undo:")
    if yes:
        done(view, "verify", closing.verify, actor, "remark", passed=True, remark=remark)
    if no:
        done(view, "return", closing.verify, actor, "remark", passed=False, remark=remark)


def _visit(actor: Actor, view: View, drafts: Drafts) -> None:
    form = Form(actor, VISIT, record=view.code, version=view.version, among=drafts)
    st.markdown(f"**{t('Call the customer again: how is it?')}**")
    if not form.opened():
        return
    said = {one.value: one.label for one in Visit}
    outcome = st.segmented_control(t("Outcome"), list(said), format_func=lambda one: t(said[one]), default=Visit.CONTENT.value, required=True, key=_key(view, "outcome"), label_visibility="collapsed")
    text = st.text_area(t("What the customer said"), height=80, **form.field(f"request:visit_text:{view.id}", ""))
    need = st.text_area(t("What else the customer needs"), height=68, help=t(HEARD), placeholder=plain("May stay empty"), **form.field(f"request:visit_need:{view.id}", ""))
    form.note()
    if st.button(t("Called"), key=_key(view, "visit"), type="primary", icon=":material/call:"):
        done(view, "visit", closing.visit, actor, form, outcome=Visit(outcome), text=text, need=need)


def _archive(actor: Actor, view: View, _: Drafts) -> None:
    if st.button(t("Archive it"), key=_key(view, "archive"), type="primary", icon=":material/inventory_2:"):
        done(view, "archive", closing.archive, actor)


def pause(actor: Actor, view: View) -> None:
    """Let the clocks stand still, for a listed reason and with what shows it."""
    reasons = bits.offered(PAUSE_REASONS)
    reason = st.selectbox(t("Reason of the pause"), list(reasons), format_func=reasons.__getitem__, key=_key(view, "pause_reason"))
    shown = st.text_area(t("What shows it"), **text_key(view, "pause"), height=80, placeholder=plain("A mail, a call, an appointment: when and with whom"))
    at = bits.moment_field(N_("Since"), _key(view, "pause_at"))
    if st.button(t("Pause the clocks"), key=_key(view, "pause"), icon=":material/pause:"):
        done(view, "pause", handling.pause, actor, "pause", reason=reason, evidence=shown, at=at)


def hand_over(actor: Actor, view: View) -> None:
    """Let somebody else handle it."""
    team = {one: name for one, name in ({actor.id: {"en": actor.name}} | desk.ask(queries.team_of, actor, view.project_id)).items() if one != view.handler_id}
    if not team:
        st.caption(t("Nobody else works on this project."))
        return
    to = st.selectbox(t("New handler"), list(team), format_func=lambda one: content(team[one]), key=_key(view, "to"))
    reason = st.text_input(t("Why"), **text_key(view, "hand_over"))
    if st.button(t("Hand over"), key=_key(view, "hand_over"), icon=":material/swap_horiz:"):
        done(view, "hand_over", handling.hand_over, actor, "hand_over", to_id=to, reason=reason, version=view.version)


def correct(actor: Actor, view: View) -> None:
    """Say that something happened at another moment."""
    standing = {one.id: one for one in view.log if not one.void}
    with st.popover(t("Correct a moment"), icon=":material/edit_calendar:", key=_key(view, "correct_open"), on_change="rerun") as part:
        if not part.open:
            return
        chosen = st.selectbox(t("Entry"), list(standing), format_func=lambda one: f"{plain(standing[one].step.label)} · {moment(standing[one].at)}", key=_key(view, "correct_which"))
        at = bits.moment_field(N_("It happened"), _key(view, f"correct_at:{chosen}"))
        why = st.text_input(t("Why"), **text_key(view, "correct"))
        if st.button(t("Correct it"), key=_key(view, "correct"), type="primary", disabled=at is None):
            done(view, "correct", actions.correct, actor, "correct", event_id=chosen, at=at, why=why)



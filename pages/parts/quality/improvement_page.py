"""Lists of PDCA cards and of what opens them, good cases, and the forms of new ones."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.quality.improvement import actions, queries, rules
from core.quality.improvement.queries import Listed
from core.quality.improvement.rules import Sign, State, Verdict
from core.quality.objectives.queries import people
from core.quality.rules import Direction, Source
from core.quality.suggestions import queries as suggestions
from core.words import N_
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text, nothing, row
from pages.parts.knowledge import beside
from pages.parts.quality.spc_figure import name_of, pick, typed, usual_way
from pages.parts.words import c, content, day, escaped, labelled, number, plain, t

STATES = {State.PLAN: "planned", State.DO: "in_hand", State.CHECK: "to_verify", State.ACT: "open", State.CLOSED: "followup_closed", State.DROPPED: "cancelled"}
VERDICTS = {Verdict.EFFECTIVE: "effective", Verdict.NOT: "failed", Verdict.TOO_LITTLE: "pending"}


def cards(actor: Actor) -> None:
    """Cards by state, the form of a new one first."""
    states = [None, *State]
    state = st.selectbox(t("State"), states, format_func=lambda one: plain("All") if one is None else plain(State(one).label), key="cards:state", width=230)
    found: list[Listed] = ask_kept("improvement", _listed, actor, today(), state)
    if actor.may(Permission.IMPROVEMENT_EDIT):
        _new(actor)
    if not found:
        nothing(N_("No PDCA card is here yet. A card takes a problem with its figure from plan to a proven effect."))
    for one in found:
        _line(one)


def _listed(session, actor, on, state):  # type: ignore[no-untyped-def]
    return queries.cards(session, actor, on, state=state)


def _line(one: Listed) -> None:
    with row(f"card:{one.code}"):
        lead(f"**{one.code}** {escaped(one.title)}", "Improvement.py", card=one.code)
        verdict = f" {badge_text(VERDICTS[one.verdict], one.verdict.label)}" if one.verdict else ""
        late = f" :red-badge[{t('a measure is late')}]" if one.late else ""
        st.markdown(f"{badge_text(STATES[one.state], one.state.label)}{verdict}{late}")
        opened = t("opened by the house on {day}", day=day(one.opened_on)) if one.by_house else t("opened {day}", day=day(one.opened_on))
        done = t("{done} of {count} measures done", done=one.measures - one.open_measures, count=one.measures)
        st.caption(" · ".join([*([escaped(one.project)] if one.project else []), c(one.owner), opened, done]))


def _new(actor: Actor) -> None:
    form, key = Form(actor, "pdca"), "pdca:new"
    usual = st.query_params.get("new", "")[:60]
    with st.expander(t("Open a PDCA card"), icon=":material/add:", expanded=form.waiting or bool(usual)):
        if not form.opened():
            return
        source = pick(actor, key, form, usual=usual)
        if source is None:
            nothing(N_("There is no figure you may open a card on."))
            return
        title = st.text_input(t("Title"), **form.field(f"{key}:title", ""))
        problem = st.text_area(t("Problem"), height=90, **form.field(f"{key}:problem", ""))
        cause = st.text_area(t("Cause, as far as known"), height=70, **form.field(f"{key}:cause", ""))
        left, right = st.columns(2)
        with left:
            way = _way(actor, form, f"{key}:way", source)
        target = right.text_input(t("Target"), **form.field(f"{key}:target", ""))
        owner = _owner(actor, form, f"{key}:owner")
        form.note()
        st.caption(t("The baseline is the figure over the last {count} weeks or months; it is kept with the card.", count=rules.BASELINE))
        if st.button(t("Open the card"), key=f"{key}:save", type="primary") and (aim := typed(target)) is not None and perform_once(
            form_key(key), actions.open_card, actor, title=title, problem=problem, cause=cause, source=source, direction=Direction(way), target=aim, owner_id=owner
        ) is not None:
            form.done()
            st.toast(t("Saved."))
            st.rerun()


def _way(actor: Actor, form: Form, key: str, source: Source) -> str:
    ways = [one.value for one in Direction]
    usual = usual_way(actor, source)
    return st.selectbox(t("Direction"), ways, format_func=lambda one: plain(Direction(one).label), **form.field(f"{key}:{source.measure}", usual.value, ways))


def _owner(actor: Actor, form: Form, key: str) -> int:
    known = ask(people, actor)
    return st.selectbox(t("Owner"), list(known), format_func=lambda one: content(known[one]), **form.field(key, actor.id, list(known)))


def cases(actor: Actor) -> None:
    """What worked and was shared, of cards and of suggestions."""
    shared = ask_kept("improvement", _shared, actor, today())
    ideas = ask_kept("suggestions", _ideas, actor)
    if not shared and not ideas:
        nothing(N_("No good case is shared yet. A card that proved effective, or a suggestion with its effect, can be shared from its own place."))
    for one in shared:
        _line(one)
        beside.promoted(actor, queries.KIND, one.id, offered=True)
    for idea in ideas:
        with row(f"case:{idea.code}"):
            st.markdown(f"**{idea.code}** {escaped(idea.title)}")
            st.markdown(escaped(idea.effect))
            st.caption(f"{t('Before')} {escaped(idea.before)} → {t('After')} {escaped(idea.after)} · {c(idea.by)}")
            beside.promoted(actor, suggestions.KIND, idea.id, offered=True)


def _shared(session, actor, on):  # type: ignore[no-untyped-def]
    return queries.cards(session, actor, on, shared=True)


def _ideas(session, actor):  # type: ignore[no-untyped-def]
    return suggestions.suggestions(session, actor, shared=True)


def triggers(actor: Actor) -> None:
    """What opens cards by itself."""
    st.caption(t("The house looks at these figures every day. One that gets worse as is said here opens a PDCA card with the points attached, once, while none is open."))
    found = ask_kept("improvement", queries.triggers, actor)
    if not found:
        nothing(N_("Nothing opens cards by itself yet."))
    for one in found:
        with row(f"trigger:{one.code}"):
            st.markdown(f"**{one.code}** {escaped(one.name)}")
            st.markdown(f"{escaped(name_of(one.told))} · {labelled(one.sign.label, escaped(number(one.threshold, 2 if one.sign is Sign.JUMP else 0)))}")
            looked = t("last looked at {day}", day=day(one.looked_on)) if one.looked_on else t("not looked at yet")
            st.caption(f"{t(one.step.label)} · {c(one.owner)} · {looked}")
            if one.editable and st.button(t("Stop watching"), key=f"trigger:{one.id}:end", type="tertiary") and perform(actions.end_watch, actor, one.id) is not None:
                st.rerun()
    if actor.may(Permission.IMPROVEMENT_EDIT):
        _watch(actor)


def _watch(actor: Actor) -> None:
    form, key = Form(actor, "trigger"), "trigger:new"
    with st.expander(t("Watch a figure"), icon=":material/visibility:", expanded=form.waiting):
        if not form.opened():
            return
        source = pick(actor, key, form)
        if source is None:
            return
        name = st.text_input(t("Title of the cards it opens"), **form.field(f"{key}:name", ""))
        way = _way(actor, form, f"{key}:way", source)
        signs = [one.value for one in Sign]
        sign = st.selectbox(t("Opens a card when it is"), signs, format_func=lambda one: plain(Sign(one).label), **form.field(f"{key}:sign", signs[0], signs))
        threshold = st.text_input(t("How many"), **form.field(f"{key}:threshold", ""))
        owner = _owner(actor, form, f"{key}:owner")
        form.note()
        if st.button(t("Watch it"), key=f"{key}:save", type="primary") and (limit := typed(threshold)) is not None and perform_once(
            form_key(key), actions.watch_for, actor, name=name, source=source, direction=Direction(way), sign=Sign(sign), threshold=limit, owner_id=owner
        ) is not None:
            form.done()
            st.toast(t("Saved."))
            st.rerun()

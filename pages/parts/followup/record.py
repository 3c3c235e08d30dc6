"""One follow-up: its facts, what its reader may do now, its files and its timeline. Made for a thumb."""

from datetime import timedelta
from urllib.parse import parse_qsl

import streamlit as st

from core.access import Actor, Permission
from core.clock import here
from core.followup import actions, queries
from core.followup.queries import FollowUpView, Happened
from core.followup.rules import Effect, Rung, State, Step
from core.inspection.followups.rise import queries as rise
from core.words import N_
from pages.parts import about, comments, desk, kit
from pages.parts.followup import bits, rising, work
from pages.parts.followup.opening import pair
from pages.parts.frame import lead
from pages.parts.words import c, content, day, escaped, labelled, moment, plain, t

ICONS = {
    Step.OPENED: "add_task", Step.PLANNED: "edit_note", Step.REPORTED: "task", Step.RETURNED: "undo", Step.CLOSED: "verified",
    Step.EFFECTIVE: "thumb_up", Step.REOPENED: "replay", Step.RECURRED: "replay", Step.CANCELLED: "cancel", Step.CORRECTED: "cancel",
    Step.EXTENSION_ASKED: "more_time", Step.EXTENDED: "event_available", Step.EXTENSION_REFUSED: "event_busy",
    Step.HANDED_OVER: "swap_horiz", Step.REMINDED: "notifications", Step.MOVED: "moving",
}  # fmt: skip
RUNGS = {Rung.OWNER.name.lower(): N_("the owner"), Rung.MANAGER.name.lower(): N_("the project manager"), Rung.HEAD.name.lower(): N_("the department head")}


def draw(actor: Actor, code: str) -> None:
    """The whole page of one follow-up."""
    view = desk.ask(queries.followup, actor, code)
    st.title(c(view.row.title), anchor=False)
    _facts(view)
    _rise(view, actor)
    if view.may_answer:
        _answer(view, actor)
    if view.may_verify:
        _verify(view, actor)
    if view.may_judge:
        _judge(view, actor)
    if view.may_work:
        work.draw(view, actor)
    elif view.row.measure:
        st.markdown(f"##### {t('Measure')}")
        st.markdown(escaped(view.row.measure).replace("\n", "  \n"))
    if not view.may_work:
        work.pictures(view)
    if view.may_cancel or view.may_hand_over:
        _steer(view, actor)
    if view.row.source_kind != "nonconformity":
        about.links(about.NONCONFORMITIES, actor, "followup", view.row.id)
    _timeline(view)
    comments.thread(actor, "followup", view.row.id)


def _rise(view: FollowUpView, actor: Actor) -> None:
    """Whether the item scored more when it was inspected again: what the measure was worth."""
    found = desk.ask(rise.of_followup, actor, view.row.code) if view.row.state is State.CLOSED else None
    if found is not None:
        with st.container(border=True):
            st.markdown(f"**{t('Did the item rise?')}** {kit.badge_text('rise_' + found.change, found.change.label)}  \n{rising.told(found)}")


def _facts(view: FollowUpView) -> None:
    row = view.row
    st.markdown(
        f"{bits.badges(row)}  \n**{escaped(row.code)}** · {t(row.kind.label)} · {bits.due_whole(row)}  \n"
        f"{labelled(N_('Project'), c(row.project))} · {labelled(N_('Owner'), c(row.owner))} · {labelled(N_('Verifier'), c(row.verifier))}"
    )
    with st.container(border=True):
        st.markdown(f"**{t('Why')}**  \n{bits.why(row)}")
        with st.container(horizontal=True, gap="small"):
            if view.source:
                page, _, query = view.source.path.partition("?")
                lead(f"{escaped(view.source.code)} · {t('what it came from')}", f"{page}.py", icon=":material/link:", **dict(parse_qsl(query)))
            else:
                st.caption(labelled(N_("Source"), escaped(row.source_code)))
            for label, others in ((t("earlier"), (view.earlier,)), (t("again"), view.later)):
                for other in filter(None, others):
                    lead(f"{escaped(other)} · {label}", "Follow_up.py", icon=":material/replay:", followup=other)
    if row.state is State.CLOSED and row.effect is Effect.PENDING and not view.may_judge:
        st.caption(t("Whether it helped is judged from {day} on, by {name}.", day=day(row.effect_due_on), name=content(row.verifier)))


def _verify(view: FollowUpView, actor: Actor) -> None:
    row = view.row
    with st.container(border=True, key=f"verify-{row.id}"):
        st.markdown(f"**{t('Was it mended?')}**")
        remark = st.text_area(
            t("Remark"), key=f"verify:{row.id}:{row.version}", height=90,
            placeholder=plain("What you looked at; when you return it, what is still missing"),
        )  # fmt: skip
        yes, no = _either((N_("Verified: close it"), f"pass:{row.id}"), (N_("Return it"), f"return:{row.id}"))
        if yes:
            _done(_once(view, "pass", actions.verify, actor, row.id, passed=True, remark=remark), N_("Closed."))
        if no:
            _done(_once(view, "return", actions.verify, actor, row.id, passed=False, remark=remark), N_("Returned to its owner."))


def _judge(view: FollowUpView, actor: Actor) -> None:
    row = view.row
    with st.container(border=True, key=f"judge-{row.id}"):
        st.markdown(f"**{t('Did it help?')}**")
        st.caption(t("Closed on {day}. Look at the same thing again: is the weakness gone?", day=day(here(row.closed_at).date() if row.closed_at else None)))
        remark = st.text_area(t("Remark"), key=f"judge:{row.id}:{row.version}", height=90)
        due_on = st.date_input(t("If it did not help: due again on"), value=row.today + timedelta(days=14), key=f"judge_due:{row.id}:{row.version}")
        yes, no = _either((N_("It helped"), f"effective:{row.id}"), (N_("It did not help: open it again"), f"failed:{row.id}"))
        if yes:
            _done(_once(view, "judge", actions.judge, actor, row.id, effective=True, remark=remark), N_("Thank you. It stays closed."))
        if no:
            done = _once(view, "judge", actions.judge, actor, row.id, effective=False, remark=remark, due_on=due_on)
            _done(done, N_("Opened again; it counts as a recurrence."))


def _answer(view: FollowUpView, actor: Actor) -> None:
    row, wish = view.row, view.waiting_wish
    if wish is None:
        return
    with st.container(border=True, key=f"wish-{row.id}"):
        st.markdown(
            f"**{t('More time is asked for')}** · {c(wish.by)} · {day(wish.due_on)} → **{day(wish.wanted_on)}**  \n" + escaped(wish.reason)
        )
        reason = st.text_input(t("Reason"), key=f"answer:{row.id}:{wish.id}", placeholder=plain("Needed if you refuse"))
        yes, no = _either((N_("Grant"), f"grant:{row.id}"), (N_("Refuse"), f"refuse:{row.id}"))
        if yes:
            _done(_once(view, f"wish{wish.id}", actions.decide_extension, actor, row.id, granted=True, reason=reason), N_("Granted."))
        if no:
            _done(_once(view, f"wish{wish.id}", actions.decide_extension, actor, row.id, granted=False, reason=reason), N_("Refused."))


def _steer(view: FollowUpView, actor: Actor) -> None:
    row = view.row
    if view.may_hand_over and actor.may(Permission.PEOPLE_READ):
        with st.expander(t("Hand it over"), icon=":material/swap_horiz:"):
            owner_id, verifier_id = pair(actor, f"hand:{row.id}:{row.version}", row.owner_id, row.verifier_id)
            ready = owner_id is not None and verifier_id is not None
            if st.button(t("Hand over"), key=f"hand:{row.id}", disabled=not ready):
                done = desk.perform(actions.hand_over, actor, row.id, owner_id=owner_id, verifier_id=verifier_id, version=row.version)
                _done(done, N_("Handed over."))
    if view.may_cancel:
        with st.expander(t("Cancel it"), icon=":material/cancel:"):
            reason = st.text_area(t("Reason"), key=f"cancel_reason:{row.id}:{row.version}", height=90)
            if st.button(t("Cancel the follow-up"), key=f"cancel:{row.id}"):
                _done(_once(view, "cancel", actions.cancel, actor, row.id, reason=reason), N_("Cancelled."))


def _either(first: tuple[str, str], second: tuple[str, str]) -> tuple[bool, bool]:
    """Two buttons in a row (label, key), and which was clicked: what a refusal says stands below them, not between."""
    with st.container(horizontal=True):
        return st.button(t(first[0]), key=first[1], type="primary"), st.button(t(second[0]), key=second[1])


def _once(view: FollowUpView, name: str, *deed, **facts):  # type: ignore[no-untyped-def]
    """One deed for what the page shows now, however often its button is clicked."""
    return desk.perform_once(f"followup-{name}:{view.row.id}:{view.row.version}", *deed, **facts)


def _done(done: object, message: str) -> None:
    if done:
        st.toast(t(message), icon=":material/task_alt:")
        st.rerun()


def _timeline(view: FollowUpView) -> None:
    with st.expander(t("What happened"), icon=":material/history:", expanded=True):
        for one in reversed(view.steps):
            _line(one)


def _line(one: Happened) -> None:
    who = c(one.by) if one.by else ""
    head = f":material/{ICONS[one.step]}: **{t(one.step.label)}** · " + " · ".join(part for part in (who, moment(one.at)) if part)
    if one.due_on:
        head += f" · {t('due {day}', day=day(one.due_on))}"
    text = t(RUNGS[one.text]) if one.step is Step.REMINDED and one.text in RUNGS else escaped(one.text).replace("\n", "  \n")
    st.markdown(head + (f"  \n{text}" if text else ""))

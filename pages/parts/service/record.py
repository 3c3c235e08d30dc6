"""One request: what it is, its three clocks, what to do next, whose it is and was, and everything that happened. Made for a thumb."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.insight.around.queries import around
from core.projects.rules import CUSTOMER_TYPES
from core.service.requests import queries
from core.service.requests.queries import Happened, View
from core.service.requests.rules import CLOSED, OPEN, State, Step
from core.service.rules import CAUSES, CHANNELS, MODES, PAUSE_REASONS, PROBLEM_CLASSES, PROBLEM_TYPES, Degree
from core.words import N_
from pages.parts import about, comments, desk
from pages.parts.customers import mails
from pages.parts.frame import lead
from pages.parts.knowledge import beside
from pages.parts.resources import bits as systems
from pages.parts.service import asked, bits, dispatching, further, steps
from pages.parts.words import c, content, day, escaped, labelled, moment, plain, several, t

ICONS = {
    Step.REPORTED: "call_received", Step.TARGETED: "flag", Step.CLASSIFIED: "category", Step.RECORDED: "how_to_reg", Step.BEGUN: "play_arrow", Step.HANDED_OVER: "swap_horiz",
    Step.ACKNOWLEDGED: "mark_email_read", Step.RESPONDED: "reply", Step.PAUSED: "pause", Step.RESUMED: "resume", Step.RESOLVED: "task_alt", Step.ATTEMPTED: "phone_missed",
    Step.CONFIRMED: "thumb_up", Step.GIVEN_UP: "phone_disabled", Step.VERIFIED: "verified", Step.RETURNED: "undo", Step.ARCHIVED: "inventory_2", Step.REOPENED: "replay",
    Step.MERGED: "merge", Step.VISITED: "call", Step.EXPLAINED: "psychology", Step.SERVED: "conversion_path",
}  # fmt: skip


def draw(actor: Actor, code: str) -> None:
    """The whole page of one request."""
    found = desk.ask(around, actor, code, steps.FORMS)
    view = found.view
    st.title(escaped(view.title), anchor=False)
    _facts(view)
    bits.clocks(view.readings, {one: content(name) for one, name in found.calendars.items()})
    _since(view)
    steps.draw(actor, view, found.drafts)
    systems.behind(found.systems)
    _said(view)
    asked.draw(found.surveys, view.code, may_ask=found.may_ask)
    if actor.may(Permission.KNOWLEDGE_READ):
        beside.made_of_it(actor, queries.KIND, view.id, found.articles, offered=view.may_work and bool(view.solution) and (view.state is State.RESOLVED or view.state in CLOSED))
    further.draw(actor, view, found.drafts)
    _handed(view)
    _log(actor, view)
    mails.told(found.mails)
    with st.container(horizontal=True, gap="small"):
        about.leads(about.NONCONFORMITIES, actor, queries.KIND, view.id, found.nonconformities)
        about.leads(about.RISKS, actor, queries.KIND, view.id, found.risks)
    comments.thread(actor, "request", view.id)
    comments.timeline(actor, "request", view.id)


def _since(view: View) -> None:
    """What somebody else did since the viewer last saw the request here: a click of that moment met another page than it was meant for."""
    key, last = steps.seen_key(view), max(one.id for one in view.log)
    known = st.session_state.get(key, last)
    st.session_state[key] = last
    if fresh := [f"{plain(one.step.label)} · {content(one.by)}" if one.by else plain(one.step.label) for one in view.log if one.id > known and not one.void]:
        st.info(t("Changed since you last looked: {said}. Nothing you typed is lost.", said=several(fresh)), icon=":material/update:")


def _facts(view: View) -> None:
    marks = [bits.state(view.state), bits.priority(view.priority), bits.flags(upset=view.upset, complaint=view.complaint)]
    if view.awaited:
        marks.append(f":orange-badge[{t('waits for its new handler')}]")
    classes, types = bits.names(PROBLEM_CLASSES), bits.names(PROBLEM_TYPES)
    kind = " / ".join(filter(None, (classes.get(view.problem_class, ""), types.get(view.problem_type, "")))) or plain("not classified yet")
    customer = view.customer + (f", {view.contact}" if view.contact else "")
    st.markdown(
        f"{' '.join(filter(None, marks))}  \n**{escaped(view.code)}** · {escaped(kind)} · {escaped(bits.names(CHANNELS).get(view.channel, view.channel))} · "
        f"{t('reported {time}', time=moment(view.reported_at))}  \n"
        f"{labelled(N_('Customer'), escaped(customer))} · {labelled(N_('Project'), c(view.project))}  \n"
        f"{labelled(N_('First receiver'), c(view.first_receiver))} · {labelled(N_('Handler'), c(view.handler))}"
        + (f" · {labelled(N_('Verified by'), c(view.verifier))}" if view.verifier else "")
    )
    if by_rule := dispatching.of_request(view):
        st.caption(f":material/alt_route: {escaped(by_rule)}")
    if view.problem_class:
        st.caption(
            t("Priority from urgency “{urgency}”, impact “{impact}” and the customer’s type “{kind}”.", urgency=plain(Degree(view.urgency).label), impact=plain(Degree(view.impact).label),
              kind=bits.names(CUSTOMER_TYPES).get(view.customer_class, view.customer_class))
        )  # fmt: skip
    if view.earlier or view.merged_into or view.merged or view.follow_up or view.origin:
        with st.container(horizontal=True, gap="small"):
            asked.origin(view)
            if view.merged_into:
                lead(f"{escaped(view.merged_into.code)} · {t('goes on for this one')}", "Request.py", icon=":material/merge:", request=view.merged_into.code)
            if view.earlier:
                lead(f"{escaped(view.earlier.code)} · {t('the same customer and class, not long ago')}", "Request.py", icon=":material/replay:", request=view.earlier.code)
            for one in view.merged:
                lead(f"{escaped(one.code)} · {t('merged into this one')}", "Request.py", icon=":material/merge:", request=one.code)
            if view.follow_up:
                lead(f"{escaped(view.follow_up)} · {t('against its cause')}", "Follow_up.py", icon=":material/build:", followup=view.follow_up)


def _paragraph(label: str, text: str) -> str:
    return f"**{t(label)}**  \n" + escaped(text).replace("\n", "  \n") if text else ""


def _said(view: View) -> None:
    """What was asked, and what became of it."""
    answer = next((one.text for one in reversed(view.log) if one.step is Step.RESPONDED and not one.void), "")
    if not (view.text or answer or view.solution or view.whys or view.prevention or view.files):
        return
    told = [_paragraph(N_("Details"), view.text), _paragraph(N_("What the customer was told"), answer), _paragraph(N_("How it was solved"), view.solution)]
    if view.mode and view.resolved_at:
        told.append(labelled(N_("Way of service"), escaped(bits.names(MODES).get(view.mode, view.mode))))
    if view.cause:
        whys = "".join(f"  \n{number}. {escaped(one)}" for number, one in enumerate(view.whys, 1))
        told.append(f"**{t('Root cause')}**: {escaped(bits.names(CAUSES).get(view.cause, view.cause))}{whys}")
    told.append(_paragraph(N_("What keeps it from coming back"), view.prevention))
    if view.files:
        told.append(f"**{t('Files')}**: " + " · ".join(f"[{escaped(one.name)}](/files/{one.id})" for one in view.files))
    if view.visit_due_on and view.state not in OPEN:
        late = view.visit_due_on <= today()
        told.append(f":material/call: {t('To be called again on {day}.', day=day(view.visit_due_on))}" if not late else f":orange[:material/call: {t('To be called again since {day}.', day=day(view.visit_due_on))}]")
    with st.container(border=True):
        st.markdown("\n\n".join(filter(None, told)))


def _handed(view: View) -> None:
    if not view.handed:
        return
    with bits.fold(view, "handed", t("Hand-overs ({count})", count=len(view.handed)), ":material/swap_horiz:") as part:
        for one in view.handed if part.open else ():
            wait = t("waited {time} of working time", time=bits.span(one.waited)) if one.waited is not None else f":orange[{t('waits')}]"
            st.markdown(f"**{c(one.by)} → {c(one.to)}** · {moment(one.at)} · {wait}  \n{escaped(one.reason)}")


def _log(actor: Actor, view: View) -> None:
    """The log that the clocks follow from; what was corrected stands struck out."""
    with bits.fold(view, "log", t("What happened"), ":material/history:", expanded=view.state is not State.REPORTED) as part:
        if part.open:
            st.markdown("\n\n".join(_line(one) for one in reversed(view.log)))
            if view.may_correct:
                steps.correct(actor, view)


def _line(one: Happened) -> str:
    label = t(one.step.label)
    head = f":material/{ICONS[one.step]}: " + (f":gray[~~{label}~~]" if one.void else f"**{label}**")
    head += " · " + " · ".join(part for part in (c(one.by) if one.by else "", moment(one.at)) if part)
    if one.step is Step.PAUSED:
        head += f" · {escaped(bits.names(PAUSE_REASONS).get(str(one.facts.get('reason', '')), ''))}"
    if one.step is Step.ATTEMPTED:
        head += f" · {escaped(bits.names(CHANNELS).get(str(one.facts.get('channel', '')), ''))}"
    if one.step in (Step.RESOLVED, Step.SERVED) and one.facts.get("mode"):
        head += f" · {escaped(bits.names(MODES).get(str(one.facts['mode']), str(one.facts['mode'])))}"
    if one.step in (Step.REPORTED, Step.TARGETED) and (told := one.facts.get("targets")):
        head += f" · {t('targets {acknowledge}, {respond}, {resolve}', **{name: bits.span(int(told[name]) * 60) for name in ('acknowledge', 'respond', 'resolve')})}"
    if by_rule := dispatching.explained(one.facts):
        head += f" · :material/alt_route: {escaped(by_rule)}"
    text = escaped(one.text).replace("\n", "  \n")
    if one.why:
        text += ("  \n" if text else "") + f":gray[{t('Corrected: {reason}', reason=one.why)}]"
    return head + (f"  \n{text}" if text and not one.void else "")

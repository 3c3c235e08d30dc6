"""Who has signed an acceptance, who still has to, the customer's link, and the remarks with their follow-ups."""

import secrets

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance.queries import OfProject, Whole
from core.closing.acceptance.rules import BY_LINK, SEATS, Seat, State, Verdict
from core.closing.signing import actions
from core.closing.signing.rules import path
from core.config import settings
from core.exchange import qr
from core.followup.rules import State as FollowUpState
from core.words import N_, Language, translate
from pages.parts.desk import form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import link as address_of
from pages.parts.kit import linked_table
from pages.parts.words import c, content, day, escaped, moment, plain, t

VERDICTS = {Verdict.ACCEPT: ("green", "✓"), Verdict.REMARKS: ("orange", "!"), Verdict.REJECT: ("red", "✗")}
REMARKS = {"address": N_("Follow-up"), "text": N_("Remarks"), "by": N_("Raised by"), "state": N_("State"), "due": N_("Due")}
LETTER = N_("Please look at the result of “{project}” and sign its acceptance. The link is yours alone and signs once: {link}")


def draw(actor: Actor, found: OfProject, shown: Whole) -> None:
    """The part of the page."""
    for phase, seats in SEATS.items():
        st.subheader(t(phase.label), anchor=False)
        for seat in seats:
            _seat(actor, found, shown, seat)
    _remarks(actor, found, shown)


def _seat(actor: Actor, found: OfProject, shown: Whole, seat: Seat) -> None:
    signed, person = shown.signed(seat), shown.seat_person(seat)
    label = t(shown.agreement.formal_by.label) if seat is Seat.OUTSIDE and shown.agreement else t(seat.label)
    with st.container(border=True, key=f"row-seat:{shown.id}:{seat}"):
        if signed is not None:
            colour, sign = VERDICTS[signed.verdict]
            name = c(signed.person) if signed.person else f"{escaped(signed.name)} ({escaped(signed.office)})"
            decided = f":{colour}-badge[{sign} {t(signed.verdict.label)}]"
            st.markdown(f"**{label}** · {name} · {decided}")
            st.caption(escaped(moment(signed.at)))
            if signed.text:
                st.markdown("  \n".join(escaped(line) for line in signed.text.split("\n")))
            return
        named = c(shown.people.get(person or 0, {})) if person else ""
        waits = shown.waits_for(seat)
        badge = f":violet-badge[{t('Waits for a signature')}]" if waits else f":gray-badge[{t('Later')}]"
        st.markdown(f"**{label}**{f' · {named}' if named else ''} · {badge}")
        if not waits:
            return
        if person == actor.id and actor.may(Permission.ACCEPTANCE_SIGN):
            _sign(actor, shown, seat)
        elif seat in BY_LINK:
            _links(actor, found, shown, seat)


def _sign(actor: Actor, shown: Whole, seat: Seat) -> None:
    form, key = Form(actor, "acceptance_sign", record=f"{shown.code}:{seat}"), f"sign:{shown.id}:{seat}"
    if not form.opened():
        return
    options = [one.value for one in Verdict]
    verdict = st.radio(t("Your decision"), options, format_func=lambda one: t(Verdict(one).label), **form.field(f"{key}:verdict", options[0], options))
    text = ""
    if verdict != Verdict.ACCEPT:
        label = t("What has to be put right, one remark a line") if verdict == Verdict.REMARKS else t("Why it is not accepted")
        text = st.text_area(label, height=120, **form.field(f"{key}:text", ""))
    form.note()
    st.caption(t("You sign with your account as {name}. A signature stays.", name=actor.name))
    if st.button(t("Sign"), key=f"{key}:save", type="primary", icon=":material/draw:") and perform_once(
        form_key(f"sign_{shown.id}_{seat}"), actions.sign, actor, shown.id, seat, verdict=Verdict(verdict), text=text
    ):
        form.done()
        st.rerun()


def _links(actor: Actor, found: OfProject, shown: Whole, seat: Seat) -> None:
    fresh = st.session_state.get(f"acceptance:link:{shown.id}:{seat}")
    if fresh:
        _fresh(fresh, content(found.name))
    waiting = next((one for one in shown.links if one.seat is seat), None)
    if waiting is not None:
        late = f":red[{t('expired')}] " if waiting.late else ""
        st.caption(f"{late}{t('A link was made for {name}. It opens until {until}.', name=waiting.name, until=moment(waiting.expires_at))}")
    if not found.editable:
        return
    form, key = Form(actor, "acceptance_link", record=f"{shown.code}:{seat}"), f"link:{shown.id}:{seat}"
    with st.expander(t("Make a new link; the earlier one opens nothing any more") if waiting else t("Make a link for signing"), icon=":material/link:", expanded=form.waiting or (waiting is None and not fresh)):
        if not form.opened():
            return
        left, right = st.columns(2)
        name = left.text_input(t("Who signs"), **form.field(f"{key}:name", ""))
        spoken = right.selectbox(t("The customer's language"), list(Language), format_func=lambda one: Language(one).own_name, **form.field(f"{key}:language", Language.SIMPLIFIED, list(Language)))
        form.note()
        st.caption(t("Opens without an account and signs once. Copy the link, show the QR code, or open a mail of your own."))
        if st.button(t("Make the link"), key=f"{key}:save", type="primary"):
            token = st.session_state.setdefault(f"{key}:token", secrets.token_urlsafe(32))
            if perform_once(form_key(f"link_{shown.id}_{seat}"), actions.link, actor, shown.id, seat, token=token, name=name, language=Language(spoken)):
                del st.session_state[f"{key}:token"]
                form.done()
                st.session_state[f"acceptance:link:{shown.id}:{seat}"] = (token, Language(spoken))
                st.rerun()


def _fresh(made: tuple[str, Language], project: str) -> None:
    """The link, once: afterwards nobody can read it anywhere."""
    address = qr.address(path(made[0]))
    st.success(t("The link is ready. Copy it now: only its fingerprint is kept, so it cannot be shown again."), icon=":material/check_circle:")
    left, right = st.columns([2, 1])
    left.code(address, language=None, wrap_lines=True)
    left.code(translate(made[1], LETTER, project=project, link=address), language=None, wrap_lines=True)
    if settings().cockpit_url.startswith("http://127.0.0.1"):
        left.caption(t("This address works on this machine only. Set COCKPIT_URL to the address that customers reach."))
    right.image(qr.png(address), caption=plain("For the camera of a phone"), width=200)


def _remarks(actor: Actor, found: OfProject, shown: Whole) -> None:
    if not shown.remarks:
        return
    st.subheader(t("Remarks"), anchor=False)
    frame = pd.DataFrame(
        [
            (address_of("Follow_up.py", followup=one.followup), one.text, one.by, plain("raised again") if one.again else plain(one.state.label), day(one.due_on))
            for one in shown.remarks
        ],
        columns=list(REMARKS),
    )  # fmt: skip
    linked_table(frame, REMARKS, links={"address": r"followup=(.*)$"}, key=f"remarks:{shown.id}", text=st.column_config.TextColumn(plain("Remarks"), width="large"))
    if not found.editable or shown.state not in (State.PRELIMINARY, State.FORMAL):
        return
    for one in shown.remarks:
        if one.again is None and one.state is FollowUpState.CANCELLED:
            st.markdown(t("The follow-up of “{text}” was cancelled. The acceptance still waits for the remark.", text=one.text))
            if st.button(t("Raise it again"), key=f"again:{one.id}") and perform(acceptances.raise_again, actor, one.id) is not None:
                st.rerun()

"""Contacts: masked, shown for a moment with a reason, consents, handed out, erased."""

import hashlib
from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.customers.contacts import actions, queries, rules
from core.customers.contacts.queries import Person
from core.customers.contacts.rules import Document, Personal, Purpose, Way
from core.customers.queries import CustomerRow
from core.exchange import customers_workbook
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import confirm, download, nothing
from pages.parts.words import c, day, escaped, labelled, language, moment, plain, several, t

FIELDS = (("phone", N_("Telephone")), ("email", N_("E-mail address")), ("address", N_("Postal address")), ("id_number", N_("Identity number")))


def draw(actor: Actor, found: CustomerRow) -> None:
    """The part of the page."""
    if actor.may(Permission.CUSTOMER_WORK):
        _new(actor, found)
    people = ask(queries.of_customer, actor, found.id)
    if not people:
        nothing(N_("No contact is entered yet."))
    for one in people:
        with st.container(border=True, key=f"contact-{one.id}"):
            _contact(actor, found, one)


def _contact(actor: Actor, found: CustomerRow, one: Person) -> None:
    if one.erased_at is not None:
        st.caption(t("What was held on a contact was erased on {day}.", day=moment(one.erased_at)))
        return
    if not one.readable:
        st.warning(t(rules.Unreadable.message))
        return
    if one.shown_until is not None and actor.may(Permission.CUSTOMER_UNMASK):
        _shown(actor, one)
    else:
        _values(one.masked, one)
    agreed = [f"{t(a.purpose.label)} ({several((t(a.way.label), day(a.given_on)))})" for a in one.consents if a.withdrawn_on is None]
    st.caption(labelled(N_("Consent"), several(agreed) if agreed else t("none is recorded")))
    with st.container(horizontal=True):
        if actor.may(Permission.CUSTOMER_UNMASK) and one.shown_until is None:
            _reveal(actor, one)
        if actor.may(Permission.CUSTOMER_WORK):
            _edit(actor, one)
            _consents(actor, one)
        if actor.may(Permission.CUSTOMER_DISCLOSE):
            download(N_("Hand out everything held"), lambda: _handed(actor, one.id), f"{found.code}-contact-{one.id}.zip", "application/zip", f"contact:{one.id}:held")
        if actor.may(Permission.CUSTOMER_ERASE):
            confirm(
                f"contact:{one.id}:erase", N_("Erase"), N_("Everything held on this contact is overwritten. This cannot be taken back. Contracts and points stay with the customer."), N_("Erase for good"),
                lambda: _erased(actor, one), icon=":material/delete_forever:",
            )  # fmt: skip


def _values(person: Personal, one: Person) -> None:
    first = f" :blue-badge[{t('First contact')}]" if one.first else ""
    st.markdown(f"**{escaped(person.name)}**{' · ' + escaped(one.role) if one.role else ''}{first}")
    told = [labelled(label, escaped(str(getattr(person, name)))) for name, label in FIELDS if getattr(person, name)]
    st.markdown("  \n".join(told))


@st.fragment(run_every=5)
def _shown(actor: Actor, one: Person) -> None:
    """In plain while the view lasts; asked anew every few seconds, so that it ends by itself."""
    person = ask(queries.plain_of, actor, one.id)
    if person is None:
        _values(one.masked, one)
        return
    _values(person, one)
    if one.shown_until is not None:
        st.caption(f":material/visibility: {t('Shown to you until {time}; this is logged.', time=moment(one.shown_until))}")


def _reveal(actor: Actor, one: Person) -> None:
    with st.popover(t("Show"), icon=":material/visibility:", key=f"contact:{one.id}:show"):
        reason = st.text_input(t("Why you need to see these data"), key=f"contact:{one.id}:why:{one.version}")
        st.caption(t("Reason, name and time are kept, and the person may ask for them."))
        if st.button(t("Show for a moment"), key=f"contact:{one.id}:reveal", type="primary") and perform(actions.reveal, actor, one.id, reason=reason) is not None:
            st.rerun()
        for seen in ask(queries.views, actor, one.id)[:5]:
            st.caption(f"{moment(seen.at)} · {c(seen.who)} · {escaped(seen.reason)}")


def _handed(actor: Actor, contact_id: int) -> bytes:
    data = customers_workbook.held(desk.look_up(queries.held_on, actor, contact_id), language())
    desk.attempt(actions.hand_out, actor, contact_id, sha256=hashlib.sha256(data).hexdigest())
    return data


def _erased(actor: Actor, one: Person) -> None:
    if perform(actions.erase, actor, one.id, version=one.version) is not None:
        st.toast(t("Erased."))
        st.rerun()


def _fields(key: str, *, empty: str | None = None) -> dict[str, str]:
    """The personal fields; kept in this tab alone, never as a draft."""
    made = {"name": st.text_input(t("Name"), key=f"{key}:name", placeholder=empty, autocomplete="off") or ""}
    left, right = st.columns(2)
    for place, (name, label) in enumerate(FIELDS):
        made[name] = (left, right)[place % 2].text_input(t(label), key=f"{key}:{name}", placeholder=empty, autocomplete="off") or ""
    kinds = list(Document)
    made["id_kind"] = Document(st.selectbox(t("Document of the identity number"), kinds, format_func=lambda one: plain(Document(one).label), key=f"{key}:id_kind")).value
    return made


def _forget(key: str) -> None:
    for name in [name for name in st.session_state if str(name).startswith(f"{key}:")]:
        del st.session_state[name]


def _new(actor: Actor, found: CustomerRow) -> None:
    key = f"contact_new:{found.id}"
    with st.expander(t("Enter a contact"), icon=":material/person_add:"):
        st.caption(t("Personal data are kept under seal and shown masked; they are not kept as a draft."))
        typed = _fields(key)
        role = st.text_input(t("Job title"), key=f"{key}:role")
        first = st.checkbox(t("The one to turn to first"), key=f"{key}:first")
        another = st.checkbox(t("The number is known elsewhere, and this is somebody else"), key=f"{key}:another")
        person = Personal(typed["name"], typed["phone"], typed["email"], typed["address"], typed["id_number"], Document(typed["id_kind"]))
        if st.button(t("Enter the contact"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"contact_{found.id}"), actions.enter, actor, found.id, person=person, role=role, first=first, another=another
        ) is not None:  # fmt: skip
            _forget(key)
            st.toast(t("Entered."))
            st.rerun()


def _edit(actor: Actor, one: Person) -> None:
    key = f"contact_edit:{one.id}:{one.version}"
    with st.popover(t("Edit"), icon=":material/edit:", key=f"contact:{one.id}:edit"):
        st.caption(t("What you leave empty stays as it is."))
        typed = {name: text for name, text in _fields(key, empty=plain("as it is")).items() if text}
        if "id_number" not in typed:
            typed.pop("id_kind", None)
        role = st.text_input(t("Job title"), value=one.role, key=f"{key}:role")
        first = st.checkbox(t("The one to turn to first"), value=one.first, key=f"{key}:first")
        another = st.checkbox(t("The number is known elsewhere, and this is somebody else"), key=f"{key}:another")
        if st.button(t("Save"), key=f"{key}:save", type="primary") and perform(
            actions.edit, actor, one.id, version=one.version, changed=typed, role=role, first=first, another=another
        ) is not None:  # fmt: skip
            _forget(key)
            st.rerun()


def _consents(actor: Actor, one: Person) -> None:
    with st.popover(t("Consents"), icon=":material/handshake:", key=f"contact:{one.id}:consents"):
        for agreed in one.consents:
            ended = f" · :red[{t('withdrawn {day}', day=day(agreed.withdrawn_on))}]" if agreed.withdrawn_on else ""
            st.markdown(f"**{t(agreed.purpose.label)}** · {t(agreed.way.label)} · {day(agreed.given_on)}{ended}  \n{escaped(agreed.wording)}")
            if agreed.withdrawn_on is None and st.button(t("Withdrawn today"), key=f"consent:{agreed.id}:withdraw") and perform(actions.withdraw, actor, agreed.id) is not None:
                st.rerun()
        form, key = Form(actor, "consent", record=str(one.id)), f"consent:{one.id}"
        if not form.opened():
            return
        purpose = st.selectbox(t("What for"), list(Purpose), format_func=lambda each: plain(Purpose(each).label), **form.field(f"{key}:purpose", Purpose.SERVICE.value, list(Purpose)))
        way = st.selectbox(t("How it was given"), list(Way), format_func=lambda each: plain(Way(each).label), **form.field(f"{key}:way", Way.WRITTEN.value, list(Way)))
        wording = st.text_input(t("What was agreed to"), **form.field(f"{key}:wording", ""))
        on = st.date_input(t("Given on"), **form.field(f"{key}:on", today()))
        form.note()
        if st.button(t("Record the consent"), key=f"{key}:save", type="primary") and perform_once(
            form_key(f"consent_{one.id}"), actions.consent, actor, one.id, purpose=Purpose(purpose), way=Way(way), wording=wording, given_on=on if isinstance(on, date) else today()
        ) is not None:  # fmt: skip
            form.done()
            st.rerun()



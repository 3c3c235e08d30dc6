"""Asking a customer: a link for a phone, or an interview that staff enter."""

import secrets

import streamlit as st

from core.access import Actor
from core.config import settings
from core.customers import queries as customers
from core.exchange import qr
from core.projects import queries as projects
from core.projects.queries import ProjectRow
from core.satisfaction.answers import actions as answers
from core.satisfaction.rules import ASKED
from core.satisfaction.surveys import actions
from core.satisfaction.surveys import queries as surveys
from core.satisfaction.surveys.queries import Solved
from core.satisfaction.surveys.rules import path
from core.satisfaction.templates import queries as templates
from core.words import N_, Language, translate
from pages.parts import desk, kit
from pages.parts.codes import code_table
from pages.parts.customers import mails
from pages.parts.draft import Form
from pages.parts.satisfaction import fields
from pages.parts.words import c, content, escaped, labelled, plain, t

LINK, INTERVIEW = "link", "interview"
WAYS = {LINK: N_("Send a link"), INTERVIEW: N_("Enter an interview")}
BY_HAND = N_("This link is not mailed: that takes a mail server, the setting “Mail to the customer: the link of a survey”, and a contact who agreed to be asked. Copy the link, or show its QR code.")
LETTER = N_("Thank you for working with us on “{project}”. Would you take a minute to tell us how we did? Your personal link: {link}")


def draw(actor: Actor) -> None:
    """The part of the page."""
    shown = st.session_state.get("survey:link")
    if shown is not None:
        _link(shown)
        return
    known = {row.id: row for row in desk.ask_kept("projects", projects.projects, actor)}
    if not known:
        kit.nothing(N_("There is no project whose customers you may ask."))
        return
    way = st.segmented_control(t("How"), list(WAYS), format_func=lambda one: t(WAYS[one]), default=LINK, key="survey:way", required=True)
    about = _about(actor)
    form = Form(actor, f"survey_{way}", record=about.code if about else "")
    if not form.opened():
        return
    key = f"survey:{way}"
    project, customer = (about.project_id, 0) if about else _of_project(actor, form, key, known)
    left, right = st.columns(2)
    offered = {one.id: one for one in desk.ask_kept("surveys", templates.askable, actor)}
    version = right.selectbox(t("Template"), list(offered), format_func=lambda one: f"{content(offered[one].name)} {offered[one].number}", **form.field(f"{key}:version", next(iter(offered)), list(offered)))
    channels = {one.code: content(one.name) for one in code_table(actions.CHANNELS).offered()}
    channel = left.selectbox(t("Channel"), list(channels), format_func=channels.__getitem__, **form.field(f"{key}:channel", "email" if way == LINK else "phone", list(channels)))
    spoken = right.selectbox(t("The customer's language"), list(Language), format_func=lambda one: Language(one).own_name, **form.field(f"{key}:language", Language.SIMPLIFIED, list(Language)))
    facts = {"version_id": version, "customer_id": customer or None, "channel": channel, "language": Language(spoken), "request_id": about.id if about else None}
    if way == LINK:
        st.caption(t("The customer opens the link on any device, without an account. It can be used once."))
        if channel == actions.EMAIL:
            asked = about.customer_id if about else customer
            mailed = mails.foretold(actor, ASKED, asked, known[project].department_id)
            st.caption(t("The link is mailed to the customer. You can still copy it or show its QR code.") if mailed else t(BY_HAND))
        form.note()
        if st.button(t("Make the link"), key=f"{key}:save", type="primary", icon=":material/link:"):
            _send(actor, form, project, content(about.project_name if about else known[project].name), **facts)
        return
    fields.caption()
    typed = fields.draw(form, offered[version].draft, f"{key}:{version}")
    form.note()
    if st.button(t("Keep the interview"), key=f"{key}:save", type="primary"):
        made = desk.perform_once(desk.form_key("survey_interview"), answers.interview, actor, project, typed=typed, **facts)
        if made:
            form.done()
            st.toast(t("The answer is kept."))
            _leave_request()
            st.rerun()


def _about(actor: Actor) -> Solved | None:
    """The solved request in the address, said above the form; without it the survey is about a project as a whole."""
    code = st.query_params.get("request", "")
    if not code:
        return None
    found = desk.ask(surveys.solved, actor, code)
    if found is None:
        st.caption(t("{code} is no solved request whose customer you may ask. The survey below is about a project as a whole.", code=code))
        return None
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"{labelled(N_('Asked about'), f'**{escaped(found.code)}** {escaped(found.title)}')}  \n{labelled(N_('Customer'), escaped(found.customer))} · {labelled(N_('Project'), c(found.project_name))}")
        if st.button(t("Ask about the project as a whole"), key="survey:project", icon=":material/close:"):
            _leave_request()
            st.rerun()
    return found


def _leave_request() -> None:
    if "request" in st.query_params:
        del st.query_params["request"]


def _of_project(actor: Actor, form: Form, key: str, known: dict[int, ProjectRow]) -> tuple[int, int]:
    """The project it is about, and which of its customers is asked; 0: whoever the project names."""
    wanted = st.query_params.get("project", "")
    first = next((id_ for id_, row in known.items() if row.code == wanted), next(iter(known)))
    project = st.selectbox(t("Project"), list(known), format_func=lambda one: f"{known[one].code} · {content(known[one].name)}", **form.field(f"{key}:project", first, list(known)))
    served = {one.id: one for one in desk.ask(customers.customers_for_choice, actor, project_id=project)}
    customer = st.selectbox(
        t("Customer"), [0, *served], format_func=lambda one: f"{served[one].code} · {served[one].name}" if one else plain("The project's customer: {name}", name=content(known[project].customer)),
        **form.field(f"{key}:customer", next(iter(served), 0), [0, *served]),
    )  # fmt: skip
    return project, customer


def _send(actor: Actor, form: Form, project: int, name: str, **facts: object) -> None:
    """One deed and one link, however often the button is clicked: the link is made before it, and shown after it only."""
    token = st.session_state.setdefault("survey:token", secrets.token_urlsafe(32))
    made = desk.perform_once(desk.form_key("survey_send"), actions.send, actor, project, token=token, **facts)  # type: ignore[arg-type]
    if made:
        del st.session_state["survey:token"]
        form.done()
        _leave_request()
        st.session_state["survey:link"] = {"token": token, "language": facts["language"], "project": name}
        st.rerun()


def _link(shown: dict[str, str]) -> None:
    """The link, once: afterwards nobody can read it anywhere."""
    link(shown["token"], Language(shown["language"]), shown["project"])
    if st.button(t("Ask another customer"), key="survey:another", icon=":material/add:"):
        del st.session_state["survey:link"]
        st.rerun()


def link(token: str, language: Language, project: str) -> None:
    """A link to copy, as a QR code, and as a text in the customer's language."""
    address = qr.address(path(token))
    st.success(t("The survey is ready. Copy the link now: only its fingerprint is kept, so it cannot be shown again. If it is lost, make a new one on the survey's page."), icon=":material/check_circle:")
    left, right = st.columns([2, 1])
    with left:
        st.markdown(f"**{t('Link')}**")
        st.code(address, language=None, wrap_lines=True)
        st.markdown(f"**{t('Text for the customer')}**")
        st.code(translate(language, LETTER, project=project, link=address), language=None, wrap_lines=True)
        if settings().cockpit_url.startswith("http://127.0.0.1"):
            st.caption(t("This address works on this machine only. Set COCKPIT_URL to the address that customers reach."))
    right.image(qr.png(address), caption=plain("For the camera of a phone"), width=220)



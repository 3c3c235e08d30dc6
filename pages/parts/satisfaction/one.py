"""One survey: how it stands, its answer with what it opened, and what can be done with it."""

import secrets

import streamlit as st

from core.access import Actor, Permission
from core.satisfaction.answers import actions as answers
from core.satisfaction.answers import queries
from core.satisfaction.answers.queries import Answered, Written
from core.satisfaction.rules import Kind
from core.satisfaction.surveys import actions
from core.satisfaction.surveys import queries as surveys
from core.satisfaction.surveys.queries import Sent
from core.satisfaction.surveys.rules import Standing
from core.satisfaction.templates import queries as templates
from core.satisfaction.templates.rules import Question
from core.satisfaction.themes import actions as themes
from core.words import N_
from pages.parts import about, comments, desk, kit
from pages.parts.codes import code_table
from pages.parts.customers import mails
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.satisfaction import fields, said, send
from pages.parts.words import c, content, escaped, labelled, moment, plain, t

COLOURS = {Standing.OPEN: "blue", Standing.ANSWERED: "green", Standing.EXPIRED: "orange", Standing.REVOKED: "gray"}
OPENED = {"request": ("Request.py", "request"), "followup": ("Follow_up.py", "followup")}
"""The page and parameter of what a low answer opened, by its kind."""


def draw(actor: Actor, code: str) -> None:
    """The page of a survey."""
    found: Sent = desk.ask(surveys.survey, actor, code)
    st.title(escaped(code), anchor=False)
    with st.container(horizontal=True):
        st.badge(t(found.standing.label), color=COLOURS[found.standing])  # type: ignore[arg-type]
        st.badge(t(found.source.label), color="gray")
    names = code_table("channel").names
    facts = [
        (N_("Project"), f"{escaped(found.project)} {c(found.project_name)}"), (N_("Customer"), escaped(found.customer) or "–"), (N_("Template"), f"{c(found.template)} {found.number}"),
        (N_("Channel"), c(names.get(found.channel, {"en": found.channel}))), (N_("Sent on"), escaped(moment(found.sent_at))), (N_("Sent by"), c(found.by)),
    ]  # fmt: skip
    if found.standing in (Standing.OPEN, Standing.EXPIRED):
        facts.append((N_("Open until"), escaped(moment(found.expires_at))))
    if found.reminded_at:
        facts.append((N_("Reminded"), escaped(moment(found.reminded_at))))
    st.markdown(" · ".join(labelled(label, text) for label, text in facts))
    if found.request:
        lead(f"{t('Asked about {code}', code=found.request)} · {escaped(found.request_title)}", "Request.py", icon=":material/support_agent:", request=found.request)
    shown = st.session_state.get(f"survey:new:{code}")
    if shown:
        send.link(shown, found.language, content(found.project_name))
    answer = desk.ask(queries.answered, actor, code)
    if answer is not None:
        _answer(actor, found, answer)
    elif found.standing is Standing.OPEN and actor.may(Permission.SURVEY_SEND):
        _steps(actor, found)
    elif found.standing is Standing.EXPIRED:
        st.caption(t("The link opens nothing any more. Send a new survey if the answer still matters."))
    mails.draw(actor, surveys.KIND, found.id)
    if answer is not None:
        about.links(about.RISKS, actor, surveys.KIND, found.id)
    comments.thread(actor, surveys.KIND, found.id)
    comments.timeline(actor, surveys.KIND, found.id)


def _steps(actor: Actor, found: Sent) -> None:
    """What can be done while it waits."""
    with st.container(horizontal=True):
        if found.reminded_at is None and st.button(t("Make a reminder"), key="survey:remind", icon=":material/notifications:", help=t("A second link for one reminder; the first goes on working.")):
            _linked(actor, found, actions.remind)
        kit.confirm("survey:relink", N_("Make a new link"), N_("Earlier links open nothing any more. Use it if a link was lost or went to the wrong person."), N_("Make a new link"), lambda: _linked(actor, found, actions.relink), icon=":material/link:")
        kit.confirm("survey:revoke", N_("Revoke"), N_("The customer can no longer answer, and the survey counts nowhere."), N_("Revoke"), lambda: _revoke(actor, found), icon=":material/block:")
    with st.expander(t("Enter what the customer said"), icon=":material/call:"):
        form, key = Form(actor, "survey_enter", record=found.code, version=found.version), f"survey:enter:{found.code}"
        if form.opened():
            fields.caption()
            typed = fields.draw(form, desk.ask(templates.version, found.version_id).draft, key)
            form.note()
            if st.button(t("Keep the answer"), key=f"{key}:save", type="primary"):
                kept = desk.perform_once(desk.form_key("survey_enter"), answers.enter, actor, found.id, version=found.version, typed=typed)
                if kept:
                    form.done()
                    st.toast(t("The answer is kept."))
                    st.rerun()


def _linked(actor: Actor, found: Sent, deed) -> None:  # type: ignore[no-untyped-def]
    token = secrets.token_urlsafe(32)
    if desk.perform(deed, actor, found.id, version=found.version, token=token):
        st.session_state[f"survey:new:{found.code}"] = token
        st.rerun()


def _revoke(actor: Actor, found: Sent) -> None:
    if desk.perform(actions.revoke, actor, found.id, version=found.version):
        st.rerun()


def _answer(actor: Actor, found: Sent, answer: Answered) -> None:
    st.subheader(t("The customer's answer"), anchor=False)
    marks = [f":red-badge[{t('Low')}]"] if answer.low else []
    if answer.withdrawn_at:
        marks.append(f":gray-badge[{t('Withdrawn')}]")
        st.warning(t("Withdrawn by {who} on {time}: {why}. It counts in no figure.", who=content(answer.withdrawn_by), time=moment(answer.withdrawn_at), why=answer.withdrawn_why), icon=":material/block:")
    by = f" · {labelled(N_('Entered by'), c(answer.by))}" if answer.by else ""
    st.markdown(f"**{escaped(said.stars(answer.csat, answer.nps))}** {' '.join(marks)} · {escaped(moment(answer.answered_at))}{by}")
    if answer.opened_code and answer.opened_kind in OPENED:
        page, parameter = OPENED[answer.opened_kind]
        lead(t("Opened because of this answer: {code}", code=answer.opened_code), page, icon=":material/build:", **{parameter: answer.opened_code})
    texts = {one.question: one for one in answer.texts}
    for question in answer.draft.questions:
        if question.code in answer.scores:
            st.markdown(f"{c(question.text)}  \n{_score(question, answer.scores[question.code])}")
        elif question.code in texts:
            _text(actor, question, texts[question.code])
    st.caption(t("An answer is never edited. One that does not count is withdrawn with a reason, and stays to be read."))
    if answer.withdrawn_at is None and actor.may(Permission.SURVEY_WITHDRAW):
        with st.popover(t("Withdraw the answer"), icon=":material/block:"):
            reason = st.text_input(t("Why"), key="survey:withdraw:why")
            if st.button(t("Withdraw it"), key="survey:withdraw", type="primary") and desk.perform_once(desk.form_key("survey_withdraw"), answers.withdraw, actor, found.id, reason=reason):
                st.rerun()


def _score(question: Question, value: int) -> str:
    if question.kind is Kind.CHOICE:
        return f"**{c(question.options[value].text)}**" if value < len(question.options) else "–"
    top = question.kind.values[-1]
    return f"**{t('{value} of {top}', value=value, top=top)}** {'●' * value}{'○' * (top - value)}"


def _text(actor: Actor, question: Question, text: Written) -> None:
    table = code_table("survey_theme")
    st.markdown(c(question.text))
    with st.container(border=True):
        st.markdown(escaped(text.body).replace("\n", "  \n"))
    tags = " ".join(f":blue-badge[{c(table.names.get(one, {'en': one}))}]" for one in text.themes)
    how = t("sorted by somebody") if text.by_hand else t("found by key words")
    st.markdown(f"{tags} :gray[:small[{how}]]" if text.themes else f":gray[:small[{t('No theme yet')}]]")
    if actor.may(Permission.SURVEY_SEND):
        with st.popover(t("Sort into themes"), icon=":material/label:"):
            codes = [one.code for one in table.entries if not one.retired or one.code in text.themes]
            chosen = st.multiselect(t("Themes"), codes, default=list(text.themes), format_func=lambda one: content(table.names[one]), key=f"survey:themes:{text.id}:{text.version}", placeholder=plain("None"))
            if st.button(t("Save"), key=f"survey:themes:{text.id}:save", type="primary") and desk.perform(themes.assign, actor, text.id, themes=chosen, version=text.version):
                st.rerun()

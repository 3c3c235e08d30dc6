"""Deeds on surveys: send, remind, give a new link, revoke."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import here, now
from core.customers.mails import actions as mails
from core.db import with_ids
from core.errors import Stale
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import counted_by, table_for_choice
from core.satisfaction.rules import ASKED, OPEN_DAYS, Source
from core.satisfaction.surveys import queries, rules
from core.satisfaction.surveys.records import Survey, SurveyToken
from core.satisfaction.surveys.rules import Standing, State
from core.satisfaction.tally.actions import count
from core.satisfaction.tally.rules import Cell, What, month_of
from core.satisfaction.templates import rules as templates
from core.satisfaction.templates.actions import adopt
from core.satisfaction.templates.queries import ADOPTED, version_for_update
from core.service.requests.queries import project_of, request_for_update
from core.settings.queries import value
from core.words import N_, Language

PREFIX, CHANNELS, EMAIL = "SUR", "channel", "email"


def send(
    session: Session, actor: Actor, project_id: int, *, token: str, version_id: int = ADOPTED, customer_id: int | None = None, channel: str = "email",
    language: Language = Language.SIMPLIFIED, request_id: int | None = None,
) -> int:
    """Make a survey (SUR-2026-0001) that the link with `token` opens once; returns its id. Only the token's hash is kept.

    `request_id`: a solved request that it asks about, with that one's customer. Refuses NotAskable, NotThisProject, NotAnEntry, LinkInvalid
    (no token), NotSolvedYet, SurveyedAlready.
    """  # fmt: skip
    project = project_for_update(session, project_id)
    require(actor, Permission.SURVEY_SEND, reach(project))
    row = made(session, actor, project, version_id=version_id, customer_id=customer_id, channel=channel, language=language, source=Source.LINK, request_id=request_id)
    _opened_by(session, row, token)
    _mailed(session, actor, row, project, token)
    note(session, actor, "survey:send", queries.KIND, row.id, code=row.code, project_id=project_id, channel=row.channel, customer_id=row.customer_id, request_id=row.request_id, expires_at=row.expires_at)
    return row.id


def made(
    session: Session, actor: Actor, project: Project, *, version_id: int, customer_id: int | None, channel: str, language: Language, source: Source,
    request_id: int | None = None,
) -> Survey:
    """Keep a survey. # house: part of another deed, which requires and notes"""  # fmt: skip
    asked, _ = version_for_update(session, version_id or adopt(session, actor))
    if asked.state != templates.State.CONFIRMED:
        raise templates.NotAskable()
    if request_id is not None:
        customer_id = _asked_about(session, project, request_id)
    elif customer_id is not None and not queries.serves(session, actor, project.id, customer_id):
        raise rules.NotThisProject()
    moment = now()
    row = Survey(
        code=next_code(session, PREFIX), version_id=asked.id, project_id=project.id, customer_id=customer_id, request_id=request_id,
        channel=table_for_choice(session, CHANNELS).chosen(channel, field=N_("Channel")), language=Language(language).value, source=source.value, state=State.OPEN.value,
        sent_at=moment, expires_at=moment + timedelta(days=value(session, OPEN_DAYS)), reminded_at=None, by_id=actor.id,
    )  # fmt: skip
    with_ids(session, row)
    if source is Source.LINK:
        count(session, [cell(row, What.SENT)])
    touch(session, "surveys")
    return row


def _asked_about(session: Session, project: Project, request_id: int) -> int:
    """The customer of a solved request of the project, about which nobody was asked yet; the request is locked meanwhile. Refuses NotThisProject, NotSolvedYet, SurveyedAlready."""
    request = request_for_update(session, request_id)
    if request.project_id != project.id:
        raise rules.NotThisProject()
    if request.state not in queries.SOLVED:
        raise rules.NotSolvedYet(code=request.code)
    before = queries.asked_about(session, request.id)
    if before is not None:
        raise rules.SurveyedAlready(request=request.code, code=before)
    return request.customer_id


def cell(row: Survey, what: What) -> Cell:
    """What a survey by link counts as: sent, or come back; in the month it was sent."""
    return Cell(row.project_id, month_of(here(row.sent_at).date()), what.value, "", "", row.channel, row.source, 1)


def _opened_by(session: Session, row: Survey, token: str) -> None:
    if not rules.TOKEN.fullmatch(token):
        raise rules.LinkInvalid()
    session.add(SurveyToken(survey_id=row.id, hash=rules.fingerprint(token), made_at=now()))


def _mailed(session: Session, actor: Actor, row: Survey, project: Project, token: str) -> None:
    """Where the customer is asked by e-mail, and has agreed to it, the house sends the link; otherwise whoever asks does."""
    if row.channel == EMAIL and row.customer_id is not None:
        mails.write(
            session, actor, ASKED, row.customer_id, about=queries.place_of(row, project), department_id=project.department_id,
            secret=rules.path(token, Language(row.language)), language=Language(row.language), project=project.name, until=row.expires_at,
        )  # fmt: skip


def _open(session: Session, actor: Actor, survey_id: int, version: int) -> Survey:
    """An open survey, locked, that `actor` may work on. Refuses SurveyEnded, Stale."""
    row, project = queries.survey_for_update(session, survey_id)
    require(actor, Permission.SURVEY_SEND, reach(project))
    if rules.standing(row.state, row.expires_at, now()) is not Standing.OPEN:
        raise rules.SurveyEnded(code=row.code)
    if row.version != version:
        raise Stale()
    return row


def remind(session: Session, actor: Actor, survey_id: int, *, version: int, token: str) -> int:
    """Another link for the one reminder; the first goes on opening. Returns the survey's id. Refuses SurveyEnded, RemindedAlready, Stale."""
    row = _open(session, actor, survey_id, version)
    if row.reminded_at is not None:
        raise rules.RemindedAlready(code=row.code)
    row.reminded_at = now()
    _opened_by(session, row, token)
    _mailed(session, actor, row, project_of(session, row.project_id), token)
    touch(session, "surveys")
    note(session, actor, "survey:remind", queries.KIND, row.id, code=row.code, project_id=row.project_id)
    return row.id


def relink(session: Session, actor: Actor, survey_id: int, *, version: int, token: str) -> int:
    """A new link where the old one was lost or went to the wrong person: every earlier one opens nothing any more. Returns the survey's id. Refuses SurveyEnded, Stale."""
    row = _open(session, actor, survey_id, version)
    before = queries.tokens_of(session, row.id)
    for one in before:
        session.delete(one)
    _opened_by(session, row, token)
    _mailed(session, actor, row, project_of(session, row.project_id), token)
    touch(session, "surveys")
    note(session, actor, "survey:relink", queries.KIND, row.id, code=row.code, project_id=row.project_id, ended=len(before))
    return row.id


def revoke(session: Session, actor: Actor, survey_id: int, *, version: int) -> int:
    """Its links open nothing any more, and it is not waited for. Returns the survey's id. Refuses SurveyEnded, Stale."""
    row = _open(session, actor, survey_id, version)
    row.state = State.REVOKED.value
    count(session, [], out=[cell(row, What.SENT)])
    touch(session, "surveys")
    note(session, actor, "survey:revoke", queries.KIND, row.id, code=row.code, project_id=row.project_id)
    return row.id


counted_by(CHANNELS, queries.channels_in_use)

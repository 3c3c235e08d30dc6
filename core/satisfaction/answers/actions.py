"""Deeds on answers: the customer's own, those that staff enter, withdrawals. Nobody edits one."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Stale
from core.followup import actions as followups
from core.followup.rules import YOURS, Opening, Priority
from core.followup.rules import Kind as FollowUpKind
from core.notice.actions import tell
from core.people.queries import languages
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.satisfaction.answers import queries, rules
from core.satisfaction.answers.records import SurveyAnswer, SurveyScore, SurveyText, SurveyTextTheme
from core.satisfaction.rules import ALARMING, LOW_CSAT, LOW_NPS, Source, is_low
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.surveys import queries as survey_queries
from core.satisfaction.surveys import rules as survey_rules
from core.satisfaction.surveys.records import Survey
from core.satisfaction.surveys.rules import Standing, State
from core.satisfaction.tally.actions import count
from core.satisfaction.tally.rules import What
from core.satisfaction.templates.queries import ADOPTED, Version
from core.satisfaction.templates.queries import version as what_is_asked
from core.satisfaction.templates.rules import given
from core.satisfaction.themes.queries import theme_rows, themes_of
from core.service.intake.actions import take_in
from core.service.requests.actions import inform
from core.service.requests.rules import TEXT_LIMIT, TITLE_LIMIT, Intake
from core.service.rules import Degree
from core.settings.queries import value
from core.subjects import Place
from core.words import N_, Language, translate

KIND = survey_queries.KIND
"""An answer is part of its survey, and so is what happens to it."""
DUE_DAYS = 3


def answer(session: Session, nobody: Actor, token: str, *, typed: Mapping[str, str], language: Language) -> int:
    """A customer answers by the link; returns the survey's id. Refuses LinkInvalid, Unanswered.

    # house: the link that opens once is the permission; nobody signs in for it
    """
    row = survey_queries.by_token_for_update(session, token)
    if row is None or survey_rules.standing(row.state, row.expires_at, now()) is not Standing.OPEN:
        raise survey_rules.LinkInvalid()
    return _keep(session, nobody, row, "survey:answer", typed=typed, language=language, source=Source.LINK)


def enter(session: Session, actor: Actor, survey_id: int, *, version: int, typed: Mapping[str, str]) -> int:
    """Enter what a customer said to an open survey, as said to staff; returns the survey's id. Its links open nothing any more. Refuses SurveyEnded, Unanswered, Stale."""
    row, project = survey_queries.survey_for_update(session, survey_id)
    require(actor, Permission.SURVEY_SEND, reach(project))
    if survey_rules.standing(row.state, row.expires_at, now()) is not Standing.OPEN:
        raise survey_rules.SurveyEnded(code=row.code)
    if row.version != version:
        raise Stale()
    return _keep(session, actor, row, "survey:enter", typed=typed, language=Language(row.language), source=Source.STAFF)


def interview(
    session: Session, actor: Actor, project_id: int, *, typed: Mapping[str, str], version_id: int = ADOPTED, customer_id: int | None = None, channel: str = "phone",
    language: Language = Language.SIMPLIFIED, request_id: int | None = None,
) -> int:
    """Keep a whole interview with a customer: the survey, and what was said; returns the survey's id. Refuses what sending and answering refuse."""  # fmt: skip
    project = project_for_update(session, project_id)
    require(actor, Permission.SURVEY_SEND, reach(project))
    row = surveys.made(session, actor, project, version_id=version_id, customer_id=customer_id, channel=channel, language=language, source=Source.STAFF, request_id=request_id)
    return _keep(session, actor, row, "survey:enter", typed=typed, language=language, source=Source.STAFF)


def _keep(session: Session, actor: Actor, row: Survey, deed: str, *, typed: Mapping[str, str], language: Language, source: Source) -> int:
    """Keep an answer with its scores, texts, themes and sums, and call somebody if it is low: all of it part of one deed."""
    asked = what_is_asked(session, row.version_id)
    said = given(asked.draft, typed)
    low = is_low(said.csat, said.nps, low_csat=value(session, LOW_CSAT), low_nps=value(session, LOW_NPS))
    moment, day = now(), today()
    person_id, about = queries.about(session, row)
    made = SurveyAnswer(
        survey_id=row.id, code=row.code, project_id=row.project_id, customer_id=row.customer_id, person_id=person_id, channel=row.channel, source=source.value,
        language=Language(language).value, csat=said.csat, nps=said.nps, low=low, answered_at=moment, answered_on=day, by_id=actor.id or None, opened_kind="",
        opened_code="", withdrawn_at=None, withdrawn_by_id=None, withdrawn_why="",
    )  # fmt: skip
    row.state = State.ANSWERED.value
    with_ids(session, made)
    themes = _parts(session, made, asked, said.scores, said.texts)
    by_link = row.source == Source.LINK  # one that was sent and then answered by telephone tells nothing of links
    came_back, never_sent = ([surveys.cell(row, What.BACK)] if by_link and source is Source.LINK else []), ([surveys.cell(row, What.SENT)] if by_link and source is Source.STAFF else [])
    count(session, [*_cells(made, asked, said.scores), *_themed(made, themes), *came_back], out=never_sent)
    found = {theme for one in themes.values() for theme in one}
    if rules.calls(low, found, value(session, ALARMING)):
        _call(session, actor, row, made, said.texts, about, complaint=value(session, ALARMING) in found)
    touch(session, "surveys")
    note(
        session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, source=source.value,
        scores=dict(said.scores), texts=len(said.texts), low=low, opened=made.opened_code,
    )  # fmt: skip
    return row.id


def _parts(session: Session, made: SurveyAnswer, asked: Version, scores: Mapping[str, int], texts: Mapping[str, str]) -> dict[int, list[str]]:
    """Keep scores, texts and themes; returns the themes by text."""
    for one in asked.draft.questions:
        if one.code in scores:
            session.add(SurveyScore(answer_id=made.id, question=one.code, kind=one.kind.value, dimension=one.dimension.value, value=scores[one.code]))
    rows = [SurveyText(answer_id=made.id, question=code, project_id=made.project_id, body=body, by_hand=False) for code, body in texts.items()]
    with_ids(session, *rows)
    found = {row.id: themes_of(session, row.body) for row in rows}
    session.add_all(SurveyTextTheme(text_id=text_id, theme=theme) for text_id, themes in found.items() for theme in themes)
    return found


def _cells(made: SurveyAnswer, asked: Version, scores: Mapping[str, int]):  # type: ignore[no-untyped-def]
    return rules.scored(asked.draft, asked.code, scores, low=made.low, project_id=made.project_id, on=made.answered_on, channel=made.channel, source=made.source)


def _themed(made: SurveyAnswer, themes: Mapping[int, list[str]]):  # type: ignore[no-untyped-def]
    for of_text in themes.values():
        yield from rules.themed(of_text, low=made.low, project_id=made.project_id, on=made.answered_on, channel=made.channel, source=made.source)


def _call(session: Session, actor: Actor, row: Survey, made: SurveyAnswer, texts: Mapping[str, str], about: str, *, complaint: bool) -> None:
    """Open a request for a low answer, in the hands of whoever answers for the project. Once, for an answer is kept once.

    Where no customer is known to whom it could belong, a follow-up is opened instead.
    """
    people = queries.responsible(session, row.project_id, leadership=Role.LEADERSHIP.value)
    if not people:
        return
    project = queries.project_of(session, row.project_id)
    customer_id = row.customer_id or queries.only_customer(session, row.project_id)
    if customer_id is None:
        _follow_up(session, actor, row, made, texts, people, project)
        return
    language = languages(session, frozenset({people[0]})).get(people[0], Language.SIMPLIFIED)
    said = [" ".join(one.split()) for one in texts.values()]
    title = (said[0] if said else translate(language, UNSAID, code=row.code))[:TITLE_LIMIT]
    score = translate(language, SAID, csat="–" if made.csat is None else made.csat, nps="–" if made.nps is None else made.nps)
    where = [translate(language, ASKED_AFTER, request=about)] if about else []
    intake = Intake(customer_id, row.channel, title, "\n".join([score, *where, *texts.values()])[:TEXT_LIMIT], urgency=Degree.HIGH, impact=Degree.MEDIUM, complaint=complaint)
    opened = take_in(session, actor, project, intake, receiver_id=people[0], kind=KIND, code=row.code)
    made.opened_kind, made.opened_code = "request", opened.code
    inform(session, actor, opened, project, {people[0]}, N_("{code} was opened because of a low answer of a customer: {title}"))


def _follow_up(session: Session, actor: Actor, row: Survey, made: SurveyAnswer, texts: Mapping[str, str], people: tuple[int, ...], project: Project) -> None:
    """The same as a follow-up: of whoever answers for the project, verified by somebody else."""
    if len(people) < 2:
        return
    finding = "\n".join(texts.values())[:2000]
    title = {language.value: text for language, text in TITLES.items()}
    opening = Opening(
        FollowUpKind.CORRECTIVE, row.project_id, people[0], people[1], today() + timedelta(days=DUE_DAYS), title, survey_queries.KIND, row.id, row.code, finding=finding,
        said=SAID, said_values={"csat": "–" if made.csat is None else str(made.csat), "nps": "–" if made.nps is None else str(made.nps)}, priority=Priority.HIGH,
    )  # fmt: skip
    (code,) = followups.open_many(session, actor, [opening])
    made.opened_kind, made.opened_code = "followup", code
    _tell(session, actor, row, project, {people[0], people[1]}, code)


TITLES = {
    Language.ENGLISH: "Low answer of a customer",
    Language.SIMPLIFIED: "客户评价偏低",
    Language.TRADITIONAL: "客戶評價偏低",
}
UNSAID = N_("A low answer to {code}, without a word of why")
ASKED_AFTER = N_("The customer was asked about {request}.")
SAID = N_("Score {csat} of 5, recommendation {nps} of 10")


def _tell(session: Session, actor: Actor, row: Survey, project: Project, people: set[int], code: str) -> None:
    about = Place(survey_queries.KIND, row.id, row.code, project.name, f"{survey_queries.PAGE}?survey={row.code}", project_id=project.id)
    tell(session, actor, YOURS.code, people, about=about, message=N_("A customer of {project} gave a low answer; {code} was opened for it"), project=project.name, code=code)


def withdraw(session: Session, actor: Actor, survey_id: int, *, reason: str) -> int:
    """Mark an answer as one that does not count, with the reason; it stays to be read. Returns the survey's id. Refuses WithdrawnAlready, NotFound, Empty, TooLong."""
    row, project = survey_queries.survey_for_update(session, survey_id)
    require(actor, Permission.SURVEY_WITHDRAW, reach(project))
    made = queries.of_survey_for_update(session, survey_id)
    if made is None:
        raise NotFound()
    if made.withdrawn_at is not None:
        raise rules.WithdrawnAlready(code=row.code)
    clean = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    made.withdrawn_at, made.withdrawn_by_id, made.withdrawn_why = now(), actor.id, clean
    texts = [one.id for one in queries.text_rows(session, made.id)]
    themes: dict[int, list[str]] = {text_id: [] for text_id in texts}
    for one in theme_rows(session, texts):
        themes[one.text_id].append(one.theme)
    asked = what_is_asked(session, row.version_id)
    count(session, [], out=[*_cells(made, asked, queries.scores_of(session, made.id)), *_themed(made, themes)])
    touch(session, "surveys")
    note(session, actor, "survey:withdraw", KIND, row.id, code=row.code, project_id=row.project_id, reason=clean)
    return row.id


def export(session: Session, actor: Actor, *, rows: int, sha256: str, project_id: int | None = None) -> str:
    """Record that answers leave the house as a file: how many rows, its fingerprint, which is returned. The caller hands the file out only after this deed."""
    require(actor, Permission.SURVEY_EXPORT)
    note(session, actor, "survey:export", KIND, None, project_id=project_id, rows=rows, sha256=sha256)
    return sha256

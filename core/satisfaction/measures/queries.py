"""The rows behind the measures of satisfaction: one an answer, or one a survey."""

from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, literal, null, or_, select
from sqlalchemy.orm import Session

from core.clock import now
from core.metrics.queries import local_day, provide
from core.satisfaction.answers.records import SurveyAnswer
from core.satisfaction.measures.rules import LOW, NET, RETURNED, SATISFIED, SCORE
from core.satisfaction.rules import DETRACTOR, PROMOTER, Source
from core.satisfaction.rules import SATISFIED as ENOUGH
from core.satisfaction.surveys.records import Survey
from core.satisfaction.surveys.rules import State


def _row(value: Any) -> Select[Any]:
    return select(
        SurveyAnswer.project_id.label("project_id"), SurveyAnswer.person_id.label("person_id"), SurveyAnswer.answered_on.label("on"), cast(value, Integer).label("value"),
        SurveyAnswer.code.label("code"),
    ).where(SurveyAnswer.withdrawn_at.is_(None))  # fmt: skip


def satisfied(_: Session) -> Select[Any]:
    """Answers with an overall score: 1 where it is 4 or 5."""
    return _row(case((SurveyAnswer.csat >= ENOUGH, 1), else_=0)).where(SurveyAnswer.csat.is_not(None))


def score(_: Session) -> Select[Any]:
    """Answers with an overall score: the score."""
    return _row(SurveyAnswer.csat).where(SurveyAnswer.csat.is_not(None))


def net(_: Session) -> Select[Any]:
    """Answers with a recommendation: 1 for a promoter, -1 for a detractor."""
    return _row(case((SurveyAnswer.nps >= PROMOTER, 1), (SurveyAnswer.nps <= DETRACTOR, -1), else_=0)).where(SurveyAnswer.nps.is_not(None))


def low(_: Session) -> Select[Any]:
    """All answers: 1 for a low one."""
    return _row(case((SurveyAnswer.low.is_(True), 1), else_=0))


def returned(session: Session) -> Select[Any]:
    """Surveys by link that are answered or have expired: 1 where the customer answered."""
    answered = and_(Survey.state == State.ANSWERED, SurveyAnswer.source == Source.LINK)
    settled = or_(answered, and_(Survey.state == State.OPEN, Survey.expires_at <= now()))
    return select(
        Survey.project_id.label("project_id"), cast(null(), Integer).label("person_id"), local_day(session, Survey.sent_at).label("on"),
        case((answered, literal(1)), else_=literal(0)).label("value"), Survey.code.label("code"),
    ).outerjoin(SurveyAnswer, SurveyAnswer.survey_id == Survey.id).where(Survey.source == Source.LINK, settled)  # fmt: skip


for _measure, _rows in ((SATISFIED, satisfied), (SCORE, score), (NET, net), (LOW, low), (RETURNED, returned)):
    provide(_measure, _rows, page="Satisfaction", parameter="survey")
